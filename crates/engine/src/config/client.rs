//! What every client's configs share: where to connect, and which Java classes there are.
//!
//! Source: `clients/…/clients/ClientUtils.java`, `CommonClientConfigs.java`.
//! Smaller than Kafka: the only classes are Kafka's own serializers, partitioners, assignors and
//! reporter, their interfaces and a few of Java's; every host resolves, but for those under `.invalid` (RFC 6761).

use super::ConfigException;
use crate::assignor;
use crate::quantity::Text;
use alloc::format;
use alloc::string::String;

/// The settings that a client needs and that a model of one can do without: see
/// [`with_base`].
pub(super) const BOOTSTRAP_SERVERS: &str = "bootstrap.servers";
pub(super) const SECURITY_PROTOCOLS: &[&str] = &["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

pub(super) const STRING_SERIALIZER: &str = "org.apache.kafka.common.serialization.StringSerializer";
pub(super) const STRING_DESERIALIZER: &str =
    "org.apache.kafka.common.serialization.StringDeserializer";
pub(super) const JMX_REPORTER: &str = "org.apache.kafka.common.metrics.JmxReporter";
pub(super) const ROUND_ROBIN_PARTITIONER: &str =
    "org.apache.kafka.clients.producer.RoundRobinPartitioner";

const SERIALIZATION: &str = "org.apache.kafka.common.serialization.";
const SERIALIZED: [&str; 13] = [
    "Boolean",
    "ByteArray",
    "ByteBuffer",
    "Bytes",
    "Double",
    "Float",
    "Integer",
    "List",
    "Long",
    "Short",
    "String",
    "UUID",
    "Void",
];
/// Classes that play no role here, but can be constructed.
const BYSTANDERS: [&str; 7] = [
    "java.lang.Object",
    "java.lang.String",
    "java.lang.Thread",
    "java.util.ArrayList",
    "java.util.HashMap",
    "java.util.HashSet",
    JMX_REPORTER,
];
/// Classes without a constructor that takes nothing.
const NOT_CONSTRUCTIBLE: [&str; 7] = [
    "java.lang.Boolean",
    "java.lang.Double",
    "java.lang.Integer",
    "java.lang.Long",
    "org.apache.kafka.clients.consumer.KafkaConsumer",
    "org.apache.kafka.clients.producer.KafkaProducer",
    "org.apache.kafka.clients.producer.internals.BuiltInPartitioner",
];
const INTERFACES: [&str; 7] = [
    "org.apache.kafka.clients.consumer.ConsumerInterceptor",
    "org.apache.kafka.clients.consumer.ConsumerPartitionAssignor",
    "org.apache.kafka.clients.producer.Partitioner",
    "org.apache.kafka.clients.producer.ProducerInterceptor",
    "org.apache.kafka.common.metrics.MetricsReporter",
    "org.apache.kafka.common.serialization.Deserializer",
    "org.apache.kafka.common.serialization.Serializer",
];

/// Whether the class loader would find `class`.
pub(super) fn is_known_class(class: &str) -> bool {
    BYSTANDERS.contains(&class)
        || NOT_CONSTRUCTIBLE.contains(&class)
        || INTERFACES.contains(&class)
        || class == ROUND_ROBIN_PARTITIONER
        || assignor::find_class(class).is_some()
        || is_serialization(class, "Serializer")
        || is_serialization(class, "Deserializer")
}

fn is_serialization(class: &str, role: &str) -> bool {
    let name = class.strip_prefix(SERIALIZATION).and_then(|name| name.strip_suffix(role));
    name.is_some_and(|name| SERIALIZED.contains(&name))
}

/// `Utils.newInstance`: a known class must have a constructor that takes nothing.
pub(super) fn ensure_constructible(class: &str) -> Result<(), ConfigException> {
    if NOT_CONSTRUCTIBLE.contains(&class) || INTERFACES.contains(&class) {
        let message = format!("Could not find a public no-argument constructor for {class}");
        return Err(ConfigException::of("KafkaException", message));
    }
    Ok(())
}

/// `AbstractConfig.getConfiguredInstances`: every class must be found, and be one of `fitting`.
pub(super) fn ensure_loadable(classes: &[Text], fitting: &[&str]) -> Result<(), ConfigException> {
    for class in classes {
        if !is_known_class(class) {
            let message = format!("Class {class} cannot be found");
            return Err(ConfigException::of("KafkaException", message));
        }
        if !fitting.contains(&&**class) {
            let kind = if INTERFACES.contains(&&**class) { "interface" } else { "class" };
            return Err(ConfigException::of("ClassCastException", format!("{kind} {class}")));
        }
    }
    Ok(())
}

/// What a constructor throws where `class` does not implement `role` (`Serializer`, say).
pub(super) fn ensure_serialization(class: &str, role: &str) -> Result<(), ConfigException> {
    if is_serialization(class, role) {
        return Ok(());
    }
    ensure_constructible(class)?;
    Err(not_an_instance(class, &format!("{SERIALIZATION}{role}")))
}

pub(super) fn not_an_instance(class: &str, interface: &str) -> ConfigException {
    let message = format!("class {class} is not an instance of {interface}");
    ConfigException::of("KafkaException", message)
}

/// A serializer or deserializer must be named, before anything else is looked at.
pub(super) fn ensure_named(
    given: &[(&str, &str)],
    names: [&str; 2],
) -> Result<(), ConfigException> {
    for name in names {
        if !given.iter().any(|(key, _)| *key == name) {
            return Err(ConfigException::invalid(name, &"null", "must be non-null."));
        }
    }
    Ok(())
}

/// `ClientUtils.parseAndValidateAddresses`.
pub(super) fn ensure_addresses(urls: &[Text]) -> Result<(), ConfigException> {
    let mut resolved = false;
    for url in urls {
        let refuse = |what: &str| {
            let message = format!("Invalid {what} in {BOOTSTRAP_SERVERS}: {url}");
            ConfigException::new(message)
        };
        let (host, port) = split_url(url).ok_or_else(|| refuse("url"))?;
        port.parse::<u16>().map_err(|_| refuse("port"))?;
        resolved |= !host.ends_with(".invalid");
    }
    if resolved {
        return Ok(());
    }
    let message = String::from("No resolvable bootstrap urls given in ") + BOOTSTRAP_SERVERS;
    Err(ConfigException::new(message))
}

/// Host and port of `host:port`, `[::1]:port` or `scheme://host:port`.
fn split_url(url: &str) -> Option<(&str, &str)> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-%._".contains(character);
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme.chars().all(plain) => rest,
        Some(_) | None => url,
    };
    let (host, port) = rest.rsplit_once(':')?;
    let host = host.strip_prefix('[').unwrap_or(host);
    let host = host.strip_suffix(']').unwrap_or(host);
    let host_fits = host.chars().all(|character| plain(character) || character == ':');
    let port_fits = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    (host_fits && port_fits).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_split_as_kafka_splits_them() {
        assert_eq!(split_url("localhost:9092"), Some(("localhost", "9092")));
        assert_eq!(split_url("PLAINTEXT://[::1]:9092"), Some(("::1", "9092")));
        assert_eq!(split_url(":9092"), Some(("", "9092")));
        assert_eq!(split_url("localhost"), None);
        assert_eq!(split_url("localhost:abc"), None);
        let refused = ensure_addresses(&["h:99999".into()]).map_err(|error| error.message);
        assert_eq!(refused, Err("Invalid port in bootstrap.servers: h:99999".into()));
    }
}
