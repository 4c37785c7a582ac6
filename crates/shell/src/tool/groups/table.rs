//! Tables as Java's `printf` makes them: columns of at least so many characters, one space between.

/// A table's columns: the heading and the least width; 0 for a last column that is not padded.
pub(super) type Column = (&'static str, usize);

/// The lines of a table, headings first. A column is as wide as its widest cell if `grows`.
pub(super) fn lines(columns: &[(Column, bool)], rows: &[Vec<String>]) -> Vec<String> {
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, &((_, least), grows))| {
            let cells = rows.iter().filter_map(|row| row.get(at)).filter(|_| grows);
            cells.map(|cell| width(cell)).fold(least, usize::max)
        })
        .collect();
    let headings = columns.iter().map(|&((heading, _), _)| heading.to_owned()).collect();
    let line = |cells: &Vec<String>| {
        let mut line = String::new();
        for (at, (cell, &least)) in cells.iter().zip(&widths).enumerate() {
            line.push_str(if at == 0 { "" } else { " " });
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', least.saturating_sub(width(cell))));
        }
        line
    };
    std::iter::once(&headings).chain(rows).map(line).collect()
}

/// The length of a Java string.
fn width(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A number, or `-` where there is none.
pub(super) fn number_or_dash(number: Option<i64>) -> String {
    number.map_or("-".to_owned(), |number| number.to_string())
}

/// A text, or `-` where there is none.
pub(super) fn text_or_dash(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}
