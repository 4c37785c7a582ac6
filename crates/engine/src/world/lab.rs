//! Past the clients: requests by hand, operations on one log, metadata out of thin air.
//!
//! This is the layer of recordings and experts. It ends in the same functions of a broker as the
//! clients' requests do.

use crate::broker::cluster::OFFSETS_TOPIC;
use crate::broker::{BrokerIo, Peer};
use crate::command::{Lab, LogOp, Properties};
use crate::event::Event;
use crate::protocol::Request;
use crate::quantity::{BrokerId, PartitionId, Text, TopicId, TopicPartition};
use crate::rejection::Rejection;
use crate::world::World;
use crate::world::network::RequestId;
use alloc::boxed::Box;
use alloc::vec::Vec;

impl World {
    pub(super) fn lab(&mut self, lab: &Lab, events: &mut Vec<Event>) -> Result<(), Rejection> {
        match lab {
            Lab::Request { broker, client_id, request } => {
                let running = self.brokers.get(broker).is_some_and(|broker| broker.running);
                if !running {
                    return Err(Rejection::UnknownBroker(*broker));
                }
                let peer = self.next_lab_peer(client_id);
                self.with_broker(*broker, events, |broker, io| broker.handle(&peer, request, io));
                Ok(())
            }
            Lab::Coordinator { client_id, request } => {
                self.ask_coordinator(client_id, request, events)
            }
            Lab::ReloadCoordinator { partition } => self.reload(*partition, events),
            Lab::Log { partition, op } => self.operate(partition, op, events),
            Lab::Topics { delete, create, grow } => {
                self.change_topics(delete, create, grow, events)
            }
        }
    }

    fn next_lab_peer(&mut self, client_id: &Text) -> Peer {
        let request = RequestId::Lab(self.lab_requests);
        self.lab_requests += 1;
        Peer { request, client_id: client_id.clone() }
    }

    /// The request goes to the coordinator that it concerns, past the front's checks.
    fn ask_coordinator(
        &mut self,
        client_id: &Text,
        request: &Request,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let broker = self.first_running()?;
        let peer = self.next_lab_peer(client_id);
        self.with_broker(broker, events, |broker, io| {
            broker.ensure_offsets_topic(io);
            broker.hand_to_coordinator(&peer, request, io);
        });
        Ok(())
    }

    fn reload(&mut self, partition: PartitionId, events: &mut Vec<Event>) -> Result<(), Rejection> {
        let of = TopicPartition { topic: OFFSETS_TOPIC.into(), partition };
        let leader = self.cluster.leader(&of).ok_or(Rejection::UnknownCoordinator(partition))?;
        self.with_broker(leader, events, |broker, io| broker.reload_coordinator(partition, io));
        Ok(())
    }

    fn operate(
        &mut self,
        of: &TopicPartition,
        op: &LogOp,
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let unknown = || Rejection::UnknownPartition(of.clone());
        let leader = self.cluster.leader(of).ok_or_else(unknown)?;
        let outcome = self.with_broker(leader, events, |broker, io: &mut BrokerIo<'_>| {
            let outcome = broker.operate(of, op, io);
            broker.complete_fetches(io);
            outcome
        });
        let outcome = outcome.flatten().ok_or_else(unknown)?.map_err(Box::new);
        events.push(Event::LogOperated { partition: of.clone(), outcome });
        Ok(())
    }

    fn change_topics(
        &mut self,
        delete: &[Text],
        create: &[(Text, TopicId, i32, Properties)],
        grow: &[(Text, i32)],
        events: &mut Vec<Event>,
    ) -> Result<(), Rejection> {
        let known = |name: &Text| self.cluster.topic(name).is_some();
        let gone = |name: &Text| delete.contains(name);
        let missing = delete.iter().chain(grow.iter().map(|(name, _)| name)).find(|n| !known(n));
        let twice = create.iter().map(|(name, ..)| name).find(|name| known(name) && !gone(name));
        if let Some(name) = missing.or(twice) {
            return Err(Rejection::Topic(name.clone()));
        }
        let broker = self.first_running()?;
        self.with_broker(broker, events, |broker, io| {
            for name in delete {
                broker.delete_topic(name, io);
            }
            for (name, id, partitions, config) in create {
                let shape = (*id, i64::from(*partitions));
                broker.make_topic_with_id(name, shape, config.clone(), io);
            }
            for (name, partitions) in grow {
                // Whether the number grows is the one thing left that may be refused: then it stays.
                let _ = broker.grow_topic(name, *partitions, io);
            }
        });
        Ok(())
    }

    pub(super) fn first_running(&self) -> Result<BrokerId, Rejection> {
        let running = self.brokers.values().find(|broker| broker.running);
        running.map(|broker| broker.id).ok_or(Rejection::UnknownBroker(BrokerId(0)))
    }
}
