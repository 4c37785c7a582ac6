//! The numbers of a tape, each with its owner and the chain of reasons behind it: what the table
//! lists, and what opens beside a mark.
//!
//! A key says where a number is drawn; numbers that are drawn at one place share their key.

use crate::figures::{or_none, signed};
use crate::prefs::Say;
use i18n::page::stage as words;
use session::view::Partition;
use session::view::partition::{LagEnd, Mark};
use session::view::trace::Trace;

/// The wall.
pub(super) const LOG_START: &str = "start";
/// The dashed line.
pub(super) const LAST_STABLE: &str = "lso";
/// The tide line.
pub(super) const HIGH_WATERMARK: &str = "hw";
/// The slot of the next record.
pub(super) const LOG_END: &str = "leo";

/// A caret's key.
pub(super) fn position_key(client: &str) -> String {
    format!("position {client}")
}

/// A flag's key.
pub(super) fn committed_key(group: &str) -> String {
    format!("committed {group}")
}

/// A bracket's key.
pub(super) fn lag_key(group: &str) -> String {
    format!("lag {group}")
}

/// A number.
pub(super) struct Number {
    /// Where it is drawn.
    pub(super) key: String,
    /// Its name: Kafka's.
    pub(super) name: String,
    /// A partition, a client or a group.
    pub(super) owner: String,
    /// The number, or the dash.
    pub(super) value: String,
    /// Where it comes from.
    pub(super) why: Trace,
}

impl Number {
    /// Whose, which and what.
    pub(super) fn title(&self) -> String {
        format!("{} {} {}", self.owner, self.name, self.value)
    }
}

/// All numbers of a partition, the log's own first.
pub(super) fn numbers(partition: &Partition, say: Say) -> Vec<Number> {
    let here = partition.name.to_string();
    let of_log = |key: &str, name: i18n::Words, mark: &Mark| Number {
        key: key.to_owned(),
        name: say.the(name).to_owned(),
        owner: here.clone(),
        value: signed(mark.offset),
        why: mark.why.clone(),
    };
    let stable = &partition.last_stable;
    let apart = stable.offset != partition.high_watermark.offset;
    let of_stable = if apart { LAST_STABLE } else { HIGH_WATERMARK };
    let mut all = vec![
        of_log(LOG_START, words::LOG_START_OFFSET, &partition.log_start),
        of_log(HIGH_WATERMARK, words::HIGH_WATERMARK, &partition.high_watermark),
        of_log(of_stable, words::LAST_STABLE_OFFSET, stable),
        of_log(LOG_END, words::LOG_END_OFFSET, &partition.log_end),
    ];
    for position in partition.positions.iter() {
        let mut add = |key, name, value, why: &Trace| {
            let owner = position.client.to_string();
            all.push(Number { key, name, owner, value, why: why.clone() });
        };
        let key = position_key(&position.client);
        let name = say.the(words::POSITION).to_owned();
        add(key.clone(), name, or_none(position.position), &position.why);
        if let Some(lag) = &position.client_lag {
            let until = match lag.until {
                LagEnd::HighWatermark => "HW",
                LagEnd::LastStable => "LSO",
            };
            let key = position.group.as_ref().map_or(key, |group| lag_key(group));
            add(key, say.with(words::CLIENT_LAG_NAME, &[until]), signed(lag.lag), &lag.why);
        }
    }
    for committed in partition.committed.iter() {
        let mut add = |key, name, value, why: &Trace| {
            let (name, owner) = (say.the(name).to_owned(), committed.group.to_string());
            all.push(Number { key, name, owner, value, why: why.clone() });
        };
        let (flag, bracket) = (committed_key(&committed.group), lag_key(&committed.group));
        add(flag, words::COMMITTED_OFFSET, or_none(committed.offset), &committed.why);
        add(bracket, words::LAG_NAME, or_none(committed.lag), &committed.why_lag);
    }
    all
}
