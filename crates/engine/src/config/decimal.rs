//! Decimal numbers without floating point: what a `DOUBLE` config holds.
//!
//! Smaller than Java: six digits after the point are kept, hexadecimal forms are not read, and NaN
//! is taken for 0 (Java finds it below no bound and above none, so it passes every range too).

/// A decimal number in millionths; saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(pub i64);

const ONE: i64 = 1_000_000;

impl Millionths {
    /// Reads what Java's `Double.parseDouble` reads; `None` for what it refuses.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let size = match digits {
            "Infinity" => i64::MAX,
            "NaN" => 0,
            _ => parse_digits(digits)?,
        };
        Some(Self(if negative { -size } else { size }))
    }
}

impl From<i64> for Millionths {
    fn from(number: i64) -> Self {
        Self(number.saturating_mul(ONE))
    }
}

fn parse_digits(text: &str) -> Option<i64> {
    let text = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mut number: i64 = 0;
    let mut place = exponent.saturating_add(6);
    for digit in whole.bytes().chain(part.bytes()) {
        let digit = char::from(digit).to_digit(10)?;
        if number < i64::MAX / 10 - 1 {
            number = number * 10 + i64::from(digit);
        } else {
            place = place.saturating_add(1);
        }
    }
    place = place.saturating_sub(i32::try_from(part.len()).ok()?);
    while place > 0 && number > 0 && number < i64::MAX {
        number = number.saturating_mul(10);
        place -= 1;
    }
    while place < 0 && number > 0 {
        number /= 10;
        place += 1;
    }
    Some(number)
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
            ("0.0000001", 0),
        ] {
            assert_eq!(Millionths::parse(text), Some(Millionths(millionths)), "{text}");
        }
        for text in ["", ".", "one", "1,5", "e5", "1e", "--1"] {
            assert_eq!(Millionths::parse(text), None, "{text}");
        }
        assert!(Millionths::parse("1e99999999") >= Some(Millionths::from(i64::MAX)));
    }
}
