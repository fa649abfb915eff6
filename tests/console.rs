//! The evaluator against `terraform console`: every expression in `console/` must have the value
//! that Terraform gives it, or be refused where Terraform refuses it, or not be known.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use engine::readers::json;
use engine::readers::model::known::Text;
use engine::readers::terraform::console::evaluate;
use engine::readers::value::{Kind, Value};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Bytes in one expression: Terraform reads no longer lines.
const LINE: usize = 60_000;
/// Fewer expressions, or more unknown results among them, prove too little.
const AT_LEAST: usize = 1_000;
const UNKNOWN_AT_MOST: usize = 20;

/// What an expression comes to: its JSON, or that it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Json(String),
    Refused,
}

fn expressions() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let area = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        all.extend(lines.map(|line| (area.clone(), line.to_owned())));
    }
    all
}

/// Runs one line through `terraform console` in an empty folder.
fn console(folder: &Path, line: &str) -> Option<String> {
    let mut child = Command::new("terraform")
        .arg("console")
        .current_dir(folder)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_CLI_CONFIG_FILE", folder.join("cli.rc"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    let output = child.wait_with_output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// The outcomes of many expressions at once. Where one of them spoils the line for all, the line
/// is cut in two.
fn terraform(folder: &Path, expressions: &[String]) -> Vec<Outcome> {
    let wrapped: Vec<String> =
        expressions.iter().map(|expression| format!("try([jsonencode({expression})], [])")).collect();
    let line = format!("base64encode(jsonencode([{}]))", wrapped.join(", "));
    if line.len() < LINE
        && let Some(output) = console(folder, &line)
    {
        let decoded = evaluate(&format!("base64decode({output})")).unwrap();
        let list = json::parse(&text_of(&decoded)).unwrap().value;
        return items(&list).iter().map(outcome).collect();
    }
    match expressions {
        [] => Vec::new(),
        [_] => vec![Outcome::Refused],
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            [terraform(folder, left), terraform(folder, right)].concat()
        }
    }
}

fn outcome(result: &Value) -> Outcome {
    match items(result).first() {
        Some(json) => Outcome::Json(text_of(json).known().unwrap()),
        None => Outcome::Refused,
    }
}

fn items(value: &Value) -> Vec<Value> {
    match &value.kind {
        Kind::List(list) => list.items.clone(),
        other => panic!("not a list: {other:?}"),
    }
}

fn text_of(value: &Value) -> Text {
    match &value.kind {
        Kind::Text(text) => text.clone(),
        other => panic!("not a string: {other:?}"),
    }
}

/// What the evaluator says; `None` where it does not know.
fn ours(expression: &str) -> Option<Outcome> {
    match evaluate(expression) {
        Ok(value) if value.is_known() => json::encode(&value).known().map(Outcome::Json),
        Ok(_) => None,
        Err(_) => Some(Outcome::Refused),
    }
}

/// Past the test harness, which keeps to itself what a passing test prints.
fn say(text: &str) {
    let mut screen = std::io::stderr().lock();
    writeln!(screen, "\n{text}\n").unwrap();
}

#[test]
fn values_are_those_of_terraform() {
    if Command::new("terraform").arg("version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err()
    {
        return say("NOT TESTED: there is no `terraform` on the path to compare the evaluator with");
    }
    let folder = std::env::temp_dir().join(format!("msklint-console-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("cli.rc"), "").unwrap();
    let expressions = expressions();
    let (mut wrong, mut unknown) = (Vec::new(), 0);
    for chunk in expressions.chunks(250) {
        let lines: Vec<String> = chunk.iter().map(|(_, line)| line.clone()).collect();
        for ((area, line), theirs) in chunk.iter().zip(terraform(&folder, &lines)) {
            match ours(line) {
                None => unknown += 1,
                Some(ours) if ours == theirs => {}
                Some(ours) => {
                    wrong.push(format!("{area}: {line}\n  terraform: {theirs:?}\n  msklint:   {ours:?}"));
                }
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let count = expressions.len();
    say(&format!("{count} expressions compared with terraform, {unknown} of them not known to msklint"));
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= AT_LEAST && unknown <= UNKNOWN_AT_MOST, "{count} expressions, {unknown} unknown");
}
