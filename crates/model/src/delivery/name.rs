//! What the three links that name a destination share: bucket, log group and stream.

use super::address::{Address, bucket_in};
use super::join::{Matches, Placed, bucket_arn, meant};
use super::near::plainly_meant;
use super::valid::{self, Flaw};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route};
use crate::{Bucket, Confidence, Destination, Home, LogGroup, Stream};
use known::{Fault, Known, Settle, Shape, Span, Symbol, Text, Truth, Why};

/// What a destination can name.
pub(super) trait Named: Placed {
    const LINK: LinkKind;
    const NOUN: &'static str;
    /// What can stand in a name beside letters and digits.
    const MARKS: &'static str;
    /// Whether a name is one in its account and Region only.
    const REGIONAL: bool;
    fn name(&self) -> &Text;
    fn name_span(&self) -> Option<Span>;
    fn arn(&self) -> Text;
    /// Why AWS refuses a name; `home` is that of a thing which is made here.
    fn flaw(name: &Text, home: Option<&Home>) -> Option<Flaw>;
}

impl Named for Bucket {
    const LINK: LinkKind = LinkKind::Bucket;
    const NOUN: &'static str = "bucket";
    const MARKS: &'static str = ".-";
    const REGIONAL: bool = false;

    fn name(&self) -> &Text {
        &self.name
    }

    fn name_span(&self) -> Option<Span> {
        self.name_span
    }

    fn arn(&self) -> Text {
        bucket_arn(&self.place.home.partition, &self.name)
    }

    fn flaw(name: &Text, home: Option<&Home>) -> Option<Flaw> {
        valid::bucket(name, home)
    }
}

impl Named for LogGroup {
    const LINK: LinkKind = LinkKind::LogGroup;
    const NOUN: &'static str = "log group";
    const MARKS: &'static str = "._-/#";
    const REGIONAL: bool = true;

    fn name(&self) -> &Text {
        &self.name
    }

    fn name_span(&self) -> Option<Span> {
        self.name_span
    }

    fn arn(&self) -> Text {
        self.arn.clone()
    }

    fn flaw(name: &Text, _: Option<&Home>) -> Option<Flaw> {
        valid::log_group(name)
    }
}

impl Named for Stream {
    const LINK: LinkKind = LinkKind::Stream;
    const NOUN: &'static str = "delivery stream";
    const MARKS: &'static str = "._-";
    const REGIONAL: bool = true;

    fn name(&self) -> &Text {
        &self.name
    }

    fn name_span(&self) -> Option<Span> {
        self.name_span
    }

    fn arn(&self) -> Text {
        self.arn.clone()
    }

    fn flaw(name: &Text, _: Option<&Home>) -> Option<Flaw> {
        valid::stream(name)
    }
}

/// What the name leads to: the later links are judged on it.
#[derive(Debug)]
pub(super) enum Target<'m, T> {
    /// It is in the model: declared here, or found by a data source.
    Here(&'m T),
    /// Nothing here has this name, which may still be known in part. `Why` is what to say of the
    /// links that hang on it.
    Outside(&'m Text, Why),
    /// Not even the name is there.
    Nowhere(Why),
}

/// The link of the name itself, and what it leads to.
pub(super) fn judge<'m, T: Named>(route: &Route<'m>, all: &'m [T]) -> (Link, Target<'m, T>) {
    let (link, target) = resolved(route, all);
    match target {
        Target::Here(thing) => (refused(link, thing), target),
        Target::Outside(name, _) => (refused_outside::<T>(link, route, name), target),
        Target::Nowhere(_) => (link, target),
    }
}

fn resolved<'m, T: Named>(route: &Route<'m>, all: &'m [T]) -> (Link, Target<'m, T>) {
    let setting = &route.destination.name;
    match &setting.value {
        Known::Absent => unnamed(route),
        Known::Unknown(why) => match why.as_fault() {
            Some(fault) => faulty(route, fault, all),
            None => (Link::unknown(T::LINK, why).at(setting.span), Target::Nowhere(why.clone())),
        },
        Known::Set(text) if text.is_empty().is_yes() => unnamed(route),
        Known::Set(text) => match text.symbols().find_map(|symbol| symbol.why().as_fault()) {
            Some(fault) => faulty(route, fault, all),
            None => match Address::of(text) {
                Some(address) => address_for_name(route, text, address, all),
                None => by_name(route, text, all),
            },
        },
    }
}

fn unnamed<'m, T: Named>(route: &Route<'m>) -> (Link, Target<'m, T>) {
    let text = format!("no {} is named", T::NOUN);
    let place = route.destination.name.span.or(route.destination.span);
    let cause = Cause::new(CauseKind::Unnamed, text.clone()).at(place);
    (Link::missing(T::LINK, cause).at(place), Target::Nowhere(Why::new(text).at(place)))
}

/// The name cannot be resolved: the later links are judged on the resource that was meant.
fn faulty<'m, T: Named>(route: &Route<'m>, fault: &Fault, all: &'m [T]) -> (Link, Target<'m, T>) {
    let mut there = all.iter().filter(|thing| !thing.place().exists.is_no());
    let thing = there.clone().find(|thing| meant(fault, thing.place())).or_else(|| {
        let mut same = there.by_ref().filter(|thing| is_named_by(fault, *thing));
        same.next().filter(|_| same.next().is_none())
    });
    let place = fault.span.or(place_of(route.destination));
    let kind = match &fault.meant {
        Some(address) => CauseKind::Mismatched { meant: address.clone(), by_reference: true },
        None => CauseKind::BrokenReference,
    };
    let cause = Cause::new(kind, fault.text.clone()).at(place);
    let cause = point_at(cause, thing, "this resource was meant");
    let link = Link::broken(T::LINK, cause).at(place);
    match thing {
        Some(thing) => (Link { address: Some(thing.place().address.clone()), ..link }, Target::Here(thing)),
        None => (link, Target::Nowhere(Why::new(fault.text.clone()).at(place))),
    }
}

/// A reference to a thing whose own name has the fault leads to that thing.
fn is_named_by<T: Named>(fault: &Fault, thing: &T) -> bool {
    let mut faults = thing.name().symbols().filter_map(|symbol| symbol.why().as_fault());
    fault.span.is_some() && faults.any(|it| it == fault)
}

fn point_at<T: Named>(cause: Cause, thing: Option<&T>, message: &str) -> Cause {
    match thing {
        Some(thing) => {
            let mut cause = cause.label(thing.name_span().or(thing.place().span), message);
            cause.addresses.push(thing.place().address.clone());
            cause
        }
        None => cause,
    }
}

/// Somebody took the wrong attribute.
fn address_for_name<'m, T: Named>(
    route: &Route<'m>,
    text: &'m Text,
    address: Address,
    all: &'m [T],
) -> (Link, Target<'m, T>) {
    let bucket = bucket_in(text);
    let is_bucket = |name: &Text| bucket.as_ref().map_or(Truth::No, |bucket| bucket.equals(name));
    let fits = |thing: &T| {
        let arn = text.equals(&thing.arn()).or(text.equals(&thing.arn().with(":*")));
        if T::LINK == LinkKind::Bucket { arn.or(is_bucket(thing.name())) } else { arn }
    };
    // Nothing forbids a thing to be called like the host name of another.
    let of_bucket =
        || !Matches::of(&route.model.buckets, |bucket| is_bucket(&bucket.name)).certain.is_empty();
    let confidence = match address {
        Address::Host if !of_bucket() => Confidence::Possible,
        _ => Confidence::Certain,
    };
    if address == Address::Host && all.iter().any(|thing| text.equals(thing.name()).is_yes()) {
        return by_name(route, text, all);
    }
    let thing = Matches::of(all, fits).first();
    let place = place_of(route.destination);
    let words = format!("`{text}` is {}, and the name of a {} is wanted", address.words(), T::NOUN);
    let cause = Cause::new(CauseKind::ArnForName, words).at(place).with_confidence(confidence);
    let link = Link::broken(T::LINK, point_at(cause, thing, "this resource was meant")).at(place);
    match thing {
        Some(thing) => (Link { address: Some(thing.place().address.clone()), ..link }, Target::Here(thing)),
        None => (link, Target::Nowhere(Why::new(format!("`{text}` is not a name")).at(place))),
    }
}

/// What is wrong with the name of a thing that is made here comes on top of what is wrong with the
/// reference to it, unless the slip in one of the two names is what makes them differ.
fn refused<T: Named>(link: Link, thing: &T) -> Link {
    let place = thing.place();
    let slip = |cause: &Cause| matches!(cause.kind, CauseKind::Mismatched { by_reference: false, .. });
    let made = !place.found && !place.is_seen() && !link.causes.iter().any(slip);
    let Some(flaw) = T::flaw(thing.name(), Some(&place.home)).filter(|_| made) else { return link };
    let text = format!("the name `{}` of `{}` {}", thing.name(), place.address, flaw.text);
    let span = thing.name_span().or(place.span);
    let cause = Cause::new(CauseKind::InvalidName, text).at(span).about(place);
    let cause = if flaw.older { cause.possible(None) } else { cause };
    match link.verdict {
        LinkVerdict::Broken => link.with(cause),
        _ => Link::broken(T::LINK, cause).by(place).at(span).if_there(place),
    }
}

/// A thing that nothing here declares, and that cannot be there under this name.
fn refused_outside<T: Named>(link: Link, route: &Route<'_>, name: &Text) -> Link {
    let Some(flaw) = T::flaw(name, None) else { return link };
    let span = place_of(route.destination);
    let cause = Cause::new(CauseKind::InvalidName, format!("the name `{name}` {}", flaw.text)).at(span);
    match flaw.older {
        true => Link { causes: vec![cause.possible(None)], ..link },
        false => Link::broken(T::LINK, cause).at(span),
    }
}

fn by_name<'m, T: Named>(route: &Route<'m>, text: &'m Text, all: &'m [T]) -> (Link, Target<'m, T>) {
    let matches = Matches::of(all, |thing| same_name(text, thing));
    // Of several by one name, one in another account or Region is not the one.
    let ours = &route.source.place.home;
    let elsewhere = |thing: &T| {
        let home = &thing.place().home;
        home.account.equals(&ours.account).is_no() || home.region.equals(&ours.region).is_no()
    };
    let near = matches.certain.iter().copied().find(|thing| !elsewhere(thing));
    if let Some(thing) = near.or(matches.first()) {
        let link = if near.is_none() && T::REGIONAL { elsewhere_only(route, thing) } else { here(thing) };
        return (link, Target::Here(thing));
    }
    if let Some((_, why)) = matches.perhaps.first() {
        return undecided::<T>(route, text, text.why().unwrap_or_else(|| why.clone()));
    }
    if let Some((thing, confidence)) = almost(route, text, all) {
        return mismatched(route, text, thing, confidence);
    }
    match text.why().filter(|_| !is_plain(text)) {
        Some(why) => undecided::<T>(route, text, why),
        None => undeclared::<T>(route, text),
    }
}

/// A name that AWS or the provider makes up is nobody's who does not refer to it.
fn same_name<T: Named>(text: &Text, thing: &T) -> Truth {
    let equal = text.equals(thing.name());
    let generated = thing.name_span().is_none() && !thing.place().found;
    match thing.name().as_symbol() {
        Some(symbol) if generated && equal.why().is_some() && is_plain(text) && symbol.is_nonempty() => {
            Truth::No
        }
        _ => equal,
    }
}

fn here<T: Named>(thing: &T) -> Link {
    let place = thing.place();
    let words = match (place.found, &place.hearsay) {
        (true, _) => "is found by a data source".to_owned(),
        (false, Some(module)) => format!("is created by {module}"),
        (false, None) if place.is_seen() => "is there".to_owned(),
        (false, None) => "is declared here".to_owned(),
    };
    Link::ok(T::LINK, format!("`{}` {words}", place.address)).by(place).if_there(place)
}

/// A log group and a stream are given by name alone, so that AWS looks for them where the source is.
/// No page says so in as many words.
fn elsewhere_only<T: Named>(route: &Route<'_>, thing: &T) -> Link {
    let (place, ours) = (thing.place(), &route.source.place.home);
    let (what, there, here) = match place.home.region.equals(&ours.region) {
        Truth::No => ("Region", &place.home.region, &ours.region),
        _ => ("account", &place.home.account, &ours.account),
    };
    let words = format!("`{}` is in {what} `{there}`, and its name is looked up in `{here}`", place.address);
    let cause = Cause::new(CauseKind::Elsewhere, words).at(place_of(route.destination)).possible(None);
    Link::broken(T::LINK, point_at(cause, Some(thing), "this resource was meant")).by(place)
}

fn undecided<'m, T: Named>(route: &Route<'m>, text: &'m Text, why: Why) -> (Link, Target<'m, T>) {
    let link = Link::unknown(T::LINK, &why).at(place_of(route.destination));
    (link, Target::Outside(text, why))
}

fn undeclared<'m, T: Named>(route: &Route<'m>, text: &'m Text) -> (Link, Target<'m, T>) {
    let name = text.to_string();
    let words = format!("nothing here declares a {} named `{name}`", T::NOUN);
    let place = place_of(route.destination);
    let why = Why::new(words.clone()).at(place).settled_by(Settle::Outside(name.clone()));
    let cause = Cause::new(CauseKind::Undeclared { name }, words).at(place);
    (Link::missing(T::LINK, cause).at(place), Target::Outside(text, why))
}

/// A text without anything that could be filled in from outside: the account, the Region and the
/// partition are part of a plain name.
pub(super) fn is_plain(text: &Text) -> bool {
    let ours = |symbol: &Symbol| matches!(symbol.shape(), Shape::Account | Shape::Region | Shape::Partition);
    text.symbols().all(ours)
}

/// The one declared thing whose name is almost this one, unless something else goes by it.
fn almost<'m, T: Named>(route: &Route<'m>, text: &Text, all: &'m [T]) -> Option<(&'m T, Confidence)> {
    let destinations = || route.model.sources.iter().flat_map(|source| &source.logs);
    let named_elsewhere = |thing: &T| {
        let mut others = destinations().flat_map(|config| &config.destinations);
        others.any(|other| other.name.set().is_some_and(|name| name.equals(thing.name()).is_yes()))
    };
    let declared = all.iter().filter(|thing| !thing.place().exists.is_no() && !thing.place().found);
    let mut near = declared
        .filter_map(|thing| plainly_meant(text, thing.name(), T::MARKS).map(|confidence| (thing, confidence)))
        .filter(|(thing, _)| !named_elsewhere(thing));
    match (near.next(), near.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn mismatched<'m, T: Named>(
    route: &Route<'m>,
    text: &'m Text,
    thing: &'m T,
    confidence: Confidence,
) -> (Link, Target<'m, T>) {
    let address = &thing.place().address;
    let words = format!("`{text}` is not the name of `{address}`, which is `{}`", thing.name());
    let kind = CauseKind::Mismatched { meant: address.clone(), by_reference: false };
    let why = Why::new(words.clone()).at(place_of(route.destination));
    let cause = Cause::new(kind, words)
        .at(place_of(route.destination))
        .label(thing.name_span().or(thing.place().span), format!("`{address}` is named here"))
        .about(thing.place())
        .with_confidence(confidence);
    let link = Link::broken(T::LINK, cause).by(thing.place()).at(thing.name_span());
    match confidence {
        Confidence::Certain => (link, Target::Here(thing)),
        Confidence::Possible => (link, Target::Nowhere(why)),
    }
}

/// Where the destination is named, for lack of that where it is configured.
pub(super) fn place_of(destination: &Destination) -> Option<Span> {
    destination.name.span.or(destination.span)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::*;
    use crate::{DestinationKind, Model};
    use known::Setting;

    fn model(name: Setting<Text>, buckets: Vec<Bucket>) -> Model {
        let sources = vec![source(vec![delivery_to(DestinationKind::S3, name)])];
        Model { sources, buckets, ..Model::default() }
    }

    fn check(name: &str, declared: &[&str], expected: &str) {
        let address = |i| format!("aws_s3_bucket.b{i}");
        let buckets = declared.iter().enumerate().map(|(i, name)| bucket(&address(i), name)).collect();
        let link = link(&model(named(name), buckets), LinkKind::Bucket);
        assert_eq!(outcome(&link), expected, "{name} among {declared:?}: {}", link.why);
    }

    #[test]
    fn a_name_is_joined_by_value() {
        check("logs", &["logs"], "ok");
        check("${var.a}-logs", &["${var.a}-logs"], "ok");
        check("logs", &["audit"], "missing: Undeclared");
        check("logs-${account}", &[], "missing: Undeclared");
        check("${var.a}", &[], "unknown");
        check("${var.a}", &["logs"], "unknown");
        check("logs", &["${var.a}"], "unknown");
    }

    #[test]
    fn a_name_that_cannot_be_is_broken() {
        check("", &["logs"], "missing: Unnamed");
        check("arn:aws:s3:::logs", &["logs"], "broken: ArnForName");
        check("s3://logs/msk", &["logs"], "broken: ArnForName");
        check("logs.s3.amazonaws.com", &["logs"], "broken: ArnForName");
        check("logs.s3.${var.r}.amazonaws.com", &["logs"], "broken: ArnForName");
        check("logs.s3.amazonaws.com", &["audit"], "broken: ArnForName?");
        check("logs.s3.amazonaws.com", &["logs.s3.amazonaws.com"], "ok");
        check("msk:logs", &[], "broken: InvalidName");
        check("MSK_Logs", &[], "missing: InvalidName?");
        check("msk logs", &["msk logs"], "broken: InvalidName");
        check("MSK_Logs", &["MSK_Logs"], "broken: InvalidName");
        check("${var.a}-logs", &["${var.a}-logs}"], "broken: Mismatched");
        check("Broker-logs", &["broker-logs"], "broken: Mismatched?");
        check("broker-log", &["broker-logs", "broker-lg"], "missing: Undeclared");
    }

    #[test]
    fn later_links_are_judged_on_what_was_certainly_meant() {
        let later = |name: &str, declared: &str| {
            let model = model(named(name), vec![bucket("aws_s3_bucket.logs", declared)]);
            outcome(&link(&model, LinkKind::BucketPolicy))
        };
        assert_eq!(later("arn:aws:s3:::logs", "logs"), "missing: BucketPolicyLeftToAws");
        assert_eq!(later("s3://logs/", "logs"), "missing: BucketPolicyLeftToAws");
        assert_eq!(later("${var.a}-logs", "${var.a}-logs}"), "missing: BucketPolicyLeftToAws");
        assert_eq!(later("Broker-logs", "broker-logs"), "unknown");
        assert_eq!(later("", "logs"), "unknown");
    }

    #[test]
    fn a_log_group_of_another_region_is_not_found() {
        let check = |kind: DestinationKind, link: LinkKind, expected: &str| {
            let mut model = Model {
                sources: vec![source(vec![delivery_to(kind, named("logs"))])],
                buckets: vec![bucket("aws_s3_bucket.logs", "logs")],
                log_groups: vec![crate::sample::log_group("logs")],
                ..Model::default()
            };
            let mut home = (*model.sources[0].place.home).clone();
            home.region = text("us-east-1");
            let home = std::sync::Arc::new(home);
            model.buckets[0].place.home = home.clone();
            model.log_groups[0].place.home = home;
            let path = path_to(&model, kind);
            let found = path.links.iter().find(|it| it.kind == link).unwrap();
            assert_eq!(outcome(found), expected, "{}", found.why);
        };
        check(DestinationKind::CloudWatch, LinkKind::LogGroup, "broken: Elsewhere?");
        check(DestinationKind::S3, LinkKind::Bucket, "ok");
    }

    #[test]
    fn a_fault_leads_to_the_resource_that_was_meant() {
        let mut fault = Fault::new("`aws_s3_bucket.logs` has `count`, so its name wants an index", None);
        fault.meant = Some("aws_s3_bucket.logs".to_owned());
        let name = Setting { value: Known::Unknown(Why::fault(fault)), span: None };
        let model = model(name, vec![bucket("aws_s3_bucket.logs[0]", "logs")]);
        assert_eq!(outcome(&link(&model, LinkKind::Bucket)), "broken: Mismatched");
        assert_eq!(outcome(&link(&model, LinkKind::BucketPolicy)), "missing: BucketPolicyLeftToAws");

        let undeclared = Fault::new("`aws_s3_bucket.logs` is not declared", None);
        let name = Setting { value: Known::Unknown(Why::fault(undeclared)), span: None };
        let model = self::model(name, Vec::new());
        assert_eq!(outcome(&link(&model, LinkKind::Bucket)), "broken: BrokenReference");
        assert_eq!(outcome(&link(&model, LinkKind::KeyPolicy)), "unknown");
    }

    #[test]
    fn a_fault_in_the_name_of_the_thing_itself_leads_to_the_thing() {
        let span = |start| Some(known::Span { file: known::FileId(0), start, end: start + 1 });
        let fault = |start| Why::fault(Fault::new("`random_id.x` is not declared", span(start)));
        let check = |named_at: u32, expected: &str| {
            let name = Setting { value: Known::Unknown(fault(7)), span: None };
            let mut declared = bucket("aws_s3_bucket.logs", "logs");
            declared.name = Text::symbol(Symbol::anonymous(fault(named_at)));
            let model = model(name, vec![declared]);
            assert_eq!(outcome(&link(&model, LinkKind::Bucket)), "broken: BrokenReference");
            assert_eq!(outcome(&link(&model, LinkKind::BucketPolicy)), expected);
        };
        check(7, "missing: BucketPolicyLeftToAws");
        check(8, "unknown");
    }

    #[test]
    fn a_thing_that_may_not_be_there_leaves_all_its_links_open() {
        let mut model = model(named("logs"), vec![bucket("aws_s3_bucket.logs", "logs")]);
        model.buckets[0].place.exists = Truth::Unknown(asked("var.on"));
        let outcomes =
            [LinkKind::Bucket, LinkKind::BucketPolicy, LinkKind::BucketKey].map(|kind| link(&model, kind));
        let outcomes = outcomes.map(|link| outcome(&link));
        assert_eq!(outcomes, ["unknown", "unknown: BucketPolicyLeftToAws?", "not-applicable"]);
    }
}
