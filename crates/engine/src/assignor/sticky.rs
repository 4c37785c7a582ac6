//! Sticky: balanced first, and then what a member had in the last generation stays with it.
//!
//! The protocol is eager, so a member owns nothing while it joins. What it had is remembered in the
//! assignor's user data, which is what [`super::Member::owned`] is *not* read for.
//!
//! Source: `clients/…/consumer/StickyAssignor.java`.

use super::balance::{MemberData, balance};
use super::{Assignor, Group, Member, Memory, NO_GENERATION, Placed, RebalanceProtocol};
use crate::java::JavaHashMap;
use crate::quantity::{Bytes, Text, TopicPartition};
use alloc::vec::Vec;

pub(super) const STICKY: Assignor = Assignor {
    name: "sticky",
    class: "org.apache.kafka.clients.consumer.StickyAssignor",
    protocols: &[RebalanceProtocol::Eager],
    place,
    user_data: |memory: &Memory| {
        let assignment = memory.assignment.as_ref()?;
        let mut by_topic: JavaHashMap<Text, Vec<i32>> = JavaHashMap::new();
        for partition in assignment.iter() {
            let numbers = by_topic.get_or_put(partition.topic.clone(), Vec::new);
            numbers.push(partition.partition.0);
        }
        let topics: Vec<(&Text, &[i32])> =
            by_topic.iter().map(|(topic, numbers)| (topic, numbers.as_slice())).collect();
        Some(encode(&topics, memory.generation))
    },
};

/// The user data of a member that had these partitions in this generation (schema version 1).
#[must_use]
pub fn encode(topics: &[(&Text, &[i32])], generation: i32) -> Bytes {
    let mut bytes = Vec::new();
    let number = |bytes: &mut Vec<u8>, number: i32| bytes.extend(number.to_be_bytes());
    number(&mut bytes, count(topics.len()));
    for (topic, partitions) in topics {
        let length = i16::try_from(topic.len()).unwrap_or(i16::MAX);
        bytes.extend(length.to_be_bytes());
        bytes.extend(topic.as_bytes());
        number(&mut bytes, count(partitions.len()));
        for partition in *partitions {
            number(&mut bytes, *partition);
        }
    }
    number(&mut bytes, generation);
    bytes.into()
}

fn place(group: &Group<'_>) -> Placed {
    let data: Vec<MemberData> = group.members.iter().map(|member| member_data(member)).collect();
    balance(group, &data).map(|balanced| balanced.lists())
}

/// Nothing without user data; nothing, of no generation, where the bytes make no sense.
fn member_data(member: &Member) -> MemberData {
    match member.user_data.as_deref() {
        None | Some([]) => MemberData { partitions: Vec::new(), generation: None },
        Some(bytes) => decode(bytes)
            .unwrap_or(MemberData { partitions: Vec::new(), generation: Some(NO_GENERATION) }),
    }
}

/// Reads version 1, or version 0, which ends before the generation.
fn decode(bytes: &[u8]) -> Option<MemberData> {
    let mut rest = bytes;
    let mut partitions = Vec::new();
    for _ in 0..take_count(&mut rest)? {
        let length = take(&mut rest, 2)?;
        let length = usize::try_from(i16::from_be_bytes([length[0], length[1]])).ok()?;
        let topic: Text = core::str::from_utf8(take(&mut rest, length)?).ok()?.into();
        for _ in 0..take_count(&mut rest)? {
            partitions.push(TopicPartition::new(topic.clone(), take_number(&mut rest)?));
        }
    }
    Some(MemberData { partitions, generation: take_number(&mut rest) })
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(length)?;
    *rest = left;
    Some(taken)
}

fn take_number(rest: &mut &[u8]) -> Option<i32> {
    let taken = take(rest, 4)?;
    Some(i32::from_be_bytes([taken[0], taken[1], taken[2], taken[3]]))
}

fn take_count(rest: &mut &[u8]) -> Option<i32> {
    take_number(rest).filter(|&count| count >= 0)
}

fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_remembered_is_read_back_by_topic() {
        let mut memory = Memory::default();
        assert_eq!(STICKY.user_data(&memory), None, "nothing was assigned yet");
        let assigned = [("b", 1), ("a", 0), ("b", 0)];
        let assigned = assigned.map(|(topic, number)| TopicPartition::new(topic, number));
        memory.remember(&assigned, 7);
        let data = decode(&STICKY.user_data(&memory).unwrap()).unwrap();
        assert_eq!(data.generation, Some(7));
        let [b1, a0, b0] = assigned;
        assert_eq!(data.partitions, [a0, b1, b0], "topics in the order of a hash map");
    }

    #[test]
    fn nonsense_is_an_empty_claim() {
        let user_data = Some([0, 0, 0, 9, 1].as_slice().into());
        let data = member_data(&Member { user_data, ..Member::default() });
        assert_eq!((data.partitions.len(), data.generation), (0, Some(NO_GENERATION)));
    }
}
