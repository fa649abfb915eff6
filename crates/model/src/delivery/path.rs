//! From a source to its paths: the state of each destination and its links in order.

use super::{Link, LinkKind, Path, Route, State, Verdict, bucket, deployer, destination, log_group, stream};
use crate::{Destination, DestinationKind, Log, LogConfig, Model, Source, SourceKind};
use known::{Settle, Truth, Why};

pub(super) fn paths(model: &Model, source: &Source) -> Vec<Path> {
    let main = main_log(source.kind);
    let mut paths = Vec::new();
    if !source.logs.iter().any(|config| config.log == main) {
        paths.extend(DestinationKind::ALL.map(|kind| unlisted(source, main, kind)));
    }
    for config in &source.logs {
        let assumed = source.kind == SourceKind::Policy;
        let wanted = |kind: &DestinationKind| !assumed || destination(config, *kind).is_some();
        let kinds = DestinationKind::ALL.into_iter().filter(wanted);
        paths.extend(kinds.map(|kind| path(model, source, config, kind)));
    }
    paths
}

/// The log that a source of this kind always has an entry for.
fn main_log(kind: SourceKind) -> Log {
    match kind {
        SourceKind::Cluster | SourceKind::ServerlessCluster | SourceKind::Module | SourceKind::Policy => {
            Log::Broker
        }
        SourceKind::Connector => Log::Worker,
        SourceKind::Replicator => Log::Replicator,
    }
}

/// The path of a log that the reader found no settings for.
fn unlisted(source: &Source, log: Log, kind: DestinationKind) -> Path {
    if source.kind != SourceKind::Module {
        return without_links(log, kind, State::Absent, "no block configures this destination");
    }
    let address = &source.place.address;
    let why = Why::new(format!("the code of `{address}` is not there"))
        .at(source.place.span)
        .settled_by(Settle::Module(address.clone()));
    unknown(log, kind, &why)
}

fn path(model: &Model, source: &Source, config: &LogConfig, kind: DestinationKind) -> Path {
    let log = config.log;
    let found = destination(config, kind).filter(|found| !found.exists.is_no());
    let Some(destination) = found else {
        return match &config.open {
            Some(why) => unknown(log, kind, why),
            None => without_links(log, kind, State::Absent, "no block configures this destination"),
        };
    };
    let state = state(destination);
    if state == State::Off {
        return without_links(log, kind, state, "the destination is off");
    }
    let links = links(&Route { model, source, log, destination });
    let verdict = Verdict::of(&state, &links);
    Path { log, destination: kind, state, verdict, links }
}

/// A block without `enabled` is off: Terraform refuses it.
fn state(destination: &Destination) -> State {
    match destination.enabled.value.truth(false).and(destination.exists.clone()) {
        Truth::Yes => State::On,
        Truth::No => State::Off,
        Truth::Unknown(why) => State::Unknown(why),
    }
}

fn without_links(log: Log, destination: DestinationKind, state: State, why: &str) -> Path {
    let links = LinkKind::of(destination).iter().map(|kind| Link::not_applicable(*kind, why)).collect();
    Path { log, destination, state, verdict: Verdict::Off, links }
}

fn unknown(log: Log, destination: DestinationKind, why: &Why) -> Path {
    let links = LinkKind::of(destination).iter().map(|kind| Link::unknown(*kind, why)).collect();
    Path { log, destination, state: State::Unknown(why.clone()), verdict: Verdict::Unknown, links }
}

fn links(route: &Route<'_>) -> Vec<Link> {
    let mut links = match route.destination.kind {
        DestinationKind::CloudWatch => log_group::links(route),
        DestinationKind::Firehose => stream::links(route),
        DestinationKind::S3 => bucket::links(route),
    };
    links.push(deployer::link(route, &links));
    match route.source.kind {
        SourceKind::Policy => links.into_iter().map(|link| of_policy(route.source, link)).collect(),
        _ => links,
    }
}

/// Around a policy by itself nothing is known.
fn of_policy(source: &Source, link: Link) -> Link {
    if link.address.as_ref() == Some(&source.place.address) {
        return link;
    }
    let why = Why::new("only a policy is given").at(source.place.span);
    Link::unknown(link.kind, &why)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::*;
    use super::super::{Delivery, LinkVerdict, deliveries};
    use super::*;
    use known::{Known, Setting};

    fn check(model: &Model, expected: &str) {
        let path = path_to(model, DestinationKind::S3);
        assert_eq!(format!("{} {}", path.state.word(), path.verdict.word()), expected);
    }

    #[test]
    fn the_switch_and_the_block_decide_the_state() {
        let with = |enabled: Known<bool>, exists: Truth| {
            let mut model = s3_model();
            let destination = &mut model.sources[0].logs[0].destinations[0];
            destination.enabled.value = enabled;
            destination.exists = exists;
            model
        };
        let unknown = || Known::Unknown(asked("var.on"));
        check(&with(Known::Set(true), Truth::Yes), "on unknown");
        check(&with(Known::Set(false), Truth::Yes), "off off");
        check(&with(Known::Absent, Truth::Yes), "off off");
        check(&with(Known::Set(true), Truth::No), "absent off");
        check(&with(unknown(), Truth::Yes), "unknown unknown");
        check(&with(Known::Set(false), Truth::Unknown(asked("var.on"))), "off off");
    }

    #[test]
    fn the_verdict_follows_from_the_links() {
        let mut model = s3_model();
        model.bucket_policies =
            vec![bucket_policy("aws_s3_bucket_policy.logs", "logs", delivery_statements("logs"))];
        check(&model, "on delivers");
        model.bucket_encryptions = vec![encryption("logs", "aws:kms", Setting::absent())];
        check(&model, "on broken");
        model.sources[0].logs[0].destinations[0].name = Setting::absent();
        check(&model, "on broken");
    }

    #[test]
    fn every_destination_has_a_path_with_all_its_links() {
        let model = s3_model();
        let delivery = Delivery::of(&model, &model.sources[0]);
        for path in &delivery.paths {
            let kinds: Vec<LinkKind> = path.links.iter().map(|link| link.kind).collect();
            assert_eq!(kinds, LinkKind::of(path.destination));
            let off = path.verdict == Verdict::Off;
            assert_eq!(off, path.links.iter().all(|link| link.verdict == LinkVerdict::NotApplicable));
            assert!(path.links.iter().all(|link| !link.why.is_empty()));
        }
        assert_eq!(delivery.paths.len(), 3);
    }

    #[test]
    fn sources_that_are_not_there_are_left_out() {
        let mut model = s3_model();
        model.sources[0].place.exists = Truth::No;
        assert!(deliveries(&model).is_empty());
        model.sources[0].place.exists = Truth::Unknown(asked("var.on"));
        assert_eq!(deliveries(&model).len(), 1);
    }

    #[test]
    fn a_module_without_code_is_unknown_by_its_name() {
        let mut model = s3_model();
        model.sources[0].kind = SourceKind::Module;
        model.sources[0].logs.clear();
        let path = path_to(&model, DestinationKind::Firehose);
        assert_eq!((path.state.word(), path.verdict), ("unknown", Verdict::Unknown));
        let reasons = path.links.iter().map(|link| link.reason.as_ref().unwrap().settle());
        assert!(reasons.into_iter().all(|settle| matches!(settle, [Settle::Module(_)])));
    }
}
