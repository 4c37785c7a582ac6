//! A shard with its log on a clock that only the test moves.

use crate::coordinator::{
    Append, ClientInfo, Env, GroupCoordinatorConfig, MemberIds, Outcome, RequestToken, Shard,
};
use crate::log::batch::{Batch, ProducerStamp, Record, TimestampType};
use crate::protocol::consumer_protocol::Subscription;
use crate::protocol::group::{
    JoinGroupProtocol, JoinGroupRequest, JoinGroupResponse, SyncGroupRequest,
};
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, Offset, Text, Time};
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

/// Hands out `prefix-1`, `prefix-2`…
#[derive(Default)]
pub(super) struct Counter(u32);

impl MemberIds for Counter {
    fn next_member_id(&mut self, _: &str, prefix: &str) -> Text {
        self.0 += 1;
        format!("{prefix}-{}", self.0).into()
    }
}

pub(super) struct Bench {
    pub(super) shard: Shard,
    pub(super) config: GroupCoordinatorConfig,
    pub(super) answers: Vec<(RequestToken, Response)>,
    pub(super) log: Vec<Batch>,
    now: Time,
    ids: Counter,
    sequence: u64,
    asked: u64,
}

impl Bench {
    /// An empty partition; groups start without delay.
    pub(super) fn new() -> Self {
        let config = GroupCoordinatorConfig {
            group_initial_rebalance_delay: Millis(0),
            ..GroupCoordinatorConfig::default()
        };
        let (mut ids, mut sequence) = (Counter::default(), 0);
        let mut env = Env::new(Time(0), &config, &mut ids, &mut sequence, Offset(0));
        let shard = Shard::new(&mut env);
        let (answers, log) = (Vec::new(), Vec::new());
        Self { shard, config, answers, log, now: Time(0), ids, sequence, asked: 0 }
    }

    /// Sends a request; `None` while it is parked.
    pub(super) fn ask(&mut self, client_id: &str, request: Request) -> Option<Response> {
        self.asked += 1;
        let token = RequestToken(self.asked);
        let client = ClientInfo { client_id: client_id.into(), client_host: "/h".into() };
        self.with_shard(|shard, env| {
            assert_eq!(shard.handle(&request, token, &client, env), Ok(()));
        });
        self.answer_to(token)
    }

    /// The answer to a request that was parked, once.
    pub(super) fn answer_to(&mut self, token: RequestToken) -> Option<Response> {
        let place = self.answers.iter().position(|(to, _)| *to == token)?;
        Some(self.answers.remove(place).1)
    }

    /// Moves the clock, firing every timer at its own deadline.
    pub(super) fn advance(&mut self, by: Millis) {
        let until = self.now + by;
        while let Some((deadline, _, key)) = self.shard.next_timer()
            && deadline <= until
        {
            let key = key.clone();
            self.now = deadline;
            self.with_shard(|shard, env| shard.fire(&key, env));
        }
        self.now = until;
    }

    /// What another broker would make of the log.
    pub(super) fn loaded(&mut self) -> Shard {
        let (mut sequence, mut ids) = (self.sequence, Counter::default());
        let end = log_end(&self.log);
        let mut env = Env::new(self.now, &self.config, &mut ids, &mut sequence, end);
        Shard::load(&self.log, &mut env)
    }

    /// Brings a member in, through MEMBER_ID_REQUIRED if it is dynamic, and ends the join phase.
    pub(super) fn join(&mut self, client_id: &str, instance_id: Option<&str>) -> JoinGroupResponse {
        let mut request = join_request();
        request.group_instance_id = instance_id.map(Text::from);
        if instance_id.is_none() {
            let given = self.ask(client_id, Request::JoinGroup(request.clone()));
            request.member_id = joined(given).member_id;
        }
        let at_once = self.ask(client_id, Request::JoinGroup(request));
        let token = RequestToken(self.asked);
        self.advance(Millis(0));
        joined(at_once.or_else(|| self.answer_to(token)))
    }

    /// Ends the assignment of a group of one.
    pub(super) fn sync_alone(&mut self, joined: &JoinGroupResponse) {
        let request = SyncGroupRequest {
            version: 5,
            group_id: "g".into(),
            generation_id: joined.generation_id,
            member_id: joined.member_id.clone(),
            group_instance_id: None,
            protocol_type: Some("consumer".into()),
            protocol_name: Some("range".into()),
            assignments: vec![],
        };
        let answer = self.ask("c", Request::SyncGroup(request));
        assert!(matches!(answer, Some(Response::SyncGroup(sync)) if sync.error_code.is_none()));
    }

    pub(super) fn with_shard(&mut self, act: impl FnOnce(&mut Shard, &mut Env<'_>)) {
        let end = log_end(&self.log);
        let mut env = Env::new(self.now, &self.config, &mut self.ids, &mut self.sequence, end);
        act(&mut self.shard, &mut env);
        let Outcome { appends, answers } = env.outcome;
        self.answers.extend(answers);
        for append in appends {
            self.log.push(stored(&append, log_end(&self.log), self.now));
        }
    }
}

/// The first join of a dynamic consumer of group `g` and topic `t`.
pub(super) fn join_request() -> JoinGroupRequest {
    let subscription = Subscription { topics: vec!["t".into()], ..Subscription::default() };
    JoinGroupRequest {
        version: 9,
        group_id: "g".into(),
        session_timeout_ms: Millis(45_000),
        rebalance_timeout_ms: Millis(300_000),
        member_id: Text::default(),
        group_instance_id: None,
        protocol_type: "consumer".into(),
        protocols: vec![JoinGroupProtocol {
            name: "range".into(),
            metadata: subscription.to_bytes(3),
        }],
        reason: None,
    }
}

pub(super) fn joined(response: Option<Response>) -> JoinGroupResponse {
    match response {
        Some(Response::JoinGroup(joined)) => joined,
        other => panic!("no answer to a join: {other:?}"),
    }
}

fn log_end(log: &[Batch]) -> Offset {
    log.last().map_or(Offset(0), |batch| batch.last_offset.next())
}

fn stored(append: &Append, base: Offset, now: Time) -> Batch {
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
