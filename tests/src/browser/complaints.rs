//! What a browser complains about, and whom it asked: its console and its network, kept over
//! every load of a visit.
//!
//! A violation of the Content-Security-Policy or of Trusted Types is an error on the console.

use serde_json::Value;

use super::chromium::Chromium;

/// What was written so far.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    console: Vec<String>,
    requests: Vec<String>,
}

impl Complaints {
    /// Takes in what the browser has written since the last time.
    pub(super) fn collect(&mut self, chromium: &Chromium) {
        let console = chromium.take_log("browser");
        let loud = console.into_iter().filter(|(level, _)| level == "SEVERE" || level == "WARNING");
        self.console.extend(loud.map(|(level, text)| format!("{level}: {text}")));
        for (_, text) in chromium.take_log("performance") {
            let event: Value = serde_json::from_str(&text).expect("the log of events is JSON");
            let message = &event["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let url = message["params"]["request"]["url"].as_str();
                self.requests.push(url.expect("a request has an address").to_owned());
            }
        }
    }

    /// The addresses that were asked for, in order.
    pub(super) fn requests(&self) -> &[String] {
        &self.requests
    }

    /// Forgets the console's complaints that hold `text`, and says how many there were.
    pub(super) fn take(&mut self, text: &str) -> usize {
        let before = self.console.len();
        self.console.retain(|complaint| !complaint.contains(text));
        before - self.console.len()
    }

    /// Everything that a page from `address` must not cause.
    pub(super) fn list(&self, address: &str) -> Vec<String> {
        let elsewhere = |url: &&String| url.starts_with("http") && !url.starts_with(address);
        let asked = self.requests.iter().filter(elsewhere);
        let asked = asked.map(|url| format!("a request elsewhere: {url}"));
        self.console.iter().cloned().chain(asked).collect()
    }
}
