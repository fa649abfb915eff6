//! What a check says, with assertions that are chained: paths, links, findings, problems, and at
//! the end that nothing else was said.

use engine::Checked;
use engine::report::{Condition, Finding, Path, Problem, State};
use std::fmt::Write;

/// Findings and problems leave the list when they are asserted.
#[must_use = "end with `nothing_else`"]
pub struct Told {
    pub checked: Checked,
    findings: Vec<Finding>,
    problems: Vec<Problem>,
}

impl Told {
    pub fn new(checked: Checked) -> Told {
        let (findings, problems) = (checked.report.findings.clone(), checked.report.problems.clone());
        Told { checked, findings, problems }
    }

    /// The only path to this destination that is in use, or the only one at all.
    fn find(&self, destination: &str) -> Option<&Path> {
        let paths = &self.checked.report.paths;
        // `ADDRESS DESTINATION`, where there are several sources.
        let (address, destination) = match destination.rsplit_once(' ') {
            Some((address, destination)) => (Some(address), destination),
            None => (None, destination),
        };
        let mut fits = paths.iter().filter(|path| {
            path.destination.word() == destination
                && address.is_none_or(|address| path.source.address == address)
        });
        match (fits.next(), fits.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// `destination`: `s3`, or `aws_msk_cluster.orders s3` where there are several sources.
    pub fn path(self, destination: &str, state: &str, verdict: &str) -> Told {
        let got = self.find(destination).map(|path| (path.state.word(), path.verdict.word()));
        assert_eq!(got, Some((state, verdict)), "path {destination} of\n{self}");
        self
    }

    /// `words` is a part of the link's `why`.
    pub fn link(self, destination: &str, link: &str, verdict: &str, words: &str) -> Told {
        let path = self.find(destination);
        let found = path.and_then(|path| path.links.iter().find(|it| it.link.word() == link));
        let got = found.map(|link| (link.verdict.word(), link.why.contains(words)));
        assert_eq!(got, Some((verdict, true)), "link {link} of {destination}, `{words}` in its why:\n{self}");
        self
    }

    /// The links of a destination with their verdicts, all of them: `bucket ok, bucket-policy ok`.
    pub fn links(self, destination: &str, expected: &str) -> Told {
        let link = |it: &engine::report::Link| format!("{} {}", it.link.word(), it.verdict.word());
        let links = |path: &Path| path.links.iter().map(link).collect::<Vec<_>>().join(", ");
        let got = self.find(destination).map(links);
        assert_eq!(got.as_deref(), Some(expected), "links of {destination} in\n{self}");
        self
    }

    /// No source of logs is seen at all.
    pub fn no_paths(self) -> Told {
        assert!(self.checked.report.paths.is_empty(), "no paths were expected in\n{self}");
        self
    }

    /// A finding that is certain and holds always.
    pub fn finds(self, rule: &str, words: &str) -> Told {
        self.take(rule, "certain", "", words)
    }

    pub fn finds_possible(self, rule: &str, words: &str) -> Told {
        self.take(rule, "possible", "", words)
    }

    /// A finding that is certain under conditions: `var.on is true`.
    pub fn finds_when(self, rule: &str, when: &str, words: &str) -> Told {
        self.take(rule, "certain", when, words)
    }

    fn take(mut self, rule: &str, confidence: &str, when: &str, words: &str) -> Told {
        let fits = |it: &Finding| {
            (it.rule, it.confidence.word()) == (rule, confidence)
                && conditions(&it.when) == when
                && it.message.contains(words)
        };
        let at = self.findings.iter().position(fits);
        assert!(at.is_some(), "no {confidence} finding {rule} [{when}] with `{words}` in\n{self}");
        if let Some(at) = at {
            self.findings.remove(at);
        }
        self
    }

    /// Takes every finding of a rule away: the test is not about them.
    pub fn aside(mut self, rule: &str) -> Told {
        self.findings.retain(|it| it.rule != rule);
        self
    }

    /// `place`: `main.tf`, or `main.tf:12` where the line is known.
    pub fn problem(mut self, place: &str, words: &str) -> Told {
        let fits = |it: &Problem| {
            let line = it.at.as_ref().map(|at| format!("{}:{}", it.path, at.line));
            (it.path == place || line.as_deref() == Some(place)) && it.message.contains(words)
        };
        let at = self.problems.iter().position(fits);
        assert!(at.is_some(), "no problem at {place} with `{words}` in\n{self}");
        if let Some(at) = at {
            self.problems.remove(at);
        }
        self
    }

    pub fn nothing_else(self) {
        assert!(self.findings.is_empty(), "there are findings beside those expected in\n{self}");
        assert!(self.problems.is_empty(), "there are problems beside those expected in\n{self}");
    }
}

/// `var.a is true and var.b is false`
fn conditions(when: &[Condition]) -> String {
    when.iter().map(|it| format!("{} is {}", it.condition, it.is)).collect::<Vec<_>>().join(" and ")
}

fn describe(path: &Path) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let (source, log) = (&path.source.address, path.log.word());
    let (destination, state) = (path.destination.word(), path.state.word());
    writeln!(text, "path {source} {log} {destination}: {state} {}", path.verdict.word())?;
    let silent = matches!(path.state, State::Off | State::Absent);
    for link in path.links.iter().filter(|_| !silent) {
        writeln!(text, "    {} {}: {}", link.link.word(), link.verdict.word(), link.why)?;
    }
    for scenario in &path.scenarios {
        let outcome = (scenario.state.word(), scenario.verdict.word());
        writeln!(text, "    when {}: {} {}", conditions(&scenario.when), outcome.0, outcome.1)?;
    }
    Ok(text)
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let report = &self.checked.report;
        for path in &report.paths {
            f.write_str(&describe(path)?)?;
        }
        for it in &report.findings {
            let line = it.at.as_ref().map(|at| format!("{}:{}", at.path, at.line)).unwrap_or_default();
            let confidence = it.confidence.word();
            writeln!(f, "{confidence} {} {line} [{}]: {}", it.rule, conditions(&it.when), it.message)?;
        }
        for it in &report.problems {
            let line = it.at.as_ref().map(|at| at.line);
            writeln!(f, "problem {} {line:?}: {}", it.path, it.message)?;
        }
        Ok(())
    }
}
