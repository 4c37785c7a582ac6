//! Lines of text become records.
//!
//! Source: `tools/…/LineMessageReader.java`. Order in a line: headers, key, value.

use engine::log::batch::Header;
use engine::quantity::Bytes;

/// How lines are read.
#[derive(Clone, Debug)]
pub(super) struct LineReader {
    parse_key: bool,
    key_separator: String,
    parse_headers: bool,
    headers_delimiter: String,
    headers_separator: String,
    headers_key_separator: String,
    ignore_error: bool,
    null_marker: Option<String>,
    line_number: u32,
}

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReadRecord {
    pub(super) key: Option<Bytes>,
    pub(super) value: Option<Bytes>,
    pub(super) headers: Vec<Header>,
}

impl LineReader {
    /// A reader with these properties.
    ///
    /// # Errors
    ///
    /// The message of Kafka's exception: separators must differ from one another.
    pub(super) fn new(properties: &[(String, String)]) -> Result<Self, String> {
        let last = |name: &str| {
            let of_name = properties.iter().rev().find(|(known, _)| known == name);
            of_name.map(|(_, value)| value.clone())
        };
        let text = |name: &str, default: &str| last(name).unwrap_or_else(|| default.to_owned());
        let is_true =
            |name: &str| last(name).is_some_and(|text| text.trim().eq_ignore_ascii_case("true"));
        let reader = Self {
            parse_key: is_true("parse.key"),
            key_separator: text("key.separator", "\t"),
            parse_headers: is_true("parse.headers"),
            headers_delimiter: text("headers.delimiter", "\t"),
            headers_separator: text("headers.separator", ","),
            headers_key_separator: text("headers.key.separator", ":"),
            ignore_error: is_true("ignore.error"),
            null_marker: last("null.marker"),
            line_number: 0,
        };
        let (delimiter, separator, key) = (
            ("headers.delimiter", &reader.headers_delimiter),
            ("headers.separator", &reader.headers_separator),
            ("headers.key.separator", &reader.headers_key_separator),
        );
        let mut pairs = vec![(delimiter, separator), (delimiter, key), (separator, key)];
        if let Some(marker) = &reader.null_marker {
            let marker = ("null.marker", marker);
            pairs.push((marker, ("key.separator", &reader.key_separator)));
            pairs.extend([delimiter, separator, key].map(|other| (marker, other)));
        }
        match pairs.iter().find(|((_, one), (_, other))| one == other) {
            Some(((one, _), (other, _))) => {
                Err([one, " and ", other, " may not be equal"].concat())
            }
            None => Ok(reader),
        }
    }

    /// Reads the next line.
    ///
    /// # Errors
    ///
    /// The message of Kafka's exception, where errors are not ignored.
    pub(super) fn read(&mut self, line: &str) -> Result<ReadRecord, String> {
        self.line_number += 1;
        let (headers, rest) = match self.parse_headers {
            true => self.cut(line, line, &self.headers_delimiter, "No headers delimiter found")?,
            false => (None, line),
        };
        let (key, value) = match self.parse_key {
            true => self.cut(line, rest, &self.key_separator, "No key separator found")?,
            false => (None, rest),
        };
        let headers = headers.filter(|headers| !self.is_null(headers));
        Ok(ReadRecord {
            key: key.and_then(|key| self.bytes(key)),
            value: self.bytes(value),
            headers: headers.map_or(Ok(Vec::new()), |headers| self.headers(headers))?,
        })
    }

    /// What stands before the separator, and what stands behind it.
    fn cut<'a>(
        &self,
        line: &str,
        rest: &'a str,
        separator: &str,
        complaint: &str,
    ) -> Result<(Option<&'a str>, &'a str), String> {
        match rest.split_once(separator) {
            Some((before, behind)) => Ok((Some(before), behind)),
            None if self.ignore_error => Ok((None, rest)),
            None => {
                let number = self.line_number.to_string();
                Err([complaint, " on line number ", &number, ": '", line, "'"].concat())
            }
        }
    }

    fn headers(&self, text: &str) -> Result<Vec<Header>, String> {
        split_as_java(text, &self.headers_separator).map(|pair| self.header(pair)).collect()
    }

    fn header(&self, pair: &str) -> Result<Header, String> {
        let Some((key, value)) = pair.split_once(&self.headers_key_separator) else {
            if self.ignore_error {
                return Ok(Header { key: pair.into(), value: None });
            }
            let number = self.line_number.to_string();
            let parts =
                ["No header key separator found in pair '", pair, "' on line number ", &number];
            return Err(parts.concat());
        };
        if self.is_null(key) {
            let marker = self.null_marker.as_deref().unwrap_or_default();
            let parts = [
                "Header keys should not be equal to the null marker '",
                marker,
                "' as they can't be null",
            ];
            return Err(parts.concat());
        }
        Ok(Header { key: key.into(), value: self.bytes(value) })
    }

    fn is_null(&self, text: &str) -> bool {
        self.null_marker.as_deref() == Some(text)
    }

    fn bytes(&self, text: &str) -> Option<Bytes> {
        (!self.is_null(text)).then(|| text.as_bytes().into())
    }
}

/// Java's `Pattern.split` at a separator without special meaning: empty pieces at the end are
/// dropped, but for a text that is empty as a whole.
///
/// A separator of one special character cannot be told from a pattern by its length alone; `.` and
/// `|`, which are likely, mean "any character" and "nothing", as in Kafka.
fn split_as_java<'a>(text: &'a str, separator: &str) -> impl Iterator<Item = &'a str> {
    let mut pieces: Vec<&str> = match separator {
        "." => text.chars().map(|_| "").collect(),
        "|" => text.split("").filter(|piece| !piece.is_empty()).collect(),
        separator => text.split(separator).collect(),
    };
    while pieces.len() > 1 && pieces.last().is_some_and(|piece| piece.is_empty()) {
        pieces.pop();
    }
    let only_ends = separator == "." && !text.is_empty();
    pieces.into_iter().filter(move |_| !only_ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn text(bytes: Option<&Bytes>) -> Option<String> {
        bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    fn as_recorded(record: &ReadRecord) -> Value {
        let headers: Vec<Value> = record
            .headers
            .iter()
            .map(|header| serde_json::json!([&*header.key, text(header.value.as_ref())]))
            .collect();
        let (key, value) = (text(record.key.as_ref()), text(record.value.as_ref()));
        match headers.is_empty() {
            true => serde_json::json!({"k": key, "v": value}),
            false => serde_json::json!({"k": key, "v": value, "h": headers}),
        }
    }

    #[test]
    fn every_recorded_line_is_read_as_kafka_reads_it() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/conformance/vectors/line-reader.json"
        );
        let vectors = std::fs::read_to_string(path).expect("the vectors are there");
        let vectors: Value = serde_json::from_str(&vectors).expect("JSON");
        let mut compared = 0;
        for case in vectors["cases"].as_array().expect("cases") {
            if case["err"]["ex"] == "PatternSyntaxException" {
                // Separators are no patterns here.
                continue;
            }
            let properties = case["in"]["props"].as_object().expect("properties").iter();
            let properties: Vec<_> = properties
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect();
            let lines = case["in"]["lines"].as_array().expect("lines").iter();
            let mut read = Vec::new();
            let result = LineReader::new(&properties).and_then(|mut reader| {
                for line in lines {
                    read.push(as_recorded(&reader.read(line.as_str().unwrap_or_default())?));
                }
                Ok(())
            });
            let recorded = if case["out"].is_null() { &case["before"] } else { &case["out"] };
            let message = case["err"]["msg"].as_str().map(str::to_owned);
            assert_eq!(result.err(), message, "{case}");
            if !recorded.is_null() {
                assert_eq!(&Value::Array(read), recorded, "{case}");
            }
            compared += 1;
        }
        assert!(compared > 40);
    }
}
