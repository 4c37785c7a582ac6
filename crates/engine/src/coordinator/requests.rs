//! The requests that a group coordinator answers, and the checks before they reach a group.
//!
//! Source: `GroupCoordinatorService.java` (what is refused for the request's own sake),
//! `GroupMetadataManager.java`, `OffsetMetadataManager.java`.

use super::classic::{Joining, join_refusal, sync_refusal};
use super::env::{ClientInfo, Env, RequestToken, TransactionalProducer};
use super::offsets::{Committer, commit, delete, transactional};
use super::record::CoordinatorRecord;
use super::shard::{Group, Shard};
use crate::error::ErrorCode;
use crate::java::JavaHashSet;
use crate::protocol::group::{
    DeleteGroupsRequest, DeleteGroupsResponse, HeartbeatRequest, HeartbeatResponse,
    JoinGroupRequest, LeaveGroupRequest, LeaveGroupResponse, LeftMember, OffsetCommitRequest,
    OffsetCommitResponse, OffsetDeleteRequest, OffsetDeleteResponse, SyncGroupRequest,
    TxnOffsetCommitRequest, TxnOffsetCommitResponse,
};
use crate::protocol::{Request, Response};
use crate::quantity::Text;
use alloc::vec::Vec;

/// The request is for another part of the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACoordinatorRequest;

impl Shard {
    /// Decides a request of a client. The answer is in `env.outcome`, now or after a later call: a
    /// request that is not answered is parked.
    ///
    /// DescribeGroups, DeleteGroups and ListGroups are answered for this partition alone; who has
    /// several partitions asks each.
    ///
    /// # Errors
    ///
    /// The API is none of a group coordinator's; nothing happened.
    pub fn handle(
        &mut self,
        request: &Request,
        from: RequestToken,
        client: &ClientInfo,
        env: &mut Env<'_>,
    ) -> Result<(), NotACoordinatorRequest> {
        let response = match request {
            Request::JoinGroup(request) => {
                self.join_group(request, from, client, env);
                None
            }
            Request::SyncGroup(request) => {
                self.sync_group(request, from, env);
                None
            }
            Request::Heartbeat(request) => {
                let error_code = self.heartbeat(request, env).err();
                Some(Response::Heartbeat(HeartbeatResponse { error_code }))
            }
            Request::LeaveGroup(request) => {
                Some(Response::LeaveGroup(self.leave_group(request, env)))
            }
            Request::OffsetCommit(request) => {
                Some(Response::OffsetCommit(self.offset_commit(request, env)))
            }
            Request::TxnOffsetCommit(request) => {
                Some(Response::TxnOffsetCommit(self.txn_offset_commit(request, env)))
            }
            Request::OffsetFetch(request) => {
                Some(Response::OffsetFetch(self.offsets.fetch(request)))
            }
            Request::OffsetDelete(request) => {
                Some(Response::OffsetDelete(self.offset_delete(request, env)))
            }
            Request::DeleteGroups(request) => {
                Some(Response::DeleteGroups(self.delete_groups(request, env)))
            }
            Request::DescribeGroups(request) => {
                Some(Response::DescribeGroups(self.describe_groups(request)))
            }
            Request::ListGroups(request) => Some(Response::ListGroups(self.list_groups(request))),
            Request::Produce(_)
            | Request::Fetch(_)
            | Request::ListOffsets(_)
            | Request::Metadata(_)
            | Request::FindCoordinator(_)
            | Request::CreateTopics(_)
            | Request::DeleteTopics(_)
            | Request::DeleteRecords(_)
            | Request::InitProducerId(_)
            | Request::CreatePartitions(_)
            | Request::IncrementalAlterConfigs(_)
            | Request::DescribeConfigs(_)
            | Request::DescribeProducers(_)
            | Request::WriteTxnMarkers(_) => return Err(NotACoordinatorRequest),
        };
        self.written(env);
        if let Some(response) = response {
            env.answer(from, response);
        }
        Ok(())
    }

    fn join_group(
        &mut self,
        request: &JoinGroupRequest,
        from: RequestToken,
        client: &ClientInfo,
        env: &mut Env<'_>,
    ) {
        let member_id = &request.member_id;
        let sessions = env.config.group_min_session_timeout..=env.config.group_max_session_timeout;
        let is_new_group = self.group(&request.group_id).is_none();
        let error = if request.group_id.is_empty() {
            Some(ErrorCode::InvalidGroupId)
        } else if !sessions.contains(&request.session_timeout_ms) {
            Some(ErrorCode::InvalidSessionTimeout)
        } else if is_new_group && !member_id.is_empty() {
            Some(ErrorCode::UnknownMemberId)
        } else {
            None
        };
        if let Some(error) = error {
            return env.answer(from, Response::JoinGroup(join_refusal(member_id, error)));
        }
        self.get_or_create(&request.group_id, env.now);
        if let Some(mut turn) = self.turn(&request.group_id, env) {
            turn.join(Joining { request, from, client }, is_new_group);
        }
    }

    fn sync_group(&mut self, request: &SyncGroupRequest, from: RequestToken, env: &mut Env<'_>) {
        let error = if request.group_id.is_empty() {
            ErrorCode::InvalidGroupId
        } else if let Some(mut turn) = self.turn(&request.group_id, env) {
            return turn.sync(request, from);
        } else {
            ErrorCode::UnknownMemberId
        };
        env.answer(from, Response::SyncGroup(sync_refusal(error)));
    }

    fn heartbeat(
        &mut self,
        request: &HeartbeatRequest,
        env: &mut Env<'_>,
    ) -> Result<(), ErrorCode> {
        if request.group_id.is_empty() {
            return Err(ErrorCode::InvalidGroupId);
        }
        let mut turn = self.turn(&request.group_id, env).ok_or(ErrorCode::UnknownMemberId)?;
        turn.heartbeat(request)
    }

    fn leave_group(
        &mut self,
        request: &LeaveGroupRequest,
        env: &mut Env<'_>,
    ) -> LeaveGroupResponse {
        if request.group_id.is_empty() {
            let error_code = Some(ErrorCode::InvalidGroupId);
            return LeaveGroupResponse { error_code, ..LeaveGroupResponse::default() };
        }
        if let Some(mut turn) = self.turn(&request.group_id, env) {
            return turn.leave(request);
        }
        let members = request.members.iter().map(|leaving| LeftMember {
            member_id: leaving.member_id.clone(),
            group_instance_id: leaving.group_instance_id.clone(),
            error_code: Some(ErrorCode::UnknownMemberId),
        });
        LeaveGroupResponse { error_code: None, members: members.collect() }
    }

    /// A taken commit shows that the member is alive, as a heartbeat does.
    fn offset_commit(
        &mut self,
        request: &OffsetCommitRequest,
        env: &mut Env<'_>,
    ) -> OffsetCommitResponse {
        let committer = Committer {
            member_id: &request.member_id,
            group_instance_id: request.group_instance_id.as_deref(),
            generation_id: request.generation_id_or_member_epoch,
            is_transactional: false,
        };
        let not_found = commit::group_not_found(request.version);
        if let Err(error) = self.validate_commit(&request.group_id, committer, not_found, env) {
            return OffsetCommitResponse { topics: commit::refuse(&request.topics, error) };
        }
        if let Some(mut turn) = self.turn(&request.group_id, env) {
            turn.has_committed(&request.member_id);
        }
        let metadata_max = env.config.offset_metadata_max_bytes;
        let (topics, records) = commit::decide(request, metadata_max, env.now);
        self.append_and_replay(records, None, env);
        OffsetCommitResponse { topics }
    }

    fn txn_offset_commit(
        &mut self,
        request: &TxnOffsetCommitRequest,
        env: &mut Env<'_>,
    ) -> TxnOffsetCommitResponse {
        let committer = Committer {
            member_id: &request.member_id,
            group_instance_id: request.group_instance_id.as_deref(),
            generation_id: request.generation_id,
            is_transactional: true,
        };
        let checked = if request.group_id.is_empty() {
            Err(ErrorCode::InvalidGroupId)
        } else {
            let not_found = ErrorCode::IllegalGeneration;
            self.validate_commit(&request.group_id, committer, not_found, env)
        };
        if let Err(error) = checked {
            return TxnOffsetCommitResponse { topics: commit::refuse(&request.topics, error) };
        }
        let metadata_max = env.config.offset_metadata_max_bytes;
        let (topics, records) = transactional::decide(request, metadata_max, env.now);
        let producer = TransactionalProducer {
            producer_id: request.producer_id,
            producer_epoch: request.producer_epoch,
        };
        self.append_and_replay(records, Some(producer), env);
        TxnOffsetCommitResponse { topics }
    }

    /// A group that is not there is made for a committer without generation: an administrator, or a
    /// consumer that assigns partitions to itself.
    fn validate_commit(
        &mut self,
        group_id: &Text,
        committer: Committer<'_>,
        not_found: ErrorCode,
        env: &Env<'_>,
    ) -> Result<(), ErrorCode> {
        if self.group(group_id).is_none() && committer.generation_id >= 0 {
            return Err(not_found);
        }
        commit::validate(self.get_or_create(group_id, env.now), committer)
    }

    fn offset_delete(
        &mut self,
        request: &OffsetDeleteRequest,
        env: &mut Env<'_>,
    ) -> OffsetDeleteResponse {
        let refused = |error| OffsetDeleteResponse { error_code: Some(error), topics: Vec::new() };
        if request.group_id.is_empty() {
            return refused(ErrorCode::InvalidGroupId);
        }
        let Some(Group::Classic(group)) = self.group(&request.group_id) else {
            return refused(ErrorCode::GroupIdNotFound);
        };
        if let Err(error) = delete::validate(group) {
            return refused(error);
        }
        let (response, records) = self.offsets.decide_delete(request, group);
        self.append_and_replay(records, None, env);
        response
    }

    /// Each group goes with all that it has committed, if nobody is in it. A group that is named
    /// twice is answered once, and the order is that of a set of names.
    ///
    /// Source: `GroupCoordinatorService#updateResponseAndGetNonErrorGroupList`,
    /// `GroupCoordinatorShard#deleteGroups`.
    fn delete_groups(
        &mut self,
        request: &DeleteGroupsRequest,
        env: &mut Env<'_>,
    ) -> DeleteGroupsResponse {
        let mut records = Vec::new();
        let mut response = DeleteGroupsResponse::default();
        for group_id in JavaHashSet::copy_of(request.groups_names.iter()).iter().copied() {
            let error = match self.group(group_id) {
                None => Some(ErrorCode::GroupIdNotFound),
                Some(Group::Classic(group)) if group.is_empty() => None,
                Some(Group::Classic(_)) => Some(ErrorCode::NonEmptyGroup),
            };
            if error.is_none() {
                self.offsets.delete_all(group_id, &mut records);
                records.push(CoordinatorRecord::group_metadata_tombstone(group_id.clone()));
            }
            response.results.push((group_id.clone(), error));
        }
        self.append_and_replay(records, None, env);
        response
    }
}
