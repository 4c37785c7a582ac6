//! The largest world there may be, and as many clones of it as a long session keeps: how much
//! memory they take is read from outside.
//!
//! `cargo xtask bench` compiles this to WebAssembly and calls `main` twice: the first call makes the
//! world, the second one the clones. What was made stays between the calls.

use std::cell::RefCell;
use std::process::ExitCode;

use engine::command::{Clock, Command, Lab, LogOp};
use engine::genesis::{Genesis, GenesisTopic};
use engine::log::batch::{NewBatch, NewRecord};
use engine::quantity::{Bytes, Millis, TopicPartition};
use engine::world::World;
use engine::world::limits::{PARTITIONS, RECORD_BYTES, RECORDS};

/// A session keeps a few hundred; this is far more than it will.
const CLONES: i32 = 1_500;
/// Records of one batch: few, so that there are many batches.
const BATCH: u64 = 10;

thread_local! {
    static KEPT: RefCell<Vec<World>> = const { RefCell::new(Vec::new()) };
}

fn main() -> ExitCode {
    KEPT.with_borrow_mut(|kept| match kept.last().cloned() {
        None => kept.push(full_world()),
        Some(world) => kept.extend(clones(world)),
    });
    ExitCode::SUCCESS
}

/// As many records and bytes as there may be, but for those of the clones.
fn full_world() -> World {
    let partitions = i32::try_from(PARTITIONS).expect("the limit is small");
    let topic = GenesisTopic { name: "big".into(), id: None, partitions, config: Vec::new() };
    let genesis = Genesis { topics: vec![topic], ..Genesis::default() };
    let mut world = World::new(genesis).expect("it is within the limits");
    for batch in 0..RECORDS / BATCH - u64::from(CLONES.unsigned_abs()) {
        let number = i32::try_from(batch % PARTITIONS.unsigned_abs()).expect("it is small");
        append(&mut world, number, BATCH);
    }
    world
}

/// Clones of a world that goes on: between two of them there is a record and a second.
fn clones(mut world: World) -> impl Iterator<Item = World> {
    (0..CLONES).map(move |number| {
        append(&mut world, number % 256, 1);
        let second = Command::Clock(Clock::Advance(Millis(1_000)));
        world.execute(&second).expect("time passes");
        world.clone()
    })
}

fn append(world: &mut World, partition: i32, records: u64) {
    let bytes = usize::try_from(RECORD_BYTES / RECORDS).expect("a record is small") - 1;
    let value = || Some(Bytes::from(vec![b'v'; bytes]));
    let timestamp = world.now().0;
    let new = || NewRecord { value: value(), timestamp, ..NewRecord::default() };
    let records = (0..records).map(|_| new()).collect();
    let op = LogOp::append(NewBatch { records, producer: None, transactional: false });
    let partition = TopicPartition::new("big", partition);
    world.execute(&Command::Lab(Lab::Log { partition, op })).expect("there is room");
}
