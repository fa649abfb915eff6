//! Variables, locals, outputs and module calls: how values pass between modules.

use super::instances::Keys;
use super::reference::{Instances, Steps, with_key};
use super::{Asked, Caller, Evaluator, MODULE_DEPTH, ModuleInstance, Outcome, Part, Scope};
use crate::terraform::functions::convert;
use crate::terraform::functions::convert::Type;
use crate::terraform::module::Call;
use crate::terraform::registry;
use crate::terraform::root::{Assignment, Given};
use crate::terraform::syntax::{self, Expr};
use crate::terraform::variables;
use crate::value::{Flavor, Instance, Key, Kind, List, Shared, Value};
use hcl::edit::expr::TraversalOperator;
use model::known::{Fault, Settle, Shape, Span, Symbol, Truth, Why};
use std::collections::HashMap;
use std::sync::Arc;

/// A module call and its arguments.
pub struct ModuleCall<'r> {
    pub address: String,
    pub part: Part<'r>,
}

/// The instances of one module call.
#[derive(Default)]
pub struct ModuleCalls<'r> {
    /// `count` or `for_each`, where the call has one.
    pub repeated: Option<&'static str>,
    pub list: Vec<(Option<Key>, ModuleCall<'r>)>,
    /// There may be more.
    pub open: Option<Why>,
}

impl<'r> Evaluator<'r> {
    pub(super) fn input_variable(&mut self, module: usize, name: &str, span: Option<Span>) -> Outcome {
        let address = format!("var.{name}");
        self.once(module, &address, span, |this| this.compute_variable(module, name, span))
    }

    fn compute_variable(&mut self, module: usize, name: &str, span: Option<Span>) -> Outcome {
        let Some(block) = self.code(module).find(&format!("var.{name}")) else {
            return Ok(self.undeclared(module, &format!("var.{name}"), span));
        };
        let body = self.merged(module, block);
        let wanted = body.attribute("type").map_or(Type::Any, |attribute| {
            let scope = Scope::of_module(module);
            variables::constraint(attribute.expr, &mut |default| self.eval(default, &scope).ok())
        });
        let place = self.decl(module, block).map(|decl| decl.block.header);
        let given = match self.modules.get(module).and_then(|instance| instance.caller.as_ref()) {
            Some(caller) => {
                let (outer, call, scope) = (caller.module, caller.block, caller.scope.clone());
                let argument = self.merged(outer, call).attribute(name);
                argument.map(|argument| self.eval(argument.expr, &scope)).transpose()?
            }
            None => self.assigned(name, &wanted)?,
        };
        let nullable = body.attribute("nullable").is_none_or(|attribute| attribute.expr.text() != "false");
        if let Some(value) = given.filter(|value| nullable || !value.is_null()) {
            let span = value.span;
            let value = convert::convert(&value, &wanted)?.at(span);
            return Ok(identified(value, || self.address(module, &format!("var.{name}"))));
        }
        if let Some(default) = body.attribute("default") {
            let value = self.eval(default.expr, &Scope::of_module(module))?;
            let span = value.span;
            return Ok(convert::convert(&value, &wanted)?.at(span));
        }
        let is_region = module == 0 && self.is_region(name);
        if let Some(region) = self.root.settings().region.clone().filter(|_| is_region) {
            return Ok(Value::string(region).at(place));
        }
        let full = self.address(module, &format!("var.{name}"));
        let why = Why::new(format!("`{full}` has no value")).at(place);
        let why = if module == 0 { why.settled_by(Settle::Variable(name.to_owned())) } else { why };
        let symbol = Symbol::new(full, why);
        let symbol = if is_region { symbol.shaped(Shape::Region).nonempty() } else { symbol };
        Ok(Value::symbol(symbol).at(place))
    }

    /// Whether the default provider takes its Region from this variable of the root module.
    fn is_region(&self, name: &str) -> bool {
        let provider = self.provider(0, "aws");
        let written = provider.and_then(|it| self.merged(it.module, it.block).attribute("region"));
        written.is_some_and(|region| region.expr.text() == format!("var.{name}"))
    }

    /// A name that nothing here declares, although Terraform wants it declared: a part of the
    /// configuration that was not given.
    pub(super) fn undeclared(&self, module: usize, name: &str, span: Option<Span>) -> Value {
        let full = self.address(module, name);
        let text = match self.code(module).has_gaps {
            true => format!("`{full}` is not declared in what could be read"),
            false => format!("`{full}` is not declared here"),
        };
        let why = Why::new(text).at(span);
        let why = match name.strip_prefix("var.") {
            Some(variable) if module == 0 => why.settled_by(Settle::Variable(variable.to_owned())),
            _ => why.settled_by(Settle::Outside(full.clone())),
        };
        Value::symbol(Symbol::new(full, why))
    }

    /// What the user gives to a variable of the root module, in Terraform's order of precedence.
    fn assigned(&mut self, name: &str, wanted: &Type) -> Result<Option<Value>, Fault> {
        let root = self.root;
        match root.assignment(name) {
            None => Ok(None),
            Some(Assignment::Given(Given::Plain(value))) => Ok(Some(value.clone())),
            Some(Assignment::Given(Given::Written(tree))) => match tree.body().attribute(name) {
                Some(attribute) => self.eval(attribute.expr, &Scope::default()).map(Some),
                None => Ok(None),
            },
            Some(Assignment::Said { path, text }) => {
                if matches!(wanted, Type::Any | Type::String | Type::Number | Type::Bool) {
                    return Ok(Some(Value::string(text)));
                }
                let file = root.enlist(&path, &Arc::from(text));
                let tree = syntax::parse_expression(file, text)
                    .map_err(|problem| Fault::new(format!("`{path}`: {}", problem.text), problem.span))?;
                self.eval(tree.expr(), &Scope::default()).map(Some)
            }
        }
    }

    pub(super) fn local(&mut self, module: usize, name: &str, span: Option<Span>) -> Outcome {
        let address = format!("local.{name}");
        self.once(module, &address, span, |this| {
            let root = this.root;
            match this.code(module).local(name, &|file, problem| root.report(file, problem)) {
                Some(attribute) => {
                    let value = this.eval(attribute.expr, &Scope::of_module(module))?;
                    Ok(identified(value, || this.address(module, &address)))
                }
                None => Ok(this.undeclared(module, &address, span)),
            }
        })
    }

    pub(super) fn module_reference(
        &mut self,
        expr: Expr<'_>,
        name: &str,
        steps: Steps<'_>,
        scope: &Scope,
    ) -> Outcome {
        let span = expr.span();
        let address = format!("module.{name}");
        let full = self.address(scope.module, &address);
        let Some(block) = self.code(scope.module).find(&address) else {
            let value = self.undeclared(scope.module, &address, span);
            return self.walk(expr, value, steps, scope);
        };
        if !matches!(self.code(scope.module).calls.get(name), Some(Call::Module(_))) {
            // Published modules that are known have known outputs.
            let known = self.published_output(scope.module, block, steps);
            let value = known.unwrap_or_else(|| self.absent_module(scope.module, block, name));
            return self.walk(expr, value, steps, scope);
        }
        let instances = self.module_instances(scope.module, block);
        self.instances_reference(expr, &instances, &full, steps, scope)
    }

    /// A module whose code is not there: every output is a symbol of its own.
    pub fn absent_module(&self, module: usize, block: usize, name: &str) -> Value {
        let full = self.address(module, &format!("module.{name}"));
        let place = self.decl(module, block).map(|decl| decl.block.header);
        let text = match self.code(module).calls.get(name) {
            Some(Call::Elsewhere(source)) => format!("the code of `{full}` (`{source}`) is not here"),
            Some(Call::Missing(source)) => format!("the folder of `{full}` (`{source}`) is missing"),
            _ => format!("the source of `{full}` is not plain text"),
        };
        let why = Why::new(text).at(place).settled_by(Settle::Module(full.clone()));
        Value::symbol(Symbol::new(full, why))
    }

    /// A published module as the steps ask for it: its one output that they name, of every instance.
    fn published_output(&mut self, module: usize, block: usize, steps: Steps<'_>) -> Option<Value> {
        let decl = self.decl(module, block)?;
        let Some(Call::Elsewhere(source)) = self.code(module).calls.get(decl.label(0)) else { return None };
        let known = registry::find(source)?;
        let output = steps.iter().take(2).find_map(|step| match step.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        })?;
        if !registry::has_output(known, output) {
            return None;
        }
        let ModuleCalls { repeated, list: calls, open } = self.module_calls(module, block);
        let mut made: Vec<(Option<Key>, Value)> = Vec::new();
        for (key, call) in &calls {
            let value = registry::output(self, module, call, output);
            made.push((key.clone(), Value::object([(output.to_owned(), value)])));
        }
        match (repeated, open) {
            (None, _) => made.into_iter().next().map(|(_, value)| value),
            (Some("count"), open) => {
                let items = made.into_iter().map(|(_, value)| value).collect();
                Some(
                    Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose: false })).into(),
                )
            }
            (Some(_), None) => Some(Value::object(made.into_iter().filter_map(|(key, value)| match key {
                Some(Key::Name(name)) => Some((name, value)),
                _ => None,
            }))),
            (Some(_), Some(_)) => None,
        }
    }

    /// The instances of a module call whose code is there.
    pub fn module_instances(&mut self, module: usize, block: usize) -> Instances {
        let nothing = Instances { repeated: None, list: Vec::new(), open: None };
        let Some(decl) = self.decl(module, block) else { return nothing };
        let Some(Call::Module(code)) = self.code(module).calls.get(decl.label(0)) else { return nothing };
        let body = self.merged(module, block);
        let mark = self.trail.mark();
        self.consult_module(module);
        let planned = self.planned_keys(module, block, &body);
        let keys: Keys = planned.unwrap_or_else(|| self.keys(module, &decl.address, &body));
        let Keys { repeated, list, open } = keys;
        let full = self.address(module, &decl.address);
        let consulted = self.trail.since(mark);
        let mut instances = Vec::with_capacity(list.len());
        for (key, exists) in list {
            let made = (key.clone(), &exists, &consulted);
            if let Some(child) = self.child(module, block, *code, &full, made) {
                let address = key.as_ref().map_or_else(|| full.clone(), |key| with_key(&full, key));
                instances.push((Arc::new(Instance { module: child, block: None, key, address }), exists));
            }
        }
        Instances { repeated, list: instances, open }
    }

    fn child(
        &mut self,
        module: usize,
        block: usize,
        code: usize,
        full: &str,
        (key, exists, consulted): (Option<Key>, &Truth, &Asked),
    ) -> Option<usize> {
        let address = key.as_ref().map_or_else(|| full.to_owned(), |key| with_key(full, key));
        let known = self.modules.get(module)?.children.get(&address).copied();
        if known.is_some() {
            return known;
        }
        let level = self.modules.get(module)?.level + 1;
        if level > MODULE_DEPTH {
            let place = self.decl(module, block).map(|decl| decl.block.header);
            self.root
                .problem(place, format!("`{address}` is nested too deeply: does the module call itself?"));
            return None;
        }
        let body = self.merged(module, block);
        let scope = self.scope_of(module, key.as_ref(), &body);
        let child = self.modules.len();
        self.modules.push(ModuleInstance {
            code,
            address: address.clone(),
            caller: Some(Caller { module, block, scope }),
            exists: exists.clone(),
            consulted: consulted.clone(),
            children: HashMap::new(),
            level,
        });
        self.modules.get_mut(module)?.children.insert(address, child);
        Some(child)
    }

    /// The instances of a module call as they are written, for modules whose code is not there.
    pub fn module_calls(&mut self, module: usize, block: usize) -> ModuleCalls<'r> {
        let Some(decl) = self.decl(module, block) else { return ModuleCalls::default() };
        let body = self.merged(module, block);
        let Keys { repeated, list, open } = self.keys(module, &decl.address, &body);
        let full = self.address(module, &decl.address);
        let there = self.module_exists(module);
        let mut calls = Vec::with_capacity(list.len());
        for (key, exists) in list {
            let scope = self.scope_of(module, key.as_ref(), &body);
            let address = key.as_ref().map_or_else(|| full.clone(), |key| with_key(&full, key));
            let exists = exists.and(there.clone());
            calls
                .push((key, ModuleCall { address, part: Part::of_block(decl, body.clone(), scope, exists) }));
        }
        ModuleCalls { repeated, list: calls, open }
    }

    /// An output of a module instance.
    pub(super) fn output(&mut self, module: usize, name: &str, span: Option<Span>) -> Outcome {
        let address = format!("output.{name}");
        self.once(module, &address, span, |this| {
            let Some(block) = this.code(module).find(&address) else {
                if this.code(module).has_gaps {
                    return Ok(Value::unknown(Why::new(format!(
                        "`{address}` may be in what could not be read"
                    ))));
                }
                let text =
                    format!("`{}` has no output `{name}`", this.address(module, "").trim_end_matches('.'));
                return Err(Fault::new(text, span));
            };
            match this.merged(module, block).attribute("value") {
                Some(value) => this.eval(value.expr, &Scope::of_module(module)),
                None => Ok(Value::unknown(Why::new("the output could not be read"))),
            }
        })
    }
}

/// What a local value or an argument is called equals itself, though nobody can say what it is.
fn identified(value: Value, name: impl FnOnce() -> String) -> Value {
    match &value.kind {
        Kind::Unknown(symbol) if !symbol.has_identity() && symbol.why().as_fault().is_none() => {
            Value::symbol(Symbol::new(name(), symbol.why().clone())).at(value.span)
        }
        _ => value,
    }
}
