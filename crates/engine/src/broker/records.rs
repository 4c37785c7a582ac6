//! What changes or shows a log without producing to it: DeleteRecords, markers, producer states.
//!
//! Source: `Partition#deleteRecordsOnLeader`, `KafkaApis#handleWriteTxnMarkersRequest`,
//! `ReplicaManager#activeProducerState`.

use crate::broker::cluster::OFFSETS_TOPIC;
use crate::broker::{Broker, BrokerIo};
use crate::error::ErrorCode;
use crate::event::Event;
use crate::log::batch::ControlType;
use crate::log::producer_state::ProducerView;
use crate::log::{LogError, Marker};
use crate::protocol::admin::{
    DeleteRecordsRequest, DeleteRecordsResponse, DescribeProducersRequest,
    DescribeProducersResponse, ProducerState,
};
use crate::protocol::data::{WriteTxnMarkersRequest, WriteTxnMarkersResponse};
use crate::quantity::{Offset, Text, TopicPartition};
use alloc::rc::Rc;
use alloc::string::ToString;

impl Broker {
    pub(super) fn delete_records(
        &mut self,
        request: &DeleteRecordsRequest,
        io: &mut BrokerIo<'_>,
    ) -> DeleteRecordsResponse {
        let partitions = request.partitions.iter().map(|(of, to)| {
            let low = self.delete_records_of(of, *to, io);
            (of.clone(), low)
        });
        let response = DeleteRecordsResponse { partitions: partitions.collect() };
        self.complete_fetches(io);
        response
    }

    fn delete_records_of(
        &mut self,
        of: &TopicPartition,
        to: Offset,
        io: &BrokerIo<'_>,
    ) -> Result<Offset, (ErrorCode, Text)> {
        let leads = io.cluster.leader(of) == Some(self.id);
        let log = self.logs.get_mut(of).filter(|_| leads);
        let log = Rc::make_mut(log.ok_or_else(unknown)?);
        log.delete_records(to).map_err(told)
    }

    pub(super) fn write_txn_markers(
        &mut self,
        request: &WriteTxnMarkersRequest,
        io: &mut BrokerIo<'_>,
    ) -> WriteTxnMarkersResponse {
        let marker = Marker {
            producer_id: request.producer_id,
            producer_epoch: request.producer_epoch,
            control: if request.commit { ControlType::Commit } else { ControlType::Abort },
            coordinator_epoch: request.coordinator_epoch,
            transaction_version: request.transaction_version,
        };
        let partitions = request.partitions.iter().map(|of| {
            let error = match &*of.topic {
                OFFSETS_TOPIC => {
                    self.complete_transaction(of.partition, &marker, io);
                    None
                }
                _ => self.append_marker(of, &marker, io).err().map(|(code, _)| code),
            };
            (of.clone(), error)
        });
        let response = WriteTxnMarkersResponse { partitions: partitions.collect() };
        self.complete_fetches(io);
        response
    }

    /// Appends the end of a transaction to a log that this broker leads.
    fn append_marker(
        &mut self,
        of: &TopicPartition,
        marker: &Marker,
        io: &mut BrokerIo<'_>,
    ) -> Result<(), (ErrorCode, Text)> {
        let log = self.logs.get_mut(of).ok_or_else(unknown)?;
        let appended = Rc::make_mut(log).append_marker(marker, io.now);
        let appended = appended.map_err(told)?;
        let base_offset = appended.base_offset;
        io.events.push(Event::Appended { partition: of.clone(), base_offset, count: 1 });
        Ok(())
    }

    pub(super) fn describe_producers(
        &self,
        request: &DescribeProducersRequest,
    ) -> DescribeProducersResponse {
        let partitions = request.partitions.iter().map(|of| {
            let log = self.log(of).ok_or(ErrorCode::UnknownTopicOrPartition);
            (of.clone(), log.map(|log| log.producers().map(describe).collect()))
        });
        DescribeProducersResponse { partitions: partitions.collect() }
    }
}

fn told(error: LogError) -> (ErrorCode, Text) {
    (error.code(), error.to_string().into())
}

fn unknown() -> (ErrorCode, Text) {
    let code = ErrorCode::UnknownTopicOrPartition;
    (code, code.message().into())
}

fn describe(producer: ProducerView) -> ProducerState {
    ProducerState {
        producer_id: producer.producer_id,
        producer_epoch: i32::from(producer.epoch),
        last_sequence: producer.last_sequence,
        last_timestamp: producer.last_timestamp,
        coordinator_epoch: producer.coordinator_epoch,
        current_txn_start_offset: producer.transaction_start.map_or(-1, |offset| offset.0),
    }
}
