//! Requests that concern many groups: each coordinator is asked once about all of its own.
//!
//! Source: `GroupCoordinatorService#listGroups`, `#describeGroups`, `#deleteGroups`.

use crate::broker::cluster::Cluster;
use crate::broker::coordinate::not_coordinator;
use crate::broker::{Broker, BrokerIo, Peer};
use crate::error::ErrorCode;
use crate::protocol::group::{
    DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse,
    ListGroupsRequest, ListGroupsResponse,
};
use crate::protocol::{Request, Response};
use crate::quantity::{PartitionId, Text};
use alloc::vec::Vec;

impl Broker {
    pub(super) fn list_groups(
        &mut self,
        peer: &Peer,
        request: &ListGroupsRequest,
        io: &mut BrokerIo<'_>,
    ) -> ListGroupsResponse {
        let partitions: Vec<PartitionId> = self.shards.keys().copied().collect();
        let mut groups = Vec::new();
        for partition in partitions {
            let request = Request::ListGroups(request.clone());
            if let Some(Response::ListGroups(answer)) =
                self.ask_at_once(partition, peer, &request, io)
            {
                groups.extend(answer.groups);
            }
        }
        ListGroupsResponse { error_code: None, groups }
    }

    pub(super) fn describe_groups(
        &mut self,
        peer: &Peer,
        request: &DescribeGroupsRequest,
        io: &mut BrokerIo<'_>,
    ) -> DescribeGroupsResponse {
        let mut groups = Vec::new();
        for (home, asked) in self.by_home(&request.groups, io.cluster) {
            let part = DescribeGroupsRequest { version: request.version, groups: asked };
            let answer = home.and_then(|home| {
                self.ask_at_once(home, peer, &Request::DescribeGroups(part.clone()), io)
            });
            let answer = answer.or_else(|| not_coordinator(&Request::DescribeGroups(part)));
            if let Some(Response::DescribeGroups(answer)) = answer {
                groups.extend(answer.groups);
            }
        }
        DescribeGroupsResponse { groups }
    }

    pub(super) fn delete_groups(
        &mut self,
        peer: &Peer,
        request: &DeleteGroupsRequest,
        io: &mut BrokerIo<'_>,
    ) -> DeleteGroupsResponse {
        let mut results = Vec::new();
        for (home, asked) in self.by_home(&request.groups_names, io.cluster) {
            let part = Request::DeleteGroups(DeleteGroupsRequest { groups_names: asked.clone() });
            let answer = home.and_then(|home| self.ask_at_once(home, peer, &part, io));
            if let Some(Response::DeleteGroups(answer)) = answer {
                results.extend(answer.results);
            } else {
                let refusal = Some(ErrorCode::NotCoordinator);
                results.extend(asked.into_iter().map(|group| (group, refusal)));
            }
        }
        DeleteGroupsResponse { results }
    }

    /// The groups that each coordinator of this broker is asked about, in the order of their first
    /// mention; `None`: those of other brokers.
    fn by_home(&self, groups: &[Text], cluster: &Cluster) -> Vec<(Option<PartitionId>, Vec<Text>)> {
        let mut homes: Vec<(Option<PartitionId>, Vec<Text>)> = Vec::new();
        for group in groups {
            let home = self.home_of(group, cluster);
            match homes.iter_mut().find(|(known, _)| *known == home) {
                Some((_, asked)) => asked.push(group.clone()),
                None => homes.push((home, alloc::vec![group.clone()])),
            }
        }
        homes
    }
}
