//! A Chromium of one's own: started with its driver, ended with it, by process id.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel, WindowHandle};
use tokio::runtime::{Builder, Runtime};
use xtask::server::Server;

/// The path that the page is served under; a host's project pages have such paths.
const MOUNT: &str = "/any/sub-path/";

/// A browser with one window. It ends when it is dropped, also by a test that fails.
pub(super) struct Chromium {
    runtime: Runtime,
    session: Option<WebDriver>,
    driver: Child,
    /// Where browser and driver keep the profile and whatever else they write.
    folder: PathBuf,
}

impl Chromium {
    /// Starts a browser with an empty profile.
    pub(super) fn start() -> Chromium {
        let browser = xtask::machine::browser().expect("the tests in a browser need one");
        let folder = folder();
        let mut driver = Command::new(&browser.driver)
            .arg("--port=0")
            .env("TMPDIR", &folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver was found, so it starts");
        let port = port(&mut driver);
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime needs nothing but memory");
        let mut wanted = DesiredCapabilities::chrome();
        let binary = browser.chromium.to_str().expect("a path to a browser is text");
        wanted.set_binary(binary).expect("a path is a capability");
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--hide-scrollbars",
            "--no-first-run",
            "--lang=en-US",
            "--window-size=1440,900",
        ] {
            wanted.add_arg(argument).expect("text is a capability");
        }
        for log in ["browser", "performance"] {
            wanted
                .set_logging_prefs(log, LoggingPrefsLogLevel::All)
                .expect("a level is a capability");
        }
        let session = runtime
            .block_on(WebDriver::new(format!("http://127.0.0.1:{port}"), wanted))
            .expect("chromedriver starts a browser of its own version");
        Chromium { runtime, session: Some(session), driver, folder }
    }

    /// A folder that goes away with the browser.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Calls a method of the Chrome DevTools Protocol.
    ///
    /// # Errors
    ///
    /// The browser's words, for instance when the page went away meanwhile.
    pub(super) fn call(&self, method: &str, parameters: Value) -> Result<Value, String> {
        self.runtime
            .block_on(self.session().cdp().send_raw(method, parameters))
            .map_err(|error| format!("{method}: {error}"))
    }

    /// The value of a JavaScript expression in the page, awaited if it is a promise.
    ///
    /// # Errors
    ///
    /// What the expression threw.
    pub(super) fn evaluate(&self, expression: &str) -> Result<Value, String> {
        let parameters = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            // The page's policy holds for what a test runs in it, too.
            "allowUnsafeEvalBlockedByCSP": false,
        });
        let answer = self.call("Runtime.evaluate", parameters)?;
        match answer.get("exceptionDetails") {
            Some(thrown) => Err(thrown.to_string()),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Goes to an address, and returns when the document is loaded.
    pub(super) fn goto(&self, url: &str) {
        self.runtime.block_on(self.session().goto(url)).expect("the page's own server answers");
    }

    /// Loads the document again, and returns when it is loaded.
    pub(super) fn reload(&self) {
        self.runtime.block_on(self.session().refresh()).expect("the page's own server answers");
    }

    /// Goes back in the browser's history.
    pub(super) fn back(&self) {
        self.runtime.block_on(self.session().back()).expect("the page's own server answers");
    }

    /// Opens another tab and goes on there. Returns the one before it.
    pub(super) fn open_tab(&self) -> WindowHandle {
        let session = self.session();
        self.runtime
            .block_on(async {
                let before = session.window().await?;
                session.switch_to_window(session.new_tab().await?).await?;
                Ok::<_, WebDriverError>(before)
            })
            .expect("a browser has room for another tab")
    }

    /// Closes the tab, and goes on in `before`.
    pub(super) fn close_tab(&self, before: WindowHandle) {
        let session = self.session();
        self.runtime
            .block_on(async {
                session.close_window().await?;
                session.switch_to_window(before).await
            })
            .expect("the tab before is still there");
    }

    /// Takes what the browser wrote into one of its logs since the last call: level and text.
    pub(super) fn take_log(&self, kind: &str) -> Vec<(String, String)> {
        let entries = self
            .runtime
            .block_on(self.session().get_log(kind))
            .expect("the log was asked for at the start");
        entries.into_iter().map(|entry| (entry.level, entry.message)).collect()
    }

    fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("the session lasts until the browser is dropped")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A browser that died by itself is gone already: then this fails, and may.
        if let Some(session) = self.session.take() {
            self.runtime.block_on(session.quit()).ok();
        }
        self.driver.kill().ok();
        self.driver.wait().ok();
        // The browser's last processes may still write while they end.
        for _ in 0..100 {
            if fs::remove_dir_all(&self.folder).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The address of the page, served from `dist/` for as long as the tests run.
pub(super) fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let server = Server::bind(&crate::root().join("dist"), MOUNT, 0)
            .expect("the page is built first: cargo xtask build");
        let address = server.url().expect("a server that listens has an address");
        thread::spawn(|| server.run());
        address
    })
}

/// Makes a folder that no other browser of this or another run has.
fn folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("tidemark-{}-{number}", process::id()));
    fs::create_dir_all(&folder).expect("a temporary folder can be made");
    folder
}

/// The port that a chromedriver chose, read from what it says when it is ready.
fn port(driver: &mut Child) -> u16 {
    let output = driver.stdout.take().expect("its output was asked for");
    let mut lines = BufReader::new(output).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            line.split_once("started successfully on port ")
                .and_then(|(_, port)| port.trim_end_matches('.').parse().ok())
        })
        .expect("chromedriver tells its port");
    // What it says later is read and dropped, so that it never waits for a reader.
    thread::spawn(|| lines.for_each(drop));
    port
}
