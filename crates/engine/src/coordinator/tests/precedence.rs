//! Which error is answered when a request is wrong in several ways.
//!
//! Each table begins with a request that is wrong in every way; a row says which error it gets and
//! mends just that.

use super::bench::{Bench, join_request, joined};
use crate::error::ErrorCode::{self, *};
use crate::protocol::group::*;
use crate::protocol::{Request, Response};
use crate::quantity::{Millis, PartitionId, TopicId};
use alloc::vec;

/// An error and how to get past it.
type Row<R> = (ErrorCode, fn(&mut R));

/// Asks, expects each row's error in turn, and hands back the request once it is mended.
fn peel<R: Clone>(
    bench: &mut Bench,
    mut request: R,
    ask: impl Fn(&mut Bench, R) -> Option<ErrorCode>,
    rows: &[Row<R>],
) -> R {
    for (row, (error, mend)) in rows.iter().enumerate() {
        assert_eq!(ask(bench, request.clone()), Some(*error), "row {row}");
        mend(&mut request);
    }
    request
}

fn join(bench: &mut Bench, request: JoinGroupRequest) -> Option<ErrorCode> {
    joined(bench.ask("c", Request::JoinGroup(request))).error_code
}

fn sync(bench: &mut Bench, request: SyncGroupRequest) -> Option<ErrorCode> {
    match bench.ask("c", Request::SyncGroup(request)) {
        Some(Response::SyncGroup(response)) => response.error_code,
        other => panic!("no answer to a sync: {other:?}"),
    }
}

fn heartbeat(bench: &mut Bench, request: HeartbeatRequest) -> Option<ErrorCode> {
    match bench.ask("c", Request::Heartbeat(request)) {
        Some(Response::Heartbeat(response)) => response.error_code,
        other => panic!("no answer to a heartbeat: {other:?}"),
    }
}

fn commit(bench: &mut Bench, request: OffsetCommitRequest) -> Option<ErrorCode> {
    match bench.ask("c", Request::OffsetCommit(request)) {
        Some(Response::OffsetCommit(response)) => response.topics[0].partitions[0].1,
        other => panic!("no answer to a commit: {other:?}"),
    }
}

/// Group `g` in Stable, generation 1: the static member `i1-1` of instance `i1` alone.
fn stable() -> Bench {
    let mut bench = Bench::new();
    let first = bench.join("c", Some("i1"));
    assert_eq!((&*first.member_id, first.generation_id), ("i1-1", 1));
    bench.sync_alone(&first);
    bench
}

/// The same, and the dynamic `d-2` has begun to join: PreparingRebalance.
fn preparing() -> Bench {
    let mut bench = stable();
    let mut request = join_request();
    request.member_id = joined(bench.ask("d", Request::JoinGroup(request.clone()))).member_id;
    assert_eq!(bench.ask("d", Request::JoinGroup(request)), None, "parked");
    bench
}

#[test]
fn a_join_is_checked_in_kafkas_order() {
    let mut bench = stable();
    bench.config.group_max_size = 1;
    let wrong = JoinGroupRequest {
        group_id: "".into(),
        session_timeout_ms: Millis(5_999),
        member_id: "ghost".into(),
        group_instance_id: Some("i9".into()),
        protocol_type: "connect".into(),
        ..join_request()
    };
    let rows: [Row<JoinGroupRequest>; 4] = [
        (InvalidGroupId, |request| request.group_id = "nowhere".into()),
        (InvalidSessionTimeout, |request| request.session_timeout_ms = Millis(6_000)),
        (UnknownMemberId, |request| request.group_id = "g".into()),
        (GroupMaxSizeReached, |_| {}),
    ];
    let request = peel(&mut bench, wrong, join, &rows);
    bench.config.group_max_size = 2;
    let rows: [Row<JoinGroupRequest>; 5] = [
        (InconsistentGroupProtocol, |request| request.protocol_type = "consumer".into()),
        (UnknownMemberId, |request| request.group_instance_id = Some("i1".into())),
        (FencedInstanceId, |request| request.group_instance_id = None),
        (UnknownMemberId, |request| request.member_id = "".into()),
        (MemberIdRequired, |_| {}),
    ];
    peel(&mut bench, request, join, &rows);
}

#[test]
fn a_sync_is_checked_in_kafkas_order() {
    let wrong = SyncGroupRequest {
        version: 5,
        group_id: "".into(),
        generation_id: 7,
        member_id: "ghost".into(),
        group_instance_id: Some("i9".into()),
        protocol_type: Some("consumer".into()),
        protocol_name: Some("sticky".into()),
        assignments: vec![],
    };
    let rows: [Row<SyncGroupRequest>; 8] = [
        (InvalidGroupId, |request| request.group_id = "nowhere".into()),
        (UnknownMemberId, |request| request.group_id = "g".into()),
        (UnknownMemberId, |request| request.group_instance_id = Some("i1".into())),
        (FencedInstanceId, |request| request.group_instance_id = None),
        (UnknownMemberId, |request| request.member_id = "i1-1".into()),
        (IllegalGeneration, |request| request.generation_id = 1),
        (InconsistentGroupProtocol, |request| request.protocol_name = Some("range".into())),
        (RebalanceInProgress, |_| {}),
    ];
    let request = peel(&mut preparing(), wrong, sync, &rows);
    assert_eq!(sync(&mut stable(), request), None);
}

#[test]
fn a_heartbeat_is_checked_in_kafkas_order() {
    let wrong = HeartbeatRequest {
        version: 4,
        group_id: "".into(),
        generation_id: 7,
        member_id: "ghost".into(),
        group_instance_id: Some("i9".into()),
    };
    let rows: [Row<HeartbeatRequest>; 7] = [
        (InvalidGroupId, |request| request.group_id = "nowhere".into()),
        (UnknownMemberId, |request| request.group_id = "g".into()),
        (UnknownMemberId, |request| request.group_instance_id = Some("i1".into())),
        (FencedInstanceId, |request| request.group_instance_id = None),
        (UnknownMemberId, |request| request.member_id = "i1-1".into()),
        (IllegalGeneration, |request| request.generation_id = 1),
        (RebalanceInProgress, |_| {}),
    ];
    let request = peel(&mut preparing(), wrong, heartbeat, &rows);
    assert_eq!(heartbeat(&mut stable(), request), None);
}

fn commit_request() -> OffsetCommitRequest {
    OffsetCommitRequest {
        version: 10,
        group_id: "g".into(),
        generation_id_or_member_epoch: 7,
        member_id: "ghost".into(),
        group_instance_id: Some("i9".into()),
        retention_time_ms: None,
        topics: vec![OffsetCommitTopic {
            name: "t".into(),
            topic_id: TopicId::default(),
            partitions: vec![OffsetCommitPartition {
                partition_index: PartitionId(0),
                committed_offset: 5,
                committed_leader_epoch: -1,
                committed_metadata: Some("x".repeat(4_097).into()),
            }],
        }],
    }
}

#[test]
fn a_commit_is_checked_in_kafkas_order() {
    let wrong = OffsetCommitRequest { group_id: "nowhere".into(), version: 8, ..commit_request() };
    let rows: [Row<OffsetCommitRequest>; 7] = [
        (IllegalGeneration, |request| request.version = 9),
        (GroupIdNotFound, |request| request.group_id = "g".into()),
        (UnknownMemberId, |request| request.group_instance_id = Some("i1".into())),
        (FencedInstanceId, |request| request.group_instance_id = None),
        (UnknownMemberId, |request| request.member_id = "i1-1".into()),
        (IllegalGeneration, |request| request.generation_id_or_member_epoch = 1),
        (OffsetMetadataTooLarge, |request| {
            request.topics[0].partitions[0].committed_metadata = None;
        }),
    ];
    let request = peel(&mut preparing(), wrong, commit, &rows);
    assert_eq!(commit(&mut preparing(), request.clone()), None, "a join phase takes commits");
    let nobody = OffsetCommitRequest {
        generation_id_or_member_epoch: -1,
        member_id: "".into(),
        ..request.clone()
    };
    assert_eq!(commit(&mut stable(), nobody), Some(UnknownMemberId), "the group has members");
    let mut completing = Bench::new();
    completing.join("c", Some("i1"));
    assert_eq!(commit(&mut completing, request), Some(RebalanceInProgress));
}

#[test]
fn a_pending_id_with_an_instance_is_a_server_error_as_in_kafka() {
    let mut bench = stable();
    let mut request = join_request();
    request.member_id = joined(bench.ask("d", Request::JoinGroup(request.clone()))).member_id;
    request.group_instance_id = Some("i2".into());
    assert_eq!(join(&mut bench, request), Some(UnknownServerError));
}
