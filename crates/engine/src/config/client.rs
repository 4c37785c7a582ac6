//! What every client's configs share: where to connect, and which Java classes there are.
//!
//! Source: `clients/…/clients/ClientUtils.java`, `CommonClientConfigs.java`.
//! Smaller than Kafka: the only classes are Kafka's own serializers, partitioners and assignors and
//! a few of `java.lang`; every host resolves, but for those under `.invalid` (RFC 6761).

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
const JAVA_LANG: [&str; 6] = ["Boolean", "Integer", "Long", "Object", "String", "Thread"];

/// Whether the class loader would find `class`.
pub(super) fn is_known_class(class: &str) -> bool {
    let java = class.strip_prefix("java.lang.").is_some_and(|name| JAVA_LANG.contains(&name));
    java || class == ROUND_ROBIN_PARTITIONER
        || assignor::find_class(class).is_some()
        || is_serialization(class, "Serializer")
        || is_serialization(class, "Deserializer")
}

fn is_serialization(class: &str, role: &str) -> bool {
    let name = class.strip_prefix(SERIALIZATION).and_then(|name| name.strip_suffix(role));
    name.is_some_and(|name| SERIALIZED.contains(&name))
}

/// What a constructor throws where `class` does not implement `role` (`Serializer`, say).
pub(super) fn ensure_serialization(class: &str, role: &str) -> Result<(), ConfigException> {
    if is_serialization(class, role) {
        return Ok(());
    }
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
