//! What a template says to msklint under `Metadata`, where JSON has no comments: of a resource, or
//! of the template as a whole.

use super::syntax::{self, member, members, plain_text};
use crate::json::{Node, NodeKind};
use crate::remarks::Remark;
use model::known::FileId;
use std::ops::Range;

/// The member of `Metadata` that is ours.
pub const NAME: &str = "msklint";

/// Each item of `Metadata: {msklint: {allow: […]}}`, as the remark that would say the same.
pub fn remarks(text: &str) -> Vec<Remark> {
    // A template that cannot be read is told by whoever reads it.
    let Ok(composed) = syntax::read(FileId(0), text) else { return Vec::new() };
    let root = &composed.node;
    let mut found = allowed(root, &(0..text.len()));
    for resource in member(root, "Resources").iter().flat_map(|resources| members(&resources.value)) {
        let start = resource.span.map_or(0, |span| span.start as usize);
        let end = resource.value.span.map_or(start, |span| span.end as usize);
        found.extend(allowed(&resource.value, &(start..end.max(start))));
    }
    found
}

fn allowed(node: &Node, reach: &Range<usize>) -> Vec<Remark> {
    let list = member(node, "Metadata")
        .and_then(|metadata| member(&metadata.value, NAME))
        .and_then(|own| member(&own.value, "allow"));
    let Some(list) = list else { return Vec::new() };
    let items: Vec<&Node> = match &list.value.kind {
        NodeKind::List(items, _) => items.iter().collect(),
        _ => vec![&list.value],
    };
    let remark = |item: &Node| {
        let span = item.span.or(list.span)?;
        let words = plain_text(item).unwrap_or_default();
        let comment = span.start as usize..span.end as usize;
        Some(Remark {
            comment,
            words: format!("msklint: allow {words}"),
            reach: reach.clone(),
            block: reach.clone(),
        })
    };
    items.into_iter().filter_map(remark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = remarks(text);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|remark| (remark.words.as_str(), text.get(remark.reach.clone()).unwrap().trim_end()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn of_a_resource() {
        check(
            "Resources:\n  A:\n    Type: X\n    Metadata:\n      msklint:\n        allow: [a-rule -- because, b-rule]\n  B:\n    Type: Y\n",
            &[
                (
                    "msklint: allow a-rule -- because",
                    "A:\n    Type: X\n    Metadata:\n      msklint:\n        allow: [a-rule -- because, b-rule]",
                ),
                (
                    "msklint: allow b-rule",
                    "A:\n    Type: X\n    Metadata:\n      msklint:\n        allow: [a-rule -- because, b-rule]",
                ),
            ],
        );
        let json = r#"{"Resources": {"A": {"Metadata": {"msklint": {"allow": "x"}}}}}"#;
        check(json, &[("msklint: allow x", r#""A": {"Metadata": {"msklint": {"allow": "x"}}}"#)]);
    }

    #[test]
    fn of_the_template() {
        let text = "Metadata:\n  msklint:\n    allow:\n      - x until=2030-01-01\nResources: {}";
        check(text, &[("msklint: allow x until=2030-01-01", text)]);
        check("Metadata: 5\nResources: [1]", &[]);
        check("{", &[]);
    }
}
