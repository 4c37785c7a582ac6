//! What the page itself says: names of controls, headings, sentences around numbers.
