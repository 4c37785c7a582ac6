//! Which partitions `--topic t` and `--topic t:0,1` mean.
//!
//! Source: `tools/…/OffsetsUtils.java` (`parseTopicPartitionsToReset`).

use super::{End, Options, Talk, response, unexpected};
use engine::error::ErrorCode;
use engine::protocol::data::MetadataRequest;
use engine::protocol::{Request, Response};
use engine::quantity::{PartitionId, Text};

/// What the names stand for.
pub(super) struct Scope {
    /// Partitions by topic, named ones and those of whole topics.
    pub(super) partitions: Vec<(Text, Vec<PartitionId>)>,
    /// Topics that were named as a whole and are not there.
    pub(super) missing: Vec<(Text, ErrorCode)>,
}

impl Scope {
    /// What the values of `--topic` mean; whole topics are looked up.
    pub(super) fn of_topics(talk: &mut Talk<'_>, options: &Options) -> Result<Self, End> {
        let mut scope = Self { partitions: Vec::new(), missing: Vec::new() };
        let mut whole: Vec<Text> = Vec::new();
        for text in options.values("topic") {
            match parse(text)? {
                Some(partitions) => scope.partitions.push(partitions),
                None => whole.push(text.clone()),
            }
        }
        if whole.is_empty() {
            return Ok(scope);
        }
        let names = Some(whole);
        let ask = || MetadataRequest { topics: names, allow_auto_topic_creation: false };
        let answer = response(talk.request(|| Request::Metadata(ask()))?)?;
        let Response::Metadata(answer) = answer else { return Err(unexpected()) };
        for topic in &answer.topics {
            let numbers = topic.partitions.iter().map(|partition| partition.partition_index);
            match topic.error_code {
                None => scope.partitions.push((topic.name.clone(), numbers.collect())),
                Some(code) => scope.missing.push((topic.name.clone(), code)),
            }
        }
        Ok(scope)
    }
}

/// `t:0,1`; `None` for a topic as a whole.
fn parse(text: &str) -> Result<Option<(Text, Vec<PartitionId>)>, End> {
    let Some((topic, list)) = text.split_once(':') else { return Ok(None) };
    if list.is_empty() || list.contains(':') {
        let parts = ["Invalid topic arg '", text, "', expected topic name and partitions"];
        return Err(End::Usage(parts.concat()));
    }
    // Java's split drops empty pieces at the end, so `,` alone means nothing at all.
    let numbers = list.trim_end_matches(',').split(',').filter(|_| list.bytes().any(|b| b != b','));
    let number = |piece: &str| {
        piece.parse().map(PartitionId).map_err(|_| {
            let parts = ["Invalid partition '", piece, "' specified in topic arg '", text, "''"];
            End::Usage(parts.concat())
        })
    };
    Ok(Some((topic.into(), numbers.map(number).collect::<Result<_, _>>()?)))
}
