//! Parses one block, expression or template. The parser refuses some things that Terraform takes,
//! and loses a whole block for some that cost Terraform one argument; those are masked first.

use super::{
    Expr, ExpressionTree, Problem, RawAttribute, RawBlock, RawBody, Root, Source, TemplateTree, Tree,
    duplicates, json, template,
};
use hcl::edit::expr::Expression;
use hcl::edit::parser::{self, Error};
use model::known::{FileId, Span, Text};

/// Bytes that are parsed again for the sake of repeated names.
const AGAIN: usize = 5_000_000;

/// Comparisons of keys, at about ten nanoseconds each. The parser compares every key of an object
/// with every other.
const EFFORT: usize = 50_000_000;

impl RawBlock {
    /// `text` is the text of the file that the block was split from.
    pub fn parse(&self, text: &str) -> Result<Tree, Problem> {
        match &self.body {
            RawBody::Hcl(span) => body(text, *span),
            RawBody::Json(node) => json::parse(self, node),
            RawBody::Lost(problem) => Err(problem.clone()),
        }
    }
}

impl RawAttribute {
    /// A body with this one argument. `text` is the text of the file.
    pub fn parse(&self, text: &str) -> Result<Tree, Problem> {
        body(text, self.span)
    }
}

fn body(text: &str, span: Span) -> Result<Tree, Problem> {
    let start = span.start as usize;
    let text = text.get(start..span.end as usize).unwrap_or_default();
    let source = Source::slice(span.file, text, start);
    let mut problems = Vec::new();
    let body = retried(&source, parser::parse_body, &mut problems)?;
    Ok(Tree { root: Root::Body(body), source, problems })
}

/// Parses an expression that is a file or an argument of its own.
pub fn parse_expression(file: FileId, text: &str) -> Result<ExpressionTree, Problem> {
    let start = text.len() - text.trim_start().len();
    expression(Source::slice(file, text.trim(), start))
}

/// Parses the file that `templatefile` is given.
pub fn parse_template(file: FileId, text: &str) -> Result<TemplateTree, Problem> {
    let source = Source::slice(file, text, 0);
    let template = retried(&source, parser::parse_template, &mut Vec::new())?;
    Ok(TemplateTree { template, source })
}

pub(super) fn expression(source: Source) -> Result<ExpressionTree, Problem> {
    let expression = retried(&source, parser::parse_expr, &mut Vec::new())?;
    Ok(ExpressionTree { expression, source })
}

pub(super) fn quoted(expr: Expr<'_>) -> Option<ExpressionTree> {
    if !matches!(expr.node, Expression::String(_)) {
        return None;
    }
    let mut text = Text::new();
    for piece in template::of_expression(expr)? {
        match piece {
            template::Piece::Literal(literal) => text.push(&literal),
            _ => return None,
        }
    }
    expression(Source::of_text(&text)?).ok()
}

/// Parses, and masks what stands in the way for as long as that helps.
fn retried<T>(
    source: &Source,
    parse: impl Fn(&str) -> Result<T, Error>,
    problems: &mut Vec<Problem>,
) -> Result<T, Problem> {
    let whole = source.span(0..source.text().len());
    if source.text().len() > 20_000 && super::scan::effort(source.text()) > EFFORT {
        return Err(Problem::new("an object with thousands of members is too large to be read", whole));
    }
    let mut text = std::borrow::Cow::Borrowed(source.text());
    for _ in 0..(AGAIN / (text.len() + 1)).clamp(2, 64) {
        let error = match parse(&text) {
            Ok(found) => return Ok(found),
            Err(error) => error,
        };
        let at = error.location().offset();
        let repeated = if error.message().contains("redefined attribute") {
            let range = duplicates::argument(&text, at);
            if let Some(range) = &range {
                let name = super::scan::word(text.get(at..).unwrap_or_default()).unwrap_or_default();
                let span = source.span(range.start..range.start + name.len());
                problems.push(Problem::new(format!("`{name}` is given twice"), span));
            }
            range
        } else if error.message().contains("redefined object key") {
            duplicates::earlier_member(&text, at)
        } else {
            None
        };
        let Some(range) = repeated else { return Err(problem(source, &error)) };
        text = duplicates::masked(&text, range).into();
    }
    Err(Problem::new("too many names are given twice", whole))
}

fn problem(source: &Source, error: &Error) -> Problem {
    let text = source.text();
    // At the end, the parser points into the last character.
    let mut at = error.location().offset().min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let message = error.message();
    let (what, expected) = message.split_once("; ").unwrap_or(("", message));
    let text = if message.contains("nesting depth") {
        "nested too deeply to be read".to_owned()
    } else if message.contains("chained binary operators") {
        "too many operators in a row to be read".to_owned()
    } else if expected.matches(", ").count() > 2 || expected == "unexpected token" {
        // The list of all that could stand here helps nobody.
        if what.is_empty() { "this cannot be parsed".to_owned() } else { what.to_owned() }
    } else {
        expected.to_owned()
    };
    Problem::new(text, source.span(at..at + width))
}
