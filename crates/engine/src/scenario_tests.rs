//! Scenarios from end to end, over evaluations made by hand.

use crate::entry::{Entry, entries};
use crate::explore::{Identity, Scenarios, Scene, explore};
use crate::outcome::{Link, Outcome, Path};
use crate::report::{Condition, State};
use readers::input::Assumptions;
use readers::model::delivery::{LinkKind, LinkVerdict, Verdict};
use readers::model::{Confidence, DestinationKind, Finding, Log, Severity, SourceKind};
use std::cell::Cell;

fn link(verdict: LinkVerdict, why: &str) -> Link {
    Link { kind: LinkKind::BucketPolicy, verdict, address: None, span: None, why: why.to_owned() }
}

fn path(state: State, link: Link) -> Path {
    let verdict = match (state, link.verdict) {
        (State::Off | State::Absent, _) => Verdict::Off,
        (State::On, LinkVerdict::Ok) => Verdict::Delivers,
        (_, LinkVerdict::Broken) => Verdict::Broken,
        _ => Verdict::Unknown,
    };
    Path { log: Log::Broker, destination: DestinationKind::S3, state, verdict, links: vec![link] }
}

fn finding(message: &str) -> Finding {
    Finding {
        rule: "sample",
        severity: Severity::Error,
        confidence: Confidence::Certain,
        message: message.to_owned(),
        span: None,
        labels: Vec::new(),
        help: String::new(),
        addresses: Vec::new(),
        evidence: String::new(),
        settle: Vec::new(),
    }
}

fn cluster(address: &str, path: Path, findings: &[&str], questions: &[&str]) -> Outcome {
    Outcome {
        kind: SourceKind::Cluster,
        address: address.to_owned(),
        span: None,
        paths: vec![path],
        findings: findings.iter().map(|message| finding(message)).collect(),
        questions: questions.iter().map(|question| question.to_string()).collect(),
    }
}

fn ok() -> Path {
    path(State::On, link(LinkVerdict::Ok, "fine"))
}

fn broken() -> Path {
    path(State::On, link(LinkVerdict::Broken, "wrong"))
}

fn off() -> Path {
    path(State::Off, link(LinkVerdict::NotApplicable, "off"))
}

fn open() -> Path {
    path(State::Unknown, link(LinkVerdict::Unknown, "who knows"))
}

fn answer(assumptions: &Assumptions, question: &str) -> Option<bool> {
    assumptions.answers.get(question).copied()
}

fn words(conditions: &[Condition]) -> String {
    conditions.iter().map(|c| format!("{}={}", c.condition, c.is)).collect::<Vec<_>>().join(" ")
}

/// One line for a path, its scenarios and its findings.
fn line(entry: &Entry) -> String {
    let outcome = |path: &Path| {
        let links = path.links.iter().map(|link| link.verdict.word()).collect::<Vec<_>>().join(",");
        format!("{} {} {links}", path.state.word(), path.verdict.word())
    };
    let mut line = entry.address.clone();
    for path in &entry.paths {
        line += &format!(": {}", outcome(&path.path));
        for (when, path) in &path.scenarios {
            line += &format!("; {}: {}", words(when), outcome(path));
        }
    }
    for found in &entry.findings {
        line += &format!("; {} when [{}]", found.finding.message, words(&found.when));
    }
    line
}

/// An evaluation made by hand, and how often a source was judged.
struct Made<'c> {
    outcomes: Vec<Outcome>,
    judged: &'c Cell<usize>,
}

impl Scene for Made<'_> {
    fn sources(&self) -> Vec<Identity> {
        let mut sources: Vec<Identity> = self.outcomes.iter().map(identity).collect();
        sources.dedup();
        sources
    }

    fn judge(&self, source: &Identity) -> Vec<Outcome> {
        self.judged.set(self.judged.get() + 1);
        self.outcomes.iter().filter(|outcome| identity(outcome) == *source).cloned().collect()
    }
}

fn identity(outcome: &Outcome) -> Identity {
    Identity::new(&outcome.address, outcome.kind)
}

/// What `explore` finds, the number of evaluations, and that of judgements.
fn explored(evaluate: impl Fn(&Assumptions) -> Vec<Outcome>) -> (Vec<(Identity, Scenarios)>, [usize; 2]) {
    let (evaluated, judged) = (Cell::new(0), Cell::new(0));
    let sources = explore(&|assumptions| {
        evaluated.set(evaluated.get() + 1);
        Box::new(Made { outcomes: evaluate(assumptions), judged: &judged })
    });
    (sources, [evaluated.get(), judged.get()])
}

fn check(evaluate: impl Fn(&Assumptions) -> Vec<Outcome>, expected: &[&str]) {
    let (sources, _) = explored(evaluate);
    let entries: Vec<Entry> = sources.iter().flat_map(|(source, tree)| entries(source, tree)).collect();
    assert_eq!(entries.iter().map(line).collect::<Vec<_>>(), expected);
}

#[test]
fn what_is_known_is_evaluated_once() {
    let evaluations = Cell::new(0);
    let evaluate = |_: &Assumptions| {
        evaluations.set(evaluations.get() + 1);
        vec![cluster("a", ok(), &[], &[]), cluster("b", broken(), &["x"], &[])]
    };
    check(evaluate, &["a: on delivers ok", "b: on broken broken; x when []"]);
    assert_eq!(evaluations.get(), 1);
}

#[test]
fn a_switch_without_a_value_is_split() {
    check(
        |assumptions| match answer(assumptions, "var.on") {
            None => vec![cluster("a", open(), &[], &["var.on"])],
            Some(true) => vec![cluster("a", broken(), &["x"], &[])],
            Some(false) => vec![cluster("a", off(), &[], &[])],
        },
        &["a: unknown broken broken; var.on=true: on broken broken; var.on=false: off off not-applicable; \
           x when [var.on=true]"],
    );
}

#[test]
fn a_path_that_may_be_off_does_not_deliver_for_certain() {
    check(
        |assumptions| match answer(assumptions, "var.on") {
            None => vec![cluster("a", open(), &[], &["var.on"])],
            Some(true) => vec![cluster("a", ok(), &[], &[])],
            Some(false) => vec![cluster("a", off(), &["nothing is on"], &[])],
        },
        &["a: unknown unknown ok; var.on=true: on delivers ok; var.on=false: off off not-applicable"],
    );
}

#[test]
fn an_answer_that_changes_nothing_is_not_named() {
    check(
        |assumptions| match answer(assumptions, "var.x") {
            None => vec![cluster("a", open(), &["maybe"], &["var.x"])],
            Some(_) => vec![cluster("a", broken(), &["x"], &[])],
        },
        &["a: on broken broken; x when []"],
    );
}

#[test]
fn scenarios_without_the_source_do_not_count() {
    check(
        |assumptions| match answer(assumptions, "var.create") {
            None => vec![cluster("a", open(), &[], &["var.create"])],
            Some(true) => vec![cluster("a[0]", broken(), &["x"], &[])],
            Some(false) => Vec::new(),
        },
        &["a: on broken broken; x when []"],
    );
}

#[test]
fn only_the_answers_that_matter_are_named() {
    let evaluate = |assumptions: &Assumptions| {
        let (a, b) = (answer(assumptions, "var.a"), answer(assumptions, "var.b"));
        let open_questions: Vec<&str> = [("var.a", a), ("var.b", b)]
            .iter()
            .filter(|(_, answer)| answer.is_none())
            .map(|(q, _)| *q)
            .collect();
        let (path, findings): (Path, &[&str]) = match (a, b) {
            (Some(_), Some(true)) => (broken(), &["x"]),
            (Some(_), Some(false)) => (ok(), &[]),
            _ => (open(), &[]),
        };
        vec![cluster("c", path, findings, &open_questions)]
    };
    check(
        evaluate,
        &[
            "c: on unknown unknown; var.b=true: on broken broken; var.b=false: on delivers ok; x when [var.b=true]",
        ],
    );
}

#[test]
fn two_answers_together() {
    let evaluate = |assumptions: &Assumptions| {
        let (a, b) = (answer(assumptions, "var.a"), answer(assumptions, "var.b"));
        vec![match (a, b) {
            (Some(true), Some(false)) => cluster("c", broken(), &["x"], &[]),
            (Some(false), _) | (_, Some(true)) => cluster("c", ok(), &[], &[]),
            (None, _) => cluster("c", open(), &[], &["var.a", "var.b"]),
            (_, None) => cluster("c", open(), &[], &["var.b"]),
        }]
    };
    check(
        evaluate,
        &["c: on unknown unknown; var.a=true var.b=true: on delivers ok; \
           var.a=true var.b=false: on broken broken; var.a=false: on delivers ok; \
           x when [var.a=true var.b=false]"],
    );
}

#[test]
fn one_of_two_answers_is_shown_by_the_first_scenario() {
    let evaluate = |assumptions: &Assumptions| {
        let (a, b) = (answer(assumptions, "var.a"), answer(assumptions, "var.b"));
        vec![match (a, b) {
            (Some(true), _) | (_, Some(true)) => cluster("c", broken(), &["x"], &[]),
            (Some(false), Some(false)) => cluster("c", ok(), &[], &[]),
            (None, _) => cluster("c", open(), &[], &["var.a"]),
            (_, None) => cluster("c", open(), &[], &["var.b"]),
        }]
    };
    check(
        evaluate,
        &["c: on unknown unknown; var.a=true: on broken broken; var.a=false var.b=true: on broken broken; \
           var.a=false var.b=false: on delivers ok; x when [var.a=true]"],
    );
}

#[test]
fn one_value_is_not_two() {
    let (first, second) = ("var.to == \"a\"", "var.to == \"b\"");
    let evaluate = |assumptions: &Assumptions| {
        vec![match (answer(assumptions, first), answer(assumptions, second)) {
            (None, _) => cluster("c", open(), &[], &[first]),
            (Some(true), Some(true)) => cluster("c", ok(), &["never"], &[]),
            (Some(_), None) => cluster("c", open(), &[], &[second]),
            (Some(false), Some(true)) => cluster("c", broken(), &["x"], &[]),
            _ => cluster("c", ok(), &[], &[]),
        }]
    };
    check(
        evaluate,
        &["c: on unknown unknown; var.to == \"a\"=true: on delivers ok; \
           var.to == \"a\"=false var.to == \"b\"=true: on broken broken; \
           var.to == \"a\"=false var.to == \"b\"=false: on delivers ok; x when [var.to == \"b\"=true]"],
    );
}

#[test]
fn more_questions_than_can_be_answered_stay_open() {
    let evaluations = Cell::new(0);
    let questions: Vec<String> = (0..40).map(|number| format!("var.q{number}")).collect();
    let evaluate = |assumptions: &Assumptions| {
        evaluations.set(evaluations.get() + 1);
        let left: Vec<&str> = questions
            .iter()
            .map(String::as_str)
            .filter(|question| answer(assumptions, question).is_none())
            .collect();
        vec![cluster("a", open(), &[], &left)]
    };
    check(evaluate, &["a: unknown unknown unknown"]);
    assert_eq!(evaluations.get(), 127);
}

#[test]
fn a_question_that_an_answer_does_not_settle_ends_there() {
    check(|_| vec![cluster("a", open(), &[], &["var.x"])], &["a: unknown unknown unknown"]);
}

#[test]
fn instances_share_an_entry_while_they_agree() {
    let named = |index: usize| {
        let mut path = ok();
        path.links[0].address = Some(format!("aws_s3_bucket_policy.logs[{index}]"));
        cluster(
            &format!("module.m.aws_msk_cluster.a[{index}]"),
            path,
            &[&format!("`logs[{index}]` is x")],
            &[],
        )
    };
    check(
        |_| vec![named(0), named(1)],
        &["module.m.aws_msk_cluster.a: on delivers ok; `logs[0]` is x when []"],
    );
    check(
        |_| vec![cluster("a[\"x\"]", ok(), &[], &[]), cluster("a[\"y\"]", broken(), &["y"], &[])],
        &["a[\"x\"]: on delivers ok", "a[\"y\"]: on broken broken; y when []"],
    );
}

#[test]
fn confidence_is_the_least_of_all_scenarios() {
    let evaluate = |assumptions: &Assumptions| {
        let Some(is) = answer(assumptions, "var.x") else {
            return vec![cluster("a", open(), &[], &["var.x"])];
        };
        let mut outcome = cluster("a", broken(), &["x"], &[]);
        outcome.findings[0].confidence = if is { Confidence::Certain } else { Confidence::Possible };
        vec![outcome]
    };
    let (sources, _) = explored(evaluate);
    let (source, tree) = &sources[0];
    let entry = &entries(source, tree)[0];
    assert_eq!(entry.findings[0].finding.confidence, Confidence::Possible);
    assert!(entry.findings[0].when.is_empty());
}

/// Sources that each have a question of their own.
fn each_its_own(count: usize, assumptions: &Assumptions) -> Vec<Outcome> {
    let source = |number: usize| {
        let (address, question) = (format!("c{number:03}"), format!("var.on{number:03}"));
        match answer(assumptions, &question) {
            None => cluster(&address, open(), &[], &[&question]),
            Some(true) => cluster(&address, ok(), &[], &[]),
            Some(false) => cluster(&address, off(), &[], &[]),
        }
    };
    (0..count).map(source).collect()
}

#[test]
fn a_source_is_judged_only_under_answers_to_its_own_questions() {
    for count in [1, 10, 100] {
        let (sources, counts) = explored(|assumptions| each_its_own(count, assumptions));
        assert_eq!(counts, [1 + 2 * count, 3 * count]);
        let split = |(_, tree): &(Identity, Scenarios)| tree.leaves().len() == 2;
        assert!(sources.iter().all(split), "every source has its scenarios");
    }
}

#[test]
fn sources_that_ask_the_same_share_the_evaluation() {
    let evaluate = |assumptions: &Assumptions| {
        let path = |is| if is { ok() } else { off() };
        let made = |address| match answer(assumptions, "var.on") {
            None => cluster(address, open(), &[], &["var.on"]),
            Some(is) => cluster(address, path(is), &[], &[]),
        };
        vec![made("a"), made("b"), cluster("c", ok(), &[], &[])]
    };
    assert_eq!(explored(evaluate).1, [3, 7]);
}
