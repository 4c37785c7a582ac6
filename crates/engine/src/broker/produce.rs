//! Produce: a batch is appended where this broker leads, and whoever waited for it is told.
//!
//! With one replica the high watermark is the log end, so every `acks` is satisfied by the append.
//! Source: `ReplicaManager#appendRecords`, `Partition#appendRecordsToLeader`.

use crate::broker::{Broker, BrokerIo};
use crate::error::ErrorCode;
use crate::event::Event;
use crate::log::batch::NewBatch;
use crate::log::refusal::RecordError;
use crate::log::{AppendContext, Appended, LogError};
use crate::protocol::data::{
    Acks, InitProducerIdRequest, InitProducerIdResponse, PartitionProduced, ProduceRequest,
    ProduceResponse,
};
use crate::quantity::{Offset, Text, TopicPartition};
use alloc::rc::Rc;
use alloc::string::ToString;
use alloc::vec::Vec;

impl Broker {
    pub(super) fn produce(
        &mut self,
        request: &ProduceRequest,
        io: &mut BrokerIo<'_>,
    ) -> Option<ProduceResponse> {
        let mut partitions = Vec::new();
        for (of, batch) in &request.partitions {
            partitions.push((of.clone(), self.produce_one(of, batch, io)));
        }
        self.complete_fetches(io);
        (request.acks != Acks::None).then_some(ProduceResponse { partitions })
    }

    fn produce_one(
        &mut self,
        of: &TopicPartition,
        batch: &NewBatch,
        io: &mut BrokerIo<'_>,
    ) -> PartitionProduced {
        if io.cluster.leader(of) != Some(self.id) {
            let code = match io.cluster.partition(of) {
                Some(_) => ErrorCode::NotLeaderOrFollower,
                None => ErrorCode::UnknownTopicOrPartition,
            };
            return refused(code);
        }
        match self.append(of, batch, io) {
            Some(Ok(appended)) => PartitionProduced {
                error_code: None,
                error_message: None,
                base_offset: appended.base_offset,
                log_append_time_ms: appended.log_append_time.unwrap_or(-1),
                log_start_offset: self.log(of).map_or(Offset(-1), |log| log.log_start_offset()),
                record_errors: Vec::new(),
            },
            // Only a batch refused for its records is answered with a text of its own.
            Some(Err(error)) => PartitionProduced {
                error_message: (!error.record_errors().is_empty())
                    .then(|| error.to_string().into()),
                record_errors: told(error.record_errors()),
                ..refused(error.code())
            },
            None => refused(ErrorCode::UnknownTopicOrPartition),
        }
    }

    /// Appends to a log that this broker keeps; `None` if it keeps none.
    pub(crate) fn append(
        &mut self,
        of: &TopicPartition,
        batch: &NewBatch,
        io: &mut BrokerIo<'_>,
    ) -> Option<Result<Appended, LogError>> {
        let log = Rc::make_mut(self.logs.get_mut(of)?);
        let appended = log.append(batch, &AppendContext::client(io.now));
        if let Ok(appended) = &appended
            && !appended.duplicate
        {
            let count = appended.last_offset - appended.base_offset + 1;
            let base_offset = appended.base_offset;
            io.events.push(Event::Appended { partition: of.clone(), base_offset, count });
        }
        Some(appended)
    }

    /// Producer ids are handed out in ascending order; an idempotent producer keeps its own.
    pub(super) fn init_producer_id(
        &mut self,
        request: &InitProducerIdRequest,
        io: &mut BrokerIo<'_>,
    ) -> InitProducerIdResponse {
        if request.transactional_id.is_some() {
            return InitProducerIdResponse {
                error_code: Some(ErrorCode::CoordinatorNotAvailable),
                producer_id: -1,
                producer_epoch: -1,
            };
        }
        let producer_id = io.cluster.next_producer_id;
        io.cluster.next_producer_id += 1;
        InitProducerIdResponse { error_code: None, producer_id, producer_epoch: 0 }
    }
}

fn told(errors: &[RecordError]) -> Vec<(i32, Text)> {
    errors.iter().map(|error| (error.batch_index, error.message().into())).collect()
}

fn refused(code: ErrorCode) -> PartitionProduced {
    PartitionProduced {
        error_code: Some(code),
        error_message: None,
        base_offset: Offset(-1),
        log_append_time_ms: -1,
        log_start_offset: Offset(-1),
        record_errors: Vec::new(),
    }
}
