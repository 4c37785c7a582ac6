//! Decimal numbers without floating point: what a `DOUBLE` config holds.
//!
//! Smaller than Java: six digits after the point are kept, hexadecimal forms are not read, and NaN
//! is taken for 0 (Java finds it below no bound and above none, so it passes every range too).

use alloc::format;
use alloc::string::{String, ToString};

/// A decimal number in millionths; saturates. What is smaller rounds away from zero, so that a
/// number is beyond a whole bound here exactly where Java's is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(pub i64);

const ONE: i64 = 1_000_000;
/// A double tells no more digits than this apart.
const SIGNIFICANT: usize = 17;

impl Millionths {
    /// Reads what Java's `Double.parseDouble` reads; `None` for what it refuses.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = take_sign(text);
        let size = match unsigned {
            "Infinity" => i64::MAX,
            "NaN" => 0,
            _ => Digits::parse(unsigned)?.millionths(),
        };
        Some(Self(if negative { -size } else { size }))
    }
}

impl From<i64> for Millionths {
    fn from(number: i64) -> Self {
        Self(number.saturating_mul(ONE))
    }
}

/// How Java's `Double.toString` writes the number that `text` is: `1e3` is `1000.0`. `text` itself
/// where it is none.
pub(super) fn java_double_text(text: &str) -> String {
    let (negative, unsigned) = take_sign(text);
    let size = match (unsigned, Digits::parse(unsigned)) {
        ("NaN", _) => return unsigned.to_string(),
        (_, Some(digits)) => digits.java_text(),
        (_, None) => unsigned.to_string(),
    };
    if negative { format!("-{size}") } else { size }
}

/// A number as Java reads it: `0.` and these digits, times ten to the power of `point`.
struct Digits {
    /// The first and the last are not 0; none for 0.
    digits: String,
    point: i32,
}

impl Digits {
    fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, part].concat();
        if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_start_matches('0');
        let leading = i32::try_from(all.len() - digits.len()).ok()?;
        let point = exponent.saturating_add(i32::try_from(whole.len()).ok()?);
        let digits = &digits[..digits.len().min(SIGNIFICANT)];
        let digits = digits.trim_end_matches('0').to_string();
        Some(Self { digits, point: point.saturating_sub(leading) })
    }

    fn millionths(&self) -> i64 {
        let places = self.point.saturating_add(6).max(0);
        let places = usize::try_from(places).unwrap_or(usize::MAX);
        let kept = &self.digits[..self.digits.len().min(places)];
        let mut number = kept.bytes().fold(0, |number: i64, digit| {
            number.saturating_mul(10).saturating_add(i64::from(digit - b'0'))
        });
        if kept.len() < self.digits.len() {
            return number.saturating_add(1);
        }
        for _ in kept.len()..places {
            if number == 0 || number == i64::MAX {
                break;
            }
            number = number.saturating_mul(10);
        }
        number
    }

    fn java_text(&self) -> String {
        let digits = self.digits.as_str();
        if digits.is_empty() {
            return "0.0".to_string();
        }
        if !(-2..=7).contains(&self.point) {
            let (first, rest) = digits.split_at(1);
            let rest = if rest.is_empty() { "0" } else { rest };
            return format!("{first}.{rest}E{}", self.point.saturating_sub(1));
        }
        let Ok(whole) = usize::try_from(self.point) else {
            let zeros = "0".repeat(self.point.unsigned_abs() as usize);
            return format!("0.{zeros}{digits}");
        };
        let zeros = "0".repeat(whole.saturating_sub(digits.len()));
        let (whole, part) = digits.split_at(whole.min(digits.len()));
        let whole = if whole.is_empty() { "0" } else { whole };
        let part = if part.is_empty() { "0" } else { part };
        format!("{whole}{zeros}.{part}")
    }
}

fn take_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_java_reads() {
        for (text, millionths) in [
            ("0.5", 500_000),
            (".5f", 500_000),
            ("5e-1", 500_000),
            ("-0.1", -100_000),
            ("1.", 1_000_000),
            ("+2D", 2_000_000),
            ("0.0000001", 1),
            ("-1.00000001", -1_000_001),
            ("000", 0),
        ] {
            assert_eq!(Millionths::parse(text), Some(Millionths(millionths)), "{text}");
        }
        for text in ["", ".", "one", "1,5", "e5", "1e", "--1"] {
            assert_eq!(Millionths::parse(text), None, "{text}");
        }
        assert!(Millionths::parse("1e99999999") >= Some(Millionths::from(i64::MAX)));
    }

    #[test]
    fn writes_what_java_writes() {
        for (text, java) in [
            ("0.5", "0.5"),
            ("1", "1.0"),
            ("5.", "5.0"),
            ("1e3", "1000.0"),
            ("12345678", "1.2345678E7"),
            ("1234567.5", "1234567.5"),
            ("0.001", "0.001"),
            ("-1e-9", "-1.0E-9"),
            ("-0", "-0.0"),
            ("-Infinity", "-Infinity"),
            ("-NaN", "NaN"),
        ] {
            assert_eq!(java_double_text(text), java, "{text}");
        }
    }
}
