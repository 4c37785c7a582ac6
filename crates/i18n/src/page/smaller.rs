//! "Kafka 4.3.1, smaller here": what the model leaves out.

use crate::Words;

/// The heading.
pub const TITLE: Words = ["Kafka 4.3.1, smaller here", "Kafka 4.3.1 的缩小版"];
/// What follows is about.
pub const LEAD: Words = [
    "Behind this page runs a model of Apache Kafka 4.3.1, not Kafka itself. What it does, it does by \
     Kafka's rules, each named by its class or KIP, and it is compared with recordings of real \
     clusters. This is what it leaves out.",
    "这个页面背后运行的是 Apache Kafka 4.3.1 的模型，而不是 Kafka 本身。它做的每件事都按 Kafka 的规则，\
     注明了对应的类或 KIP，并与真实集群的录制结果对照。下面是它没有包括的部分。",
];

/// Headings, each with its items.
pub const SECTIONS: &[(Words, &[Words])] = &[
    (
        ["Cluster", "集群"],
        &[
            [
                "One broker and replication factor 1: the high watermark follows the log end offset at once. \
                 Several brokers, replicas, ISR and leader election are not modelled yet.",
                "只有一个 broker，副本数为 1：high watermark 立即跟上 log end offset。多 broker、副本、ISR 和 \
                 leader 选举尚未建模。",
            ],
            [
                "No KRaft controller, no metadata log, no security (TLS, SASL, ACLs), no quotas.",
                "没有 KRaft controller、元数据日志、安全机制（TLS、SASL、ACL）和配额。",
            ],
        ],
    ),
    (
        ["Log", "日志"],
        &[
            [
                "Records live in memory and are never compressed; sizes follow Kafka's v2 batch format. \
                 No index files, no fsync, no tiered storage.",
                "记录只在内存里，不压缩；大小按 Kafka v2 批次格式计算。没有索引文件、fsync 和分层存储。",
            ],
            [
                "Limits of the page: 16 topics, 256 partitions a topic, 64 consumers, 1,000,000 records, \
                 64 MiB in all, 4 KiB a value.",
                "页面的上限：16 个 topic，每个 topic 256 个分区，64 个消费者，共 1,000,000 条记录、64 MiB，\
                 每个 value 4 KiB。",
            ],
        ],
    ),
    (
        ["Clients", "客户端"],
        &[
            [
                "Producer, consumer and admin client follow the Java clients. Other clients (librdkafka, \
                 kafka-python) hash keys and commit differently.",
                "生产者、消费者和 admin 客户端以 Java 客户端为准。其他客户端（librdkafka、kafka-python）的 \
                 key 哈希和提交方式不同。",
            ],
            [
                "Left out of them: a batch that is too large is not split, positions are not validated \
                 after a truncation (KIP-320), backoffs have no jitter; patterns of topics have no \
                 look-behind.",
                "其中没有包括：过大的批次不会被拆分，截断后不校验 position（KIP-320），退避时间没有\
                 随机抖动；topic 正则不支持后向断言。",
            ],
            [
                "Consumers use group.protocol=classic, Kafka's default. The protocol of KIP-848 and share \
                 groups (KIP-932) are not modelled yet.",
                "消费者使用 group.protocol=classic，即 Kafka 的默认值。KIP-848 协议和共享组（KIP-932）尚未建模。",
            ],
            [
                "Producers have no transactions yet. Transactional data can be made by lab requests.",
                "生产者还没有事务。事务数据可以用 lab 请求制造。",
            ],
        ],
    ),
    (
        ["Tools", "命令行工具"],
        &[[
            "kafka-topics.sh, kafka-console-producer.sh, kafka-consumer-groups.sh (without --export, \
             --from-file and --validate-regex) and kafka-get-offsets.sh; the other tools are missing.",
            "有 kafka-topics.sh、kafka-console-producer.sh、kafka-consumer-groups.sh（不含 --export、--from-file \
             和 --validate-regex）与 kafka-get-offsets.sh；没有其他工具。",
        ]],
    ),
    (
        ["Time and network", "时间与网络"],
        &[
            [
                "One clock for all: no process's clock is ahead of another's. Nothing moves the clock but you.",
                "所有进程共用一个时钟，没有快慢之分。只有你能让时钟走动。",
            ],
            [
                "A message takes a fixed time unless you delay it; a dropped message breaks its connection. \
                 There is no bandwidth.",
                "消息用时固定，除非你延迟它；丢弃一条消息会断开它所在的连接。没有带宽限制。",
            ],
        ],
    ),
];
