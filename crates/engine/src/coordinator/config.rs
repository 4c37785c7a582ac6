//! The broker configs that the group coordinator reads.

use crate::quantity::Millis;

/// Typed broker configs, with the defaults of 4.3.1.
///
/// Source: `GroupCoordinatorConfig.java`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupCoordinatorConfig {
    /// `group.min.session.timeout.ms`: a member may not ask for less.
    pub group_min_session_timeout: Millis,
    /// `group.max.session.timeout.ms`: nor for more.
    pub group_max_session_timeout: Millis,
    /// `group.initial.rebalance.delay.ms`: how long an empty group waits for more members.
    pub group_initial_rebalance_delay: Millis,
    /// `group.max.size`: members of one group.
    pub group_max_size: usize,
    /// How long a new member may wait in its first join phase before it counts as gone.
    /// No config in Kafka: `CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS`.
    pub new_member_join_timeout: Millis,
    /// `offset.metadata.max.bytes`: characters of a commit's metadata (Kafka counts UTF-16 units).
    pub offset_metadata_max_bytes: usize,
    /// `offsets.retention.minutes`, as milliseconds.
    pub offsets_retention: Millis,
    /// `offsets.retention.check.interval.ms`: how often expired offsets and groups are looked for.
    pub offsets_retention_check_interval: Millis,
}

/// Why a config was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfigError {
    /// The coordinator has no config of that name.
    UnknownName,
    /// The value is no number, or below this.
    NotAtLeast(i64),
}

impl Default for GroupCoordinatorConfig {
    fn default() -> Self {
        Self {
            group_min_session_timeout: Millis(6_000),
            group_max_session_timeout: Millis(1_800_000),
            group_initial_rebalance_delay: Millis(3_000),
            group_max_size: i32::MAX as usize,
            new_member_join_timeout: Millis(300_000),
            offset_metadata_max_bytes: 4_096,
            offsets_retention: Millis(10_080 * MINUTE),
            offsets_retention_check_interval: Millis(600_000),
        }
    }
}

const MINUTE: i64 = 60_000;

impl GroupCoordinatorConfig {
    /// Sets the config called `name` from its text.
    ///
    /// # Errors
    ///
    /// See [`ConfigError`]; nothing is set then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let at_least = |least: i64| {
            let number = value.trim().parse::<i32>().ok().map(i64::from);
            number.filter(|&number| number >= least).ok_or(ConfigError::NotAtLeast(least))
        };
        match name {
            "group.min.session.timeout.ms" => {
                self.group_min_session_timeout = Millis(at_least(i64::from(i32::MIN))?);
            }
            "group.max.session.timeout.ms" => {
                self.group_max_session_timeout = Millis(at_least(i64::from(i32::MIN))?);
            }
            "group.initial.rebalance.delay.ms" => {
                self.group_initial_rebalance_delay = Millis(at_least(0)?);
            }
            "group.max.size" => self.group_max_size = at_least(1)? as usize,
            "offset.metadata.max.bytes" => {
                self.offset_metadata_max_bytes = at_least(0)? as usize;
            }
            "offsets.retention.minutes" => {
                self.offsets_retention = Millis(at_least(1)?.saturating_mul(MINUTE));
            }
            "offsets.retention.check.interval.ms" => {
                self.offsets_retention_check_interval = Millis(at_least(1)?);
            }
            _ => return Err(ConfigError::UnknownName),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_is_set_by_kafkas_name_or_not_at_all() {
        let mut config = GroupCoordinatorConfig::default();
        assert_eq!(config.set("offsets.retention.minutes", "20"), Ok(()));
        assert_eq!(config.offsets_retention, Millis(1_200_000));
        assert_eq!(config.set("group.max.size", "0"), Err(ConfigError::NotAtLeast(1)));
        assert_eq!(config.set("group.max.size", "many"), Err(ConfigError::NotAtLeast(1)));
        assert_eq!(config.group_max_size, i32::MAX as usize);
        assert_eq!(config.set("log.segment.bytes", "1"), Err(ConfigError::UnknownName));
    }
}
