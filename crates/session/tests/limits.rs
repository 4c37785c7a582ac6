//! Every limit of a world holds at exactly its number, and says so in a sentence.

use engine::command::{Call, ClientKind, Clock, Command, Lab, LogOp, ProducerRecord};
use engine::genesis::{Genesis, GenesisTopic};
use engine::log::batch::{NewBatch, NewRecord};
use engine::quantity::{Millis, Text, TopicPartition};
use engine::world::World;
use engine::world::limits::SPAN;
use session::{ENTRIES_MAX, Session};

fn session() -> Session {
    session_of(0)
}

/// With topics `t0`, `t1`, … of one partition each.
fn session_of(topics: usize) -> Session {
    Session::new(genesis_of(topics)).expect("the genesis is right")
}

fn genesis_of(topics: usize) -> Genesis {
    let topic = |number| GenesisTopic {
        name: format!("t{number}").into(),
        id: None,
        partitions: 1,
        config: Vec::new(),
    };
    Genesis { topics: (0..topics).map(topic).collect(), ..Session::sandbox_genesis() }
}

fn refused(session: &mut Session, line: &str) -> String {
    match session.submit(line) {
        Ok(_) => panic!("it was taken: {}", line.get(..80).unwrap_or(line)),
        Err(wrong) => wrong.sentence(i18n::Locale::En),
    }
}

#[test]
fn consumers() {
    let mut session = session();
    for number in 1..=64 {
        session.submit(&format!("consumer c{number}")).expect("so many may be");
    }
    let sentence = refused(&mut session, "consumer c65");
    assert!(sentence.contains("64"), "{sentence}");
    session.submit("consumer c64").expect("one of the old names is no more");
}

#[test]
fn bytes_of_a_value() {
    let mut session = session();
    session.submit("producer p1").expect("it may be made");
    let send = |bytes: usize| format!("p1 send t value={}", "x".repeat(bytes));
    session.submit(&send(4 * 1024)).expect("so many may be");
    let sentence = refused(&mut session, &send(4 * 1024 + 1));
    assert!(sentence.contains("4096"), "{sentence}");
}

#[test]
fn topics_and_partitions() {
    let topics = |count: usize, partitions: usize| {
        let mut text = "tidemark 1\n".to_owned();
        for number in 0..count {
            text.push_str(&format!("topic t{number} {partitions}\n"));
        }
        text + "---\n"
    };
    let opens = |text: &str| {
        session::Opening::new(text).map(|_| ()).map_err(|it| it.sentence(i18n::Locale::En))
    };
    assert_eq!(opens(&topics(16, 1)), Ok(()));
    assert!(opens(&topics(17, 1)).is_err_and(|sentence| sentence.contains("16")));
    assert_eq!(opens(&topics(1, 256)), Ok(()));
    assert!(opens(&topics(1, 257)).is_err_and(|sentence| sentence.contains("256")));
}

#[test]
fn topics_by_command() {
    let mut full = session_of(15);
    let create = |names: &[&str]| {
        let topics = names.iter().map(|name| format!("{{name={name}}}"));
        format!("lab topics create=[{}]", topics.collect::<Vec<_>>().join(","))
    };
    let sentence = refused(&mut full, &create(&["a", "b"]));
    assert!(sentence.contains("16"), "{sentence}");
    full.submit(&create(&["a"])).expect("the sixteenth");
    full.submit("lab topics delete=[a] create=[{name=b}]").expect("one for another");
    full.submit("admin a1").expect("there is no limit to these");
    full.submit("a1 request CreatePartitions topics={b=256}").expect("so many may be");
    let sentence = refused(&mut full, "a1 request CreatePartitions topics={b=257}");
    assert!(sentence.contains("256"), "{sentence}");
}

#[test]
fn topics_made_by_asking_for_them() {
    let mut full = session_of(16);
    full.submit("producer p1; consumer c1; consumer c2 allow.auto.create.topics=false")
        .expect("they may be made");
    for line in ["p1 send new value=v", "c1 subscribe t1,new", "c1 assign new-0"] {
        let sentence = refused(&mut full, line);
        assert!(sentence.contains("16"), "{sentence}");
    }
    full.submit("c2 subscribe new").expect("it makes no topic");
}

#[test]
fn topics_asked_for_while_there_was_room() {
    let mut world = World::new(genesis_of(15)).expect("the genesis is right");
    for (client, topic) in [("p1", "one"), ("p2", "two")] {
        let (client, kind): (Text, _) = (client.into(), ClientKind::Producer);
        let new = Command::NewClient { client: client.clone(), kind, config: Vec::new() };
        world.execute(&new).expect("it may be made");
        let record = ProducerRecord {
            topic: topic.into(),
            partition: None,
            key: None,
            value: None,
            timestamp: None,
            headers: Vec::new(),
        };
        let send = Command::Call { client, call: Call::Send(record) };
        world.execute(&send).expect("nobody has asked the broker yet");
    }
    world.execute(&Command::Clock(Clock::Advance(Millis(1_000)))).expect("time may pass");
    let names = world.cluster().topics().map(|(name, _)| &**name);
    assert_eq!(names.filter(|name| ["one", "two"].contains(name)).count(), 1);
}

#[test]
fn bytes_of_all_records() {
    let genesis = genesis_of(1);
    let mut world = World::new(genesis).expect("the genesis is right");
    let value = engine::quantity::Bytes::from(vec![b'x'; 4 * 1024]);
    let mut append = |records: Vec<NewRecord>| {
        let batch = NewBatch { records, producer: None, transactional: false };
        let partition = TopicPartition::new("t0", 0);
        world.execute(&Command::Lab(Lab::Log { partition, op: LogOp::append(batch) }))
    };
    let record = |value| NewRecord { value: Some(value), ..NewRecord::default() };
    for _ in 0..128 {
        append(vec![record(value.clone()); 128]).expect("512 KiB more");
    }
    let refused = append(vec![record(vec![b'x'].as_slice().into())]).expect_err("64 MiB are full");
    let sentence = session::Complaint::Refused(refused).sentence(i18n::Locale::En);
    assert!(sentence.contains("67108864"), "{sentence}");
}

#[test]
fn a_span_of_time() {
    let mut session = session();
    let longest = SPAN.0;
    for wrong in [format!("advance {}", longest + 1), format!("advance {}min", i32::MAX)] {
        let sentence = refused(&mut session, &wrong);
        assert!(sentence.contains(&longest.to_string()), "{sentence}");
    }
    for _ in 0..2 {
        session.submit(&format!("advance {longest}")).expect("so long may one command be");
    }
    assert_eq!(session.entries(), 2, "together they would be too long for one");
    let end = session.state_hash();
    session.undo().expect("there is something to undo");
    session.redo().expect("there is something to redo");
    assert_eq!(session.state_hash(), end);
}

#[test]
fn gestures_of_a_journal() {
    let text = |count: usize| "tidemark 1\n---\n".to_owned() + &"producer p1\n".repeat(count);
    let many = session::Opening::new(&text(ENTRIES_MAX + 1)).expect_err("one too many");
    assert!(many.sentence(i18n::Locale::En).contains("100000"), "{many:?}");
    let full = session::Opening::new(&text(ENTRIES_MAX)).expect("so many may be");
    let mut full = full.complete().expect("each of them is taken");
    assert_eq!(full.entries(), ENTRIES_MAX);
    let sentence = refused(&mut full, "producer p1");
    assert!(sentence.contains("100000"), "{sentence}");
}

#[test]
fn records() {
    let mut session = session_of(1);
    let append =
        |count: usize| format!("lab append t0-0 records=[{}]", vec!["{}"; count].join(","));
    let thousands = append(10_000);
    for _ in 0..99 {
        session.submit(&thousands).expect("there is room");
    }
    session.submit(&append(9_999)).expect("there is room");
    session.submit(&append(1)).expect("the last one fits");
    let sentence = refused(&mut session, &append(1));
    assert!(sentence.contains("1000000") || sentence.contains("1,000,000"), "{sentence}");
}
