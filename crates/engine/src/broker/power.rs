//! A broker stops and starts: its logs are on disk, everything else was in memory.
//!
//! Source: `BrokerServer#shutdown`, `GroupCoordinatorService#onElection`. The leaders of its
//! partitions are gone meanwhile; with one replica nobody else can lead.

use crate::broker::cluster::OFFSETS_TOPIC;
use crate::broker::{Broker, BrokerIo};
use crate::quantity::{BrokerId, PartitionId, Text};
use crate::sort::sort_by_key;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

impl Broker {
    pub(crate) fn stop(&mut self, io: &mut BrokerIo<'_>) {
        self.running = false;
        self.shards.clear();
        self.waiting.clear();
        self.parked.clear();
        io.cluster.brokers.retain(|&id| id != self.id);
        self.set_leader(io, None);
    }

    pub(crate) fn start(&mut self, io: &mut BrokerIo<'_>) {
        self.running = true;
        io.cluster.brokers.push(self.id);
        sort_by_key(&mut io.cluster.brokers, |id| *id);
        self.set_leader(io, Some(self.id));
        let homes: Vec<PartitionId> = self
            .logs
            .iter()
            .filter(|(of, log)| &*of.topic == OFFSETS_TOPIC && log.log_end_offset().0 > 0)
            .map(|(of, _)| of.partition)
            .collect();
        for partition in homes {
            self.reload_coordinator(partition, io);
        }
        for (of, log) in &mut self.logs {
            let epoch = io.cluster.partition(of).map_or(0, |image| image.leader_epoch);
            Rc::make_mut(log).become_leader(epoch, vec![self.id]);
        }
        self.start_tasks(io);
    }

    /// Every partition that only this broker keeps has that leader now.
    fn set_leader(&mut self, io: &mut BrokerIo<'_>, leader: Option<BrokerId>) {
        let names: Vec<Text> = io.cluster.topics().map(|(name, _)| name.clone()).collect();
        for name in names {
            let Some(topic) = io.cluster.topic_mut(&name) else { continue };
            for image in topic.partitions.iter_mut().filter(|image| image.replicas == [self.id]) {
                image.leader = leader;
                image.leader_epoch += 1;
            }
        }
    }
}
