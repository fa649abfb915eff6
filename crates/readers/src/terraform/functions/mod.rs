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

pub fn is_function(name: &str) -> bool {
    function(name).is_some()
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
