//! What Kafka 4.3.1 answers to odd settings, in its words: each refusal was read off the real one.

use super::{ConfigException, ConsumerConfig, ProducerConfig, TopicConfig};
use alloc::string::{String, ToString};
use alloc::vec;

type Settings<'a> = &'a [(&'a str, &'a str)];

#[test]
fn a_consumer_refuses_as_kafka_does() {
    for (settings, refusal) in [
        (
            &[("metric.reporters", "nope")][..],
            "Failed to construct kafka consumer: KafkaException: Class nope cannot be found",
        ),
        (
            &[
                ("interceptor.classes", "java.lang.String"),
                ("key.deserializer", "java.lang.Object"),
            ],
            "Failed to construct kafka consumer: ClassCastException: class java.lang.String",
        ),
        (
            &[("value.deserializer", "java.lang.Integer")],
            "Failed to construct kafka consumer: KafkaException: Could not find a public \
             no-argument constructor for java.lang.Integer",
        ),
        (
            &[("group.id", "g"), ("heartbeat.interval.ms", "-1")],
            "Failed to construct kafka consumer: IllegalArgumentException: Invalid negative \
             timeout -1",
        ),
        (
            &[("share.acquire.mode", "x")],
            "Invalid value x for configuration share.acquire.mode: Invalid value `x` for \
             configuration share.acquire.mode. The value must either be 'batch_optimized' or \
             'record_limit'.",
        ),
        (
            &[("share.acknowledgement.mode", "implicit")],
            "share.acknowledgement.mode cannot be set when group.protocol=CLASSIC",
        ),
        (
            &[("group.id", ""), ("interceptor.classes", "nope")],
            "Failed to construct kafka consumer: InvalidGroupIdException: The configured group.id \
             should not be an empty string or whitespace.",
        ),
        (
            &[("group.id", ""), ("interceptor.classes", "nope"), ("group.protocol", "consumer")],
            "Failed to construct kafka consumer: KafkaException: Class nope cannot be found",
        ),
    ] {
        assert_eq!(words(ConsumerConfig::with_base(settings).err()), refusal, "{settings:?}");
    }
    let accepted: Settings<'_> = &[
        ("heartbeat.interval.ms", "-1"),
        ("metric.reporters", ""),
        ("auto.offset.reset", "by_duration:PT9223372036854775807S"),
    ];
    assert_eq!(words(ConsumerConfig::with_base(accepted).err()), "");
}

#[test]
fn two_phase_commit_knows_no_timeout() {
    let both: Settings<'_> =
        &[("transaction.two.phase.commit.enable", "true"), ("transaction.timeout.ms", "60000")];
    assert_eq!(
        words(ProducerConfig::with_base(both).err()),
        "Cannot set transaction.timeout.ms when transaction.two.phase.commit.enable is set to \
         true. Transactions will not expire with two-phase commit enabled."
    );
    assert_eq!(words(ProducerConfig::with_base(&both[..1]).err()), "");
}

#[test]
fn a_list_of_throttled_replicas_keeps_its_duplicates_and_a_cleanup_policy_does_not() {
    let replicas = TopicConfig::parse(&[("leader.replication.throttled.replicas", Some("*,*"))]);
    let refusal = words(replicas.err());
    assert!(refusal.starts_with("Invalid value [*, *] for configuration"), "{refusal}");
    let policy = TopicConfig::parse(&[("cleanup.policy", Some("delete,delete"))]);
    let listed: vec::Vec<String> = policy
        .iter()
        .flat_map(TopicConfig::listed)
        .filter(|(name, _)| *name == "cleanup.policy")
        .map(|(_, value)| value.to_string())
        .collect();
    assert_eq!(listed, ["[delete]"]);
}

#[test]
fn a_ratio_is_shown_as_java_writes_it() {
    for (given, shown) in [("1e3", "1000.0"), ("1.0000001", "1.0000001")] {
        let refusal = TopicConfig::parse(&[("min.cleanable.dirty.ratio", Some(given))]).err();
        let expected = "Invalid value ".to_string()
            + shown
            + " for configuration min.cleanable.dirty.ratio: Value must be no more than 1";
        assert_eq!(words(refusal), expected);
    }
}

/// The message, and what the exception wraps; nothing where nothing was refused.
fn words(refused: Option<ConfigException>) -> String {
    let Some(refused) = refused else { return String::new() };
    match &refused.cause {
        Some((class, message)) => [&refused.message, ": ", class, ": ", message].concat(),
        None => refused.message.to_string(),
    }
}
