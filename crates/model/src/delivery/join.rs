//! Joins by value: which of the things that are declared here a text names, and which settings
//! belong to a thing.

use crate::{
    Alias, Bucket, BucketEncryption, BucketPolicy, Grant, Identity, Key, KeyPolicy, LogGroup, LogPolicy,
    Place, Stream,
};
use known::{Fault, Known, Setting, Settle, Text, Truth, Why, order};

/// Whatever stands somewhere in the configuration.
pub(super) trait Placed {
    fn place(&self) -> &Place;
}

macro_rules! placed {
    ($($thing:ty),*) => {
        $(impl Placed for $thing {
            fn place(&self) -> &Place {
                &self.place
            }
        })*
    };
}

placed!(
    Bucket,
    BucketPolicy,
    BucketEncryption,
    Key,
    KeyPolicy,
    Alias,
    Grant,
    Identity,
    LogGroup,
    LogPolicy,
    Stream
);

/// Those of a list that fit, without the ones that are certainly not there.
#[derive(Debug)]
pub(super) struct Matches<'m, T> {
    /// Certainly fit; whether each is there at all may still be open. Declared things come before
    /// those that a data source found, and what is certainly there before what may be.
    pub certain: Vec<&'m T>,
    /// May fit.
    pub perhaps: Vec<(&'m T, Why)>,
    /// Plainly meant to fit, by a reference that cannot be resolved.
    pub refused: Vec<(&'m T, Fault)>,
}

impl<'m, T: Placed> Matches<'m, T> {
    pub fn of(all: &'m [T], fits: impl Fn(&T) -> Truth) -> Matches<'m, T> {
        Matches::fitting(all, &fits)
    }

    /// One for all that may be asked of a thing.
    fn fitting(all: &'m [T], fits: &dyn Fn(&T) -> Truth) -> Matches<'m, T> {
        let mut matches = Matches { certain: Vec::new(), perhaps: Vec::new(), refused: Vec::new() };
        for thing in all.iter().filter(|thing| !thing.place().exists.is_no()) {
            match fits(thing) {
                Truth::Yes => matches.certain.push(thing),
                Truth::No => {}
                Truth::Unknown(why) => matches.perhaps.push((thing, why)),
            }
        }
        let rank = |thing: &&T| (!thing.place().exists.is_yes(), thing.place().found);
        order::sort_by(&mut matches.certain, |a, b| rank(a).cmp(&rank(b)));
        matches
    }

    /// Settings that name the thing at `owner` by a reference: one that cannot be resolved, and
    /// that was plainly meant for it, counts as refused.
    pub fn naming(
        all: &'m [T],
        owner: Option<&Place>,
        reference: impl Fn(&T) -> &Setting<Text>,
        fits: impl Fn(&Text) -> Truth,
    ) -> Matches<'m, T> {
        Matches::owned(all, owner, &reference, &fits)
    }

    fn owned(
        all: &'m [T],
        owner: Option<&Place>,
        reference: &dyn Fn(&T) -> &Setting<Text>,
        fits: &dyn Fn(&Text) -> Truth,
    ) -> Matches<'m, T> {
        let mut matches = Matches::fitting(all, &|thing| truth_of(reference(thing), fits));
        let mut perhaps = Vec::new();
        for (thing, why) in matches.perhaps {
            match fault_of(reference(thing)) {
                Some(fault) if owner.is_some_and(|owner| meant(&fault, owner)) => {
                    matches.refused.push((thing, fault));
                }
                // It was meant for something else.
                Some(Fault { meant: Some(_), .. }) => {}
                _ => perhaps.push((thing, why)),
            }
        }
        Matches { perhaps, ..matches }
    }

    /// The one to go by.
    pub fn first(&self) -> Option<&'m T> {
        self.certain.first().copied()
    }
}

/// Whether a reference leads to what `fits` recognises.
pub(super) fn truth_of(reference: &Setting<Text>, fits: impl Fn(&Text) -> Truth) -> Truth {
    match &reference.value {
        Known::Set(text) => fits(text),
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    }
}

/// Why a reference can never be resolved.
pub(super) fn fault_of(reference: &Setting<Text>) -> Option<Fault> {
    match &reference.value {
        Known::Set(text) => text.symbols().find_map(|symbol| symbol.why().as_fault().cloned()),
        Known::Absent => None,
        Known::Unknown(why) => why.as_fault().cloned(),
    }
}

/// Whether a fault speaks of the resource at `place`, or of the block that it is an instance of.
pub(super) fn meant(fault: &Fault, place: &Place) -> bool {
    fault.meant.as_deref().is_some_and(|meant| {
        place.address.strip_prefix(meant).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    })
}

/// The ARN of a bucket, from its name.
pub(super) fn bucket_arn(partition: &Text, name: &Text) -> Text {
    Text::literal("arn:").then(partition).with(":s3:::").then(name)
}

/// A value that is not set, not null and not the empty string.
pub(super) fn given(setting: &Setting<Text>) -> Known<&Text> {
    match &setting.value {
        Known::Set(text) if text.is_empty().is_yes() => Known::Absent,
        value => value.as_ref(),
    }
}

/// Of what a data source found only the name is known.
pub(super) fn outside(place: &Place) -> Option<Why> {
    place.found.then(|| {
        Why::new(format!("`{}` lies outside of this configuration", place.address))
            .at(place.span)
            .settled_by(Settle::Outside(place.address.clone()))
    })
}
