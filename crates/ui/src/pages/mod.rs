//! Pages to read: the list of lessons, and where the model is smaller than Kafka.

mod lessons;
mod smaller;

pub(crate) use lessons::Lessons;
pub(crate) use smaller::Smaller;
