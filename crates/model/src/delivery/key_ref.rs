//! Which key a bucket names: by ARN, by ID or through an alias.

use super::join::{Matches, given, truth_of};
use crate::{Alias, Key, Model};
use known::Why;
use known::{Known, Part, Setting, Shape, Text, Truth};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Arn,
    Id,
    Alias,
}

#[derive(Clone, Debug)]
pub(super) enum KeyRef<'m> {
    /// A key in the model.
    Here(&'m Key, Form),
    /// The key of S3 that AWS manages, or none at all.
    Managed,
    /// A key that nothing here declares.
    Outside(&'m Text, Form),
    Unknown(Why),
}

impl Form {
    pub fn word(self) -> &'static str {
        match self {
            Form::Arn => "ARN",
            Form::Id => "key ID",
            Form::Alias => "alias",
        }
    }
}

pub(super) fn resolve<'m>(model: &'m Model, setting: &'m Setting<Text>) -> KeyRef<'m> {
    let text = match given(setting) {
        Known::Absent => return KeyRef::Managed,
        Known::Unknown(why) => return KeyRef::Unknown(why),
        Known::Set(text) => text,
    };
    if is_aws_alias(text) {
        return KeyRef::Managed;
    }
    if let Some(found) = declared(model, text) {
        return found;
    }
    if let Some(alias) = Matches::of(&model.aliases, |alias| names_alias(text, alias)).first() {
        return through(model, alias, text);
    }
    match (text.why(), form(text)) {
        (None, form) => KeyRef::Outside(text, form),
        // The account and the Region aside, it says which key it is.
        (Some(_), form) if form != Form::Id && super::name::is_plain(text) => KeyRef::Outside(text, form),
        (Some(why), _) => KeyRef::Unknown(why),
    }
}

fn declared<'m>(model: &'m Model, text: &Text) -> Option<KeyRef<'m>> {
    let by_arn = Matches::of(&model.keys, |key| text.equals(&key.arn)).first();
    let by_id = || Matches::of(&model.keys, |key| text.equals(&key.id)).first();
    match by_arn {
        Some(key) => Some(KeyRef::Here(key, Form::Arn)),
        None => by_id().map(|key| KeyRef::Here(key, Form::Id)),
    }
}

fn names_alias(text: &Text, alias: &Alias) -> Truth {
    text.equals(&alias.name).or(text.equals(&alias.arn))
}

/// An alias in place of its key. One that was only found leads to a key outside.
fn through<'m>(model: &'m Model, alias: &'m Alias, text: &'m Text) -> KeyRef<'m> {
    if is_aws_alias(&alias.name) {
        return KeyRef::Managed;
    }
    let fits = |key: &Key| key_is(&alias.target, key);
    match (Matches::of(&model.keys, fits).first(), &alias.target.value) {
        (Some(key), _) => KeyRef::Here(key, Form::Alias),
        (None, Known::Unknown(why)) => KeyRef::Unknown(why.clone()),
        (None, _) => KeyRef::Outside(text, Form::Alias),
    }
}

/// Whether a setting names `key` by its ID or its ARN.
pub(super) fn key_is(setting: &Setting<Text>, key: &Key) -> Truth {
    truth_of(setting, |text| text.equals(&key.arn).or(text.equals(&key.id)))
}

fn is_aws_alias(text: &Text) -> bool {
    let name = text.split(':').pop().unwrap_or_default();
    matches!(name.parts().first(), Some(Part::Literal(start, _)) if start.starts_with("alias/aws/"))
}

fn form(text: &Text) -> Form {
    let speaks_of = |word: &str| {
        text.parts().iter().any(|it| matches!(it, Part::Literal(text, _) if text.contains(word)))
    };
    let is_arn = match text.parts().first() {
        Some(Part::Literal(start, _)) => start.starts_with("arn:"),
        Some(Part::Symbol(symbol)) => symbol.shape() == Shape::Arn,
        None => false,
    };
    match is_arn {
        _ if speaks_of("alias/") => Form::Alias,
        true => Form::Arn,
        false => Form::Id,
    }
}
