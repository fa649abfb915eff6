//! Whether a key can encrypt at all: enabled, symmetric, of the same Region.

use crate::{Home, Key, KeyOrigin};
use known::{Known, Setting, Span, Text, Truth, Why};

/// Whether a service can encrypt with a key at all.
pub(super) enum Use {
    Fine,
    /// A clause that follows the key's name, and its place.
    Never(String, Option<Span>),
    Perhaps(Why),
}

/// `user` encrypts with the key what is kept in `thing`, which lies in `home`.
pub(super) fn unusable(key: &Key, home: &Home, user: &str, thing: &str) -> Use {
    let wanted = |setting: &Setting<Text>, value: &str| match &setting.value {
        Known::Set(text) => text.equals(&value.into()),
        Known::Absent => Truth::Yes,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    let said = |setting: &Setting<Text>| setting.set().map(Text::to_string).unwrap_or_default();
    let checks = [
        (key.enabled.value.truth(true), "is disabled".to_owned(), key.enabled.span),
        (wanted(&key.state, "Enabled"), format!("is in state `{}`", said(&key.state)), key.state.span),
        (
            wanted(&key.spec, "SYMMETRIC_DEFAULT"),
            format!("is of the type `{}`, and {user} wants a symmetric key", said(&key.spec)),
            key.spec.span,
        ),
        (
            wanted(&key.usage, "ENCRYPT_DECRYPT"),
            format!("is there for `{}`, and {user} wants to encrypt with it", said(&key.usage)),
            key.usage.span,
        ),
        (
            key.place.home.region.equals(&home.region),
            format!("is a key of another Region than {thing}"),
            None,
        ),
    ];
    let mut doubt = None;
    for (truth, text, span) in checks {
        match truth {
            Truth::Yes => {}
            Truth::No => return Use::Never(text, span),
            Truth::Unknown(why) => doubt = doubt.or(Some(why)),
        }
    }
    if key.origin == KeyOrigin::External && key.material.value.is_absent() && !key.place.found {
        let text = format!("whether key material is imported into `{}` is not known", key.place.address);
        doubt = doubt.or(Some(Why::new(text).at(key.place.span)));
    }
    doubt.map_or(Use::Fine, Use::Perhaps)
}
