//! Draws the tapes: each partition's numbers, the cells in the window, and the marks on it.

use super::{Scene, config, group, name, text};
use crate::session::Session;
use crate::view::partition::{
    Cell, CellKind, Choice, ClientLag, Committed, LagEnd, Mark, Marker, Partition, Position,
    Preview, Processed, RecordPreview, Segment, Topic, TransactionState, Window,
};
use crate::view::trace::{Reason, Trace};
use crate::view::viewport::{From, TopicWindow};
use crate::view::{Text, Viewport};
use engine::config::ConsumerConfig;
use engine::coordinator::{Group, Shard};
use engine::log::PartitionLog;
use engine::log::batch::{Batch, ControlType, Record};
use engine::names::GROUP_METADATA_TOPIC;
use engine::protocol::data::IsolationLevel;
use engine::quantity::{Offset, TopicPartition};
use engine::sort::sort_by;
use engine::sorted::SortedMap;
use engine::world::ledger::Account;
use std::rc::Rc;

/// The most cells of one tape.
const CELLS_MAX: usize = 4_096;

/// The topics in the viewport, by name.
pub(super) fn topics(scene: &Scene<'_>, viewport: &Viewport) -> Rc<[Rc<Topic>]> {
    let world = scene.session.world();
    let shown = world.cluster().topics().filter(|(_, topic)| viewport.internal || !topic.internal);
    let windows: Vec<_> = shown
        .map(|(topic_name, topic)| {
            let window = viewport.topics.get(topic_name).unwrap_or(&viewport.default);
            (topic_name, topic, window)
        })
        .collect();
    let wanted = windows.iter().map(|(_, topic, window)| (topic.partitions.len(), *window));
    let lanes = viewport.cells_max.map_or(usize::MAX, |cells| lanes(wanted, cells));
    let topics = windows.iter().map(|&(topic_name, topic, window)| {
        let count = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
        let first = window.first.clamp(0, count);
        let numbers = (first..count).take(window.partitions.min(lanes));
        let partitions = numbers.filter_map(|number| {
            let of = TopicPartition::new(topic_name.clone(), number);
            let previewed = viewport.previewed.contains(&name(&of));
            partition(scene, &of, window, previewed).map(Rc::new)
        });
        Rc::new(Topic {
            name: topic_name.clone(),
            id: topic.id.text().into(),
            internal: topic.internal,
            partition_count: count,
            config: config::of_topic(scene.session, topic_name, &topic.config).into(),
            partitions: partitions.collect(),
        })
    });
    topics.collect()
}

/// How many partitions a topic may show so that all tapes have at most so many cells: the same
/// number for all, whatever small topics leave goes to large ones.
fn lanes<'v>(
    wanted: impl Iterator<Item = (usize, &'v TopicWindow)> + Clone,
    cells_max: usize,
) -> usize {
    let most = wanted.clone().map(|(count, window)| count.min(window.partitions)).max();
    let cells = |lanes: usize| -> usize {
        let lanes = wanted.clone().map(|(count, window)| {
            count.min(window.partitions).min(lanes).saturating_mul(window.cells)
        });
        lanes.sum()
    };
    (1..=most.unwrap_or(1)).rev().find(|&lanes| cells(lanes) <= cells_max).unwrap_or(1)
}

fn partition(
    scene: &Scene<'_>,
    of: &TopicPartition,
    window: &TopicWindow,
    previewed: bool,
) -> Option<Partition> {
    let world = scene.session.world();
    let image = world.cluster().partition(of)?;
    // A partition without a leader is drawn from any copy: the log is there, nobody serves it.
    let log =
        world.partition_log(of).or_else(|| world.brokers().find_map(|broker| broker.log(of)))?;
    let at = &scene.positions;
    let positions: Vec<Position> =
        at.iter().filter(|(place, _)| place == of).map(|(_, position)| position.clone()).collect();
    let committed = committed(scene, of, log, &positions);
    let marks = positions.iter().filter_map(|position| position.position);
    let marks = marks.chain(committed.iter().filter_map(|committed| committed.offset)).min();
    Some(Partition {
        name: name(of),
        leader: image.leader.map(|leader| leader.0),
        leader_epoch: image.leader_epoch,
        replicas: image.replicas.iter().map(|id| id.0).collect(),
        isr: image.isr.iter().map(|id| id.0).collect(),
        log_start: log_start(log),
        last_stable: last_stable(log),
        high_watermark: Mark {
            offset: log.high_watermark().0,
            why: [
                Reason::SmallestLogEnd { replicas: image.isr.len() },
                Reason::HighWatermark(log.high_watermark().0),
            ]
            .into(),
        },
        log_end: log_end(log),
        segments: log
            .segments()
            .map(|segment| Segment {
                base: segment.base.0,
                end: segment.next.0,
                bytes: segment.bytes,
                max_timestamp: segment.largest_timestamp.unwrap_or(-1),
                modified: segment.modified.0,
                active: segment.active,
            })
            .collect(),
        work: previewed.then(|| Rc::new(super::log::work(log, world.now()))),
        window: cells(scene, of, log, (window.from(of.partition.0), window.cells, marks)),
        positions: positions.into(),
        committed: committed.into(),
    })
}

fn log_start(log: &PartitionLog) -> Mark {
    let offset = log.log_start_offset().0;
    let why = if offset == 0 { Reason::NothingDeleted } else { Reason::DeletedBefore(offset) };
    Mark { offset, why: [why].into() }
}

fn last_stable(log: &PartitionLog) -> Mark {
    let offset = log.bound(engine::log::Bound::LastStable).0;
    let open = log.producers().filter_map(|producer| producer.transaction_start).min();
    let why: Trace = match open {
        Some(start) => [Reason::OpenTransactionAt(start.0), Reason::LastStable(offset)].into(),
        None => [Reason::NoOpenTransaction, Reason::HighWatermark(log.high_watermark().0)].into(),
    };
    Mark { offset, why }
}

fn log_end(log: &PartitionLog) -> Mark {
    let offset = log.log_end_offset().0;
    let why = if offset == 0 { Reason::NothingAppended } else { Reason::LastAppended(offset - 1) };
    Mark { offset, why: [why, Reason::LogEnd(offset)].into() }
}

fn cells(
    scene: &Scene<'_>,
    of: &TopicPartition,
    log: &PartitionLog,
    (from, count, marks): (From, usize, Option<i64>),
) -> Window {
    let count = i64::try_from(count.min(CELLS_MAX)).unwrap_or(0);
    let (start, end) = (log.log_start_offset().0, log.log_end_offset().0);
    let wall = (start - 1).max(0);
    let at_end = (end - count).max(wall);
    let from = match from {
        From::End => at_end,
        From::Start => wall,
        From::Marks => marks.map_or(at_end, |mark| (mark - 2).clamp(wall, at_end.max(wall))),
        From::Offset(offset) => offset.clamp(0, end),
    };
    let until = (from + count).min(end);
    let tape = Tape::new(scene, of, log);
    let mut records = log.records_from(Offset(from)).peekable();
    let cells = (from..until).map(|offset| {
        let here = records.next_if(|(_, record)| record.offset.0 == offset);
        tape.cell(offset, here)
    });
    Window { from, cells: cells.collect(), more_before: from > 0, more_after: until < end }
}

/// What the cells of one tape have in common.
struct Tape<'s> {
    scene: &'s Scene<'s>,
    of: &'s TopicPartition,
    log: &'s PartitionLog,
    accounts: Vec<&'s Account>,
    choices: SortedMap<i64, Rc<Choice>>,
    /// By producer: where its open transaction began.
    open: SortedMap<i64, Offset>,
}

impl<'s> Tape<'s> {
    fn new(scene: &'s Scene<'s>, of: &'s TopicPartition, log: &'s PartitionLog) -> Self {
        let accounts = scene.session.world().ledger().accounts();
        let choices = scene.session.stage.witness.choices(of);
        let open = log.producers().filter_map(|it| Some((it.producer_id, it.transaction_start?)));
        Self {
            scene,
            of,
            log,
            accounts: accounts.filter(|(_, at)| *at == of).map(|(account, _)| account).collect(),
            choices: choices
                .map(|(offset, why)| (offset.0, Rc::new(text::choice(why, of.partition))))
                .collect(),
            open: open.collect(),
        }
    }

    fn cell(&self, offset: i64, here: Option<(&Rc<Batch>, &Record)>) -> Cell {
        let deleted = offset < self.log.log_start_offset().0;
        let batch = here.map(|(batch, _)| batch);
        let kind = match here {
            _ if deleted => CellKind::Deleted,
            None => CellKind::Hole,
            Some((batch, record)) => match batch.control {
                Some(ControlType::Abort) => CellKind::Control(Marker::Abort),
                Some(ControlType::Commit) => CellKind::Control(Marker::Commit),
                None => CellKind::Record(self.preview(batch, record)),
            },
        };
        Cell {
            offset,
            kind,
            batch_begins: batch.is_some_and(|batch| batch.base_offset.0 == offset),
            batch_ends: batch.is_some_and(|batch| batch.last_offset.0 == offset),
            transaction: batch.and_then(|batch| self.transaction(batch)),
            beyond_high_watermark: offset >= self.log.high_watermark().0,
            processed: self.processed(offset),
        }
    }

    fn preview(&self, batch: &Batch, record: &Record) -> RecordPreview {
        let stamped = match batch.timestamp_type {
            engine::log::batch::TimestampType::CreateTime => record.timestamp,
            engine::log::batch::TimestampType::LogAppendTime => batch.max_timestamp,
        };
        let mut key = record.key.as_deref().map(text::preview);
        let mut value = record.value.as_deref().map(text::preview);
        if *self.of.topic == *GROUP_METADATA_TOPIC {
            let bytes = record.key.as_deref().unwrap_or_default();
            let words = super::coordinator_record::words(bytes, record.value.as_deref());
            if let Some((of_key, of_value)) = words {
                in_words(&mut key, Some(of_key));
                in_words(&mut value, of_value);
            }
        }
        RecordPreview {
            key,
            value,
            timestamp: stamped,
            headers: record.headers.len(),
            chosen: self.choices.get(&record.offset.0).cloned(),
        }
    }

    /// How the transaction of a batch ended: by the next marker of its producer.
    fn transaction(&self, batch: &Batch) -> Option<TransactionState> {
        let producer = batch.producer.filter(|_| batch.transactional && batch.control.is_none())?;
        let id = producer.producer_id;
        if self.open.get(&id).is_some_and(|start| *start <= batch.base_offset) {
            return Some(TransactionState::Open);
        }
        let mut later = self.log.records_from(batch.last_offset.next());
        let marker = later.find_map(|(batch, _)| {
            let same = batch.producer.is_some_and(|producer| producer.producer_id == id);
            batch.control.filter(|_| same)
        });
        Some(match marker {
            Some(ControlType::Abort) => TransactionState::Aborted,
            Some(ControlType::Commit) | None => TransactionState::Committed,
        })
    }

    fn processed(&self, offset: i64) -> Rc<[Processed]> {
        let ledger = self.scene.session.world().ledger();
        let times = self.accounts.iter().filter_map(|account| {
            let times = ledger.entries(account, self.of, Offset(offset)).len();
            let times = u32::try_from(times).ok().filter(|&times| times > 0)?;
            Some(Processed { group: super::ledger::name(account), times })
        });
        times.collect()
    }
}

/// Tells bytes in words where there are any; the shape stays that of the bytes.
fn in_words(preview: &mut Option<Preview>, words: Option<Text>) {
    if let (Some(preview), Some(text)) = (preview, words) {
        (preview.text, preview.cut) = (text, false);
    }
}

/// Where every live consumer stands.
pub(super) fn positions(session: &Session) -> Vec<(TopicPartition, Position)> {
    let world = session.world();
    let mut positions = Vec::new();
    for (client, process) in world.processes().filter(|(_, it)| super::client::lives(it)) {
        let Some(consumer) = process.consumer() else { continue };
        let owned = owned(session, consumer.group_id(), &consumer.generation().member_id);
        for (of, state) in consumer.subscriptions().partitions() {
            let position = consumer.position(of).map(|position| position.0);
            let log = world.partition_log(of);
            let lag = position
                .zip(log)
                .map(|(position, log)| client_lag(consumer.config(), log, position));
            let manual = !consumer.is_subscribed();
            positions.push((
                of.clone(),
                Position {
                    client: client.clone(),
                    group: consumer.group_id().cloned(),
                    position,
                    paused: state.paused,
                    believed_only: !manual && !owned.contains(of),
                    client_lag: lag,
                    why: super::why::position(session, client, of, position),
                },
            ));
        }
    }
    positions
}

/// What the coordinator has given to a member.
fn owned(session: &Session, group: Option<&Text>, member_id: &str) -> Vec<TopicPartition> {
    let shard = group.and_then(|group| Some((group, session.world().coordinator_of(group)?.2)));
    let known = shard.and_then(|(group, shard)| shard.group(group));
    let member = known.and_then(|Group::Classic(group)| group.member(member_id));
    member.map(group::assigned).unwrap_or_default()
}

fn client_lag(config: &ConsumerConfig, log: &PartitionLog, position: i64) -> ClientLag {
    let (until, end) = match config.isolation_level() {
        IsolationLevel::ReadCommitted => {
            (LagEnd::LastStable, log.bound(engine::log::Bound::LastStable).0)
        }
        IsolationLevel::ReadUncommitted => (LagEnd::HighWatermark, log.high_watermark().0),
    };
    let from = match until {
        LagEnd::LastStable => Reason::LastStable(end),
        LagEnd::HighWatermark => Reason::HighWatermark(end),
    };
    let difference = Reason::Difference { from: end, less: position };
    let why = [from, Reason::Position(position), difference].into();
    ClientLag { lag: end.saturating_sub(position), until, why }
}

/// What every group has committed here; a group that reads here and has not committed is there too.
fn committed(
    scene: &Scene<'_>,
    of: &TopicPartition,
    log: &PartitionLog,
    positions: &[Position],
) -> Vec<Committed> {
    let brokers = scene.session.world().brokers();
    let shards = brokers.flat_map(|broker| broker.coordinators());
    let mut all: Vec<Committed> = shards
        .flat_map(|(home, shard)| {
            let groups = shard.groups();
            groups.filter_map(move |(id, _)| {
                let reads = positions.iter().any(|position| position.group.as_ref() == Some(id));
                one_committed(scene, (id, home.0, shard), of, log, reads)
            })
        })
        .collect();
    sort_by(&mut all, |left, right| left.group.cmp(&right.group));
    all
}

fn one_committed(
    scene: &Scene<'_>,
    (id, home, shard): (&Text, i32, &Shard),
    of: &TopicPartition,
    log: &PartitionLog,
    reads: bool,
) -> Option<Committed> {
    let known = shard.committed(id, &of.topic, of.partition);
    let mut waiting = shard.pending_offsets(id);
    let pending = waiting.any(|it| *it.topic == of.topic && it.partition == of.partition);
    if known.is_none() && !reads && !pending {
        return None;
    }
    let offset = known.map(|known| known.committed_offset);
    let end = log.high_watermark().0;
    Some(Committed {
        group: id.clone(),
        offset,
        metadata: known.map_or_else(|| "".into(), |known| known.metadata.clone()),
        at: known.map(|known| known.commit_timestamp.0),
        pending,
        lag: offset.map(|offset| end.saturating_sub(offset)),
        why: super::why::committed(scene.session, id, of, known, home),
        why_lag: match offset {
            Some(offset) => [
                Reason::HighWatermark(end),
                Reason::Committed { group: id.clone(), offset },
                Reason::Difference { from: end, less: offset },
            ]
            .into(),
            None => [Reason::NothingCommitted { group: id.clone() }].into(),
        },
    })
}
