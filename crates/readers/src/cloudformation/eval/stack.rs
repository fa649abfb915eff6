//! Uses of templates: the one that is checked, and below it one for each nested stack.

use super::{Evaluator, Scope};
use crate::cloudformation::document::{Document, Entry, Section, kind_of};
use crate::cloudformation::template::Nested;
use crate::json::Node;
use model::known::{Span, Truth, Why};
use std::collections::HashMap;

/// Stacks that one template may make, and stacks within each other.
const STACKS: usize = 500;
const LEVELS: usize = 10;
/// Resources of one stack: loops can make many.
pub(super) const RESOURCES: usize = 5_000;

/// One use of a template.
pub(in crate::cloudformation) struct Stack<'r> {
    pub document: &'r Document,
    number: usize,
    /// The logical id of the nested stack, those around it before it; empty for the first.
    pub address: String,
    /// The stack that this one is nested in, and the resource there.
    pub caller: Option<(usize, usize)>,
    pub exists: Truth,
    pub resources: Vec<Resource<'r>>,
    by_name: HashMap<String, usize>,
    children: HashMap<usize, usize>,
    level: usize,
}

/// A resource as it is declared, or as a loop makes it.
pub(in crate::cloudformation) struct Resource<'r> {
    pub name: String,
    /// The logical id as it is written.
    pub span: Option<Span>,
    pub whole: Option<Span>,
    pub kind: String,
    pub node: &'r Node,
    pub scope: Scope,
}

/// An entry of a section, loops unrolled.
pub(super) struct Unrolled<'r> {
    pub name: String,
    pub span: Option<Span>,
    pub node: &'r Node,
    pub scope: Scope,
}

impl<'r> Evaluator<'r> {
    pub(super) fn make_stacks(&mut self) {
        self.make_stack(0, String::new(), None, Truth::Yes, 0);
        let mut next = 0;
        while next < self.stacks.len() {
            self.make_nested(next);
            next += 1;
        }
    }

    fn make_stack(
        &mut self,
        number: usize,
        address: String,
        caller: Option<(usize, usize)>,
        exists: Truth,
        level: usize,
    ) {
        let document = self.template.document(number);
        let stack = self.stacks.len();
        let (resources, by_name, children) = (Vec::new(), HashMap::new(), HashMap::new());
        self.stacks.push(Stack {
            document,
            number,
            address,
            caller,
            exists,
            resources,
            by_name,
            children,
            level,
        });
        let mut resources: Vec<Resource<'r>> = Vec::new();
        for Unrolled { name, span, node, scope } in self.unroll(&document.resources, stack) {
            let whole = match (span, node.span) {
                (Some(name), Some(node)) => Some(name.to(node)),
                (name, node) => name.or(node),
            };
            resources.push(Resource { name, span, whole, kind: kind_of(node), node, scope });
        }
        if let Some(stack) = self.stacks.get_mut(stack) {
            stack.by_name =
                resources.iter().enumerate().map(|(at, resource)| (resource.name.clone(), at)).collect();
            stack.resources = resources;
        }
    }

    fn make_nested(&mut self, stack: usize) {
        let Some(here) = self.stacks.get(stack) else { return };
        let (number, level) = (here.number, here.level);
        let nested: Vec<(usize, usize)> = here
            .resources
            .iter()
            .enumerate()
            .filter_map(|(at, resource)| match self.template.nested(number, resource.node) {
                Nested::Here(child) => Some((at, child)),
                Nested::Missing | Nested::Elsewhere => None,
            })
            .collect();
        for (resource, child) in nested {
            if level >= LEVELS || self.stacks.len() >= STACKS {
                let span = self.resource(stack, resource).and_then(|resource| resource.span);
                return self.problem(stack, span, "too many nested stacks: the rest is not judged");
            }
            let exists = self.exists(stack, resource);
            let name =
                self.resource(stack, resource).map(|resource| resource.name.clone()).unwrap_or_default();
            let address = self.address(stack, &name);
            let made = self.stacks.len();
            self.make_stack(child, address, Some((stack, resource)), exists, level + 1);
            if let Some(here) = self.stacks.get_mut(stack) {
                here.children.insert(resource, made);
            }
        }
    }

    /// The entries of a section and what its loops make of more. Loops whose items are not known
    /// make none.
    pub(super) fn unroll(&mut self, section: &'r Section, stack: usize) -> Vec<Unrolled<'r>> {
        let scope = Scope::of_stack(stack);
        let written = |entry: &'r Entry| {
            let Entry { name, span, node } = entry;
            Unrolled { name: name.clone(), span: *span, node, scope: scope.clone() }
        };
        let mut made: Vec<Unrolled<'r>> = section.entries.iter().map(written).collect();
        for entry in &section.loops {
            if let Err(why) = self.unroll_loop(&entry.node, &scope, 0, &mut made) {
                self.problem(stack, entry.span, &format!("`{}` cannot be unrolled: {why}", entry.name));
            }
        }
        made
    }

    pub fn resource(&self, stack: usize, resource: usize) -> Option<&Resource<'r>> {
        self.stacks.get(stack)?.resources.get(resource)
    }

    pub(super) fn find(&self, stack: usize, name: &str) -> Option<usize> {
        self.stacks.get(stack)?.by_name.get(name).copied()
    }

    /// The stack that a resource stands for.
    pub(super) fn child(&self, stack: usize, resource: usize) -> Option<usize> {
        self.stacks.get(stack)?.children.get(&resource).copied()
    }

    /// The template of a nested stack is not here.
    pub fn is_absent_stack(&self, stack: usize, resource: usize) -> Option<Nested> {
        let here = self.stacks.get(stack)?;
        let resource = here.resources.get(resource)?;
        let is_stack =
            matches!(resource.kind.as_str(), "AWS::CloudFormation::Stack" | "AWS::Serverless::Application");
        let nested = self.template.nested(here.number, resource.node);
        (is_stack && !matches!(nested, Nested::Here(_))).then_some(nested)
    }

    pub(super) fn document(&self, stack: usize) -> Option<&'r Document> {
        self.stacks.get(stack).map(|stack| stack.document)
    }

    /// Why something that is not declared may be there all the same.
    pub(super) fn open(&self, stack: usize) -> Option<Why> {
        self.document(stack)?.open.clone()
    }
}
