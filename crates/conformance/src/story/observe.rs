//! What a recorder could see: of clients at once, of groups and logs by the way of a broker.

use super::consumer::assignment;
use super::player::Player;
use crate::values::{committed_value, text};
use engine::protocol::consumer_protocol::Assignment;
use engine::protocol::group::{DescribeGroupsRequest, DescribedGroup, OffsetFetchRequest};
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, Offset, TopicPartition};
use engine::sorted::SortedMap;
use serde_json::{Map, Value, json};

/// How long an admin client takes to find out about a broker's state. What was on its way to the
/// broker before has arrived by then.
const ROUND_TRIPS: Millis = Millis(4);

/// Committed offsets and their metadata.
pub(super) type Committed = SortedMap<TopicPartition, (i64, String)>;

impl Player {
    /// What an `obs` line looks at.
    ///
    /// # Errors
    ///
    /// It cannot be seen here, and why.
    pub(super) fn observe(&mut self, line: &Value) -> Result<Value, String> {
        let of = text(&line["of"]);
        if let "group" | "committed" | "lag" | "log" = text(&line["what"]) {
            self.pass(ROUND_TRIPS).map_err(|_| "the clock does not move".to_owned())?;
        }
        let names = || line["of"].as_array().into_iter().flatten().map(text);
        match text(&line["what"]) {
            "callbacks" => Ok(self.callbacks(of).into()),
            "moves" => {
                let moves = self.callbacks(of).into_iter().filter(|callback| {
                    callback[1].as_array().is_none_or(|partitions| !partitions.is_empty())
                });
                Ok(moves.collect())
            }
            "commits" => {
                let actor = self.actors.entry(of.to_owned()).or_default();
                Ok(std::mem::take(&mut actor.commits).into())
            }
            "gen" => Ok(json!(self.consumer(of)?.group_generation().generation_id)),
            "assignment" => Ok(assignment(self.consumer(of)?)),
            "counts" => {
                let counts: Result<Vec<usize>, String> = names()
                    .map(|name| Ok(self.consumer(name)?.subscriptions().partitions().len()))
                    .collect();
                let mut counts = counts?;
                counts.sort_unstable();
                Ok(json!(counts))
            }
            "union" => {
                let mut all: Vec<String> = Vec::new();
                for name in names() {
                    let assigned = self.consumer(name)?.subscriptions().partitions().keys();
                    all.extend(assigned.map(ToString::to_string));
                }
                all.sort();
                let count = all.len();
                all.dedup();
                Ok(json!({"disjoint": all.len() == count, "tps": all}))
            }
            "group" => Ok(group_value(&self.describe(of)?)),
            "committed" => {
                let committed = self.committed(of)?.into_iter();
                let each = committed.map(|(partition, (offset, metadata))| {
                    (partition.to_string(), committed_value(offset, &metadata))
                });
                Ok(each.collect::<Map<_, _>>().into())
            }
            "lag" => {
                let committed = self.committed(of)?.into_iter();
                let each = committed.map(|(partition, (offset, _))| {
                    let end = self.end(&partition).map(|end| end.0);
                    let lag = end.map(|end| end - offset);
                    (partition.to_string(), json!({"end": end, "committed": offset, "lag": lag}))
                });
                Ok(each.collect::<Map<_, _>>().into())
            }
            "log" => Ok(self.logs(of)),
            what => Err(format!("`{what}` cannot be observed")),
        }
    }

    fn callbacks(&mut self, of: &str) -> Vec<Value> {
        let actor = self.actors.entry(of.to_owned()).or_default();
        std::mem::take(&mut actor.callbacks)
    }

    fn logs(&self, topic: &str) -> Value {
        let mut logs = Map::new();
        for number in 0.. {
            let partition = TopicPartition::new(topic, number);
            let Some(log) = self.world.partition_log(&partition) else { break };
            let value = json!({
                "start": log.log_start_offset().0,
                "end": log.high_watermark().0,
                "lso": log.last_stable_offset().0,
            });
            logs.insert(partition.to_string(), value);
        }
        logs.into()
    }

    /// The high watermark.
    pub(super) fn end(&self, partition: &TopicPartition) -> Option<Offset> {
        self.world.partition_log(partition).map(|log| log.high_watermark())
    }

    pub(super) fn describe(&mut self, group: &str) -> Result<DescribedGroup, String> {
        let request = DescribeGroupsRequest { version: 6, groups: vec![group.into()] };
        let Response::DescribeGroups(answer) =
            self.ask_coordinator(Request::DescribeGroups(request))?
        else {
            return Err("the answer is not one of DescribeGroups".to_owned());
        };
        answer.groups.into_iter().next().ok_or_else(|| "no group was described".to_owned())
    }

    /// Everything that a group has committed.
    pub(super) fn committed(&mut self, group: &str) -> Result<Committed, String> {
        let request = OffsetFetchRequest {
            version: 9,
            group_id: group.into(),
            member_id: None,
            member_epoch: -1,
            topics: None,
            require_stable: false,
        };
        let Response::OffsetFetch(answer) = self.ask_coordinator(Request::OffsetFetch(request))?
        else {
            return Err("the answer is not one of OffsetFetch".to_owned());
        };
        let each = answer.topics.into_iter().flat_map(|(topic, partitions)| {
            partitions.into_iter().map(move |one| {
                let partition = TopicPartition::new(topic.clone(), one.partition_index.0);
                (partition, (one.committed_offset, one.metadata.to_string()))
            })
        });
        Ok(each.filter(|(_, (offset, _))| *offset >= 0).collect())
    }
}

/// A group as the admin client describes it.
pub(super) fn group_value(group: &DescribedGroup) -> Value {
    let mut members: Vec<Value> = group
        .members
        .iter()
        .map(|member| {
            let assignment = Assignment::from_bytes(&member.member_assignment).unwrap_or_default();
            let mut partitions: Vec<TopicPartition> = assignment
                .assigned_partitions
                .iter()
                .flat_map(|(topic, numbers)| {
                    numbers.iter().map(|number| TopicPartition::new(topic.clone(), number.0))
                })
                .collect();
            partitions.sort();
            let partitions: Vec<String> = partitions.iter().map(ToString::to_string).collect();
            json!({
                "client": &*member.client_id,
                "instance": member.group_instance_id.as_deref(),
                "tps": partitions,
            })
        })
        .collect();
    members.sort_by_key(|member| text(&member["client"]).to_owned());
    json!({
        "type": "Classic",
        "state": &*group.group_state,
        "assignor": &*group.protocol_data,
        "simple": group.protocol_type.is_empty(),
        "members": members,
    })
}
