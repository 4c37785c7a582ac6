//! `KafkaAdminClient`: one call, one request to the right broker, one answer.
//!
//! It finds a group's coordinator and a partition's leader first, and tries again when the answer
//! says that it asked the wrong one. Source: `clients/…/admin/KafkaAdminClient.java`.
//! Smaller than Kafka: every broker is a controller for it, and a call asks one broker only.

use crate::client::metadata::{Metadata, Pacing, Unnamed};
use crate::client::{Client, ClientTimer, Correlation, Disconnected, Effect, Io, Lane};
use crate::command::{AdminCall, Call};
use crate::error::ErrorCode;
use crate::event::{ClientError, Returned};
use crate::protocol::data::{
    CoordinatorType, FindCoordinatorRequest, IsolationLevel, ListOffsetsRequest, MetadataRequest,
};
use crate::protocol::{Request, Response};
use crate::quantity::{BrokerId, Millis, Text};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

/// `retry.backoff.ms`.
const BACKOFF: Millis = Millis(100);
/// `default.api.timeout.ms`.
const API_TIMEOUT: Millis = Millis(60_000);
/// `request.timeout.ms`.
const REQUEST_TIMEOUT: Millis = Millis(30_000);

/// An admin client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Admin {
    metadata: Metadata,
    open: Option<OpenCall>,
    next_correlation: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct OpenCall {
    request: Request,
    waits_for: Option<(Correlation, Stage)>,
    tries: u32,
}

/// What the answer on its way is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    Metadata,
    Coordinator,
    Request,
}

impl Admin {
    /// An admin client that has asked nothing yet.
    #[must_use]
    pub fn new(_io: &Io<'_>) -> Self {
        let pacing = Pacing { max_age: Millis(300_000), backoff: BACKOFF, backoff_max: BACKOFF };
        Self { metadata: Metadata::new(pacing), open: None, next_correlation: 0 }
    }

    fn start(&mut self, request: Request, io: &mut Io<'_>) {
        self.open = Some(OpenCall { request, waits_for: None, tries: 0 });
        io.effects.push(Effect::Timer(ClientTimer::CallTimeout, Some(io.now + API_TIMEOUT)));
        self.attempt(io);
    }

    /// Finds out whom to ask, and asks.
    fn attempt(&mut self, io: &mut Io<'_>) {
        let Some(open) = &self.open else { return };
        let Some(broker) = self.metadata.any_broker(io.bootstrap) else { return };
        let request = open.request.clone();
        let group = group_of(&request).cloned();
        if let Some(key) = group {
            let find = FindCoordinatorRequest { key_type: CoordinatorType::Group, key };
            self.ask(broker, Stage::Coordinator, Request::FindCoordinator(find), io);
        } else if matches!(request, Request::ListOffsets(_) | Request::DeleteRecords(_)) {
            let topics = Some(topics_of(&request));
            let ask = MetadataRequest { topics, allow_auto_topic_creation: false };
            self.ask(broker, Stage::Metadata, Request::Metadata(ask), io);
        } else {
            self.ask(broker, Stage::Request, request, io);
        }
    }

    fn ask(&mut self, to: BrokerId, stage: Stage, request: Request, io: &mut Io<'_>) {
        let correlation = Correlation(self.next_correlation);
        self.next_correlation += 1;
        if let Some(open) = &mut self.open {
            open.waits_for = Some((correlation, stage));
        }
        io.effects.push(Effect::Send { to, lane: Lane::Data, correlation, request });
    }

    fn retry(&mut self, io: &mut Io<'_>) {
        if let Some(open) = &mut self.open {
            open.waits_for = None;
            open.tries += 1;
            io.effects.push(Effect::Timer(ClientTimer::Backoff, Some(io.now + BACKOFF)));
        }
    }

    fn end(&mut self, outcome: Result<Returned, ClientError>, io: &mut Io<'_>) {
        self.open = None;
        io.effects.push(Effect::Timer(ClientTimer::CallTimeout, None));
        io.effects.push(Effect::Timer(ClientTimer::Backoff, None));
        io.effects.push(Effect::Return(outcome));
    }

    fn go_on(&mut self, stage: Stage, answer: Response, io: &mut Io<'_>) {
        let Some(open) = &self.open else { return };
        let request = open.request.clone();
        match (stage, answer) {
            (Stage::Coordinator, Response::FindCoordinator(found)) => {
                match (found.error_code, found.node_id) {
                    (None, Some(node)) => self.ask(node, Stage::Request, request, io),
                    (Some(ErrorCode::InvalidGroupId), _) => {
                        self.end(Err(ClientError::of(ErrorCode::InvalidGroupId)), io);
                    }
                    (_, _) => self.retry(io),
                }
            }
            (Stage::Metadata, Response::Metadata(answer)) => {
                self.metadata.receive(&answer, Unnamed::Kept, io.now);
                let leader = io.bootstrap.first().copied().unwrap_or_default();
                self.ask(leader, Stage::Request, request, io);
            }
            (_, answer) => match asked_the_wrong_one(&answer) {
                true => self.retry(io),
                false => self.end(Ok(Returned::Answer(Box::new(answer))), io),
            },
        }
    }
}

impl Client for Admin {
    #[allow(clippy::wildcard_enum_match_arm, reason = "an admin client has two methods")]
    fn begin(&mut self, call: Call, io: &mut Io<'_>) {
        match call {
            Call::Admin(AdminCall::Request(request)) => self.start(*request, io),
            Call::Admin(AdminCall::ListOffsets { partitions, read_committed }) => {
                let isolation_level = match read_committed {
                    true => IsolationLevel::ReadCommitted,
                    false => IsolationLevel::ReadUncommitted,
                };
                let request = ListOffsetsRequest { isolation_level, partitions };
                self.start(Request::ListOffsets(request), io);
            }
            other => {
                let text = format!("an admin client has no method {}", other.name());
                match other {
                    Call::Close { .. } => self.end(Ok(Returned::Nothing), io),
                    _ => self.end(Err(ClientError::illegal_state(text)), io),
                }
            }
        }
    }

    fn receive(
        &mut self,
        correlation: Correlation,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        let waits_for = self.open.as_ref().and_then(|open| open.waits_for);
        let Some((_, stage)) = waits_for.filter(|&(waited, _)| waited == correlation) else {
            return;
        };
        match answer {
            Ok(answer) => self.go_on(stage, answer, io),
            Err(Disconnected) => {
                self.metadata.failed(io.now);
                self.retry(io);
            }
        }
    }

    #[allow(clippy::wildcard_enum_match_arm, reason = "an admin client has two timers")]
    fn fire(&mut self, timer: ClientTimer, io: &mut Io<'_>) {
        match timer {
            ClientTimer::Backoff => self.attempt(io),
            ClientTimer::CallTimeout if self.open.is_some() => {
                let text = format!("Call timed out after {API_TIMEOUT} ms.");
                self.end(Err(ClientError::timeout(text)), io);
            }
            _ => {}
        }
    }

    fn request_timeout(&self, _request: &Request) -> Millis {
        REQUEST_TIMEOUT
    }
}

/// The group whose coordinator must be asked.
#[allow(clippy::wildcard_enum_match_arm, reason = "of all of Kafka's requests, these are meant")]
fn group_of(request: &Request) -> Option<&Text> {
    match request {
        Request::OffsetCommit(request) => Some(&request.group_id),
        Request::OffsetFetch(request) => Some(&request.group_id),
        Request::OffsetDelete(request) => Some(&request.group_id),
        Request::LeaveGroup(request) => Some(&request.group_id),
        Request::DeleteGroups(request) => request.groups_names.first(),
        Request::DescribeGroups(request) => request.groups.first(),
        _ => None,
    }
}

/// The topics whose leaders must be known.
#[allow(clippy::wildcard_enum_match_arm, reason = "of all of Kafka's requests, these are meant")]
fn topics_of(request: &Request) -> Vec<Text> {
    let mut topics: Vec<Text> = match request {
        Request::ListOffsets(request) => {
            request.partitions.iter().map(|(of, _)| of.topic.clone()).collect()
        }
        Request::DeleteRecords(request) => {
            request.partitions.iter().map(|(of, _)| of.topic.clone()).collect()
        }
        _ => Vec::new(),
    };
    topics.dedup();
    topics
}

/// Whether the broker that was asked is not, or not yet, the one to ask.
#[allow(clippy::wildcard_enum_match_arm, reason = "of all of Kafka's requests, these are meant")]
fn asked_the_wrong_one(answer: &Response) -> bool {
    let error = match answer {
        Response::OffsetFetch(answer) => answer.error_code,
        Response::OffsetDelete(answer) => answer.error_code,
        Response::LeaveGroup(answer) => answer.error_code,
        Response::OffsetCommit(answer) => {
            answer.topics.iter().flat_map(|topic| &topic.partitions).find_map(|(_, error)| *error)
        }
        Response::DescribeGroups(answer) => answer.groups.iter().find_map(|one| one.error_code),
        Response::DeleteGroups(answer) => answer.results.iter().find_map(|(_, error)| *error),
        _ => None,
    };
    matches!(
        error,
        Some(
            ErrorCode::NotCoordinator
                | ErrorCode::CoordinatorNotAvailable
                | ErrorCode::CoordinatorLoadInProgress
        )
    )
}
