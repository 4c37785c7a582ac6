//! Which members are near which partitions.

use super::super::Group;
use super::table::Table;
use crate::quantity::Text;
use crate::sort::sort_by_key;
use alloc::vec::Vec;

/// The racks of a group (`RackInfo`).
pub(super) struct Racks<'a> {
    /// Whether racks are looked at: some member is near, and not every partition is in every rack.
    pub(super) matter: bool,
    consumers: Vec<Option<&'a Text>>,
    /// By partition: the racks of its replicas.
    partitions: Vec<&'a [Text]>,
    /// By partition: how many members are near it. Known if any member has a rack.
    near: Vec<usize>,
}

impl<'a> Racks<'a> {
    pub(super) fn new(group: &Group<'a>, table: &Table) -> Self {
        let consumers: Vec<Option<&Text>> =
            group.members.iter().map(|member| member.rack()).collect();
        let partitions: Vec<&[Text]> = (0..table.len())
            .map(|it| group.topics[table.topic(it)].racks(table.partition(it)))
            .collect();
        let near = |racks: &&[Text]| {
            consumers.iter().flatten().filter(|rack| racks.contains(rack)).count()
        };
        let near: Vec<usize> = partitions.iter().map(near).collect();
        let existing = &partitions[..table.existing().len()];
        let somewhere = |rack: &Text| existing.iter().any(|racks| racks.contains(rack));
        let some_near = consumers.iter().flatten().any(|rack| somewhere(rack));
        let lacks_one = |racks: &&[Text]| {
            existing.iter().any(|other| other.iter().any(|rack| !racks.contains(rack)))
        };
        let matter = some_near && existing.iter().any(lacks_one);
        Self { matter, consumers, partitions, near }
    }

    /// The member has a rack, and the partition is not in it.
    pub(super) fn mismatch(&self, consumer: usize, partition: usize) -> bool {
        self.matter && self.consumers[consumer].is_some() && !self.is_near(consumer, partition)
    }

    /// The member has a rack, and the partition is in it.
    pub(super) fn is_near(&self, consumer: usize, partition: usize) -> bool {
        let rack = self.consumers[consumer].filter(|_| self.matter);
        rack.is_some_and(|rack| self.partitions[partition].contains(rack))
    }

    /// Sorts partitions that few members are near before others.
    pub(super) fn scarcest_first(&self, partitions: &mut [usize]) {
        sort_by_key(partitions, |&partition| self.near[partition]);
    }

    /// Where in `consumers`, from `first` on and around, the next one near `partition` stands.
    pub(super) fn next_near(
        &self,
        partition: usize,
        consumers: &[usize],
        first: usize,
    ) -> Option<usize> {
        let mut around = (0..consumers.len()).map(|turn| (first + turn) % consumers.len());
        around.find(|&at| self.is_near(consumers[at], partition))
    }
}
