//! A group's configs, and what the controller refuses when they are set.
//!
//! Source: `group-coordinator/…/coordinator/group/GroupConfig.java`,
//! `ControllerConfigurationValidator.scala`.

use super::check::Check;
use super::consumer::ISOLATION_LEVELS;
use super::definition::Values;
use super::{AutoOffsetReset, ConfigException, Definition, Value, ensure_known};
use crate::sort::sort_by_key;
use alloc::format;
use alloc::string::{String, ToString};

/// A group's configs: the broker's defaults where nothing is set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupConfig {
    values: Values,
}

type D = Definition;

const TABLE: &[Definition] = &[
    D::int("consumer.session.timeout.ms", 45_000).at_least(1),
    D::int("consumer.heartbeat.interval.ms", 5_000).at_least(1),
    D::int("consumer.assignment.interval.ms", 1_000).at_least(0),
    D::int("share.session.timeout.ms", 45_000).at_least(1),
    D::int("share.heartbeat.interval.ms", 5_000).at_least(1),
    D::int("share.assignment.interval.ms", 1_000).at_least(0),
    D::int("share.record.lock.duration.ms", 30_000).at_least(1_000),
    D::int("share.delivery.count.limit", 5).at_least(2),
    D::int("share.partition.max.record.locks", 2_000).at_least(100),
    D::text("share.auto.offset.reset", "latest").checked(Check::By(ensure_reset)),
    D::text("share.isolation.level", "read_uncommitted").checked(Check::OneOf(ISOLATION_LEVELS)),
    D::flag("share.renew.acknowledge.enable", true),
    D::int("streams.session.timeout.ms", 45_000).at_least(1),
    D::int("streams.heartbeat.interval.ms", 5_000).at_least(1),
    D::int("streams.assignment.interval.ms", 1_000).at_least(0),
    D::int("streams.num.standby.replicas", 0).at_least(0),
    D::int("streams.initial.rebalance.delay.ms", 3_000).at_least(0),
];

/// The bounds that a stock broker sets, in the order in which they are looked at. The broker's own
/// config is named like the group's, with `group.` before it and `min.` or `max.` after its kind.
const BOUNDS: &[(&str, i64, i64)] = &[
    ("consumer.heartbeat.interval.ms", 5_000, 15_000),
    ("consumer.session.timeout.ms", 45_000, 60_000),
    ("consumer.assignment.interval.ms", 0, 15_000),
    ("share.heartbeat.interval.ms", 5_000, 15_000),
    ("share.session.timeout.ms", 45_000, 60_000),
    ("share.assignment.interval.ms", 0, 15_000),
    ("share.record.lock.duration.ms", 15_000, 60_000),
    ("share.delivery.count.limit", 2, 10),
    ("share.partition.max.record.locks", 100, 4_000),
    ("streams.heartbeat.interval.ms", 5_000, 15_000),
    ("streams.session.timeout.ms", 45_000, 60_000),
    ("streams.assignment.interval.ms", 0, 15_000),
    ("streams.num.standby.replicas", 0, 2),
];

const RESETS: &str =
    "The value must be either 'earliest', 'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.";

impl GroupConfig {
    /// Checks the configs that a group is to have. `None` is a null value.
    ///
    /// # Errors
    ///
    /// What the controller throws; a client sees its message under `INVALID_CONFIG`.
    pub fn parse(configs: &[(&str, Option<&str>)]) -> Result<Self, ConfigException> {
        let given = ensure_known(TABLE, "group", configs)?;
        let config = Self { values: Values::parse(TABLE, &given)? };
        config.ensure_in_bounds()?;
        Ok(config)
    }

    /// Every config's name and value, by name.
    pub fn listed(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let mut order: alloc::vec::Vec<usize> = (0..TABLE.len()).collect();
        sort_by_key(&mut order, |&at| TABLE[at].name);
        order.into_iter().map(|at| (TABLE[at].name, self.values.get(at)))
    }

    fn number(&self, name: &str) -> i64 {
        let at = TABLE.iter().position(|definition| definition.name == name);
        at.map_or(0, |at| self.values.number(at))
    }

    fn ensure_in_bounds(&self) -> Result<(), ConfigException> {
        let refuse =
            |message: String| Err(ConfigException::of("InvalidConfigurationException", message));
        for &(name, least, most) in BOUNDS {
            let value = self.number(name);
            if value < least {
                let bound = bound_name(name, "min");
                return refuse(format!("{name} must be greater than or equal to {bound}"));
            }
            if value > most {
                let bound = bound_name(name, "max");
                return refuse(format!("{name} must be less than or equal to {bound}"));
            }
        }
        for kind in ["consumer", "share", "streams"] {
            let session = format!("{kind}.session.timeout.ms");
            let heartbeat = format!("{kind}.heartbeat.interval.ms");
            if self.number(&session) <= self.number(&heartbeat) {
                return refuse(format!("{session} must be greater than {heartbeat}"));
            }
        }
        Ok(())
    }
}

/// `consumer.session.timeout.ms` is bounded by `group.consumer.min.session.timeout.ms`.
fn bound_name(name: &str, which: &str) -> String {
    let (kind, rest) = name.split_once('.').unwrap_or(("", name));
    let rest = rest.strip_prefix("num.").unwrap_or(rest);
    format!("group.{kind}.{which}.{rest}")
}

/// `ShareGroupAutoOffsetResetStrategy.Validator`: there is no `none`.
fn ensure_reset(name: &str, value: &Value) -> Result<(), ConfigException> {
    match AutoOffsetReset::parse(&value.to_string()) {
        Some(
            AutoOffsetReset::Earliest | AutoOffsetReset::Latest | AutoOffsetReset::ByDuration(_),
        ) => Ok(()),
        Some(AutoOffsetReset::None) | None => {
            let reason = format!("Invalid value `{value}` for configuration {name}. {RESETS}");
            Err(ConfigException::invalid(name, value, &reason))
        }
    }
}
