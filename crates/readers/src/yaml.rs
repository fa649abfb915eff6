//! YAML with spans: the events of the parser composed into the same tree as JSON. Tags become
//! objects of one member, aliases are expanded within a budget, merge keys are applied.

mod align;
mod compose;
mod problem;

use crate::json::{Node, NodeKind, Problem};
use compose::Composer;
use granit_parser::{Event, Parser};
use model::known::FileId;

/// What a language makes of YAML where YAML itself leaves it open.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// What a plain scalar means, where it is not a string.
    pub plain: fn(&str) -> Option<NodeKind>,
    /// The name under which a tagged value stands: with `Fn::Sub` for `!Sub`, `!Sub x` is read as
    /// `{"Fn::Sub": x}`. `None` for a tag that means nothing.
    pub tag: fn(&str) -> Option<&'static str>,
}

/// A document, and what is wrong in it without making the rest of it unreadable.
#[derive(Clone, Debug)]
pub struct Composed {
    pub node: Node,
    pub problems: Vec<Problem>,
}

/// Reads a text of one document, or the first of several. Equal keys stand side by side, as in JSON; the empty text is null.
/// Without a file nothing in the tree has a place.
pub fn parse(file: Option<FileId>, text: &str, dialect: Dialect) -> Result<Composed, Problem> {
    let mut composer = Composer::new(file, text, dialect);
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        block_scalar_eof_without_line_feed: true,
    };
    let mut documents = 0;
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| problem::of(&error, file, text))?;
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                composer.refuse("a second document begins here, and only the first one is read", &span);
                break;
            }
        }
        composer.event(event, &span)?;
    }
    Ok(composer.finish())
}

/// Null in every spelling of YAML.
pub fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

/// A boolean as YAML 1.1 spells them.
pub fn boolean(plain: &str) -> Option<bool> {
    match plain {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
#[path = "yaml/tests.rs"]
mod tests;
