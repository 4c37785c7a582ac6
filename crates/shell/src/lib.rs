//! One command language: terminal, buttons, lessons, fixtures, links and files speak it.
//!
//! Every engine command has exactly one canonical line, and `parse(print(c)) == c`. A verb is
//! defined once, in [`table`]; parser, printer, help and completion read it there. Kafka's own
//! tools are small programs over an admin client of the engine. Nothing panics on any input.

mod arguments;
mod body;
pub mod complaint;
pub mod completion;
pub mod form;
mod line;
mod order;
mod parser;
mod printer;
mod read;
pub mod refusal;
pub mod table;
pub mod tool;
pub mod words;
mod write;

pub use complaint::Complaint;
pub use line::{Line, STEPS_MAX, Step, parse, parse_command, print, print_command};
pub use tool::Tool;
