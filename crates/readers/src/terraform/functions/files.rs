//! Functions on files and their paths. Files come from the host, which knows where they lie.

use super::call::{Answer, Call, MAX_ITEMS, Stop, fault, truth, unknown};
use super::{Miss, runs};
use crate::value::{Flavor, Kind, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::known::{Fault, Text, order};
use std::sync::Arc;

/// The text of the file that the first argument names.
pub(super) fn contents(call: &mut Call<'_>) -> Result<Arc<str>, Stop> {
    let path = call.string(0)?;
    match call.host.file(&path) {
        Ok(text) => Ok(text),
        Err(Miss::Fault(Fault { text, .. })) => fault(text),
        Err(Miss::Unknown(why)) => Err(Stop::Unknown(why)),
    }
}

pub(super) fn file(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(contents(call)?.as_ref()))
}

pub(super) fn filebase64(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(STANDARD.encode(contents(call)?.as_bytes())))
}

pub(super) fn fileexists(call: &mut Call<'_>) -> Answer {
    let path = call.string(0)?;
    match call.host.file_exists(&path) {
        model::known::Truth::Unknown(why) => Err(Stop::Unknown(why)),
        known => truth(known),
    }
}

/// No name of a file is longer.
const LONGEST_PATTERN: usize = 255;

/// The files of one folder by a pattern for their names. Of folders below each other nobody keeps a list.
pub(super) fn fileset(call: &mut Call<'_>) -> Answer {
    const WILD: [char; 6] = ['*', '?', '{', '}', '[', '\\'];
    let (folder, pattern) = (call.string(0)?, call.string(1)?);
    let (below, name) = pattern.rsplit_once('/').unwrap_or(("", &pattern));
    let is_plain = !below.contains(WILD) && !name.contains(['[', '\\']) && !name.contains("**");
    if !is_plain || name.len() > LONGEST_PATTERN {
        return unknown("which files there are is not known");
    }
    let names = alternatives(name);
    let listed = call.host.files(&format!("{folder}/{below}")).unwrap_or_default();
    let mut found: Vec<String> =
        listed.into_iter().filter(|file| names.iter().any(|name| matches(name, file))).collect();
    // A host may hold only what it was given, so that none at all may be a folder that was not.
    if found.is_empty() || found.len() > MAX_ITEMS {
        return unknown("which files match is not known");
    }
    order::sort(&mut found);
    let path = |file: String| if below.is_empty() { file } else { format!("{below}/{file}") };
    let items = found.into_iter().map(|file| Value::string(path(file))).collect();
    Ok(Value::list(Flavor::Set, items))
}

/// `*.{yml,yaml}` as `*.yml` and `*.yaml`; braces do not stand in one another.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![pattern.to_owned()] };
    inside.split(',').map(|one| format!("{before}{one}{after}")).collect()
}

/// Whether a name matches a pattern of letters, `?` and `*`: the last star gives way.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut read, mut star) = (0, 0, None);
    while let Some(letter) = name.get(read) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || wanted == letter => (at, read) = (at + 1, read + 1),
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    (at, read) = (place + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|left| *left == '*')
}

pub(super) fn templatefile(call: &mut Call<'_>) -> Answer {
    let variables = call.arg(1)?.clone();
    if !matches!(variables.kind, Kind::Object(_) | Kind::Unknown(_) | Kind::Resource(_)) {
        return fault("the variables must be a map or an object");
    }
    let text = contents(call)?;
    let path = call.string(0)?;
    call.host.render(&path, text, &variables).or_else(|wrong| fault(wrong.text))
}

pub(super) fn templatestring(call: &mut Call<'_>) -> Answer {
    let variables = call.arg(1)?.clone();
    let text: Arc<str> = call.string(0)?.into();
    call.host.render("the template", text, &variables).or_else(|wrong| fault(wrong.text))
}

pub(super) fn basename(call: &mut Call<'_>) -> Answer {
    let text = call.text(0)?;
    if let Some(known) = text.known() {
        let trimmed = known.trim_end_matches('/');
        let name = match trimmed.rsplit('/').next() {
            _ if known.is_empty() => ".",
            Some(name) if !trimmed.is_empty() => name,
            _ => "/",
        };
        return Ok(Value::string(name));
    }
    // Behind the last slash nothing unknown may hide another one.
    if runs::may_touch_symbol(&text, "/") {
        let last = text.parts().last().cloned();
        return match last {
            Some(model::known::Part::Literal(literal, _))
                if !literal.ends_with('/') && literal.contains('/') =>
            {
                Ok(Value::string(literal.rsplit('/').next().unwrap_or_default()))
            }
            _ => Err(Stop::Derived),
        };
    }
    match runs::split(&text, "/").pop() {
        Some(name) if name.is_empty().is_no() => Ok(Value::text(name)),
        _ => Err(Stop::Derived),
    }
}

pub(super) fn dirname(call: &mut Call<'_>) -> Answer {
    let path = call.string(0)?;
    let directory = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    Ok(Value::string(clean(directory)))
}

/// The shortest path that means the same, read by its letters alone.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if rooted => {}
            part => kept.push(part),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

pub(super) fn abspath(call: &mut Call<'_>) -> Answer {
    let path = call.string(0)?;
    if path.starts_with('/') {
        return Ok(Value::string(clean(&path)));
    }
    unknown("where the configuration lies on the machine that runs it is not known")
}

pub(super) fn pathexpand(call: &mut Call<'_>) -> Answer {
    let text = call.text(0)?;
    match text.known() {
        Some(path) if !path.starts_with('~') => Ok(Value::text(text)),
        Some(path) if path.len() > 1 && !path.starts_with("~/") => {
            fault("the home of another user is not looked up")
        }
        Some(_) => unknown("the home directory of whoever runs Terraform is not known"),
        None if runs::starts_with(&text, &Text::literal("~")).is_no() => Ok(Value::text(text)),
        None => Err(Stop::Derived),
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, object, text, unknown};

    #[test]
    fn files_come_from_the_host() {
        check("file", &[text(&["policy.json"])], r#""{}""#);
        error("file", &[text(&["none"])], "`file`: there is no file `none`");
        check("file", &[text(&["../outside"])], r#""${file("../outside")}""#);
        check("file", &[text(&["$var.path"])], r#""${file(var.path)}""#);
        check("fileexists", &[text(&["policy.json"])], "true");
        check("filemd5", &[text(&["policy.json"])], r#""99914b932bd37a50b983c5e7c90ae93b""#);
        check("templatefile", &[text(&["policy.json"]), object(&[])], r#""{}""#);
        check("templatefile", &[text(&["policy.json"]), unknown("var.vars")], r#""{}""#);
    }

    #[test]
    fn names_are_matched_in_one_folder() {
        let found =
            |pattern: &'static str, expected| check("fileset", &[text(&["d"]), text(&[pattern])], expected);
        found("*.yaml", r#"set["a.yaml", "b.yaml"]"#);
        found("*.{yml,yaml}", r#"set["a.yaml", "b.yaml", "c.yml"]"#);
        found("?.yml", r#"set["c.yml"]"#);
        found("a*a*l", r#"set["a.yaml"]"#);
        found("e/*", r#"set["e/f.json"]"#);
        // The list may lack what was not given.
        found("*.json", r#"<fileset("d", "*.json")!>"#);
        found("**/*.yaml", r#"<fileset("d", "**/*.yaml")!>"#);
        found("[ab].yaml", r#"<fileset("d", "[ab].yaml")!>"#);
    }

    #[test]
    fn names_behind_a_known_slash() {
        check("basename", &[text(&["$path.module", "/policies/bucket.json"])], r#""bucket.json""#);
        check("basename", &[text(&["a/", "$role"])], r#""${role}""#);
        check("basename", &[text(&["a/", "$var.x"])], r#""${basename("a/${var.x}")}""#);
        check("dirname", &[text(&["$path.module", "/a"])], r#""${dirname("${path.module}/a")}""#);
        check("abspath", &[text(&["a"])], r#""${abspath("a")}""#);
        check("pathexpand", &[text(&["/x", "$var.x"])], r#""/x${var.x}""#);
    }
}
