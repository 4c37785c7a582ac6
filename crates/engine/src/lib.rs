//! A deterministic, in-memory model of an Apache Kafka 4.3.1 cluster and its clients.
//!
//! Nothing here reads a clock, a file, entropy or a hash map's order: time, seed and deadlines are
//! fields of the [`World`](world::World), and [`World::execute`](world::World::execute) is the only
//! way to change one. The crate is `no_std`, so there is no clock to be misused.

#![no_std]
#![deny(clippy::float_arithmetic)]

extern crate alloc;

pub mod accumulator;
pub mod assignor;
pub mod broker;
pub mod client;
pub mod command;
pub mod config;
pub mod coordinator;
pub mod error;
pub mod event;
pub mod genesis;
pub mod java;
pub mod log;
pub mod names;
pub mod partitioner;
pub mod protocol;
pub mod quantity;
pub mod random;
pub mod rejection;
pub mod sort;
pub mod sorted;
pub mod timers;
pub mod world;
