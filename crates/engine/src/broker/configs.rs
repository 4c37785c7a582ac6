//! Settings of topics and groups at run time.
//!
//! Source: `ConfigurationControlManager`. A topic's logs follow at once. Broker settings cannot be
//! changed while the world runs: they stand in its genesis.

use crate::broker::cluster::Cluster;
use crate::broker::topics::check_config;
use crate::broker::{Broker, BrokerIo};
use crate::command::Properties;
use crate::error::ErrorCode;
use crate::protocol::admin::{
    ConfigResource, DescribeConfigsRequest, DescribeConfigsResponse, DescribedConfig,
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse,
};
use crate::quantity::Text;
use alloc::format;
use alloc::rc::Rc;
use alloc::vec::Vec;

type Refused = (ErrorCode, Text);

impl Broker {
    pub(super) fn alter_configs(
        &mut self,
        request: &IncrementalAlterConfigsRequest,
        io: &mut BrokerIo<'_>,
    ) -> IncrementalAlterConfigsResponse {
        let mut responses = Vec::new();
        for (resource, changes) in &request.resources {
            let changed = match resource {
                ConfigResource::Topic(name) => {
                    self.alter_topic(name, changes, request.validate_only, io)
                }
                ConfigResource::Group(group) => {
                    let present = io.cluster.group_configs.entry(group.clone()).or_default();
                    *present = changed(present, changes);
                    Ok(())
                }
                ConfigResource::Broker(_) => Err((
                    ErrorCode::InvalidRequest,
                    "This model takes broker configs from its genesis alone.".into(),
                )),
            };
            let (code, text) = changed.err().map_or((None, None), |(c, t)| (Some(c), Some(t)));
            responses.push((resource.clone(), code, text));
        }
        IncrementalAlterConfigsResponse { responses }
    }

    fn alter_topic(
        &mut self,
        name: &Text,
        changes: &Properties,
        validate_only: bool,
        io: &mut BrokerIo<'_>,
    ) -> Result<(), Refused> {
        let present = io.cluster.topic(name).map(|topic| topic.config.clone());
        let config = changed(&present.unwrap_or_default(), changes);
        check_config(&config).map_err(|(code, text)| (code, text.into()))?;
        let Some(topic) = io.cluster.topic_mut(name) else {
            let text = format!("The topic '{name}' does not exist.");
            return Err((ErrorCode::UnknownTopicOrPartition, text.into()));
        };
        if validate_only {
            return Ok(());
        }
        topic.config = config;
        self.reconfigure_logs(name, io);
        Ok(())
    }

    fn reconfigure_logs(&mut self, name: &Text, io: &mut BrokerIo<'_>) {
        let Some(topic) = io.cluster.topic(name) else { return };
        let config = io.cluster.log_config(&topic.config);
        for of in io.cluster.partitions_of(name) {
            if let Some(log) = self.logs.get_mut(&of) {
                Rc::make_mut(log).set_config(config.clone());
            }
        }
        self.start_tasks(io);
    }

    pub(super) fn describe_configs(
        &self,
        request: &DescribeConfigsRequest,
        cluster: &Cluster,
    ) -> DescribeConfigsResponse {
        let results = request.resources.iter().map(|resource| {
            let set = match resource {
                ConfigResource::Topic(name) => match cluster.topic(name) {
                    Some(topic) => Ok(cluster.config.for_topic(&topic.config)),
                    None => Err(ErrorCode::UnknownTopicOrPartition),
                },
                ConfigResource::Group(group) => {
                    Ok(cluster.group_configs.get(group).cloned().unwrap_or_default())
                }
                ConfigResource::Broker(_) => Ok(cluster.config.given().clone()),
            };
            let code = set.as_ref().err().copied();
            let described = set
                .unwrap_or_default()
                .into_iter()
                .map(|(name, value)| DescribedConfig { name, value, is_default: false });
            (resource.clone(), code, described.collect())
        });
        DescribeConfigsResponse { results: results.collect() }
    }
}

/// `present` with `changes`: a value replaces, a missing one takes away.
fn changed(present: &Properties, changes: &Properties) -> Properties {
    let mut result = present.clone();
    for (name, value) in changes {
        result.retain(|(known, _)| known != name);
        if value.is_some() {
            result.push((name.clone(), value.clone()));
        }
    }
    result
}
