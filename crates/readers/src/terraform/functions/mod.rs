//! Terraform's functions: what each takes and gives, and how it is called. A pure function is
//! computed exactly or not at all.

mod arn;
mod call;
mod collections;
mod compare;
pub mod convert;
mod crypto;
mod encoding;
mod files;
mod format;
#[cfg(test)]
mod given;
mod maps;
mod network;
mod numeric;
mod regex;
mod runs;
mod sets;
mod strings;
mod table;
mod time;
mod types;
mod unicode;
mod yaml;

use crate::value::Value;
use call::{Answer, Call};
use model::known::{Fault, Span, Truth, Why};
use std::sync::Arc;

/// What a function needs from the evaluator.
pub trait Host {
    /// The text of a file by the path that the configuration wrote.
    fn file(&mut self, path: &str) -> Result<Arc<str>, Miss>;
    fn file_exists(&mut self, path: &str) -> Truth;
    /// Names of the files that lie directly in a folder, where that is known.
    fn files(&mut self, folder: &str) -> Option<Vec<String>>;
    /// Renders a template with variables.
    fn render(&mut self, path: &str, text: Arc<str>, variables: &Value) -> Result<Value, Fault>;
}

/// Why there is no file.
pub enum Miss {
    /// It does not exist.
    Fault(Fault),
    /// It lies outside of what was given.
    Unknown(Why),
}

struct Function {
    name: &'static str,
    wants: &'static [Want],
    /// What further arguments must be, where any number may follow.
    rest: Option<Want>,
    gives: Gives,
    run: fn(&mut Call<'_>) -> Answer,
}

/// What an argument is converted to.
#[derive(Clone, Copy)]
enum Want {
    /// Anything but null.
    Any,
    Nullable,
    Text,
    Number,
    List,
    Set,
    Texts,
    Bools,
    TextLists,
}

/// What is certain of a result whose value is not known.
#[derive(Clone, Copy)]
enum Gives {
    Text,
    /// Text with at least one character.
    FilledText,
    /// A value other than a string, and not null.
    Some,
    Any,
}

/// Whether Terraform has the function; `try` and `can` belong to the evaluator.
pub fn is_function(name: &str) -> bool {
    matches!(name, "try" | "can") || function(name).is_some()
}

fn function(name: &str) -> Option<&'static Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    let at = table::FUNCTIONS.binary_search_by(|function| function.name.cmp(name)).ok()?;
    table::FUNCTIONS.get(at)
}

/// Calls a function with evaluated arguments. `Err` is what Terraform would refuse.
pub fn call(name: &str, args: &[Value], span: Option<Span>, host: &mut dyn Host) -> Result<Value, Fault> {
    let Some(function) = function(name) else {
        return Ok(Value::unknown(Why::new(format!("msklint does not know the function `{name}`")).at(span)));
    };
    let value = Call::new(function, args, span, host)?.run()?;
    if !strings::is_settled(&value) {
        let why = Why::new(format!("the result of `{name}` has characters that Terraform may join"));
        return Ok(Value::unknown(why.at(span)));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::given::{check, error, text, unknown};
    use super::*;

    #[test]
    fn a_function_that_nobody_knows_is_unknown() {
        check("provider::acme::frobnicate", &[text(&["x"])], "<?>");
        assert!(!is_function("frobnicate") && is_function("core::lower") && is_function("lower"));
        check("core::lower", &[text(&["ABC"])], "\"abc\"");
    }

    #[test]
    fn arguments_are_checked_before_anything_is_unknown() {
        error("lower", &[], "`lower` takes 1 argument, not 0");
        error("join", &[text(&["-"])], "`join`: it takes at least one list");
        error("trim", &[unknown("var.x"), Value::null()], "argument 2 of `trim`: it must not be null");
        error(
            "trim",
            &[unknown("var.x"), Value::tuple(vec![])],
            "argument 2 of `trim`: a string is wanted, this is a tuple",
        );
    }

    #[test]
    fn unknown_results_are_named_by_their_call() {
        check("sha1", &[text(&["a-", "$var.x"])], "\"${sha1(\"a-${var.x}\")}\"");
        check("sha1", &[unknown("?")], "\"${…}\"");
        check("sha1", &[text(&["$var.x", &"long".repeat(60)])], "\"${…}\"");
        check("length", &[unknown("var.list")], "<length(var.list)!>");
        check("uuid", &[], "\"${…}\"");
        check("timestamp", &[], "\"${timestamp()}\"");
    }
}
