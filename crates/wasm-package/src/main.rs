//! `cargo run -p wasm-package`: builds the module for browsers and Node, and writes it with its
//! bindings and the pages of the rules into `web/package/dist`.

use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use wasm_bindgen_cli_support::Bindgen;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const TARGET: &str = "wasm32-unknown-unknown";

/// Evaluation goes deep before it stops. The least that any host gives by itself is 1 MB.
const STACK: u32 = 4 * 1024 * 1024;

fn main() -> ExitCode {
    match run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(root: &Path) -> Outcome {
    let module = compile(root)?;
    let dist = root.join("web/package/dist");
    // What an older build left behind would be packed as well.
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&module).out_name("msklint").web(true)?.typescript(true);
    bindgen.reset_state_function(true).remove_name_section(true).remove_producers_section(true);
    bindgen.omit_default_module_path(true);
    bindgen.generate(&dist)?;
    fs::write(dist.join("pages.js"), pages(&root.join("rules"))?)?;
    for entry in fs::read_dir(&dist)? {
        let entry = entry?;
        println!(
            "{:>8} bytes  web/package/dist/{}",
            entry.metadata()?.len(),
            entry.file_name().to_string_lossy()
        );
    }
    Ok(())
}

/// Gives the path of the module.
fn compile(root: &Path) -> Outcome<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["rustc", "-p", "wasm", "--profile", "wasm", "--target", TARGET, "--crate-type", "cdylib"])
        .args(["--message-format", "json-render-diagnostics"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags(root)?.join("\u{1f}"))
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(
            format!("the module does not compile; is the target there? rustup target add {TARGET}").into()
        );
    }
    let messages = String::from_utf8(output.stdout)?;
    let mut modules = messages.lines().filter_map(|line| module(&serde_json::from_str(line).ok()?));
    modules.next_back().ok_or_else(|| "cargo names no module".into())
}

/// Messages of a panic name sources: by the same names wherever the module is built.
fn flags(root: &Path) -> Outcome<Vec<String>> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = Command::new(compiler).args(["--print", "sysroot"]).current_dir(root).output()?.stdout;
    let sources = Path::new(String::from_utf8(sysroot)?.trim()).join("lib/rustlib/src/rust");
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let named = [(Some(root.canonicalize()?), "."), (home, "cargo"), (Some(sources), "rust")];
    let remap = |(path, name): (Option<PathBuf>, &str)| {
        Some(format!("--remap-path-prefix={}={name}", path?.display()))
    };
    let stack = format!("-Clink-arg=-zstack-size={STACK}");
    // Hashes in loops, a fifth of the size.
    let hashes = "--cfg=sha2_backend_soft=\"compact\"".to_owned();
    Ok(named.into_iter().filter_map(remap).chain([stack, hashes]).collect())
}

/// The module that a message of cargo tells of.
fn module(message: &Value) -> Option<PathBuf> {
    let files = message.get("filenames")?.as_array()?;
    files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
}

/// A script with all pages by the name of their rule.
fn pages(folder: &Path) -> Outcome<String> {
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some(stem), Some("md")) = (path.file_stem(), path.extension().and_then(|end| end.to_str())) {
            pages.insert(stem.to_string_lossy().replace('_', "-"), fs::read_to_string(&path)?);
        }
    }
    Ok(format!("export default {};\n", serde_json::to_string_pretty(&pages)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_module_is_found_among_what_cargo_says() {
        let artifact =
            json!({ "reason": "compiler-artifact", "filenames": ["a/libwasm.rlib", "a/wasm.wasm"] });
        assert_eq!(module(&artifact), Some(PathBuf::from("a/wasm.wasm")));
        assert_eq!(module(&json!({ "reason": "build-finished", "success": true })), None);
        assert_eq!(module(&json!({ "filenames": ["a/libserde.rlib"] })), None);
    }

    #[test]
    fn every_page_is_there_under_the_name_of_its_rule() {
        let script = pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")).unwrap();
        let pages = script.strip_prefix("export default ").unwrap().trim_end().strip_suffix(';').unwrap();
        let pages: BTreeMap<String, String> = serde_json::from_str(pages).unwrap();
        assert!(pages.len() > 30, "{} pages", pages.len());
        for (name, page) in pages {
            assert!(page.starts_with(&format!("# {name}\n")), "{name}");
        }
    }
}
