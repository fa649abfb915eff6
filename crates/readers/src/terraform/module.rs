//! The code of one module: its files split into blocks, indexed by address, with override files
//! merged in. Parsing happens when a block is asked for. Shared by all instances and scenarios.

use super::syntax::{Attribute, Block, Body, RawAttribute, RawBlock, Reference, Tree};
use model::known::{FileId, Span, order};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// A module's folder. Call sources are resolved when the folder is loaded.
#[derive(Debug)]
pub struct Module {
    pub folder: String,
    pub decls: Vec<Decl>,
    /// `var.x`, `aws_s3_bucket.logs`, `data.aws_region.r`, `module.m`, `output.o`,
    /// `provider.aws.alias` to the declaration that counts.
    index: HashMap<String, usize>,
    /// Names of locals to the `locals` block that declares them.
    locals: OnceCell<HashMap<String, usize>>,
    /// Something of it could not be read, so that what is not found may well be declared.
    pub has_gaps: bool,
    /// By name of the call.
    pub calls: HashMap<String, Call>,
    /// Assignments of the `.tfvars` files that Terraform loads by itself, in its order.
    pub assignments: Vec<(FileId, Arc<str>, RawAttribute)>,
}

/// Where a module call leads.
#[derive(Clone, Debug)]
pub enum Call {
    /// Into another folder, by its number in the root's list.
    Module(usize),
    /// To code that is not there, and that need not be: a registry, a repository.
    Elsewhere(String),
    /// To a folder that should be there.
    Missing(String),
    /// The source is not a plain string.
    Unclear,
}

/// A top-level block.
#[derive(Debug)]
pub struct Decl {
    pub block: RawBlock,
    text: Arc<str>,
    pub address: String,
    /// Blocks of override files for the same thing, in order.
    overrides: Vec<usize>,
    tree: OnceCell<Option<Tree>>,
}

/// A declaration with its overrides: what Terraform sees after merging.
#[derive(Clone, Debug)]
pub struct Merged<'r> {
    bodies: Vec<Body<'r>>,
}

/// Collects problems met while parsing on demand.
pub type Report<'a> = &'a dyn Fn(FileId, super::syntax::Problem);

impl Module {
    pub fn new(folder: String) -> Module {
        Module {
            folder,
            decls: Vec::new(),
            index: HashMap::new(),
            locals: OnceCell::new(),
            has_gaps: false,
            calls: HashMap::new(),
            assignments: Vec::new(),
        }
    }

    /// Adds the blocks of a file; `overriding` for override files, which must come last. Gives the
    /// declarations that are there twice.
    pub fn add(&mut self, blocks: Vec<RawBlock>, text: &Arc<str>, overriding: bool) -> Vec<(Span, Span)> {
        let mut twice = Vec::new();
        for block in blocks {
            let address = address(&block);
            let number = self.decls.len();
            let header = block.header;
            self.decls.push(Decl {
                block,
                text: text.clone(),
                address: address.clone(),
                overrides: Vec::new(),
                tree: OnceCell::new(),
            });
            match self.index.get(&address).and_then(|first| self.decls.get_mut(*first)) {
                Some(first) if overriding => first.overrides.push(number),
                Some(first) if is_unique(&address) => twice.push((first.block.header, header)),
                _ => {
                    self.index.insert(address, number);
                }
            }
        }
        twice
    }

    pub fn find(&self, address: &str) -> Option<usize> {
        self.index.get(address).copied()
    }

    /// Declarations that stand for themselves: an override only where it overrides nothing.
    pub fn declared<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (usize, &'a Decl)> {
        self.decls.iter().enumerate().filter(move |(number, decl)| {
            decl.block.kind == kind
                && (!is_unique(&decl.address) || self.find(&decl.address) == Some(*number))
        })
    }

    pub fn local(&self, name: &str, report: Report<'_>) -> Option<Attribute<'_>> {
        let locals = self.locals.get_or_init(|| {
            let mut names = HashMap::new();
            for (number, decl) in self.decls.iter().enumerate().filter(|(_, d)| d.block.kind == "locals") {
                let body = decl.tree(report).map(Tree::body);
                for attribute in body.into_iter().flat_map(Body::attributes) {
                    names.insert(attribute.name.to_owned(), number);
                }
            }
            names
        });
        let decl = self.decls.get(*locals.get(name)?)?;
        decl.tree(report)?.body().attribute(name)
    }

    pub fn merged(&self, number: usize, report: Report<'_>) -> Merged<'_> {
        let Some(decl) = self.decls.get(number) else { return Merged { bodies: Vec::new() } };
        let all = std::iter::once(decl).chain(decl.overrides.iter().filter_map(|o| self.decls.get(*o)));
        Merged { bodies: all.filter_map(|decl| decl.tree(report)).map(Tree::body).collect() }
    }
}

impl Decl {
    fn tree(&self, report: Report<'_>) -> Option<&Tree> {
        let tree = self.tree.get_or_init(|| match self.block.parse(&self.text) {
            Ok(tree) => {
                for problem in &tree.problems {
                    report(self.block.span.file, problem.clone());
                }
                Some(tree)
            }
            Err(problem) => {
                report(self.block.span.file, problem);
                None
            }
        });
        tree.as_ref()
    }

    /// Whether the block could be parsed, as far as anybody asked.
    pub fn is_broken(&self) -> bool {
        matches!(self.tree.get(), Some(None))
    }

    /// The label at `number`: the type of a resource, the name of a variable.
    pub fn label(&self, number: usize) -> &str {
        self.block.labels.get(number).map_or("", String::as_str)
    }
}

impl<'r> Merged<'r> {
    /// The body of a nested block, which has no overrides of its own.
    pub fn of(body: Body<'r>) -> Merged<'r> {
        Merged { bodies: vec![body] }
    }

    /// Nothing of the block could be read.
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    pub fn is_json(&self) -> bool {
        self.bodies.iter().any(|body| body.is_json())
    }

    pub fn attribute(&self, name: &str) -> Option<Attribute<'r>> {
        self.bodies.iter().rev().find_map(|body| body.attribute(name))
    }

    pub fn attributes(&self) -> Vec<Attribute<'r>> {
        let mut seen = Vec::new();
        for body in self.bodies.iter().rev() {
            for attribute in body.attributes() {
                if !seen.iter().any(|other: &Attribute<'_>| other.name == attribute.name) {
                    seen.push(attribute);
                }
            }
        }
        seen
    }

    /// Blocks of one type, `dynamic` ones included: an override's blocks replace all of the base's.
    pub fn blocks(&self, kind: &str) -> Vec<Block<'r>> {
        let wanted = |block: &Block<'_>| {
            block.kind == kind || (block.kind == "dynamic" && block.labels.first() == Some(&kind))
        };
        let of = |body: &Body<'r>| body.all_blocks().into_iter().filter(wanted).collect::<Vec<_>>();
        self.bodies.iter().rev().map(of).find(|blocks| !blocks.is_empty()).unwrap_or_default()
    }

    /// What it refers to, as it is written; what an override replaces does not count.
    pub fn references(&self) -> Vec<Reference> {
        if let [body] = self.bodies.as_slice() {
            return body.references();
        }
        let blocks = self.all_blocks();
        let kind = |block: &Block<'r>| match (block.kind, block.labels.first()) {
            ("dynamic", Some(label)) => *label,
            (kind, _) => kind,
        };
        let kinds = order::set(blocks.iter().map(kind));
        let inside = kinds.into_iter().flat_map(|kind| self.blocks(kind)).flat_map(|it| it.body.references());
        self.attributes().into_iter().flat_map(Attribute::references).chain(inside).collect()
    }

    pub fn all_blocks(&self) -> Vec<Block<'r>> {
        self.bodies.iter().flat_map(|body| body.all_blocks()).collect()
    }
}

fn address(block: &RawBlock) -> String {
    let labels = block.labels.join(".");
    match block.kind.as_str() {
        "resource" | "ephemeral" => labels,
        "variable" => format!("var.{labels}"),
        kind => format!("{kind}.{labels}"),
    }
}

/// Blocks that may stand in a module any number of times.
fn is_unique(address: &str) -> bool {
    let kind = address.split('.').next().unwrap_or_default();
    !matches!(kind, "locals" | "provider" | "terraform" | "moved" | "import" | "removed" | "check")
}
