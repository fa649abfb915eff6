//! Events into a tree, with a stack in place of recursion.

use super::align::align;
use super::{Composed, Dialect};
use crate::json::{Node, NodeKind, NodeMember, Problem};
use granit_parser::{Event, ScalarStyle, Tag};
use model::known::{FileId, Span, Symbol, Text, Why};
use std::collections::HashMap;
use std::ops::Range;

/// Levels of lists and objects, as in JSON.
const DEPTH: usize = 128;

/// Nodes that anchors and aliases may copy in one document.
const COPIES: usize = 200_000;

type Read<T> = Result<T, Problem>;

pub(super) struct Composer<'t> {
    file: Option<FileId>,
    text: &'t str,
    dialect: Dialect,
    open: Vec<Frame>,
    done: Option<Node>,
    anchors: HashMap<usize, Built>,
    copies: usize,
    problems: Vec<Problem>,
}

/// A list or an object that is not closed yet.
struct Frame {
    inside: Inside,
    range: Range<usize>,
    mark: Mark,
    size: usize,
    height: usize,
}

enum Inside {
    List(Vec<Node>),
    Object { members: Vec<NodeMember>, key: Option<(Text, Range<usize>)>, merged: Vec<Node> },
}

/// What stands before a node.
struct Mark {
    anchor: usize,
    tag: Option<(String, Option<Range<usize>>)>,
}

/// A node with its number of nodes, itself included, and its levels.
#[derive(Clone)]
struct Built {
    node: Node,
    range: Range<usize>,
    size: usize,
    height: usize,
}

impl<'t> Composer<'t> {
    pub fn new(file: Option<FileId>, text: &'t str, dialect: Dialect) -> Composer<'t> {
        Composer {
            file,
            text,
            dialect,
            open: Vec::new(),
            done: None,
            anchors: HashMap::new(),
            copies: 0,
            problems: Vec::new(),
        }
    }

    pub fn finish(self) -> Composed {
        let node = self.done.unwrap_or(Node { kind: NodeKind::Null, span: None });
        Composed { node, problems: self.problems }
    }

    pub fn refuse(&mut self, text: &str, span: &granit_parser::Span) {
        self.problems.push(Problem::new(text, self.span(self.range(span))));
    }

    pub fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Read<()> {
        let range = self.range(span);
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let mark = mark(anchor, tag.as_deref(), span);
                let range = self.trimmed(range, style);
                let text = self.scalar_text(&value, range.clone(), style);
                if self.wants_key() && mark.tag.is_none() {
                    let is_empty = style == ScalarStyle::Plain && range.is_empty();
                    let text = if is_empty { Text::new() } else { text };
                    let built = Built::scalar(NodeKind::Text(text.clone()), range.clone(), self.file);
                    self.keep(anchor, &built)?;
                    return self.key(text, range);
                }
                let plain = style == ScalarStyle::Plain && mark.tag.is_none();
                let kind = if plain { (self.dialect.plain)(&value) } else { None };
                let built = Built::scalar(kind.unwrap_or(NodeKind::Text(text)), range, self.file);
                self.node(built, mark)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(Inside::List(Vec::new()), range, mark(anchor, tag.as_deref(), span))
            }
            Event::MappingStart(_, anchor, tag) => {
                let inside = Inside::Object { members: Vec::new(), key: None, merged: Vec::new() };
                self.begin(inside, range, mark(anchor, tag.as_deref(), span))
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::UnresolvedAlias(name) => {
                let text = format!("no anchor `&{name}` stands before this");
                self.unreadable(text, range)
            }
            _ => Ok(()),
        }
    }

    fn begin(&mut self, inside: Inside, range: Range<usize>, mark: Mark) -> Read<()> {
        if self.open.len() >= DEPTH {
            return Err(Problem::new("nested too deeply to be read", self.span(range)));
        }
        self.open.push(Frame { inside, range, mark, size: 1, height: 1 });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Read<()> {
        let Some(mut frame) = self.open.pop() else { return Ok(()) };
        // The end of a block has no width and stands behind what separates it from the next.
        if !range.is_empty() {
            frame.range.end = range.end;
        }
        let kind = match frame.inside {
            Inside::List(items) => NodeKind::List(items, None),
            Inside::Object { mut members, merged, .. } => {
                for node in merged {
                    self.merge(&mut members, node);
                }
                NodeKind::Object(members, None)
            }
        };
        let node = Node { kind, span: self.span(frame.range.clone()) };
        let built = Built { node, range: frame.range, size: frame.size, height: frame.height };
        self.node(built, frame.mark)
    }

    /// Keys that are written out win over merged ones, earlier merges over later ones.
    fn merge(&mut self, members: &mut Vec<NodeMember>, node: Node) {
        match node.kind {
            NodeKind::Object(others, _) => {
                for other in others {
                    if !members.iter().any(|member| member.key.known() == other.key.known()) {
                        members.push(other);
                    }
                }
            }
            NodeKind::List(items, _) => {
                for item in items {
                    match item.kind {
                        NodeKind::Object(..) => self.merge(members, item),
                        _ => self.problems.push(Problem::new("`<<` takes objects only", item.span)),
                    }
                }
            }
            _ => self.problems.push(Problem::new("`<<` takes objects only", node.span)),
        }
    }

    fn node(&mut self, built: Built, mark: Mark) -> Read<()> {
        let built = self.tagged(built, mark.tag);
        self.keep(mark.anchor, &built)?;
        self.put(built)
    }

    fn keep(&mut self, anchor: usize, built: &Built) -> Read<()> {
        if anchor > 0 {
            self.copy(built.size, &built.range)?;
            self.anchors.insert(anchor, built.clone());
        }
        Ok(())
    }

    fn copy(&mut self, nodes: usize, range: &Range<usize>) -> Read<()> {
        self.copies += nodes;
        match self.copies > COPIES {
            true => {
                let text = format!("aliases make more than {COPIES} values of this text");
                Err(Problem::new(text, self.span(range.clone())))
            }
            false => Ok(()),
        }
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Read<()> {
        let Some(built) = self.anchors.get(&anchor) else {
            return self.unreadable("an alias of the value that it stands in".to_owned(), range);
        };
        let (size, height) = (built.size, built.height);
        if self.open.len() + height > DEPTH {
            return Err(Problem::new("nested too deeply to be read", self.span(range)));
        }
        self.copy(size, &range)?;
        let Some(built) = self.anchors.get(&anchor).cloned() else { return Ok(()) };
        match (self.wants_key(), built.node.kind) {
            (true, NodeKind::Text(text)) => self.key(text, range),
            // The place of the value is that of the anchor, the place of the collection around it not.
            (_, kind) => self.put(Built { node: Node { kind, ..built.node }, range, size, height }),
        }
    }

    /// Something that takes the place of a value and is none.
    fn unreadable(&mut self, text: String, range: Range<usize>) -> Read<()> {
        let span = self.span(range.clone());
        self.problems.push(Problem::new(text.clone(), span));
        self.put(Built::scalar(
            NodeKind::Unknown(Symbol::anonymous(Why::new(text).at(span))),
            range,
            self.file,
        ))
    }

    /// A tag of the language wraps the node; those of YAML itself say nothing that we need.
    fn tagged(&mut self, built: Built, tag: Option<(String, Option<Range<usize>>)>) -> Built {
        let Some((tag, place)) = tag else { return built };
        let place = place.unwrap_or(built.range.clone());
        if tag == "!" || tag.starts_with("!!") {
            return Built { node: self.core(&tag, built.node), ..built };
        }
        let range = place.start.min(built.range.start)..built.range.end;
        let span = self.span(range.clone());
        let Some(name) = (self.dialect.tag)(&tag) else {
            let text = format!("`{tag}` is not a tag that means anything here");
            let place = self.span(place);
            self.problems.push(Problem::new(text.clone(), place));
            let kind = NodeKind::Unknown(Symbol::anonymous(Why::new(text).at(place)));
            return Built { node: Node { kind, span }, range, size: 1, height: 1 };
        };
        let member = NodeMember { key: Text::literal(name), span: self.span(place), value: built.node };
        let node = Node { kind: NodeKind::Object(vec![member], None), span };
        Built { node, range, size: built.size + 1, height: built.height + 1 }
    }

    /// `!!bool` and the like: the value as if it were plain.
    fn core(&self, tag: &str, node: Node) -> Node {
        match (&node.kind, tag) {
            (NodeKind::Text(text), "!!bool" | "!!int" | "!!float" | "!!null") => {
                let known = text.known().unwrap_or_default();
                Node { kind: (self.dialect.plain)(&known).unwrap_or(node.kind), span: node.span }
            }
            _ => node,
        }
    }

    /// Hands a node to what is open around it.
    fn put(&mut self, built: Built) -> Read<()> {
        let Built { node, range, size, height } = built;
        let Some(frame) = self.open.last_mut() else {
            self.done = Some(node);
            return Ok(());
        };
        frame.range.end = frame.range.end.max(range.end);
        frame.size += size;
        frame.height = frame.height.max(height + 1);
        match &mut frame.inside {
            Inside::List(items) => items.push(node),
            Inside::Object { members, key, merged } => match key.take() {
                Some((key, _)) if key.known().as_deref() == Some("<<") => merged.push(node),
                Some((key, place)) => {
                    let span = self.file.map(|file| Span::new(file, place));
                    members.push(NodeMember { key, span, value: node });
                }
                None => return Err(Problem::new("a key must be a string", node.span.or(self.span(range)))),
            },
        }
        Ok(())
    }

    fn key(&mut self, text: Text, range: Range<usize>) -> Read<()> {
        if let Some(Frame { inside: Inside::Object { key, .. }, size, range: whole, .. }) =
            self.open.last_mut()
        {
            *size += 1;
            whole.end = whole.end.max(range.end);
            *key = Some((text, range));
        }
        Ok(())
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Frame { inside: Inside::Object { key: None, .. }, .. }))
    }

    fn scalar_text(&self, value: &str, range: Range<usize>, style: ScalarStyle) -> Text {
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        match (self.file, self.text.get(range.clone())) {
            (Some(file), Some(written)) => align(file, range.start, written, value, quoted),
            _ => Text::literal(value),
        }
    }

    /// A block scalar reaches to the next token.
    fn trimmed(&self, range: Range<usize>, style: ScalarStyle) -> Range<usize> {
        match (style, self.text.get(range.clone())) {
            (ScalarStyle::Literal | ScalarStyle::Folded, Some(written)) => {
                range.start..range.start + written.trim_end().len()
            }
            _ => range,
        }
    }

    fn range(&self, span: &granit_parser::Span) -> Range<usize> {
        span.byte_range().unwrap_or_default()
    }

    fn span(&self, range: Range<usize>) -> Option<Span> {
        self.file.map(|file| Span::new(file, range))
    }
}

impl Built {
    fn scalar(kind: NodeKind, range: Range<usize>, file: Option<FileId>) -> Built {
        let span = file.map(|file| Span::new(file, range.clone()));
        Built { node: Node { kind, span }, range, size: 1, height: 1 }
    }
}

fn mark(anchor: usize, tag: Option<&Tag>, span: &granit_parser::Span) -> Mark {
    let place = span.tag_span().and_then(|span| span.byte_range());
    Mark { anchor, tag: tag.map(|tag| (tag.original(), place)) }
}
