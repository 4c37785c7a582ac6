//! The consumer's configs, and what its constructor refuses.
//!
//! Source: `clients/…/consumer/ConsumerConfig.java`, `ClassicKafkaConsumer.java`,
//! `AsyncKafkaConsumer.java` (constructors).

use super::check::Check;
use super::client::{
    BOOTSTRAP_SERVERS, JMX_REPORTER, SECURITY_PROTOCOLS, STRING_DESERIALIZER, ensure_addresses,
    ensure_constructible, ensure_loadable, ensure_named, ensure_serialization, is_known_class,
    not_an_instance,
};
use super::definition::{Default, Values, accessors, index_of};
use super::reset::ensure_reset;
use super::{AutoOffsetReset, ConfigException, Definition, Value};
use crate::names;
use crate::protocol::data::IsolationLevel;
use crate::quantity::{Millis, Text};
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

/// What a consumer was configured with: Kafka's defaults where nothing was given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerConfig {
    values: Values,
}

/// How a consumer is a member of its group (`group.protocol`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroupProtocol {
    /// JoinGroup and SyncGroup; a member assigns.
    #[default]
    Classic,
    /// KIP-848; the coordinator assigns.
    Consumer,
}

pub(super) const ISOLATION_LEVELS: &[&str] = &["read_committed", "read_uncommitted"];

const RANGE_AND_COOPERATIVE: &str = "org.apache.kafka.clients.consumer.RangeAssignor,\
                                     org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
const ASSIGNOR_INTERFACE: &str = "org.apache.kafka.clients.consumer.ConsumerPartitionAssignor";

const NOT_WITH_CLASSIC: [&str; 3] =
    ["group.remote.assignor", "share.acknowledgement.mode", "share.acquire.mode"];
const NOT_WITH_CONSUMER: [&str; 5] = [
    "partition.assignment.strategy",
    "heartbeat.interval.ms",
    "session.timeout.ms",
    "share.acknowledgement.mode",
    "share.acquire.mode",
];

type D = Definition;

const TABLE: &[Definition] = &[
    D::new(BOOTSTRAP_SERVERS, super::definition::Kind::List, Default::Required)
        .checked(Check::NonEmptyList),
    D::text("client.dns.lookup", "use_all_dns_ips")
        .checked(Check::OneOf(&["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"])),
    D::optional("group.id"),
    D::optional("group.instance.id").checked(Check::NotEmpty),
    D::int("session.timeout.ms", 45_000),
    D::int("heartbeat.interval.ms", 3_000),
    D::list("partition.assignment.strategy", RANGE_AND_COOPERATIVE).checked(Check::List),
    D::long("metadata.max.age.ms", 300_000).at_least(0),
    D::flag("enable.auto.commit", true),
    D::int("auto.commit.interval.ms", 5_000).at_least(0),
    D::text("client.id", ""),
    D::text("client.rack", ""),
    D::int("max.partition.fetch.bytes", 1_048_576).at_least(0),
    D::int("send.buffer.bytes", 131_072).at_least(-1),
    D::int("receive.buffer.bytes", 65_536).at_least(-1),
    D::int("fetch.min.bytes", 1).at_least(0),
    D::int("fetch.max.bytes", 52_428_800).at_least(0),
    D::int("fetch.max.wait.ms", 500).at_least(0),
    D::long("reconnect.backoff.ms", 50).at_least(0),
    D::long("reconnect.backoff.max.ms", 1_000).at_least(0),
    D::long("retry.backoff.ms", 100).at_least(0),
    D::long("retry.backoff.max.ms", 1_000).at_least(0),
    D::flag("enable.metrics.push", true),
    D::text("auto.offset.reset", "latest").checked(Check::By(ensure_reset)),
    D::flag("check.crcs", true),
    D::long("metrics.sample.window.ms", 30_000).at_least(0),
    D::int("metrics.num.samples", 2).at_least(1),
    D::text("metrics.recording.level", "INFO").checked(Check::OneOf(&["INFO", "DEBUG", "TRACE"])),
    D::list("metric.reporters", JMX_REPORTER).checked(Check::List),
    D::class("key.deserializer", Default::Required),
    D::class("value.deserializer", Default::Required),
    D::int("request.timeout.ms", 30_000).at_least(0),
    D::int("default.api.timeout.ms", 60_000).at_least(0),
    D::long("socket.connection.setup.timeout.ms", 10_000),
    D::long("socket.connection.setup.timeout.max.ms", 30_000),
    D::long("connections.max.idle.ms", 540_000),
    D::list("interceptor.classes", "").checked(Check::List),
    D::int("max.poll.records", 500).at_least(1),
    D::int("max.poll.interval.ms", 300_000).at_least(1),
    D::flag("exclude.internal.topics", true),
    D::flag("internal.throw.on.fetch.stable.offset.unsupported", false),
    D::text("isolation.level", "read_uncommitted").checked(Check::OneOf(ISOLATION_LEVELS)),
    D::flag("allow.auto.create.topics", true),
    D::text("group.protocol", "classic")
        .checked(Check::OneOfIgnoringCase(&["CLASSIC", "CONSUMER"])),
    D::optional("group.remote.assignor"),
    D::optional("security.providers"),
    D::text("security.protocol", "PLAINTEXT").checked(Check::OneOfIgnoringCase(SECURITY_PROTOCOLS)),
    D::text("metadata.recovery.strategy", "rebootstrap")
        .checked(Check::OneOfIgnoringCase(&["NONE", "REBOOTSTRAP"])),
    D::long("metadata.recovery.rebootstrap.trigger.ms", 300_000).at_least(0),
    D::text("share.acknowledgement.mode", "implicit").checked(Check::By(ensure_acknowledgement)),
    D::text("share.acquire.mode", "BATCH_OPTIMIZED").checked(Check::By(ensure_acquisition)),
];

impl ConsumerConfig {
    /// What `new KafkaConsumer<>(properties)` makes of exactly these settings.
    ///
    /// # Errors
    ///
    /// The exception that the constructor throws, the first one if there are several reasons.
    pub fn parse(given: &[(&str, &str)]) -> Result<Self, ConfigException> {
        ensure_named(given, ["key.deserializer", "value.deserializer"])?;
        let mut config = Self { values: Values::parse(TABLE, given)? };
        config.post_process()?;
        config.construct().map_err(|refused| refused.wrapped("consumer"))?;
        Ok(config)
    }

    /// As [`ConsumerConfig::parse`], on top of a broker's address and String deserializers: what
    /// an application always sets, and a simulated client need not.
    ///
    /// # Errors
    ///
    /// See [`ConsumerConfig::parse`].
    pub fn with_base(given: &[(&str, &str)]) -> Result<Self, ConfigException> {
        let mut settings = Vec::with_capacity(given.len() + 3);
        settings.push((BOOTSTRAP_SERVERS, "localhost:9092"));
        settings.push(("key.deserializer", STRING_DESERIALIZER));
        settings.push(("value.deserializer", STRING_DESERIALIZER));
        settings.extend_from_slice(given);
        Self::parse(&settings)
    }

    accessors! { TABLE;
        /// `group.id`; without one there are no commits and no subscriptions.
        group_id: optional -> Option<&Text> = "group.id";
        /// `group.instance.id`: a static member.
        group_instance_id: optional -> Option<&Text> = "group.instance.id";
        /// `client.rack`, `""` if unset.
        client_rack: text -> &str = "client.rack";
        /// `enable.auto.commit`; false without a group, whatever the default says.
        enable_auto_commit: flag -> bool = "enable.auto.commit";
        /// `auto.commit.interval.ms`.
        auto_commit_interval: millis -> Millis = "auto.commit.interval.ms";
        /// `session.timeout.ms`.
        session_timeout: millis -> Millis = "session.timeout.ms";
        /// `heartbeat.interval.ms`.
        heartbeat_interval: millis -> Millis = "heartbeat.interval.ms";
        /// `max.poll.interval.ms`, also the rebalance timeout.
        max_poll_interval: millis -> Millis = "max.poll.interval.ms";
        /// `max.poll.records`: records that one poll hands out at most.
        max_poll_records: number -> i64 = "max.poll.records";
        /// `fetch.min.bytes`.
        fetch_min_bytes: number -> i64 = "fetch.min.bytes";
        /// `fetch.max.bytes`.
        fetch_max_bytes: number -> i64 = "fetch.max.bytes";
        /// `max.partition.fetch.bytes`.
        max_partition_fetch_bytes: number -> i64 = "max.partition.fetch.bytes";
        /// `fetch.max.wait.ms`.
        fetch_max_wait: millis -> Millis = "fetch.max.wait.ms";
        /// `allow.auto.create.topics`.
        allow_auto_create_topics: flag -> bool = "allow.auto.create.topics";
        /// `exclude.internal.topics`: a pattern does not match Kafka's own topics.
        exclude_internal_topics: flag -> bool = "exclude.internal.topics";
        /// `metadata.max.age.ms`.
        metadata_max_age: millis -> Millis = "metadata.max.age.ms";
        /// `retry.backoff.ms`.
        retry_backoff: millis -> Millis = "retry.backoff.ms";
        /// `retry.backoff.max.ms`.
        retry_backoff_max: millis -> Millis = "retry.backoff.max.ms";
        /// `reconnect.backoff.ms`.
        reconnect_backoff: millis -> Millis = "reconnect.backoff.ms";
        /// `reconnect.backoff.max.ms`.
        reconnect_backoff_max: millis -> Millis = "reconnect.backoff.max.ms";
        /// `request.timeout.ms`.
        request_timeout: millis -> Millis = "request.timeout.ms";
        /// `default.api.timeout.ms`.
        default_api_timeout: millis -> Millis = "default.api.timeout.ms";
        /// Class names of the assignors, in order of preference.
        partition_assignment_strategy: list -> &[Text] = "partition.assignment.strategy";
        /// `group.remote.assignor`: the assignor asked of the coordinator (KIP-848).
        group_remote_assignor: optional -> Option<&Text> = "group.remote.assignor";
    }

    /// `auto.offset.reset`.
    #[must_use]
    pub fn auto_offset_reset(&self) -> AutoOffsetReset {
        const AT: usize = index_of(TABLE, "auto.offset.reset");
        AutoOffsetReset::parse(self.values.text(AT)).unwrap_or(AutoOffsetReset::Latest)
    }

    /// `isolation.level`.
    #[must_use]
    pub fn isolation_level(&self) -> IsolationLevel {
        const AT: usize = index_of(TABLE, "isolation.level");
        match self.values.text(AT) {
            "read_committed" => IsolationLevel::ReadCommitted,
            _ => IsolationLevel::ReadUncommitted,
        }
    }

    /// `group.protocol`.
    #[must_use]
    pub fn group_protocol(&self) -> GroupProtocol {
        const AT: usize = index_of(TABLE, "group.protocol");
        if self.values.text(AT).eq_ignore_ascii_case("consumer") {
            GroupProtocol::Consumer
        } else {
            GroupProtocol::Classic
        }
    }

    /// `client.id`, or the one that Kafka makes up for the `sequence`th consumer of a process.
    #[must_use]
    pub fn client_id(&self, sequence: u32) -> Text {
        const AT: usize = index_of(TABLE, "client.id");
        let given = self.values.text(AT);
        if !given.is_empty() {
            return given.into();
        }
        let group = self.group_id().map_or("null", |group| group);
        let end =
            self.group_instance_id().map_or_else(|| sequence.to_string(), |id| id.to_string());
        format!("consumer-{group}-{end}").into()
    }

    /// Every config's name and effective value, in Kafka's order.
    pub fn effective(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        TABLE.iter().enumerate().map(|(at, definition)| (definition.name, self.values.get(at)))
    }

    /// `ConsumerConfig.postProcessParsedConfig`.
    fn post_process(&mut self) -> Result<(), ConfigException> {
        const CLIENT_ID: usize = index_of(TABLE, "client.id");
        const AUTO_COMMIT: usize = index_of(TABLE, "enable.auto.commit");
        if self.values.text(CLIENT_ID).is_empty() {
            self.ensure_instance_id()?;
        }
        if self.group_id().is_none() {
            if !self.values.is_given(AUTO_COMMIT) {
                self.values.set(AUTO_COMMIT, Value::Flag(false));
            } else if self.enable_auto_commit() {
                return Err(ConfigException::of(
                    "InvalidConfigurationException",
                    "enable.auto.commit cannot be set to true when default group id (null) is used.",
                ));
            }
        }
        match self.group_protocol() {
            GroupProtocol::Classic => self.ensure_unset(&NOT_WITH_CLASSIC, "CLASSIC"),
            GroupProtocol::Consumer => self.ensure_unset(&NOT_WITH_CONSUMER, "CONSUMER"),
        }
    }

    fn ensure_unset(&self, names: &[&str], protocol: &str) -> Result<(), ConfigException> {
        let is_set = |name: &&&str| {
            let found = TABLE.iter().position(|definition| definition.name == **name);
            found.is_some_and(|at| {
                self.values.is_given(at) && !self.values.get(at).to_string().is_empty()
            })
        };
        let set: Vec<&str> = names.iter().filter(is_set).copied().collect();
        if set.is_empty() {
            return Ok(());
        }
        let set = set.join(", ");
        let message = format!("{set} cannot be set when group.protocol={protocol}");
        Err(ConfigException::new(message))
    }

    /// What the constructor of the consumer itself refuses, in its order.
    fn construct(&self) -> Result<(), ConfigException> {
        const KEY: usize = index_of(TABLE, "key.deserializer");
        const VALUE: usize = index_of(TABLE, "value.deserializer");
        const SERVERS: usize = index_of(TABLE, BOOTSTRAP_SERVERS);
        const REPORTERS: usize = index_of(TABLE, "metric.reporters");
        const INTERCEPTORS: usize = index_of(TABLE, "interceptor.classes");
        self.ensure_instance_id()?;
        if self.group_protocol() == GroupProtocol::Classic {
            self.ensure_group_id()?;
        }
        ensure_loadable(self.values.list(REPORTERS), &[JMX_REPORTER])?;
        ensure_loadable(self.values.list(INTERCEPTORS), &[])?;
        ensure_serialization(self.values.text(KEY), "Deserializer")?;
        ensure_serialization(self.values.text(VALUE), "Deserializer")?;
        ensure_addresses(self.values.list(SERVERS))?;
        match self.group_protocol() {
            GroupProtocol::Classic => self.construct_classic(),
            GroupProtocol::Consumer => self.ensure_group_id(),
        }
    }

    fn ensure_group_id(&self) -> Result<(), ConfigException> {
        if self.group_id().is_some_and(|group| group.is_empty()) {
            return Err(ConfigException::of(
                "InvalidGroupIdException",
                "The configured group.id should not be an empty string or whitespace.",
            ));
        }
        Ok(())
    }

    fn construct_classic(&self) -> Result<(), ConfigException> {
        for class in self.partition_assignment_strategy() {
            if !is_known_class(class) {
                let message = format!("{class} ClassNotFoundException exception occurred");
                return Err(ConfigException::of("KafkaException", message));
            }
            if crate::assignor::find_class(class).is_none() {
                ensure_constructible(class)?;
                return Err(not_an_instance(class, ASSIGNOR_INTERFACE));
            }
        }
        if self.group_id().is_some() { self.ensure_heartbeat() } else { Ok(()) }
    }

    /// What the constructor of `Heartbeat` refuses.
    fn ensure_heartbeat(&self) -> Result<(), ConfigException> {
        let heartbeat = self.heartbeat_interval();
        let reason = if heartbeat >= self.session_timeout() {
            "Heartbeat must be set lower than the session timeout".into()
        } else if heartbeat < Millis(0) {
            format!("Invalid negative timeout {}", heartbeat.0)
        } else {
            return Ok(());
        };
        Err(ConfigException::of("IllegalArgumentException", reason))
    }

    fn ensure_instance_id(&self) -> Result<(), ConfigException> {
        let Some(id) = self.group_instance_id() else { return Ok(()) };
        names::ensure_valid(id, "Group instance id")
            .map_err(|message| ConfigException::of("InvalidConfigurationException", message))
    }
}

/// `ShareAcknowledgementMode.Validator`.
fn ensure_acknowledgement(name: &str, value: &Value) -> Result<(), ConfigException> {
    let text = value.to_string();
    ensure_either(name, &text, &text, ["implicit", "explicit"])
}

/// `ShareAcquireMode.Validator`, which takes its names in any case of letters.
fn ensure_acquisition(name: &str, value: &Value) -> Result<(), ConfigException> {
    let text = value.to_string();
    ensure_either(name, &text, &text.to_lowercase(), ["batch_optimized", "record_limit"])
}

fn ensure_either(
    name: &str,
    given: &str,
    read: &str,
    allowed: [&str; 2],
) -> Result<(), ConfigException> {
    if allowed.contains(&read) {
        return Ok(());
    }
    let [left, right] = allowed;
    let reason = format!(
        "Invalid value `{given}` for configuration {name}. The value must either be '{left}' or \
         '{right}'."
    );
    Err(ConfigException::invalid(name, &given, &reason))
}
