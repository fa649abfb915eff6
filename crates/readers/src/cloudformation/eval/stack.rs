//! Uses of templates: the one that is checked, and below it one for each nested stack.

use super::home::home;
use super::{Evaluator, Scope};
use crate::cloudformation::document::{Document, Entry, Section, kind_of};
use crate::cloudformation::template::Nested;
use crate::json::Node;
use model::Home;
use model::known::{Span, Truth, Why};
use std::collections::HashMap;
use std::sync::Arc;

/// Stacks that one template may make, and stacks within each other.
const STACKS: usize = 500;
const LEVELS: usize = 10;
/// Entries that loops make in one section: CloudFormation takes no more resources in a stack.
pub(super) const RESOURCES: usize = 500;

/// One use of a template.
pub(in crate::cloudformation) struct Stack<'r> {
    pub document: &'r Document,
    number: usize,
    /// The logical id of the nested stack, those around it before it; empty for the first.
    pub address: String,
    /// The stack that this one is nested in, and the resource there.
    pub caller: Option<(usize, usize)>,
    pub exists: Truth,
    /// Not of another template, with which values are exchanged.
    pub is_own: bool,
    home: Arc<Home>,
    /// A loop that may make more than is here, and why that is not known.
    unrolled_in_part: Option<Why>,
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
        for number in self.template.partners() {
            let document = self.template.document(number);
            let name = document.deployment.stack_name.as_ref().unwrap_or(&document.path);
            let address = format!("{name}:");
            self.make_stack(number, address, None, Truth::Yes, 0);
        }
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
        let outer = caller.and_then(|(outer, _)| self.stacks.get(outer));
        let (is_own, home) = match outer {
            Some(outer) => (outer.is_own, outer.home.clone()),
            None => (stack == 0, Arc::new(home(self.template.settings(), &document.deployment))),
        };
        self.stacks.push(Stack {
            document,
            number,
            address,
            caller,
            exists,
            is_own,
            home,
            unrolled_in_part: None,
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
            if self.is_within(stack, child) {
                let span = self.resource(stack, resource).and_then(|resource| resource.span);
                let path = &self.template.document(child).path;
                self.problem(stack, span, &format!("`{path}` is nested in itself, without end"));
                continue;
            }
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

    /// Whether a stack is a use of this document, or lies in one that is.
    fn is_within(&self, stack: usize, document: usize) -> bool {
        let outer = |stack: &&Stack<'r>| self.stacks.get(stack.caller?.0);
        std::iter::successors(self.stacks.get(stack), outer).any(|stack| stack.number == document)
    }

    /// The entries of a section and what its loops make of more: where the items of a loop are not
    /// known, one entry stands for what it makes of each.
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
                self.unrolled_in_part(stack, why);
            }
        }
        if let Some(why) = made.iter().find_map(|made| made.scope.maybe.clone()) {
            self.unrolled_in_part(stack, why);
        }
        made
    }

    fn unrolled_in_part(&mut self, stack: usize, why: Why) {
        if let Some(stack) = self.stacks.get_mut(stack) {
            stack.unrolled_in_part.get_or_insert(why);
        }
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
    pub(super) fn open_to(&self, stack: usize, name: &str) -> Option<Why> {
        let stack = self.stacks.get(stack)?;
        stack.document.open_to(name).or_else(|| stack.unrolled_in_part.clone())
    }

    /// What the stack and everything in it is created in.
    pub fn home(&self, stack: usize) -> Arc<Home> {
        self.stacks.get(stack).map_or_else(|| self.home.clone(), |stack| stack.home.clone())
    }
}

#[cfg(test)]
mod tests {
    use crate::cloudformation::testing::{output, read, settings};
    use crate::input::Assumptions;

    #[test]
    fn a_loop_over_nothing_known_may_make_what_is_referred_to() {
        let text = "Parameters:\n  Names: {Type: CommaDelimitedList}\nResources:\n  'Fn::ForEach::Buckets': [N, !Ref Names, \
                    {'B${N}': {Type: 'AWS::S3::Bucket'}}]\nOutputs:\n  X: {Value: !Ref Ba}\n";
        let check = |parameters: &[(&str, &str)], expected: &str| {
            let got = output(text, "X", &settings(parameters), &Assumptions::default());
            assert!(got.starts_with(expected), "{got}");
        };
        check(&[], "${Ba}");
        check(&[("Names", "b,c")], "fault: `Ba`");
    }

    #[test]
    fn one_entry_stands_for_all_that_a_loop_makes_of_an_open_list() {
        let loops = |other: &str| {
            format!(
                "Resources:\n  'Fn::ForEach::A': [N, !Ref Names, {{'B${{N}}': {{Type: 'AWS::S3::Bucket', Properties: {{BucketName: !Sub 'logs-${{N}}'}}}}}}]\n  \
                 'Fn::ForEach::B': [M, {other}, {{'R${{M}}': {{Type: 'AWS::MSK::Cluster', Properties: {{ClusterName: !Ref 'B${{M}}'}}}}}}]\n"
            )
        };
        let names = |body: &str| {
            let text = format!(
                "Parameters:\n  Names: {{Type: CommaDelimitedList}}\n  Others: {{Type: CommaDelimitedList}}\n  One: {{Type: String}}\n{body}"
            );
            let reading = read(&text);
            assert!(reading.problems.is_empty(), "{:?}", reading.problems);
            let name = |it: &model::Source| {
                let exists = if it.place.exists.is_yes() { "" } else { "?" };
                let name = match &it.name.value {
                    model::known::Known::Set(name) => name.to_string(),
                    other => other.why().map(ToString::to_string).unwrap_or_default(),
                };
                format!("{}{exists} {name}", it.place.address)
            };
            reading.model.sources.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(names(&loops("!Ref Names")), "R${Names[*]}? logs-${Names[*]}");
        assert_eq!(names(&loops("!Ref Others")), "R${Others[*]}? ${B${Others[*]}}");
        assert_eq!(names(&loops("[!Ref One]")), "R${One} ${B${One}}");
        assert_eq!(names(&loops("[a, !Ref Names]")), "Ra ${Ba}, R${Names[*]}? logs-${Names[*]}");
    }

    #[test]
    fn members_and_outputs_of_open_loops_are_not_known() {
        let text = "Parameters:\n  Names: {Type: CommaDelimitedList}\nResources: {A: {Type: 'AWS::S3::Bucket'}}\nOutputs:\n  \
                    X: {Value: !Select [0, [{'Fn::ForEach::L': [I, !Ref Names, {'${I}': a}]}]]}\n  \
                    'Fn::ForEach::O': [I, !Ref Names, {'O${I}': {Value: !Ref A}}]\n";
        assert_eq!(output(text, "X", &settings(&[]), &Assumptions::default()), "{${…}}");
    }
}
