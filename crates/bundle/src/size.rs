//! What the build prints: each file's cost, the first load's, and the program's by crate.

use std::fmt::Write;

use crate::asset::Cost;

/// The files of a first load with their costs and their sum, then those that are fetched later.
pub(crate) fn table(rows: &[Cost], later: &[Cost]) -> String {
    let mut text = String::new();
    line(&mut text, "file", ["raw B", "gz B", "br B"].map(str::to_owned));
    for row in rows {
        line(&mut text, &row.name, [row.raw, row.gz, row.br].map(|bytes| bytes.to_string()));
    }
    let sum = |cost: fn(&Cost) -> usize| rows.iter().map(cost).sum::<usize>().to_string();
    line(&mut text, "first load", [sum(|row| row.raw), sum(|row| row.gz), sum(|row| row.br)]);
    text.push_str("fetched when opened\n");
    for row in later {
        line(&mut text, &row.name, [row.raw, row.gz, row.br].map(|bytes| bytes.to_string()));
    }
    text
}

/// The program's code by the crate that it comes from, largest first, as shares of all its code.
///
/// Raw bytes: compression works across crates, so its gain cannot be told apart.
pub(crate) fn crates(sizes: &[(String, usize)]) -> String {
    let all = sizes.iter().map(|(_, bytes)| bytes).sum::<usize>().max(1);
    let mut text = String::from("ui.wasm by crate, raw\n");
    for (name, bytes) in sizes {
        let percent = bytes * 100 / all;
        writeln!(text, "  {name:<38} {bytes:>9} {percent:>4} %").expect("a String takes it all");
    }
    text
}

fn line(text: &mut String, name: &str, [raw, gz, br]: [String; 3]) {
    writeln!(text, "{name:<40} {raw:>9} {gz:>9} {br:>9}").expect("a String takes it all");
}
