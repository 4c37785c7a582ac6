//! What the tests in a browser need of the machine, where it is looked for, and how it gets there.
//!
//! Nothing is installed by finding; only the `provide_…` functions install, and each says so. On
//! Debian, as root, they install packages of the system; elsewhere one line says what to install.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release of axe-core that audits the page: what it finds must not change by itself.
const AXE: &str = "axe-core@4.14.1";

/// A browser, and the program that lets another program drive it.
#[derive(Debug)]
pub struct Browser {
    /// Chromium or Chrome; the environment's CHROMIUM names another.
    pub chromium: PathBuf,
    /// Its WebDriver; the environment's CHROMEDRIVER names another.
    pub driver: PathBuf,
}

/// Finds Chromium and its driver.
///
/// # Errors
///
/// A line that says what to install.
pub fn browser() -> Result<Browser, String> {
    let chromium = named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"]);
    let driver = named("CHROMEDRIVER", &["chromedriver"]);
    match (chromium, driver) {
        (Some(chromium), Some(driver)) => Ok(Browser { chromium, driver }),
        (None, _) => Err("install Chromium and chromedriver, or name them in the environment's \
                          CHROMIUM and CHROMEDRIVER"
            .into()),
        (Some(_), None) => Err("install chromedriver, of Chromium's own version, or name it in \
                                the environment's CHROMEDRIVER"
            .into()),
    }
}

/// Finds Chromium and its driver, after installing them where that is possible.
///
/// # Errors
///
/// A line that says what to install.
pub fn provide_browser() -> Result<Browser, String> {
    if browser().is_err() && is_debian_root() {
        apt_get(&["chromium", "chromium-driver", "fonts-noto-cjk"])?;
    }
    browser()
}

/// The file of axe-core below the workspace's root `root`, once it was provided.
///
/// # Errors
///
/// A line that says how to get it.
pub fn axe(root: &Path) -> Result<PathBuf, String> {
    let file = axe_folder(root).join("node_modules/axe-core/axe.min.js");
    if file.exists() {
        Ok(file)
    } else {
        Err(format!("there is no {AXE} yet: install npm, then run cargo xtask test"))
    }
}

/// Fetches axe-core with npm, where it is not there yet. No crate carries it, and a copy in the
/// repository would be 600 KB of another project's code.
///
/// # Errors
///
/// A line that says what to install.
pub fn provide_axe(root: &Path) -> Result<PathBuf, String> {
    if let Ok(file) = axe(root) {
        return Ok(file);
    }
    if on_path("npm").is_none() && is_debian_root() {
        apt_get(&["npm"])?;
    }
    let npm = on_path("npm").ok_or("install npm: it fetches axe-core, which audits the page")?;
    let folder = axe_folder(root);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let arguments = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", AXE];
    run(Command::new(npm).args(arguments).current_dir(&folder))?;
    axe(root)
}

fn axe_folder(root: &Path) -> PathBuf {
    root.join("target/axe")
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
        None => names.iter().find_map(|name| on_path(name)),
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).find_map(|folder| {
        ["", ".exe", ".cmd"]
            .iter()
            .map(|extension| folder.join(format!("{name}{extension}")))
            .find(|path| path.is_file())
    })
}

fn is_debian_root() -> bool {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let user = Command::new("id").arg("-u").output().map(|output| output.stdout);
    release.lines().any(|line| line == "ID=debian") && user.is_ok_and(|id| id == b"0\n")
}

fn apt_get(packages: &[&str]) -> Result<(), String> {
    eprintln!("apt-get installs {}", packages.join(", "));
    run(Command::new("apt-get").args(["-q", "update"]))?;
    run(Command::new("apt-get")
        .args(["-q", "install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} failed ({status})")),
        Err(error) => Err(format!("{name} does not run: {error}")),
    }
}
