//! Names what falls due: whose, and what happens then.

use crate::session::Session;
use crate::view::{Deadline, Due, Text};
use engine::client::ClientTimer;
use engine::coordinator::{Group, Shard, TimeoutOperation, TimerKey};
use engine::world::deadline::{
    BrokerTimer, Deadline as EngineDeadline, DeadlineOf, Due as EngineDue,
};

/// The page's form of a deadline.
pub(super) fn deadline(session: &Session, of: &EngineDeadline) -> Deadline {
    let world = session.world();
    let (who, what) = match &of.what {
        DeadlineOf::World(due) => of_world(session, due),
        DeadlineOf::Coordinator { broker, partition, timer } => {
            let broker = world.brokers().find(|known| known.id == *broker);
            let mut shards = broker.into_iter().flat_map(|broker| broker.coordinators());
            let shard = shards.find(|(number, _)| number == partition).map(|(_, shard)| shard);
            of_coordinator(session, shard, timer)
        }
    };
    Deadline { who, what, at: of.at.0 }
}

fn of_world(session: &Session, due: &EngineDue) -> (Text, Due) {
    match due {
        EngineDue::Arrival(message) => {
            let message = session.world().network().message(*message);
            let client = message.map(|message| message.connection.client.clone());
            (client.unwrap_or_else(|| "".into()), Due::Delivery)
        }
        EngineDue::Client(client, timer) => (client.clone(), of_client(*timer)),
        EngineDue::Loop(client) => (client.clone(), Due::Loop),
        EngineDue::Broker(broker, timer) => {
            let what = match timer {
                BrokerTimer::FetchWait(_) => Due::FetchWait,
                BrokerTimer::Retention => Due::Retention,
                BrokerTimer::Cleaner => Due::Cleaner,
                BrokerTimer::ProducerExpiry => Due::ProducerExpiry,
            };
            (broker.to_string().into(), what)
        }
    }
}

const fn of_client(timer: ClientTimer) -> Due {
    match timer {
        ClientTimer::CallTimeout | ClientTimer::CommitTimeout => Due::CallTimeout,
        ClientTimer::Backoff | ClientTimer::CoordinatorBackoff | ClientTimer::ResetBackoff => {
            Due::Retry
        }
        ClientTimer::RequestTimeout(_) => Due::RequestTimeout,
        ClientTimer::MetadataAge => Due::MetadataAge,
        ClientTimer::Linger => Due::Linger,
        ClientTimer::Delivery => Due::DeliveryTimeout,
        ClientTimer::Heartbeat => Due::Heartbeat,
        ClientTimer::ClientSession => Due::ClientSession,
        ClientTimer::PollInterval => Due::PollInterval,
        ClientTimer::AutoCommit => Due::AutoCommit,
    }
}

/// The name and kind of one of the coordinator's timers.
pub(super) fn of_coordinator(
    session: &Session,
    shard: Option<&Shard>,
    timer: &TimerKey,
) -> (Text, Due) {
    match timer {
        TimerKey::Heartbeat { group_id, member_id } => {
            let pending = shard.and_then(|shard| shard.group(group_id)).is_some_and(|group| {
                let Group::Classic(group) = group;
                group.pending_members().any(|pending| pending == member_id)
            });
            let client = super::client::of_member(session, member_id);
            let who = client.unwrap_or_else(|| member_id.clone());
            (who, if pending { Due::PendingMember } else { Due::Session })
        }
        TimerKey::Join(group) => {
            let timer = shard.and_then(|shard| shard.timer(timer));
            let initial = timer.is_some_and(|timer| {
                matches!(timer.operation, TimeoutOperation::CompleteInitialRebalance { .. })
            });
            let what = if initial { Due::InitialRebalanceDelay } else { Due::RebalanceTimeout };
            (group.clone(), what)
        }
        TimerKey::Sync(group) => (group.clone(), Due::SyncTimeout),
        TimerKey::ExpireOffsets => ("__consumer_offsets".into(), Due::OffsetExpiry),
    }
}
