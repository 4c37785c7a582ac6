//! Every command has one line and every line one meaning; no line at all makes the parser panic.

mod generate;
mod texts;

use engine::command::Command;
use engine::random::Random;
use generate::{Any, below};
use i18n::Locale;
use shell::table::FORMS;
use shell::{Line, Step, parse, parse_command, print, print_command};

#[test]
fn any_command_is_read_back_from_its_line() {
    let mut random = Random::new(20_251_124);
    for round in 0..20_000 {
        let command = Command::any(&mut random);
        let line = print_command(&command);
        let shown = format!("round {round}: {line}");
        assert!(!line.contains(char::is_control), "{shown}");
        assert_eq!(parse_command(&line).as_ref(), Ok(&command), "{shown}");
    }
}

#[test]
fn any_line_of_commands_is_read_back() {
    let mut random = Random::new(7);
    for _ in 0..1_000 {
        let steps = Vec::<Command>::any(&mut random).into_iter().map(|command| {
            let is_call = matches!(command, Command::Call { .. });
            match is_call && bool::any(&mut random) {
                true => Step::Background(command),
                false => Step::Command(command),
            }
        });
        let line = Line { steps: steps.collect() };
        let text = print(&line);
        assert_eq!(parse(&text).as_ref(), Ok(&line), "{text}");
        assert_eq!(print(&line), text);
    }
}

#[test]
fn every_form_has_an_example_in_canonical_spelling() {
    for (at, form) in FORMS.iter().enumerate() {
        assert_eq!(form.verb as usize, at, "the table is in the order of the verbs");
        let command = parse_command(form.example);
        let command = command.unwrap_or_else(|complaint| panic!("{}: {complaint:?}", form.example));
        assert_eq!(print_command(&command), form.example);
        for locale in Locale::ALL {
            assert!(!form.about.text(locale).is_empty());
        }
    }
}

/// What people type, and what it is written as.
const LINES: &[(&str, &str)] = &[
    ("", ""),
    ("  # nothing but a comment", ""),
    ("c1 poll", "c1 poll 100ms"),
    ("c1   poll\t1000ms # a second", "c1 poll 1s"),
    ("c1 poll 120s;;c1 process", "c1 poll 2min; c1 process"),
    ("c1 poll 1s & c2 poll 250", "c1 poll 1s & c2 poll 250ms"),
    ("c1 poll 1s &", "c1 poll 1s &"),
    ("c1 subscribe orders payments", "c1 subscribe orders,payments"),
    ("c1 subscribe --pattern='ord.*'", "c1 subscribe --pattern 'ord.*'"),
    ("c1 subscribe --commit-on-revoke orders", "c1 subscribe orders --commit-on-revoke"),
    ("c1 commit --none", "c1 commit --none"),
    ("c1 commit orders-0=4@7:'half done'", "c1 commit orders-0=4@7:'half done'"),
    ("c1 commit-async", "c1 commit-async"),
    ("c1 resume", "c1 resume"),
    ("c1 resume --none", "c1 resume --none"),
    ("c1 process 2", "c1 process 2"),
    ("c1 loop off", "c1 loop off"),
    ("consumer 'c 1' group.id=\"my group\"", "consumer 'c 1' group.id='my group'"),
    ("consumer c1 group.instance.id=null x='null'", "consumer c1 group.instance.id=null x='null'"),
    ("'step' poll 0", "'step' poll 0ms"),
    ("p1 send orders value='Hello, Kafka!'", "p1 send orders value='Hello, Kafka!'"),
    ("p1 send orders value= key=''", "p1 send orders key='' value=''"),
    ("p1 send orders key=null value=null", "p1 send orders value=null"),
    ("p1 send orders value=0xFF00", "p1 send orders value=0xff00"),
    ("p1 send orders value=0x6869", "p1 send orders value=hi"),
    ("p1 send orders value='0x6869'", "p1 send orders value='0x6869'"),
    ("p1 send orders value=你好", "p1 send orders value=你好"),
    ("p1 send orders value=$'a\\nb\\t\\u4e2d'", "p1 send orders value=$'a\\nb\\t中'"),
    (
        "p1 send orders value=x header.a=1 partition=0 header.a=null timestamp=5",
        "p1 send orders partition=0 value=x timestamp=5 header.a=1 header.a=null",
    ),
    ("advance 0", "advance 0ms"),
    ("advance 36h", "advance 36h"),
    ("advance 48h", "advance 2d"),
    (
        "lab coordinator c1 JoinGroup groupId=g memberId='' protocols=[{name=range,metadata=0x00}]",
        "lab coordinator c1 JoinGroup groupId=g protocols=[{name=range,metadata=$'\\x00'}]",
    ),
    ("bin/kafka-topics.sh --list", "kafka-topics.sh --list"),
    ("kafka-topics --create --topic 'a b'", "kafka-topics.sh --create --topic 'a b'"),
    (
        "echo \"Hello, Kafka!\" | kafka-console-producer.sh --topic test_topic",
        "echo 'Hello, Kafka!' | kafka-console-producer.sh --topic test_topic",
    ),
];

#[test]
fn lines_that_people_type_have_a_canonical_spelling() {
    for (typed, canonical) in LINES {
        let line = parse(typed).unwrap_or_else(|complaint| panic!("{typed}: {complaint:?}"));
        assert_eq!(print(&line), *canonical, "{typed}");
        assert_eq!(parse(canonical), Ok(line), "{typed}");
    }
}

/// Wrong lines, where they are wrong, and what is said.
const WRONG: &[(&str, &str, &str)] = &[
    ("c1 pol 1s", "pol", "Expected what the client shall do; found “pol”. Did you mean “poll”?"),
    (
        "advnace 5s",
        "advnace",
        "Expected a command or the name of a client; found “advnace”. Did you mean “advance”?",
    ),
    (
        "c1",
        "c1",
        "“c1” alone is no command. If it is a client, say what it shall do, as in “c1 poll”; “help” lists what can be said.",
    ),
    (
        "bin/kafka-console-consumer.sh --topic orders",
        "bin/kafka-console-consumer.sh",
        "Kafka has bin/kafka-console-consumer.sh; this model does not. “help” lists what there is: a consumer, for instance, is started with “consumer c1 group.id=…”.",
    ),
    ("c1 seek orders-0", "", "The line ends where an offset, such as 3 is expected."),
    ("c1 seek orders 3", "orders", "Expected a partition, such as orders-0; found “orders”."),
    ("c1 seek orders-0 x", "x", "Expected an offset, such as 3; found “x”."),
    (
        "c1 seek orders-0 9223372036854775808",
        "9223372036854775808",
        "9223372036854775808 is out of range: -9223372036854775808 to 9223372036854775807.",
    ),
    ("c1 flush extra", "extra", "“extra” is one word too many here."),
    (
        "c1 close --laeve",
        "--laeve",
        "There is no “--laeve” in this command. Did you mean “--leave”?",
    ),
    ("c1 close --leave --remain", "", "--leave and --remain exclude each other."),
    (
        "p1 send orders vlaue=x",
        "vlaue",
        "There is no “vlaue” in this command. Did you mean “value”?",
    ),
    ("p1 send orders key=k", "", "The line ends where value=… is expected."),
    (
        "p1 send orders value=0xf",
        "value=0xf",
        "Expected two hexadecimal digits for each byte, such as 0x01ff; found “0xf”.",
    ),
    (
        "p1 send orders value='open",
        "'open",
        "What begins with ' here does not end: its other end is missing.",
    ),
    (
        "c1 poll 5m",
        "5m",
        "Expected a span of time, such as 1500ms, 5s, 2min, 3h or 7d; found “5m”.",
    ),
    (
        "step &",
        "&",
        "Only a client's call, such as “c1 poll 1s”, can run in the background with &.",
    ),
    ("| step", "|", "A command is expected before |."),
    (
        "step | settle",
        "|",
        "Only echo, printf and seq can be piped, and only into kafka-console-producer.sh.",
    ),
    (
        "lab coordinator c1 JoinGroup groupID=g",
        "groupID",
        "There is no “groupID” in this command. Did you mean “groupId”?",
    ),
    (
        "lab coordinator c1 JionGroup",
        "JionGroup",
        "Expected one of Kafka's APIs, such as JoinGroup; found “JionGroup”. Did you mean “JoinGroup”?",
    ),
    (
        "lab append orders-0 records=[{value=a}",
        "",
        "Here a comma or a closing bracket is expected.",
    ),
    ("broker 1 stpo", "stpo", "Expected one of stop, start; found “stpo”. Did you mean “stop”?"),
    ("c1 commit orders-0=1 orders-0=2", "orders-0=2", "“orders-0” stands here twice."),
];

#[test]
fn a_wrong_line_says_what_is_wrong_and_where() {
    for (line, span, sentence) in WRONG {
        let complaint = parse(line).expect_err(line);
        assert_eq!(complaint.sentence(Locale::En), *sentence, "{line}");
        if *span != "value=0xf" {
            assert_eq!(&line[complaint.span.clone()], *span, "{line}");
        }
        assert!(!complaint.sentence(Locale::ZhHans).is_empty());
    }
}

/// What random lines are made of.
const PIECES: &[&str] = &[
    "c1",
    "p1",
    "poll",
    "send",
    "lab",
    "append",
    "coordinator",
    "JoinGroup",
    "orders-0",
    "=",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "$'",
    "\\",
    "\\\n",
    " ",
    " ",
    " ",
    " ",
    ";",
    "&",
    "|",
    "#",
    "0x",
    "null",
    "--",
    "--tag",
    "@",
    ":",
    "-",
    "5s",
    "m1",
    "9999999999999999999999",
    "records=",
    "value=",
    "header.",
    "中",
    "é",
    "\u{202e}",
    "\0",
    "🦀",
    "echo",
    "kafka-topics.sh",
    "\n",
    "\r",
    "topics=[{",
    "commit",
    "process",
];

#[test]
fn no_line_makes_the_parser_panic() {
    let mut random = Random::new(99);
    for _ in 0..30_000 {
        let mut line = String::new();
        for _ in 0..below(&mut random, 14) {
            line.push_str(PIECES[below(&mut random, PIECES.len() as u64) as usize]);
        }
        match parse(&line) {
            Ok(parsed) => assert_eq!(parse(&print(&parsed)), Ok(parsed), "{line:?}"),
            Err(complaint) => {
                assert!(line.get(complaint.span.clone()).is_some(), "{line:?}: {complaint:?}");
                for locale in Locale::ALL {
                    assert!(!complaint.sentence(locale).is_empty());
                }
            }
        }
    }
}

#[test]
fn the_limits_are_enforced() {
    let long = format!("p1 send t value={}", "x".repeat(shell::words::LINE_BYTES_MAX));
    assert!(parse(&long).is_err());
    assert!(parse(&"step;".repeat(shell::STEPS_MAX)).is_ok());
    assert!(parse(&"step;".repeat(shell::STEPS_MAX + 1)).is_err());
    let deep = format!("lab topics delete={}", "[".repeat(10_000));
    assert!(parse(&deep).is_err());
}
