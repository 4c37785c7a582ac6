//! The coordinator on the bench: one shard, the log that it writes, a clock that only we move.

use super::slots::{Slots, Topics};
use engine::coordinator::{
    Append, ClientInfo, ConfigError, Env, GroupCoordinatorConfig, Outcome, RequestToken, Shard,
    TimerKey, TransactionalProducer,
};
use engine::log::batch::{Batch, ControlType, ProducerStamp, Record, TimestampType};
use engine::protocol::Request;
use engine::quantity::{Offset, Text, Time};
use serde_json::Value;
use std::collections::BTreeMap;

/// Everything that a walk happens on.
pub(super) struct Bench {
    pub(super) shard: Shard,
    pub(super) slots: Slots,
    pub(super) topics: Topics,
    config: GroupCoordinatorConfig,
    log: Vec<Batch>,
    now: Time,
    sequence: u64,
}

/// When every timer falls due.
pub(super) type Deadlines = BTreeMap<TimerKey, Time>;

impl Bench {
    /// A fresh coordinator in the cluster that the recording's head describes.
    pub(super) fn new(meta: &Value) -> Result<Self, String> {
        let config = read_config(&meta["config"])?;
        let mut slots = Slots::read(&meta["ids"]);
        let mut topics = Topics::default();
        for topic in meta["topics"].as_array().into_iter().flatten() {
            let name = topic["name"].as_str().ok_or("a topic without a name")?;
            topics.add(name, read_id(&topic["id"])?, name);
        }
        let now = Time(meta["t0"].as_i64().unwrap_or(0));
        let mut sequence = 0;
        let mut env = Env::new(now, &config, &mut slots, &mut sequence, Offset(0));
        let shard = Shard::new(&mut env);
        Ok(Self { shard, slots, topics, config, log: Vec::new(), now, sequence })
    }

    /// The present.
    pub(super) const fn now(&self) -> Time {
        self.now
    }

    /// Fires the next timer if it is due by `until`, with the clock at its deadline; else moves the
    /// clock to `until` and fires none.
    pub(super) fn fire_next(&mut self, until: Time) -> Option<(TimerKey, Outcome)> {
        let due = self.shard.next_timer().filter(|(deadline, _, _)| *deadline <= until);
        let Some((deadline, _, key)) = due else {
            self.now = until;
            return None;
        };
        let key = key.clone();
        self.now = self.now.max(deadline);
        let outcome = self.with_shard(|shard, env| shard.fire(&key, env));
        Some((key, outcome))
    }

    /// Hands over a request of `client_id`; false if it is none for a coordinator.
    pub(super) fn handle(
        &mut self,
        request: &Request,
        token: RequestToken,
        client_id: &str,
    ) -> (bool, Outcome) {
        let client =
            ClientInfo { client_id: client_id.into(), client_host: Text::from("/127.0.0.1") };
        let mut is_ours = true;
        let outcome = self.with_shard(|shard, env| {
            is_ours = shard.handle(request, token, &client, env).is_ok();
        });
        (is_ours, outcome)
    }

    /// The marker of a transaction arrives.
    pub(super) fn complete_transaction(
        &mut self,
        producer: TransactionalProducer,
        result: ControlType,
    ) -> Outcome {
        self.with_shard(|shard, env| shard.complete_transaction(producer, result, env))
    }

    /// Topics are gone.
    pub(super) fn topics_deleted(&mut self, names: &[Text]) -> Outcome {
        self.with_shard(|shard, env| shard.topics_deleted(names, env))
    }

    /// The partition is resigned and loaded again from its log.
    pub(super) fn reload(&mut self) -> Outcome {
        let mut outcome = self.with_shard(|shard, env| shard.resign(env));
        let log = std::mem::take(&mut self.log);
        let loaded = self.with_shard(|shard, env| *shard = Shard::load(&log, env));
        let written = std::mem::replace(&mut self.log, log);
        self.log.extend(written);
        outcome.appends.extend(loaded.appends);
        outcome.answers.extend(loaded.answers);
        outcome
    }

    /// When every timer but the periodic one falls due.
    pub(super) fn deadlines(&self) -> Deadlines {
        let timers = self.shard.timers();
        let named = timers.filter(|(_, _, key)| **key != TimerKey::ExpireOffsets);
        named.map(|(deadline, _, key)| (key.clone(), deadline)).collect()
    }

    fn with_shard(&mut self, act: impl FnOnce(&mut Shard, &mut Env<'_>)) -> Outcome {
        let end = self.log.last().map_or(Offset(0), |batch| batch.last_offset.next());
        let mut env = Env::new(self.now, &self.config, &mut self.slots, &mut self.sequence, end);
        act(&mut self.shard, &mut env);
        let outcome = env.outcome;
        for append in &outcome.appends {
            let batch = to_batch(append, self.log.last(), self.now);
            self.log.push(batch);
        }
        outcome
    }
}

/// The batch that a log would make of an append: the bytes are what counts when it is read back.
fn to_batch(append: &Append, last: Option<&Batch>, now: Time) -> Batch {
    let base = last.map_or(Offset(0), |batch| batch.last_offset.next());
    let (records, producer, control) = match append.to_batch(now) {
        Ok(batch) => {
            let records = batch.records.into_iter().zip(0..).map(|(record, place)| Record {
                offset: base + place,
                timestamp: record.timestamp,
                key: record.key,
                value: record.value,
                headers: record.headers.into(),
            });
            (records.collect::<Vec<_>>(), batch.producer, None)
        }
        Err((producer, result)) => {
            let stamp = ProducerStamp {
                producer_id: producer.producer_id,
                producer_epoch: producer.producer_epoch,
                base_sequence: -1,
            };
            (vec![result.record(base, now.0, 0)], Some(stamp), Some(result))
        }
    };
    Batch {
        base_offset: base,
        last_offset: records.last().map_or(base, |record| record.offset),
        partition_leader_epoch: 0,
        timestamp_type: TimestampType::CreateTime,
        max_timestamp: now.0,
        delete_horizon: None,
        producer,
        transactional: producer.is_some(),
        control,
        size_in_bytes: 0,
        records: records.into(),
    }
}

pub(super) fn read_id(id: &Value) -> Result<engine::quantity::TopicId, String> {
    let text = id.as_str().unwrap_or_default();
    engine::quantity::TopicId::parse(text).ok_or_else(|| format!("`{text}` is no topic id"))
}

/// Configs of other kinds of groups change nothing here; `tasks` is the recorder's own and says
/// when background tasks run, of which the groups here have none.
fn read_config(config: &Value) -> Result<GroupCoordinatorConfig, String> {
    let mut read = GroupCoordinatorConfig::default();
    for (name, value) in config.as_object().into_iter().flatten() {
        let others = ["group.consumer.", "group.share.", "share."];
        if name == "tasks" || others.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        read.set(name, &text).map_err(|error| match error {
            ConfigError::UnknownName => format!("no config of the coordinator: `{name}`"),
            ConfigError::NotAtLeast(least) => format!("`{name}` is not at least {least}: {text}"),
        })?;
    }
    Ok(read)
}
