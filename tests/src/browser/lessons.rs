//! Each lesson to its end, in the order that it has for everybody: the prediction is locked before
//! anything moves, and until then the page does not hold the answer, not even out of sight.

use i18n::lesson::{FormulaSentence, LessonWord as Word};
use i18n::page::lesson as words;
use i18n::page::timeline;
use i18n::{Locale, fill};
use lesson::format::{Act, Lesson, Predict, Step, StepKind};
use lesson::prose::Inline;

use super::{Page, visit};

/// A learner at one lesson.
struct Learner<'a> {
    page: &'a Page,
    lesson: &'a Lesson,
    locale: Locale,
}

impl Learner<'_> {
    fn walk(&self) {
        for (at, step) in self.lesson.steps.iter().enumerate() {
            let (place, count) = ((at + 1).to_string(), self.lesson.steps.len().to_string());
            let kicker = fill(self.locale.of(words::STEP_OF), &[&place, &count, ""]);
            self.page.wait_for(kicker.trim_end());
            let moves_on = match &step.kind {
                StepKind::Scene(_) => true,
                StepKind::Predict(predict) => self.predict(at, predict),
                StepKind::Act(act) => self.act(act),
                StepKind::Observe(_) => self.observe(),
                StepKind::Refute(_) => self.refute(),
                StepKind::Formula(_) => self.formula(),
                StepKind::Transfer(_) => self.transfer(at + 1 == self.lesson.steps.len()),
            };
            if moves_on {
                self.press(Word::Next);
            }
        }
        self.page.wait_for(Word::Finished.text(self.locale));
        self.page.goto("#/lessons");
        self.page.wait_for(self.locale.of(words::FINISHED));
    }

    fn press(&self, word: Word) {
        self.page.click("button", word.text(self.locale));
    }

    /// Predicts what many people expect. Nothing moves and nothing is told before the lock.
    fn predict(&self, at: usize, predict: &Predict) -> bool {
        let page = self.page;
        let terminal = self.locale.of(i18n::page::terminal::TERMINAL);
        let [undo, step] = [timeline::UNDO, timeline::STEP].map(|words| self.locale.of(words));
        let slider = self.locale.of(timeline::SLIDER);
        let copy = self.locale.of(i18n::page::stage::COPY_STATE);
        for (role, name) in [
            ("textbox", terminal),
            ("button", undo),
            ("button", step),
            ("slider", slider),
            ("button", copy),
        ] {
            assert!(!page.is_enabled(role, name), "{name} waits for the prediction");
        }
        let before = self.clock();
        page.key(".");
        page.key("n");
        self.nothing_is_told(at);
        assert_eq!(self.clock(), before, "the clock waits for the prediction");
        let lock = Word::LockThePrediction.text(self.locale);
        assert!(!page.is_enabled("button", lock), "an option is chosen first");
        let wrong = predict.options.iter().position(|option| option.misconception.is_some());
        page.click("radio", &self.option(wrong.expect("there is something to refute")));
        page.click("radio", Word::Certain.text(self.locale));
        self.nothing_is_told(at);
        page.click("button", lock);
        false
    }

    fn clock(&self) -> String {
        let time = self.page.evaluate("document.querySelector('time').textContent");
        time.as_str().expect("the timeline has a clock").to_owned()
    }

    /// Looks for what comes after the prediction in everything that the page holds.
    fn nothing_is_told(&self, at: usize) {
        let held = self.page.evaluate("document.documentElement.outerHTML");
        let held = held.as_str().expect("the page is text");
        let later = self.lesson.steps.iter().skip(at + 1);
        for step in later.take_while(|step| !matches!(step.kind, StepKind::Predict(_))) {
            for text in told(step) {
                assert!(!held.contains(text), "{text:?} is told before the lock");
            }
        }
    }

    /// Does what the step asks for, by its own lines in the terminal.
    fn act(&self, act: &Act) -> bool {
        let next = Word::Next.text(self.locale);
        assert!(!self.page.is_enabled("button", next), "the goals come first");
        for line in &act.answer {
            let done = self.page.gestures();
            self.page.terminal(line);
            self.page.wait_gestures(done + 1);
        }
        true
    }

    /// Says what it sees; what is not there is not taken.
    fn observe(&self) -> bool {
        let next = Word::Next.text(self.locale);
        for at in 0.. {
            self.page.click("button", &self.option(at));
            if self.page.is_enabled("button", next) {
                break;
            }
            assert!(self.page.text().contains(Word::LookAgain.text(self.locale)), "option {at}");
        }
        true
    }

    fn refute(&self) -> bool {
        for word in [Word::YouPredicted, Word::ManyThink, Word::ThatIsNotSo, Word::Because] {
            self.page.wait_for(word.text(self.locale));
        }
        true
    }

    /// The article's own numbers, then the group id of its own program.
    fn formula(&self) -> bool {
        let work = self.locale.of(words::WORK_IT_OUT);
        self.page.click("button", work);
        self.page.wait_for("1000 × (1 mod 3) + 500 = 1000 × 1 + 500 = 1500");
        self.page.type_into("GroupID", "group_1");
        self.page.click("button", work);
        let text = FormulaSentence::GroupIsText { group: "group_1".to_owned() };
        self.page.wait_for(&text.sentence(self.locale));
        self.page.wait_for("293428849 % 50 = 49");
        self.page.type_into("PartitionCount", "0");
        self.page.type_into("GroupID", "1");
        self.page.click("button", work);
        self.page.wait_for(&FormulaSentence::NoPartitions.sentence(self.locale));
        true
    }

    /// Answers, sees what is right, and gets other numbers.
    fn transfer(&self, is_last: bool) -> bool {
        let verdicts = [Word::YouWereRight, Word::YouWereNotRight];
        let verdict = |shown: &str| verdicts.iter().any(|it| shown.contains(it.text(self.locale)));
        self.page.wait_enabled("button", &self.option(0));
        assert!(!verdict(&self.page.text()), "the verdict comes after the answer");
        self.page.click("button", &self.option(0));
        self.page.wait_enabled("button", Word::OtherNumbers.text(self.locale));
        assert!(verdict(&self.page.text()), "{}", self.page.text());
        assert!(!self.page.focused().is_empty(), "who answered with a key is still there");
        let finished = self.page.text().contains(Word::Finished.text(self.locale));
        assert_eq!(finished, is_last, "the last question ends the lesson");
        self.press(Word::OtherNumbers);
        self.page.wait_enabled("button", &self.option(0));
        !is_last
    }

    /// What the option at that place says.
    fn option(&self, at: usize) -> String {
        let label = format!(
            "(() => {{
                const option = document.querySelectorAll('.lesson .option')[{at}];
                return (option?.querySelector(':scope > span') ?? option)?.textContent.trim();
            }})()"
        );
        self.page.evaluate_some(&label)
    }
}

/// The words that only a step's end may say: what was wrong, why, and what comes true after the lock.
fn told(step: &Step) -> Vec<&str> {
    let inlines: Vec<&[Inline]> = match &step.kind {
        StepKind::Refute(refute) => {
            let names = refute.refutations.iter().map(|it| it.name.as_slice());
            names.chain([step.title.as_slice()]).collect()
        }
        StepKind::Act(act) => {
            let late = act.goals.iter().filter(|goal| goal.after_lock);
            late.map(|goal| goal.label.as_slice()).collect()
        }
        StepKind::Scene(_)
        | StepKind::Predict(_)
        | StepKind::Observe(_)
        | StepKind::Formula(_)
        | StepKind::Transfer(_) => Vec::new(),
    };
    inlines.into_iter().filter_map(only_text).collect()
}

/// A line that is nothing but text.
fn only_text(line: &[Inline]) -> Option<&str> {
    match line {
        [Inline::Text(text)] => Some(text),
        _ => None,
    }
}

fn learn(number: u32, locale: Locale) {
    let lessons = crate::lessons::lessons();
    let [english, chinese] =
        lessons.iter().find(|[english, _]| english.number == number).expect("it was compiled");
    let lesson = locale.choose(english, chinese);
    visit("", |page| {
        page.evaluate(&format!("localStorage.setItem('tidemark.language', '{}')", locale.tag()));
        page.reload();
        page.goto(&format!("#/lesson/{}", lesson.id));
        Learner { page, lesson, locale }.walk();
    });
}

#[test]
fn who_is_to_predict_may_look_along_the_tape_and_do_nothing() {
    visit("#/lesson/where-do-i-start", |page| {
        page.resize(390, 844);
        page.click("button", "Go on");
        page.wait_for("step 2 of");
        for offset in ["0", "9"] {
            page.type_into("go to an offset of orders-0", offset);
            page.key("Enter");
            page.wait_for_control("button", &format!("orders-0 · offset {offset}"));
        }
        page.click("DisclosureTriangle", "log: orders-0");
        page.wait_for_control("button", "run retention");
        for act in ["Produce p1", "run retention", "poll c0"] {
            assert!(!page.is_enabled("button", act), "{act} waits for the prediction");
        }
    });
}

#[test]
fn lesson_1_to_its_end() {
    learn(1, Locale::En);
}

#[test]
fn lesson_4_to_its_end() {
    learn(4, Locale::En);
}

#[test]
fn lesson_7_to_its_end() {
    learn(7, Locale::En);
}

#[test]
fn lesson_4_to_its_end_in_chinese() {
    learn(4, Locale::ZhHans);
}
