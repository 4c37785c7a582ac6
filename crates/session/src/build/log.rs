//! Asks a log what retention and the cleaner would do to it now.

use crate::view::log::{CleanerWork, DoomReason, Doomed, HeldBy, LogWork, RetentionWork};
use engine::log::cleaner::CleanerPlan;
use engine::log::retention::{DeletedSegment, DeletionReason};
use engine::log::{Bound, PartitionLog};
use engine::quantity::Time;
use std::rc::Rc;

/// The previews of one log. The cleaner's reads the whole log.
pub(super) fn work(log: &PartitionLog, now: Time) -> LogWork {
    let config = log.config();
    LogWork {
        retention: RetentionWork {
            deletes: config.cleanup_policy.delete,
            compacts: config.cleanup_policy.compact,
            retention_ms: config.retention_ms.0,
            retention_bytes: config.retention_bytes,
            bytes: log.size(),
            doomed: doomed(&log.retention_preview(now)),
        },
        cleaner: log.cleaner_plan(now).map(|plan| cleaner(log, &plan, now)),
    }
}

fn cleaner(log: &PartitionLog, plan: &CleanerPlan, now: Time) -> CleanerWork {
    let (round, removed) = log.clean_preview(now);
    let active = log.segments().find(|segment| segment.active).map(|segment| segment.base);
    let stable = log.bound(Bound::LastStable);
    let held_by = if Some(plan.bound) >= active {
        HeldBy::Active
    } else if plan.bound == stable {
        HeldBy::LastStable
    } else {
        HeldBy::MinLag
    };
    CleanerWork {
        due: plan.due,
        first_dirty: plan.first_dirty.0,
        until: plan.first_uncleanable.0,
        held_by,
        clean_bytes: plan.clean_bytes,
        dirty_bytes: plan.cleanable_bytes,
        removed: removed.into_iter().map(|offset| offset.0).collect(),
        doomed: doomed(&round.deleted),
    }
}

fn doomed(deleted: &[DeletedSegment]) -> Rc<[Doomed]> {
    let one = |segment: &DeletedSegment| Doomed {
        base: segment.base.0,
        why: match segment.reason {
            DeletionReason::LogStart => DoomReason::LogStart,
            DeletionReason::RetentionSize => DoomReason::Size,
            DeletionReason::RetentionTime => DoomReason::Time,
            DeletionReason::ModificationTime => DoomReason::WrittenLongAgo,
        },
    };
    deleted.iter().map(one).collect()
}
