//! Records of `__consumer_offsets` in words: Kafka's names of their types and fields, each with its
//! value, as `OffsetsMessageFormatter` and `GroupMetadataMessageFormatter` name them.
//!
//! Smaller than theirs: no versions, no topic id, and of a member only who it is and what it was given.

use engine::coordinator::{
    CoordinatorRecord, GroupMetadataValue, MemberMetadata, OffsetCommitValue,
};
use engine::protocol::consumer_protocol::Assignment;
use engine::quantity::Text;

/// Key and value in words, the value unless it is a tombstone; `None` if the bytes are no such
/// record.
pub(super) fn words(key: &[u8], value: Option<&[u8]>) -> Option<(Text, Option<Text>)> {
    Some(match CoordinatorRecord::from_bytes(key, value).ok()? {
        CoordinatorRecord::OffsetCommit(key, value) => {
            let (group, topic, partition) = (&key.group, &key.topic, key.partition);
            let key = format!("OffsetCommit group={group} topic={topic} partition={partition}");
            (key.into(), value.map(|value| offset_commit(&value)))
        }
        CoordinatorRecord::GroupMetadata(group, value) => {
            let value = value.map(|value| group_metadata(&value));
            (format!("GroupMetadata group={group}").into(), value)
        }
    })
}

fn offset_commit(value: &OffsetCommitValue) -> Text {
    let OffsetCommitValue { offset, leader_epoch, metadata, commit_timestamp, .. } = value;
    format!(
        "offset={offset} leaderEpoch={leader_epoch} metadata=\"{metadata}\" commitTimestamp={}",
        commit_timestamp.0
    )
    .into()
}

fn group_metadata(value: &GroupMetadataValue) -> Text {
    let text = |text: &Option<Text>| text.clone().unwrap_or_else(|| "null".into());
    let members: Vec<String> = value.members.iter().map(member).collect();
    format!(
        "protocolType={} generation={} protocol={} leader={} members=[{}]",
        value.protocol_type,
        value.generation,
        text(&value.protocol),
        text(&value.leader),
        members.join("; "),
    )
    .into()
}

fn member(member: &MemberMetadata) -> String {
    let assignment = Assignment::from_bytes(&member.assignment).unwrap_or_default();
    let topics = assignment.assigned_partitions.iter();
    let partitions: Vec<String> = topics
        .flat_map(|(topic, numbers)| numbers.iter().map(move |number| format!("{topic}-{number}")))
        .collect();
    let instance = member.group_instance_id.as_ref();
    let instance = instance.map(|id| format!(" groupInstanceId={id}")).unwrap_or_default();
    let (id, partitions) = (&member.member_id, partitions.join(", "));
    format!("memberId={id}{instance} assignment={partitions}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::coordinator::OffsetCommitKey;
    use engine::quantity::{PartitionId, Time, TopicId};

    #[test]
    fn a_commit_is_told_with_kafkas_names_and_a_tombstone_has_no_value() {
        let key = OffsetCommitKey {
            group: "billing".into(),
            topic: "orders".into(),
            partition: PartitionId(2),
        };
        let value = OffsetCommitValue {
            offset: 7,
            leader_epoch: 0,
            metadata: "note".into(),
            commit_timestamp: Time(1_700_000_000_000),
            expire_timestamp: None,
            topic_id: TopicId::default(),
        };
        let record = CoordinatorRecord::OffsetCommit(key.clone(), Some(value));
        let (bytes, value) = record.to_bytes();
        let (name, told) =
            words(&bytes, value.as_deref()).expect("it is a record of the coordinator");
        assert_eq!(&*name, "OffsetCommit group=billing topic=orders partition=2");
        let told = told.expect("it has a value");
        assert_eq!(
            &*told,
            "offset=7 leaderEpoch=0 metadata=\"note\" commitTimestamp=1700000000000"
        );
        let (bytes, value) = CoordinatorRecord::offset_commit_tombstone(key).to_bytes();
        assert_eq!(words(&bytes, value.as_deref()), Some((name, None)));
        assert_eq!(words(b"alice", None), None);
    }
}
