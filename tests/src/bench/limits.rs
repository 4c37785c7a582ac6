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

/// Measures it.
pub(super) fn measure(page: &Page) -> Vec<Figure> {
    page.wait_gone("Loading");
    let opening = page.now();
    page.open_file(&worlds::full_world(worlds::FEEDS_MAX));
    page.wait_long_for("opened: a world with");
    let opened = page.now() - opening;
    let (program, scripts) = (page.program_bytes() / MIB, page.script_bytes() / MIB);
    let nodes = page.nodes();
    page.click("button", "Play");
    let frames = page.evaluate_once(FRAMES);
    let list = |at: usize| -> Vec<f64> {
        let numbers = frames[at].as_array().into_iter().flatten();
        numbers.filter_map(serde_json::Value::as_f64).collect()
    };
    let (work, apart) = (list(0), list(1));
    page.click("button", "Pause");
    let grown = page.program_bytes() / MIB;
    let world = "256 partitions, 1,000,000 records";
    vec![
        Figure::new(format!("{world}: memory of the page"), grown + scripts, 512.0, "MiB"),
        Figure::note(format!("{world}: the program's, before it plays"), program, "MiB"),
        Figure::new(format!("{world}: nodes in the document"), nodes, 3_000.0, ""),
        Figure::new(format!("{world}: work of a frame, p95"), quantile(&work, 0.95), 16.7, "ms"),
        Figure::note(format!("{world}: work of a frame, median"), quantile(&work, 0.5), "ms"),
        Figure::note(format!("{world}: between two frames, p95"), quantile(&apart, 0.95), "ms"),
        Figure::note(format!("{world}: opening its file"), opened / 1000.0, "s"),
    ]
}
