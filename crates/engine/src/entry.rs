//! What all scenarios of a source say together: one state, one verdict and one set of links for a
//! path, and for a finding the answers under which it holds.

use crate::explore::{Identity, Scenarios, without_indexes};
use crate::outcome::{Link, Outcome, Path};
use crate::report::{Condition, State};
use crate::tree::Tree;
use readers::model::delivery::{LinkVerdict, Verdict};
use readers::model::known::{Span, order};
use readers::model::{Finding, SourceKind};
use std::collections::BTreeSet;

/// A source, or all of its instances that agree.
#[derive(Debug)]
pub struct Entry {
    pub kind: SourceKind,
    pub address: String,
    pub span: Option<Span>,
    pub paths: Vec<PathEntry>,
    pub findings: Vec<FindingEntry>,
}

#[derive(Debug)]
pub struct PathEntry {
    pub path: Path,
    pub scenarios: Vec<(Vec<Condition>, Path)>,
}

#[derive(Debug)]
pub struct FindingEntry {
    pub finding: Finding,
    pub when: Vec<Condition>,
}

/// One entry where the instances agree in every scenario, else one for each instance.
pub fn entries(source: &Identity, scenarios: &Scenarios) -> Vec<Entry> {
    let leaves = scenarios.leaves();
    if leaves.iter().all(|(_, instances)| instances.iter().all(|i| alike(i, instances.first()))) {
        let tree = scenarios.map(&mut |instances| {
            let (first, others) = instances.split_first()?;
            let mut one = Outcome::clone(first);
            one.address.clone_from(&source.address);
            for finding in others.iter().flat_map(|other| &other.findings) {
                if !one.findings.iter().any(|known| same_but_for_indexes(known, finding)) {
                    one.findings.push(finding.clone());
                }
            }
            Some(one)
        });
        return entry(&tree).into_iter().collect();
    }
    let instances = leaves.iter().flat_map(|(_, instances)| instances.iter());
    let addresses = order::set(instances.map(|instance| instance.address.as_str()));
    let of = |address: &str| {
        scenarios
            .map(&mut |instances| instances.iter().find(|i| i.address == address).map(|i| Outcome::clone(i)))
    };
    addresses.into_iter().filter_map(|address| entry(&of(address))).collect()
}

fn alike(outcome: &Outcome, first: Option<&std::rc::Rc<Outcome>>) -> bool {
    let Some(first) = first else { return true };
    let plain = |path: &Path| {
        let link = |link: &Link| Link {
            address: link.address.as_deref().map(without_indexes),
            why: without_indexes(&link.why),
            ..link.clone()
        };
        Path { links: path.links.iter().map(link).collect(), ..path.clone() }
    };
    outcome.address == first.address || outcome.paths.iter().map(plain).eq(first.paths.iter().map(plain))
}

fn same_but_for_indexes(a: &Finding, b: &Finding) -> bool {
    (a.rule, a.span) == (b.rule, b.span) && without_indexes(&a.message) == without_indexes(&b.message)
}

/// `None` where the source exists in no scenario.
fn entry(tree: &Tree<Option<Outcome>>) -> Option<Entry> {
    let leaves = tree.leaves();
    let outcomes: Vec<&Outcome> = leaves.iter().filter_map(|(_, leaf)| leaf.as_ref()).collect();
    let first = outcomes.first()?;
    let keys = order::set(outcomes.iter().flat_map(|o| &o.paths).map(|path| (path.log, path.destination)));
    let paths = keys.into_iter().filter_map(|key| {
        let of = |outcome: &Outcome| outcome.paths.iter().find(|p| (p.log, p.destination) == key).cloned();
        let sample = outcomes.iter().find_map(|outcome| of(outcome))?;
        let tree =
            tree.map(&mut |leaf| leaf.as_ref().map(|outcome| of(outcome).unwrap_or_else(|| absent(&sample))));
        merge_path(&tree)
    });
    Some(Entry {
        kind: first.kind,
        address: first.address.clone(),
        span: first.span,
        paths: paths.collect(),
        findings: findings(tree, &outcomes),
    })
}

/// The path where nothing configures this log at all.
fn absent(sample: &Path) -> Path {
    let link = |link: &Link| Link {
        verdict: LinkVerdict::NotApplicable,
        address: None,
        span: None,
        why: "no block is in effect".to_owned(),
        ..*link
    };
    Path {
        state: State::Absent,
        verdict: Verdict::Off,
        links: sample.links.iter().map(link).collect(),
        ..*sample
    }
}

fn merge_path(tree: &Tree<Option<Path>>) -> Option<PathEntry> {
    let reduced = tree.reduced();
    let scenarios: Vec<(Vec<Condition>, Path)> =
        reduced.leaves().into_iter().filter_map(|(when, path)| Some((when, path.clone()?))).collect();
    let paths: Vec<&Path> = scenarios.iter().map(|(_, path)| path).collect();
    let first = *paths.first()?;
    if paths.len() == 1 {
        return Some(PathEntry { path: first.clone(), scenarios: Vec::new() });
    }
    let on: Vec<&Path> = paths.iter().copied().filter(|path| is_on(path)).collect();
    let questions = order::set(scenarios.iter().flat_map(|(when, _)| when).map(|c| c.condition.as_str()));
    let links = match on.first() {
        Some(sample) => sample.links.iter().map(|link| merge_link(link, &on, &questions)).collect(),
        None => first.links.clone(),
    };
    let path = Path {
        state: agreed(paths.iter().map(|path| path.state)).unwrap_or(State::Unknown),
        verdict: merge_verdict(&paths, &on),
        links,
        ..*first
    };
    Some(PathEntry { path, scenarios })
}

fn is_on(path: &Path) -> bool {
    !matches!(path.state, State::Off | State::Absent)
}

/// What holds in every scenario. A path that is broken whenever it is on will never deliver; one
/// that delivers whenever it is on may not be on.
fn merge_verdict(paths: &[&Path], on: &[&Path]) -> Verdict {
    let all = agreed(paths.iter().map(|path| path.verdict));
    let when_on = agreed(on.iter().map(|path| path.verdict)).filter(|verdict| *verdict == Verdict::Broken);
    all.or(when_on).unwrap_or(Verdict::Unknown)
}

fn merge_link(sample: &Link, on: &[&Path], questions: &BTreeSet<&str>) -> Link {
    let all: Vec<&Link> =
        on.iter().flat_map(|path| path.links.iter().find(|l| l.kind == sample.kind)).collect();
    let address = agreed(all.iter().map(|link| link.address.clone())).flatten();
    let span = agreed(all.iter().map(|link| link.span)).flatten();
    match agreed(all.iter().map(|link| link.verdict)) {
        Some(verdict) => Link { verdict, address, span, ..sample.clone() },
        None => {
            let questions: Vec<String> = questions.iter().map(|question| format!("`{question}`")).collect();
            let why = format!("depends on {}", questions.join(" and "));
            Link { kind: sample.kind, verdict: LinkVerdict::Unknown, address, span, why }
        }
    }
}

fn agreed<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn findings(tree: &Tree<Option<Outcome>>, outcomes: &[&Outcome]) -> Vec<FindingEntry> {
    let mut entries: Vec<FindingEntry> = Vec::new();
    let some_path_is_on = |outcome: &Outcome| outcome.paths.iter().any(is_on);
    let logs_at_all = outcomes.iter().any(|outcome| some_path_is_on(outcome));
    for finding in outcomes.iter().flat_map(|outcome| &outcome.findings) {
        let same = |other: &Finding| {
            (other.rule, other.span, &other.message) == (finding.rule, finding.span, &finding.message)
        };
        if let Some(entry) = entries.iter_mut().find(|entry| same(&entry.finding)) {
            entry.finding.confidence = entry.finding.confidence.min(finding.confidence);
            continue;
        }
        let has = |outcome: &Outcome| outcome.findings.iter().any(same);
        let when = conditions(&tree.map(&mut |leaf| leaf.as_ref().map(has)).reduced());
        // That an answer which turns logging off turns it off is no news.
        let no_news = |outcome: &Outcome| logs_at_all && !some_path_is_on(outcome);
        if when.is_empty() || outcomes.iter().any(|outcome| has(outcome) && !no_news(outcome)) {
            entries.push(FindingEntry { finding: finding.clone(), when });
        }
    }
    entries
}

/// The fewest answers that all scenarios with the finding share and none without it has. Where
/// there are no such answers, those of the first scenario with the finding.
fn conditions(holds: &Tree<Option<bool>>) -> Vec<Condition> {
    let leaves = holds.leaves();
    let ways = |value: bool| {
        let wanted = leaves.iter().filter(move |(_, leaf)| **leaf == Some(value));
        wanted.map(|(way, _)| way.as_slice()).collect::<Vec<&[Condition]>>()
    };
    let (with, without) = (ways(true), ways(false));
    let Some((first, others)) = with.split_first() else { return Vec::new() };
    let shared: Vec<&Condition> =
        first.iter().filter(|answer| others.iter().all(|way| way.contains(answer))).collect();
    let excludes = |answer: &Condition, way: &[Condition]| way.iter().any(|other| answer.contradicts(other));
    let tells_apart =
        |chosen: &[&Condition]| without.iter().all(|way| chosen.iter().any(|answer| excludes(answer, way)));
    let smallest = subsets(&shared).into_iter().find(|chosen| tells_apart(chosen));
    match smallest {
        Some(chosen) => chosen.into_iter().cloned().collect(),
        None => first.to_vec(),
    }
}

/// All subsets, small ones first. The caller has at most as many items as a tree is deep.
fn subsets<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    let mut all = vec![Vec::new()];
    for item in items {
        let with: Vec<Vec<T>> = all.iter().map(|set| [set.as_slice(), &[*item]].concat()).collect();
        all.extend(with);
    }
    order::sort_by(&mut all, |a, b| a.len().cmp(&b.len()));
    all
}
