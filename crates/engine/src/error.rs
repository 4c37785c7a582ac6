//! Kafka's protocol errors: the answers that are not a yes, by name, number and sentence.
//!
//! Source: `clients/…/common/protocol/Errors.java` of 4.3.1 (the ones that this model can give).

use core::fmt;

macro_rules! errors {
    ($($(#[$doc:meta])* $variant:ident = ($number:literal, $name:literal, $message:literal),)*) => {
        /// A protocol error. Variants carry Kafka's names; `NONE` is not among them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each variant's sentence is Kafka's own, in `message`")]
        pub enum ErrorCode { $($(#[$doc])* $variant,)* }

        impl ErrorCode {
            /// Every error, in the order of Kafka's numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Kafka's symbolic name, `ILLEGAL_GENERATION`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Kafka's number on the wire.
            #[must_use]
            pub const fn number(self) -> i16 {
                match self { $(Self::$variant => $number,)* }
            }

            /// The default message of Kafka's exception.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$variant => $message,)* }
            }
        }
    };
}

errors! {
    UnknownServerError = (-1, "UNKNOWN_SERVER_ERROR", "The server experienced an unexpected error when processing the request."),
    OffsetOutOfRange = (1, "OFFSET_OUT_OF_RANGE", "The requested offset is not within the range of offsets maintained by the server."),
    CorruptMessage = (2, "CORRUPT_MESSAGE", "This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt."),
    UnknownTopicOrPartition = (3, "UNKNOWN_TOPIC_OR_PARTITION", "This server does not host this topic-partition."),
    LeaderNotAvailable = (5, "LEADER_NOT_AVAILABLE", "There is no leader for this topic-partition as we are in the middle of a leadership election."),
    NotLeaderOrFollower = (6, "NOT_LEADER_OR_FOLLOWER", "For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition."),
    RequestTimedOut = (7, "REQUEST_TIMED_OUT", "The request timed out."),
    MessageTooLarge = (10, "MESSAGE_TOO_LARGE", "The request included a message larger than the max message size the server will accept."),
    OffsetMetadataTooLarge = (12, "OFFSET_METADATA_TOO_LARGE", "The metadata field of the offset request was too large."),
    NetworkException = (13, "NETWORK_EXCEPTION", "The server disconnected before a response was received."),
    CoordinatorLoadInProgress = (14, "COORDINATOR_LOAD_IN_PROGRESS", "The coordinator is loading and hence can't process requests."),
    CoordinatorNotAvailable = (15, "COORDINATOR_NOT_AVAILABLE", "The coordinator is not available."),
    NotCoordinator = (16, "NOT_COORDINATOR", "This is not the correct coordinator."),
    InvalidTopicException = (17, "INVALID_TOPIC_EXCEPTION", "The request attempted to perform an operation on an invalid topic."),
    RecordListTooLarge = (18, "RECORD_LIST_TOO_LARGE", "The request included message batch larger than the configured segment size on the server."),
    NotEnoughReplicas = (19, "NOT_ENOUGH_REPLICAS", "Messages are rejected since there are fewer in-sync replicas than required."),
    NotEnoughReplicasAfterAppend = (20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "Messages are written to the log, but to fewer in-sync replicas than required."),
    InvalidRequiredAcks = (21, "INVALID_REQUIRED_ACKS", "Produce request specified an invalid value for required acks."),
    IllegalGeneration = (22, "ILLEGAL_GENERATION", "Specified group generation id is not valid."),
    InconsistentGroupProtocol = (23, "INCONSISTENT_GROUP_PROTOCOL", "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list."),
    InvalidGroupId = (24, "INVALID_GROUP_ID", "The group id is invalid."),
    UnknownMemberId = (25, "UNKNOWN_MEMBER_ID", "The coordinator is not aware of this member."),
    InvalidSessionTimeout = (26, "INVALID_SESSION_TIMEOUT", "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms)."),
    RebalanceInProgress = (27, "REBALANCE_IN_PROGRESS", "The group is rebalancing, so a rejoin is needed."),
    InvalidCommitOffsetSize = (28, "INVALID_COMMIT_OFFSET_SIZE", "The committing offset data size is not valid."),
    InvalidTimestamp = (32, "INVALID_TIMESTAMP", "The timestamp of the message is out of acceptable range."),
    UnsupportedVersion = (35, "UNSUPPORTED_VERSION", "The version of API is not supported."),
    TopicAlreadyExists = (36, "TOPIC_ALREADY_EXISTS", "Topic with this name already exists."),
    InvalidPartitions = (37, "INVALID_PARTITIONS", "Number of partitions is below 1."),
    InvalidReplicationFactor = (38, "INVALID_REPLICATION_FACTOR", "Replication factor is below 1 or larger than the number of available brokers."),
    InvalidReplicaAssignment = (39, "INVALID_REPLICA_ASSIGNMENT", "Replica assignment is invalid."),
    InvalidConfig = (40, "INVALID_CONFIG", "Configuration is invalid."),
    InvalidRequest = (42, "INVALID_REQUEST", "This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details."),
    PolicyViolation = (44, "POLICY_VIOLATION", "Request parameters do not satisfy the configured policy."),
    OutOfOrderSequenceNumber = (45, "OUT_OF_ORDER_SEQUENCE_NUMBER", "The broker received an out of order sequence number."),
    DuplicateSequenceNumber = (46, "DUPLICATE_SEQUENCE_NUMBER", "The broker received a duplicate sequence number."),
    InvalidProducerEpoch = (47, "INVALID_PRODUCER_EPOCH", "Producer attempted to produce with an old epoch."),
    InvalidTxnState = (48, "INVALID_TXN_STATE", "The producer attempted a transactional operation in an invalid state."),
    InvalidProducerIdMapping = (49, "INVALID_PRODUCER_ID_MAPPING", "The producer attempted to use a producer id which is not currently assigned to its transactional id."),
    InvalidTransactionTimeout = (50, "INVALID_TRANSACTION_TIMEOUT", "The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms)."),
    ConcurrentTransactions = (51, "CONCURRENT_TRANSACTIONS", "The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing."),
    TransactionCoordinatorFenced = (52, "TRANSACTION_COORDINATOR_FENCED", "Indicates that the transaction coordinator sending a WriteTxnMarker is no longer the current coordinator for a given producer."),
    UnknownProducerId = (59, "UNKNOWN_PRODUCER_ID", "This exception is raised by the broker if it could not locate the producer metadata associated with the producerId in question."),
    NonEmptyGroup = (68, "NON_EMPTY_GROUP", "The group is not empty."),
    GroupIdNotFound = (69, "GROUP_ID_NOT_FOUND", "The group id does not exist."),
    FencedLeaderEpoch = (74, "FENCED_LEADER_EPOCH", "The leader epoch in the request is older than the epoch on the broker."),
    UnknownLeaderEpoch = (75, "UNKNOWN_LEADER_EPOCH", "The leader epoch in the request is newer than the epoch on the broker."),
    StaleBrokerEpoch = (77, "STALE_BROKER_EPOCH", "Broker epoch has changed."),
    OffsetNotAvailable = (78, "OFFSET_NOT_AVAILABLE", "The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing."),
    MemberIdRequired = (79, "MEMBER_ID_REQUIRED", "The group member needs to have a valid member id before actually entering a consumer group."),
    GroupMaxSizeReached = (81, "GROUP_MAX_SIZE_REACHED", "The consumer group has reached its max size."),
    FencedInstanceId = (82, "FENCED_INSTANCE_ID", "The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id."),
    GroupSubscribedToTopic = (86, "GROUP_SUBSCRIBED_TO_TOPIC", "Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it."),
    InvalidRecord = (87, "INVALID_RECORD", "This record has failed the validation on broker and hence will be rejected."),
    UnstableOffsetCommit = (88, "UNSTABLE_OFFSET_COMMIT", "There are unstable offsets that need to be cleared."),
    ProducerFenced = (90, "PRODUCER_FENCED", "There is a newer producer with the same transactionalId which fences the current one."),
    UnknownTopicId = (100, "UNKNOWN_TOPIC_ID", "This server does not host this topic ID."),
    FencedMemberEpoch = (110, "FENCED_MEMBER_EPOCH", "The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin."),
    UnreleasedInstanceId = (111, "UNRELEASED_INSTANCE_ID", "The instance ID is still used by another member in the consumer group. That member must leave first."),
    UnsupportedAssignor = (112, "UNSUPPORTED_ASSIGNOR", "The assignor or its version range is not supported by the consumer group."),
    StaleMemberEpoch = (113, "STALE_MEMBER_EPOCH", "The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API."),
    TransactionAbortable = (120, "TRANSACTION_ABORTABLE", "The server encountered an error with the transaction. The client can abort the transaction to continue using this transactional ID."),
    InvalidRegularExpression = (128, "INVALID_REGULAR_EXPRESSION", "The regular expression is not valid."),
}

impl ErrorCode {
    /// The error of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The error of that number; 0 (`NONE`) and numbers that this model never sends give `None`.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
