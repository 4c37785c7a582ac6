//! How compiled lessons travel: a compact binary form, written when the project is built and read
//! by the page, from one definition of each type.
//!
//! Reading never panics and never trusts a length: a damaged asset gives [`Damaged`].

use std::rc::Rc;

/// A value that can be written into an asset and read back.
#[cfg_attr(not(feature = "compile"), allow(dead_code, reason = "the page only reads"))]
pub(crate) trait Wire: Sized {
    /// Appends the value.
    fn write(&self, into: &mut Vec<u8>);
    /// Takes the value from the front.
    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged>;
}

/// The asset is not what this version of the page writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// At which byte reading stopped.
    pub at: usize,
}

/// What is left to read.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(crate) const fn damaged(&self) -> Damaged {
        Damaged { at: self.at }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let end = self.at.checked_add(count).ok_or(self.damaged())?;
        let taken = self.bytes.get(self.at..end).ok_or(self.damaged())?;
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Damaged> {
        let at = self.damaged();
        self.take(1)?.first().copied().ok_or(at)
    }
}

impl Wire for u64 {
    fn write(&self, into: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            into.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        into.push(rest as u8);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = from.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(from.damaged())
    }
}

/// Zigzag, so that small negative numbers stay small.
impl Wire for i64 {
    fn write(&self, into: &mut Vec<u8>) {
        (((self << 1) ^ (self >> 63)) as u64).write(into);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        let folded = u64::read(from)?;
        Ok((folded >> 1) as i64 ^ -((folded & 1) as i64))
    }
}

impl Wire for u32 {
    fn write(&self, into: &mut Vec<u8>) {
        u64::from(*self).write(into);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        let at = from.damaged();
        u64::read(from)?.try_into().map_err(|_| at)
    }
}

impl Wire for bool {
    fn write(&self, into: &mut Vec<u8>) {
        into.push(u8::from(*self));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        match from.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            2.. => Err(from.damaged()),
        }
    }
}

impl Wire for Rc<str> {
    fn write(&self, into: &mut Vec<u8>) {
        (self.len() as u64).write(into);
        into.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        let at = from.damaged();
        let length = usize::try_from(u64::read(from)?).map_err(|_| at)?;
        std::str::from_utf8(from.take(length)?).map(Into::into).map_err(|_| at)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, into: &mut Vec<u8>) {
        (self.len() as u64).write(into);
        self.iter().for_each(|item| item.write(into));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        let count = u64::read(from)?;
        // No capacity in advance: the count may be damage.
        (0..count).map(|_| T::read(from)).collect()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, into: &mut Vec<u8>) {
        self.is_some().write(into);
        if let Some(value) = self {
            value.write(into);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        bool::read(from)?.then(|| T::read(from)).transpose()
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, into: &mut Vec<u8>) {
        self.0.write(into);
        self.1.write(into);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
        Ok((A::read(from)?, B::read(from)?))
    }
}

/// A part of the query grammar travels as its text: one grammar, one reader.
macro_rules! wire_text {
    ($($type:ident),*) => {$(
        impl Wire for crate::query::$type {
            fn write(&self, into: &mut Vec<u8>) {
                Rc::<str>::from(self.to_string()).write(into);
            }
            fn read(from: &mut Reader<'_>) -> Result<Self, Damaged> {
                let at = from.damaged();
                Self::parse(&Rc::<str>::read(from)?).map_err(|_| at)
            }
        }
    )*};
}
wire_text!(Expression, Condition);

/// Implements [`Wire`] for a struct by its fields, in the order given.
macro_rules! wire_struct {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl crate::wire::Wire for $type {
            fn write(&self, into: &mut Vec<u8>) {
                $(self.$field.write(into);)*
            }
            fn read(from: &mut crate::wire::Reader<'_>) -> Result<Self, crate::wire::Damaged> {
                Ok(Self { $($field: crate::wire::Wire::read(from)?),* })
            }
        }
    };
}
pub(crate) use wire_struct;

/// Implements [`Wire`] for an enum whose variants hold at most one value, by the numbers given.
macro_rules! wire_enum {
    ($type:ident { $($number:literal => $variant:ident $(($value:ident))?),* $(,)? }) => {
        impl crate::wire::Wire for $type {
            fn write(&self, into: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($value))? => {
                        <u64 as crate::wire::Wire>::write(&$number, into);
                        $($value.write(into);)?
                    })*
                }
            }
            fn read(from: &mut crate::wire::Reader<'_>) -> Result<Self, crate::wire::Damaged> {
                match <u64 as crate::wire::Wire>::read(from)? {
                    $($number => Ok(Self::$variant $(({
                        let $value = crate::wire::Wire::read(from)?;
                        $value
                    }))?),)*
                    _ => Err(from.damaged()),
                }
            }
        }
    };
}
pub(crate) use wire_enum;

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        let mut reader = Reader::new(&bytes);
        assert_eq!(T::read(&mut reader).as_ref(), Ok(&value));
        assert!(reader.is_empty());
        for short in 0..bytes.len() {
            let cut = T::read(&mut Reader::new(&bytes[..short]));
            assert!(cut.is_err(), "{short} of {} bytes were enough", bytes.len());
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for number in [0, 1, 127, 128, u64::MAX] {
            there_and_back(number);
        }
        for number in [0, -1, 63, -64, i64::MIN, i64::MAX] {
            there_and_back(number);
        }
        there_and_back(vec![Some((Rc::<str>::from("位移"), true)), None]);
    }

    #[test]
    fn a_damaged_length_is_no_panic() {
        let huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
        assert!(Vec::<u64>::read(&mut Reader::new(&huge)).is_err());
        assert!(Rc::<str>::read(&mut Reader::new(&huge)).is_err());
    }
}
