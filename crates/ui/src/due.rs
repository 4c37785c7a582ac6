//! What falls due, in words: "c1's session ends".

use crate::prefs::Say;
use i18n::Words;
use i18n::page::due as words;
use session::view::{Deadline, Due};

/// Whose deadline it is and what happens then.
pub(crate) fn sentence(deadline: &Deadline, say: Say) -> String {
    say.with(what(deadline.what), &[&deadline.who])
}

const fn what(due: Due) -> Words {
    match due {
        Due::Delivery => words::DELIVERY,
        Due::CallTimeout => words::CALL_TIMEOUT,
        Due::Retry => words::RETRY,
        Due::RequestTimeout => words::REQUEST_TIMEOUT,
        Due::MetadataAge => words::METADATA_AGE,
        Due::Linger => words::LINGER,
        Due::DeliveryTimeout => words::DELIVERY_TIMEOUT,
        Due::Heartbeat => words::HEARTBEAT,
        Due::ClientSession => words::CLIENT_SESSION,
        Due::Session => words::SESSION,
        Due::PollInterval => words::POLL_INTERVAL,
        Due::AutoCommit => words::AUTO_COMMIT,
        Due::InitialRebalanceDelay => words::INITIAL_REBALANCE_DELAY,
        Due::RebalanceTimeout => words::REBALANCE_TIMEOUT,
        Due::SyncTimeout => words::SYNC_TIMEOUT,
        Due::PendingMember => words::PENDING_MEMBER,
        Due::FetchWait => words::FETCH_WAIT,
        Due::Retention => words::RETENTION,
        Due::Cleaner => words::CLEANER,
        Due::OffsetExpiry => words::OFFSET_EXPIRY,
        Due::ProducerExpiry => words::PRODUCER_EXPIRY,
        Due::Loop => words::LOOP,
        Due::Other => words::OTHER,
    }
}
