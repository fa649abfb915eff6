//! The delivery paths of one source as an SVG drawing: a row for each path, its links in columns,
//! each marked by colour, shape and word.

use super::xml::escaped;
use engine::readers::model::delivery::{LinkVerdict, Verdict};
use engine::report::{Link, Path, State};

const BOX: (usize, usize) = (172, 50);
const GAP: (usize, usize) = (24, 20);
/// What stands before the first link and behind the last one.
const START: usize = 136;
const END: usize = 124;
/// Letters of a fixed width in a box.
const FIT: usize = 22;

/// Paths of one source. Names are classes, so that the page chooses the colours.
pub fn picture(paths: &[&Path]) -> String {
    let columns = paths.iter().map(|path| links(path).count()).max().unwrap_or_default();
    let (width, height) = (left(columns) + END, paths.len() * (BOX.1 + GAP.1));
    let title = paths.first().map_or("", |path| path.source.address.as_str());
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"{}\">",
        escaped(&format!("delivery paths of {title}"))
    );
    for (row, path) in paths.iter().enumerate() {
        let y = GAP.1 / 2 + row * (BOX.1 + GAP.1);
        let log = format!("{} logs", path.log.word());
        out += &format!("<g>{}</g>", text("head", 0, y + 22, &format!("to {}", path.destination.word())));
        out += &format!("<g>{}</g>", text("", 0, y + 39, &log));
        let mut column = 0;
        for link in links(path) {
            out += &arrow(column, y);
            out += &station(column, y, link);
            column += 1;
        }
        out += &arrow(column, y);
        let (class, mark, word) = end(path);
        let word = format!("{mark} {word}");
        out += &format!("<g class=\"{class}\">{}</g>", text("head", left(column) + 4, y + 30, &word));
    }
    out + "</svg>"
}

fn links(path: &Path) -> impl Iterator<Item = &Link> {
    let is_on = !matches!(path.state, State::Off | State::Absent);
    path.links.iter().filter(move |link| is_on && link.verdict != LinkVerdict::NotApplicable)
}

fn look(verdict: LinkVerdict) -> (&'static str, &'static str) {
    match verdict {
        LinkVerdict::Ok => ("ok", "✓"),
        LinkVerdict::Broken => ("broken", "✗"),
        LinkVerdict::Missing => ("missing", "!"),
        LinkVerdict::Unknown => ("unknown", "?"),
        LinkVerdict::NotApplicable => ("off", "–"),
    }
}

fn end(path: &Path) -> (&'static str, &'static str, &'static str) {
    match path.verdict {
        Verdict::Delivers => ("ok", "✓", "delivers"),
        Verdict::Broken => ("broken", "✗", "broken"),
        Verdict::Unknown => ("unknown", "?", "cannot tell"),
        Verdict::Off if path.state == State::Absent => ("off", "–", "not configured"),
        Verdict::Off => ("off", "–", "off"),
    }
}

fn left(column: usize) -> usize {
    START + column * (BOX.0 + GAP.0)
}

fn station(column: usize, y: usize, link: &Link) -> String {
    let (class, mark) = look(link.verdict);
    let x = left(column);
    format!(
        "<g class=\"{class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"6\"/>{}{}</g>",
        escaped(&link.why),
        BOX.0,
        BOX.1,
        text("head", x + 11, y + 21, &format!("{mark} {}", link.link.word())),
        text("name", x + 11, y + 38, &shortened(link.address.as_deref().unwrap_or_default())),
    )
}

fn text(class: &str, x: usize, y: usize, text: &str) -> String {
    format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text))
}

fn arrow(column: usize, y: usize) -> String {
    let (to, middle) = (left(column), y + BOX.1 / 2);
    format!("<path class=\"arrow\" d=\"M{} {middle}H{}m-5-4 5 4-5 4\"/>", to - GAP.0 + 3, to - 3)
}

/// The end of a name says more than its begin.
fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= FIT {
        return text.to_owned();
    }
    "…".chars().chain(text.chars().skip(count + 1 - FIT)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_that_arises_is_drawn() {
        let report = crate::sample::checked().report;
        let paths: Vec<&Path> = report.paths.iter().collect();
        let svg = picture(&paths);
        // Each path has its links, and a verdict.
        assert_eq!(svg.matches("<g class=").count(), 3 + 3, "{svg}");
        assert_eq!(svg.matches("class=\"broken\"").count(), 2);
        assert_eq!(shortened("aws_msk_cluster.this"), "aws_msk_cluster.this");
        assert_eq!(shortened(&format!("module.a.{}", "b".repeat(30))), format!("…{}", "b".repeat(21)));
    }
}
