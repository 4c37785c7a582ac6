//! A world in an address: its text deflated, in base64url, behind `w=1.` in the URL's fragment,
//! which no server ever sees.
//!
//! Reading is bounded before it begins: a link of more than [`LINK_BYTES_MAX`] is not looked at, and
//! inflating stops at [`TEXT_BYTES_MAX`].

use crate::complaint::Complaint;
use engine::quantity::base64url;
use i18n::history::Trouble;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

/// The longest link, `w=1.` included.
pub const LINK_BYTES_MAX: usize = 8 * 1024;

/// The longest text that a link may unfold to.
pub const TEXT_BYTES_MAX: usize = 1024 * 1024;

/// What every link begins with, before the number of its format.
const NAME: &str = "w=";

/// The number of the link's format.
const FORMAT: &str = "1";

/// The best that deflate can do: links are made rarely and read by people's chat programs.
const DEFLATE_LEVEL: u8 = 10;

/// The fragment (without `#`) that holds `text`.
///
/// # Errors
///
/// [`Trouble::WorldTooLong`] if it would be longer than is read.
pub fn to_fragment(text: &str) -> Result<String, Complaint> {
    let packed = base64url(&compress_to_vec(text.as_bytes(), DEFLATE_LEVEL));
    let link = format!("{NAME}{FORMAT}.{packed}");
    let (bytes, limit) = (link.len(), LINK_BYTES_MAX);
    if bytes > limit || text.len() > TEXT_BYTES_MAX {
        return Err(Trouble::WorldTooLong { bytes, limit }.into());
    }
    Ok(link)
}

/// Whether a fragment (with or without `#`) claims to hold a world.
#[must_use]
pub fn is_fragment(fragment: &str) -> bool {
    fragment.trim_start_matches('#').starts_with(NAME)
}

/// The text in a fragment (with or without `#`).
///
/// # Errors
///
/// What is wrong with it, and what would be right.
pub fn from_fragment(fragment: &str) -> Result<String, Complaint> {
    let link = fragment.trim().trim_start_matches('#');
    let (bytes, limit) = (link.len(), LINK_BYTES_MAX);
    if bytes > limit {
        return Err(Trouble::LinkTooLong { bytes, limit }.into());
    }
    let rest = link.strip_prefix(NAME).ok_or(Trouble::NoLink)?;
    let (format, packed) = rest.split_once('.').ok_or(Trouble::NoLink)?;
    if format != FORMAT {
        return Err(Trouble::LinkFormat { found: format.chars().take(10).collect() }.into());
    }
    let deflated = bytes_of(packed)?;
    let inflated = decompress_to_vec_with_limit(&deflated, TEXT_BYTES_MAX).map_err(|error| {
        match error.status {
            TINFLStatus::HasMoreOutput => Trouble::LinkTooLarge { limit: TEXT_BYTES_MAX },
            TINFLStatus::FailedCannotMakeProgress
            | TINFLStatus::BadParam
            | TINFLStatus::Adler32Mismatch
            | TINFLStatus::Failed
            | TINFLStatus::Done
            | TINFLStatus::NeedsMoreInput => Trouble::LinkDamaged,
            _ => Trouble::LinkDamaged,
        }
    })?;
    String::from_utf8(inflated).map_err(|_| Trouble::LinkDamaged.into())
}

/// Reads unpadded base64url.
fn bytes_of(text: &str) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for (place, character) in text.chars().enumerate() {
        let digit = match character {
            'A'..='Z' => u32::from(character) - u32::from('A'),
            'a'..='z' => u32::from(character) - u32::from('a') + 26,
            '0'..='9' => u32::from(character) - u32::from('0') + 52,
            '-' => 62,
            '_' => 63,
            _ => return Err(Trouble::LinkCharacter { at: place + 1 }),
        };
        bits = ((bits & 0xffff) << 6) | digit;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    match held {
        6 => Err(Trouble::LinkDamaged), // One character alone is no byte.
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(fragment: &str) -> Option<Trouble> {
        match from_fragment(fragment) {
            Err(Complaint::History(trouble)) => Some(trouble),
            Ok(_) | Err(_) => None,
        }
    }

    #[test]
    fn what_goes_in_comes_out() {
        for text in ["", "tidemark 1\n---\n", "p1 send 订单 value='你好'\n"] {
            let link = to_fragment(text).expect("it is short");
            assert_eq!(from_fragment(&format!("#{link}")).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_link_that_is_not_whole_says_so() {
        let text = "tidemark 1\n---\nproducer p1\nconsumer c1 group.id=billing\n";
        let link = to_fragment(text).expect("it is short");
        for cut in 5..link.len() {
            assert!(from_fragment(&link[..cut]).is_err(), "{cut} bytes of it were enough");
        }
        assert_eq!(trouble("lesson=1"), Some(Trouble::NoLink));
        assert_eq!(trouble("w=7.AAAA"), Some(Trouble::LinkFormat { found: "7".into() }));
        assert_eq!(trouble("w=1.AA A"), Some(Trouble::LinkCharacter { at: 3 }));
    }

    #[test]
    fn both_limits_hold_to_the_byte() {
        let longest = format!("w=1.{}", "A".repeat(LINK_BYTES_MAX - 4));
        let damaged = trouble(&longest);
        assert!(!matches!(damaged, Some(Trouble::LinkTooLong { .. })), "{damaged:?}");
        let (bytes, limit) = (LINK_BYTES_MAX + 1, LINK_BYTES_MAX);
        let too_long = format!("{longest}A");
        assert_eq!(trouble(&too_long), Some(Trouble::LinkTooLong { bytes, limit }));

        let largest = "x".repeat(TEXT_BYTES_MAX);
        let link = to_fragment(&largest).expect("it deflates well");
        assert_eq!(from_fragment(&link).map(|text| text.len()), Ok(TEXT_BYTES_MAX));
        let bomb = base64url(&compress_to_vec(&vec![b'x'; TEXT_BYTES_MAX + 1], DEFLATE_LEVEL));
        let too_large = Trouble::LinkTooLarge { limit: TEXT_BYTES_MAX };
        assert_eq!(trouble(&format!("w=1.{bomb}")), Some(too_large));
        assert!(to_fragment(&"x".repeat(TEXT_BYTES_MAX + 1)).is_err());
    }
}
