//! The bytes inside JoinGroup and SyncGroup for protocol type `consumer`.
//!
//! Clients alone write and read them; the coordinator looks no further than the subscribed topics.
//! Every version begins with what version 0 has, so a reader takes what the version that it was
//! written in has and lets the rest be.
//!
//! Source: `ConsumerProtocol.java`, `ConsumerProtocolSubscription.json`,
//! `ConsumerProtocolAssignment.json` (versions 0 to 3).

use super::wire::{Malformed, Reader, Writer};
use crate::java::compare_strings;
use crate::quantity::{Bytes, PartitionId, Text};
use crate::sort::{sort_by, sort_by_key};
use alloc::vec::Vec;

/// The newest version, which 4.3.1 clients write.
pub const LATEST_VERSION: i16 = 3;

/// The protocol type that consumers join with (`ConsumerProtocol.PROTOCOL_TYPE`).
pub const PROTOCOL_TYPE: &str = "consumer";

/// What a member wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Subscription {
    /// The topics.
    pub topics: Vec<Text>,
    /// The assignor's own; the sticky one keeps its last assignment here.
    pub user_data: Option<Bytes>,
    /// What the member owns while it joins. Since version 1.
    pub owned_partitions: Vec<(Text, Vec<PartitionId>)>,
    /// The generation in which it owns them, if it knows. −1 on the wire; since version 2.
    pub generation_id: Option<i32>,
    /// `client.rack`. Since version 3.
    pub rack_id: Option<Text>,
}

/// What a member gets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Assignment {
    /// By topic.
    pub assigned_partitions: Vec<(Text, Vec<PartitionId>)>,
    /// The assignor's own.
    pub user_data: Option<Bytes>,
}

impl Subscription {
    /// The bytes, in `version` 0 to 3 (a higher one is written as 3, a lower one as 0). Topics and
    /// partitions are sorted, whatever their order here.
    ///
    /// Source: `ConsumerProtocol#serializeSubscription`.
    #[must_use]
    pub fn to_bytes(&self, version: i16) -> Bytes {
        let version = version.clamp(0, LATEST_VERSION);
        let mut writer = Writer::default();
        writer.int16(version);
        let mut topics: Vec<&Text> = self.topics.iter().collect();
        sort_by(&mut topics, |left, right| compare_strings(left, right));
        writer.array(&topics, |writer, topic| writer.string(topic));
        writer.nullable_bytes(self.user_data.as_deref());
        if version >= 1 {
            write_partitions(&mut writer, &sorted(&self.owned_partitions));
        }
        if version >= 2 {
            writer.int32(self.generation_id.unwrap_or(-1));
        }
        if version >= 3 {
            writer.nullable_string(self.rack_id.as_deref());
        }
        writer.finish()
    }

    /// Reads any version; fields that it does not have are empty.
    ///
    /// # Errors
    ///
    /// The bytes are no subscription.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let version = read_version(&mut reader)?;
        let mut subscription = Self {
            topics: reader.array(Reader::string)?,
            user_data: reader.nullable_bytes()?,
            ..Self::default()
        };
        if version >= 1 {
            subscription.owned_partitions = read_partitions(&mut reader)?;
        }
        if version >= 2 {
            subscription.generation_id = Some(reader.int32()?).filter(|&id| id >= 0);
        }
        if version >= 3 {
            subscription.rack_id = reader.nullable_string()?;
        }
        Ok(subscription)
    }
}

impl Assignment {
    /// The bytes, in `version` 0 to 3, which are alike but for the number. A topic without
    /// partitions is left out: Kafka's leader gives partitions, not topics.
    ///
    /// Source: `ConsumerProtocol#serializeAssignment`.
    #[must_use]
    pub fn to_bytes(&self, version: i16) -> Bytes {
        let mut writer = Writer::default();
        writer.int16(version.clamp(0, LATEST_VERSION));
        let given = self.assigned_partitions.iter().filter(|(_, given)| !given.is_empty());
        write_partitions(&mut writer, &given.cloned().collect::<Vec<_>>());
        writer.nullable_bytes(self.user_data.as_deref());
        writer.finish()
    }

    /// Reads any version.
    ///
    /// # Errors
    ///
    /// The bytes are no assignment. Zero bytes are none either: a member that the leader left out.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        read_version(&mut reader)?;
        Ok(Self {
            assigned_partitions: read_partitions(&mut reader)?,
            user_data: reader.nullable_bytes()?,
        })
    }
}

/// The topics of a subscription, read as version 0 whatever its version is.
///
/// # Errors
///
/// The bytes are no subscription.
pub fn subscribed_topics(subscription: &[u8]) -> Result<Vec<Text>, Malformed> {
    let mut reader = Reader::new(subscription);
    read_version(&mut reader)?;
    let topics = reader.array(Reader::string)?;
    reader.nullable_bytes()?;
    Ok(topics)
}

/// By topic, each once, with its partitions in order.
fn sorted(topics: &[(Text, Vec<PartitionId>)]) -> Vec<(Text, Vec<PartitionId>)> {
    let mut sorted: Vec<(Text, Vec<PartitionId>)> = topics.to_vec();
    sort_by(&mut sorted, |(left, _), (right, _)| compare_strings(left, right));
    sorted.dedup_by(|(topic, more), (kept, partitions)| {
        let is_same = topic == kept;
        if is_same {
            partitions.append(more);
        }
        is_same
    });
    sorted.retain(|(_, partitions)| !partitions.is_empty());
    for (_, partitions) in &mut sorted {
        sort_by_key(partitions, |&partition| partition);
    }
    sorted
}

fn read_version(reader: &mut Reader<'_>) -> Result<i16, Malformed> {
    reader.int16().and_then(|version| if version < 0 { Err(Malformed) } else { Ok(version) })
}

fn write_partitions(writer: &mut Writer, topics: &[(Text, Vec<PartitionId>)]) {
    writer.array(topics, |writer, (topic, partitions)| {
        writer.string(topic);
        writer.array(partitions, |writer, partition| writer.int32(partition.0));
    });
}

fn read_partitions(reader: &mut Reader<'_>) -> Result<Vec<(Text, Vec<PartitionId>)>, Malformed> {
    reader.array(|reader| {
        let topic = reader.string()?;
        Ok((topic, reader.array(|reader| reader.int32().map(PartitionId))?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn full() -> Subscription {
        Subscription {
            topics: vec!["t".into(), "u".into()],
            user_data: Some([7_u8].as_slice().into()),
            owned_partitions: vec![("t".into(), vec![PartitionId(0), PartitionId(2)])],
            generation_id: Some(4),
            rack_id: Some("r".into()),
        }
    }

    #[test]
    fn each_version_keeps_what_it_has_a_field_for() {
        let full = full();
        assert_eq!(Subscription::from_bytes(&full.to_bytes(3)), Ok(full.clone()));
        let second = Subscription { rack_id: None, ..full.clone() };
        assert_eq!(Subscription::from_bytes(&full.to_bytes(2)), Ok(second.clone()));
        let first = Subscription { generation_id: None, ..second };
        assert_eq!(Subscription::from_bytes(&full.to_bytes(1)), Ok(first.clone()));
        let zeroth = Subscription { owned_partitions: vec![], ..first };
        assert_eq!(Subscription::from_bytes(&full.to_bytes(0)), Ok(zeroth));
    }

    #[test]
    fn the_bytes_of_a_small_subscription() {
        let small = Subscription { topics: vec!["t".into()], ..Subscription::default() };
        let head = [0, 3, 0, 0, 0, 1, 0, 1, b't', 0xff, 0xff, 0xff, 0xff];
        let tail = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(&small.to_bytes(3)[..], [&head[..], &tail[..]].concat());
    }

    #[test]
    fn a_client_sends_everything_sorted() {
        let partitions = |numbers: &[i32]| numbers.iter().copied().map(PartitionId).collect();
        let unsorted = Subscription {
            topics: vec!["u".into(), "a".into(), "t".into()],
            owned_partitions: vec![
                ("u".into(), partitions(&[1])),
                ("t".into(), partitions(&[2, 0])),
                ("v".into(), vec![]),
                ("u".into(), partitions(&[0])),
            ],
            ..Subscription::default()
        };
        let sent = Subscription::from_bytes(&unsorted.to_bytes(3));
        let sorted = Subscription {
            topics: vec!["a".into(), "t".into(), "u".into()],
            owned_partitions: vec![
                ("t".into(), partitions(&[0, 2])),
                ("u".into(), partitions(&[0, 1])),
            ],
            ..Subscription::default()
        };
        assert_eq!(sent, Ok(sorted));
    }

    #[test]
    fn topics_are_read_from_any_version_and_never_from_nonsense() {
        for version in 0..=3 {
            let topics = subscribed_topics(&full().to_bytes(version));
            assert_eq!(topics, Ok(vec!["t".into(), "u".into()]));
        }
        assert_eq!(subscribed_topics(b"worker"), Err(Malformed));
        assert_eq!(subscribed_topics(&[0xff, 0xff]), Err(Malformed), "a negative version");
        assert_eq!(subscribed_topics(&[]), Err(Malformed));
    }

    #[test]
    fn an_assignment_is_read_back() {
        let assignment = Assignment {
            assigned_partitions: vec![("t".into(), vec![PartitionId(1)])],
            user_data: None,
        };
        let mut with_nothing = assignment.clone();
        with_nothing.assigned_partitions.push(("u".into(), vec![]));
        assert_eq!(with_nothing.to_bytes(3), assignment.to_bytes(3));
        assert_eq!(Assignment::from_bytes(&assignment.to_bytes(3)), Ok(assignment));
        assert_eq!(Assignment::from_bytes(&[]), Err(Malformed));
    }
}
