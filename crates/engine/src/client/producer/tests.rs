//! The producer in a world of its own: what becomes of `send` when its buffer is used up.

#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for one kind of event")]

use crate::command::{Call, ClientKind, Clock, Command, Fault, ProducerRecord};
use crate::event::{ClientError, Event};
use crate::genesis::{Genesis, GenesisTopic};
use crate::quantity::{Millis, PartitionId, Text};
use crate::world::World;
use alloc::vec;
use alloc::vec::Vec;

/// A producer of a topic with three partitions that lingers for a minute.
fn world(config: &[(&str, &str)]) -> World {
    let topic = GenesisTopic { name: "t".into(), id: None, partitions: 3, config: Vec::new() };
    let genesis = Genesis { topics: vec![topic], ..Genesis::default() };
    let mut world = World::new(genesis).expect("a world with one topic");
    let config = [("linger.ms", "60000")].iter().chain(config);
    let new = Command::NewClient {
        client: "p".into(),
        kind: ClientKind::Producer,
        config: config.map(|(key, value)| ((*key).into(), Some((*value).into()))).collect(),
    };
    world.execute(&new).expect("a producer may be made");
    world
}

/// Sends to a partition, and half a second later tells what has happened.
fn send(world: &mut World, partition: i32) -> Vec<Event> {
    let call = Call::Send(ProducerRecord {
        topic: "t".into(),
        partition: Some(PartitionId(partition)),
        key: None,
        value: Some([0; 20].into()),
        timestamp: None,
        headers: Vec::new(),
    });
    let send = Command::Call { client: "p".into(), call };
    let mut events = world.execute(&send).expect("there is a producer");
    events.extend(
        world.execute(&Command::Clock(Clock::Advance(Millis(500)))).expect("time may pass"),
    );
    events
}

fn has_returned(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event, Event::Returned { outcome: Ok(_), .. }))
}

fn words(error: &ClientError) -> (&str, &Text) {
    (&*error.exception, &error.message)
}

/// Two batches of 110 bytes fit, a third does not.
const TWO_BATCHES: [(&str, &str); 2] = [("buffer.memory", "220"), ("batch.size", "110")];

#[test]
fn a_send_that_waits_for_buffer_has_everything_sent() {
    let mut world = world(&TWO_BATCHES);
    for partition in 0..2 {
        assert!(has_returned(&send(&mut world, partition)));
    }
    assert_eq!(
        world
            .partition_log(&crate::quantity::TopicPartition::new("t", 0))
            .map(|log| log.log_end_offset().0),
        Some(0)
    );
    assert!(has_returned(&send(&mut world, 2)), "nobody waits for linger.ms");
}

#[test]
fn a_send_that_waits_for_buffer_too_long_fails() {
    let mut world = world(&[&TWO_BATCHES[..], &[("max.block.ms", "400")]].concat());
    for partition in 0..2 {
        assert!(has_returned(&send(&mut world, partition)));
    }
    world.execute(&Command::Fault(Fault::Cut("p".into()))).expect("there is a producer");
    let events = send(&mut world, 2);
    assert!(has_returned(&events), "the future fails, not the call");
    let told = events.iter().find_map(|event| match event {
        Event::Acknowledged { outcome: Err(error), .. } => Some(words(error)),
        _ => None,
    });
    let message = "Failed to allocate 110 bytes within the configured max blocking time 400 ms. \
                   Total memory: 220 bytes. Available memory: 0 bytes. Poolable size: 110 bytes";
    assert_eq!(told, Some(("BufferExhaustedException", &message.into())));
}

#[test]
fn a_send_throws_where_no_batch_fits_into_the_buffer() {
    let mut world = world(&[("buffer.memory", "220"), ("batch.size", "221")]);
    let events = send(&mut world, 0);
    let thrown = events.iter().find_map(|event| match event {
        Event::Returned { outcome: Err(error), .. } => Some(words(error)),
        _ => None,
    });
    let message =
        "Attempt to allocate 221 bytes, but there is a hard limit of 220 on memory allocations.";
    assert_eq!(thrown, Some(("IllegalArgumentException", &message.into())));
}
