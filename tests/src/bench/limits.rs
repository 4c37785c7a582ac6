//! A world with as many topics, partitions, consumers, records and bytes as there may be: its memory,
//! its nodes, its frames.

use super::Figure;
use super::figures::quantile;
use super::worlds;
use crate::browser::Page;

/// Bytes of a MiB.
const MIB: f64 = 1024.0 * 1024.0;

/// Tells of each of so many frames how long the main thread worked for it (script, style, layout
/// and paint), and how long after the frame before it began.
const FRAMES: &str = "new Promise((resolve) => {
    const work = [], apart = [];
    let before;
    const frame = (begun) => {
        if (before !== undefined) apart.push(begun - before);
        before = begun;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            work.push(performance.now() - begun);
            if (work.length < 300) requestAnimationFrame(frame);
            else resolve([work, apart]);
        };
        port2.postMessage(0);
    };
    requestAnimationFrame(frame);
})";

/// Whether the group's ledger counts every record as processed.
const CAUGHT_UP: &str = "document.querySelector('p.ledger')?.innerText.includes('once 1000000')";

/// Measures it.
pub(super) fn measure(page: &Page) -> Vec<Figure> {
    page.wait_gone("Loading");
    let opening = page.now();
    page.open_file(&worlds::full_world(worlds::FEEDS_MAX));
    page.wait_long_for("opened: a world, gestures:");
    let opened = page.now() - opening;
    let program = page.program_bytes() / MIB;
    let nodes = page.nodes();
    page.click("button", "Play");
    // First every consumer catches up as fast as it can; then they wait for more.
    let behind = frames(page);
    page.wait_long(|| {
        let there = page.evaluate(CAUGHT_UP) == true;
        there.then_some(()).ok_or_else(|| format!("they have not caught up:\n{}", page.text()))
    });
    let waiting = frames(page);
    page.click("button", "Pause");
    let memory = page.program_bytes() / MIB + page.script_bytes() / MIB;
    let world = "256 partitions, 1,000,000 records";
    vec![
        Figure::new(format!("{world}: memory of the page"), memory, 512.0, "MiB"),
        Figure::note(format!("{world}: the program's, before it plays"), program, "MiB"),
        Figure::new(format!("{world}: nodes in the document"), nodes, 3_000.0, ""),
        Figure::new(format!("{world}: a frame while 64 catch up, p95"), behind[0], 16.7, "ms"),
        Figure::note(format!("{world}: the same, median"), behind[1], "ms"),
        Figure::new(format!("{world}: a frame while 64 wait, p95"), waiting[0], 16.7, "ms"),
        Figure::note(format!("{world}: the same, median"), waiting[1], "ms"),
        Figure::note(format!("{world}: between two frames, p95"), waiting[2], "ms"),
        Figure::note(format!("{world}: opening its file"), opened / 1000.0, "s"),
    ]
}

/// The work of a frame at p95 and in the middle, and the time between two frames at p95.
fn frames(page: &Page) -> [f64; 3] {
    let frames = page.evaluate_once(FRAMES);
    let list = |at: usize| -> Vec<f64> {
        let numbers = frames[at].as_array().into_iter().flatten();
        numbers.filter_map(serde_json::Value::as_f64).collect()
    };
    let (work, apart) = (list(0), list(1));
    [quantile(&work, 0.95), quantile(&work, 0.5), quantile(&apart, 0.95)]
}
