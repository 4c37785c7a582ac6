//! The producer's configs, and what its constructor refuses.
//!
//! Source: `clients/…/producer/ProducerConfig.java`, `KafkaProducer.java` (constructor).

use super::check::{Check, GZIP_LEVEL, LZ4_LEVEL, ZSTD_LEVEL};
use super::client::{
    BOOTSTRAP_SERVERS, JMX_REPORTER, ROUND_ROBIN_PARTITIONER, SECURITY_PROTOCOLS,
    STRING_SERIALIZER, ensure_addresses, ensure_constructible, ensure_loadable, ensure_named,
    ensure_serialization, not_an_instance,
};
use super::definition::{Default, Kind, Values, accessors, index_of};
use super::{ConfigException, Definition, Value};
use crate::protocol::data::Acks;
use crate::quantity::{Millis, Text};
use alloc::format;
use alloc::vec::Vec;

/// What a producer was configured with: Kafka's defaults where nothing was given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerConfig {
    values: Values,
}

/// Who chooses the partition where the record does not say (`partitioner.class`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PartitionerClass {
    /// None set: by the key's hash, or sticky (KIP-794).
    #[default]
    BuiltIn,
    /// `RoundRobinPartitioner`.
    RoundRobin,
}

const PARTITIONER_INTERFACE: &str = "org.apache.kafka.clients.producer.Partitioner";
const MOST_IN_FLIGHT: i64 = 5;
const MAX_INT: i64 = i32::MAX as i64;

type D = Definition;

const TABLE: &[Definition] = &[
    D::new(BOOTSTRAP_SERVERS, Kind::List, Default::Required).checked(Check::NonEmptyList),
    D::text("client.dns.lookup", "use_all_dns_ips")
        .checked(Check::OneOf(&["use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"])),
    D::long("buffer.memory", 33_554_432).at_least(0),
    D::int("retries", MAX_INT).checked(Check::Between(0, MAX_INT)),
    D::text("acks", "all").checked(Check::OneOf(&["all", "-1", "0", "1"])),
    D::text("compression.type", "none")
        .checked(Check::OneOf(&["none", "gzip", "snappy", "lz4", "zstd"])),
    D::int("compression.gzip.level", -1).checked(GZIP_LEVEL),
    D::int("compression.lz4.level", 9).checked(LZ4_LEVEL),
    D::int("compression.zstd.level", 3).checked(ZSTD_LEVEL),
    D::int("batch.size", 16_384).at_least(0),
    D::flag("partitioner.adaptive.partitioning.enable", true),
    D::long("partitioner.availability.timeout.ms", 0).at_least(0),
    D::flag("partitioner.ignore.keys", false),
    D::long("linger.ms", 5).at_least(0),
    D::int("delivery.timeout.ms", 120_000).at_least(0),
    D::text("client.id", ""),
    D::int("send.buffer.bytes", 131_072).at_least(-1),
    D::int("receive.buffer.bytes", 32_768).at_least(-1),
    D::int("max.request.size", 1_048_576).at_least(0),
    D::long("reconnect.backoff.ms", 50).at_least(0),
    D::long("reconnect.backoff.max.ms", 1_000).at_least(0),
    D::long("retry.backoff.ms", 100).at_least(0),
    D::long("retry.backoff.max.ms", 1_000).at_least(0),
    D::flag("enable.metrics.push", true),
    D::long("max.block.ms", 60_000).at_least(0),
    D::int("request.timeout.ms", 30_000).at_least(0),
    D::long("metadata.max.age.ms", 300_000).at_least(0),
    D::long("metadata.max.idle.ms", 300_000).at_least(5_000),
    D::long("metrics.sample.window.ms", 30_000).at_least(0),
    D::int("metrics.num.samples", 2).at_least(1),
    D::text("metrics.recording.level", "INFO").checked(Check::OneOf(&["INFO", "DEBUG", "TRACE"])),
    D::list("metric.reporters", JMX_REPORTER).checked(Check::List),
    D::int("max.in.flight.requests.per.connection", MOST_IN_FLIGHT).at_least(1),
    D::class("key.serializer", Default::Required),
    D::class("value.serializer", Default::Required),
    D::long("socket.connection.setup.timeout.ms", 10_000),
    D::long("socket.connection.setup.timeout.max.ms", 30_000),
    D::long("connections.max.idle.ms", 540_000),
    D::class("partitioner.class", Default::Null),
    D::list("interceptor.classes", "").checked(Check::List),
    D::text("security.protocol", "PLAINTEXT").checked(Check::OneOfIgnoringCase(SECURITY_PROTOCOLS)),
    D::optional("security.providers"),
    D::flag("enable.idempotence", true),
    D::int("transaction.timeout.ms", 60_000),
    D::optional("transactional.id").checked(Check::NotEmpty),
    D::flag("transaction.two.phase.commit.enable", false),
    D::text("metadata.recovery.strategy", "rebootstrap")
        .checked(Check::OneOfIgnoringCase(&["NONE", "REBOOTSTRAP"])),
    D::long("metadata.recovery.rebootstrap.trigger.ms", 300_000).at_least(0),
];

impl ProducerConfig {
    /// What `new KafkaProducer<>(properties)` makes of exactly these settings.
    ///
    /// # Errors
    ///
    /// The exception that the constructor throws, the first one if there are several reasons.
    pub fn parse(given: &[(&str, &str)]) -> Result<Self, ConfigException> {
        ensure_named(given, ["key.serializer", "value.serializer"])?;
        let mut config = Self { values: Values::parse(TABLE, given)? };
        config.post_process()?;
        config.construct().map_err(|refused| refused.wrapped("producer"))?;
        Ok(config)
    }

    /// As [`ProducerConfig::parse`], on top of a broker's address and String serializers: what an
    /// application always sets, and a simulated client need not.
    ///
    /// # Errors
    ///
    /// See [`ProducerConfig::parse`].
    pub fn with_base(given: &[(&str, &str)]) -> Result<Self, ConfigException> {
        let mut settings = Vec::with_capacity(given.len() + 3);
        settings.push((BOOTSTRAP_SERVERS, "localhost:9092"));
        settings.push(("key.serializer", STRING_SERIALIZER));
        settings.push(("value.serializer", STRING_SERIALIZER));
        settings.extend_from_slice(given);
        Self::parse(&settings)
    }

    accessors! { TABLE;
        /// `enable.idempotence`, as it is in effect: other settings may switch it off.
        enable_idempotence: flag -> bool = "enable.idempotence";
        /// `retries`.
        retries: number -> i64 = "retries";
        /// `max.in.flight.requests.per.connection`.
        max_in_flight_requests: number -> i64 = "max.in.flight.requests.per.connection";
        /// `max.block.ms`.
        max_block: millis -> Millis = "max.block.ms";
        /// `max.request.size`, in bytes.
        max_request_size: number -> i64 = "max.request.size";
        /// `buffer.memory`, in bytes.
        buffer_memory: number -> i64 = "buffer.memory";
        /// `partitioner.ignore.keys`.
        partitioner_ignore_keys: flag -> bool = "partitioner.ignore.keys";
        /// `partitioner.availability.timeout.ms`.
        partitioner_availability_timeout: millis -> Millis = "partitioner.availability.timeout.ms";
        /// `transactional.id`.
        transactional_id: optional -> Option<&Text> = "transactional.id";
        /// `transaction.timeout.ms`.
        transaction_timeout: millis -> Millis = "transaction.timeout.ms";
        /// `request.timeout.ms`.
        request_timeout: millis -> Millis = "request.timeout.ms";
        /// `metadata.max.age.ms`.
        metadata_max_age: millis -> Millis = "metadata.max.age.ms";
        /// `metadata.max.idle.ms`.
        metadata_max_idle: millis -> Millis = "metadata.max.idle.ms";
        /// `retry.backoff.ms`.
        retry_backoff: millis -> Millis = "retry.backoff.ms";
        /// `retry.backoff.max.ms`.
        retry_backoff_max: millis -> Millis = "retry.backoff.max.ms";
        /// `reconnect.backoff.ms`.
        reconnect_backoff: millis -> Millis = "reconnect.backoff.ms";
        /// `reconnect.backoff.max.ms`.
        reconnect_backoff_max: millis -> Millis = "reconnect.backoff.max.ms";
        /// `compression.type`: accepted and shown, but the model compresses nothing.
        compression_type: text -> &str = "compression.type";
    }

    /// `acks`.
    #[must_use]
    pub fn acks(&self) -> Acks {
        const AT: usize = index_of(TABLE, "acks");
        match self.values.text(AT) {
            "0" => Acks::None,
            "1" => Acks::Leader,
            _ => Acks::All,
        }
    }

    /// `batch.size` in bytes; 0 means 1, a batch a record.
    #[must_use]
    pub fn batch_size(&self) -> i64 {
        const AT: usize = index_of(TABLE, "batch.size");
        self.values.number(AT).max(1)
    }

    /// `linger.ms`.
    #[must_use]
    pub fn linger(&self) -> Millis {
        const AT: usize = index_of(TABLE, "linger.ms");
        Millis(self.values.number(AT).min(MAX_INT))
    }

    /// `delivery.timeout.ms`; left at its default, it is never less than `linger.ms` +
    /// `request.timeout.ms`.
    #[must_use]
    pub fn delivery_timeout(&self) -> Millis {
        const AT: usize = index_of(TABLE, "delivery.timeout.ms");
        self.values.millis(AT).max(self.linger_and_request_timeout())
    }

    /// `partitioner.class`.
    #[must_use]
    pub fn partitioner_class(&self) -> PartitionerClass {
        const AT: usize = index_of(TABLE, "partitioner.class");
        match self.values.optional(AT) {
            None => PartitionerClass::BuiltIn,
            Some(_) => PartitionerClass::RoundRobin,
        }
    }

    /// `partitioner.adaptive.partitioning.enable`; off where a class is set.
    #[must_use]
    pub fn adaptive_partitioning(&self) -> bool {
        const AT: usize = index_of(TABLE, "partitioner.adaptive.partitioning.enable");
        self.values.flag(AT) && self.partitioner_class() == PartitionerClass::BuiltIn
    }

    /// `client.id`, or the one that Kafka makes up for the `sequence`th producer of a process.
    #[must_use]
    pub fn client_id(&self, sequence: u32) -> Text {
        const AT: usize = index_of(TABLE, "client.id");
        if self.values.is_given(AT) {
            return self.values.text(AT).into();
        }
        match self.transactional_id() {
            Some(id) => format!("producer-{id}").into(),
            None => format!("producer-{sequence}").into(),
        }
    }

    /// Every config's name and effective value, in Kafka's order.
    pub fn effective(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        TABLE.iter().enumerate().map(|(at, definition)| (definition.name, self.values.get(at)))
    }

    /// `ProducerConfig.postProcessAndValidateIdempotenceConfigs`.
    fn post_process(&mut self) -> Result<(), ConfigException> {
        const ACKS: usize = index_of(TABLE, "acks");
        const IDEMPOTENCE: usize = index_of(TABLE, "enable.idempotence");
        const TRANSACTIONAL_ID: usize = index_of(TABLE, "transactional.id");
        const TWO_PHASE: usize = index_of(TABLE, "transaction.two.phase.commit.enable");
        const TIMEOUT: usize = index_of(TABLE, "transaction.timeout.ms");
        let refuse = |message: &str| Err(ConfigException::new(message));
        if self.acks() == Acks::All {
            self.values.set(ACKS, Value::Text("-1".into()));
        }
        let asked_for = self.values.is_given(IDEMPOTENCE);
        if self.enable_idempotence() {
            let mut enabled = true;
            if self.retries() == 0 {
                if asked_for {
                    return refuse(
                        "Must set retries to non-zero when using the idempotent producer.",
                    );
                }
                enabled = false;
            }
            if self.acks() != Acks::All {
                if asked_for {
                    return refuse(
                        "Must set acks to all in order to use the idempotent producer. \
                         Otherwise we cannot guarantee idempotence.",
                    );
                }
                enabled = false;
            }
            let in_flight = self.max_in_flight_requests();
            if in_flight > MOST_IN_FLIGHT {
                return refuse(&format!(
                    "To use the idempotent producer, max.in.flight.requests.per.connection must \
                     be set to at most {MOST_IN_FLIGHT}. Current value is {in_flight}."
                ));
            }
            self.values.set(IDEMPOTENCE, Value::Flag(enabled));
        }
        if !self.enable_idempotence() && self.values.is_given(TRANSACTIONAL_ID) {
            return refuse("Cannot set a transactional.id without also enabling idempotence.");
        }
        if self.values.flag(TWO_PHASE) && self.values.is_given(TIMEOUT) {
            return refuse(
                "Cannot set transaction.timeout.ms when transaction.two.phase.commit.enable is set \
                 to true. Transactions will not expire with two-phase commit enabled.",
            );
        }
        Ok(())
    }

    /// What the constructor of the producer itself refuses, in its order.
    fn construct(&self) -> Result<(), ConfigException> {
        const PARTITIONER: usize = index_of(TABLE, "partitioner.class");
        const KEY: usize = index_of(TABLE, "key.serializer");
        const VALUE: usize = index_of(TABLE, "value.serializer");
        const DELIVERY: usize = index_of(TABLE, "delivery.timeout.ms");
        const SERVERS: usize = index_of(TABLE, BOOTSTRAP_SERVERS);
        const REPORTERS: usize = index_of(TABLE, "metric.reporters");
        const INTERCEPTORS: usize = index_of(TABLE, "interceptor.classes");
        ensure_loadable(self.values.list(REPORTERS), &[JMX_REPORTER])?;
        if let Some(class) = self.values.optional(PARTITIONER)
            && &**class != ROUND_ROBIN_PARTITIONER
        {
            ensure_constructible(class)?;
            return Err(not_an_instance(class, PARTITIONER_INTERFACE));
        }
        ensure_serialization(self.values.text(KEY), "Serializer")?;
        ensure_serialization(self.values.text(VALUE), "Serializer")?;
        ensure_loadable(self.values.list(INTERCEPTORS), &[])?;
        let too_short = self.values.millis(DELIVERY) < self.linger_and_request_timeout();
        if too_short && self.values.is_given(DELIVERY) {
            return Err(ConfigException::new(
                "delivery.timeout.ms should be equal to or larger than linger.ms + \
                 request.timeout.ms",
            ));
        }
        ensure_addresses(self.values.list(SERVERS))
    }

    fn linger_and_request_timeout(&self) -> Millis {
        (self.linger() + self.request_timeout()).min(Millis(MAX_INT))
    }
}
