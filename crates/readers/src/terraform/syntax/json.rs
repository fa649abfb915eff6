//! `.tf.json`: the same blocks, whose bodies are rewritten as HCL when they are parsed. A string
//! is a template there, and a property is an argument or a block as the schema says.

use super::scan::{Scan, Stop};
use super::{Block, Body, File, Members, Problem, RawBlock, RawBody, Root, Source, Tree, parse};
use crate::json::{self, Node, NodeKind, NodeMember};
use hcl::edit::expr::Expression;
use model::known::{FileId, Span, Text};
use std::sync::Arc;

/// Splits a file in JSON. Properties named `//` are comments.
pub fn split_json(id: FileId, text: &str) -> File {
    let mut file = File { id, blocks: Vec::new(), attributes: Vec::new(), problems: Vec::new() };
    match json::tree(id, text) {
        Ok(node) => top(&mut file, node),
        Err(problem) => file.problems.push(problem),
    }
    file
}

fn top(file: &mut File, node: Node) {
    match node.kind {
        NodeKind::Object(members, _) => {
            for member in members {
                let kind = member.key.known().unwrap_or_default();
                if kind != "//" {
                    let whole = Span::new(file.id, 0..0);
                    let header = member.span.unwrap_or(whole);
                    let left = labels(&kind, true);
                    expand(
                        file,
                        member.value,
                        left,
                        &Header { kind: &kind, labels: Vec::new(), span: header },
                    );
                }
            }
        }
        NodeKind::List(items, _) => items.into_iter().for_each(|item| top(file, item)),
        _ => file.problems.push(Problem::new("an object is expected here", node.span)),
    }
}

struct Header<'a> {
    kind: &'a str,
    labels: Vec<String>,
    span: Span,
}

/// Goes down one label a level; every level may be a list. Bounded by the depth of the parser.
fn expand(file: &mut File, node: Node, left: usize, header: &Header<'_>) {
    match node.kind {
        NodeKind::List(items, _) => items.into_iter().for_each(|item| expand(file, item, left, header)),
        NodeKind::Null => {}
        NodeKind::Object(members, _) if left > 0 => {
            for member in members {
                let name = member.key.known().unwrap_or_default();
                if name != "//" {
                    let mut labels = header.labels.clone();
                    labels.push(name);
                    let span = member.span.unwrap_or(header.span);
                    expand(file, member.value, left - 1, &Header { kind: header.kind, labels, span });
                }
            }
        }
        NodeKind::Object(..) => file.blocks.push(RawBlock {
            kind: header.kind.to_owned(),
            labels: header.labels.clone(),
            header: header.span,
            span: node.span.unwrap_or(header.span),
            body: RawBody::Json(Arc::new(node)),
        }),
        _ => file.problems.push(Problem::new("an object is expected here", node.span)),
    }
}

/// How many labels a type of block has.
fn labels(kind: &str, top: bool) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" | "action" | "list" => 2,
        "module" | "variable" | "output" | "provider" | "check" if top => 1,
        "dynamic" | "provisioner" | "backend" | "provider_meta" if !top => 1,
        _ => 0,
    }
}

/// The blocks in a rewritten body: objects, and lists of objects.
pub(super) fn blocks(body: Body<'_>) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for attribute in body.attributes() {
        let block =
            Block { kind: attribute.name, labels: Vec::new(), header: attribute.key, span: None, body };
        nested(&mut blocks, attribute.expr.node, labels(attribute.name, false), block);
    }
    blocks
}

fn nested<'a>(blocks: &mut Vec<Block<'a>>, node: &'a Expression, left: usize, block: Block<'a>) {
    let source = block.body.source;
    match node {
        Expression::Array(items) => {
            for item in items {
                nested(blocks, item, left, block.clone());
            }
        }
        Expression::Object(members) if left > 0 => {
            for (key, value) in members {
                if let Some(label) = key.as_expr().and_then(Expression::as_str) {
                    let mut block = block.clone();
                    block.labels.push(label);
                    block.header = source.span_of(key);
                    nested(blocks, value.expr(), left - 1, block);
                }
            }
        }
        Expression::Object(members) => blocks.push(Block {
            span: source.span_of(node),
            body: Body { members: Members::Properties(members), source },
            ..block
        }),
        _ => {}
    }
}

pub(super) fn parse(block: &RawBlock, node: &Node) -> Result<Tree, Problem> {
    let mut writer = Writer { source: Source::empty(block.span.file), problems: Vec::new(), plain: false };
    if let NodeKind::Object(members, _) = &node.kind {
        // The default of a variable is a constant: what looks like a template in it is plain text.
        let constant = (block.kind == "variable").then_some("default");
        writer.object(members, node.span, constant);
    }
    let tree = parse::expression(writer.source)?;
    let root = Root::Object(Box::new(tree.expression));
    Ok(Tree { root, source: tree.source, problems: writer.problems })
}

/// Blocks of one type may be spread over several properties of one name, and become a list. Arguments
/// may not, and neither may keys.
fn merged<'a>(members: &'a [NodeMember], problems: &mut Vec<Problem>) -> Vec<(String, Vec<&'a NodeMember>)> {
    let mut groups: Vec<(String, Vec<&NodeMember>)> = Vec::new();
    let mut index = std::collections::HashMap::new();
    for member in members {
        let name = member.key.known().unwrap_or_default();
        let at = *index.entry(name.clone()).or_insert(groups.len());
        let block = |node: &Node| matches!(node.kind, NodeKind::Object(..) | NodeKind::List(..));
        match groups.get_mut(at) {
            None => groups.push((name, vec![member])),
            Some((_, group)) if block(&member.value) && group.iter().all(|one| block(&one.value)) => {
                group.push(member);
            }
            Some(_) if name == "//" => {}
            Some(_) => {
                problems.push(Problem::new(format!("`{name}` is given twice"), member.span));
            }
        }
    }
    groups
}

/// Writes JSON as HCL, and notes where every byte stands in the file.
struct Writer {
    source: Source,
    problems: Vec<Problem>,
    /// Strings are plain text.
    plain: bool,
}

impl Writer {
    fn bracket(&mut self, text: &str, there: Option<u32>) {
        self.source.push(text, there.map(|there| there as usize));
    }

    fn comma(&mut self, number: usize) {
        if number > 0 {
            self.source.push(",", None);
        }
    }

    /// What `constant` names is plain text all through.
    fn object(&mut self, members: &[NodeMember], span: Option<Span>, constant: Option<&str>) {
        self.bracket("{", span.map(|span| span.start));
        for (i, (name, members)) in merged(members, &mut self.problems).into_iter().enumerate() {
            let plain = self.plain;
            self.plain = plain || constant == Some(&*name);
            self.comma(i);
            self.property(&members);
            self.plain = plain;
        }
        self.bracket("}", span.map(|span| span.end.saturating_sub(1)));
    }

    fn property(&mut self, members: &[&NodeMember]) {
        if let Some(first) = members.first() {
            self.string(&first.key, first.span);
            self.source.push("=", None);
        }
        match members {
            [one] => self.node(&one.value),
            several => {
                self.source.push("[", None);
                for (i, member) in several.iter().enumerate() {
                    self.comma(i);
                    self.node(&member.value);
                }
                self.source.push("]", None);
            }
        }
    }

    /// Bounded by the depth that the JSON parser allows.
    fn node(&mut self, node: &Node) {
        let start = node.span.map(|span| span.start);
        let end = node.span.map(|span| span.end.saturating_sub(1));
        match &node.kind {
            NodeKind::Null | NodeKind::Unknown(_) => self.bracket("null", start),
            NodeKind::Bool(value) => self.bracket(if *value { "true" } else { "false" }, start),
            NodeKind::Number(digits) => self.bracket(digits, start),
            NodeKind::Text(text) => self.string(text, node.span),
            NodeKind::List(items, _) => {
                self.bracket("[", start);
                for (i, item) in items.iter().enumerate() {
                    self.comma(i);
                    self.node(item);
                }
                self.bracket("]", end);
            }
            NodeKind::Object(members, _) => self.object(members, node.span, None),
        }
    }

    /// Literal characters are escaped anew; what is inside of `${…}` is HCL already.
    fn string(&mut self, text: &Text, span: Option<Span>) {
        self.bracket("\"", span.map(|span| span.start));
        if let Some(decoded) = Source::of_text(text) {
            let mut at = 0;
            while let Some(c) = decoded.text().get(at..).and_then(|rest| rest.chars().next()) {
                at = self.character(&decoded, at, c);
            }
        }
        self.bracket("\"", span.map(|span| span.end.saturating_sub(1)));
    }

    fn character(&mut self, decoded: &Source, at: usize, c: char) -> usize {
        let rest = decoded.text().get(at..).unwrap_or_default();
        let sequence = rest.starts_with("${") || rest.starts_with("%{");
        let end = match c {
            // A line end stays as it is, so that the template has the same lines.
            '"' | '\\' => {
                self.source.push(if c == '"' { "\\\"" } else { "\\\\" }, None);
                return at + 1;
            }
            _ if sequence && self.plain => {
                self.source.push(rest.get(..1).unwrap_or_default(), None);
                at + 2
            }
            _ if rest.starts_with("$${") || rest.starts_with("%%{") => {
                if self.plain {
                    self.source.push(rest.get(..1).unwrap_or_default(), None);
                }
                at + 3
            }
            _ if sequence => sequence_end(decoded.text(), at),
            c => at + c.len_utf8(),
        };
        self.source.append(decoded, at..end);
        end
    }
}

/// Behind the brace that closes the `${` at `at`, or the end.
fn sequence_end(text: &str, at: usize) -> usize {
    let mut scan = Scan::new(text, at + 1);
    match scan.run(&[]) {
        Stop::Closed => scan.at,
        _ => text.len(),
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
