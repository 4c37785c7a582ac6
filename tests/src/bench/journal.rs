//! A journal of as many gestures as there may be: going anywhere in it, and loading it again.

use session::ENTRIES_MAX;

use super::Figure;
use super::figures::quantile;
use super::worlds;
use crate::browser::Page;

/// How often everything is measured; the best counts. What other programs take of the machine comes
/// and goes, and what the page costs is there each time.
const TIMES: usize = 3;

/// Moves the slider to some hundred places, far and near, and tells for each how many milliseconds
/// passed until the page was drawn anew: script, style and layout.
const SEEKS: &str = "(async () => {
    const slider = document.querySelector('input.slider');
    const here = document.querySelector('p.now');
    const times = [];
    let place = 1;
    for (let turn = 0; turn < 300; turn += 1) {
        place = (place * 48271) % 2147483647;
        slider.value = turn % 3 === 2 ? slider.valueAsNumber - 7 : place % Number(slider.max);
        const wanted = slider.value;
        const begun = performance.now();
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
        while (!here.textContent.includes(` ${wanted} `)) {
            const { port1, port2 } = new MessageChannel();
            const later = new Promise((resolve) => { port1.onmessage = resolve; });
            port2.postMessage(0);
            await later;
            if (performance.now() - begun > 10000) throw new Error(`it is not at ${wanted}`);
        }
        document.body.getBoundingClientRect();
        times.push(performance.now() - begun);
    }
    return times;
})()";

/// Where a reload is: milliseconds since it began, whether the session is there, and what the
/// progress shows.
const RELOADED: &str = "(() => {
    const slider = document.querySelector('input.slider');
    const locked = document.querySelector('.locked');
    const shown = document.querySelector('.locked progress');
    return [performance.now(), !!slider && !locked && Number(slider.max), shown?.position ?? 0];
})()";

/// Measures it.
pub(super) fn measure(page: &Page) -> Vec<Figure> {
    page.wait_gone("Loading");
    let opening = page.now();
    page.open_file(&worlds::full_journal());
    page.wait_long_for(&format!("opened: a world, gestures: {ENTRIES_MAX}"));
    let opened = page.now() - opening;
    let seeks = best(|| page.numbers(SEEKS));
    let reloads = best(|| reload(page));
    let [reloaded, used] = reloads[..] else { panic!("a reload has two figures: {reloads:?}") };
    let journal = format!("a journal of {ENTRIES_MAX} gestures");
    vec![
        Figure::new(format!("{journal}: seek, median"), quantile(&seeks, 0.5), 16.0, "ms"),
        Figure::new(format!("{journal}: seek, longest"), quantile(&seeks, 1.0), 100.0, "ms"),
        Figure::new(format!("{journal}: reload, with progress"), reloaded, 3.0, "s"),
        Figure::note(format!("{journal}: processor time of a reload"), used, "s"),
        Figure::note(format!("{journal}: opening its file"), opened / 1_000.0, "s"),
    ]
}

/// Measures several times, and takes the least of each number.
fn best(mut measure: impl FnMut() -> Vec<f64>) -> Vec<f64> {
    let mut best = measure();
    for _ in 1..TIMES {
        best.iter_mut().zip(measure()).for_each(|(best, next)| *best = best.min(next));
    }
    best
}

/// Seconds until the session is there again, and seconds of processor time.
fn reload(page: &Page) -> Vec<f64> {
    let used = page.processor_seconds();
    page.reload();
    let mut seen = 0;
    let reloaded = page.wait_long(|| {
        let here = page.evaluate(RELOADED);
        let shown = here[2].as_f64().unwrap_or_default();
        seen += usize::from(shown > 0.0 && shown < 1.0);
        let there = here[1].as_u64() == u64::try_from(ENTRIES_MAX).ok();
        let at = here[0].as_f64().filter(|_| there);
        at.ok_or_else(|| format!("the session is not there: {here}"))
    });
    assert!(seen > 0, "the progress was never shown");
    vec![reloaded / 1_000.0, page.processor_seconds() - used]
}
