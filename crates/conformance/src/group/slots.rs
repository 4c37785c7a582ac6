//! Member ids and topic ids as a recording writes them, and as the coordinator sees them.
//!
//! A member id is written `client/n`: the n-th id of that client. What is no such slot is itself.

use engine::coordinator::MemberIds;
use engine::quantity::{Text, TopicId};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The member ids of a recording, and how many of each client's have been handed out.
#[derive(Debug, Default)]
pub(super) struct Slots {
    ids: BTreeMap<String, Vec<String>>,
    handed_out: BTreeMap<String, usize>,
    slots: HashMap<String, String>,
}

/// The topics of the cluster and the labels of their ids.
#[derive(Debug, Default)]
pub(super) struct Topics {
    ids: BTreeMap<String, TopicId>,
    labels: HashMap<TopicId, String>,
}

impl Slots {
    /// Reads `ids` of a recording's head.
    pub(super) fn read(ids: &Value) -> Self {
        let mut read = Self::default();
        for (client, list) in ids.as_object().into_iter().flatten() {
            let list = list.as_array().into_iter().flatten();
            let list: Vec<String> = list.filter_map(Value::as_str).map(str::to_owned).collect();
            for (id, number) in list.iter().zip(1..) {
                read.slots.insert(id.clone(), format!("{client}/{number}"));
            }
            read.ids.insert(client.clone(), list);
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
        id.map_or(written, String::as_str).into()
    }

    /// The slot of an id.
    pub(super) fn slot(&self, id: &str) -> String {
        self.slots.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

impl MemberIds for Slots {
    /// The client's next id. A recording lists all that were handed out; one more is a difference,
    /// which the made-up id then shows.
    fn next_member_id(&mut self, client_id: &str, prefix: &str) -> Text {
        let count = self.handed_out.entry(client_id.to_owned()).or_default();
        *count += 1;
        let listed = self.ids.get(client_id).and_then(|ids| ids.get(*count - 1));
        let id = listed.cloned();
        id.unwrap_or_else(|| format!("{prefix}-not-handed-out-by-kafka-{count}")).into()
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
    use serde_json::json;

    #[test]
    fn slots_stand_for_the_ids_that_were_handed_out() {
        let mut slots = Slots::read(&json!({"c1": ["c1-a", "c1-b"]}));
        assert_eq!(&*slots.id("c1/2"), "c1-b");
        assert_eq!(&*slots.id("c1/3"), "c1/3", "a literal");
        assert_eq!(&*slots.id("ghost"), "ghost");
        assert_eq!(slots.slot("c1-a"), "c1/1");
        assert_eq!(&*slots.next_member_id("c1", "c1"), "c1-a");
        assert_eq!(&*slots.next_member_id("c1", "c1"), "c1-b");
    }
}
