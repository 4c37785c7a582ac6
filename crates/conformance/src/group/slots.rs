//! Member ids and topic ids as a recording writes them, and as the coordinator sees them.
//!
//! A member id is written `client/n`: the n-th id of that client. What is no such slot is itself.

use engine::quantity::{Text, TopicId};
use engine::sorted::SortedMap;
use std::collections::HashMap;

/// The member ids of a recording.
#[derive(Debug, Default)]
pub(super) struct Slots {
    ids: SortedMap<Text, Vec<Text>>,
    slots: HashMap<Text, String>,
}

/// The topics of the cluster and the labels of their ids.
#[derive(Debug, Default)]
pub(super) struct Topics {
    ids: SortedMap<String, TopicId>,
    labels: HashMap<TopicId, String>,
}

impl Slots {
    /// The slots of these ids, which are handed out in this order.
    pub(super) fn new(ids: &SortedMap<Text, Vec<Text>>) -> Self {
        let mut read = Self { ids: ids.clone(), slots: HashMap::new() };
        for (client, list) in ids {
            for (id, number) in list.iter().zip(1..) {
                read.slots.insert(id.clone(), format!("{client}/{number}"));
            }
        }
        read
    }

    /// The id behind a slot.
    pub(super) fn id(&self, written: &str) -> Text {
        let slot = written.rsplit_once('/');
        let id = slot.and_then(|(client, number)| {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            self.ids.get(client)?.get(index)
        });
        id.cloned().unwrap_or_else(|| written.into())
    }

    /// The slot of an id.
    pub(super) fn slot(&self, id: &str) -> String {
        self.slots.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

impl Topics {
    /// A topic of that name exists from here on under this id.
    pub(super) fn add(&mut self, name: &str, id: TopicId, label: &str) {
        self.ids.insert(name.to_owned(), id);
        self.labels.insert(id, label.to_owned());
    }

    /// The topic is gone; its id keeps its label.
    pub(super) fn remove(&mut self, name: &str) {
        self.ids.remove(name);
    }

    /// The id that the name has at the moment; zero if there is no such topic.
    pub(super) fn id(&self, name: &str) -> TopicId {
        self.ids.get(name).copied().unwrap_or_default()
    }

    /// The label of an id; `None` for the zero id.
    pub(super) fn label(&self, id: TopicId) -> Option<String> {
        let known = || self.labels.get(&id).cloned().unwrap_or_else(|| id.text());
        (id != TopicId::default()).then(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stand_for_the_ids_that_are_handed_out() {
        let ids = SortedMap::from([("c1".into(), vec!["c1-a".into(), "c1-b".into()])]);
        let slots = Slots::new(&ids);
        assert_eq!(&*slots.id("c1/2"), "c1-b");
        assert_eq!(&*slots.id("c1/3"), "c1/3", "a literal");
        assert_eq!(&*slots.id("ghost"), "ghost");
        assert_eq!(slots.slot("c1-a"), "c1/1");
    }
}
