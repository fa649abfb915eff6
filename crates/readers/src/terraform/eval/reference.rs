//! References: variables, locals, modules, resources, and the way into them by name and index.

use super::expression::key_text;
use super::{Evaluator, Outcome, Scope};
use crate::number::Number;
use crate::path;
use crate::terraform::syntax::Expr;
use crate::value::{Flavor, Instance, Key, Kind, List, Shared, Value};
use hcl::edit::expr::{Expression, Traversal, TraversalOperator};
use model::known::{Fault, Span, Symbol, Text, Truth, Why};
use std::sync::Arc;

pub(super) type Steps<'a> = &'a [hcl::edit::Decorated<TraversalOperator>];

impl Evaluator<'_> {
    /// A bare word: a name of a loop, or an old-style keyword.
    pub(super) fn variable(&mut self, expr: Expr<'_>, name: &str, scope: &Scope) -> Outcome {
        if let Some(value) = scope.lookup(name) {
            return Ok(value.clone());
        }
        match name {
            "each" | "count" | "self" | "path" | "terraform" | "var" | "local" | "module" | "data" => {
                Err(Fault::new(format!("`{name}` needs an attribute"), expr.span()))
            }
            _ => Err(Fault::new(format!("`{name}` is not the name of anything here"), expr.span())),
        }
    }

    pub(super) fn traversal(&mut self, expr: Expr<'_>, traversal: &Traversal, scope: &Scope) -> Outcome {
        let steps = traversal.operators.as_slice();
        let Expression::Variable(root) = &traversal.expr else {
            let value = self.eval(expr.with(&traversal.expr), scope)?;
            return self.walk(expr, value, steps, scope);
        };
        if let Some(value) = scope.lookup(root.as_str()) {
            let value = value.clone();
            return self.walk(expr, value, steps, scope);
        }
        let name = |step: Option<&hcl::edit::Decorated<TraversalOperator>>| match step.map(|s| s.value()) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
            Some(TraversalOperator::Index(Expression::String(name))) => Some(name.as_str().to_owned()),
            _ => None,
        };
        let span = expr.span();
        let rest = |count: usize| steps.get(count..).unwrap_or_default();
        let first = name(steps.first());
        let needs = || Fault::new(format!("`{}` needs an attribute", root.as_str()), span);
        match root.as_str() {
            "var" => {
                let value = self.input_variable(scope.module, &first.ok_or_else(needs)?, span)?;
                self.walk(expr, value, rest(1), scope)
            }
            "local" => {
                let value = self.local(scope.module, &first.ok_or_else(needs)?, span)?;
                self.walk(expr, value, rest(1), scope)
            }
            "each" => {
                let Some(each) = scope.each.clone() else {
                    return Err(Fault::new("`each` is used without `for_each`", span));
                };
                let value = if first.as_deref() == Some("key") { each.0.clone() } else { each.1.clone() };
                self.walk(expr, value, rest(1), scope)
            }
            "count" => match &scope.key {
                Some(Key::Index(index)) => Ok(Kind::Number(Number::integer(i128::from(*index))).into()),
                Some(Key::Any(symbol)) => Ok(Value::symbol(symbol.clone())),
                _ => Err(Fault::new("`count.index` is used without `count`", span)),
            },
            "path" => Ok(self.path_value(scope.module, first.as_deref().unwrap_or_default())),
            "terraform" | "tofu" => Ok(self.outside(
                &format!("terraform.{}", first.unwrap_or_default()),
                "it is set when Terraform runs",
                span,
            )),
            "self" => match &scope.this {
                Some(instance) => self.walk(expr, Kind::Resource(instance.clone()).into(), steps, scope),
                None => Err(Fault::new("`self` is used outside of a resource", span)),
            },
            "module" => {
                let name = first.ok_or_else(needs)?;
                self.module_reference(expr, &name, rest(1), scope)
            }
            "data" | "ephemeral" => {
                let (Some(kind), Some(label)) = (first, name(steps.get(1))) else { return Err(needs()) };
                let prefix = if root.as_str() == "data" { "data." } else { "" };
                self.resource_reference(expr, &format!("{prefix}{kind}.{label}"), rest(2), scope)
            }
            kind => {
                let label = first.ok_or_else(needs)?;
                self.resource_reference(expr, &format!("{kind}.{label}"), rest(1), scope)
            }
        }
    }

    fn path_value(&self, module: usize, what: &str) -> Value {
        let folder = |code: usize| self.root.module(code).folder.clone();
        let root = folder(0);
        match what {
            // Terraform writes both relative to the folder it runs in.
            "module" => {
                Value::string(relative(&root, &folder(self.modules.get(module).map_or(0, |m| m.code))))
            }
            "root" => Value::string("."),
            _ => self.outside(&format!("path.{what}"), "it depends on where Terraform runs", None),
        }
    }

    /// A value that comes from outside of the configuration, equal to itself.
    pub(super) fn outside(&self, name: &str, reason: &str, span: Option<Span>) -> Value {
        let why = Why::new(format!("`{name}` is not known: {reason}")).at(span);
        Value::symbol(Symbol::new(name, why).nonempty())
    }

    fn resource_reference(
        &mut self,
        expr: Expr<'_>,
        address: &str,
        steps: Steps<'_>,
        scope: &Scope,
    ) -> Outcome {
        let span = expr.span();
        let full = self.address(scope.module, address);
        let Some(block) = self.code(scope.module).find(address) else {
            if address.starts_with("data.") || self.code(scope.module).has_gaps {
                let value = self.undeclared(scope.module, address, span);
                return self.walk(expr, value, steps, scope);
            }
            return Err(Fault::new(format!("`{full}` is not declared"), span));
        };
        if let Some(fault) = self.circle(scope.module, address) {
            return Ok(Value::unknown(Why::fault(fault)).at(span));
        }
        let instances = self.instances(scope.module, block);
        self.instances_reference(expr, &instances, &full, steps, scope)
    }

    /// The way into a block that may be there several times.
    pub(super) fn instances_reference(
        &mut self,
        expr: Expr<'_>,
        instances: &Instances,
        full: &str,
        steps: Steps<'_>,
        scope: &Scope,
    ) -> Outcome {
        let span = expr.span();
        if let Some(step) = steps.first() {
            match step.value() {
                TraversalOperator::Index(index) => {
                    let key = self.eval(expr.with(index), scope)?;
                    let instance = self.pick(instances, &key, full, span)?;
                    return self.walk(expr, instance, steps.get(1..).unwrap_or_default(), scope);
                }
                TraversalOperator::LegacyIndex(index) => {
                    let key = Kind::Number(Number::integer(i128::from(*index.value()))).into();
                    let instance = self.pick(instances, &key, full, span)?;
                    return self.walk(expr, instance, steps.get(1..).unwrap_or_default(), scope);
                }
                TraversalOperator::GetAttr(name) if instances.repeated.is_some() => {
                    let repeat = instances.repeated.unwrap_or("count");
                    let text = format!(
                        "`{full}` has `{repeat}`, so `{full}.{}` names none of its instances",
                        name.as_str()
                    );
                    // Of several, it is not certain which one was meant.
                    let meant = (instances.list.len() <= 1).then(|| full.to_owned());
                    return Err(Fault { text, span, meant });
                }
                _ => {}
            }
        }
        let value = instances.value(full);
        self.walk(expr, value, steps, scope)
    }

    pub(super) fn walk(
        &mut self,
        expr: Expr<'_>,
        mut value: Value,
        steps: Steps<'_>,
        scope: &Scope,
    ) -> Outcome {
        for (i, step) in steps.iter().enumerate() {
            let rest = steps.get(i + 1..).unwrap_or_default();
            value = match step.value() {
                TraversalOperator::GetAttr(name) => {
                    self.attribute(&value, name.as_str(), expr.span_of(step))?
                }
                TraversalOperator::Index(index) => {
                    let key = self.eval(expr.with(index), scope)?;
                    self.index(&value, &key, expr.span_of(step))?
                }
                TraversalOperator::LegacyIndex(index) => {
                    let key = Kind::Number(Number::integer(i128::from(*index.value()))).into();
                    self.index(&value, &key, expr.span_of(step))?
                }
                TraversalOperator::FullSplat(_) => return self.splat(expr, &value, rest, &[], scope),
                TraversalOperator::AttrSplat(_) => {
                    // `x.*.a[0]` is `(x.*.a)[0]`: only attributes belong to each item.
                    let each = rest
                        .iter()
                        .take_while(|s| matches!(s.value(), TraversalOperator::GetAttr(_)))
                        .count();
                    let (inside, after) = rest.split_at_checked(each).unwrap_or((rest, &[]));
                    return self.splat(expr, &value, inside, after, scope);
                }
            };
        }
        Ok(value)
    }

    fn splat(
        &mut self,
        expr: Expr<'_>,
        value: &Value,
        inside: Steps<'_>,
        after: Steps<'_>,
        scope: &Scope,
    ) -> Outcome {
        let (items, open) = match &value.kind {
            Kind::List(list) => (list.items.clone(), list.open.clone()),
            Kind::Null => (Vec::new(), None),
            Kind::Unknown(symbol) => {
                let name = format!("{}[*]{}", symbol.name(), tail(inside));
                let value = derive(symbol, name);
                return self.deeper(expr.span(), |this| this.walk(expr, value, after, scope));
            }
            _ => (vec![value.clone()], None),
        };
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            made.push(self.deeper(expr.span(), |this| this.walk(expr, item, inside, scope))?);
        }
        let flavor = match &value.kind {
            Kind::List(list) if list.flavor != Flavor::Tuple => Flavor::List,
            _ => Flavor::Tuple,
        };
        let loose = matches!(&value.kind, Kind::List(list) if list.loose);
        let list = Kind::List(Shared::new(List { flavor, items: made, open, loose })).into();
        self.deeper(expr.span(), |this| this.walk(expr, list, after, scope))
    }

    pub(super) fn attribute(&mut self, value: &Value, name: &str, span: Option<Span>) -> Outcome {
        match &value.kind {
            Kind::Resource(instance) => {
                let instance = instance.clone();
                self.instance_attribute(&instance, name, span)
            }
            Kind::Object(object) => match (object.members.get(name), &object.open) {
                (Some(member), _) => Ok(member.value.clone()),
                (None, Some(why)) => Ok(Value::unknown(why.clone())),
                (None, None) => Err(Fault::new(format!("there is no attribute `{name}`"), span)),
            },
            Kind::Unknown(symbol) => Ok(derive(symbol, format!("{}.{name}", symbol.name()))),
            Kind::Null => Err(Fault::new(format!("`.{name}` of null"), span)),
            Kind::List(_) => Err(Fault::new(format!("`.{name}` of a list, which needs an index"), span)),
            _ => Err(Fault::new(format!("`.{name}` of a {}", value.type_name()), span)),
        }
    }

    /// Why a block of this address can be no part of anything: it stands in a circle.
    fn circle(&self, module: usize, local: &str) -> Option<Fault> {
        let circles = self.root.circles();
        if circles.is_empty() {
            return None;
        }
        let mut address = local.to_owned();
        let mut at = module;
        while let Some(caller) = self.modules.get(at).and_then(|module| module.caller.as_ref()) {
            let call = self.decl(caller.module, caller.block)?;
            address = format!("module.{}.{address}", call.label(0));
            at = caller.module;
        }
        circles.get(&address).cloned()
    }

    pub(super) fn index(&mut self, value: &Value, key: &Value, span: Option<Span>) -> Outcome {
        if let Some(why) = key.why() {
            return Ok(match (value.term(), key.term()) {
                (Some(a), Some(b)) => Value::symbol(Symbol::new(format!("{a}[{b}]"), why.clone())),
                _ => Value::unknown(why.clone()),
            });
        }
        match &value.kind {
            Kind::List(list) if list.flavor == Flavor::Set => Err(Fault::new("a set has no index", span)),
            Kind::List(list) => {
                let index = index_number(key, span)?;
                match (usize::try_from(index).ok().and_then(|i| list.items.get(i)), &list.open) {
                    (_, Some(why)) if list.loose => Ok(Value::unknown(why.clone())),
                    (Some(item), _) => Ok(item.clone()),
                    (None, Some(why)) => Ok(Value::unknown(why.clone())),
                    (None, None) => {
                        let text =
                            format!("the index {index} is beyond the list's {} items", list.items.len());
                        Err(Fault::new(text, span))
                    }
                }
            }
            Kind::Object(_) | Kind::Resource(_) => match key_text(key).as_ref().and_then(Text::known) {
                Some(name) => self.attribute(value, &name, span),
                None => Ok(Value::unknown(
                    key_text(key)
                        .and_then(|text| text.why())
                        .unwrap_or_else(|| Why::new("the key is not known")),
                )),
            },
            Kind::Unknown(symbol) => Ok(match key.term() {
                Some(key) => derive(symbol, format!("{}[{key}]", symbol.name())),
                None => Value::unknown(symbol.why().clone()),
            }),
            Kind::Null => Err(Fault::new("an index of null", span)),
            _ => Err(Fault::new(format!("an index of a {}", value.type_name()), span)),
        }
    }
}

/// A part of a symbol: equal to itself as the whole is.
fn derive(symbol: &Symbol, name: String) -> Value {
    if !symbol.has_identity() {
        return Value::unknown(symbol.why().clone());
    }
    let derived = Symbol::new(name, symbol.why().clone());
    // A part of what AWS or a resource computes is computed as well.
    Value::symbol(if symbol.is_nonempty() { derived.nonempty() } else { derived })
}

fn tail(steps: Steps<'_>) -> String {
    let mut out = String::new();
    for step in steps {
        match step.value() {
            TraversalOperator::GetAttr(name) => {
                out.push('.');
                out.push_str(name.as_str());
            }
            TraversalOperator::LegacyIndex(index) => out.push_str(&format!("[{}]", index.value())),
            TraversalOperator::Index(_) => out.push_str("[…]"),
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => out.push_str("[*]"),
        }
    }
    out
}

fn index_number(key: &Value, span: Option<Span>) -> Result<i64, Fault> {
    let number = crate::terraform::functions::convert::to_number(key)?;
    match number.kind {
        Kind::Number(number) => {
            number.to_i64().ok_or_else(|| Fault::new("an index must be a whole number", span))
        }
        _ => Err(Fault::new("an index must be a whole number", span)),
    }
}

/// `folder` as seen from `root`, as Terraform writes `path.module`.
fn relative(root: &str, folder: &str) -> String {
    if root == folder {
        return ".".to_owned();
    }
    let split = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
    };
    let (from, to) = (split(root), split(folder));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.len().saturating_sub(common);
    let mut parts = vec!["..".to_owned(); up];
    parts.extend(to.into_iter().skip(common));
    path::join(".", &parts.join("/"))
}

/// A resource's or module's instances as they are referred to.
#[derive(Clone, Debug)]
pub struct Instances {
    /// `count` or `for_each`, where the block has one.
    pub repeated: Option<&'static str>,
    pub list: Vec<(Arc<Instance>, Truth)>,
    /// There may be instances that are not listed.
    pub open: Option<Why>,
}

impl Instances {
    /// What the bare address yields.
    fn value(&self, address: &str) -> Value {
        let item =
            |(instance, _): &(Arc<Instance>, Truth)| -> Value { Kind::Resource(instance.clone()).into() };
        match self.repeated {
            None => self.list.first().map_or_else(Value::null, item),
            Some("count") => Kind::List(Shared::new(List {
                flavor: Flavor::Tuple,
                items: self.list.iter().map(item).collect(),
                open: self.open.clone(),
                loose: false,
            }))
            .into(),
            Some(_) => {
                if let Some(why) = &self.open {
                    return Value::symbol(Symbol::new(address, why.clone()).nonempty());
                }
                let named = self.list.iter().filter_map(|entry| match &entry.0.key {
                    Some(Key::Name(name)) => Some((name.clone(), item(entry))),
                    _ => None,
                });
                Value::object(named)
            }
        }
    }
}

impl Evaluator<'_> {
    /// The instance that an index names. Of instances that are not known, one with that key is made.
    fn pick(&mut self, instances: &Instances, key: &Value, address: &str, span: Option<Span>) -> Outcome {
        let Some(repeat) = instances.repeated else {
            return Err(Fault {
                text: format!("`{address}` has neither `count` nor `for_each`, so it has no index"),
                span,
                meant: Some(address.to_owned()),
            });
        };
        let Some(template) = instances.list.first().map(|(instance, _)| instance.clone()) else {
            if let Some(why) = &instances.open {
                return Ok(Value::unknown(why.clone()).at(span));
            }
            let text = format!("`{address}` has no instances, since its `{repeat}` is empty");
            return Err(Fault { text, span, meant: None });
        };
        let wanted = match (&key.kind, repeat) {
            (Kind::Unknown(symbol), _) => Key::Any(symbol.clone()),
            (_, "count") => Key::Index(u64::try_from(index_number(key, span)?).unwrap_or(u64::MAX)),
            _ => match key_text(key) {
                Some(text) => match text.known() {
                    Some(name) => Key::Name(name),
                    None => match text.as_symbol() {
                        Some(symbol) => Key::Any(symbol.clone()),
                        None => Key::Any(Symbol::new(
                            text.to_string(),
                            text.why().unwrap_or_else(|| Why::new("the key is not known")),
                        )),
                    },
                },
                None => return Err(Fault::new("a key must be a string, and not null", span)),
            },
        };
        if let Some((instance, _)) =
            instances.list.iter().find(|(instance, _)| instance.key.as_ref() == Some(&wanted))
        {
            return Ok(Value::new(Kind::Resource(instance.clone()), None));
        }
        // Whether an unknown `count` goes so far is not known, and its name speaks of the index.
        if let (Key::Index(_), Some(why)) = (&wanted, &instances.open) {
            let name = with_key(address, &wanted);
            return Ok(Value::symbol(Symbol::new(name, why.clone()).nonempty()).at(span));
        }
        if instances.open.is_none() && !matches!(wanted, Key::Any(_)) {
            let text = format!("`{address}` has no instance with this key");
            return Err(Fault { text, span, meant: None });
        }
        let instance = Instance {
            module: template.module,
            block: template.block,
            address: with_key(address, &wanted),
            key: Some(wanted),
        };
        Ok(Value::new(Kind::Resource(Arc::new(instance)), None))
    }
}

/// An address with its key; one that stands for all has none.
pub fn with_key(address: &str, key: &Key) -> String {
    match key {
        Key::Index(index) => format!("{address}[{index}]"),
        Key::Name(name) => format!("{address}[{name:?}]"),
        Key::Any(_) => address.to_owned(),
    }
}
