//! A newcomer opens the page: it runs, it says what it is, and it asks nobody else.

use super::visit;

#[test]
fn the_page_opens_and_runs() {
    visit("", |page| {
        page.wait_for("Tidemark");
        page.wait_gone("Loading");
        assert_eq!(page.evaluate("document.title"), "Tidemark: what Kafka offsets really are");
    });
}

#[test]
fn the_program_is_loaded_once() {
    visit("", |page| {
        page.wait_gone("Loading");
        let requests = page.requests();
        for (kind, files) in [(".wasm", 1), (".js", 2), (".css", 1)] {
            let asked = requests.iter().filter(|url| url.ends_with(kind)).count();
            assert_eq!(asked, files, "{kind}: {requests:#?}");
        }
    });
}

#[test]
fn the_page_keeps_no_cookie() {
    visit("", |page| {
        page.wait_gone("Loading");
        assert_eq!(page.evaluate("document.cookie"), "");
    });
}

#[test]
fn the_policy_forbids_what_the_page_does_not_need() {
    visit("", |page| {
        page.wait_gone("Loading");
        let attempts = [
            ("eval('1')", "EvalError"),
            ("document.body['inner' + 'HTML'] = 'x'", "TypeError"),
            ("fetch('http://127.0.0.1:9/')", "TypeError"),
        ];
        for (attempt, error) in attempts {
            let outcome = format!("(async () => {{ await ({attempt}) }})().catch((e) => e.name)");
            assert_eq!(page.evaluate(&outcome), error, "{attempt}");
        }
        page.expect_complaint("Content Security Policy");
        page.expect_complaint("requires 'TrustedScript'");
        page.expect_complaint("requires 'TrustedHTML'");
    });
}

#[test]
fn it_is_accessible_in_light_and_dark() {
    visit("", |page| {
        page.wait_gone("Loading");
        for scheme in ["light", "dark"] {
            page.prefer("prefers-color-scheme", scheme);
            page.assert_accessible();
        }
    });
}

#[test]
fn without_scripts_it_says_what_it_is() {
    visit("", |page| {
        page.without_scripts();
        page.reload();
        page.wait_for("teaches what Kafka offsets really are");
        page.wait_for("Kafka 的 offset 究竟是什么");
    });
}

#[test]
fn what_can_be_shared_opens_inside_the_window() {
    let inside = "(() => {
        const { left, right, bottom } = document.querySelector('.sheet').getBoundingClientRect();
        return left >= 0 && right <= innerWidth && bottom <= innerHeight;
    })()";
    visit("#/", |page| {
        page.click("DisclosureTriangle", "Share");
        page.wait_for_control("button", "Copy link");
        for size in ["usual", "large"] {
            for width in [320, 390, 600, 768, 900, 1440] {
                page.resize(width, 844);
                assert_eq!(page.evaluate(inside), true, "{width} px, {size} type");
            }
            page.click("button", "Large type");
        }
    });
}
