//! Clones of the largest world: `crates/engine/examples/clones.rs` in the browser's WebAssembly,
//! beside the page and no part of it.

use std::fs;
use std::process::Command;

use super::Figure;
use crate::browser::Page;

const TARGET: &str = "wasm32-unknown-unknown";

/// Calls `main` twice and tells the bytes of the memory after each.
const CALLS: &str = "(async (text) => {
    const module = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const { instance: { exports } } = await WebAssembly.instantiate(module, {});
    return [0, 1].map(() => {
        const status = exports.main(0, 0);
        if (status !== 0) throw new Error(`exit status ${status}`);
        return exports.memory.buffer.byteLength / 1024 / 1024;
    });
})";

/// Measures them.
pub(super) fn measure(page: &Page) -> Vec<Figure> {
    let module = base64(&compiled());
    let memory = page.numbers(&format!("{CALLS}('{module}')"));
    let [world, clones] = memory[..] else { panic!("two calls give two numbers: {memory:?}") };
    vec![
        Figure::note("a world of 1,000,000 records in WebAssembly", world, "MiB"),
        Figure::new("the same and 1,500 clones, a record apart", clones, 512.0, "MiB"),
    ]
}

/// The example as WebAssembly.
fn compiled() -> Vec<u8> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let arguments = ["build", "--quiet", "--release", "--target", TARGET, "--package", "engine"];
    let built = Command::new(cargo)
        .args(arguments)
        .args(["--example", "clones"])
        .current_dir(crate::root())
        .status();
    assert!(built.is_ok_and(|status| status.success()), "the example compiles");
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let module = crate::root().join(target).join(TARGET).join("release/examples/clones.wasm");
    fs::read(module).expect("it was just built")
}

/// Base64 with padding (RFC 4648, section 4): how bytes travel in an expression of JavaScript.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let group = three.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte));
        let group = group << (8 * (3 - three.len()));
        for digit in 0..4 {
            let value = (group >> (18 - 6 * digit)) & 63;
            let shown = char::from(DIGITS[value as usize]);
            text.push(if digit <= three.len() { shown } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_what_a_browser_reads() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
