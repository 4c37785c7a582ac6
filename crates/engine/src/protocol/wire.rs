//! Kafka's primitive types as bytes: what records, subscriptions and assignments are made of.
//!
//! Invariant: whatever [`Writer`] wrote, [`Reader`] reads back; a reader never panics on bad bytes.
//!
//! Source: <https://kafka.apache.org/protocol#protocol_types>; `ByteBufferAccessor.java`.

use crate::quantity::{Bytes, Text, TopicId};
use alloc::vec::Vec;

/// The bytes end too early, or a length or character in them is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Malformed;

/// Writes primitives one after the other.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// What was written.
    #[must_use]
    pub fn finish(self) -> Bytes {
        self.bytes.into()
    }

    /// INT16.
    pub fn int16(&mut self, value: i16) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    /// INT32.
    pub fn int32(&mut self, value: i32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    /// INT64.
    pub fn int64(&mut self, value: i64) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    /// UNSIGNED_VARINT.
    pub fn unsigned_varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// UUID.
    pub fn uuid(&mut self, id: TopicId) {
        self.bytes.extend_from_slice(&id.0);
    }

    /// STRING. Nothing that arrives in a request is longer than an INT16 can say; what is longer
    /// all the same is cut at a character.
    pub fn string(&mut self, text: &str) {
        let mut end = text.len().min(i16::MAX as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.int16(end as i16);
        self.bytes.extend_from_slice(&text.as_bytes()[..end]);
    }

    /// NULLABLE_STRING.
    pub fn nullable_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.int16(-1),
        }
    }

    /// COMPACT_STRING.
    pub fn compact_string(&mut self, text: &str) {
        self.unsigned_varint(text.len() as u32 + 1);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// NULLABLE_BYTES; BYTES if there are some.
    pub fn nullable_bytes(&mut self, bytes: Option<&[u8]>) {
        self.int32(bytes.map_or(-1, |bytes| bytes.len() as i32));
        self.bytes.extend_from_slice(bytes.unwrap_or_default());
    }

    /// ARRAY: its length, then `each` of its elements.
    pub fn array<T>(&mut self, elements: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.int32(elements.len() as i32);
        for element in elements {
            each(self, element);
        }
    }
}

/// Reads primitives one after the other. Each read fails if the bytes end too early, and where its
/// type has no null, no bad length and no bad UTF-8, on those.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// INT16.
    pub fn int16(&mut self) -> Result<i16, Malformed> {
        self.fixed().map(i16::from_be_bytes)
    }

    /// INT32.
    pub fn int32(&mut self) -> Result<i32, Malformed> {
        self.fixed().map(i32::from_be_bytes)
    }

    /// INT64.
    pub fn int64(&mut self) -> Result<i64, Malformed> {
        self.fixed().map(i64::from_be_bytes)
    }

    /// UNSIGNED_VARINT.
    pub fn unsigned_varint(&mut self) -> Result<u32, Malformed> {
        let mut value = 0;
        for shift in (0..32).step_by(7) {
            let [byte] = self.fixed()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }

    /// UUID.
    pub fn uuid(&mut self) -> Result<TopicId, Malformed> {
        self.fixed().map(TopicId)
    }

    /// STRING.
    pub fn string(&mut self) -> Result<Text, Malformed> {
        self.nullable_string()?.ok_or(Malformed)
    }

    /// NULLABLE_STRING.
    pub fn nullable_string(&mut self) -> Result<Option<Text>, Malformed> {
        let length = self.int16()?;
        if length < 0 {
            return Ok(None);
        }
        self.text(usize::try_from(length).map_err(|_| Malformed)?).map(Some)
    }

    /// COMPACT_STRING.
    pub fn compact_string(&mut self) -> Result<Text, Malformed> {
        let length = self.unsigned_varint()?.checked_sub(1).ok_or(Malformed)?;
        self.text(length as usize)
    }

    /// NULLABLE_BYTES.
    pub fn nullable_bytes(&mut self) -> Result<Option<Bytes>, Malformed> {
        let length = self.int32()?;
        if length < 0 {
            return Ok(None);
        }
        let length = usize::try_from(length).map_err(|_| Malformed)?;
        self.take(length).map(|bytes| Some(bytes.into()))
    }

    /// BYTES.
    pub fn bytes(&mut self) -> Result<Bytes, Malformed> {
        self.nullable_bytes()?.ok_or(Malformed)
    }

    /// ARRAY: its length, then `each` of its elements.
    pub fn array<T>(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        let length = usize::try_from(self.int32()?).map_err(|_| Malformed)?;
        if length > self.rest.len() {
            return Err(Malformed);
        }
        (0..length).map(|_| each(self)).collect()
    }

    /// The tagged fields that end a flexible structure: `each` gets a tag and a reader of its
    /// bytes.
    pub fn tagged_fields(
        &mut self,
        mut each: impl FnMut(u32, Reader<'a>) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        for _ in 0..self.unsigned_varint()? {
            let tag = self.unsigned_varint()?;
            let length = self.unsigned_varint()? as usize;
            each(tag, Reader::new(self.take(length)?))?;
        }
        Ok(())
    }

    fn text(&mut self, length: usize) -> Result<Text, Malformed> {
        let bytes = self.take(length)?;
        core::str::from_utf8(bytes).map(Text::from).map_err(|_| Malformed)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(Malformed)?;
        self.rest = rest;
        Ok(*taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = Writer::default();
        writer.string("é");
        writer.nullable_string(None);
        writer.compact_string("");
        writer.unsigned_varint(300);
        writer.nullable_bytes(Some(&[1, 2]));
        let bytes = writer.finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.string().as_deref(), Ok("é"));
        assert_eq!(reader.nullable_string(), Ok(None));
        assert_eq!(reader.compact_string().as_deref(), Ok(""));
        assert_eq!(reader.unsigned_varint(), Ok(300));
        assert_eq!(reader.bytes().as_deref(), Ok(&[1, 2][..]));
        assert_eq!(reader.int16(), Err(Malformed), "nothing is left");
    }

    #[test]
    fn impossible_lengths_are_refused() {
        assert_eq!(Reader::new(&[0x7f, 0xff, b'a']).string(), Err(Malformed));
        assert_eq!(Reader::new(&[0xff, 0xff]).string(), Err(Malformed), "null is no STRING");
        assert_eq!(Reader::new(&[0, 2, 0xc3, 0x28]).string(), Err(Malformed), "no UTF-8");
        let huge = Reader::new(&[0x7f, 0xff, 0xff, 0xff]).array(|reader| reader.int16());
        assert_eq!(huge, Err(Malformed));
        assert_eq!(Reader::new(&[0xff; 6]).unsigned_varint(), Err(Malformed));
    }
}
