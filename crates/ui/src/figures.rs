//! Figures as the page writes them: clocks, spans, missing numbers, sizes.
//!
//! No committed offset is `–`, never 0 and never −1.

/// What stands where there is no number.
pub(crate) const NONE: &str = "–";

/// A number, or the dash.
pub(crate) fn or_none(number: Option<i64>) -> String {
    number.map_or_else(|| NONE.to_owned(), signed)
}

/// A number with the true minus sign.
pub(crate) fn signed(number: i64) -> String {
    if number < 0 { format!("−{}", number.unsigned_abs()) } else { number.to_string() }
}

/// An instant of the world's clock, as time since it began: `00:01:07.250`.
pub(crate) fn clock(elapsed_ms: i64) -> String {
    let ms = elapsed_ms.max(0);
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    let day = if days > 0 { format!("{days}d ") } else { String::new() };
    format!("{day}{hours:02}:{:02}:{:02}.{rest:03}", seconds / 60 % 60, seconds % 60)
}

/// A span as people read it: `250 ms`, `1.9 s`, `4:51`, `2:05:00`, `3 d 4 h`.
pub(crate) fn span(ms: i64) -> String {
    let (sign, ms) = if ms < 0 { ("−", ms.saturating_neg()) } else { ("", ms) };
    let seconds = ms / 1000;
    let text = match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{seconds}.{} s", ms % 1000 / 100),
        60_000..3_600_000 => format!("{}:{:02}", seconds / 60, seconds % 60),
        3_600_000..86_400_000 => {
            format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
        }
        _ => format!("{} d {} h", seconds / 86_400, seconds / 3600 % 24),
    };
    format!("{sign}{text}")
}

/// A list as the page writes it: `orders-0, orders-1`.
pub(crate) fn list<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    items.join(", ")
}

/// A long list cut in the middle, with how many it holds: `t-0, t-1, t-2, … t-255 (256)`.
pub(crate) fn short_list<T: ToString>(items: &[T], most: usize) -> String {
    match items {
        [first @ .., last] if items.len() > most => {
            let first = list(first.get(..most.saturating_sub(1)).unwrap_or(first));
            format!("{first}, … {} ({})", last.to_string(), items.len())
        }
        _ => list(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_written_by_their_size() {
        let written = [0, 999, 1_900, 59_999, 60_000, 291_000, 7_500_000, 273_600_000].map(span);
        let expected = ["0 ms", "999 ms", "1.9 s", "59.9 s", "1:00", "4:51", "2:05:00", "3 d 4 h"];
        assert_eq!(written, expected);
        assert_eq!(span(-1_500), "−1.5 s");
        assert_eq!(span(i64::MIN).chars().next(), Some('−'));
    }

    #[test]
    fn a_long_list_keeps_its_ends() {
        assert_eq!(short_list(&[0, 1, 2], 3), "0, 1, 2");
        assert_eq!(short_list(&[0, 1, 2, 3, 4], 3), "0, 1, … 4 (5)");
        assert_eq!(short_list::<u8>(&[], 3), "");
    }

    #[test]
    fn a_missing_number_is_a_dash() {
        assert_eq!(or_none(None), "–");
        assert_eq!(or_none(Some(0)), "0");
        assert_eq!(or_none(Some(-3)), "−3");
    }

    #[test]
    fn the_clock_counts_from_the_beginning() {
        assert_eq!(clock(67_250), "00:01:07.250");
        assert_eq!(clock(90_000_000), "1d 01:00:00.000");
    }
}
