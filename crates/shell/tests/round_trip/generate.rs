//! Any command at all, from a seed: every variant, with texts and numbers that are hard to write.

use crate::texts::TEXTS;
use engine::command::*;
use engine::log::batch::{ControlType, Header, NewBatch, NewRecord, ProducerStamp};
use engine::log::{Bound, Marker, Verification};
use engine::protocol::Request;
use engine::protocol::admin::*;
use engine::protocol::data::*;
use engine::protocol::group::*;
use engine::quantity::*;
use engine::random::Random;
use engine::sorted::SortedMap;

/// A value made by chance.
pub(crate) trait Any: Sized {
    fn any(random: &mut Random) -> Self;
}

pub(crate) fn below(random: &mut Random, limit: u64) -> u64 {
    random.bits() % limit
}

fn pick<T: Clone>(random: &mut Random, of: &[T]) -> T {
    of[below(random, of.len() as u64) as usize].clone()
}

impl Any for Text {
    fn any(random: &mut Random) -> Self {
        let mut text = String::new();
        for _ in 0..=below(random, 2) {
            text.push_str(pick(random, TEXTS));
            if below(random, 8) == 0 {
                text.extend(char::from_u32(below(random, 0x11_0000) as u32));
            }
        }
        text.into()
    }
}

impl Any for Bytes {
    fn any(random: &mut Random) -> Self {
        match below(random, 3) {
            0 => (0..below(random, 9)).map(|_| random.bits() as u8).collect(),
            _ => Text::any(random).as_bytes().into(),
        }
    }
}

macro_rules! any_number {
    ($($type:ty)*) => {$(
        impl Any for $type {
            fn any(random: &mut Random) -> Self {
                match below(random, 6) {
                    0 => <$type>::MIN,
                    1 => <$type>::MAX,
                    2 => random.bits() as $type,
                    3 => <$type>::MAX - 1,
                    _ => below(random, 12) as $type,
                }
            }
        }
    )*};
}
any_number!(i16 i32 i64 u32 u64);

macro_rules! any_newtype {
    ($($type:ident)*) => {$(
        impl Any for $type {
            fn any(random: &mut Random) -> Self {
                Self(Any::any(random))
            }
        }
    )*};
}
any_newtype!(Offset PartitionId BrokerId MessageId);

impl Any for Millis {
    fn any(random: &mut Random) -> Self {
        let unit = pick(random, &[1, 1000, 60_000, 3_600_000, 86_400_000]);
        match below(random, 4) {
            0 => Self(i64::any(random)),
            _ => Self((below(random, 2000) as i64 - 1000) * unit),
        }
    }
}

impl Any for bool {
    fn any(random: &mut Random) -> Self {
        below(random, 2) == 0
    }
}

impl Any for TopicId {
    fn any(random: &mut Random) -> Self {
        if bool::any(random) { Self::default() } else { Self(random.sixteen()) }
    }
}

impl<T: Any> Any for Option<T> {
    fn any(random: &mut Random) -> Self {
        bool::any(random).then(|| T::any(random))
    }
}

impl<T: Any> Any for Vec<T> {
    fn any(random: &mut Random) -> Self {
        (0..below(random, 4)).map(|_| T::any(random)).collect()
    }
}

impl<K: Any + Ord, V: Any> Any for SortedMap<K, V> {
    fn any(random: &mut Random) -> Self {
        Vec::any(random).into_iter().collect()
    }
}

impl<A: Any, B: Any> Any for (A, B) {
    fn any(random: &mut Random) -> Self {
        (A::any(random), B::any(random))
    }
}

impl<A: Any, B: Any, C: Any, D: Any> Any for (A, B, C, D) {
    fn any(random: &mut Random) -> Self {
        (A::any(random), B::any(random), C::any(random), D::any(random))
    }
}

impl<T: Any> Any for Box<T> {
    fn any(random: &mut Random) -> Self {
        Self::new(T::any(random))
    }
}

/// Structs by their fields: the compiler asks for all of them.
macro_rules! any_struct {
    ($($type:ident { $($field:ident),* })*) => {$(
        impl Any for $type {
            fn any(random: &mut Random) -> Self {
                Self { $($field: Any::any(random)),* }
            }
        }
    )*};
}

any_struct! {
    TopicPartition { topic, partition }
    Header { key, value }
    NewRecord { key, value, timestamp, headers }
    NewBatch { records, producer, transactional }
    ProducerStamp { producer_id, producer_epoch, base_sequence }
    Marker { producer_id, producer_epoch, control, coordinator_epoch, transaction_version }
    ReplicaPlace { base_offset, leader_epoch, high_watermark }
    OffsetAndMetadata { offset, leader_epoch, metadata }
    ProducerRecord { topic, partition, key, value, timestamp, headers }
    LoopWork { poll_timeout, then }
    ProduceRequest { transactional_id, acks, timeout_ms, partitions }
    FetchRequest { max_wait_ms, min_bytes, max_bytes, isolation_level, partitions }
    FetchPartition { topic_partition, topic_id, fetch_offset, current_leader_epoch, partition_max_bytes }
    ListOffsetsRequest { isolation_level, partitions }
    MetadataRequest { topics, allow_auto_topic_creation }
    FindCoordinatorRequest { key_type, key }
    InitProducerIdRequest { transactional_id, transaction_timeout_ms, producer_id, producer_epoch }
    WriteTxnMarkersRequest { producer_id, producer_epoch, commit, coordinator_epoch, transaction_version, partitions }
    JoinGroupRequest { version, group_id, session_timeout_ms, rebalance_timeout_ms, member_id, group_instance_id,
        protocol_type, protocols, reason }
    JoinGroupProtocol { name, metadata }
    SyncGroupRequest { version, group_id, generation_id, member_id, group_instance_id, protocol_type, protocol_name,
        assignments }
    HeartbeatRequest { version, group_id, generation_id, member_id, group_instance_id }
    LeaveGroupRequest { version, group_id, members }
    LeavingMember { member_id, group_instance_id, reason }
    OffsetCommitRequest { version, group_id, generation_id_or_member_epoch, member_id, group_instance_id,
        retention_time_ms, topics }
    OffsetCommitTopic { name, topic_id, partitions }
    OffsetCommitPartition { partition_index, committed_offset, committed_leader_epoch, committed_metadata }
    TxnOffsetCommitRequest { version, transactional_id, group_id, producer_id, producer_epoch, generation_id,
        member_id, group_instance_id, topics }
    OffsetFetchRequest { version, group_id, member_id, member_epoch, topics, require_stable }
    OffsetFetchTopic { name, topic_id, partition_indexes }
    OffsetDeleteRequest { group_id, topics }
    DeleteGroupsRequest { groups_names }
    DescribeGroupsRequest { version, groups }
    ListGroupsRequest { states_filter, types_filter }
    CreateTopicsRequest { topics, validate_only }
    CreatableTopic { name, num_partitions, replication_factor, assignments, configs }
    DeleteTopicsRequest { topic_names }
    CreatePartitionsRequest { topics }
    DeleteRecordsRequest { partitions, timeout_ms }
    IncrementalAlterConfigsRequest { resources, validate_only }
    DescribeConfigsRequest { resources }
    DescribeProducersRequest { partitions }
}

/// Enums by their variants: `of` fails to compile when one is missing from the match.
macro_rules! any_enum {
    ($($type:ident { $($pattern:pat => $make:expr),* $(,)? })*) => {$(
        impl Any for $type {
            fn any(random: &mut Random) -> Self {
                let makers: &[fn(&mut Random) -> $type] = &[$($make),*];
                let made = pick(random, makers)(random);
                match made { $($pattern => {})* }
                made
            }
        }
    )*};
}

fn any<T: Any>(random: &mut Random) -> T {
    T::any(random)
}

any_enum! {
    Acks { Acks::None => |_| Acks::None, Acks::Leader => |_| Acks::Leader, Acks::All => |_| Acks::All }
    IsolationLevel {
        IsolationLevel::ReadUncommitted => |_| IsolationLevel::ReadUncommitted,
        IsolationLevel::ReadCommitted => |_| IsolationLevel::ReadCommitted,
    }
    CoordinatorType {
        CoordinatorType::Group => |_| CoordinatorType::Group,
        CoordinatorType::Transaction => |_| CoordinatorType::Transaction,
    }
    OffsetSpec {
        OffsetSpec::Latest => |_| OffsetSpec::Latest,
        OffsetSpec::Earliest => |_| OffsetSpec::Earliest,
        OffsetSpec::MaxTimestamp => |_| OffsetSpec::MaxTimestamp,
        OffsetSpec::EarliestLocal => |_| OffsetSpec::EarliestLocal,
        OffsetSpec::LatestTiered => |_| OffsetSpec::LatestTiered,
        OffsetSpec::EarliestPendingUpload => |_| OffsetSpec::EarliestPendingUpload,
        OffsetSpec::Timestamp(_) => |r| OffsetSpec::Timestamp(any(r)),
    }
    Bound {
        Bound::HighWatermark => |_| Bound::HighWatermark,
        Bound::LastStable => |_| Bound::LastStable,
        Bound::LogEnd => |_| Bound::LogEnd,
    }
    ControlType {
        ControlType::Commit => |_| ControlType::Commit,
        ControlType::Abort => |_| ControlType::Abort,
    }
    Verification {
        Verification::Skipped => |_| Verification::Skipped,
        Verification::Confirmed { .. } => |r| Verification::Confirmed { transaction_version: any(r) },
    }
    ConfigResource {
        ConfigResource::Topic(_) => |r| ConfigResource::Topic(any(r)),
        ConfigResource::Group(_) => |r| ConfigResource::Group(any(r)),
        ConfigResource::Broker(_) => |r| ConfigResource::Broker(any(r)),
    }
    Membership {
        Membership::Default => |_| Membership::Default,
        Membership::LeaveGroup => |_| Membership::LeaveGroup,
        Membership::RemainInGroup => |_| Membership::RemainInGroup,
    }
    LoopThen {
        LoopThen::Process => |_| LoopThen::Process,
        LoopThen::ProcessThenCommit => |_| LoopThen::ProcessThenCommit,
        LoopThen::CommitThenProcess => |_| LoopThen::CommitThenProcess,
    }
    ClientKind {
        ClientKind::Producer => |_| ClientKind::Producer,
        ClientKind::Consumer => |_| ClientKind::Consumer,
        ClientKind::Admin => |_| ClientKind::Admin,
    }
    InHand {
        InHand::All => |_| InHand::All,
        InHand::First(_) => |r| InHand::First(any(r)),
        InHand::One(..) => |r| InHand::One(any(r), any(r)),
    }
    Request {
        Request::Produce(_) => |r| Request::Produce(any(r)),
        Request::Fetch(_) => |r| Request::Fetch(any(r)),
        Request::ListOffsets(_) => |r| Request::ListOffsets(any(r)),
        Request::Metadata(_) => |r| Request::Metadata(any(r)),
        Request::OffsetCommit(_) => |r| Request::OffsetCommit(any(r)),
        Request::OffsetFetch(_) => |r| Request::OffsetFetch(any(r)),
        Request::FindCoordinator(_) => |r| Request::FindCoordinator(any(r)),
        Request::JoinGroup(_) => |r| Request::JoinGroup(any(r)),
        Request::Heartbeat(_) => |r| Request::Heartbeat(any(r)),
        Request::LeaveGroup(_) => |r| Request::LeaveGroup(any(r)),
        Request::SyncGroup(_) => |r| Request::SyncGroup(any(r)),
        Request::DescribeGroups(_) => |r| Request::DescribeGroups(any(r)),
        Request::ListGroups(_) => |r| Request::ListGroups(any(r)),
        Request::CreateTopics(_) => |r| Request::CreateTopics(any(r)),
        Request::DeleteTopics(_) => |r| Request::DeleteTopics(any(r)),
        Request::DeleteRecords(_) => |r| Request::DeleteRecords(any(r)),
        Request::InitProducerId(_) => |r| Request::InitProducerId(any(r)),
        Request::CreatePartitions(_) => |r| Request::CreatePartitions(any(r)),
        Request::DeleteGroups(_) => |r| Request::DeleteGroups(any(r)),
        Request::IncrementalAlterConfigs(_) => |r| Request::IncrementalAlterConfigs(any(r)),
        Request::DescribeConfigs(_) => |r| Request::DescribeConfigs(any(r)),
        Request::OffsetDelete(_) => |r| Request::OffsetDelete(any(r)),
        Request::DescribeProducers(_) => |r| Request::DescribeProducers(any(r)),
        Request::TxnOffsetCommit(_) => |r| Request::TxnOffsetCommit(any(r)),
        Request::WriteTxnMarkers(_) => |r| Request::WriteTxnMarkers(any(r)),
    }
    AdminCall {
        AdminCall::Request(_) => |r| AdminCall::Request(any(r)),
        AdminCall::ListOffsets { .. } => |r| AdminCall::ListOffsets { partitions: any(r), read_committed: any(r) },
    }
    Call {
        Call::Send(_) => |r| Call::Send(any(r)),
        Call::Flush => |_| Call::Flush,
        Call::PartitionsFor { .. } => |r| Call::PartitionsFor { topic: any(r) },
        Call::Subscribe { .. } => |r| Call::Subscribe { topics: any(r), commit_on_revoke: any(r) },
        Call::SubscribePattern { .. } => |r| Call::SubscribePattern { pattern: any(r) },
        Call::Assign { .. } => |r| Call::Assign { partitions: any(r) },
        Call::Unsubscribe => |_| Call::Unsubscribe,
        Call::Poll { .. } => |r| Call::Poll { timeout: any(r) },
        Call::CommitSync { .. } => |r| Call::CommitSync { offsets: any(r) },
        Call::CommitAsync { .. } => |r| Call::CommitAsync { offsets: any(r), tag: any(r) },
        Call::Seek { .. } => |r| Call::Seek { partition: any(r), offset: any(r) },
        Call::SeekToBeginning { .. } => |r| Call::SeekToBeginning { partitions: any(r) },
        Call::SeekToEnd { .. } => |r| Call::SeekToEnd { partitions: any(r) },
        Call::Pause { .. } => |r| Call::Pause { partitions: any(r) },
        Call::Resume { .. } => |r| Call::Resume { partitions: any(r) },
        Call::Position { .. } => |r| Call::Position { partition: any(r), timeout: any(r) },
        Call::Committed { .. } => |r| Call::Committed { partitions: any(r), timeout: any(r) },
        Call::BeginningOffsets { .. } => |r| Call::BeginningOffsets { partitions: any(r) },
        Call::EndOffsets { .. } => |r| Call::EndOffsets { partitions: any(r) },
        Call::OffsetsForTimes { .. } => |r| Call::OffsetsForTimes { timestamps: any(r) },
        Call::CurrentLag { .. } => |r| Call::CurrentLag { partition: any(r) },
        Call::ListTopics => |_| Call::ListTopics,
        Call::EnforceRebalance { .. } => |r| Call::EnforceRebalance { reason: any(r) },
        Call::GroupMetadata => |_| Call::GroupMetadata,
        Call::Close { .. } => |r| Call::Close { membership: any(r) },
        Call::Admin(_) => |r| Call::Admin(any(r)),
    }
    Fault {
        Fault::Crash(_) => |r| Fault::Crash(any(r)),
        Fault::Stall(_) => |r| Fault::Stall(any(r)),
        Fault::Resume(_) => |r| Fault::Resume(any(r)),
        Fault::Freeze(_) => |r| Fault::Freeze(any(r)),
        Fault::Thaw(_) => |r| Fault::Thaw(any(r)),
        Fault::Cut(_) => |r| Fault::Cut(any(r)),
        Fault::Mend(_) => |r| Fault::Mend(any(r)),
        Fault::Drop(_) => |r| Fault::Drop(any(r)),
        Fault::Delay(..) => |r| Fault::Delay(any(r), any(r)),
        Fault::StopBroker(_) => |r| Fault::StopBroker(any(r)),
        Fault::StartBroker(_) => |r| Fault::StartBroker(any(r)),
    }
    Clock {
        Clock::Advance(_) => |r| Clock::Advance(any(r)),
        Clock::Step(_) => |r| Clock::Step(any(r)),
        Clock::Settle => |_| Clock::Settle,
        Clock::NextDeadline => |_| Clock::NextDeadline,
    }
    LogOp {
        LogOp::Append { .. } => |r| LogOp::Append { batch: any(r), verification: any(r) },
        LogOp::Marker(_) => |r| LogOp::Marker(any(r)),
        LogOp::DeleteRecords(_) => |r| LogOp::DeleteRecords(any(r)),
        LogOp::Retention => |_| LogOp::Retention,
        LogOp::Clean => |_| LogOp::Clean,
        LogOp::Roll => |_| LogOp::Roll,
        LogOp::ExpireProducers => |_| LogOp::ExpireProducers,
        LogOp::Read { .. } => |r| LogOp::Read { offset: any(r), max_bytes: any(r), bound: any(r), min_one: any(r) },
        LogOp::ListOffsets { .. } => |r| LogOp::ListOffsets { spec: any(r), bound: any(r) },
        LogOp::Producers => |_| LogOp::Producers,
        LogOp::EndOffsetForEpoch(_) => |r| LogOp::EndOffsetForEpoch(any(r)),
        LogOp::Replicas(_) => |r| LogOp::Replicas(any(r)),
        LogOp::FollowerFetch { .. } =>
            |r| LogOp::FollowerFetch { follower: any(r), offset: any(r), log_start: any(r) },
        LogOp::BecomeLeader { .. } => |r| LogOp::BecomeLeader { epoch: any(r), in_sync: any(r) },
        LogOp::BecomeFollower { .. } => |r| LogOp::BecomeFollower { epoch: any(r) },
        LogOp::Replicate { .. } => |r| LogOp::Replicate { batch: any(r), place: any(r) },
        LogOp::ReplicateMarker { .. } =>
            |r| LogOp::ReplicateMarker { marker: any(r), timestamp: any(r), place: any(r) },
        LogOp::Truncate(_) => |r| LogOp::Truncate(any(r)),
    }
    Lab {
        Lab::Request { .. } => |r| Lab::Request { broker: any(r), client_id: any(r), request: any(r) },
        Lab::Coordinator { .. } => |r| Lab::Coordinator { client_id: any(r), request: any(r) },
        Lab::ReloadCoordinator { .. } => |r| Lab::ReloadCoordinator { partition: any(r) },
        Lab::Log { .. } => |r| Lab::Log { partition: any(r), op: any(r) },
        Lab::Topics { .. } => |r| Lab::Topics { delete: any(r), create: any(r), grow: any(r) },
    }
    Command {
        Command::NewClient { .. } => |r| Command::NewClient { client: any(r), kind: any(r), config: any(r) },
        Command::Call { .. } => |r| Command::Call { client: any(r), call: any(r) },
        Command::Process { .. } => |r| Command::Process { client: any(r), what: any(r) },
        Command::Loop { .. } => |r| Command::Loop { client: any(r), work: any(r) },
        Command::Rejoin { .. } => |r| Command::Rejoin { group: any(r) },
        Command::Fault(_) => |r| Command::Fault(any(r)),
        Command::Clock(_) => |r| Command::Clock(any(r)),
        Command::Lab(_) => |r| Command::Lab(any(r)),
    }
}
