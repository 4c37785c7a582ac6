//! Time in a transcript: consumers poll with everything paused, until something holds.

use super::Cast;
use crate::story::player::Stop;
use crate::values::text;
use engine::command::{Call, Clock, Command};
use engine::protocol::consumer_protocol::Assignment;
use engine::protocol::group::{DescribeGroupsRequest, DescribedGroup};
use engine::protocol::{Request, Response};
use engine::quantity::{Millis, TopicPartition};
use serde_json::Value;

/// Between two polls of a consumer.
const PAUSE: Millis = Millis(10);
/// How long is pumped before each look.
const BETWEEN_LOOKS: Millis = Millis(60);
const PATIENCE: i64 = 20_000;

impl Cast {
    /// All polling consumers poll for so long, with all partitions paused: they join, rebalance
    /// and find their positions, and take no record.
    pub(super) fn pump(&mut self, span: Millis) -> Result<(), Stop> {
        let end = self.player.world.now() + span;
        while self.player.world.now() < end {
            for consumer in self.polling.clone() {
                self.pause_all(&consumer)?;
                self.player.call(&consumer, Call::Poll { timeout: Millis(0) })?;
            }
            self.player.execute(&Command::Clock(Clock::Advance(PAUSE)))?;
        }
        Ok(())
    }

    fn pause_all(&mut self, consumer: &str) -> Result<(), Stop> {
        let states = self.player.consumer(consumer)?.subscriptions().partitions();
        let unpaused = states.iter().filter(|(_, state)| !state.paused);
        let partitions: Vec<TopicPartition> =
            unpaused.map(|(partition, _)| partition.clone()).collect();
        if !partitions.is_empty() {
            self.player.call(consumer, Call::Pause { partitions })?;
        }
        Ok(())
    }

    /// Pumps until what the line awaits holds.
    pub(super) fn wait_until(&mut self, line: &Value) -> Result<(), String> {
        let most = line["max"].as_i64().unwrap_or(PATIENCE);
        let end = self.player.world.now() + Millis(most);
        while self.player.world.now() <= end {
            self.pump(BETWEEN_LOOKS).map_err(super::reason)?;
            if self.holds(&line["until"])? {
                return Ok(());
            }
        }
        Err(format!("{} does not come to hold", line["until"]))
    }

    fn holds(&mut self, until: &Value) -> Result<bool, String> {
        if let Some(topic) = until["topic"].as_str() {
            let is_there = self.player.world.cluster().topic(topic).is_some();
            return Ok(until["there"].as_bool().unwrap_or(true) == is_there);
        }
        let group = self.describe(text(&until["group"]))?;
        Ok(until["state"].as_str().is_none_or(|state| *group.group_state == *state)
            && until["members"].as_u64().is_none_or(|n| group.members.len() as u64 == n)
            && until["parts"].as_u64().is_none_or(|n| partitions_of(&group) == n))
    }

    fn describe(&mut self, group: &str) -> Result<DescribedGroup, String> {
        let request = DescribeGroupsRequest { version: 5, groups: vec![group.into()] };
        let answer = self.player.ask_coordinator(Request::DescribeGroups(request))?;
        let Response::DescribeGroups(answer) = answer else {
            return Err("the coordinator answers something else".to_owned());
        };
        answer.groups.into_iter().next().ok_or_else(|| "no group was described".to_owned())
    }
}

/// How many partitions the members have by the coordinator's word.
fn partitions_of(group: &DescribedGroup) -> u64 {
    let each = group.members.iter().map(|member| {
        let assignment = Assignment::from_bytes(&member.member_assignment).unwrap_or_default();
        assignment.assigned_partitions.iter().map(|(_, numbers)| numbers.len() as u64).sum::<u64>()
    });
    each.sum()
}
