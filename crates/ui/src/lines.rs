//! The lines that buttons send: the same ones that a learner would type.
//!
//! A button has no power that a line lacks; what is sent appears in the terminal as it is sent.

use session::view::client::LoopWork;
use session::view::{PartitionName, Text};
use shell::words::quoted;

/// What every one of Kafka's tools is told first.
const BOOTSTRAP: &str = "--bootstrap-server localhost:9092";

/// How long a poll by button waits for records.
pub(crate) const POLL: &str = "1s";

/// A verb of a client: `c1 crash`.
pub(crate) fn client(name: &str, verb: &str) -> String {
    format!("{} {verb}", word(name))
}

/// `c1 poll 1s`
pub(crate) fn poll(name: &str) -> String {
    client(name, &format!("poll {POLL}"))
}

/// Poll, process and commit, as one gesture.
pub(crate) fn poll_process_commit(name: &str) -> String {
    [poll(name), client(name, "process"), client(name, "commit")].join("; ")
}

/// The application polls by itself, or stops doing so.
pub(crate) fn looping(name: &str, work: Option<LoopWork>) -> String {
    let work = match work {
        Some(LoopWork::Process) => "process",
        Some(LoopWork::ProcessThenCommit) => "process-commit",
        Some(LoopWork::CommitThenProcess) => "commit-process",
        None => "off",
    };
    client(name, &format!("loop {work}"))
}

/// A record is sent, and the producer waits until it is stored. An empty key is none; an empty value is the empty text, not null.
pub(crate) fn send(producer: &str, topic: &str, key: &str, value: &str) -> String {
    let key = if key.is_empty() { String::new() } else { format!(" key={}", word(key)) };
    let value = if value.is_empty() { "''".to_owned() } else { word(value) };
    let producer = word(producer);
    format!("{producer} send {}{key} value={value}; {producer} flush", word(topic))
}

/// A consumer starts and subscribes.
pub(crate) fn consumer(name: &str, group: &str, topics: &[Text], configs: &str) -> String {
    let configs = if configs.is_empty() { String::new() } else { format!(" {configs}") };
    let made = format!("consumer {} group.id={}{configs}", word(name), word(group));
    format!("{made}; {}", subscribe(name, topics))
}

/// What a consumer that is started by button sets; the page says so in the config strip.
pub(crate) const NEW_CONSUMER: &str = "auto.offset.reset=earliest enable.auto.commit=false";

/// A process of the same name starts again, with the configs that it had.
pub(crate) fn restart(name: &str, configs: &[(&str, &str)], topics: &[Text]) -> String {
    let mut line = format!("consumer {}", word(name));
    for (config, value) in configs {
        line.push_str(&format!(" {config}={}", word(value)));
    }
    format!("{line}; {}", subscribe(name, topics))
}

fn subscribe(name: &str, topics: &[Text]) -> String {
    let topics: Vec<String> = topics.iter().map(|topic| word(topic)).collect();
    format!("{} subscribe {}", word(name), topics.join(","))
}

/// A producer starts.
pub(crate) fn producer(name: &str) -> String {
    format!("producer {}", word(name))
}

/// `kafka-topics.sh --create`.
pub(crate) fn create_topic(name: &str, partitions: &str) -> String {
    let name = word(name);
    format!("kafka-topics.sh {BOOTSTRAP} --create --topic {name} --partitions {partitions}")
}

/// `kafka-consumer-groups.sh --describe`.
pub(crate) fn describe_group(group: &str) -> String {
    format!("kafka-consumer-groups.sh {BOOTSTRAP} --describe --group {}", word(group))
}

/// The members of a group poll until it is Stable.
pub(crate) fn rejoin(group: &str) -> String {
    format!("group {} rejoin", word(group))
}

/// A message in flight is lost.
pub(crate) fn drop_message(id: u64) -> String {
    format!("drop m{id}")
}

/// A message in flight comes later.
pub(crate) fn delay_message(id: u64) -> String {
    format!("delay m{id} 5s")
}

/// A broker stops or starts.
pub(crate) fn broker(id: i32, verb: &str) -> String {
    format!("broker {id} {verb}")
}

/// An operation on one log: `lab retention orders-0`.
pub(crate) fn log(partition: &PartitionName, verb: &str) -> String {
    format!("lab {verb} {}", word(&partition.to_string()))
}

/// `lab delete-records orders-0 5`
pub(crate) fn delete_records(partition: &PartitionName, before: i64) -> String {
    format!("{} {before}", log(partition, "delete-records"))
}

/// To the next thing that is due.
pub(crate) const STEP: &str = "step";

/// To the next policy deadline.
pub(crate) const NEXT: &str = "next";

/// A line as a button says it: a tool without the address that all of them have.
pub(crate) fn short(line: &str) -> String {
    line.replace(&format!(" {BOOTSTRAP}"), "")
}

/// A word as the language reads it back.
fn word(text: &str) -> String {
    let mut out = String::new();
    quoted(text, &mut out);
    out
}
