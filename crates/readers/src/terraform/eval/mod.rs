//! The evaluator: Terraform's expressions with unknowns. One evaluator is one scenario; it keeps
//! what it has computed and asks the assumptions, in one place, about what it cannot decide.

mod call;
mod consulted;
mod decide;
mod expression;
mod instances;
mod operators;
mod part;
mod planned;
mod policy_data;
mod provider;
mod rebuild;
mod reference;
mod resource;
mod template;

pub use call::ModuleCall;
pub use consulted::{Asked, Trail};
pub use part::Part;
pub use provider::Provider;
pub use reference::with_key;

use super::module::{Decl, Merged, Module};
use super::root::Root;
use crate::input::Assumptions;
use crate::value::{Instance, Key, Value};
use model::Home;
use model::known::{Fault, Span, Truth, Why};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// What Terraform would refuse is an `Err`.
pub type Outcome = Result<Value, Fault>;

/// Nested evaluations: references through locals, modules and functions count like brackets.
const DEPTH: u32 = 160;
/// Evaluated nodes in one scenario of one root module. What is evaluated on its own account gets a
/// part of those that are left, so that one expression without end does not take all that the
/// others need.
const STEPS: u64 = 3_000_000;
const PART: u64 = 4;
/// What everything gets.
const FEW: u64 = 5_000;
/// Instances of one `count` or `for_each`, and items that a loop makes.
pub const INSTANCES: usize = 1_000;
/// Module calls within each other.
const MODULE_DEPTH: usize = 24;

pub struct Evaluator<'r> {
    pub root: &'r Root<'r>,
    assumptions: &'r Assumptions,
    pub trail: Trail,
    /// Instances of modules; the root module is the first.
    pub modules: Vec<ModuleInstance>,
    memo: HashMap<(usize, String), Memo>,
    homes: HashMap<(usize, String), (Arc<Home>, Asked)>,
    depth: u32,
    /// Steps that are left to all, and to what is being evaluated.
    left: u64,
    steps: u64,
    /// Inside of `try` and `can`, where a failure is an answer.
    strict: u32,
    /// Inside of what may not be in effect, where a file that is not there is no problem.
    quiet: u32,
}

/// One use of a module's code.
#[derive(Debug)]
pub struct ModuleInstance {
    /// The number of the code in the root's list.
    pub code: usize,
    /// `module.kafka[0]`, or empty for the root.
    pub address: String,
    /// The module and the call that this one comes from, and the `each` or `count` of the call.
    pub caller: Option<Caller>,
    pub exists: Truth,
    /// The answers that it hangs on, those of the modules around it among them.
    consulted: Asked,
    children: HashMap<String, usize>,
    level: usize,
}

#[derive(Debug)]
pub struct Caller {
    pub module: usize,
    pub block: usize,
    pub scope: Scope,
}

enum Memo {
    Running,
    Done(Outcome, Asked),
}

/// Where an expression stands: what `each`, `count`, `self` and the names of loops mean.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub module: usize,
    pub key: Option<Key>,
    pub each: Option<Rc<(Value, Value)>>,
    pub this: Option<Arc<Instance>>,
    names: Option<Rc<Name>>,
}

#[derive(Debug)]
struct Name {
    name: String,
    value: Value,
    outer: Option<Rc<Name>>,
}

impl Scope {
    pub fn of_module(module: usize) -> Scope {
        Scope { module, ..Scope::default() }
    }

    #[must_use]
    pub fn with(&self, name: &str, value: Value) -> Scope {
        let outer = self.names.clone();
        let names = Some(Rc::new(Name { name: name.to_owned(), value, outer }));
        Scope { names, ..self.clone() }
    }

    fn lookup(&self, name: &str) -> Option<&Value> {
        let mut names = self.names.as_deref();
        while let Some(entry) = names {
            if entry.name == name {
                return Some(&entry.value);
            }
            names = entry.outer.as_deref();
        }
        None
    }
}

impl<'r> Evaluator<'r> {
    pub fn new(root: &'r Root<'r>, assumptions: &'r Assumptions) -> Evaluator<'r> {
        let module = ModuleInstance {
            code: 0,
            address: String::new(),
            caller: None,
            exists: Truth::Yes,
            consulted: Rc::default(),
            children: HashMap::new(),
            level: 0,
        };
        Evaluator {
            root,
            assumptions,
            trail: Trail::new(assumptions),
            modules: vec![module],
            memo: HashMap::new(),
            homes: HashMap::new(),
            depth: 0,
            left: STEPS,
            steps: 0,
            strict: 0,
            quiet: 0,
        }
    }

    pub fn assumptions(&self) -> &'r Assumptions {
        self.assumptions
    }

    /// The code of a module instance. Instances are only made for code that is there.
    pub fn code(&self, module: usize) -> &'r Module {
        let code = self.modules.get(module).map_or(0, |instance| instance.code);
        self.root.module(code)
    }

    pub fn address(&self, module: usize, local: &str) -> String {
        match self.modules.get(module) {
            Some(instance) if !instance.address.is_empty() => format!("{}.{local}", instance.address),
            _ => local.to_owned(),
        }
    }

    pub fn decl(&self, module: usize, block: usize) -> Option<&'r Decl> {
        self.code(module).decls.get(block)
    }

    pub fn merged(&self, module: usize, block: usize) -> Merged<'r> {
        self.code(module).merged(block, &|file, problem| self.root.report(file, problem))
    }

    /// Computes a named thing of a module once. A name that needs itself is a fault.
    fn once(
        &mut self,
        module: usize,
        name: &str,
        span: Option<Span>,
        compute: impl FnOnce(&mut Self) -> Outcome,
    ) -> Outcome {
        let entry = (module, name.to_owned());
        match self.memo.get(&entry) {
            Some(Memo::Done(outcome, consulted)) => {
                self.trail.add(consulted);
                return outcome.clone();
            }
            Some(Memo::Running) => {
                let text = format!("`{}` refers to itself", self.address(module, name));
                self.root.problem(span, text.clone());
                return Err(Fault::new(text, span));
            }
            None => {}
        }
        self.memo.insert(entry.clone(), Memo::Running);
        let mark = self.trail.mark();
        self.consult_module(module);
        let outcome = self.deeper(span, compute);
        self.memo.insert(entry, Memo::Done(outcome.clone(), self.trail.since(mark)));
        outcome
    }

    /// Runs one level deeper, as long as there is room.
    fn deeper(&mut self, span: Option<Span>, compute: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        if self.depth == 0 {
            let part = (self.left / PART).max(FEW);
            self.steps = part;
            let outcome = self.inside(span, compute);
            self.left = self.left.saturating_sub(part - self.steps);
            return outcome;
        }
        self.inside(span, compute)
    }

    fn inside(&mut self, span: Option<Span>, compute: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        let text = if self.depth >= DEPTH {
            "the expression is nested too deeply to be evaluated"
        } else if self.spend(1) {
            self.depth += 1;
            let outcome = compute(self);
            self.depth -= 1;
            return outcome;
        } else {
            "this takes too many steps to be evaluated"
        };
        self.root.problem(span, text.to_owned());
        Ok(Value::unknown(Why::new(text).at(span)).at(span))
    }

    /// Takes steps, if there are as many left.
    fn spend(&mut self, steps: u64) -> bool {
        let enough = self.steps >= steps;
        self.steps = self.steps.saturating_sub(steps);
        enough
    }
}
