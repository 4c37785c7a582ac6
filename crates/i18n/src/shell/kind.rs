//! What can stand in a place of a line, and how people call it.

use crate::{Locale, Words, fill};

/// The kind of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each kind is described in `words`")]
pub enum Kind {
    Command,
    Verb,
    LabVerb,
    Client,
    Topic,
    Topics,
    Group,
    Name,
    Partition,
    PartitionOffset,
    PartitionTime,
    PartitionSpec,
    Offset,
    LeaderEpoch,
    ProducerId,
    ProducerEpoch,
    InHand,
    Number,
    Span,
    Timestamp,
    Bytes,
    Hexadecimal,
    Pattern,
    Reason,
    Config,
    Message,
    Broker,
    Api,
    Field,
    List,
    Record,
    Boolean,
    TopicId,
    Option,
    Tool,
    Named(&'static str),
    OneOf(&'static [&'static str]),
}

impl Kind {
    /// The name of the place in a form: the same in every language.
    #[must_use]
    pub const fn placeholder(self) -> &'static str {
        match self {
            Self::Command => "<command>",
            Self::Verb | Self::LabVerb => "<verb>",
            Self::Client => "<client>",
            Self::Topic | Self::Topics => "<topic>",
            Self::Group => "<group>",
            Self::Name => "<name>",
            Self::Partition => "<partition>",
            Self::PartitionOffset => "<partition>=<offset>",
            Self::PartitionTime => "<partition>=<timestamp>",
            Self::PartitionSpec => "<partition>=<spec>",
            Self::Offset => "<offset>",
            Self::LeaderEpoch => "<epoch>",
            Self::ProducerId => "<producer id>",
            Self::ProducerEpoch => "<producer epoch>",
            Self::InHand => "<number>|<partition>@<offset>",
            Self::Number => "<number>",
            Self::Span => "<time>",
            Self::Timestamp => "<timestamp>",
            Self::Bytes => "<bytes>",
            Self::Hexadecimal => "0x<hex>",
            Self::Pattern => "<pattern>",
            Self::Reason => "<reason>",
            Self::Config => "<config>=<value>",
            Self::Message => "<message>",
            Self::Broker => "<broker>",
            Self::Api => "<api>",
            Self::Field => "<field>=<value>",
            Self::List => "[…]",
            Self::Record => "{…}",
            Self::Boolean => "true|false",
            Self::TopicId => "<topic id>",
            Self::Option => "<option>",
            Self::Tool => "<tool>",
            Self::Named(name) => name,
            Self::OneOf(_) => "<word>",
        }
    }

    /// What is meant, for a sentence.
    #[must_use]
    pub fn text(self, locale: Locale) -> String {
        let template = locale.of(self.words());
        if let Self::Named(name) = self {
            fill(template, &[name])
        } else if let Self::OneOf(words) = self {
            fill(template, &[&words.join(", ")])
        } else {
            template.to_owned()
        }
    }

    #[allow(clippy::too_many_lines, reason = "a table of texts")]
    const fn words(self) -> Words {
        match self {
            Self::Command => ["a command or the name of a client", "命令或客户端名称"],
            Self::Verb => ["what the client shall do", "客户端要执行的操作"],
            Self::LabVerb => ["a verb of the lab", "lab 的操作"],
            Self::Client => ["the name of a client, such as c1", "客户端名称，例如 c1"],
            Self::Topic => ["a topic, such as orders", "topic 名，例如 orders"],
            Self::Topics => ["topics, such as orders,payments", "topic 名，例如 orders,payments"],
            Self::Group => ["a group id, such as billing", "消费者组 ID，例如 billing"],
            Self::Name => ["a name", "名称"],
            Self::Partition => ["a partition, such as orders-0", "分区，例如 orders-0"],
            Self::PartitionOffset => {
                ["a partition and an offset, such as orders-0=4", "分区和偏移量，例如 orders-0=4"]
            }
            Self::PartitionTime => [
                "a partition and a timestamp, such as orders-0=1700000000000",
                "分区和时间戳，例如 orders-0=1700000000000",
            ],
            Self::PartitionSpec => [
                "a partition and latest, earliest, max-timestamp, earliest-local, latest-tiered, \
                 earliest-pending-upload or a timestamp, such as orders-0=latest",
                "分区加上 latest、earliest、max-timestamp、earliest-local、latest-tiered、\
                 earliest-pending-upload 或时间戳，例如 orders-0=latest",
            ],
            Self::Offset => ["an offset, such as 3", "偏移量，例如 3"],
            Self::LeaderEpoch => ["a leader epoch, such as 0", "leader epoch，例如 0"],
            Self::ProducerId => ["a producer id, such as 1000", "producer id，例如 1000"],
            Self::ProducerEpoch => ["a producer epoch, such as 0", "producer epoch，例如 0"],
            Self::InHand => [
                "how many records, such as 2, or one record, such as orders-0@3",
                "消息条数（例如 2），或某一条消息（例如 orders-0@3）",
            ],
            Self::Number => ["a whole number", "整数"],
            Self::Span => [
                "a span of time, such as 1500ms, 5s, 2min, 3h or 7d",
                "时长，例如 1500ms、5s、2min、3h 或 7d",
            ],
            Self::Timestamp => [
                "a timestamp in milliseconds since 1970, such as 1700000000000",
                "自 1970 年起的毫秒时间戳，例如 1700000000000",
            ],
            Self::Bytes => ["text, null, or bytes as 0x01ff", "文本、null，或形如 0x01ff 的字节"],
            Self::Hexadecimal => [
                "two hexadecimal digits for each byte, such as 0x01ff",
                "每个字节两位十六进制数字，例如 0x01ff",
            ],
            Self::Pattern => ["a regular expression, such as 'ord.*'", "正则表达式，例如 'ord.*'"],
            Self::Reason => ["a reason", "原因"],
            Self::Config => [
                "a config and its value, such as group.id=billing",
                "配置项和值，例如 group.id=billing",
            ],
            Self::Message => {
                ["the number of a message in flight, such as m12", "传输中消息的编号，例如 m12"]
            }
            Self::Broker => ["the number of a broker, such as 1", "broker 编号，例如 1"],
            Self::Api => {
                ["one of Kafka's APIs, such as JoinGroup", "Kafka 的 API 名称，例如 JoinGroup"]
            }
            Self::Field => {
                ["a field and its value, such as groupId=billing", "字段和值，例如 groupId=billing"]
            }
            Self::List => ["a list, such as [a,b]", "列表，例如 [a,b]"],
            Self::Record => {
                ["fields in braces, such as {name=orders}", "花括号中的字段，例如 {name=orders}"]
            }
            Self::Boolean => ["true or false", "true 或 false"],
            Self::TopicId => ["a topic id: 22 characters of base64", "topic ID：22 个 base64 字符"],
            Self::Option => ["an option", "选项"],
            Self::Tool => ["one of Kafka's tools", "Kafka 的命令行工具"],
            Self::Named(_) => ["{0}=…", "{0}=…"],
            Self::OneOf(_) => ["one of {0}", "以下之一：{0}"],
        }
    }
}
