//! What the page can see: the question that a [`View`](super::View) answers.
//!
//! A picture costs what the viewport shows, never what the world holds.

use super::{PartitionName, Text};
use engine::sorted::SortedMap;

/// Which topics, which of their partitions, and which cells of each tape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewport {
    /// How a topic is shown that has no window of its own.
    pub default: TopicWindow,
    /// Windows of single topics.
    pub topics: SortedMap<Text, TopicWindow>,
    /// `__consumer_offsets` is shown like any topic.
    pub internal: bool,
    /// The partitions whose retention and cleaning are previewed: reading a whole log costs.
    pub previewed: Vec<PartitionName>,
    /// How many cells all tapes of all topics may have together; `None`: no matter. With less room
    /// than its windows ask for, each topic shows fewer partitions, and always one.
    pub cells_max: Option<usize>,
    /// How many labels of the timeline around the cursor.
    pub labels: usize,
}

/// What is seen of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicWindow {
    /// The first partition shown.
    pub first: i32,
    /// How many partitions are shown.
    pub partitions: usize,
    /// How many cells of each tape.
    pub cells: usize,
    /// Where the tapes start.
    pub from: From,
    /// Where single tapes start, if elsewhere.
    pub tapes: SortedMap<i32, From>,
}

/// Where a tape starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum From {
    /// So that its end is seen: it follows what is produced.
    #[default]
    End,
    /// Shortly before the first position or committed offset: what a narrow screen shows.
    Marks,
    /// At the log start offset.
    Start,
    /// At this offset.
    Offset(i64),
}

impl TopicWindow {
    /// Where the tape of that partition starts.
    #[must_use]
    pub fn from(&self, partition: i32) -> From {
        self.tapes.get(&partition).copied().unwrap_or(self.from)
    }
}

impl Default for TopicWindow {
    fn default() -> Self {
        Self { first: 0, partitions: 12, cells: 16, from: From::End, tapes: SortedMap::new() }
    }
}
