//! Which batches can be sent, when the next ones can, and taking them.

use super::{Accumulator, ProducerBatch, TopicQueues};
use crate::partitioner::Load;
use crate::quantity::{BrokerId, Millis, PartitionId, Text, Time, TopicPartition};
use crate::sorted::SortedSet;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// What can be sent, and when to ask again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ready {
    /// Brokers that lead a partition with something to send.
    pub nodes: SortedSet<BrokerId>,
    /// How long until more may be ready; `None` if nothing waits.
    pub next: Option<Millis>,
    /// Topics with something to send and, as far as the client knows, a partition without a leader.
    pub unknown_leader_topics: SortedSet<Text>,
}

impl Accumulator {
    /// Looks through all queues, and tells the partitioners how long they are.
    ///
    /// `known` tells of a topic, as far as the client knows it: who leads a partition of it, and
    /// how many it has.
    pub fn ready<L: Fn(PartitionId) -> Option<BrokerId>>(
        &mut self,
        now: Time,
        known: impl Fn(&Text) -> (L, usize),
    ) -> Ready {
        let mut ready = Ready::default();
        let topics: Vec<Text> = self.topics.keys().cloned().collect();
        for topic in topics {
            let Some(queues) = self.topics.get(&*topic) else { continue };
            let (leader, count) = known(&topic);
            let mut lengths = Vec::new();
            for (&number, queue) in queues.batches.iter() {
                let leader = leader(number);
                if leader.is_some() {
                    lengths.push((number, i32::try_from(queue.len()).unwrap_or(i32::MAX)));
                }
                let Some(first) = queue.front() else { continue };
                match leader {
                    None => drop(ready.unknown_leader_topics.insert(topic.clone())),
                    Some(leader) => {
                        let full = queue.len() > 1 || first.is_full();
                        self.look_at(first, full, leader, now, &mut ready);
                    }
                }
            }
            let all = queues.batches.len();
            let weigh = self.settings.adaptive && all >= count;
            if let Some(queues) = self.topics.get_mut(&*topic) {
                queues.sticky.set_load(weigh.then_some(Load { queues: &lengths, all }));
            }
        }
        ready
    }

    /// Takes at most one batch of each partition, up to `max_size` bytes (but the first always).
    ///
    /// - `partitions`: those that `node` leads, in the order of the client's metadata.
    /// - `may_send`: asked last; gives the batch its producer's stamp. A no ends the taking.
    pub fn drain(
        &mut self,
        node: BrokerId,
        partitions: &[TopicPartition],
        max_size: usize,
        now: Time,
        may_send: &mut dyn FnMut(&mut ProducerBatch) -> bool,
    ) -> Vec<ProducerBatch> {
        let mut taken = Vec::new();
        let mut size = 0;
        let Some(start) = self.drain_index.entry(node).or_default().checked_rem(partitions.len())
        else {
            return taken;
        };
        for turn in 0..partitions.len() {
            let at = (start + turn) % partitions.len();
            self.drain_index.insert(node, at);
            if self.muted.contains(&partitions[at]) {
                continue;
            }
            let Some(backing_off) = self.first(&partitions[at], now) else { continue };
            let Some(queue) = self.queue_mut(&partitions[at]) else { continue };
            let Some(first) = queue.front_mut().filter(|_| !backing_off) else { continue };
            if size + first.size > max_size && !taken.is_empty() || !may_send(first) {
                break;
            }
            if let Some(mut batch) = queue.pop_front() {
                batch.close();
                size += batch.size;
                taken.push(batch);
            }
        }
        taken
    }

    /// Puts a batch back that was sent in vain: before others, but never before one with an earlier
    /// sequence.
    pub fn reenqueue(&mut self, mut batch: ProducerBatch, now: Time) {
        batch.put_back(now);
        let sequence = |batch: &ProducerBatch| batch.stamp.map(|stamp| stamp.base_sequence);
        let partition = batch.partition.clone();
        let Some(queues) = self.topics.get_mut(&*partition.topic) else { return };
        let queue = super::put_in_copy(&mut queues.batches, partition.partition, VecDeque::new);
        let own = sequence(&batch);
        let earlier = queue.iter().take_while(|other| {
            own.is_some() && sequence(other).is_some_and(|other| Some(other) < own)
        });
        let at = earlier.count();
        queue.insert(at, batch);
    }

    /// The batches of a partition that wait, in their order.
    pub fn queued_mut(
        &mut self,
        partition: &TopicPartition,
    ) -> impl Iterator<Item = &mut ProducerBatch> {
        self.queue_mut(partition).into_iter().flatten()
    }

    /// Takes the batches that have waited for `delivery.timeout.ms` since they were made.
    pub fn expired(&mut self, now: Time) -> Vec<ProducerBatch> {
        let timeout = self.settings.delivery_timeout;
        let mut expired = Vec::new();
        for queue in self.topics.values_mut().flat_map(|queues| queues.batches.values_mut()) {
            let due = |batch: &ProducerBatch| now.since(batch.created) >= timeout;
            while queue.front().is_some_and(due) {
                expired.extend(queue.pop_front());
            }
        }
        expired
    }

    /// When the next batch will have waited for `delivery.timeout.ms`.
    #[must_use]
    pub fn next_expiry(&self) -> Option<Time> {
        let queues = self.topics.values().flat_map(|queues| queues.batches.values());
        let firsts = queues.filter_map(VecDeque::front);
        firsts.map(|batch| batch.created + self.settings.delivery_timeout).min()
    }

    /// Notes the leader of a queue whose first batch can be sent, or when it can.
    fn look_at(
        &self,
        first: &ProducerBatch,
        full: bool,
        leader: BrokerId,
        now: Time,
        ready: &mut Ready,
    ) {
        if ready.nodes.contains(&leader) || self.muted.contains(&first.partition) {
            return;
        }
        let waited = first.waited(now);
        let backing_off = self.is_backing_off(first, now);
        let wait = if backing_off { self.backoff(first.attempts) } else { self.settings.linger };
        let sendable = full || waited >= wait || self.waits_for.is_some() || self.flushes > 0;
        if sendable && !backing_off {
            ready.nodes.insert(leader);
        } else {
            let left = Millis((wait - waited).0.max(0));
            ready.next = Some(ready.next.map_or(left, |next| next.min(left)));
        }
    }

    /// Whether the first batch of a partition still pauses before it is sent again; `None` if there
    /// is no batch.
    fn first(&self, partition: &TopicPartition, now: Time) -> Option<bool> {
        let first =
            self.topics.get(&*partition.topic)?.batches.get(&partition.partition)?.front()?;
        Some(self.is_backing_off(first, now))
    }

    fn queue_mut(&mut self, partition: &TopicPartition) -> Option<&mut VecDeque<ProducerBatch>> {
        let queues: &mut TopicQueues = self.topics.get_mut(&*partition.topic)?;
        queues.batches.get_mut::<PartitionId>(&partition.partition)
    }

    fn is_backing_off(&self, batch: &ProducerBatch, now: Time) -> bool {
        batch.attempts > 0 && batch.waited(now) < self.backoff(batch.attempts)
    }

    /// The pause before the attempt after `attempts`: doubled each time, up to the maximum.
    fn backoff(&self, attempts: u32) -> Millis {
        let factor = 1_i64.checked_shl(attempts.saturating_sub(1)).unwrap_or(i64::MAX);
        let pause = self.settings.retry_backoff.0.saturating_mul(factor.max(1));
        Millis(pause.min(self.settings.retry_backoff_max.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Appended, Destination, NotAppended, Settings};
    use super::*;
    use crate::config::ProducerConfig;
    use crate::log::batch::{NewRecord, ProducerStamp};
    use crate::partitioner::Partitions;

    const NODE: BrokerId = BrokerId(1);

    fn accumulator(settings: &[(&str, &str)]) -> Accumulator {
        Accumulator::new(Settings::of(&ProducerConfig::with_base(settings).unwrap()))
    }

    /// Puts ten bytes into t-0.
    fn append(accumulator: &mut Accumulator, now: i64) -> Result<Appended, NotAppended> {
        let partitions = Partitions { available: &[PartitionId(0)], count: 1 };
        let to = Destination { topic: &"t".into(), partition: Some(PartitionId(0)), partitions };
        let record = NewRecord { value: Some([0; 10].into()), ..NewRecord::default() };
        accumulator.append(&to, record, Time(now), &mut || 0)
    }

    fn ready(accumulator: &mut Accumulator, now: i64) -> Ready {
        accumulator.ready(Time(now), |_| (|_| Some(NODE), 1))
    }

    fn drain(accumulator: &mut Accumulator, now: i64) -> Vec<ProducerBatch> {
        let partitions = [TopicPartition::new("t", 0)];
        accumulator.drain(NODE, &partitions, 1 << 20, Time(now), &mut |_| true)
    }

    #[test]
    fn a_batch_waits_for_linger_or_a_flush() {
        let mut accumulator = accumulator(&[("linger.ms", "100")]);
        append(&mut accumulator, 0).unwrap();
        assert_eq!(ready(&mut accumulator, 40).next, Some(Millis(60)));
        assert!(!ready(&mut accumulator.clone(), 100).nodes.is_empty());
        let mut flushed = accumulator.clone();
        flushed.begin_flush();
        assert!(!ready(&mut flushed, 40).nodes.is_empty());
        flushed.end_flush();
        assert!(ready(&mut flushed, 40).nodes.is_empty());
        accumulator.mute(TopicPartition::new("t", 0));
        assert_eq!(ready(&mut accumulator, 100), Ready::default(), "held back");
    }

    #[test]
    fn the_buffer_is_held_until_a_batch_is_released() {
        let mut accumulator = accumulator(&[("buffer.memory", "100"), ("batch.size", "0")]);
        append(&mut accumulator, 0).unwrap();
        let fits = append(&mut accumulator, 0).unwrap();
        assert!(!fits.new_batch, "a batch asks for more buffer than its first record needs");
        assert_eq!(append(&mut accumulator, 0), Err(NotAppended::Exhausted));
        let batch = drain(&mut accumulator, 0).remove(0);
        assert_eq!(append(&mut accumulator, 0), Err(NotAppended::Exhausted));
        accumulator.release(&batch);
        assert!(append(&mut accumulator, 0).is_ok());
    }

    #[test]
    fn while_a_record_waits_for_buffer_everything_is_sent() {
        let small = [("buffer.memory", "100"), ("batch.size", "80"), ("linger.ms", "100")];
        let mut accumulator = accumulator(&small);
        append(&mut accumulator, 0).unwrap();
        assert!(ready(&mut accumulator, 40).nodes.is_empty(), "it may grow until it is old");
        while append(&mut accumulator, 40) != Err(NotAppended::Exhausted) {}
        assert!(!ready(&mut accumulator, 40).nodes.is_empty());
        assert!(accumulator.give_up_waiting().is_some_and(|bytes| bytes >= 80));
        assert_eq!(accumulator.give_up_waiting(), None);
    }

    #[test]
    fn what_is_put_back_pauses_and_keeps_the_order_of_sequences() {
        let mut accumulator = accumulator(&[("batch.size", "0"), ("retry.backoff.ms", "50")]);
        let mut sent = Vec::new();
        for base_sequence in [0, 1] {
            append(&mut accumulator, 0).unwrap();
            let mut batch = drain(&mut accumulator, 0).remove(0);
            let stamp = ProducerStamp { producer_id: 7, producer_epoch: 0, base_sequence };
            batch.stamp = Some(stamp);
            sent.push(batch);
        }
        for batch in sent {
            accumulator.reenqueue(batch, Time(10));
        }
        let order: Vec<i32> = accumulator
            .queue("t", PartitionId(0))
            .filter_map(|batch| Some(batch.stamp?.base_sequence))
            .collect();
        assert_eq!(order, [0, 1]);
        assert_eq!(ready(&mut accumulator, 40).next, Some(Millis(20)));
        assert!(drain(&mut accumulator, 40).is_empty(), "still pausing");
        assert_eq!(drain(&mut accumulator, 60).len(), 1, "one batch a partition");
    }

    #[test]
    fn a_batch_expires_when_its_delivery_took_too_long() {
        let mut accumulator = accumulator(&[]);
        append(&mut accumulator, 5).unwrap();
        assert_eq!(accumulator.next_expiry(), Some(Time(120_005)));
        assert!(accumulator.expired(Time(120_004)).is_empty());
        assert_eq!(accumulator.expired(Time(120_005)).len(), 1);
        assert_eq!(accumulator.queue("t", PartitionId(0)).count(), 0);
    }
}
