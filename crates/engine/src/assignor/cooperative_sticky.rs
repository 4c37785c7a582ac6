//! Cooperative sticky: as sticky, but what must move is first given to nobody.
//!
//! The member that has it gives it up after this generation and rejoins; the next one gets it then.
//!
//! Source: `clients/…/consumer/CooperativeStickyAssignor.java`; KIP-429.

use super::balance::{MemberData, balance};
use super::{Assignor, Group, Member, Memory, NO_GENERATION, Placed, RebalanceProtocol};
use alloc::vec::Vec;

pub(super) const COOPERATIVE_STICKY: Assignor = Assignor {
    name: "cooperative-sticky",
    class: "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    protocols: &[RebalanceProtocol::Cooperative, RebalanceProtocol::Eager],
    place,
    user_data: |memory: &Memory| Some(memory.generation.to_be_bytes().as_slice().into()),
};

fn place(group: &Group<'_>) -> Placed {
    let data: Vec<MemberData> = group.members.iter().map(|member| member_data(member)).collect();
    let mut balanced = balance(group, &data)?;
    balanced.withhold_what_moves();
    Ok(balanced.lists())
}

/// The subscription says what the member owns; the user data knows the generation if that does not.
fn member_data(member: &Member) -> MemberData {
    let remembered = || {
        let bytes = member.user_data.as_deref()?;
        let four = bytes.first_chunk::<4>();
        Some(four.map_or(NO_GENERATION, |four| i32::from_be_bytes(*four)))
    };
    let generation = member.generation.or_else(remembered);
    MemberData { partitions: member.owned.clone(), generation }
}
