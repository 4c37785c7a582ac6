//! The sandbox's gallery: worlds to start from, each with a few words and things to try.

use crate::format::read;
use crate::prose::{Block, Inline};
use crate::run::world_of;
use crate::wire::{Damaged, wire_struct};
use session::view::Text;
use session::{Complaint, Session};

/// A world to start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Permanent: part of its address.
    pub id: Text,
    /// Its name.
    pub title: Vec<Inline>,
    /// What it shows, and what to try.
    pub text: Vec<Block>,
    /// The head of its world, in the text form of a genesis.
    pub genesis: Vec<Text>,
    /// The lines that make it.
    pub lines: Vec<Text>,
    /// Lines to try in it, for the buttons.
    pub tries: Vec<Text>,
}

impl Scenario {
    /// Its world.
    ///
    /// # Errors
    ///
    /// What the world says to a line; a compiled scenario was tested for it.
    pub fn open(&self) -> Result<Session, Complaint> {
        world_of(&self.genesis, &self.lines)
    }
}

wire_struct!(Scenario { id, title, text, genesis, lines, tries });

/// Reads the gallery.
///
/// # Errors
///
/// [`Damaged`] if the bytes are not a whole asset of this format.
pub fn read_gallery(bytes: &[u8]) -> Result<Vec<Scenario>, Damaged> {
    read(bytes)
}
