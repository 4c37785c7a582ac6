//! The sentence for a command that the world did not take.

use engine::command::ClientKind;
use engine::rejection::{Limit, Rejection};
use i18n::Locale;
use i18n::shell::Refusal;

/// What to tell people.
#[must_use]
pub fn sentence(rejection: &Rejection, locale: Locale) -> String {
    facts(rejection).sentence(locale)
}

fn facts(rejection: &Rejection) -> Refusal {
    match rejection {
        Rejection::UnknownClient(client) => Refusal::UnknownClient { client: client.to_string() },
        Rejection::WrongKind { client, is, needs } => {
            Refusal::WrongKind { client: client.to_string(), is: class(*is), needs: class(*needs) }
        }
        Rejection::CallOpen(client) => Refusal::CallOpen { client: client.to_string() },
        Rejection::Crashed(client) => Refusal::Crashed { client: client.to_string() },
        Rejection::Closed(client) => Refusal::Closed { client: client.to_string() },
        Rejection::Stalled(client) => Refusal::Stalled { client: client.to_string() },
        Rejection::Frozen(client) => Refusal::Frozen { client: client.to_string() },
        Rejection::NothingToDo(what) => Refusal::NothingToDo { client: what.to_string() },
        Rejection::Constructor(error) => Refusal::Constructor {
            exception: error.exception.to_string(),
            message: error.message.to_string(),
        },
        Rejection::NotModelled(setting) => Refusal::NotModelled { setting: setting.to_string() },
        Rejection::UnknownBroker(broker) => Refusal::UnknownBroker { broker: broker.to_string() },
        Rejection::UnknownMessage(message) => {
            Refusal::UnknownMessage { message: ["m", &message.0.to_string()].concat() }
        }
        Rejection::UnknownPartition(partition) => {
            Refusal::UnknownPartition { partition: partition.to_string() }
        }
        Rejection::UnknownGroup(group) => Refusal::UnknownGroup { group: group.to_string() },
        Rejection::UnknownCoordinator(partition) => {
            Refusal::UnknownCoordinator { partition: partition.to_string() }
        }
        Rejection::Topic(topic) => Refusal::Topic { topic: topic.to_string() },
        Rejection::NotInHand(partition, offset) => {
            Refusal::NotInHand { partition: partition.to_string(), offset: offset.to_string() }
        }
        Rejection::NothingInHand(client) => Refusal::NothingInHand { client: client.to_string() },
        Rejection::BadSpan => Refusal::BadSpan,
        Rejection::NothingDue => Refusal::NothingDue,
        Rejection::Limit { what, limit } => {
            let limit = limit.to_string();
            match what {
                Limit::Topics => Refusal::TooManyTopics { limit },
                Limit::Partitions => Refusal::TooManyPartitions { limit },
                Limit::Consumers => Refusal::TooManyConsumers { limit },
                Limit::Records => Refusal::TooManyRecords { limit },
                Limit::RecordBytes => Refusal::TooManyBytes { limit },
                Limit::ValueBytes => Refusal::ValueTooLong { limit },
                Limit::Span => Refusal::SpanTooLong { limit },
            }
        }
    }
}

const fn class(kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Producer => "KafkaProducer",
        ClientKind::Consumer => "KafkaConsumer",
        ClientKind::Admin => "KafkaAdminClient",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::quantity::TopicPartition;

    #[test]
    fn a_refusal_says_what_would_be_right() {
        let unknown = Rejection::UnknownClient("c1".into());
        assert_eq!(
            sentence(&unknown, Locale::En),
            "There is no client named c1. Start one with: consumer c1 group.id=…, or producer c1."
        );
        let missing = Rejection::UnknownPartition(TopicPartition::new("orders", 7));
        assert_eq!(sentence(&missing, Locale::ZhHans), "没有分区 orders-7。");
    }
}
