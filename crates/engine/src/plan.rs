//! Checks a plan or state: what is left of it after skimming is judged, and the places in that are
//! told as places in the file.

use crate::report::{At, Link};
use crate::unit::UnitReport;
use readers::input::{Text, Texts};
use readers::model::known::{FileId, Span};
use readers::terraform::plan::Plan;

/// Moves every place in the plan to where it stands in the file, and shows the file itself.
pub fn relocate(report: &mut UnitReport, path: &str, plan: &Plan<'_>, texts: &dyn Texts) {
    let Some(kept) = plan.files().into_iter().find(|file| file.path == path) else { return };
    for at in places(report).into_iter().filter(|at| at.path == path) {
        let (start, end) = plan.origin().ends(&kept.text, Span::new(FileId(0), at.offset..at.end_offset));
        (at.offset, at.line, at.column) = (start.offset, start.line, start.column);
        (at.end_offset, at.end_line, at.end_column) = (end.offset, end.line, end.column);
    }
    if report.texts.remove(path).is_some()
        && let Text::Read(text) = texts.read(path)
    {
        report.texts.insert(path.to_owned(), text);
    }
}

fn places(report: &mut UnitReport) -> Vec<&mut At> {
    fn of_links(links: &mut [Link]) -> impl Iterator<Item = &mut At> {
        links.iter_mut().filter_map(|link| link.at.as_mut())
    }
    let mut places: Vec<&mut At> = Vec::new();
    for path in &mut report.paths {
        places.extend(path.source.at.as_mut());
        places.extend(of_links(&mut path.links));
        places.extend(path.scenarios.iter_mut().flat_map(|scenario| of_links(&mut scenario.links)));
    }
    for finding in &mut report.findings {
        places.extend(finding.at.as_mut());
        places.extend(finding.labels.iter_mut().map(|label| &mut label.at));
    }
    places.extend(report.problems.iter_mut().filter_map(|problem| problem.at.as_mut()));
    places
}
