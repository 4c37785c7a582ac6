//! What the lessons say in words: commands that are lines, the same in both languages, nothing that
//! corrects too much, and configs that are so.

use super::{lessons, tutorials};
use i18n::Locale;
use lesson::format::{Lesson, StepKind};
use lesson::prose::Block;

#[test]
fn every_command_in_the_prose_is_a_line() {
    for [english, chinese] in lessons() {
        for lesson in [english, chinese] {
            for step in &lesson.steps {
                for block in &step.text {
                    let Block::Commands(lines) = block else { continue };
                    for line in lines {
                        let read = shell::parse(line).map_err(|it| it.sentence(Locale::En));
                        assert!(read.is_ok(), "{}, {}: {line}: {read:?}", lesson.id, step.id);
                    }
                }
            }
        }
    }
}

#[test]
fn both_languages_are_the_same_lesson() {
    for [english, chinese] in lessons() {
        let machine = |lesson: &Lesson| -> Vec<String> {
            lesson.steps.iter().map(|step| format!("{} {}", step.id, kind(&step.kind))).collect()
        };
        assert_eq!(machine(&english), machine(&chinese), "{}", english.id);
        let commands = |lesson: &Lesson| -> Vec<_> {
            let blocks = lesson.steps.iter().flat_map(|step| step.text.clone());
            blocks.filter(|block| matches!(block, Block::Commands(_))).collect()
        };
        assert_eq!(commands(&english), commands(&chinese), "{}", english.id);
    }
}

fn kind(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Scene(_) => "scene",
        StepKind::Predict(_) => "predict",
        StepKind::Act(_) => "act",
        StepKind::Observe(_) => "observe",
        StepKind::Refute(_) => "refute",
        StepKind::Formula(_) => "formula",
        StepKind::Transfer(_) => "transfer",
    }
}

/// The configs that a question prints are the ones that the lesson's consumers have: set in its
/// lines, or Kafka's defaults.
#[test]
fn what_a_question_hangs_on_is_so() {
    let defaults = engine::config::ConsumerConfig::with_base(&[]).expect("the defaults are right");
    let is_default = |config: &str| {
        let is = |(name, value): (&str, _)| format!("{name}={value}") == config;
        defaults.effective().any(is)
    };
    for [lesson, _] in lessons() {
        for (at, step) in lesson.steps.iter().enumerate() {
            let (hangs_on, mut lines) = match &step.kind {
                StepKind::Predict(predict) => (&predict.hangs_on, Vec::new()),
                StepKind::Transfer(transfer) => (&transfer.hangs_on, transfer.run.clone()),
                StepKind::Scene(_)
                | StepKind::Act(_)
                | StepKind::Observe(_)
                | StepKind::Refute(_)
                | StepKind::Formula(_) => continue,
            };
            if let Some(StepKind::Act(act)) = lesson.steps.get(at + 1).map(|next| &next.kind) {
                lines.extend(act.answer.iter().cloned());
            }
            let made: Vec<_> = lines.iter().filter(|line| line.starts_with("consumer ")).collect();
            assert!(hangs_on.is_empty() || !made.is_empty(), "{}: who has them?", step.id);
            for config in hangs_on {
                let name = config.split('=').next().unwrap_or_default();
                for line in &made {
                    let set = line.split(' ').find(|word| word.starts_with(&format!("{name}=")));
                    let right = set.map_or_else(|| is_default(config), |set| *set == **config);
                    assert!(right, "{}, {}: {config}, but: {line}", lesson.id, step.id);
                }
            }
        }
    }
}

/// What no text of ours may say (the over-corrections): in words that would say it.
const OVER_CORRECTIONS: &[&str] = &[
    "offsets are contiguous",
    "offsets are sequential",
    "auto-commit is at-most-once",
    "active segment is never deleted",
    "broker evicts",
    "lag is the number of unread",
    "offsets never repeat",
    "latest is the newest",
    "one partition, one consumer",
    "commit is the last processed",
    "stops the world",
    "exactly once",
    "exactly-once",
    "offset 是连续的",
    "活动 segment 永远不会",
    "lag 就是未读",
    "一个分区只能有一个消费者",
    "恰好一次",
];

#[test]
fn no_text_corrects_too_much() {
    for file in ["en.md", "zh-Hans.md"] {
        for folder in std::fs::read_dir(tutorials()).expect("it is there").flatten() {
            let Ok(text) = std::fs::read_to_string(folder.path().join(file)) else { continue };
            let text = text.to_lowercase();
            for claim in OVER_CORRECTIONS {
                assert!(!text.contains(claim), "{:?} says: {claim}", folder.path());
            }
        }
    }
}
