//! How many bytes a batch takes on disk and on the wire: format v2, no compression.
//!
//! Source: `clients/…/record/internal/DefaultRecord.java` and `DefaultRecordBatch.java`. All
//! integers inside a record are zig-zag varints.

use crate::log::batch::{Batch, Header, NewRecord, Record};
use crate::quantity::Offset;

/// What a batch takes before its first record.
pub const BATCH_OVERHEAD: usize = 61;

/// The most that length, attributes and deltas of a record take.
const MAX_RECORD_OVERHEAD: usize = 21;

/// The size of a record, its own length included.
///
/// - `timestamp_delta`: milliseconds after the batch's base timestamp.
/// - `offset_delta`: offsets after the batch's base offset.
/// - `key`, `value`: their lengths; `None` is null.
#[must_use]
pub fn record_size(
    timestamp_delta: i64,
    offset_delta: i64,
    key: Option<usize>,
    value: Option<usize>,
    headers: &[Header],
) -> usize {
    let body =
        1 + varint(timestamp_delta) + varint(offset_delta) + content_size(key, value, headers);
    varint(length(body)) + body
}

/// What a producer reckons a record of its own batch takes at most, before it knows the deltas:
/// what it compares with `max.request.size` and asks its buffer for.
///
/// Source: `AbstractRecords.estimateSizeInBytesUpperBound`.
#[must_use]
pub fn batch_size_upper_bound(
    key: Option<usize>,
    value: Option<usize>,
    headers: &[Header],
) -> usize {
    BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + content_size(key, value, headers)
}

/// The size of each of `records` as one batch, in order. The first sets the base timestamp.
pub fn record_sizes(records: &[NewRecord]) -> impl Iterator<Item = usize> {
    let base = records.first().map_or(0, |record| record.timestamp);
    (0_i64..).zip(records).map(move |(offset_delta, record)| {
        record_size(
            record.timestamp.wrapping_sub(base),
            offset_delta,
            bytes(record.key.as_deref()),
            bytes(record.value.as_deref()),
            &record.headers,
        )
    })
}

/// The size of `records` as one batch.
#[must_use]
pub fn batch_size(records: &[NewRecord]) -> usize {
    BATCH_OVERHEAD + record_sizes(records).sum::<usize>()
}

/// The size that `batch` would have if its records were written against `base_timestamp`.
#[must_use]
pub fn stored_batch_size(batch: &Batch, base_timestamp: i64) -> usize {
    let size_of = |record| stored_record_size(record, batch.base_offset, base_timestamp);
    BATCH_OVERHEAD + batch.records.iter().map(size_of).sum::<usize>()
}

/// The size of `record` in a batch with that base offset and base timestamp.
#[must_use]
pub fn stored_record_size(record: &Record, base_offset: Offset, base_timestamp: i64) -> usize {
    record_size(
        record.timestamp.wrapping_sub(base_timestamp),
        record.offset - base_offset,
        bytes(record.key.as_deref()),
        bytes(record.value.as_deref()),
        &record.headers,
    )
}

/// Key, value and headers.
fn content_size(key: Option<usize>, value: Option<usize>, headers: &[Header]) -> usize {
    let headers_size: usize = headers
        .iter()
        .map(|header| nullable(Some(header.key.len())) + nullable(bytes(header.value.as_deref())))
        .sum();
    nullable(key) + nullable(value) + varint(length(headers.len())) + headers_size
}

fn bytes(bytes: Option<&[u8]>) -> Option<usize> {
    bytes.map(<[u8]>::len)
}

fn length(length: usize) -> i64 {
    i64::try_from(length).expect("a length in memory fits")
}

/// Length prefix and content; null is the length −1.
fn nullable(size: Option<usize>) -> usize {
    size.map_or(1, |size| varint(length(size)) + size)
}

/// The bytes of a zig-zag varint: seven bits each.
fn varint(value: i64) -> usize {
    let zigzag = (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned();
    let bits = (64 - zigzag.leading_zeros()).max(1);
    bits.div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn sizes_are_those_of_kafka() {
        let hello = NewRecord { value: Some((*b"hello").into()), ..NewRecord::default() };
        assert_eq!(batch_size(&[hello]), 73);
        assert_eq!(BATCH_OVERHEAD + record_size(0, 0, Some(4), Some(6), &[]), 78, "a marker");
        assert_eq!(batch_size(&Vec::new()), 61);
    }

    #[test]
    fn varints_grow_at_seven_bits() {
        let sizes = [0, -1, 63, -64, 64, -65, 8191, 8192, i64::MAX, i64::MIN].map(varint);
        assert_eq!(sizes, [1, 1, 1, 1, 2, 2, 2, 3, 10, 10]);
    }
}
