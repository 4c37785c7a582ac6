//! Kafka's tools as a session runs them: each answer is told once, whatever was printed between.

use session::{Outcome, Session};

fn run(session: &mut Session, line: &str) -> Outcome {
    session.submit(line).expect(line)
}

fn printed(outcome: &Outcome) -> Vec<&str> {
    outcome.output.iter().map(|printed| printed.text.as_str()).collect()
}

#[test]
fn a_console_producer_warns_once_of_the_topic_that_its_record_makes() {
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    let line = "echo a | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic new";
    let outcome = run(&mut session, line);
    let [warning] = &printed(&outcome)[..] else { panic!("{:?}", outcome.output) };
    assert!(warning.ends_with("correlation id 1 : {new=UNKNOWN_TOPIC_OR_PARTITION}"), "{warning}");
    assert!(printed(&run(&mut session, line)).is_empty(), "the topic is there");
}

#[test]
fn a_tool_that_asks_again_after_printing_hears_the_new_answer() {
    let mut session = Session::new(Session::sandbox_genesis()).expect("the genesis is right");
    for (consumer, group, topic) in [("c1", "g", "t"), ("c2", "h", "u")] {
        let lines = [
            format!("producer p-{topic}; p-{topic} send {topic} value=v; advance 1s"),
            format!("consumer {consumer} group.id={group}; {consumer} subscribe {topic}"),
            format!("{consumer} poll 1s; group {group} rejoin"),
        ];
        lines.iter().for_each(|line| drop(run(&mut session, line)));
    }
    let tool = "kafka-consumer-groups.sh --bootstrap-server localhost:9092 --describe --all-groups";
    let outcome = run(&mut session, tool);
    for (group, topic) in [("\ng ", " t "), ("\nh ", " u ")] {
        let tables = printed(&outcome);
        let of_group = tables.iter().filter(|table| table.contains(group) && table.contains(topic));
        assert_eq!(of_group.count(), 1, "{tables:?}");
    }
}
