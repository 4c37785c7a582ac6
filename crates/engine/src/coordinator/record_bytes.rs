//! Records of `__consumer_offsets` as the bytes that stand in the log, and back.
//!
//! Key and value each begin with an INT16 version. Keys: 0 and 1 are offsets, 2 is a group. Values
//! are written in the version that 4.3.1 writes: OffsetCommitValue 4 (flexible, the topic id in
//! tagged field 0, left out when zero), or 1 if the commit said when it expires; GroupMetadataValue
//! 3. All older versions are read.
//!
//! Source: the four JSON schemas named in `record`; the sizes of real ones stand in the tests.

use super::record::{
    CoordinatorRecord, GroupMetadataValue, MemberMetadata, OffsetCommitKey, OffsetCommitValue,
};
use crate::protocol::wire::{Malformed, Reader, Writer};
use crate::quantity::{Bytes, Millis, PartitionId, Time, TopicId};

/// Why bytes are no record of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnreadableRecord {
    /// A key of another kind of record (consumer and share groups have their own). Kafka's loader
    /// skips kinds that it does not know.
    UnknownType(i16),
    /// The value is in a version that came later.
    UnknownVersion(i16),
    /// The bytes do not follow their schema.
    Malformed,
}

impl From<Malformed> for UnreadableRecord {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

const OFFSET_COMMIT_KEY: i16 = 1;
const GROUP_METADATA_KEY: i16 = 2;
const TOPIC_ID_TAG: u32 = 0;

impl CoordinatorRecord {
    /// The key, and the value unless it is a tombstone.
    #[must_use]
    pub fn to_bytes(&self) -> (Bytes, Option<Bytes>) {
        let mut writer = Writer::default();
        match self {
            Self::OffsetCommit(key, value) => {
                writer.int16(OFFSET_COMMIT_KEY);
                writer.string(&key.group);
                writer.string(&key.topic);
                writer.int32(key.partition.0);
                (writer.finish(), value.as_ref().map(offset_commit_value))
            }
            Self::GroupMetadata(group_id, value) => {
                writer.int16(GROUP_METADATA_KEY);
                writer.string(group_id);
                (writer.finish(), value.as_ref().map(group_metadata_value))
            }
        }
    }

    /// Reads a key and its value; a null value is a tombstone.
    ///
    /// # Errors
    ///
    /// See [`UnreadableRecord`].
    pub fn from_bytes(key: &[u8], value: Option<&[u8]>) -> Result<Self, UnreadableRecord> {
        let mut reader = Reader::new(key);
        match reader.int16()? {
            0 | OFFSET_COMMIT_KEY => {
                let key = OffsetCommitKey {
                    group: reader.string()?,
                    topic: reader.string()?,
                    partition: PartitionId(reader.int32()?),
                };
                Ok(Self::OffsetCommit(key, value.map(read_offset_commit_value).transpose()?))
            }
            GROUP_METADATA_KEY => {
                let value = value.map(read_group_metadata_value).transpose()?;
                Ok(Self::GroupMetadata(reader.string()?, value))
            }
            other => Err(UnreadableRecord::UnknownType(other)),
        }
    }
}

fn offset_commit_value(value: &OffsetCommitValue) -> Bytes {
    let mut writer = Writer::default();
    if let Some(expire) = value.expire_timestamp {
        writer.int16(1);
        writer.int64(value.offset);
        writer.string(&value.metadata);
        writer.int64(value.commit_timestamp.0);
        writer.int64(expire.0);
        return writer.finish();
    }
    writer.int16(4);
    writer.int64(value.offset);
    writer.int32(value.leader_epoch);
    writer.compact_string(&value.metadata);
    writer.int64(value.commit_timestamp.0);
    if value.topic_id == TopicId::default() {
        writer.unsigned_varint(0);
    } else {
        writer.unsigned_varint(1);
        writer.unsigned_varint(TOPIC_ID_TAG);
        writer.unsigned_varint(16);
        writer.uuid(value.topic_id);
    }
    writer.finish()
}

fn read_offset_commit_value(bytes: &[u8]) -> Result<OffsetCommitValue, UnreadableRecord> {
    let mut reader = Reader::new(bytes);
    let version = reader.int16()?;
    if !(0..=4).contains(&version) {
        return Err(UnreadableRecord::UnknownVersion(version));
    }
    let offset = reader.int64()?;
    let leader_epoch = if version >= 3 { reader.int32()? } else { -1 };
    let metadata = if version >= 4 { reader.compact_string()? } else { reader.string()? };
    let commit_timestamp = Time(reader.int64()?);
    let expire_timestamp = if version == 1 { present(reader.int64()?) } else { None };
    let mut topic_id = TopicId::default();
    if version >= 4 {
        reader.tagged_fields(|tag, mut field| {
            if tag == TOPIC_ID_TAG {
                topic_id = field.uuid()?;
            }
            Ok(())
        })?;
    }
    Ok(OffsetCommitValue {
        offset,
        leader_epoch,
        metadata,
        commit_timestamp,
        expire_timestamp,
        topic_id,
    })
}

fn group_metadata_value(value: &GroupMetadataValue) -> Bytes {
    let mut writer = Writer::default();
    writer.int16(3);
    writer.string(&value.protocol_type);
    writer.int32(value.generation);
    writer.nullable_string(value.protocol.as_deref());
    writer.nullable_string(value.leader.as_deref());
    writer.int64(value.current_state_timestamp.map_or(-1, |time| time.0));
    writer.array(&value.members, |writer, member| {
        writer.string(&member.member_id);
        writer.nullable_string(member.group_instance_id.as_deref());
        writer.string(&member.client_id);
        writer.string(&member.client_host);
        writer.int32(int32(member.rebalance_timeout));
        writer.int32(int32(member.session_timeout));
        writer.nullable_bytes(Some(&member.subscription));
        writer.nullable_bytes(Some(&member.assignment));
    });
    writer.finish()
}

fn read_group_metadata_value(bytes: &[u8]) -> Result<GroupMetadataValue, UnreadableRecord> {
    let mut reader = Reader::new(bytes);
    let version = reader.int16()?;
    if !(0..=3).contains(&version) {
        return Err(UnreadableRecord::UnknownVersion(version));
    }
    Ok(GroupMetadataValue {
        protocol_type: reader.string()?,
        generation: reader.int32()?,
        protocol: reader.nullable_string()?,
        leader: reader.nullable_string()?,
        current_state_timestamp: if version >= 2 { present(reader.int64()?) } else { None },
        members: reader.array(|reader| read_member(reader, version))?,
    })
}

fn read_member(reader: &mut Reader<'_>, version: i16) -> Result<MemberMetadata, Malformed> {
    let member_id = reader.string()?;
    let group_instance_id = if version >= 3 { reader.nullable_string()? } else { None };
    let (client_id, client_host) = (reader.string()?, reader.string()?);
    let rebalance_timeout = if version >= 1 { reader.int32()? } else { -1 };
    let session_timeout = reader.int32()?;
    Ok(MemberMetadata {
        member_id,
        group_instance_id,
        client_id,
        client_host,
        rebalance_timeout: Millis(i64::from(rebalance_timeout)),
        session_timeout: Millis(i64::from(session_timeout)),
        subscription: reader.bytes()?,
        assignment: reader.bytes()?,
    })
}

/// −1 is Kafka's "no time".
fn present(time: i64) -> Option<Time> {
    (time != -1).then_some(Time(time))
}

/// Timeouts are INT32 in requests, so nothing is lost.
fn int32(span: Millis) -> i32 {
    i32::try_from(span.0).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn commit(value: OffsetCommitValue) -> CoordinatorRecord {
        let key = OffsetCommitKey {
            group: "my-group".into(),
            topic: "orders".into(),
            partition: PartitionId(0),
        };
        CoordinatorRecord::OffsetCommit(key, Some(value))
    }

    fn value() -> OffsetCommitValue {
        OffsetCommitValue {
            offset: 3,
            leader_epoch: 7,
            metadata: "".into(),
            commit_timestamp: Time(1_795_445_667_499),
            expire_timestamp: None,
            topic_id: TopicId([9; 16]),
        }
    }

    fn round_trip(record: &CoordinatorRecord) -> Result<CoordinatorRecord, UnreadableRecord> {
        let (key, value) = record.to_bytes();
        CoordinatorRecord::from_bytes(&key, value.as_deref())
    }

    #[test]
    fn a_commit_has_the_size_that_kafka_dump_log_shows() {
        let (key, value) = commit(value()).to_bytes();
        assert_eq!(key.len(), 24);
        assert_eq!(value.map(|value| value.len()), Some(42));
    }

    #[test]
    fn a_commit_is_read_back() {
        let record = commit(value());
        assert_eq!(round_trip(&record), Ok(record));
        let without_id = commit(OffsetCommitValue { topic_id: TopicId::default(), ..value() });
        assert_eq!(round_trip(&without_id), Ok(without_id));
    }

    #[test]
    fn a_commit_with_its_own_expiry_loses_leader_epoch_and_topic_id() {
        let expiring = OffsetCommitValue { expire_timestamp: Some(Time(5)), ..value() };
        let kept = OffsetCommitValue {
            leader_epoch: -1,
            topic_id: TopicId::default(),
            ..expiring.clone()
        };
        assert_eq!(round_trip(&commit(expiring)), Ok(commit(kept)));
    }

    #[test]
    fn a_group_is_read_back() {
        let member = MemberMetadata {
            member_id: "c1-1".into(),
            group_instance_id: Some("i1".into()),
            client_id: "c1".into(),
            client_host: "/127.0.0.1".into(),
            rebalance_timeout: Millis(300_000),
            session_timeout: Millis(45_000),
            subscription: [1_u8, 2].as_slice().into(),
            assignment: [].as_slice().into(),
        };
        let value = GroupMetadataValue {
            protocol_type: "consumer".into(),
            generation: 4,
            protocol: Some("range".into()),
            leader: Some("c1-1".into()),
            current_state_timestamp: Some(Time(8)),
            members: vec![member],
        };
        let record = CoordinatorRecord::GroupMetadata("g".into(), Some(value));
        assert_eq!(round_trip(&record), Ok(record));
    }

    #[test]
    fn tombstones_have_a_key_alone() {
        let record = CoordinatorRecord::group_metadata_tombstone("g".into());
        assert_eq!(record.to_bytes(), ([0, 2, 0, 1, b'g'].as_slice().into(), None));
        assert_eq!(round_trip(&record), Ok(record));
    }

    #[test]
    fn what_is_not_ours_is_told_apart_from_nonsense() {
        let read = |key, value| CoordinatorRecord::from_bytes(key, value);
        assert_eq!(read(&[0, 3, 0, 1, b'g'], None), Err(UnreadableRecord::UnknownType(3)));
        assert_eq!(read(&[0], None), Err(UnreadableRecord::Malformed));
        let later = read(&[0, 2, 0, 1, b'g'], Some(&[0, 9]));
        assert_eq!(later, Err(UnreadableRecord::UnknownVersion(9)));
        assert_eq!(read(&[0, 2, 0, 1, b'g'], Some(&[0, 3, 0])), Err(UnreadableRecord::Malformed));
    }
}
