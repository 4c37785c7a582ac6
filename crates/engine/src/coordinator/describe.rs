//! DescribeGroups and ListGroups: what an administrator sees of the groups.
//!
//! Source: `GroupMetadataManager#describeGroups`, `#listGroups`; KIP-518, KIP-848, KIP-1043.

use super::classic::{ClassicGroup, ClassicGroupState as State, ClassicMember};
use super::shard::{Group, Shard};
use crate::error::ErrorCode;
use crate::protocol::group::{
    DescribeGroupsRequest, DescribeGroupsResponse, DescribedGroup, DescribedGroupMember,
    ListGroupsRequest, ListGroupsResponse, ListedGroup,
};
use crate::quantity::{Bytes, Text};
use alloc::format;
use alloc::vec::Vec;

/// From this version on a group that is not there is an error, not only Dead (KIP-1043).
const KNOWS_GROUP_ID_NOT_FOUND: i16 = 6;

impl Shard {
    /// In the order of the request.
    pub(super) fn describe_groups(
        &self,
        request: &DescribeGroupsRequest,
    ) -> DescribeGroupsResponse {
        let groups = request.groups.iter().map(|group_id| match self.visible_group(group_id) {
            Some(Group::Classic(group)) => describe(group),
            None => not_found(group_id, request.version),
        });
        DescribeGroupsResponse { groups: groups.collect() }
    }

    /// States and types are compared without regard to case; one that does not exist matches none.
    pub(super) fn list_groups(&self, request: &ListGroupsRequest) -> ListGroupsResponse {
        let matches = |filter: &[Text], name: &str| {
            filter.is_empty() || filter.iter().any(|asked| asked.trim().eq_ignore_ascii_case(name))
        };
        let visible = self.groups.keys().filter_map(|group_id| self.visible_group(group_id));
        let listed = visible.map(|group| match group {
            Group::Classic(group) => list(group),
        });
        let groups: Vec<ListedGroup> = listed
            .filter(|group| matches(&request.states_filter, &group.group_state))
            .filter(|group| matches(&request.types_filter, &group.group_type))
            .collect();
        ListGroupsResponse { error_code: None, groups }
    }
}

/// Outside Stable neither assignor nor metadata are told.
fn describe(group: &ClassicGroup) -> DescribedGroup {
    let protocol = group.protocol_name().filter(|_| group.state() == State::Stable);
    DescribedGroup {
        error_code: None,
        error_message: None,
        group_id: group.group_id().clone(),
        group_state: group.state().name().into(),
        protocol_type: group.protocol_type().cloned().unwrap_or_default(),
        protocol_data: protocol.cloned().unwrap_or_default(),
        members: group.members().map(|member| describe_member(member, protocol)).collect(),
    }
}

fn describe_member(member: &ClassicMember, protocol: Option<&Text>) -> DescribedGroupMember {
    DescribedGroupMember {
        member_id: member.member_id.clone(),
        group_instance_id: member.group_instance_id.clone(),
        client_id: member.client_id.clone(),
        client_host: member.client_host.clone(),
        member_metadata: protocol
            .map_or_else(|| Bytes::from([]), |protocol| member.metadata(protocol)),
        member_assignment: member.assignment.clone(),
    }
}

fn not_found(group_id: &Text, version: i16) -> DescribedGroup {
    let is_error = version >= KNOWS_GROUP_ID_NOT_FOUND;
    DescribedGroup {
        error_code: is_error.then_some(ErrorCode::GroupIdNotFound),
        error_message: is_error.then(|| format!("Group {group_id} not found.").into()),
        group_id: group_id.clone(),
        group_state: State::Dead.name().into(),
        protocol_type: Text::default(),
        protocol_data: Text::default(),
        members: Vec::new(),
    }
}

fn list(group: &ClassicGroup) -> ListedGroup {
    ListedGroup {
        group_id: group.group_id().clone(),
        protocol_type: group.protocol_type().cloned().unwrap_or_default(),
        group_state: group.state().name().into(),
        group_type: "classic".into(),
    }
}
