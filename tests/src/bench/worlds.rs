//! The largest worlds that the limits allow, as files that the page opens.
//!
//! They are written line by line and executed only by the page; the same call gives the same text.

use std::fmt::Write;

use session::ENTRIES_MAX;

/// Kafka's own words that every line of a tool has.
const SERVER: &str = "--bootstrap-server localhost:9092";

/// Lines that feed the tool which produces: together as many records as there may be.
pub(crate) const FEEDS_MAX: u32 = 100;

/// Records of one feed.
const RECORDS_PER_FEED: u32 = 10_000;

/// What stands before a record's number: with key and number, 1,000,000 records have 64 MiB.
const PADDING: &str = "fifty-five bytes of a value, as far as it has no number";

/// A journal of as many gestures as there may be: one producer and two consumers at their daily
/// work.
pub(super) fn full_journal() -> String {
    let mut text = head(&["topic orders 3".to_owned()]);
    for line in [
        "producer p1",
        "consumer c1 group.id=billing auto.offset.reset=earliest enable.auto.commit=false",
        "consumer c2 group.id=billing auto.offset.reset=earliest enable.auto.commit=false",
        "c1 subscribe orders",
        "c2 subscribe orders",
        "group billing rejoin",
        "c1 loop process-commit 100ms",
    ] {
        text.push_str(line);
        text.push('\n');
    }
    for number in 8..=ENTRIES_MAX {
        let _ = match number % 5 {
            0 => writeln!(text, "p1 send orders key=k{} value=order-{number}", number % 97),
            1 => writeln!(text, "p1 flush"),
            2 => writeln!(text, "c2 poll 0ms"),
            3 => writeln!(text, "c2 commit"),
            _ => writeln!(text, "~ advance 500ms"),
        };
    }
    text
}

/// A world with as many topics, partitions and consumers as there may be, and with [`FEEDS_MAX`] as
/// many records and bytes. Every consumer polls, processes and commits when time passes.
pub(crate) fn full_world(feeds: u32) -> String {
    let others = (1..16).map(|number| format!("topic t{number} 4"));
    let topics: Vec<String> = [String::from("topic big 256")].into_iter().chain(others).collect();
    let mut text = head(&topics);
    for feed in 0..feeds {
        let (first, last) = (feed * RECORDS_PER_FEED, (feed + 1) * RECORDS_PER_FEED - 1);
        let reader = "--reader-property parse.key=true --reader-property key.separator=:";
        let _ = writeln!(
            text,
            "seq -f '%g:{PADDING}' {first} {last} | kafka-console-producer.sh {SERVER} \
             --topic big {reader}"
        );
    }
    for number in 1..=64 {
        let config = "group.id=g auto.offset.reset=earliest enable.auto.commit=false";
        let _ = writeln!(text, "consumer c{number} {config}; c{number} subscribe big");
    }
    text.push_str("group g rejoin\n");
    for number in 1..=64 {
        let _ = writeln!(text, "c{number} loop process-commit 500ms");
    }
    text
}

fn head(topics: &[String]) -> String {
    let config = "config group.initial.rebalance.delay.ms=0";
    format!("tidemark 1\n{config}\n{}\n---\n", topics.join("\n"))
}
