//! A topic's configs, and what the controller refuses when they are set.
//!
//! What a log makes of them is `log::config`'s business; here they are checked and listed.
//!
//! Source: `storage/…/internals/log/LogConfig.java`, `ControllerConfigurationValidator.scala`.

use super::check::{Check, GZIP_LEVEL, LZ4_LEVEL, ZSTD_LEVEL};
use super::definition::{Values, index_of};
use super::{ConfigException, Definition, Value, ensure_known};
use crate::quantity::Text;
use crate::sort::sort_by_key;
use alloc::format;
use alloc::string::String;

/// A topic's configs: the broker's defaults where nothing is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TopicConfig {
    values: Values,
}

type D = Definition;

const WEEK: i64 = 604_800_000;
const DAY: i64 = 86_400_000;

const TABLE: &[Definition] = &[
    D::int("segment.bytes", 1 << 30).at_least(1_048_576),
    D::long("segment.ms", WEEK).at_least(1),
    D::long("segment.jitter.ms", 0).at_least(0),
    D::int("segment.index.bytes", 10_485_760).at_least(4),
    D::long("flush.messages", i64::MAX).at_least(1),
    D::long("flush.ms", i64::MAX).at_least(0),
    D::long("retention.bytes", -1),
    D::long("retention.ms", WEEK).at_least(-1),
    D::int("max.message.bytes", 1_048_588).at_least(0),
    D::int("index.interval.bytes", 4_096).at_least(0),
    D::long("delete.retention.ms", DAY).at_least(0),
    D::long("min.compaction.lag.ms", 0).at_least(0),
    D::long("max.compaction.lag.ms", i64::MAX).at_least(1),
    D::long("file.delete.delay.ms", 60_000).at_least(0),
    D::double("min.cleanable.dirty.ratio", "0.5").checked(Check::Between(0, 1)),
    D::list("cleanup.policy", "delete").checked(Check::ListOf(&["compact", "delete"])),
    D::flag("unclean.leader.election.enable", false),
    D::int("min.insync.replicas", 1).at_least(1),
    D::text("compression.type", "producer").checked(Check::OneOf(&[
        "uncompressed",
        "zstd",
        "lz4",
        "snappy",
        "gzip",
        "producer",
    ])),
    D::int("compression.gzip.level", -1).checked(GZIP_LEVEL),
    D::int("compression.lz4.level", 9).checked(LZ4_LEVEL),
    D::int("compression.zstd.level", 3).checked(ZSTD_LEVEL),
    D::flag("preallocate", false),
    D::text("message.timestamp.type", "CreateTime")
        .checked(Check::OneOf(&["CreateTime", "LogAppendTime"])),
    D::long("message.timestamp.before.max.ms", i64::MAX).at_least(0),
    D::long("message.timestamp.after.max.ms", 3_600_000).at_least(0),
    D::list("leader.replication.throttled.replicas", "").checked(Check::By(ensure_replicas)),
    D::list("follower.replication.throttled.replicas", "").checked(Check::By(ensure_replicas)),
    D::flag("remote.storage.enable", false),
    D::long("local.retention.ms", -2).at_least(-2),
    D::long("local.retention.bytes", -2).at_least(-2),
    D::flag("remote.log.copy.disable", false),
    D::flag("remote.log.delete.on.disable", false),
    D::new(INTERNAL_SEGMENT_BYTES, super::definition::Kind::Int, super::definition::Default::Null),
];

/// `segment.bytes` without its minimum; never listed.
const INTERNAL_SEGMENT_BYTES: &str = "internal.segment.bytes";

impl TopicConfig {
    /// Checks the configs that a topic is to have: all of them, on an altered topic too. `None` is
    /// a null value.
    ///
    /// # Errors
    ///
    /// What the controller throws; a client sees its message under `INVALID_CONFIG`.
    pub fn parse(configs: &[(&str, Option<&str>)]) -> Result<Self, ConfigException> {
        let given = ensure_known(TABLE, "topic", configs)?;
        let config = Self { values: Values::parse(TABLE, &given)? };
        config.ensure_consistent()?;
        Ok(config)
    }

    /// Every listed config's name and value, by name.
    pub fn listed(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let mut order: alloc::vec::Vec<usize> = (0..TABLE.len()).collect();
        order.retain(|&at| TABLE[at].name != INTERNAL_SEGMENT_BYTES);
        sort_by_key(&mut order, |&at| TABLE[at].name);
        order.into_iter().map(|at| (TABLE[at].name, self.values.get(at)))
    }

    fn ensure_consistent(&self) -> Result<(), ConfigException> {
        const MIN_LAG: usize = index_of(TABLE, "min.compaction.lag.ms");
        const MAX_LAG: usize = index_of(TABLE, "max.compaction.lag.ms");
        const REMOTE: usize = index_of(TABLE, "remote.storage.enable");
        let (least, most) = (self.values.number(MIN_LAG), self.values.number(MAX_LAG));
        if least > most {
            return Err(ConfigException::of(
                "InvalidConfigurationException",
                format!(
                    "conflict topic config setting min.compaction.lag.ms ({least}) > \
                     max.compaction.lag.ms ({most})"
                ),
            ));
        }
        if self.values.flag(REMOTE) {
            return Err(ConfigException::new(
                "Tiered Storage functionality is disabled in the broker. Topic cannot be \
                 configured with remote log storage.",
            ));
        }
        Ok(())
    }
}

/// `ThrottledReplicaListValidator`.
fn ensure_replicas(name: &str, value: &Value) -> Result<(), ConfigException> {
    let Value::List(replicas) = value else { return Ok(()) };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_replica = |text: &Text| {
        let (partition, broker) = text.split_once(':').unwrap_or(("", ""));
        text.is_empty() || number(partition) && number(broker)
    };
    let joined: String = replicas.iter().map(|replica| &**replica).collect();
    if joined.trim() == "*" || replicas.iter().all(is_replica) {
        return Ok(());
    }
    let reason = format!(
        "{name} must be the literal '*' or a list of replicas in the following format: \
         [partitionId]:[brokerId],[partitionId]:[brokerId],..."
    );
    Err(ConfigException::invalid(name, value, &reason))
}
