//! Every delivery path as a tree for terminals: the source, its destinations, and what each link
//! says. A verdict has a mark and a word, so that no colour is needed to read it.

use crate::safe::line;
use crate::words::{place, when};
use engine::readers::model::delivery::{LinkVerdict, Verdict};
use engine::report::{Link, Path, Report, Scenario, State};
use std::io::{self, Write};

pub fn trace(report: &Report, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut tree = Tree { out, colour };
    for (number, paths) in report.paths.chunk_by(|a, b| a.source == b.source).enumerate() {
        if number > 0 {
            writeln!(tree.out)?;
        }
        tree.source(paths)?;
    }
    Ok(())
}

struct Tree<'o> {
    out: &'o mut dyn Write,
    colour: bool,
}

/// Mark and colour of a verdict.
type Mark = (&'static str, &'static str);

const GOOD: Mark = ("✓", "32");
const BAD: Mark = ("✗", "31");
const OPEN: Mark = ("?", "33");
const NONE: Mark = ("–", "2");

impl Tree<'_> {
    fn source(&mut self, paths: &[Path]) -> io::Result<()> {
        let Some(Path { source, .. }) = paths.first() else { return Ok(()) };
        let name = self.paint("1", &line(&source.address));
        let at = source.at.as_ref().map(|at| format!(" at {}", place(at))).unwrap_or_default();
        // A template says where it is by the place alone.
        let is_told = source.root == "." || source.at.as_ref().is_some_and(|at| at.path == source.root);
        let root = if is_told { String::new() } else { format!(" of {}", line(&source.root)) };
        let about = self.paint("2", &format!("({}{root}{at})", source.kind.word()));
        writeln!(self.out, "{name} {about}")?;
        for (number, path) in paths.iter().enumerate() {
            self.path(path, number + 1 == paths.len())?;
        }
        Ok(())
    }

    fn path(&mut self, path: &Path, is_last: bool) -> io::Result<()> {
        let (branch, indent) = if is_last { ("└─", "   ") } else { ("├─", "│  ") };
        let title = format!("{} logs to {}: ", path.log.word(), path.destination.word());
        let outcome = outcome(path.state, path.verdict);
        let (mark, words) = (self.mark(of_path(path.verdict)), self.word(of_path(path.verdict), &outcome));
        writeln!(self.out, "{branch} {mark} {title}{words}")?;
        if matches!(path.state, State::Off | State::Absent) {
            return Ok(());
        }
        if path.scenarios.is_empty() {
            return self.links(&path.links, indent);
        }
        for (number, scenario) in path.scenarios.iter().enumerate() {
            self.scenario(scenario, indent, number + 1 == path.scenarios.len())?;
        }
        Ok(())
    }

    fn scenario(&mut self, scenario: &Scenario, indent: &str, is_last: bool) -> io::Result<()> {
        let (branch, below) = if is_last { ("└─", "   ") } else { ("├─", "│  ") };
        let verdict = of_path(scenario.verdict);
        let (mark, words) =
            (self.mark(verdict), self.word(verdict, &outcome(scenario.state, scenario.verdict)));
        let when = when(&scenario.when).unwrap_or_default();
        writeln!(self.out, "{indent}{branch} {mark} {when}: {words}")?;
        if matches!(scenario.state, State::Off | State::Absent) {
            return Ok(());
        }
        self.links(&scenario.links, &format!("{indent}{below}"))
    }

    fn links(&mut self, links: &[Link], indent: &str) -> io::Result<()> {
        for (number, link) in links.iter().enumerate() {
            let (branch, below) =
                if number + 1 == links.len() { ("└─", "   ") } else { ("├─", "│  ") };
            let mark = of_link(link.verdict);
            let words = self.word(mark, &format!("{}: {}", link.link.word(), plain(link.verdict)));
            let address = link.address.iter().map(|address| format!(" {}", line(address)));
            let at = link.at.iter().map(|at| format!(" at {}", place(at)));
            let whose: String = address.chain(at).collect();
            let whose = self.paint("2", &whose);
            let (mark, why) = (self.mark(mark), line(&link.why));
            match link.verdict {
                LinkVerdict::NotApplicable => writeln!(self.out, "{indent}{branch} {mark} {words}, {why}")?,
                _ => writeln!(self.out, "{indent}{branch} {mark} {words}{whose}\n{indent}{below}   {why}")?,
            }
        }
        Ok(())
    }

    fn mark(&self, (mark, style): Mark) -> String {
        self.paint(style, mark)
    }

    fn word(&self, (_, style): Mark, word: &str) -> String {
        self.paint(style, word)
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn of_path(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Delivers => GOOD,
        Verdict::Broken => BAD,
        Verdict::Unknown => OPEN,
        Verdict::Off => NONE,
    }
}

fn of_link(verdict: LinkVerdict) -> Mark {
    match verdict {
        LinkVerdict::Ok => GOOD,
        LinkVerdict::Broken => BAD,
        LinkVerdict::Missing | LinkVerdict::Unknown => OPEN,
        LinkVerdict::NotApplicable => NONE,
    }
}

fn outcome(state: State, verdict: Verdict) -> String {
    match (state, verdict) {
        (State::Off, _) => "off".to_owned(),
        (State::Absent, _) => "not configured".to_owned(),
        (State::On, Verdict::Unknown) => "cannot tell".to_owned(),
        (State::Unknown, Verdict::Unknown) => "cannot tell whether it is on".to_owned(),
        (State::Unknown, verdict) => format!("{}, if it is on", verdict.word()),
        (State::On, verdict) => verdict.word().to_owned(),
    }
}

fn plain(verdict: LinkVerdict) -> &'static str {
    match verdict {
        LinkVerdict::Unknown => "cannot tell",
        LinkVerdict::NotApplicable => "not applicable",
        verdict => verdict.word(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(colour: bool, expected: &str) {
        let mut out = Vec::new();
        trace(&crate::sample::checked().report, colour, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(expected), "{out}");
    }

    #[test]
    fn links_scenarios_and_reasons() {
        let expected = "\
aws_msk_cluster.orders (cluster at main.tf:1)
├─ – broker logs to cloudwatch: not configured
├─ ? broker logs to firehose: cannot tell whether it is on
│  ├─ ? when `var.stream` is true: cannot tell
│  │  └─ ? stream: missing
│  │        nothing here declares `logs`
│  └─ – when `var.stream` is false: off
└─ ✗ broker logs to s3: broken
   ├─ ✓ bucket: ok aws_s3_bucket.logs at storage.tf:1
   │     declared here
   ├─ ✗ bucket-policy: broken aws_s3_bucket_policy.logs at storage.tf:5
   │     `aws:SourceArn` admits no log delivery
   └─ – bucket-key: not applicable, no customer key
";
        check(false, expected);
    }

    #[test]
    fn colour_is_added_to_words() {
        check(true, "\u{1b}[31m✗\u{1b}[0m broker logs to s3: \u{1b}[31mbroken\u{1b}[0m");
    }
}
