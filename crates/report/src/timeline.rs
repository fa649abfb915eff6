//! The timeline of CloudTrail events: a line for each, with what follows from it below. Where the
//! terminal is too narrow for that, two lines for each.

use crate::safe::line;
use engine::readers::model::{Confidence, Severity};
use engine::timeline::{Entry, Note, Timeline};
use std::collections::BTreeSet;
use std::io::{self, Write};

const INDENT: &str = "    ";

/// `width` is that of the terminal, if it is one.
pub fn timeline(
    timeline: &Timeline,
    colour: bool,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let homes: BTreeSet<_> = timeline.events.iter().map(|entry| (&entry.account, &entry.region)).collect();
    let rows: Vec<Row<'_>> = timeline.events.iter().map(|entry| Row::of(entry, homes.len() > 1)).collect();
    let widths = widths(&rows);
    let full = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    let layout = Layout { colour, widths, width, is_narrow: width.is_some_and(|width| full > width) };
    rows.iter().try_for_each(|row| layout.row(row, out))
}

/// The same for programs.
pub fn timeline_json(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, timeline)?;
    writeln!(out)
}

/// Time, who, from where, what, on what, and how it ended.
struct Row<'e> {
    cells: [String; 6],
    entry: &'e Entry,
}

struct Layout {
    colour: bool,
    widths: [usize; 6],
    width: Option<usize>,
    is_narrow: bool,
}

impl Row<'_> {
    /// Accounts and Regions are told where there are several.
    fn of(entry: &Entry, with_home: bool) -> Row<'_> {
        let outcome = entry.outcome.error.as_deref().unwrap_or("ok");
        let mut on = on(entry);
        if with_home {
            let home: Vec<&str> =
                [&entry.account, &entry.region].into_iter().flatten().map(String::as_str).collect();
            on += &format!(" ({})", home.join(", "));
        }
        let cells = [&entry.time, &who(entry), &from(entry), &entry.event, &on, outcome].map(line);
        Row { cells, entry }
    }
}

fn widths(rows: &[Row<'_>]) -> [usize; 6] {
    let mut widths = [0; 6];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    widths
}

fn who(entry: &Entry) -> String {
    match &entry.who.via {
        Some(via) => format!("{} via {via}", entry.who.name),
        None => entry.who.name.clone(),
    }
}

/// The address, and with changes the tool.
fn from(entry: &Entry) -> String {
    let from = &entry.from;
    let mut text = from.address.clone().unwrap_or_else(|| "-".to_owned());
    if let Some(endpoint) = &from.endpoint {
        text += &format!(" ({endpoint})");
    }
    // A service that calls names itself in both.
    let tool = from
        .agent
        .as_deref()
        .and_then(tool)
        .filter(|tool| entry.write && Some(*tool) != from.address.as_deref());
    tool.map_or_else(|| text.clone(), |tool| format!("{text} {tool}"))
}

/// The product that a user agent names: Terraform says it behind the one of its SDK.
fn tool(agent: &str) -> Option<&str> {
    let agent = agent.trim_matches(['[', ']']);
    let products = || agent.split(' ').filter(|word| word.contains('/'));
    let known = ["Terraform/", "OpenTofu/", "Pulumi/", "pulumi/", "aws-cli/", "Boto3/"];
    let found = known.iter().find_map(|name| products().find(|product| product.starts_with(name)));
    let is_service = |agent: &&str| agent.ends_with(".amazonaws.com") && !agent.contains(' ');
    found.or_else(|| Some(agent).filter(is_service)).or_else(|| products().next())
}

fn on(entry: &Entry) -> String {
    let Some(on) = &entry.on else { return "-".to_owned() };
    let name = on.name.as_deref().or(on.arn.as_deref()).unwrap_or("-");
    if on.kind == "other" { name.to_owned() } else { format!("{} {name}", on.kind.replace('-', " ")) }
}

impl Layout {
    fn row(&self, row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
        let [time, who, from, event, on, outcome] = &row.cells;
        let style = if row.entry.outcome.error.is_some() { "31" } else { "2" };
        let ended = self.paint(style, outcome);
        if self.is_narrow {
            writeln!(out, "{time}  {}  {on}  {ended}", self.paint("1", event))?;
            writeln!(out, "{INDENT}{who} from {from}")?;
        } else {
            let [a, b, c, d, e, _] = self.widths;
            let event = self.paint("1", &format!("{event:d$}"));
            writeln!(out, "{time:a$}  {who:b$}  {from:c$}  {event}  {on:e$}  {ended}")?;
        }
        if let Some(message) = &row.entry.outcome.message {
            self.below("", "", &line(message), out)?;
        }
        row.entry.notes.iter().try_for_each(|note| self.note(note, out))
    }

    fn note(&self, note: &Note, out: &mut dyn Write) -> io::Result<()> {
        let style = match note.severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        let head = match note.rule {
            Some(rule) => format!("{}[{rule}] ", note.severity.word()),
            None if note.severity == Severity::Info => String::new(),
            None => format!("{}: ", note.severity.word()),
        };
        let doubt = if note.confidence == Confidence::Possible { " (possible, not certain)" } else { "" };
        self.below(&head, style, &format!("{}{doubt}", line(&note.message)), out)
    }

    /// A text below an event, wrapped where it goes to a terminal.
    fn below(&self, head: &str, style: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(2 * INDENT.len()).max(20));
        let (mut used, mut words) = (head.chars().count(), String::new());
        for word in text.split(' ') {
            let length = word.chars().count();
            if used > 0 && used.saturating_add(length) > room {
                words += &format!("\n{INDENT}  ");
                used = 0;
            }
            words += word;
            words.push(' ');
            used += length + 1;
        }
        let words = words.replace(" \n", "\n");
        writeln!(out, "{INDENT}{}{}", self.paint(style, head), words.trim_end())
    }

    fn paint(&self, style: &str, text: &str) -> String {
        match self.colour && !text.is_empty() && !style.is_empty() {
            true => format!("\x1b[{style}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::timeline::{At, From, Inputs, On, Outcome, Who};

    fn entry(event: &str, error: Option<&str>, notes: Vec<Note>) -> Entry {
        let text = |text: &str| Some(text.to_owned());
        Entry {
            time: "2026-03-04T10:12:33Z".to_owned(),
            service: "kafka".to_owned(),
            event: event.to_owned(),
            write: error.is_none(),
            region: text("eu-west-1"),
            account: text("111122223333"),
            who: Who {
                kind: "IAMUser".to_owned(),
                name: "mara\u{1b}[2J".to_owned(),
                arn: None,
                account: None,
                issuer: None,
                via: None,
                mfa: Some(true),
            },
            from: From {
                address: text("203.0.113.7"),
                endpoint: None,
                agent: text("APN/1.0 Terraform/1.9.5 x"),
            },
            on: Some(On { kind: "cluster", name: text("orders"), arn: None }),
            outcome: Outcome {
                error: error.map(str::to_owned),
                message: error.map(|_| "not allowed".to_owned()),
            },
            notes,
            id: None,
            at: At { path: "a.json".to_owned(), record: 1, offset: 12 },
        }
    }

    fn note(rule: Option<&'static str>, severity: Severity) -> Note {
        let message = "broker logs: s3 on (`logs`)".to_owned();
        Note { rule, severity, confidence: Confidence::Possible, message, help: None }
    }

    fn sample() -> Timeline {
        let notes = vec![note(None, Severity::Info), note(Some("arn-for-name"), Severity::Error)];
        let events = vec![
            entry("UpdateMonitoring", None, notes),
            entry("DeleteCluster", Some("AccessDenied"), Vec::new()),
        ];
        Timeline::new(Inputs::default(), events, Vec::new())
    }

    fn check(colour: bool, width: Option<usize>, expected: &str) {
        let mut out = Vec::new();
        timeline(&sample(), colour, width, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_line_for_each_event_and_notes_below() {
        check(
            false,
            None,
            "\
2026-03-04T10:12:33Z  mara?[2J  203.0.113.7 Terraform/1.9.5  UpdateMonitoring  cluster orders  ok
    broker logs: s3 on (`logs`) (possible, not certain)
    error[arn-for-name] broker logs: s3 on (`logs`) (possible, not certain)
2026-03-04T10:12:33Z  mara?[2J  203.0.113.7                  DeleteCluster     cluster orders  AccessDenied
    not allowed
",
        );
    }

    #[test]
    fn two_lines_where_the_terminal_is_narrow() {
        check(
            false,
            Some(48),
            "\
2026-03-04T10:12:33Z  UpdateMonitoring  cluster orders  ok
    mara?[2J from 203.0.113.7 Terraform/1.9.5
    broker logs: s3 on (`logs`) (possible,
      not certain)
    error[arn-for-name] broker logs: s3 on
      (`logs`) (possible, not certain)
2026-03-04T10:12:33Z  DeleteCluster  cluster orders  AccessDenied
    mara?[2J from 203.0.113.7
    not allowed
",
        );
    }

    #[test]
    fn accounts_and_regions_are_told_where_there_are_several() {
        let mut several = sample();
        several.events[1].region = Some("us-east-1".to_owned());
        let mut out = Vec::new();
        timeline(&several, false, None, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("  cluster orders (111122223333, eu-west-1)  ok\n"), "{out}");
        assert!(out.contains("  cluster orders (111122223333, us-east-1)  AccessDenied\n"), "{out}");
    }

    #[test]
    fn programs_get_all_of_it() {
        let mut out = Vec::new();
        timeline_json(&sample(), &mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&json["version"], &json["status"]), (&1.into(), &"complete".into()));
        let event = &json["events"][0];
        assert_eq!(
            (&event["on"]["name"], &event["outcome"]["error"]),
            (&"orders".into(), &serde_json::Value::Null)
        );
        assert_eq!(
            (&event["notes"][1]["rule"], &event["at"]["offset"]),
            (&"arn-for-name".into(), &12.into())
        );
    }

    #[test]
    fn tools_are_told_from_user_agents() {
        for (agent, expected) in [
            (
                "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://example.com) aws-sdk-go-v2/1.3",
                "Terraform/1.9.5",
            ),
            ("[aws-cli/2.15.0 Python/3.11]", "aws-cli/2.15.0"),
            ("cloudformation.amazonaws.com", "cloudformation.amazonaws.com"),
            ("Mozilla/5.0 (X11)", "Mozilla/5.0"),
        ] {
            assert_eq!(tool(agent), Some(expected), "{agent}");
        }
        assert_eq!(tool("AWS Internal"), None);
    }
}
