//! What becomes of a batch: acknowledged, sent again, or failed with Kafka's exceptions.
//!
//! Source: `Sender#completeBatch`, `#failBatch`, `#canRetry`.

use super::Producer;
use crate::accumulator::ProducerBatch;
use crate::client::exception::is_retriable;
use crate::client::metadata::is_invalid_metadata;
use crate::client::{Disconnected, Io};
use crate::error::ErrorCode;
use crate::event::ClientError;
use crate::protocol::Response;
use crate::protocol::data::PartitionProduced;
use crate::quantity::{Millis, Offset, PartitionId, Text};
use alloc::format;
use alloc::vec::Vec;

/// What the good records of a batch with a bad one are told.
const PART_OF_A_BAD_BATCH: &str = "Failed to append record because it was part of a batch which had one more more invalid records";

impl Producer {
    /// The answer to a produce request, or the news that there is none.
    pub(super) fn settle(
        &mut self,
        batches: Vec<ProducerBatch>,
        answer: Result<Response, Disconnected>,
        io: &mut Io<'_>,
    ) {
        let answer = match answer {
            Ok(Response::Produce(answer)) => Some(answer),
            Ok(_) | Err(Disconnected) => None,
        };
        if answer.is_none() {
            self.metadata.request_update();
        }
        for batch in batches {
            self.accumulator.unmute(&batch.partition);
            let produced = answer
                .as_ref()
                .and_then(|answer| answer.partitions.iter().find(|(of, _)| *of == batch.partition));
            match produced {
                Some((_, produced)) => self.settle_one(batch, produced, io),
                None => {
                    self.retry_or_fail(batch, &ClientError::of(ErrorCode::NetworkException), io)
                }
            }
        }
    }

    fn settle_one(&mut self, batch: ProducerBatch, produced: &PartitionProduced, io: &mut Io<'_>) {
        let Some(code) = produced.error_code else {
            return self.acknowledge(&batch, produced.base_offset, io);
        };
        if is_invalid_metadata(code) {
            self.metadata.request_update();
        }
        let error = match &produced.error_message {
            Some(message) => ClientError::with_message(code, message.clone()),
            None => ClientError::of(code),
        };
        let lost_track =
            matches!(code, ErrorCode::OutOfOrderSequenceNumber | ErrorCode::UnknownProducerId);
        if code == ErrorCode::DuplicateSequenceNumber {
            self.acknowledge(&batch, Offset(-1), io);
        } else if lost_track && batch.stamp.is_some() {
            self.lost_track(batch, io);
        } else if is_retriable(code) {
            self.retry_or_fail(batch, &error, io);
        } else {
            self.fail(&batch, &error, &produced.record_errors, io);
        }
    }

    /// Every record of the batch has its offset; −1 where the broker does not tell.
    pub(super) fn acknowledge(&mut self, batch: &ProducerBatch, base: Offset, io: &mut Io<'_>) {
        self.accumulator.release(batch);
        let tickets = self.tickets.remove(&batch.id).unwrap_or_default();
        for (ticket, place) in tickets.into_iter().zip(0..) {
            let offset = if base == Offset(-1) { base } else { base + place };
            self.tell(ticket, batch.partition.clone(), Ok(offset), io);
        }
    }

    fn retry_or_fail(&mut self, batch: ProducerBatch, error: &ClientError, io: &mut Io<'_>) {
        let tries_left = i64::from(batch.attempts) < self.config.retries();
        let in_time = batch.created + self.config.delivery_timeout() > io.now;
        if tries_left && in_time {
            self.accumulator.reenqueue(batch, io.now);
        } else {
            self.fail(&batch, error, &[], io);
        }
    }

    fn fail(
        &mut self,
        batch: &ProducerBatch,
        error: &ClientError,
        record_errors: &[(i32, Text)],
        io: &mut Io<'_>,
    ) {
        self.accumulator.release(batch);
        let tickets = self.tickets.remove(&batch.id).unwrap_or_default();
        for (ticket, place) in tickets.into_iter().zip(0..) {
            let own = record_errors.iter().find(|(index, _)| *index == place);
            let fate = match (own, record_errors) {
                (_, []) => error.clone(),
                (Some((_, text)), [_]) => ClientError { message: text.clone(), ..error.clone() },
                (Some((_, text)), _) => {
                    ClientError::with_message(ErrorCode::InvalidRecord, text.clone())
                }
                (None, _) => ClientError::new("KafkaException", PART_OF_A_BAD_BATCH),
            };
            self.tell(ticket, batch.partition.clone(), Err(fate), io);
        }
    }

    /// `delivery.timeout.ms` has passed for batches that were never acknowledged.
    pub(super) fn expire_batches(&mut self, io: &mut Io<'_>) {
        let timeout = self.config.delivery_timeout();
        for batch in self.accumulator.expired(io.now) {
            let error = ClientError::timeout(format!(
                "Expiring {} record(s) for {}:{timeout} ms has passed since batch creation",
                batch.records.len(),
                batch.partition
            ));
            self.fail(&batch, &error, &[], io);
            self.gave_up(&batch);
        }
    }
}

/// `RecordTooLargeException` of `KafkaProducer#ensureValidRecordSize`.
pub(super) fn over_request(size: i64, limit: i64) -> ClientError {
    ClientError::with_message(
        ErrorCode::MessageTooLarge,
        format!(
            "The message is {size} bytes when serialized which is larger than {limit}, which is \
             the value of the max.request.size configuration."
        ),
    )
}

/// The same method, for a record that the whole buffer cannot hold.
pub(super) fn over_memory(size: i64) -> ClientError {
    ClientError::with_message(
        ErrorCode::MessageTooLarge,
        format!(
            "The message is {size} bytes when serialized which is larger than the total memory \
             buffer you have configured with the buffer.memory configuration."
        ),
    )
}

/// `IllegalArgumentException` of `BufferPool#allocate`: no batch fits into the buffer.
pub(super) fn over_buffer(size: usize, limit: i64) -> ClientError {
    ClientError::illegal_argument(format!(
        "Attempt to allocate {size} bytes, but there is a hard limit of {limit} on memory \
         allocations."
    ))
}

impl Producer {
    /// `BufferExhaustedException` of `BufferPool#allocate`. Smaller than Kafka: it names
    /// `max.block.ms` whole, whatever part of it the metadata took.
    pub(super) fn buffer_exhausted(&self, size: usize, waited: Millis) -> ClientError {
        let (total, poolable) = (self.config.buffer_memory(), self.config.batch_size().max(1));
        let available = self.accumulator.available_memory();
        let exception = "BufferExhaustedException".into();
        let message = format!(
            "Failed to allocate {size} bytes within the configured max blocking time {waited} ms. \
             Total memory: {total} bytes. Available memory: {available} bytes. Poolable size: \
             {poolable} bytes"
        );
        ClientError { exception, ..ClientError::timeout(message) }
    }
}

/// `TimeoutException` of `KafkaProducer#waitOnMetadata`.
pub(super) fn metadata_timeout(
    topic: &str,
    partition: Option<PartitionId>,
    count: Option<i32>,
    waited: Millis,
) -> ClientError {
    ClientError::timeout(match (partition, count) {
        (Some(partition), Some(count)) => format!(
            "Partition {partition} of topic {topic} with partition count {count} is not present in \
             metadata after {waited} ms."
        ),
        _ => format!("Topic {topic} not present in metadata after {waited} ms."),
    })
}
