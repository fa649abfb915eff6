//! Terraform's syntax: a file split into its top-level blocks, a block parsed when it is asked for,
//! and views of what was parsed in which every place is a place in the file.
//!
//! `split` or `split_json` gives a `File`; `RawBlock::parse` gives a `Tree` to keep; `Tree::body`
//! gives views, which are `Copy` and live as long as the tree. A JSON body is rewritten as HCL on
//! the way, so there is one kind of expression for both languages.

mod duplicates;
mod json;
mod parse;
mod references;
mod scan;
mod source;
mod split;
mod template;

pub use crate::json::Problem;
pub use json::split_json;
pub use parse::{parse_expression, parse_template};
pub use references::Reference;
pub use scan::{Outline, outline};
pub use source::Source;
pub use split::split;
pub use template::Piece;

use hcl::edit::expr::{Expression, Object, ObjectKey};
use hcl::edit::structure;
use hcl::edit::template::Template;
use model::known::{FileId, Span};
use std::sync::Arc;

/// A file, split but not parsed.
#[derive(Clone, Debug)]
pub struct File {
    pub id: FileId,
    pub blocks: Vec<RawBlock>,
    /// What stands outside of blocks: the assignments of a `.tfvars` file.
    pub attributes: Vec<RawAttribute>,
    /// Stretches that were lost. Everything else of the file is there. A block whose header could be
    /// read is kept even so, and gives the same problem again when it is parsed.
    pub problems: Vec<Problem>,
}

/// A top-level block of which only the header has been read.
#[derive(Clone, Debug)]
pub struct RawBlock {
    pub kind: String,
    /// Without quotes, escapes resolved.
    pub labels: Vec<String>,
    /// From the block type to the end of the last label; in JSON, the key of the last label.
    pub header: Span,
    /// The whole block, its closing brace included; in JSON, the value.
    pub span: Span,
    body: RawBody,
}

#[derive(Clone, Debug)]
enum RawBody {
    /// What is between the braces.
    Hcl(Span),
    Json(Arc<crate::json::Node>),
    /// It is not known where the block ends, or a string in it.
    Lost(Problem),
}

impl RawBlock {
    /// A block of which only the header is known. It stands in a file of another kind.
    pub fn without_body(kind: &str, labels: Vec<String>, header: Span) -> RawBlock {
        let body = RawBody::Hcl(Span { end: header.start, ..header });
        RawBlock { kind: kind.to_owned(), labels, header, span: header, body }
    }
}

/// An assignment outside of all blocks.
#[derive(Clone, Debug)]
pub struct RawAttribute {
    pub name: String,
    /// The whole assignment.
    pub span: Span,
}

/// A parsed body, to be kept; everything else here is a view of one.
#[derive(Debug)]
pub struct Tree {
    root: Root,
    source: Source,
    /// What was skipped inside of the body: an argument that is given twice.
    pub problems: Vec<Problem>,
}

#[derive(Debug)]
enum Root {
    Body(structure::Body),
    /// A JSON object, rewritten as HCL.
    Object(Box<Expression>),
}

/// An expression that was parsed alone.
#[derive(Debug)]
pub struct ExpressionTree {
    expression: Expression,
    source: Source,
}

/// A template that was parsed alone: a file that `templatefile` reads.
#[derive(Debug)]
pub struct TemplateTree {
    template: Template,
    source: Source,
}

/// The content of a block. Bodies do not know their schema: in HCL, `s3 = {}` is an attribute and
/// `s3 {}` a block; in JSON, one property is found as either, as the caller asks.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    members: Members<'a>,
    source: &'a Source,
}

#[derive(Clone, Copy, Debug)]
enum Members<'a> {
    Structures(&'a structure::Body),
    Properties(&'a Object),
    /// JSON that is neither an object nor a list of objects.
    None,
}

/// An argument: `name = expression`.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    pub name: &'a str,
    pub key: Option<Span>,
    /// The whole argument.
    pub span: Option<Span>,
    pub expr: Expr<'a>,
}

/// A nested block. A `dynamic` block is a block like any other here.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    pub kind: &'a str,
    pub labels: Vec<&'a str>,
    /// From the block type to the end of the last label; in JSON, the key of the last label.
    pub header: Option<Span>,
    pub span: Option<Span>,
    pub body: Body<'a>,
}

/// An expression and what it was parsed from.
#[derive(Clone, Copy, Debug)]
pub struct Expr<'a> {
    pub node: &'a Expression,
    pub source: &'a Source,
}

impl Tree {
    pub fn body(&self) -> Body<'_> {
        let members = match &self.root {
            Root::Body(body) => Members::Structures(body),
            Root::Object(expression) => properties(expression),
        };
        Body { members, source: &self.source }
    }
}

impl ExpressionTree {
    pub fn expr(&self) -> Expr<'_> {
        Expr { node: &self.expression, source: &self.source }
    }
}

impl TemplateTree {
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        template::of_file(&self.template, &self.source)
    }
}

fn properties(expression: &Expression) -> Members<'_> {
    expression.as_object().map_or(Members::None, Members::Properties)
}

impl<'a> Body<'a> {
    pub fn attribute(self, name: &str) -> Option<Attribute<'a>> {
        match self.members {
            Members::Structures(body) => body.get_attribute(name).map(|found| self.argument(found)),
            _ => self.attributes().into_iter().find(|attribute| attribute.name == name),
        }
    }

    /// In the order of the file. In JSON, every property, those that are blocks included.
    pub fn attributes(self) -> Vec<Attribute<'a>> {
        match self.members {
            Members::Structures(body) => body.attributes().map(|found| self.argument(found)).collect(),
            Members::Properties(object) => object
                .iter()
                .filter_map(|(key, value)| {
                    let name = key.as_expr()?.as_str()?;
                    let expr = Expr { node: value.expr(), source: self.source };
                    let key = self.source.span_of(key);
                    let span = key.zip(expr.span()).map(|(key, value)| key.to(value));
                    (name != "//").then_some(Attribute { name, key, span, expr })
                })
                .collect(),
            Members::None => Vec::new(),
        }
    }

    fn argument(self, found: &'a structure::Attribute) -> Attribute<'a> {
        Attribute {
            name: found.key.as_str(),
            key: self.source.span_of(&found.key),
            span: self.source.span_of(found),
            expr: Expr { node: &found.value, source: self.source },
        }
    }

    /// Blocks of one type, in the order of the file.
    pub fn blocks(self, kind: &str) -> Vec<Block<'a>> {
        let mut blocks = self.all_blocks();
        blocks.retain(|block| block.kind == kind);
        blocks
    }

    pub fn is_json(self) -> bool {
        matches!(self.members, Members::Properties(_))
    }

    /// In JSON, every property that is an object or a list of objects.
    pub fn all_blocks(self) -> Vec<Block<'a>> {
        match self.members {
            Members::Structures(body) => body.blocks().map(|found| self.block(found)).collect(),
            Members::Properties(_) => json::blocks(self),
            Members::None => Vec::new(),
        }
    }

    fn block(self, found: &'a structure::Block) -> Block<'a> {
        let kind = self.source.span_of(&found.ident);
        let last = found.labels.last().and_then(|label| self.source.span_of(label));
        Block {
            kind: found.ident.as_str(),
            labels: found.labels.iter().map(|label| label.as_str()).collect(),
            header: kind.map(|kind| last.map_or(kind, |last| kind.to(last))),
            span: self.source.span_of(found),
            body: Body { members: Members::Structures(&found.body), source: self.source },
        }
    }
}

impl<'a> Expr<'a> {
    /// What an object holds that is spelt out: `{ name = expression }`.
    pub fn members(self) -> Vec<Attribute<'a>> {
        let Some(object) = self.node.as_object() else { return Vec::new() };
        let member = |(key, value): (&'a ObjectKey, &'a hcl::edit::expr::ObjectValue)| {
            let name = self.plain_key(key)?;
            let expr = self.with(value.expr());
            let key = self.span_of(key);
            let span = key.zip(expr.span()).map(|(key, value)| key.to(value));
            Some(Attribute { name, key, span, expr })
        };
        object.iter().filter_map(member).collect()
    }

    /// A part of this expression.
    pub fn with(self, node: &'a Expression) -> Expr<'a> {
        Expr { node, source: self.source }
    }

    pub fn span(self) -> Option<Span> {
        self.source.span_of(self.node)
    }

    /// The place of any node of this expression: an operator, a key, the name of a function.
    pub fn span_of(self, node: &impl hcl::edit::Span) -> Option<Span> {
        self.source.span_of(node)
    }

    /// As it is written, without the white space around it.
    pub fn text(self) -> &'a str {
        self.source.text_of(self.node)
    }

    /// What a string, a template or a heredoc is made of, with escapes, indentation and `~` already
    /// applied; `None` for other expressions. No piece at all is the empty string.
    pub fn pieces(self) -> Option<Vec<Piece<'a>>> {
        template::of_expression(self)
    }

    /// The expression inside of a string without interpolation. Terraform reads it so where it wants
    /// a reference or a type and finds a string: `type = "string"`, `"depends_on": ["aws_x.y"]`.
    pub fn quoted(self) -> Option<ExpressionTree> {
        parse::quoted(self)
    }

    /// An object's key, where it is a plain word or a plain string; else it must be evaluated.
    pub fn plain_key(self, key: &'a ObjectKey) -> Option<&'a str> {
        match key {
            ObjectKey::Ident(name) => Some(name.as_str()),
            ObjectKey::Expression(expression) => expression.as_str(),
        }
    }
}

#[cfg(test)]
#[path = "syntax/body_tests.rs"]
mod tests;
