//! Checks one root module or template: evaluates it, splits what it leaves open, and says where everything
//! stands in its files.

use crate::brief::brief;
use crate::discover::{Language, Unit};
use crate::entry::{Entry, FindingEntry, entries};
use crate::explore::explore;
use crate::lines::Lines;
use crate::outcome::{self, judge};
use crate::report::{At, Finding, Label, Link, Path, Problem, Scenario, Source};
use crate::{Settings, hints};
use readers::cloudformation::Template;
use readers::input::{Assumptions, SourceText, Texts};
use readers::model;
use readers::model::known::Span;
use readers::reading::Reading;
use readers::terraform::root::Root;
use sha2::{Digest, Sha256};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one unit says, and what was read to say it.
#[derive(Debug, Default)]
pub struct UnitReport {
    pub paths: Vec<Path>,
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
    /// Paths of the files that were read.
    pub read: BTreeSet<String>,
    /// The files that findings and problems point into.
    pub texts: BTreeMap<String, Arc<str>>,
}

pub fn check_unit(unit: &Unit, texts: &dyn Texts, settings: &Settings) -> UnitReport {
    match unit.language {
        Language::Terraform => {
            let root = Root::open(&unit.path, texts, &settings.inputs);
            judge_all(unit, settings, |assumptions| root.evaluate(assumptions), || root.files())
        }
        Language::CloudFormation => {
            let template = Template::open(&unit.path, texts, &settings.inputs);
            judge_all(unit, settings, |assumptions| template.evaluate(assumptions), || template.files())
        }
    }
}

/// `files` is asked at the end: evaluation may read more of them.
fn judge_all(
    unit: &Unit,
    settings: &Settings,
    evaluate: impl Fn(&Assumptions) -> Reading,
    files: impl Fn() -> Vec<SourceText>,
) -> UnitReport {
    let problems: RefCell<Vec<model::Problem>> = RefCell::default();
    let sources = explore(|assumptions| {
        let reading = evaluate(assumptions);
        let mut problems = problems.borrow_mut();
        for problem in reading.problems {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        judge(&reading.model, &settings.rules)
    });
    let files = files();
    let writer = Writer { root: &unit.path, places: Places::new(&files) };
    let mut report = UnitReport {
        problems: problems.into_inner().into_iter().map(|problem| writer.problem(problem)).collect(),
        ..UnitReport::default()
    };
    for entry in sources.iter().flat_map(|(source, scenarios)| entries(source, scenarios)) {
        report.paths.extend(writer.paths(&entry));
        report.findings.extend(entry.findings.into_iter().map(|finding| writer.finding(finding)));
    }
    report.keep_texts(&files);
    report
}

impl UnitReport {
    fn keep_texts(&mut self, files: &[SourceText]) {
        let findings = self.findings.iter().flat_map(|f| f.at.iter().chain(f.labels.iter().map(|l| &l.at)));
        let problems = self.problems.iter().filter_map(|problem| problem.at.as_ref());
        let wanted: BTreeSet<&str> = findings.chain(problems).map(|at| at.path.as_str()).collect();
        let kept = files.iter().filter(|file| wanted.contains(file.path.as_str()));
        self.texts = kept.map(|file| (file.path.clone(), file.text.clone())).collect();
        self.read = files.iter().map(|file| file.path.clone()).collect();
    }
}

/// Turns spans into places of the report.
struct Places<'f> {
    files: &'f [SourceText],
    lines: Vec<OnceCell<Lines>>,
}

impl<'f> Places<'f> {
    fn new(files: &'f [SourceText]) -> Places<'f> {
        Places { files, lines: files.iter().map(|_| OnceCell::new()).collect() }
    }

    fn at(&self, span: Span) -> Option<At> {
        let file = self.files.get(span.file.0 as usize)?;
        let lines = self.lines.get(span.file.0 as usize)?.get_or_init(|| Lines::new(&file.text));
        let (start, end) = (span.start as usize, span.end as usize);
        let (line, column) = lines.position(&file.text, start);
        let (end_line, end_column) = lines.position(&file.text, end);
        let path = file.path.clone();
        Some(At { path, line, column, end_line, end_column, offset: start, end_offset: end })
    }
}

/// Writes the parts of the report that speak of one unit.
struct Writer<'f> {
    root: &'f str,
    places: Places<'f>,
}

impl Writer<'_> {
    fn at(&self, span: Option<Span>) -> Option<At> {
        span.and_then(|span| self.places.at(span))
    }

    fn problem(&self, problem: model::Problem) -> Problem {
        Problem { at: self.at(problem.span), path: problem.path, message: brief(problem.message) }
    }

    fn paths(&self, entry: &Entry) -> Vec<Path> {
        let source = Source {
            kind: entry.kind,
            address: entry.address.clone(),
            root: self.root.to_owned(),
            at: self.at(entry.span),
        };
        let path = |entry: &crate::entry::PathEntry| Path {
            source: source.clone(),
            log: entry.path.log,
            destination: entry.path.destination,
            state: entry.path.state,
            verdict: entry.path.verdict,
            links: self.links(&entry.path),
            scenarios: entry
                .scenarios
                .iter()
                .map(|(when, path)| Scenario {
                    when: when.clone(),
                    state: path.state,
                    verdict: path.verdict,
                    links: self.links(path),
                })
                .collect(),
        };
        entry.paths.iter().map(path).collect()
    }

    fn links(&self, path: &outcome::Path) -> Vec<Link> {
        let link = |link: &outcome::Link| Link {
            link: link.kind,
            verdict: link.verdict,
            address: link.address.clone(),
            at: self.at(link.span),
            why: brief(link.why.clone()),
        };
        path.links.iter().map(link).collect()
    }

    fn finding(&self, entry: FindingEntry) -> Finding {
        let FindingEntry { finding, when } = entry;
        let label = |label: &model::Label| {
            Some(Label { message: brief(label.message.clone()), at: self.at(Some(label.span))? })
        };
        Finding {
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            at: self.at(finding.span),
            labels: finding.labels.iter().filter_map(label).collect(),
            help: hints::with_remedies(&finding.help, &finding.settle),
            url: page(finding.rule),
            fingerprint: self.fingerprint(&finding),
            message: brief(finding.message),
            when,
            fixes: Vec::new(),
        }
    }

    /// Does not depend on line numbers: moving a block leaves it as it is.
    fn fingerprint(&self, finding: &model::Finding) -> String {
        let mut hash = Sha256::new();
        let addresses = finding.addresses.iter().map(String::as_str);
        for part in [finding.rule, self.root].into_iter().chain(addresses).chain([finding.evidence.as_str()])
        {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Where a rule's page lies in the repository; `msklint explain` prints the same page.
fn page(rule: &str) -> String {
    format!("rules/{}.md", rule.replace('-', "_"))
}
