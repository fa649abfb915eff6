//! Checks one root module or template: evaluates it, splits what it leaves open, and says where everything
//! stands in its files.

use crate::accounts::Accounts;
use crate::allow::{self, Exceptions};
use crate::brief::brief;
use crate::constructs::name_constructs;
use crate::discover::{Language, Unit};
use crate::entry::{Entry, FindingEntry, entries};
use crate::explore::explore;
use crate::lines::Lines;
use crate::outcome::{self, Judge};
use crate::plan::relocate;
use crate::report::{At, Finding, Label, Link, Path, Problem, Scenario, Source};
use crate::{Level, Settings, hints};
use readers::aws::{Account, supplement};
use readers::cloudformation::Template;
use readers::input::{Assumptions, SourceText, Texts};
use readers::model;
use readers::model::known::{FileId, Span, order};
use readers::reading::Reading;
use readers::terraform::plan::Plan;
use readers::terraform::root::Root;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
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
    /// What is allowed in the files that were read.
    pub exceptions: Exceptions,
    /// The files that findings, problems and exceptions point into.
    pub texts: BTreeMap<String, Arc<str>>,
    /// Policies by themselves, by path: each is dropped where a configuration reads the file.
    pub assumed: Vec<(String, UnitReport)>,
}

pub fn check_unit(unit: &Unit, accounts: &Accounts, texts: &dyn Texts, settings: &Settings) -> UnitReport {
    match unit.language {
        Language::Terraform => {
            let root = Root::open(&unit.path, texts, &settings.inputs);
            judge_all(unit, settings, accounts, &|assumptions| root.evaluate(assumptions), &|| root.files())
        }
        Language::CloudFormation => {
            let template = Template::open(&unit.path, &unit.partners, texts, &settings.inputs);
            let evaluate = |assumptions: &Assumptions| template.evaluate(assumptions);
            let mut report = judge_all(unit, settings, accounts, &evaluate, &|| template.files());
            name_constructs(&mut report, &template.constructs());
            report
        }
        Language::Plan => {
            let plan = Plan::open(&unit.path, texts, &settings.inputs);
            let evaluate = |assumptions: &Assumptions| plan.evaluate(assumptions);
            let mut report = judge_all(unit, settings, accounts, &evaluate, &|| plan.files());
            relocate(&mut report, &unit.path, &plan, texts);
            report
        }
        Language::Aws => match accounts.of(&unit.path) {
            Some(account) => check_account(unit, account, accounts, settings),
            None => UnitReport::default(),
        },
    }
}

fn check_account(unit: &Unit, account: &Account, accounts: &Accounts, settings: &Settings) -> UnitReport {
    let reading = |model: &model::Model| Reading { model: model.clone(), problems: Vec::new() };
    let whole =
        |_: &Assumptions| Reading { problems: account.problems().to_vec(), ..reading(account.model()) };
    let mut report = judge_all(unit, settings, accounts, &whole, &Vec::new);
    report.exceptions_of(unit, account, accounts, settings);
    report.read = order::set(account.files().iter().map(|file| file.path.clone()));
    for assumed in account.assumed() {
        let alone = judge_all(unit, settings, accounts, &|_| reading(&assumed.model), &Vec::new);
        report.assumed.push((assumed.path.clone(), alone));
    }
    report
}

/// `files` is asked at the end: evaluation may read more of them.
fn judge_all(
    unit: &Unit,
    settings: &Settings,
    accounts: &Accounts,
    evaluate: &dyn Fn(&Assumptions) -> Reading,
    files: &dyn Fn() -> Vec<SourceText>,
) -> UnitReport {
    let problems: RefCell<Vec<model::Problem>> = RefCell::default();
    let sources = explore(&|assumptions| {
        let mut reading = evaluate(assumptions);
        accounts.supplement(&mut reading.model);
        if let Some(external) = &settings.external {
            supplement(&mut reading.model, external.model());
        }
        problems.replace(reading.problems);
        Box::new(Judge::new(reading.model, &settings.rules))
    });
    let files = files();
    let writer =
        Writer { root: &unit.path, language: unit.language, places: Places::new(&files, accounts, settings) };
    let mut report = UnitReport {
        problems: problems.into_inner().into_iter().map(|problem| writer.problem(problem)).collect(),
        ..UnitReport::default()
    };
    for entry in sources.iter().flat_map(|(source, scenarios)| entries(source, scenarios)) {
        report.paths.extend(writer.paths(&entry));
        let findings = entry.findings.into_iter().map(|finding| writer.finding(finding));
        report.findings.extend(findings.filter_map(|finding| at_its_level(finding, settings)));
    }
    for (number, file) in (0..).zip(&files) {
        report.exceptions.extend(writer.exceptions(number, file, settings));
    }
    report.keep_texts(&files, accounts, settings);
    report
}

impl UnitReport {
    fn exceptions_of(&mut self, unit: &Unit, account: &Account, accounts: &Accounts, settings: &Settings) {
        let places = Places::new(&[], accounts, settings);
        let writer = Writer { root: &unit.path, language: unit.language, places };
        for (number, file) in (account.first()..).zip(account.files()) {
            self.exceptions.extend(writer.exceptions(number, file, settings));
        }
        self.keep_texts(&[], accounts, settings);
    }

    fn keep_texts(&mut self, files: &[SourceText], accounts: &Accounts, settings: &Settings) {
        let findings = self.findings.iter().flat_map(|f| f.at.iter().chain(f.labels.iter().map(|l| &l.at)));
        let problems = self.problems.iter().filter_map(|problem| problem.at.as_ref());
        let places = findings.chain(problems).chain(self.exceptions.places());
        let wanted = order::set(places.map(|at| at.path.as_str()));
        let external = settings.external.iter().flat_map(|external| external.files());
        let own = files.iter().chain(external).filter(|file| wanted.contains(file.path.as_str()));
        let beside = wanted.iter().filter_map(|path| accounts.file_called(path));
        self.texts = order::map(beside.chain(own).map(|file| (file.path.clone(), file.text.clone())));
        self.read = order::set(files.iter().map(|file| file.path.clone()));
    }
}

fn at_its_level(finding: Finding, settings: &Settings) -> Option<Finding> {
    match settings.levels.level(finding.rule, finding.at.as_ref()) {
        Some(Level::Off) => None,
        Some(Level::At(severity)) => Some(Finding { severity, ..finding }),
        None => Some(finding),
    }
}

/// Turns spans into places of the report.
struct Places<'f> {
    files: &'f [SourceText],
    accounts: &'f Accounts,
    external: Option<&'f Account>,
    lines: RefCell<BTreeMap<u32, Lines>>,
}

impl<'f> Places<'f> {
    fn new(files: &'f [SourceText], accounts: &'f Accounts, settings: &'f Settings) -> Places<'f> {
        Places { files, accounts, external: settings.external.as_deref(), lines: RefCell::default() }
    }

    /// Those of the unit are numbered from the start, those of accounts and what is external far behind.
    fn file(&self, number: u32) -> Option<&'f SourceText> {
        let external = || {
            let external = self.external.filter(|it| it.first() <= number)?;
            external.files().get((number - external.first()) as usize)
        };
        self.files.get(number as usize).or_else(external).or_else(|| self.accounts.file(number))
    }

    fn at(&self, span: Span) -> Option<At> {
        let file = self.file(span.file.0)?;
        let mut known = self.lines.borrow_mut();
        let lines = known.entry(span.file.0).or_insert_with(|| Lines::new(&file.text));
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
    language: Language,
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

    fn fingerprint(&self, finding: &model::Finding) -> String {
        // Whoever renames a template has the same findings in it.
        let root = match self.language {
            Language::Terraform | Language::Aws => self.root.to_owned(),
            Language::CloudFormation | Language::Plan => readers::path::parent(self.root),
        };
        fingerprint(finding.rule, &root, &finding.addresses, &finding.evidence)
    }

    fn exceptions(&self, number: u32, file: &SourceText, settings: &Settings) -> Exceptions {
        let place = |bytes| self.places.at(Span::new(FileId(number), bytes));
        allow::read(&file.path, &file.text, &settings.allow, place)
    }
}

/// Does not depend on line numbers: moving a block leaves it as it is.
pub fn fingerprint(rule: &str, root: &str, addresses: &[String], evidence: &str) -> String {
    let mut hash = Sha256::new();
    let addresses = addresses.iter().map(String::as_str);
    for part in [rule, root].into_iter().chain(addresses).chain([evidence]) {
        // In a browser a length has half as many bytes.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Where a rule's page lies in the repository; `msklint explain` prints the same page.
pub fn page(rule: &str) -> String {
    format!("rules/{}.md", rule.replace('-', "_"))
}
