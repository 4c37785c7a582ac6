//! Topics made, grown and deleted: what the controller does, with its sentences.
//!
//! Source: `ReplicationControlManager`, `Topic#validate`. The replication factor is 1 here: a larger
//! one is refused with Kafka's own text for a cluster that is too small. Replicas that are named are
//! checked as Kafka does; in a cluster of several brokers, only this one can be named.

use crate::broker::cluster::{OFFSETS_TOPIC, PartitionImage, Topic};
use crate::broker::{Broker, BrokerIo};
use crate::command::Properties;
use crate::config::TopicConfig;
use crate::error::ErrorCode;
use crate::log::{PartitionLog, Replication};
use crate::names;
use crate::protocol::admin::{
    CreatableTopic, CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest,
    CreateTopicsResponse, CreatedTopic, DeleteTopicsRequest, DeleteTopicsResponse, TopicResult,
};
use crate::quantity::{BrokerId, Text, TopicId, TopicPartition};
use crate::sort::sort_by_key;
use crate::world::limits;
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

impl Broker {
    pub(super) fn create_topics(
        &mut self,
        request: &CreateTopicsRequest,
        io: &mut BrokerIo<'_>,
    ) -> CreateTopicsResponse {
        let mut topics = Vec::new();
        for wanted in &request.topics {
            let made = check_creation(wanted, self.id, io).map(|partitions| {
                let id = match request.validate_only {
                    true => TopicId::default(),
                    false => self.make_topic(&wanted.name, partitions, wanted.configs.clone(), io),
                };
                (id, partitions)
            });
            let (id, partitions) = *made.as_ref().unwrap_or(&(TopicId::default(), -1));
            let error = made.err();
            topics.push(CreatedTopic {
                name: wanted.name.clone(),
                topic_id: id,
                error_code: error.as_ref().map(|&(code, _)| code),
                error_message: error.map(|(_, text)| text.into()),
                num_partitions: i32::try_from(partitions).unwrap_or(i32::MAX),
                replication_factor: 1,
            });
        }
        CreateTopicsResponse { topics }
    }

    /// Makes a topic led by this broker. The caller has checked everything.
    pub(crate) fn make_topic(
        &mut self,
        name: &Text,
        partitions: i64,
        config: Properties,
        io: &mut BrokerIo<'_>,
    ) -> TopicId {
        let id = TopicId(io.random.sixteen());
        self.make_topic_with_id(name, (id, partitions), config, io);
        id
    }

    /// As [`Broker::make_topic`], with the topic's id given.
    pub(crate) fn make_topic_with_id(
        &mut self,
        name: &Text,
        (id, partitions): (TopicId, i64),
        config: Properties,
        io: &mut BrokerIo<'_>,
    ) {
        let internal = &**name == OFFSETS_TOPIC;
        let mut config = config;
        if internal {
            config.insert(0, ("cleanup.policy".into(), Some("compact".into())));
        }
        let count = usize::try_from(partitions).unwrap_or(0);
        let images = vec![PartitionImage::alone(self.id); count];
        io.cluster.insert(name.clone(), Topic { id, partitions: images, config, internal });
        self.make_logs(name, io);
        self.start_tasks(io);
    }

    /// Makes the logs that a topic's partitions lack.
    fn make_logs(&mut self, name: &Text, io: &BrokerIo<'_>) {
        let Some(topic) = io.cluster.topic(name) else { return };
        let config = io.cluster.log_config(&topic.config);
        for of in io.cluster.partitions_of(name) {
            let leads = io.cluster.leader(&of) == Some(self.id);
            if leads && !self.logs.contains_key(&of) {
                let replication = Replication::alone(self.id);
                let log = PartitionLog::new(of.clone(), config.clone(), replication, io.now);
                self.logs.insert(of, Rc::new(log));
            }
        }
    }

    pub(super) fn create_partitions(
        &mut self,
        request: &CreatePartitionsRequest,
        io: &mut BrokerIo<'_>,
    ) -> CreatePartitionsResponse {
        let results = request.topics.iter().map(|(name, count)| {
            let grown = self.grow_topic(name, *count, io);
            result_of(name, grown)
        });
        CreatePartitionsResponse { results: results.collect() }
    }

    /// Adds partitions. Records stay where they are: keys go elsewhere from then on.
    pub(crate) fn grow_topic(
        &mut self,
        name: &Text,
        count: i32,
        io: &mut BrokerIo<'_>,
    ) -> Result<(), (ErrorCode, String)> {
        let id = self.id;
        let Some(topic) = io.cluster.topic_mut(name) else {
            return Err(unknown_topic());
        };
        let present = topic.partitions.len();
        let wanted = usize::try_from(count).unwrap_or(0);
        if wanted == present {
            let text = format!("Topic already has {present} partition(s).");
            return Err((ErrorCode::InvalidPartitions, text));
        }
        if wanted < present {
            let text = format!(
                "The topic {name} currently has {present} partition(s); {count} would not be an increase."
            );
            return Err((ErrorCode::InvalidPartitions, text));
        }
        topic.partitions.resize(wanted, PartitionImage::alone(id));
        self.make_logs(name, io);
        Ok(())
    }

    pub(super) fn delete_topics(
        &mut self,
        request: &DeleteTopicsRequest,
        io: &mut BrokerIo<'_>,
    ) -> DeleteTopicsResponse {
        let responses = request.topic_names.iter().map(|name| {
            let deleted = match io.cluster.topic(name).is_some() {
                true => {
                    self.delete_topic(name, io);
                    Ok(())
                }
                false => Err(unknown_topic()),
            };
            result_of(name, deleted)
        });
        DeleteTopicsResponse { responses: responses.collect() }
    }

    /// Deletes a topic: its logs, and every group's offsets for it.
    pub(crate) fn delete_topic(&mut self, name: &Text, io: &mut BrokerIo<'_>) {
        let gone: Vec<TopicPartition> = io.cluster.partitions_of(name).collect();
        for of in &gone {
            self.logs.remove(of);
        }
        io.cluster.remove(name);
        self.forget_offsets(name, io);
        self.complete_fetches(io);
    }
}

/// Says how many partitions a new topic gets, or why it cannot be.
fn check_creation(
    wanted: &CreatableTopic,
    own: BrokerId,
    io: &BrokerIo<'_>,
) -> Result<i64, (ErrorCode, String)> {
    names::ensure_topic_name(&wanted.name)
        .map_err(|text| (ErrorCode::InvalidTopicException, text))?;
    if io.cluster.topic(&wanted.name).is_some() {
        let text = format!("Topic '{}' already exists.", wanted.name);
        return Err((ErrorCode::TopicAlreadyExists, text));
    }
    let twin = io.cluster.topics().find(|(name, _)| names::collide(name, &wanted.name));
    if let Some((name, _)) = twin {
        let text = format!("Topic '{}' collides with existing topic: {name}", wanted.name);
        return Err((ErrorCode::InvalidTopicException, text));
    }
    check_config(&wanted.configs)?;
    if !io.has_room_for_topic() {
        return Err((
            ErrorCode::PolicyViolation,
            format!("There are {} topics at most.", limits::TOPICS),
        ));
    }
    if !wanted.assignments.is_empty() {
        return check_assignments(wanted, own, &io.cluster.brokers);
    }
    let running = io.cluster.brokers.len();
    let replicas = i64::from(wanted.replication_factor);
    if replicas == 0 || replicas < -1 {
        let text = "Replication factor must be larger than 0, or -1 to use the default value.";
        return Err((ErrorCode::InvalidReplicationFactor, text.into()));
    }
    if replicas > i64::try_from(running).unwrap_or(i64::MAX) {
        let text = format!(
            "Unable to replicate the partition {replicas} time(s): The target replication factor of \
             {replicas} cannot be reached because only {running} broker(s) are registered or some \
             brokers have all their log directories cordoned."
        );
        return Err((ErrorCode::InvalidReplicationFactor, text));
    }
    match wanted.num_partitions {
        -1 => Ok(io.cluster.config.number("num.partitions")),
        number if number > 0 => Ok(i64::from(number)),
        _ => {
            let text = "Number of partitions was set to an invalid non-positive value.";
            Err((ErrorCode::InvalidPartitions, text.into()))
        }
    }
}

/// The same where the request names the replicas of each partition
/// (`validateManualPartitionAssignment`).
fn check_assignments(
    wanted: &CreatableTopic,
    own: BrokerId,
    running: &[BrokerId],
) -> Result<i64, (ErrorCode, String)> {
    for (set, what) in [
        (wanted.replication_factor != -1, "replication factor"),
        (wanted.num_partitions != -1, "numPartitions"),
    ] {
        if set {
            let text = format!(
                "A manual partition assignment was specified, but {what} was not set to -1."
            );
            return Err((ErrorCode::InvalidRequest, text));
        }
    }
    let refused = |what: &str| {
        let text = format!("The manual partition assignment includes {what}.");
        Err((ErrorCode::InvalidReplicaAssignment, text))
    };
    for replicas in &wanted.assignments {
        let mut sorted = replicas.clone();
        sort_by_key(&mut sorted, |&replica| replica);
        for (at, replica) in sorted.iter().enumerate() {
            if !running.contains(replica) {
                return refused(&format!("broker {replica}, but no such broker is registered"));
            }
            if sorted.get(at + 1) == Some(replica) {
                return refused(&format!("the broker {replica} more than once"));
            }
        }
        match sorted.as_slice() {
            [] => return refused("an empty replica list"),
            [one] if *one == own => {}
            [..] => {
                return refused(&format!("another broker than {own}: in this model it is alone"));
            }
        }
    }
    Ok(i64::try_from(wanted.assignments.len()).unwrap_or(i64::MAX))
}

/// Refuses settings that no topic may have, in the controller's words.
pub(super) fn check_config(config: &Properties) -> Result<(), (ErrorCode, String)> {
    let pairs: Vec<(&str, Option<&str>)> =
        config.iter().map(|(name, value)| (&**name, value.as_deref())).collect();
    let parsed = TopicConfig::parse(&pairs);
    parsed
        .map(|_| ())
        .map_err(|refused| (ErrorCode::InvalidConfig, String::from(&*refused.message)))
}

fn unknown_topic() -> (ErrorCode, String) {
    let code = ErrorCode::UnknownTopicOrPartition;
    (code, code.message().into())
}

fn result_of(name: &Text, result: Result<(), (ErrorCode, String)>) -> TopicResult {
    match result {
        Ok(()) => (name.clone(), None, None),
        Err((code, text)) => (name.clone(), Some(code), Some(text.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, Lab};
    use crate::event::Event;
    use crate::genesis::Genesis;
    use crate::protocol::{Request, Response};
    use crate::world::World;
    use alloc::boxed::Box;

    /// How broker 1 of these answers: how many partitions there are then, or why there are none.
    fn create(
        brokers: &[i32],
        (num_partitions, replication_factor): (i32, i16),
        assignments: &[&[i32]],
    ) -> Result<usize, String> {
        let ids = |ids: &[i32]| ids.iter().map(|&id| BrokerId(id)).collect();
        let genesis = Genesis { brokers: ids(brokers), ..Genesis::default() };
        let mut world = World::new(genesis).expect("a world with brokers");
        let topic = CreatableTopic {
            name: "t".into(),
            num_partitions,
            replication_factor,
            assignments: assignments.iter().map(|replicas| ids(replicas)).collect(),
            configs: Vec::new(),
        };
        let request = CreateTopicsRequest { topics: vec![topic], validate_only: false };
        let request = Box::new(Request::CreateTopics(request));
        let lab = Lab::Request { broker: BrokerId(1), client_id: "lab".into(), request };
        let events = world.execute(&Command::Lab(lab)).expect("a broker can be asked");
        let [Event::Answered { response, .. }, ..] = &*events else { panic!("{events:?}") };
        let Response::CreateTopics(answer) = &**response else { panic!("{response:?}") };
        let [topic] = &*answer.topics else { panic!("{answer:?}") };
        let made = world.cluster().topic("t").map_or(0, |topic| topic.partitions.len());
        match &topic.error_message {
            Some(text) => {
                assert_eq!((made, topic.num_partitions), (0, -1));
                Err(String::from(&**text))
            }
            None => {
                assert_eq!(i32::try_from(made), Ok(topic.num_partitions));
                Ok(made)
            }
        }
    }

    #[test]
    fn replicas_that_a_request_names_are_checked_and_counted() {
        fn refused(brokers: &[i32], numbers: (i32, i16), assignments: &[&[i32]]) -> String {
            let text = create(brokers, numbers, assignments).expect_err("it is refused");
            let what = text.strip_prefix("The manual partition assignment includes ");
            String::from(what.unwrap_or(&text))
        }
        assert_eq!(create(&[1], (-1, -1), &[&[1], &[1]]), Ok(2));
        assert_eq!(
            refused(&[1], (2, -1), &[&[1], &[1]]),
            "A manual partition assignment was specified, but numPartitions was not set to -1."
        );
        assert_eq!(
            refused(&[1], (2, 1), &[&[1]]),
            "A manual partition assignment was specified, but replication factor was not set to -1."
        );
        assert_eq!(refused(&[1], (-1, -1), &[&[1], &[]]), "an empty replica list.");
        assert_eq!(refused(&[1], (-1, -1), &[&[1, 1, 7]]), "the broker 1 more than once.");
        let stranger = "broker 7, but no such broker is registered.";
        assert_eq!(refused(&[1], (-1, -1), &[&[7, 1]]), stranger);
        for elsewhere in [&[2][..], &[1, 2], &[2, 1]] {
            let alone = "another broker than 1: in this model it is alone.";
            assert_eq!(refused(&[1, 2], (-1, -1), &[elsewhere]), alone);
        }
    }
}
