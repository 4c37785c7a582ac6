//! Where every request enters a broker: it is sent to what answers it.
//!
//! Source: `core/…/server/KafkaApis.scala`. Authorisation and quotas are not modelled.

use crate::broker::{Broker, BrokerIo, Peer};
use crate::protocol::{Request, Response};

impl Broker {
    /// Takes a request. Its answer appears in `io.answers`, then or later; a produce request with
    /// `acks=0` has none.
    pub(crate) fn handle(&mut self, peer: &Peer, request: &Request, io: &mut BrokerIo<'_>) {
        let answer = match request {
            Request::Produce(request) => self.produce(request, io).map(Response::Produce),
            Request::Fetch(request) => self.fetch(peer, request, io).map(Response::Fetch),
            Request::ListOffsets(request) => {
                Some(Response::ListOffsets(self.list_offsets(request, io.cluster)))
            }
            Request::Metadata(request) => Some(Response::Metadata(self.metadata(request, io))),
            Request::FindCoordinator(request) => {
                Some(Response::FindCoordinator(self.find_coordinator(request, io)))
            }
            Request::CreateTopics(request) => {
                Some(Response::CreateTopics(self.create_topics(request, io)))
            }
            Request::DeleteTopics(request) => {
                Some(Response::DeleteTopics(self.delete_topics(request, io)))
            }
            Request::CreatePartitions(request) => {
                Some(Response::CreatePartitions(self.create_partitions(request, io)))
            }
            Request::DeleteRecords(request) => {
                Some(Response::DeleteRecords(self.delete_records(request, io)))
            }
            Request::InitProducerId(request) => {
                Some(Response::InitProducerId(self.init_producer_id(request, io)))
            }
            Request::DescribeProducers(request) => {
                Some(Response::DescribeProducers(self.describe_producers(request)))
            }
            Request::WriteTxnMarkers(request) => {
                Some(Response::WriteTxnMarkers(self.write_txn_markers(request, io)))
            }
            Request::IncrementalAlterConfigs(request) => {
                Some(Response::IncrementalAlterConfigs(self.alter_configs(request, io)))
            }
            Request::DescribeConfigs(request) => {
                Some(Response::DescribeConfigs(self.describe_configs(request, io.cluster)))
            }
            Request::OffsetCommit(_)
            | Request::OffsetFetch(_)
            | Request::JoinGroup(_)
            | Request::Heartbeat(_)
            | Request::LeaveGroup(_)
            | Request::SyncGroup(_)
            | Request::DescribeGroups(_)
            | Request::ListGroups(_)
            | Request::DeleteGroups(_)
            | Request::OffsetDelete(_)
            | Request::TxnOffsetCommit(_) => {
                self.coordinate(peer, request, io);
                None
            }
        };
        if let Some(answer) = answer {
            io.answers.push((peer.request.clone(), answer));
        }
    }
}
