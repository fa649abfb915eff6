//! The delivery paths of one source as an SVG drawing: a row for each path, its links in columns,
//! each marked by colour, shape and word.

use super::xml::escaped;
use engine::readers::model::delivery::{LinkVerdict, Verdict};
use engine::report::{Link, Path, State};

const BOX: (usize, usize) = (190, 54);
const GAP: (usize, usize) = (34, 22);
/// Characters in a box.
const FIT: usize = 27;

/// Paths of one source. Names are classes, so that the page chooses the colours.
pub fn picture(paths: &[&Path]) -> String {
    let columns = paths.iter().map(|path| links(path).count() + 2).max().unwrap_or(2);
    let (width, height) = (columns * (BOX.0 + GAP.0), paths.len() * (BOX.1 + GAP.1) + GAP.1);
    let title = paths.first().map_or("", |path| path.source.address.as_str());
    let mut out = format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" aria-label=\"{}\">",
        escaped(&format!("delivery paths of {title}"))
    );
    for (row, path) in paths.iter().enumerate() {
        let y = GAP.1 + row * (BOX.1 + GAP.1);
        let start = format!("{} logs", path.log.word());
        out += &station(0, y, "source", "", &start, title);
        let mut column = 1;
        for link in links(path) {
            out += &arrow(column, y);
            let (class, mark) = look(link.verdict);
            let address = link.address.as_deref().unwrap_or_default();
            out += &station(column, y, class, mark, link.link.word(), address);
            column += 1;
        }
        out += &arrow(column, y);
        let (class, mark, word) = end(path);
        out += &station(column, y, class, mark, path.destination.word(), word);
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
    column * (BOX.0 + GAP.0)
}

fn station(column: usize, y: usize, class: &str, mark: &str, head: &str, below: &str) -> String {
    let (x, cut) = (left(column), |text: &str| escaped(&shortened(text)));
    format!(
        "<g class=\"{class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\
         <text class=\"head\" x=\"{}\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\">{}</text></g>",
        escaped(&format!("{head} {below}")),
        BOX.0,
        BOX.1,
        x + 12,
        y + 22,
        cut(format!("{mark} {head}").trim()),
        x + 12,
        y + 41,
        cut(below),
    )
}

fn arrow(column: usize, y: usize) -> String {
    let (to, middle) = (left(column), y + BOX.1 / 2);
    format!("<path class=\"arrow\" d=\"M{} {middle}H{}m-6-4 6 4-6 4\"/>", to - GAP.0 + 3, to - 4)
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
        assert_eq!(svg.matches("<g class=").count(), 3 + 3 + 3, "{svg}");
        assert_eq!(svg.matches("class=\"broken\"").count(), 2);
        assert_eq!(shortened("aws_msk_cluster.this"), "aws_msk_cluster.this");
        assert_eq!(shortened(&format!("module.a.{}", "b".repeat(30))), format!("…{}", "b".repeat(26)));
    }
}
