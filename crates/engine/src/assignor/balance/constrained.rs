//! Balances a group in which everybody subscribes to the same topics.
//!
//! Everybody gets `min_quota` partitions, and the first few one more: what they claim first, in the
//! order of a hash map of the members; then what is left, one by one.
//!
//! Source: `AbstractStickyAssignor.ConstrainedAssignmentBuilder`.

use super::super::{AssignorException, Group, by_topic};
use super::racks::Racks;
use super::{Balanced, Claims, unassigned};
use crate::java::compare_strings;
use crate::quantity::TopicPartition;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::format;
use alloc::vec::Vec;

struct Builder<'a> {
    racks: &'a Racks,
    claims: &'a Claims,
    lists: Vec<Vec<TopicPartition>>,
    /// Kept by the one who claims them.
    kept: Vec<TopicPartition>,
    /// Claimed, but not kept by the one who claims them.
    maybe_revoked: BTreeMap<TopicPartition, usize>,
    moving: BTreeMap<TopicPartition, usize>,
    under_min: Vec<usize>,
    /// Where in `under_min` the next turn by rack begins.
    next_turn: usize,
    exactly_min: VecDeque<usize>,
    min_quota: usize,
    max_quota: usize,
    expected_over_min: usize,
    over_min: usize,
}

/// Balances `group`.
pub(super) fn balance(
    group: &Group<'_>,
    racks: &Racks,
    claims: &Claims,
) -> Result<Balanced, AssignorException> {
    let mut all: Vec<TopicPartition> = group.topics.iter().flat_map(|topic| topic.all()).collect();
    all.sort_by(by_topic);
    let members = group.members.len().max(1);
    let mut builder = Builder {
        racks,
        claims,
        lists: alloc::vec![Vec::new(); group.members.len()],
        kept: Vec::new(),
        maybe_revoked: BTreeMap::new(),
        moving: BTreeMap::new(),
        under_min: Vec::new(),
        next_turn: 0,
        exactly_min: VecDeque::new(),
        min_quota: all.len() / members,
        max_quota: all.len().div_ceil(members),
        expected_over_min: all.len() % members,
        over_min: 0,
    };
    for &consumer in &claims.order {
        builder.keep_owned(consumer);
    }
    builder.kept.sort_by(by_topic);
    let mut left = unassigned(&all, &builder.kept);
    let by_id = |left: &usize, right: &usize| {
        compare_strings(&group.members[*left].id, &group.members[*right].id)
    };
    builder.under_min.sort_by(by_id);
    builder.exactly_min.make_contiguous().sort_by(by_id);
    racks.scarcest_first(&mut left);
    if racks.matter {
        left.retain(|partition| !builder.give_near(partition));
    }
    builder.give_round_robin(left)?;
    builder.verify(group)?;
    Ok(Balanced { lists: builder.lists, moving: Some(builder.moving) })
}

impl Builder<'_> {
    /// A member keeps what it claims, up to its quota.
    fn keep_owned(&mut self, consumer: usize) {
        let (racks, claims) = (self.racks, self.claims);
        let (far, mut owned): (Vec<_>, Vec<_>) = claims.owned[consumer]
            .iter()
            .cloned()
            .partition(|partition| racks.mismatch(consumer, partition));
        self.maybe_revoked.extend(far.into_iter().map(|partition| (partition, consumer)));
        owned.sort_by(|left, right| {
            let by_number = left.partition.cmp(&right.partition);
            by_number.then_with(|| compare_strings(&left.topic, &right.topic))
        });
        owned.retain(|partition| !claims.doubly_claimed.contains(partition));
        let may_be_over = self.over_min < self.expected_over_min;
        let quota = if owned.len() < self.min_quota {
            self.under_min.push(consumer);
            owned.len()
        } else if owned.len() >= self.max_quota && may_be_over {
            self.count_one_over();
            self.max_quota
        } else {
            if may_be_over {
                self.exactly_min.push_back(consumer);
            }
            self.min_quota
        };
        let revoked = owned.split_off(quota);
        self.maybe_revoked.extend(revoked.into_iter().map(|partition| (partition, consumer)));
        self.kept.extend(owned.iter().cloned());
        self.lists[consumer] = owned;
    }

    /// Once enough members are over the minimum, those at it are full.
    fn count_one_over(&mut self) {
        self.over_min += 1;
        if self.over_min == self.expected_over_min {
            self.exactly_min.clear();
        }
    }

    /// Gives a partition to a member near it that is not full; false if there is none.
    fn give_near(&mut self, partition: &TopicPartition) -> bool {
        if let Some(at) = self.racks.next_near(partition, &self.under_min, self.next_turn) {
            let consumer = self.under_min[at];
            let count = self.lists[consumer].len() + 1;
            if count >= self.min_quota {
                self.under_min.remove(at);
                if count < self.max_quota && self.over_min < self.expected_over_min {
                    self.exactly_min.push_back(consumer);
                }
                self.next_turn = at;
            } else {
                self.next_turn = at + 1;
            }
            self.next_turn = self.next_turn.checked_rem(self.under_min.len()).unwrap_or(0);
            self.give(partition, consumer);
            return true;
        }
        let near = self.racks.next_near(partition, self.exactly_min.make_contiguous(), 0);
        let Some(at) = near else { return false };
        let consumer = self.exactly_min[at];
        if self.lists[consumer].len() + 1 == self.max_quota {
            self.exactly_min.remove(at);
            self.count_one_over();
        }
        self.give(partition, consumer);
        true
    }

    /// Deals out the rest: to members under the minimum in turn, then to those at it.
    fn give_round_robin(&mut self, left: Vec<TopicPartition>) -> Result<(), AssignorException> {
        let mut turn = 0;
        for partition in left {
            if turn >= self.under_min.len() {
                turn = 0;
            }
            let in_turn = self.under_min.get(turn).copied();
            let consumer = match in_turn {
                Some(consumer) => consumer,
                None => self
                    .exactly_min
                    .pop_front()
                    .ok_or_else(|| illegal_state("No more unfilled consumers to be assigned."))?,
            };
            self.give(&partition, consumer);
            let count = self.lists[consumer].len();
            if count == self.min_quota && in_turn.is_some() {
                self.under_min.remove(turn);
                self.exactly_min.push_back(consumer);
            } else {
                turn += usize::from(in_turn.is_some());
                self.over_min += usize::from(count == self.max_quota);
            }
        }
        Ok(())
    }

    fn give(&mut self, partition: &TopicPartition, consumer: usize) {
        self.lists[consumer].push(partition.clone());
        let another_claims = self.maybe_revoked.get(partition).is_some_and(|&it| it != consumer);
        if another_claims || self.claims.doubly_claimed.contains(partition) {
            self.moving.insert(partition.clone(), consumer);
        }
    }

    /// Whoever is still under the minimum must be so for want of partitions alone.
    fn verify(&self, group: &Group<'_>) -> Result<(), AssignorException> {
        if self.under_min.is_empty() {
            return Ok(());
        }
        if self.over_min != self.expected_over_min {
            return Err(illegal_state(
                "We haven't reached the expected number of members with more than the minQuota \
                 partitions, but no more partitions to be assigned",
            ));
        }
        let short = |consumer: &&usize| self.lists[**consumer].len() != self.min_quota;
        match self.under_min.iter().find(short) {
            None => Ok(()),
            Some(&consumer) => Err(illegal_state(&format!(
                "Consumer: [{}] doesn't reach minQuota partitions, and no more partitions to be \
                 assigned",
                group.members[consumer].id
            ))),
        }
    }
}

fn illegal_state(message: &str) -> AssignorException {
    AssignorException { ex: "IllegalStateException", message: Some(message.into()) }
}
