//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}` and the escapes `${*}`,
//! `${?}`, `${$}`, put in place of known characters. A symbol is never read as a variable.

use crate::{Context, ContextValue};
use known::{Part, Symbol, Text, Truth, Why};
use std::borrow::Cow;

/// Whether `${…}` in a document is a variable or just text.
#[derive(Clone, Debug)]
pub(crate) enum Variables {
    Resolved,
    Literal,
    /// The version of the document is not known.
    Unknown(Why),
}

impl Variables {
    pub(crate) fn of(version: Option<&Text>) -> Variables {
        match version.map(|version| version.equals(&Text::from("2012-10-17"))) {
            Some(Truth::Yes) => Variables::Resolved,
            Some(Truth::Unknown(why)) => Variables::Unknown(why),
            Some(Truth::No) | None => Variables::Literal,
        }
    }
}

/// What the texts of a policy are read against.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub context: &'a Context,
    pub variables: &'a Variables,
    /// The outcome of a comparison will be turned round.
    pub negated: bool,
}

impl Scope<'_> {
    /// What a comparison is worth whose policy side has a variable without value. AWS says only
    /// that the statement may be invalid as a whole: it does not match then, whether it is so or
    /// only the one entry fails, unless the entry stands under a negation.
    fn unresolved(&self, variable: &str) -> Truth {
        if !self.negated {
            return Truth::No;
        }
        Truth::Unknown(Why::new(format!("`${{{variable}}}` has no value in the request")))
    }
}

/// A part of a text of a policy after its variables were put in.
pub(crate) enum Piece<'t> {
    /// As written: `*` and `?` are wildcards where the operator has them.
    Written(Cow<'t, Text>),
    /// From the request, or escaped: no character is a wildcard.
    Value(Text),
}

pub(crate) fn mentions_variable(text: &Text) -> bool {
    text.parts().iter().any(|part| matches!(part, Part::Literal(text, _) if text.contains('$')))
}

/// `Err`: the text has a variable without value, and this is what a comparison with it gives.
pub(crate) fn resolve<'t>(text: &'t Text, scope: &Scope) -> Result<Vec<Piece<'t>>, Truth> {
    if matches!(scope.variables, Variables::Literal) || !mentions_variable(text) {
        return Ok(vec![Piece::Written(Cow::Borrowed(text))]);
    }
    let mut pieces = Vec::new();
    let mut run = String::new();
    let mut parts = text.parts().iter().peekable();
    while let Some(part) = parts.next() {
        match part {
            // What stands in one string may come from several places of a source.
            Part::Literal(text, _) => run.push_str(text),
            Part::Symbol(symbol) => pieces.push(Piece::Written(Cow::Owned(Text::symbol(symbol.clone())))),
        }
        if !matches!(parts.peek(), Some(Part::Literal(..))) {
            let Some(mut begun) = resolve_run(&std::mem::take(&mut run), scope, &mut pieces)? else {
                continue;
            };
            let closes = |part: &Part| matches!(part, Part::Literal(text, _) if text.contains('}'));
            if let (true, Some(why)) = (parts.clone().any(closes), text.why()) {
                // The variable has a symbol in it: from here on it may be any text.
                pieces.push(unknown(&why, scope)?);
                return Ok(pieces);
            }
            push_written(&mut pieces, &mut begun);
        }
    }
    Ok(pieces)
}

/// Gives back what begins like a variable and is not closed within the run.
fn resolve_run(run: &str, scope: &Scope, pieces: &mut Vec<Piece<'_>>) -> Result<Option<String>, Truth> {
    let mut rest = run;
    let mut written = String::new();
    while let Some((before, after)) = rest.split_once("${") {
        written.push_str(before);
        let Some((variable, behind)) = after.split_once('}') else {
            push_written(pieces, &mut written);
            return Ok(Some(format!("${{{after}")));
        };
        rest = behind;
        match value(variable, scope)? {
            Some(piece) => {
                push_written(pieces, &mut written);
                pieces.push(piece);
            }
            None => written.push_str(&format!("${{{variable}}}")),
        }
    }
    written.push_str(rest);
    push_written(pieces, &mut written);
    Ok(None)
}

fn push_written(pieces: &mut Vec<Piece<'_>>, written: &mut String) {
    if !written.is_empty() {
        pieces.push(Piece::Written(Cow::Owned(Text::literal(std::mem::take(written)))));
    }
}

/// A variable that may have any value, or none at all: then see `Scope::unresolved`.
fn unknown(why: &Why, scope: &Scope) -> Result<Piece<'static>, Truth> {
    if scope.negated {
        return Err(Truth::Unknown(why.clone()));
    }
    Ok(Piece::Value(Text::symbol(Symbol::anonymous(why.clone()))))
}

/// `None`: not of the form of a variable, so plain text.
fn value(variable: &str, scope: &Scope) -> Result<Option<Piece<'static>>, Truth> {
    if let Variables::Unknown(why) = scope.variables {
        return unknown(why, scope).map(Some);
    }
    if matches!(variable, "*" | "?" | "$") {
        return Ok(Some(Piece::Value(Text::from(variable))));
    }
    let (key, default) = match variable.split_once(',') {
        None => (variable.trim(), None),
        Some((key, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            let Some(default) = quoted else { return Ok(None) };
            (key.trim(), Some(default))
        }
    };
    if key.is_empty() {
        return Ok(None);
    }
    match (scope.context.get(key), default) {
        (ContextValue::Unknown(why), _) => unknown(&why, scope).map(Some),
        (ContextValue::Present(values), _) if values.len() == 1 => {
            Ok(values.into_iter().next().map(Piece::Value))
        }
        // A key with several values cannot be a variable.
        (ContextValue::Present(values), _) if !values.is_empty() => Err(scope.unresolved(variable)),
        (_, Some(default)) => Ok(Some(Piece::Value(Text::from(default)))),
        (_, None) => Err(scope.unresolved(variable)),
    }
}
