//! Why a position or a committed offset is what it is: from what was seen, checked against what is.

use crate::session::Session;
use crate::view::Text;
use crate::view::trace::{Reason, Trace};
use engine::coordinator::OffsetAndMetadata;
use engine::event::PositionSource;
use engine::quantity::{Offset, TopicPartition};

/// Where a consumer's position comes from.
pub(super) fn position(
    session: &Session,
    client: &str,
    of: &TopicPartition,
    position: Option<i64>,
) -> Trace {
    let Some(position) = position else { return [Reason::NotAskedYet].into() };
    let process = session.world().process_of(client);
    let consumer = process.and_then(|process| process.consumer());
    let group = consumer.and_then(|consumer| consumer.group_id());
    let seen = session.stage.witness.of(client).and_then(|seen| seen.positions.get(of));
    let mut reasons = Vec::new();
    if let Some((set_to, source)) = seen {
        source_of(source, *set_to, group, &mut reasons);
        if set_to.0 != position {
            reasons.push(Reason::HandedOut { last: position - 1 });
        }
    }
    reasons.push(Reason::Position(position));
    reasons.into()
}

fn source_of(
    source: &PositionSource,
    set_to: Offset,
    group: Option<&Text>,
    reasons: &mut Vec<Reason>,
) {
    match source {
        PositionSource::Committed => {
            reasons.push(Reason::OffsetFetch { offset: Some(set_to.0) });
            if let Some(group) = group {
                reasons.push(Reason::Committed { group: group.clone(), offset: set_to.0 });
            }
        }
        PositionSource::Reset { policy, out_of_range } => {
            reasons.push(match (out_of_range, group) {
                (Some(position), _) => {
                    Reason::OutOfRange { position: position.0, log_start: None, log_end: None }
                }
                (None, Some(group)) => Reason::NothingCommitted { group: group.clone() },
                (None, None) => Reason::NoGroup,
            });
            reasons.push(Reason::ResetPolicy(policy.clone()));
            reasons.push(Reason::ListOffsets { asked: policy.clone(), offset: set_to.0 });
        }
        PositionSource::Seek => reasons.push(Reason::Seek(set_to.0)),
        PositionSource::SeekTo { beginning } => {
            let (reason, asked) = match beginning {
                true => (Reason::SeekToBeginning, "earliest"),
                false => (Reason::SeekToEnd, "latest"),
            };
            reasons.push(reason);
            reasons.push(Reason::ListOffsets { asked: asked.into(), offset: set_to.0 });
        }
        PositionSource::Polled => reasons.push(Reason::HandedOut { last: set_to.0 - 1 }),
    }
}

/// Where a group's committed offset comes from.
pub(super) fn committed(
    session: &Session,
    group: &Text,
    of: &TopicPartition,
    known: Option<&OffsetAndMetadata>,
    home: i32,
) -> Trace {
    let kept = Reason::KeptIn { partition: home };
    let Some(known) = known else {
        return [kept, Reason::NothingCommitted { group: group.clone() }].into();
    };
    let offset = known.committed_offset;
    let sent = session.stage.witness.commit(group, of).filter(|sent| sent.offset == offset);
    let by = Reason::CommittedBy {
        client: sent.map(|sent| sent.client.clone()),
        auto: sent.is_some_and(|sent| sent.auto),
        at: known.commit_timestamp.0,
    };
    [by, kept, Reason::Committed { group: group.clone(), offset }].into()
}
