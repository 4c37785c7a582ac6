//! The settings of one partition's log: topic configs with Kafka's defaults, and the broker's own.
//!
//! Values that come in as text are taken as valid: the broker has refused the others before.
//!
//! Source: `storage/…/log/LogConfig.java`, `TopicConfig.java` of 4.3.1.

use crate::log::batch::TimestampType;
use crate::quantity::Millis;

/// What happens to old records (`cleanup.policy`). Both, one or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CleanupPolicy {
    /// Keep the last value of each key.
    pub compact: bool,
    /// Drop old segments by time and size.
    pub delete: bool,
}

/// A share between 0 and 1 as it was written: `digits` / 10^`scale`. No float decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    digits: u64,
    scale: u32,
}

/// Everything that a log's behaviour depends on. Sizes are bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogConfig {
    /// `segment.bytes`, or `internal.segment.bytes` where that is set (it has no minimum).
    pub segment_bytes: u64,
    /// `segment.ms`, in event time.
    pub segment_ms: Millis,
    /// `retention.ms`; negative: never.
    pub retention_ms: Millis,
    /// `retention.bytes`; negative: no limit.
    pub retention_bytes: i64,
    /// `max.message.bytes`: the largest batch taken.
    pub max_message_bytes: u64,
    /// `index.interval.bytes`. Decides how many aborted transactions a fetch lists.
    pub index_interval_bytes: u64,
    /// `cleanup.policy`.
    pub cleanup_policy: CleanupPolicy,
    /// `min.cleanable.dirty.ratio`.
    pub min_cleanable_dirty_ratio: Ratio,
    /// `delete.retention.ms`: how long tombstones stay after the clean that saw them first.
    pub delete_retention_ms: Millis,
    /// `min.compaction.lag.ms`.
    pub min_compaction_lag_ms: Millis,
    /// `max.compaction.lag.ms`.
    pub max_compaction_lag_ms: Millis,
    /// `message.timestamp.type`.
    pub message_timestamp_type: TimestampType,
    /// `message.timestamp.before.max.ms`.
    pub message_timestamp_before_max_ms: Millis,
    /// `message.timestamp.after.max.ms`.
    pub message_timestamp_after_max_ms: Millis,
    /// `min.insync.replicas`.
    pub min_insync_replicas: u32,
    /// The broker's `producer.id.expiration.ms`.
    pub producer_id_expiration_ms: Millis,
    /// The broker's `log.cleaner.dedupe.buffer.size`.
    pub dedupe_buffer_bytes: u64,
}

impl CleanupPolicy {
    /// Reads `delete`, `compact`, both with a comma, or nothing.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let has = |word| text.split(',').any(|policy| policy.trim() == word);
        Self { compact: has("compact"), delete: has("delete") }
    }
}

impl Ratio {
    /// Reads `0.5`, `.25`, `1`; `None` if the text is no plain decimal of at most 18 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        if whole.len() + part.len() == 0 || whole.len() + part.len() > 18 {
            return None;
        }
        let digits = whole.bytes().chain(part.bytes()).try_fold(0_u64, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0'))
        })?;
        Some(Self { digits, scale: u32::try_from(part.len()).ok()? })
    }

    /// Is `part` / `whole` strictly more than this?
    #[must_use]
    pub fn is_exceeded_by(self, part: u64, whole: u64) -> bool {
        u128::from(part) * 10_u128.pow(self.scale) > u128::from(self.digits) * u128::from(whole)
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        const WEEK: Millis = Millis(604_800_000);
        const DAY: Millis = Millis(86_400_000);
        Self {
            segment_bytes: 1 << 30,
            segment_ms: WEEK,
            retention_ms: WEEK,
            retention_bytes: -1,
            max_message_bytes: 1_048_588,
            index_interval_bytes: 4096,
            cleanup_policy: CleanupPolicy { compact: false, delete: true },
            min_cleanable_dirty_ratio: Ratio { digits: 5, scale: 1 },
            delete_retention_ms: DAY,
            min_compaction_lag_ms: Millis(0),
            max_compaction_lag_ms: Millis(i64::MAX),
            message_timestamp_type: TimestampType::CreateTime,
            message_timestamp_before_max_ms: Millis(i64::MAX),
            message_timestamp_after_max_ms: Millis(3_600_000),
            min_insync_replicas: 1,
            producer_id_expiration_ms: DAY,
            dedupe_buffer_bytes: 134_217_728,
        }
    }
}

impl LogConfig {
    /// Kafka's defaults, changed by what `pairs` say. Names that do not concern a log are passed
    /// over, and so are values that no broker would have taken.
    #[must_use]
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut config = Self::default();
        let mut internal_segment_bytes = None;
        for (name, value) in pairs {
            if name == "internal.segment.bytes" {
                internal_segment_bytes = value.trim().parse().ok();
            } else {
                config.set(name, value);
            }
        }
        config.segment_bytes = internal_segment_bytes.unwrap_or(config.segment_bytes);
        config
    }

    fn set(&mut self, name: &str, value: &str) {
        let millis = |field: &mut Millis| read(value, &mut field.0);
        match name {
            "segment.bytes" => read(value, &mut self.segment_bytes),
            "segment.ms" => millis(&mut self.segment_ms),
            "retention.ms" => millis(&mut self.retention_ms),
            "retention.bytes" => read(value, &mut self.retention_bytes),
            "max.message.bytes" => read(value, &mut self.max_message_bytes),
            "index.interval.bytes" => read(value, &mut self.index_interval_bytes),
            "cleanup.policy" => self.cleanup_policy = CleanupPolicy::parse(value),
            "min.cleanable.dirty.ratio" => {
                if let Some(ratio) = Ratio::parse(value) {
                    self.min_cleanable_dirty_ratio = ratio;
                }
            }
            "delete.retention.ms" => millis(&mut self.delete_retention_ms),
            "min.compaction.lag.ms" => millis(&mut self.min_compaction_lag_ms),
            "max.compaction.lag.ms" => millis(&mut self.max_compaction_lag_ms),
            "message.timestamp.type" => {
                self.message_timestamp_type = match value.trim() {
                    "LogAppendTime" => TimestampType::LogAppendTime,
                    _ => TimestampType::CreateTime,
                };
            }
            "message.timestamp.before.max.ms" => millis(&mut self.message_timestamp_before_max_ms),
            "message.timestamp.after.max.ms" => millis(&mut self.message_timestamp_after_max_ms),
            "min.insync.replicas" => read(value, &mut self.min_insync_replicas),
            "producer.id.expiration.ms" => millis(&mut self.producer_id_expiration_ms),
            "log.cleaner.dedupe.buffer.size" => read(value, &mut self.dedupe_buffer_bytes),
            _ => {} // A config of the topic that the log does not look at.
        }
    }

    /// How long a segment may wait before a roll. A compacted log must not keep records from the
    /// cleaner for longer than `max.compaction.lag.ms` (`LogConfig#maxSegmentMs`).
    #[must_use]
    pub fn max_segment_ms(&self) -> Millis {
        if self.cleanup_policy.compact && self.max_compaction_lag_ms.0 > 0 {
            self.segment_ms.min(self.max_compaction_lag_ms)
        } else {
            self.segment_ms
        }
    }

    /// How many keys the cleaner can tell apart in one round: 24 bytes each, filled to 0.9.
    #[must_use]
    pub fn dedupe_keys(&self) -> u64 {
        self.dedupe_buffer_bytes / 24 * 9 / 10
    }
}

fn read<T: core::str::FromStr>(text: &str, field: &mut T) {
    if let Ok(value) = text.trim().parse() {
        *field = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_compared_exactly() {
        let third = Ratio::parse("0.3").expect("a decimal");
        assert!(!third.is_exceeded_by(3, 10));
        assert!(third.is_exceeded_by(301, 1000));
        assert!(Ratio::parse("0").expect("a decimal").is_exceeded_by(1, 1_000_000));
        assert_eq!(Ratio::parse("half"), None);
        assert_eq!(Ratio::parse("."), None);
    }

    #[test]
    fn the_internal_segment_size_wins() {
        let pairs = [("internal.segment.bytes", "200"), ("segment.bytes", "1048576")];
        assert_eq!(LogConfig::from_pairs(pairs).segment_bytes, 200);
    }

    #[test]
    fn a_compacted_log_rolls_by_the_shorter_time() {
        let pairs = [("cleanup.policy", "compact,delete"), ("max.compaction.lag.ms", "10")];
        assert_eq!(LogConfig::from_pairs(pairs).max_segment_ms(), Millis(10));
    }
}
