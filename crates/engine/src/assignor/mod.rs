//! The assignors of the classic protocol: who gets which partition, decided by the group's leader.
//!
//! Source: `clients/…/consumer/ConsumerPartitionAssignor.java`.

/// One of Kafka's assignors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignor {
    /// The name that members vote for.
    pub name: &'static str,
    /// The Java class, as `partition.assignment.strategy` names it.
    pub class: &'static str,
}

/// Every assignor there is.
pub const ASSIGNORS: [Assignor; 4] = [
    Assignor { name: "range", class: "org.apache.kafka.clients.consumer.RangeAssignor" },
    Assignor { name: "roundrobin", class: "org.apache.kafka.clients.consumer.RoundRobinAssignor" },
    Assignor { name: "sticky", class: "org.apache.kafka.clients.consumer.StickyAssignor" },
    Assignor {
        name: "cooperative-sticky",
        class: "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    },
];

/// The assignor of that Java class.
#[must_use]
pub fn find_class(class: &str) -> Option<&'static Assignor> {
    ASSIGNORS.iter().find(|assignor| assignor.class == class)
}
