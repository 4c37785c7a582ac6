//! What clients and brokers say to each other: Kafka's requests and answers, with Kafka's names.
//!
//! Field names are those of the protocol's JSON schemas (`clients/src/main/resources/common/message`),
//! in Rust's spelling. Where the wire says `-1` or `""` for "none", the field's doc says so: a lab
//! request may carry any value, also one that no client would send.

pub mod admin;
pub mod consumer_protocol;
pub mod data;
pub mod group;
pub mod wire;

use admin::*;
use data::*;
use group::*;

macro_rules! apis {
    ($($api:ident($request:ident, $response:ident),)*) => {
        /// A request, by API. Boxed nothing: the largest is a few vectors.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is documented at its struct")]
        pub enum Request { $($api($request),)* }

        /// The answer to the [`Request`] of the same name.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is documented at its struct")]
        pub enum Response { $($api($response),)* }

        impl Request {
            /// The API's name in Kafka (`ApiKeys`).
            #[must_use]
            pub const fn api(&self) -> &'static str {
                match self { $(Self::$api(_) => stringify!($api),)* }
            }
        }

        impl Response {
            /// The API's name in Kafka (`ApiKeys`).
            #[must_use]
            pub const fn api(&self) -> &'static str {
                match self { $(Self::$api(_) => stringify!($api),)* }
            }
        }
    };
}

apis! {
    Produce(ProduceRequest, ProduceResponse),
    Fetch(FetchRequest, FetchResponse),
    ListOffsets(ListOffsetsRequest, ListOffsetsResponse),
    Metadata(MetadataRequest, MetadataResponse),
    OffsetCommit(OffsetCommitRequest, OffsetCommitResponse),
    OffsetFetch(OffsetFetchRequest, OffsetFetchResponse),
    FindCoordinator(FindCoordinatorRequest, FindCoordinatorResponse),
    JoinGroup(JoinGroupRequest, JoinGroupResponse),
    Heartbeat(HeartbeatRequest, HeartbeatResponse),
    LeaveGroup(LeaveGroupRequest, LeaveGroupResponse),
    SyncGroup(SyncGroupRequest, SyncGroupResponse),
    DescribeGroups(DescribeGroupsRequest, DescribeGroupsResponse),
    ListGroups(ListGroupsRequest, ListGroupsResponse),
    CreateTopics(CreateTopicsRequest, CreateTopicsResponse),
    DeleteTopics(DeleteTopicsRequest, DeleteTopicsResponse),
    DeleteRecords(DeleteRecordsRequest, DeleteRecordsResponse),
    InitProducerId(InitProducerIdRequest, InitProducerIdResponse),
    CreatePartitions(CreatePartitionsRequest, CreatePartitionsResponse),
    DeleteGroups(DeleteGroupsRequest, DeleteGroupsResponse),
    IncrementalAlterConfigs(IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse),
    DescribeConfigs(DescribeConfigsRequest, DescribeConfigsResponse),
    OffsetDelete(OffsetDeleteRequest, OffsetDeleteResponse),
    DescribeProducers(DescribeProducersRequest, DescribeProducersResponse),
    TxnOffsetCommit(TxnOffsetCommitRequest, TxnOffsetCommitResponse),
    WriteTxnMarkers(WriteTxnMarkersRequest, WriteTxnMarkersResponse),
}
