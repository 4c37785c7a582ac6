//! From `crates/ui` to the two files that a browser runs: WebAssembly, and the script beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The page's program.
pub(crate) struct Program {
    /// The module that loads `wasm` and lends it the browser; its default export starts it.
    pub(crate) script: String,
    /// The program, with the names of its functions still in it.
    pub(crate) wasm: Vec<u8>,
}

/// Compiles the page's program, adding the wasm target to the toolchain where it is missing.
pub(crate) fn compile() -> Result<Program, String> {
    add_target()?;
    run("cargo", &["build", "--quiet", "--release", "--target", TARGET, "--package", "ui"])?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let compiled = Path::new(&target).join(TARGET).join("release/ui.wasm");
    bind(&compiled, &Path::new(&target).join("bundle"))
}

fn add_target() -> Result<(), String> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|error| format!("rustc does not run: {error}"))?;
    let libraries = String::from_utf8_lossy(&output.stdout);
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    run("rustup", &["target", "add", TARGET])
        .map_err(|problem| format!("{problem}; the toolchain needs the target {TARGET}"))
}

/// Binds the compiled program to JavaScript by way of the folder `work`.
fn bind(compiled: &Path, work: &Path) -> Result<Program, String> {
    if work.exists() {
        fs::remove_dir_all(work).map_err(|error| format!("{}: {error}", work.display()))?;
    }
    Bindgen::new()
        .input_path(compiled)
        .web(true)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(work)
        .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    if work.join("snippets").exists() {
        return Err("a crate brings JavaScript of its own (inline_js or module); \
                    the page has boot.js and wasm-bindgen's script, and no other"
            .into());
    }
    let read = |name: &str| {
        fs::read(work.join(name)).map_err(|error| format!("{}/{name}: {error}", work.display()))
    };
    let script = String::from_utf8(read("ui.js")?).map_err(|error| format!("ui.js: {error}"))?;
    Ok(Program { script, wasm: read("ui_bg.wasm")? })
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let line = format!("{program} {}", arguments.join(" "));
    let status = Command::new(program)
        .args(arguments)
        .status()
        .map_err(|error| format!("`{line}` does not run: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed")) }
}
