//! Pages to read: the list of lessons, where the model is smaller than Kafka, and how true it is.

mod lessons;
mod smaller;
mod truth;

pub(crate) use lessons::Lessons;
pub(crate) use smaller::Smaller;
pub(crate) use truth::Truth;
