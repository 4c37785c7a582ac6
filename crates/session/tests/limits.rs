//! Every limit of a world holds at exactly its number, and says so in a sentence.

use session::Session;

fn session() -> Session {
    Session::new(Session::sandbox_genesis()).expect("the genesis is right")
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
fn records() {
    let mut session = Session::new(engine::genesis::Genesis {
        topics: vec![engine::genesis::GenesisTopic {
            name: "t".into(),
            id: None,
            partitions: 1,
            config: Vec::new(),
        }],
        ..Session::sandbox_genesis()
    })
    .expect("the genesis is right");
    let append = |count: usize| format!("lab append t-0 records=[{}]", vec!["{}"; count].join(","));
    let thousands = append(10_000);
    for _ in 0..99 {
        session.submit(&thousands).expect("there is room");
    }
    session.submit(&append(9_999)).expect("there is room");
    session.submit(&append(1)).expect("the last one fits");
    let sentence = refused(&mut session, &append(1));
    assert!(sentence.contains("1000000") || sentence.contains("1,000,000"), "{sentence}");
}
