//! Templates as Terraform takes them: escapes resolved, the indentation of `<<-` and the white
//! space beside `~` gone, every remaining character still with its place.
//!
//! The parser's own decoding is not used: it loses the places, leaves escapes inside of directives
//! alone, and strips more indentation than Terraform.

use super::{Expr, Source};
use hcl::edit::Span as _;
use hcl::edit::expr::Expression;
use hcl::edit::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};
use model::known::{Part, Pos, Span, Text};
use std::ops::Range;

/// A part of a template.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Known characters. Empty where `~` took them all: the template is a string even so.
    Literal(Text),
    /// `${…}`.
    Interpolation { expr: Expr<'a>, span: Option<Span> },
    /// `%{if …}`.
    If { condition: Expr<'a>, then: Vec<Piece<'a>>, otherwise: Vec<Piece<'a>>, span: Option<Span> },
    /// `%{for …}`.
    For {
        key: Option<&'a str>,
        value: &'a str,
        collection: Expr<'a>,
        body: Vec<Piece<'a>>,
        span: Option<Span>,
    },
}

/// Terraform applies `~` and indentation to the tokens of a template, one after another, however
/// they nest.
#[derive(Clone, Debug)]
enum Token {
    /// A line, or what is before and behind a sequence on it; `last` of its element.
    Literal { text: Text, last: bool },
    /// `${…}` or `%{…}`.
    Sequence,
}

pub(super) fn of_expression(expr: Expr<'_>) -> Option<Vec<Piece<'_>>> {
    match expr.node {
        Expression::String(string) => {
            let text = match expr.node.span() {
                Some(range) => decode(expr.source, range.start + 1..range.end.saturating_sub(1), true),
                None => Text::literal(string.as_str()),
            };
            Some(if text.parts().is_empty() { Vec::new() } else { vec![Piece::Literal(text)] })
        }
        Expression::StringTemplate(template) => Some(pieces(template, expr.source, true, false)),
        Expression::HeredocTemplate(heredoc) => {
            Some(pieces(&heredoc.template, expr.source, false, expr.text().starts_with("<<-")))
        }
        _ => None,
    }
}

pub(super) fn of_file<'a>(template: &'a Template, source: &'a Source) -> Vec<Piece<'a>> {
    pieces(template, source, false, false)
}

/// The characters between the quotes of a label.
pub(super) fn unquoted(text: &str) -> String {
    let source = Source::slice(model::known::FileId(0), text, 0);
    decode(&source, 0..text.len(), true).known().unwrap_or_default()
}

/// Backslashes escape only in `quoted` templates; `flush` ones lose their indentation.
fn pieces<'a>(template: &'a Template, source: &'a Source, quoted: bool, flush: bool) -> Vec<Piece<'a>> {
    let mut tokens = Tokens { source, quoted, list: Vec::new(), trim_next: false };
    tokens.template(template);
    let mut tokens = tokens.list;
    if flush {
        outdent(&mut tokens);
    }
    let mut literals = tokens.into_iter().filter_map(|token| match token {
        Token::Literal { text, last } => Some((text, last)),
        Token::Sequence => None,
    });
    build(template, source, &mut literals)
}

/// Lists tokens in the order of the source. Bounded by the depth that the parser allows.
struct Tokens<'a> {
    source: &'a Source,
    quoted: bool,
    list: Vec<Token>,
    /// The sequence before ended in `~}`.
    trim_next: bool,
}

impl Tokens<'_> {
    fn template(&mut self, template: &Template) {
        for element in template {
            match element {
                Element::Literal(decoded) => self.literal(decoded),
                Element::Interpolation(interpolation) => self.sequence(interpolation.strip),
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        match directive {
            Directive::If(directive) => {
                self.sequence(directive.if_expr.strip);
                self.template(&directive.if_expr.template);
                if let Some(otherwise) = &directive.else_expr {
                    self.sequence(otherwise.strip);
                    self.template(&otherwise.template);
                }
                self.sequence(directive.endif_expr.strip);
            }
            Directive::For(directive) => {
                self.sequence(directive.for_expr.strip);
                self.template(&directive.for_expr.template);
                self.sequence(directive.endfor_expr.strip);
            }
        }
    }

    fn sequence(&mut self, strip: Strip) {
        if strip.strip_start()
            && let Some(Token::Literal { text, .. }) = self.list.last_mut()
        {
            *text = trim_end(text);
        }
        self.trim_next = strip.strip_end();
        self.list.push(Token::Sequence);
    }

    fn literal(&mut self, decoded: &hcl::edit::Spanned<String>) {
        let Some(range) = decoded.span() else {
            return self.push(Text::literal(decoded.as_str()), true);
        };
        let raw = self.source.text().get(range.clone()).unwrap_or_default();
        let mut start = range.start;
        for line in raw.split_inclusive('\n') {
            let end = start + line.len();
            let text = decode(self.source, start..end, self.quoted);
            self.push(text, end == range.end);
            start = end;
        }
    }

    fn push(&mut self, text: Text, last: bool) {
        let text = if std::mem::take(&mut self.trim_next) { trim_start(&text) } else { text };
        self.list.push(Token::Literal { text, last });
    }
}

fn build<'a>(
    template: &'a Template,
    source: &'a Source,
    literals: &mut impl Iterator<Item = (Text, bool)>,
) -> Vec<Piece<'a>> {
    let mut result = Vec::new();
    for element in template {
        let span = source.span_of(element);
        let expr = |node| Expr { node, source };
        match element {
            Element::Literal(_) => result.push(Piece::Literal(joined(literals))),
            Element::Interpolation(found) => {
                result.push(Piece::Interpolation { expr: expr(&found.expr), span });
            }
            Element::Directive(directive) => result.push(match &**directive {
                Directive::If(found) => build_if(found, source, span, literals),
                Directive::For(found) => build_for(found, source, span, literals),
            }),
        }
    }
    result
}

fn build_if<'a>(
    directive: &'a IfDirective,
    source: &'a Source,
    span: Option<Span>,
    literals: &mut impl Iterator<Item = (Text, bool)>,
) -> Piece<'a> {
    let condition = Expr { node: &directive.if_expr.cond_expr, source };
    let then = build_dyn(&directive.if_expr.template, source, literals);
    let otherwise = directive
        .else_expr
        .as_ref()
        .map(|found| build_dyn(&found.template, source, literals))
        .unwrap_or_default();
    Piece::If { condition, then, otherwise, span }
}

fn build_for<'a>(
    directive: &'a ForDirective,
    source: &'a Source,
    span: Option<Span>,
    literals: &mut impl Iterator<Item = (Text, bool)>,
) -> Piece<'a> {
    let head = &directive.for_expr;
    Piece::For {
        key: head.key_var.as_ref().map(|name| name.as_str()),
        value: head.value_var.as_str(),
        collection: Expr { node: &head.collection_expr, source },
        body: build_dyn(&head.template, source, literals),
        span,
    }
}

/// Keeps the nesting of templates from becoming a nesting of types.
fn build_dyn<'a>(
    template: &'a Template,
    source: &'a Source,
    literals: &mut dyn Iterator<Item = (Text, bool)>,
) -> Vec<Piece<'a>> {
    let mut literals = literals;
    build(template, source, &mut literals)
}

fn joined(literals: &mut impl Iterator<Item = (Text, bool)>) -> Text {
    let mut result = Text::new();
    for (text, last) in literals {
        result.push(&text);
        if last {
            break;
        }
    }
    result
}

/// Takes from each line the white space that all lines begin with. Blank lines neither count nor
/// change; a sequence at the start of a line counts as none.
fn outdent(tokens: &mut [Token]) {
    let mut least = usize::MAX;
    let mut starts = Vec::new();
    let mut at_start = true;
    for (i, token) in tokens.iter().enumerate() {
        let Token::Literal { text, .. } = token else {
            if std::mem::take(&mut at_start) {
                least = 0;
            }
            continue;
        };
        let line = text.known().unwrap_or_default();
        if std::mem::take(&mut at_start) {
            let trimmed = line.trim_start();
            if !(trimmed.is_empty() && line.ends_with('\n')) {
                least = least.min(line.chars().count() - trimmed.chars().count());
                starts.push(i);
            }
        }
        at_start = line.ends_with('\n');
    }
    for i in starts {
        if let Some(Token::Literal { text, .. }) = tokens.get_mut(i) {
            *text = skip(text, least);
        }
    }
}

fn skip(text: &Text, mut count: usize) -> Text {
    strip(text, |c| {
        let goes = count > 0;
        count = count.saturating_sub(1);
        let _ = c;
        goes
    })
}

fn trim_start(text: &Text) -> Text {
    strip(text, char::is_whitespace)
}

/// Drops characters from the front for as long as `goes` says.
fn strip(text: &Text, mut goes: impl FnMut(char) -> bool) -> Text {
    let mut result = Text::new();
    let mut front = true;
    for part in text.parts() {
        let Part::Literal(literal, at) = part else { continue };
        let rest = if front { literal.trim_start_matches(&mut goes) } else { literal };
        front = front && rest.is_empty();
        let dropped = u32::try_from(literal.len() - rest.len()).unwrap_or(u32::MAX);
        result.push_literal(rest, at.map(|at| Pos { offset: at.offset.saturating_add(dropped), ..at }));
    }
    result
}

fn trim_end(text: &Text) -> Text {
    let mut parts = Vec::new();
    let mut back = true;
    for part in text.parts().iter().rev() {
        let Part::Literal(literal, at) = part else { continue };
        let rest = if back { literal.trim_end() } else { literal };
        back = back && rest.is_empty();
        parts.push((rest, *at));
    }
    let mut result = Text::new();
    for (literal, at) in parts.into_iter().rev() {
        result.push_literal(literal, at);
    }
    result
}

/// The characters that a stretch of a template stands for.
fn decode(source: &Source, range: Range<usize>, escapes: bool) -> Text {
    let mut text = Text::new();
    let raw = source.text().get(range.clone()).unwrap_or_default();
    let (mut done, mut at) = (0, 0);
    let place = |from: usize, to: usize| range.start + from..range.start + to;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find(['\\', '$', '%'])) {
        at += found;
        let rest = raw.get(at..).unwrap_or_default();
        if rest.starts_with("$${") || rest.starts_with("%%{") {
            source.copy(place(done, at), &mut text);
            (done, at) = (at + 1, at + 3);
        } else if let Some((c, len)) = escape(rest).filter(|_| escapes) {
            source.copy(place(done, at), &mut text);
            text.push_literal(c, None);
            at += len;
            done = at;
        } else {
            at += 1;
        }
    }
    source.copy(place(done, raw.len()), &mut text);
    text
}

/// The character that an escape stands for, and the length of the escape.
fn escape(rest: &str) -> Option<(char, usize)> {
    let hex = |digits: usize| {
        let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok())?;
        Some((char::from_u32(code)?, 2 + digits))
    };
    match rest.strip_prefix('\\')?.chars().next()? {
        'n' => Some(('\n', 2)),
        'r' => Some(('\r', 2)),
        't' => Some(('\t', 2)),
        '"' => Some(('"', 2)),
        '\\' => Some(('\\', 2)),
        'u' => hex(4),
        'U' => hex(8),
        _ => None,
    }
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
