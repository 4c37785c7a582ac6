//! The coordinator as a whole: what is answered first, what is waited for, what a move keeps.

mod bench;
mod delay;
mod deletion;
mod precedence;
mod reload;
