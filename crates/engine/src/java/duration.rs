//! `java.time.Duration.parse`: spans of time as ISO 8601 writes them, `PT1H30M` or `P1DT0.5S`.

use crate::quantity::Millis;

/// Reads a duration, to the millisecond below (towards the past for a negative one, as
/// `Duration.toMillis` does); `None` for what Java refuses or cannot hold.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Millis> {
    let (whole, nanos) = parse(text)?;
    whole.checked_mul(1_000)?.checked_add(nanos.div_euclid(1_000_000)).map(Millis)
}

/// As [`parse_duration`], but a span of more milliseconds than a long holds, which Java refuses
/// only where it is turned into milliseconds, is taken for the longest one.
#[must_use]
pub fn parse_duration_clamped(text: &str) -> Option<Millis> {
    let (whole, nanos) = parse(text)?;
    Some(Millis(whole.saturating_mul(1_000).saturating_add(nanos.div_euclid(1_000_000))))
}

/// Seconds and nanoseconds.
fn parse(text: &str) -> Option<(i64, i64)> {
    let (negative, text) = take_sign(text);
    let text = text.strip_prefix(['P', 'p'])?;
    let (date, time) = match text.split_once(['T', 't']) {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let (days, rest) = take_part(date, ['D', 'd'])?;
    let (hours, time) = take_part(time, ['H', 'h'])?;
    let (minutes, time) = take_part(time, ['M', 'm'])?;
    if !rest.is_empty() {
        return None;
    }
    let (seconds, nanos) = parse_seconds(time)?;
    let whole = days.checked_mul(86_400)?.checked_add(hours.checked_mul(3_600)?)?;
    let whole = whole.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    if negative { Some((whole.checked_neg()?, -nanos)) } else { Some((whole, nanos)) }
}

fn take_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The number before `unit` and what follows it; 0 and everything if the unit is not there.
fn take_part(text: &str, unit: [char; 2]) -> Option<(i64, &str)> {
    match text.split_once(unit) {
        Some((number, rest)) => Some((parse_number(number)?, rest)),
        None => Some((0, text)),
    }
}

/// An optional sign and at least one digit.
fn parse_number(text: &str) -> Option<i64> {
    let digits = take_sign(text).1;
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Seconds and nanoseconds (with the seconds' sign), from `12.5S` or nothing.
fn parse_seconds(text: &str) -> Option<(i64, i64)> {
    if text.is_empty() {
        return Some((0, 0));
    }
    let text = text.strip_suffix(['S', 's'])?;
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if part.len() > 9 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let nanos = (0..9).fold(0, |nanos, place| {
        let digit = part.as_bytes().get(place).map_or(0, |digit| i64::from(digit - b'0'));
        nanos * 10 + digit
    });
    let negative = take_sign(whole).0;
    Some((parse_number(whole)?, if negative { -nanos } else { nanos }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_java_reads() {
        for (text, millis) in [
            ("P1D", 86_400_000),
            ("PT1H30M", 5_400_000),
            ("pt0.5s", 500),
            ("-PT1H", -3_600_000),
            ("PT-1H", -3_600_000),
            ("-P-1DT2H", 79_200_000),
            ("PT-0.0005S", -1),
            ("P1DT2H3M4,25S", 93_784_250),
        ] {
            assert_eq!(parse_duration(text), Some(Millis(millis)), "{text}");
        }
    }

    #[test]
    fn refuses_what_java_refuses() {
        for text in ["", "1h", "P", "PT", "P1DT", "P1H", "PT1M1H", "PT1", "PT.5S", "P1W", "PTS"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(parse_duration("P999999999999999999D"), None, "overflows");
        let millis_overflow = "PT9223372036854775807S";
        assert_eq!(parse_duration(millis_overflow), None);
        assert_eq!(parse_duration_clamped(millis_overflow), Some(Millis(i64::MAX)));
        assert_eq!(parse_duration_clamped("PT9223372036854775808S"), None);
    }
}
