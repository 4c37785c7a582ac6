//! Balances a group in which everybody subscribes to the same topics.
//!
//! Everybody gets `min_quota` partitions, and the first few one more: what they claim first, in the
//! order of a hash map of the members; then what is left, one by one.
//!
//! Source: `AbstractStickyAssignor.ConstrainedAssignmentBuilder`.

use super::super::{AssignorException, Group};
use super::racks::Racks;
use super::table::Table;
use super::{Claims, unassigned};
use crate::java::compare_strings;
use crate::sort::{sort_by, sort_by_key};
use alloc::format;
use alloc::vec::Vec;

struct Builder<'a> {
    table: &'a Table,
    racks: &'a Racks<'a>,
    claims: &'a Claims,
    lists: Vec<Vec<usize>>,
    /// Kept by the one who claims them.
    kept: Vec<usize>,
    /// By partition: who claims it, but does not keep it.
    maybe_revoked: Vec<Option<usize>>,
    /// By partition: who gets it though another may have it.
    moving: Vec<Option<usize>>,
    under_min: Vec<usize>,
    /// Where in `under_min` the next turn by rack begins.
    next_turn: usize,
    exactly_min: Vec<usize>,
    min_quota: usize,
    max_quota: usize,
    expected_over_min: usize,
    over_min: usize,
}

/// The lists of the members; and by partition, who gets what another may have.
type Balanced = (Vec<Vec<usize>>, Vec<Option<usize>>);

/// Balances `group`.
pub(super) fn balance(
    group: &Group<'_>,
    table: &Table,
    racks: &Racks<'_>,
    claims: &Claims,
) -> Result<Balanced, AssignorException> {
    let mut all = table.existing();
    sort_by_key(&mut all, |&partition| table.by_topic(partition));
    let members = group.members.len().max(1);
    let mut builder = Builder {
        table,
        racks,
        claims,
        lists: alloc::vec![Vec::new(); group.members.len()],
        kept: Vec::new(),
        maybe_revoked: alloc::vec![None; table.len()],
        moving: alloc::vec![None; table.len()],
        under_min: Vec::new(),
        next_turn: 0,
        exactly_min: Vec::new(),
        min_quota: all.len() / members,
        max_quota: all.len().div_ceil(members),
        expected_over_min: all.len() % members,
        over_min: 0,
    };
    for &consumer in &claims.order {
        builder.keep_owned(consumer);
    }
    sort_by_key(&mut builder.kept, |&partition| table.by_topic(partition));
    let mut left = unassigned(&all, &builder.kept);
    let id = |consumer: usize| &group.members[consumer].id;
    for unfilled in [&mut builder.under_min, &mut builder.exactly_min] {
        sort_by(unfilled, |&left, &right| compare_strings(id(left), id(right)));
    }
    racks.scarcest_first(&mut left);
    if racks.matter {
        left.retain(|&partition| !builder.give_near(partition));
    }
    builder.give_round_robin(&left)?;
    builder.verify(group)?;
    Ok((builder.lists, builder.moving))
}

impl Builder<'_> {
    /// A member keeps what it claims, up to its quota.
    fn keep_owned(&mut self, consumer: usize) {
        let (racks, claims, table) = (self.racks, self.claims, self.table);
        let (far, mut owned): (Vec<usize>, Vec<usize>) =
            claims.owned[consumer].iter().partition(|&&it| racks.mismatch(consumer, it));
        self.revoke(consumer, &far);
        sort_by_key(&mut owned, |&it| (table.partition(it), table.by_topic(it)));
        owned.retain(|&partition| !claims.doubly_claimed[partition]);
        let may_be_over = self.over_min < self.expected_over_min;
        let quota = if owned.len() < self.min_quota {
            self.under_min.push(consumer);
            owned.len()
        } else if owned.len() >= self.max_quota && may_be_over {
            self.count_one_over();
            self.max_quota
        } else {
            if may_be_over {
                self.exactly_min.push(consumer);
            }
            self.min_quota
        };
        let revoked = owned.split_off(quota);
        self.revoke(consumer, &revoked);
        self.kept.extend_from_slice(&owned);
        self.lists[consumer] = owned;
    }

    fn revoke(&mut self, consumer: usize, partitions: &[usize]) {
        for &partition in partitions {
            self.maybe_revoked[partition] = Some(consumer);
        }
    }

    /// Once enough members are over the minimum, those at it are full.
    fn count_one_over(&mut self) {
        self.over_min += 1;
        if self.over_min == self.expected_over_min {
            self.exactly_min.clear();
        }
    }

    /// Gives a partition to a member near it that is not full; false if there is none.
    fn give_near(&mut self, partition: usize) -> bool {
        if let Some(at) = self.racks.next_near(partition, &self.under_min, self.next_turn) {
            let consumer = self.under_min[at];
            let count = self.lists[consumer].len() + 1;
            if count >= self.min_quota {
                self.under_min.remove(at);
                if count < self.max_quota && self.over_min < self.expected_over_min {
                    self.exactly_min.push(consumer);
                }
                self.next_turn = at;
            } else {
                self.next_turn = at + 1;
            }
            self.next_turn = self.next_turn.checked_rem(self.under_min.len()).unwrap_or(0);
            self.give(partition, consumer);
            return true;
        }
        let near = self.racks.next_near(partition, &self.exactly_min, 0);
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
    fn give_round_robin(&mut self, left: &[usize]) -> Result<(), AssignorException> {
        let mut turn = 0;
        for &partition in left {
            if turn >= self.under_min.len() {
                turn = 0;
            }
            let in_turn = self.under_min.get(turn).copied();
            let consumer = match in_turn {
                Some(consumer) => consumer,
                None if self.exactly_min.is_empty() => {
                    return Err(illegal_state("No more unfilled consumers to be assigned."));
                }
                None => self.exactly_min.remove(0),
            };
            self.give(partition, consumer);
            let count = self.lists[consumer].len();
            if count == self.min_quota && in_turn.is_some() {
                self.under_min.remove(turn);
                self.exactly_min.push(consumer);
            } else {
                turn += usize::from(in_turn.is_some());
                self.over_min += usize::from(count == self.max_quota);
            }
        }
        Ok(())
    }

    fn give(&mut self, partition: usize, consumer: usize) {
        self.lists[consumer].push(partition);
        let another_claims = self.maybe_revoked[partition].is_some_and(|it| it != consumer);
        if another_claims || self.claims.doubly_claimed[partition] {
            self.moving[partition] = Some(consumer);
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
