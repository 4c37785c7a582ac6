//! Kafka's own words: the exceptions that a consumer throws without asking a broker.
//!
//! Source: `ClassicKafkaConsumer.java`, `ConsumerCoordinator.java`, `SubscriptionState.java`.

use super::subscription::Position;
use crate::client::metadata::LeaderAndEpoch;
use crate::command::OffsetAndMetadata;
use crate::error::ErrorCode;
use crate::event::ClientError;
use crate::java::{JavaHashMap, JavaHashSet};
use crate::quantity::{Millis, Text, TopicPartition};
use crate::sorted::SortedMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const NOT_PART_OF_A_GROUP: &str = "Offset commit cannot be completed since the consumer is not part of an active group for auto \
     partition assignment; it is likely that the consumer was kicked out of the group.";
const REBALANCING: &str = "Offset commit cannot be completed since the consumer is undergoing a rebalance for auto \
     partition assignment. You can try completing the rebalance by calling poll() and then retry \
     the operation.";
const GROUP_REBALANCING: &str = "Offset commit cannot be completed since the consumer group is executing a rebalance at the \
     moment. You can try completing the rebalance by calling poll() and then retry commit again";
const STALE_GENERATION: &str = "Offset commit cannot be completed since the consumer member's generation is already stale, \
     meaning it has already participated another rebalance and got a new generation. You can try \
     completing the rebalance by calling poll() and then retry commit again";
const FENCED_GENERATION: &str = "Offset commit cannot be completed since the consumer member's old generation is fenced by its \
     group instance id, it is possible that this consumer has already participated another \
     rebalance and got a new generation";
const ALREADY_REBALANCED: &str = "Commit cannot be completed since the group has already rebalanced and assigned the partitions \
     to another member. This means that the time between subsequent calls to poll() was longer \
     than the configured max.poll.interval.ms, which typically implies that the poll loop is \
     spending too much time message processing. You can address this either by increasing \
     max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with \
     max.poll.records.";
const COMMIT_RETRIABLE: &str = "Offset commit failed with a retriable exception. You should retry committing the latest \
     consumed offsets.";
const TOO_FEW_BYTES: &str = "There are insufficient bytes available to read assignment from the sync-group response \
     (actual byte size 0) , this is not expected; it is possible that the leader's assign function \
     is buggy and did not return any assignment for this member, or because static member is \
     configured and the protocol is buggy hence did not get the assignment for this member";

pub(super) fn modes_exclude_each_other() -> ClientError {
    ClientError::illegal_state(
        "Subscription to topics, partitions and pattern are mutually exclusive",
    )
}

pub(super) fn no_current_assignment(partition: &TopicPartition) -> ClientError {
    ClientError::illegal_state(format!("No current assignment for partition {partition}"))
}

pub(super) fn nothing_to_read() -> ClientError {
    ClientError::illegal_state(
        "Consumer is not subscribed to any topics or assigned any partitions",
    )
}

pub(super) fn no_group_id() -> ClientError {
    ClientError::with_message(
        ErrorCode::InvalidGroupId,
        "To use the group management or offset commit APIs, you must provide a valid group.id in \
         the consumer configuration.",
    )
}

pub(super) fn blank_topic() -> ClientError {
    ClientError::illegal_argument(
        "Topic collection to subscribe to cannot contain null or empty topic",
    )
}

pub(super) fn blank_assigned_topic() -> ClientError {
    ClientError::illegal_argument("Topic partitions to assign to cannot have null or empty topic")
}

pub(super) fn empty_pattern() -> ClientError {
    ClientError::illegal_argument("Topic pattern to subscribe to cannot be empty")
}

pub(super) fn no_assignors() -> ClientError {
    ClientError::illegal_state(
        "Must configure at least one partition assigner class name to \
         partition.assignment.strategy configuration property",
    )
}

pub(super) fn negative_seek() -> ClientError {
    ClientError::illegal_argument("seek offset must not be a negative number")
}

pub(super) fn negative_timeout(timeout: Millis) -> ClientError {
    ClientError::illegal_argument(format!("Invalid negative timeout {}", timeout.0))
}

pub(super) fn negative_commit() -> ClientError {
    ClientError::illegal_argument("Invalid negative offset")
}

pub(super) fn negative_time(partition: &TopicPartition, time: i64) -> ClientError {
    ClientError::illegal_argument(format!(
        "The target time for partition {partition} is {time}. The target time cannot be negative."
    ))
}

pub(super) fn position_of_foreign_partition() -> ClientError {
    ClientError::illegal_state(
        "You can only check the position for partitions assigned to this consumer.",
    )
}

pub(super) fn no_group_to_rebalance() -> ClientError {
    ClientError::illegal_state("Tried to force a rebalance but consumer does not have a group.")
}

pub(super) fn already_closed() -> ClientError {
    ClientError::illegal_state("This consumer has already been closed.")
}

pub(super) fn position_timeout(timeout: Millis, partition: &TopicPartition) -> ClientError {
    ClientError::timeout(format!(
        "Timeout of {timeout}ms expired before the position for partition {partition} could be \
         determined"
    ))
}

pub(super) fn committed_timeout(timeout: Millis, partitions: &[TopicPartition]) -> ClientError {
    ClientError::timeout(format!(
        "Timeout of {timeout}ms expired before the last committed offset for partitions {} could \
         be determined. Try tuning default.api.timeout.ms larger to relax the threshold.",
        list(partitions)
    ))
}

pub(super) fn commit_timeout(
    timeout: Millis,
    offsets: &SortedMap<TopicPartition, OffsetAndMetadata>,
) -> ClientError {
    let entries: Vec<String> = JavaHashMap::copy_of(offsets.iter())
        .iter()
        .map(|(partition, offset)| format!("{partition}={}", offset_and_metadata(offset)))
        .collect();
    ClientError::timeout(format!(
        "Timeout of {timeout}ms expired before successfully committing offsets {{{}}}",
        entries.join(", ")
    ))
}

pub(super) fn offsets_timeout(elapsed: Millis) -> ClientError {
    ClientError::timeout(format!("Failed to get offsets by times in {elapsed}ms"))
}

pub(super) fn topic_metadata_timeout() -> ClientError {
    ClientError::timeout("Timeout expired while fetching topic metadata")
}

pub(super) fn no_offset_for(partitions: &[TopicPartition]) -> ClientError {
    ClientError::new(
        "NoOffsetForPartitionException",
        format!("Undefined offset with no reset policy for partitions: {}", list(partitions)),
    )
}

pub(super) fn out_of_range(
    position: Position,
    leader: Option<LeaderAndEpoch>,
    partition: &TopicPartition,
) -> ClientError {
    ClientError::new(
        "OffsetOutOfRangeException",
        format!(
            "Fetch position {} is out of range for partition {partition}",
            fetch_position(position, leader)
        ),
    )
}

pub(super) fn not_part_of_a_group() -> ClientError {
    ClientError::new("CommitFailedException", NOT_PART_OF_A_GROUP)
}

pub(super) fn already_rebalanced() -> ClientError {
    ClientError::new("CommitFailedException", ALREADY_REBALANCED)
}

pub(super) fn rebalancing() -> ClientError {
    ClientError::with_message(ErrorCode::RebalanceInProgress, REBALANCING)
}

pub(super) fn group_rebalancing() -> ClientError {
    ClientError::with_message(ErrorCode::RebalanceInProgress, GROUP_REBALANCING)
}

pub(super) fn stale_generation() -> ClientError {
    ClientError::with_message(ErrorCode::RebalanceInProgress, STALE_GENERATION)
}

pub(super) fn fenced_generation() -> ClientError {
    ClientError::with_message(ErrorCode::RebalanceInProgress, FENCED_GENERATION)
}

pub(super) fn commit_retriable(cause: &ClientError) -> ClientError {
    let mut error = ClientError::new("RetriableCommitFailedException", COMMIT_RETRIABLE);
    error.cause = Some((cause.exception.clone(), cause.message.clone()));
    error
}

pub(super) fn async_commit_fenced(instance: &str, member_id: &str) -> ClientError {
    ClientError::with_message(
        ErrorCode::FencedInstanceId,
        format!(
            "Get fenced exception for group.instance.id {instance}, current member.id is \
             {member_id}"
        ),
    )
}

pub(super) fn group_is_full(group_id: &str) -> ClientError {
    ClientError::with_message(
        ErrorCode::GroupMaxSizeReached,
        format!("Consumer group {group_id} already has the configured maximum number of members."),
    )
}

pub(super) fn unexpected(place: &str, code: ErrorCode) -> ClientError {
    ClientError::new("KafkaException", format!("Unexpected error {place}: {}", code.message()))
}

pub(super) fn unknown_partition(partition: &TopicPartition) -> ClientError {
    ClientError::new("KafkaException", format!("Topic or Partition {partition} does not exist"))
}

pub(super) fn too_few_bytes() -> ClientError {
    ClientError::illegal_state(TOO_FEW_BYTES)
}

pub(super) fn disconnected() -> ClientError {
    ClientError::new("DisconnectException", "")
}

pub(super) fn coordinator_not_available() -> ClientError {
    ClientError::of(ErrorCode::CoordinatorNotAvailable)
}

fn fetch_position(position: Position, leader: Option<LeaderAndEpoch>) -> String {
    let epoch = position
        .offset_epoch
        .map_or_else(|| String::from("Optional.empty"), |epoch| format!("Optional[{epoch}]"));
    let leader = match leader {
        Some(leader) => format!(
            "LeaderAndEpoch{{leader=Optional[127.0.0.1:{} (id: {} rack: null isFenced: false)], \
             epoch={}}}",
            9_091_i64 + i64::from(leader.leader.0),
            leader.leader,
            leader.epoch
        ),
        None => String::from("LeaderAndEpoch{leader=Optional.empty, epoch=absent}"),
    };
    format!(
        "FetchPosition{{offset={}, offsetEpoch={epoch}, currentLeader={leader}}}",
        position.offset
    )
}

fn offset_and_metadata(offset: &OffsetAndMetadata) -> String {
    let epoch: Text =
        offset.leader_epoch.map_or_else(|| "null".into(), |epoch| epoch.to_string().into());
    format!(
        "OffsetAndMetadata{{offset={}, leaderEpoch={epoch}, metadata='{}'}}",
        offset.offset, offset.metadata
    )
}

/// As a `HashSet` prints itself.
fn list(partitions: &[TopicPartition]) -> String {
    let set = JavaHashSet::copy_of(partitions.iter());
    let names: Vec<String> = set.iter().map(ToString::to_string).collect();
    format!("[{}]", names.join(", "))
}
