//! The consumer in a world of its own: short stories, and random lives of a small group.

mod membership;
mod random_lives;
mod reading;
mod story;
