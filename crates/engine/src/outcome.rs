//! What one evaluation says about each source: its paths, its findings, and the undecided
//! conditions that stand behind what is unknown.

use crate::explore::{Identity, Scene};
use crate::report::State;
use readers::model::delivery::{self, Delivery, LinkKind, LinkVerdict, Verdict};
use readers::model::known::{Span, Why};
use readers::model::{DestinationKind, Finding, Log, Model, SourceKind};
use rules::Rule;
use std::collections::BTreeMap;

/// One instance of a source under one set of answers.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub kind: SourceKind,
    pub address: String,
    pub span: Option<Span>,
    pub paths: Vec<Path>,
    pub findings: Vec<Finding>,
    /// The conditions behind unknown verdicts, the earliest first.
    pub questions: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub log: Log,
    pub destination: DestinationKind,
    pub state: State,
    pub verdict: Verdict,
    pub links: Vec<Link>,
}

#[derive(Clone, Debug, Eq)]
pub struct Link {
    pub kind: LinkKind,
    pub verdict: LinkVerdict,
    pub address: Option<String>,
    pub span: Option<Span>,
    pub why: String,
}

/// Two unknown links are the same outcome, for whatever reason they are unknown.
impl PartialEq for Link {
    fn eq(&self, other: &Link) -> bool {
        let same = (self.kind, self.verdict, &self.address) == (other.kind, other.verdict, &other.address);
        same && (self.verdict == LinkVerdict::Unknown || self.why == other.why)
    }
}

/// A model whose sources are judged one by one.
pub struct Judge<'r> {
    model: Model,
    rules: &'r [&'static Rule],
    /// Where the instances of each source stand in the model.
    sources: BTreeMap<Identity, Vec<usize>>,
}

impl<'r> Judge<'r> {
    pub fn new(model: Model, rules: &'r [&'static Rule]) -> Judge<'r> {
        let mut sources = BTreeMap::<Identity, Vec<usize>>::new();
        for (at, source) in model.sources.iter().enumerate().filter(|(_, it)| !it.place.exists.is_no()) {
            sources.entry(Identity::new(&source.place.address, source.kind)).or_default().push(at);
        }
        Judge { model, rules, sources }
    }
}

impl Scene for Judge<'_> {
    fn sources(&self) -> Vec<Identity> {
        self.sources.keys().cloned().collect()
    }

    /// Follows every path of the source and asks the rules about it.
    fn judge(&self, source: &Identity) -> Vec<Outcome> {
        let instances = self.sources.get(source).into_iter().flatten();
        let sources = instances.filter_map(|at| self.model.sources.get(*at));
        sources.map(|source| outcome(&Delivery::of(&self.model, source), self.rules)).collect()
    }
}

fn outcome(delivery: &Delivery<'_>, rules: &[&'static Rule]) -> Outcome {
    let place = &delivery.source.place;
    let mut questions = Vec::new();
    // A broken path whose state is not known is off under the other answer: worth saying.
    let open = |path: &&delivery::Path| {
        path.verdict == Verdict::Unknown || matches!(path.state, delivery::State::Unknown(_))
    };
    for path in delivery.paths.iter().filter(open) {
        let state = match &path.state {
            delivery::State::Unknown(why) => Some(why),
            _ => None,
        };
        let links = path.links.iter().filter_map(|link| link.reason.as_ref());
        let reasons = place.exists.why().into_iter().chain(state).chain(links);
        for question in reasons.flat_map(Why::questions) {
            if !questions.contains(question) {
                questions.push(question.clone());
            }
        }
    }
    let doubts = delivery.audits.iter().flat_map(|audit| &audit.doubts);
    for question in doubts.flat_map(Why::questions) {
        if !questions.contains(question) {
            questions.push(question.clone());
        }
    }
    Outcome {
        kind: delivery.source.kind,
        address: place.address.clone(),
        span: place.whole.or(place.span),
        paths: delivery.paths.iter().map(path).collect(),
        findings: rules.iter().flat_map(|rule| (rule.check)(delivery)).collect(),
        questions,
    }
}

fn path(path: &delivery::Path) -> Path {
    let link = |link: &delivery::Link| Link {
        kind: link.kind,
        verdict: link.verdict,
        address: link.address.clone(),
        span: link.span,
        why: link.why.clone(),
    };
    Path {
        log: path.log,
        destination: path.destination,
        state: match path.state {
            delivery::State::On => State::On,
            delivery::State::Off => State::Off,
            delivery::State::Absent => State::Absent,
            delivery::State::Unknown(_) => State::Unknown,
        },
        verdict: path.verdict,
        links: path.links.iter().map(link).collect(),
    }
}
