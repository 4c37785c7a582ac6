//! The initial delay of an empty group, and what cuts it short.

use super::bench::{Bench, join_request, joined};
use crate::coordinator::Group;
use crate::coordinator::classic::ClassicGroupState as State;
use crate::protocol::Request;
use crate::quantity::{Millis, Text};

/// A delay of 100 s in which `c` joins and `d` is given an id that it never uses.
fn one_joined_one_pending() -> (Bench, Text) {
    let mut bench = Bench::new();
    bench.config.group_initial_rebalance_delay = Millis(100_000);
    let mut request = join_request();
    request.group_instance_id = Some("i1".into());
    assert_eq!(bench.ask("c", Request::JoinGroup(request)), None, "parked");
    let mut request = join_request();
    request.session_timeout_ms = Millis(6_000);
    let pending = joined(bench.ask("d", Request::JoinGroup(request))).member_id;
    (bench, pending)
}

fn state(bench: &Bench) -> State {
    let Some(Group::Classic(group)) = bench.shard.group("g") else { panic!("it is there") };
    group.state()
}

#[test]
fn the_last_pending_id_that_expires_ends_the_delay() {
    let (mut bench, pending) = one_joined_one_pending();
    assert!(bench.shard.session_deadline("g", &pending).is_some());
    bench.advance(Millis(5_999));
    assert_eq!(state(&bench), State::PreparingRebalance);
    bench.advance(Millis(1));
    assert_eq!(state(&bench), State::CompletingRebalance, "not after 100 s only");
    assert_eq!(bench.shard.join_deadline("g"), None);
    assert!(bench.shard.sync_deadline("g").is_some());
}

#[test]
fn a_member_that_joins_during_the_delay_makes_it_longer_and_is_not_waited_for_at_once() {
    let (mut bench, pending) = one_joined_one_pending();
    let mut request = join_request();
    request.member_id = pending;
    assert_eq!(bench.ask("d", Request::JoinGroup(request)), None, "parked");
    assert_eq!(state(&bench), State::PreparingRebalance, "all have joined, and yet");
    bench.advance(Millis(100_000));
    assert_eq!(state(&bench), State::PreparingRebalance);
    bench.advance(Millis(100_000));
    assert_eq!(state(&bench), State::CompletingRebalance);
}
