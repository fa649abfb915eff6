//! The evaluator: a template's values with unknowns. One evaluator is one scenario; it keeps what it
//! has computed and asks the assumptions, in one place, about what it cannot decide.

mod attribute;
mod condition;
mod dynamic;
mod exchange;
mod home;
mod intrinsic;
mod loops;
mod naming;
mod network;
mod node;
mod parameter;
mod row;
mod stack;
mod sub;
#[cfg(test)]
mod tests;
mod text;

pub(super) use attribute::known;
pub(super) use intrinsic::noun;
pub(super) use stack::Stack;

use super::circles::{self, Circles};
use super::template::Template;
use crate::input::Assumptions;
use crate::value::{Kind, Value};
use model::Home;
use model::known::{Fault, Part, Span, Symbol, Text, Why};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Nested evaluations: references count like brackets.
const DEPTH: u32 = 160;
/// Evaluated nodes in one scenario of one template.
const STEPS: u64 = 3_000_000;
/// Bytes of one text. What is put together from parts can grow by powers.
const LONGEST: usize = 1_000_000;

pub(super) struct Evaluator<'r> {
    pub template: &'r Template<'r>,
    assumptions: &'r Assumptions,
    /// Instances of templates; the one that is checked is the first.
    pub stacks: Vec<Stack<'r>>,
    home: Arc<Home>,
    /// Once they were asked for.
    exports: Option<Rc<[exchange::Export<'r>]>>,
    memo: HashMap<(usize, String), Memo>,
    /// Of stacks of which it was asked.
    circles: HashMap<usize, Rc<Circles>>,
    depth: u32,
    steps: u64,
}

enum Memo {
    Running,
    Done(Value),
}

/// Where a node stands: its stack, and what the names of loops mean there.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub stack: usize,
    names: Option<Rc<Name>>,
    /// Why a loop around it may have no such item.
    maybe: Option<Why>,
}

#[derive(Debug)]
struct Name {
    name: String,
    value: Value,
    outer: Option<Rc<Name>>,
}

impl Scope {
    pub fn of_stack(stack: usize) -> Scope {
        Scope { stack, ..Scope::default() }
    }

    fn with(&self, name: &str, value: Value) -> Scope {
        let outer = self.names.clone();
        let names = Some(Rc::new(Name { name: name.to_owned(), value, outer }));
        Scope { names, ..self.clone() }
    }

    fn names(&self) -> impl Iterator<Item = (&str, &Value)> {
        let mut next = self.names.as_deref();
        std::iter::from_fn(move || {
            let name = next?;
            next = name.outer.as_deref();
            Some((name.name.as_str(), &name.value))
        })
    }
}

impl<'r> Evaluator<'r> {
    pub fn new(template: &'r Template<'r>, assumptions: &'r Assumptions) -> Evaluator<'r> {
        let mut evaluator = Evaluator {
            template,
            assumptions,
            stacks: Vec::new(),
            home: Arc::new(home::home(template.settings(), &template.document(0).deployment)),
            exports: None,
            memo: HashMap::new(),
            circles: HashMap::new(),
            depth: 0,
            steps: 0,
        };
        evaluator.make_stacks();
        evaluator
    }

    /// Computes a named thing of a stack once. A name that needs itself is a fault.
    fn once(
        &mut self,
        stack: usize,
        name: &str,
        span: Option<Span>,
        compute: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        let entry = (stack, name.to_owned());
        match self.memo.get(&entry) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Running) => {
                let text = format!("`{}` refers to itself", self.address(stack, name));
                self.problem(stack, span, &text);
                return fault(text, span);
            }
            None => {}
        }
        self.memo.insert(entry.clone(), Memo::Running);
        let value = self.deeper(stack, span, compute);
        self.memo.insert(entry, Memo::Done(value.clone()));
        value
    }

    /// Runs one level deeper, as long as there is room.
    fn deeper(
        &mut self,
        stack: usize,
        span: Option<Span>,
        compute: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        self.steps += 1;
        if self.depth >= DEPTH || self.steps > STEPS {
            let text = match self.depth >= DEPTH {
                true => "the value is nested too deeply to be evaluated",
                false => "the template takes too many steps to be evaluated",
            };
            self.problem(stack, span, text);
            return Value::unknown(Why::new(text).at(span)).at(span);
        }
        self.depth += 1;
        let value = compute(self);
        self.depth -= 1;
        value
    }

    /// Long texts count as many steps, and too long ones are not known.
    fn weighed(&mut self, value: Value) -> Value {
        let Kind::Text(text) = &value.kind else { return value };
        let length = length(text);
        self.steps += u64::try_from(length / 64).unwrap_or(u64::MAX);
        match length > LONGEST {
            true => Value::unknown(Why::new("the text is too long to be put together").at(value.span)),
            false => value,
        }
    }

    /// Why a resource can be no part of anything: it stands in a circle.
    fn circle(&mut self, stack: usize, name: &str) -> Option<Fault> {
        let document = self.document(stack).filter(|document| document.may_circle())?;
        if let Some(known) = self.circles.get(&stack) {
            return known.get(name).cloned();
        }
        // For conditions that ask for a resource.
        self.circles.insert(stack, Rc::default());
        let mut holds = |name: &str| self.condition(stack, name, None);
        let found = Rc::new(circles::find(document, Some(&mut holds)));
        // One that hangs on an answer is told with that answer.
        for fault in found.values().filter(|_| self.assumptions.answers.is_empty()) {
            self.problem(stack, fault.span, &fault.text);
        }
        self.circles.insert(stack, found.clone());
        found.get(name).cloned()
    }

    pub fn problem(&self, stack: usize, span: Option<Span>, text: &str) {
        let path = self.stacks.get(stack).map_or("", |stack| stack.document.path.as_str());
        self.template.record.problem(path, span, text);
    }

    /// A name of a stack as reports print it: that of a nested stack has the stack's before it, that
    /// of another template its path.
    pub fn address(&self, stack: usize, name: &str) -> String {
        match self.stacks.get(stack) {
            Some(stack) if stack.address.ends_with(':') => format!("{}{name}", stack.address),
            Some(stack) if !stack.address.is_empty() => format!("{}.{name}", stack.address),
            _ => name.to_owned(),
        }
    }
}

/// What CloudFormation would refuse.
pub(super) fn fault(text: impl Into<String>, span: Option<Span>) -> Value {
    Value::unknown(Why::fault(Fault::new(text, span))).at(span)
}

/// What a part takes beside its characters.
const PART: usize = 32;

fn length(text: &Text) -> usize {
    let part = |part: &Part| match part {
        Part::Literal(text, _) => PART + text.len(),
        Part::Symbol(symbol) => PART + symbol.name().len(),
    };
    text.parts().iter().map(part).sum()
}

/// Text that grows piece by piece, up to the length that is followed.
#[derive(Default)]
struct Growing {
    text: Text,
    length: usize,
}

impl Growing {
    /// What is refused spoils all of it; any other unknown piece leaves the rest known.
    fn push(&mut self, piece: Result<Text, Value>) -> Result<(), Value> {
        let piece = match piece {
            Ok(piece) => piece,
            Err(value) => match value.why() {
                Some(why) if why.as_fault().is_none() => Text::symbol(Symbol::anonymous(why.clone())),
                _ => return Err(value),
            },
        };
        self.length += length(&piece);
        if self.length > LONGEST {
            return Err(Value::unknown(Why::new("the text is too long to be put together")));
        }
        self.text.push(&piece);
        Ok(())
    }
}
