//! The instant that `--to-datetime` means: `YYYY-MM-DDTHH:mm:ss.SSS`, with a zone or in UTC.
//!
//! Source: `Utils.getDateTime` (`clients/…/common/utils/Utils.java`), whose `SimpleDateFormat` is
//! not lenient. Years are those of the Gregorian calendar from 1582 on, of the Julian one before.

/// The last day of the Julian calendar is followed by 15 October 1582.
const GREGORIAN_SINCE: (i64, i64, i64) = (1582, 10, 15);

/// Milliseconds since 1970.
///
/// # Errors
///
/// The message of Java's `ParseException`.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let no_time = "Error parsing timestamp. It does not contain a 'T' according to ISO8601 format";
    let (_, time) = text
        .split_once('T')
        .filter(|(date, time)| !date.is_empty() || !time.is_empty())
        .ok_or(no_time)?;
    let has_zone = time.contains(['+', '-', 'Z']);
    let whole = if has_zone { text.to_owned() } else { [text, "Z"].concat() };
    instant(&whole).ok_or_else(|| ["Unparseable date: \"", &whole, "\""].concat())
}

fn instant(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text.trim_start() };
    let year = reader.number(None)?;
    let month = reader.after('-')?.number(None)?;
    let day = reader.after('-')?.number(None)?;
    let hour = reader.after('T')?.number(None)?;
    let minute = reader.after(':')?.number(None)?;
    let second = reader.after(':')?.number(None)?;
    let milli = reader.after('.')?.number(None)?;
    let is_time = hour < 24 && minute < 60 && second < 60 && milli < 1000;
    let zone = reader.zone()?;
    if !is_time || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(seconds * 1000 + milli - zone * 60_000)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn after(&mut self, mark: char) -> Option<&mut Self> {
        self.rest = self.rest.strip_prefix(mark)?;
        Some(self)
    }

    /// Digits, at most so many, and at most nine anyway.
    fn number(&mut self, digits: Option<usize>) -> Option<i64> {
        let all = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.rest.split_at(digits.map_or(all, |most| most.min(all)));
        self.rest = rest;
        number.parse().ok().filter(|_| number.len() <= 9)
    }

    /// `Z`, `+hh`, `+hhmm`, `+hh:mm`, in minutes east. What follows is passed over.
    fn zone(&mut self) -> Option<i64> {
        let sign = match self.rest.chars().next()? {
            'Z' => return Some(0),
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.rest = &self.rest[1..];
        let hours = self.number(Some(2)).filter(|&hours| hours < 24)?;
        let _ = self.after(':');
        let minutes = self.number(Some(2)).unwrap_or(0);
        (minutes < 60).then_some(sign * (hours * 60 + minutes))
    }
}

fn is_leap(year: i64) -> bool {
    let is_julian = year < GREGORIAN_SINCE.0;
    year % 4 == 0 && (is_julian || year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01. With the year beginning in March a leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month < 3 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let julian = 365 * shifted + shifted.div_euclid(4) + of_year;
    let skipped = match (year, month, day) >= GREGORIAN_SINCE {
        true => shifted.div_euclid(100) - shifted.div_euclid(400),
        false => 2,
    };
    julian - skipped - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recorded_date_is_read_as_kafka_reads_it() {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/conformance/vectors/datetime.json");
        let text = std::fs::read_to_string(path).expect("the vectors are there");
        let vectors: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let cases = vectors["cases"].as_array().expect("cases");
        let mut compared = 0;
        for case in cases.iter().filter(|case| case["in"]["kind"] == "datetime") {
            let given = case["in"]["text"].as_str().expect("a text");
            let expected = match case["out"].as_i64() {
                Some(instant) => Ok(instant),
                None => Err(case["err"]["msg"].as_str().unwrap_or_default().to_owned()),
            };
            assert_eq!(parse(given), expected, "{given}");
            compared += 1;
        }
        assert!(compared > 20);
    }
}
