//! Every delivery path as a Mermaid flowchart: from the source over each link to the destination.

use crate::safe::line;
use engine::readers::model::delivery::{LinkVerdict, Verdict};
use engine::report::{Link, Path, Report, State};
use std::io::{self, Write};

const CLASSES: &str = "    classDef good stroke:#1a7f37,stroke-width:2px
    classDef bad stroke:#cf222e,stroke-width:3px
    classDef open stroke:#9a6700,stroke-width:2px,stroke-dasharray:4
    classDef none stroke:#8c959f,stroke-dasharray:2
";

pub fn mermaid(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (source, paths) in report.paths.chunk_by(|a, b| a.source == b.source).enumerate() {
        let Some(first) = paths.first() else { continue };
        let name = format!("s{source}");
        writeln!(out, "    {name}([\"{}\"])", escaped(&first.source.address))?;
        for (number, path) in paths.iter().enumerate() {
            chain(path, &name, &format!("{name}p{number}"), out)?;
        }
    }
    out.write_all(CLASSES.as_bytes())
}

/// The links that arise, one behind the other, and the destination at the end.
fn chain(path: &Path, source: &str, name: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut before = format!("{source} -- {} -->", path.log.word());
    let is_on = !matches!(path.state, State::Off | State::Absent);
    let links = path.links.iter().filter(|link| is_on && link.verdict != LinkVerdict::NotApplicable);
    for (number, link) in links.enumerate() {
        let node = format!("{name}l{number}");
        writeln!(out, "    {before} {node}[\"{}\"]:::{}", label(link), of_link(link.verdict))?;
        before = format!("{node} -->");
    }
    let class = match path.verdict {
        Verdict::Delivers => "good",
        Verdict::Broken => "bad",
        Verdict::Unknown => "open",
        Verdict::Off => "none",
    };
    let verdict = match path.state {
        State::Absent => "not configured",
        _ => path.verdict.word(),
    };
    writeln!(out, "    {before} {name}[(\"{}: {verdict}\")]:::{class}", path.destination.word())
}

fn label(link: &Link) -> String {
    let mark = match link.verdict {
        LinkVerdict::Ok => "✓",
        LinkVerdict::Broken => "✗",
        _ => "?",
    };
    let address = link.address.iter().map(|address| format!("<br/>{}", escaped(address)));
    let words = format!("{mark} {}: {}", link.link.word(), link.verdict.word());
    std::iter::once(words).chain(address).collect()
}

fn of_link(verdict: LinkVerdict) -> &'static str {
    match verdict {
        LinkVerdict::Ok => "good",
        LinkVerdict::Broken => "bad",
        LinkVerdict::Missing | LinkVerdict::Unknown => "open",
        LinkVerdict::NotApplicable => "none",
    }
}

fn escaped(text: &str) -> String {
    line(text).replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_for_each_path() {
        let mut out = Vec::new();
        mermaid(&crate::sample::checked().report, &mut out).unwrap();
        let expected = "\
flowchart LR
    s0([\"aws_msk_cluster.orders\"])
    s0 -- broker --> s0p0[(\"cloudwatch: not configured\")]:::none
    s0 -- broker --> s0p1l0[\"? stream: missing\"]:::open
    s0p1l0 --> s0p1[(\"firehose: unknown\")]:::open
    s0 -- broker --> s0p2l0[\"✓ bucket: ok<br/>aws_s3_bucket.logs\"]:::good
    s0p2l0 --> s0p2l1[\"✗ bucket-policy: broken<br/>aws_s3_bucket_policy.logs\"]:::bad
    s0p2l1 --> s0p2[(\"s3: broken\")]:::bad
";
        assert_eq!(String::from_utf8(out).unwrap(), format!("{expected}{CLASSES}"));
    }

    #[test]
    fn labels_do_not_break_out() {
        assert_eq!(escaped("a[\"x\"]\n<b>#1"), "a[#quot;x#quot;] #lt;b#gt;#35;1");
    }
}
