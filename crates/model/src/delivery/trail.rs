//! The trails beside the sources of logs: whether they record the calls that change where logs go, and
//! whether they can write what they record.

use super::trail_events::{Gap, Recorded, every_region, is_for_other_events, recorded};
use super::{Cause, CauseKind, Link, trail_bucket, trail_key};
use crate::{Model, Source, SourceKind, Trail, TrailKind};
use known::{Truth, Why};

/// What is wrong with one trail or event data store, as far as Amazon MSK is concerned.
#[derive(Clone, Debug)]
pub struct Audit<'m> {
    pub trail: &'m Trail,
    pub causes: Vec<Cause>,
    /// What leaves something about the trail open.
    pub doubts: Vec<Why>,
}

/// Told at one source for all of them: the first that is certainly there, or the first at all.
pub(super) fn audits<'m>(model: &'m Model, source: &Source) -> Vec<Audit<'m>> {
    let trails: Vec<&Trail> = model.trails.iter().filter(|trail| !trail.place.exists.is_no()).collect();
    if trails.is_empty() {
        return Vec::new();
    }
    let there = || model.sources.iter().filter(|source| !source.place.exists.is_no());
    let teller = there().find(|source| source.place.exists.is_yes()).or(there().next());
    if !teller.is_some_and(|teller| std::ptr::eq(teller, source)) {
        return Vec::new();
    }
    let coverage = Coverage::of(&trails, watched(there()));
    let audit = |trail: &&'m Trail| {
        let mut audit = Audit { trail, causes: Vec::new(), doubts: Vec::new() };
        audit.doubts.extend(trail.place.exists.why().cloned());
        audit.events(&coverage);
        for link in [trail_bucket::link(model, trail), trail_key::link(model, trail)].into_iter().flatten() {
            audit.link(link);
        }
        let causes = audit.causes.into_iter().map(|cause| of_trail(cause, trail)).collect();
        Audit { causes, ..audit }
    };
    trails.iter().map(audit).collect()
}

/// One source for each kind, account and Region: the calls to others are recorded alike.
fn watched<'m>(sources: impl Iterator<Item = &'m Source>) -> Vec<&'m Source> {
    let mut watched: Vec<&Source> = Vec::new();
    let key = |source: &'m Source| (source.kind, &source.place.home.account, &source.place.home.region);
    for source in sources {
        if watched.len() < MOST_WATCHED && !watched.iter().any(|other| key(other) == key(source)) {
            watched.push(source);
        }
    }
    watched
}

/// Kinds of sources times Regions are far fewer.
const MOST_WATCHED: usize = 500;

/// The trail itself comes first among what is involved.
fn of_trail(cause: Cause, trail: &Trail) -> Cause {
    let mut cause = cause.label(trail.place.span, "this is what records").about(&trail.place);
    let address = &trail.place.address;
    cause.addresses.retain(|other| other != address);
    cause.addresses.insert(0, address.clone());
    cause.span = cause.span.or(trail.place.span);
    cause
}

/// Whether the trail can record anything of the source's account.
fn in_account(trail: &Trail, source: &Source) -> Truth {
    let same = trail.place.home.account.equals(&source.place.home.account);
    // What the account is, is the same question on both sides.
    let same = if same.is_no() { Truth::No } else { Truth::Yes };
    same.or(trail.organization.value.truth(false))
}

/// Whether a trail is there and records the calls to the source.
fn records(trail: &Trail, source: &Source) -> Truth {
    recorded(trail, source).truth.and(in_account(trail, source)).and(trail.place.exists.clone())
}

/// What all trails together record of each source, and whether one of them records every Region.
struct Coverage<'m> {
    watched: Vec<(&'m Source, Truth)>,
    every_region: Truth,
}

impl<'m> Coverage<'m> {
    fn of(trails: &[&Trail], watched: Vec<&'m Source>) -> Coverage<'m> {
        let by_any = |source: &Source| Truth::any(trails.iter().map(|trail| records(trail, source)));
        let everywhere = |trail: &&Trail| match every_region(trail) {
            Truth::No => Truth::No,
            every => every.and(Truth::all(watched.iter().map(|source| records(trail, source)))),
        };
        let every_region = Truth::any(trails.iter().map(everywhere));
        Coverage { watched: watched.iter().map(|source| (*source, by_any(source))).collect(), every_region }
    }
}

impl Audit<'_> {
    fn events(&mut self, coverage: &Coverage<'_>) {
        let trail = self.trail;
        let mut watches = false;
        for (source, by_any) in coverage.watched.iter().filter(|(it, _)| !in_account(trail, it).is_no()) {
            let Recorded { truth, gap } = recorded(trail, source);
            watches |= !truth.is_no();
            self.doubts.extend(truth.why().cloned());
            let told = |gap: &Gap| trail.kind == TrailKind::Trail || !is_for_other_events(gap);
            let Some(gap) = gap.filter(told).filter(|_| !by_any.is_yes()) else { continue };
            let text = format!("`{}` {}", trail.place.address, gap.text);
            if self.causes.iter().any(|cause| cause.text == text) {
                continue;
            }
            let message = format!("nothing here records the calls that change this {}", noun(source.kind));
            let cause = Cause::new(CauseKind::TrailMissesMsk, text).at(gap.span);
            self.tell(cause.label(source.place.span, message), by_any);
        }
        if watches {
            self.regions(&coverage.every_region);
        }
    }

    /// A trail of one Region, where no other records them all.
    fn regions(&mut self, by_any: &Truth) {
        let trail = self.trail;
        let every = every_region(trail);
        self.doubts.extend(every.why().cloned());
        if trail.kind == TrailKind::EventDataStore || !every.is_no() || by_any.is_yes() {
            return;
        }
        let region = trail.place.home.region.known().map(|region| format!("`{region}`"));
        let region = region.unwrap_or_else(|| "one Region".to_owned());
        let text = format!("`{}` records the events of {region} alone", trail.place.address);
        self.tell(Cause::new(CauseKind::TrailSingleRegion, text).at(trail.multi_region.span), by_any);
    }

    /// Only possible where another trail may do it.
    fn tell(&mut self, cause: Cause, by_any: &Truth) {
        self.causes.push(match by_any.why() {
            Some(why) => cause.possible(Some(why)),
            None => cause,
        });
    }

    fn link(&mut self, link: Link) {
        self.doubts.extend(link.reason);
        self.causes.extend(link.causes);
    }
}

fn noun(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Cluster | SourceKind::ServerlessCluster => "cluster",
        SourceKind::Connector => "connector",
        SourceKind::Replicator => "replicator",
        SourceKind::Module => "module",
        SourceKind::Policy => "policy",
    }
}

#[cfg(test)]
#[path = "trail_tests.rs"]
mod tests;
