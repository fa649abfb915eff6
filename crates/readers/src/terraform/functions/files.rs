//! Functions on files and their paths. Files come from the host, which knows where they lie.

use super::call::{Answer, Call, Stop, fault, truth, unknown};
use super::{Miss, runs};
use crate::value::{Kind, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::known::{Fault, Text};
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

pub(super) fn fileset(_: &mut Call<'_>) -> Answer {
    unknown("which files there are is not known")
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
        check("fileset", &[text(&["."]), text(&["*"])], r#"<fileset(".", "*")!>"#);
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
