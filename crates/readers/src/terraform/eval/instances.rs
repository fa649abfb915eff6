//! How often a block is there: `count`, `for_each`, and OpenTofu's `enabled`.

use super::reference::{Instances, with_key};
use super::{Evaluator, INSTANCES, Outcome, Scope};
use crate::terraform::module::Merged;
use crate::terraform::syntax::Expr;
use crate::value::{Instance, Key, Kind, Value};
use hcl::edit::expr::Expression;
use model::known::{Symbol, Truth, Why};
use std::rc::Rc;
use std::sync::Arc;

/// The longest text of an expression that stands for its value.
pub(super) const TEXT_LIMIT: usize = 120;

/// The keys of a repeated block, before they become instances.
pub(super) struct Keys {
    pub repeated: Option<&'static str>,
    pub list: Vec<(Option<Key>, Truth)>,
    pub open: Option<Why>,
}

impl<'r> Evaluator<'r> {
    /// The instances of a resource or data block.
    pub fn instances(&mut self, module: usize, block: usize) -> Instances {
        let Some(decl) = self.decl(module, block) else {
            return Instances { repeated: None, list: Vec::new(), open: None };
        };
        let full = self.address(module, &decl.address);
        let body = self.merged(module, block);
        let planned = self.planned_keys(module, block, &body);
        let keys = planned.unwrap_or_else(|| self.keys(module, &decl.address, &body));
        let exists = self.module_exists(module);
        let instance = |(key, truth): (Option<Key>, Truth)| {
            let address = key.as_ref().map_or_else(|| full.clone(), |key| with_key(&full, key));
            let instance = Instance { module, block: Some(block), key, address };
            (Arc::new(instance), truth.and(exists.clone()))
        };
        Instances {
            repeated: keys.repeated,
            list: keys.list.into_iter().map(instance).collect(),
            open: keys.open,
        }
    }

    /// Whether the module instance itself is there.
    pub(super) fn module_exists(&self, module: usize) -> Truth {
        let mut truth = Truth::Yes;
        let mut at = self.modules.get(module);
        while let Some(instance) = at {
            truth = truth.and(instance.exists.clone());
            at = instance.caller.as_ref().and_then(|caller| self.modules.get(caller.module));
        }
        truth
    }

    pub(super) fn keys(&mut self, module: usize, address: &str, body: &Merged<'r>) -> Keys {
        let scope = Scope::of_module(module);
        if let Some(count) = body.attribute("count") {
            return self.counted(module, address, count.expr, &scope);
        }
        if let Some(each) = body.attribute("for_each") {
            return self.keyed(module, address, each.expr, &scope);
        }
        let enabled = body
            .blocks("lifecycle")
            .first()
            .and_then(|lifecycle| lifecycle.body.attribute("enabled"))
            .map_or(Truth::Yes, |enabled| {
                match self.eval(enabled.expr, &scope).and_then(|value| self.decide(&value)) {
                    Ok(truth) => truth,
                    Err(fault) => Truth::Unknown(Why::fault(fault)),
                }
            });
        let list = if enabled.is_no() { Vec::new() } else { vec![(None, enabled)] };
        Keys { repeated: None, list, open: None }
    }

    fn counted(&mut self, module: usize, address: &str, expr: Expr<'_>, scope: &Scope) -> Keys {
        let repeated = Some("count");
        let value =
            self.eval(expr, scope).and_then(|value| crate::terraform::functions::convert::to_number(&value));
        let why = match value {
            Ok(Value { kind: Kind::Number(number), .. }) => {
                let count = number.to_i64().and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
                if count <= INSTANCES as u64 {
                    let list = (0..count).map(|index| (Some(Key::Index(index)), Truth::Yes)).collect();
                    return Keys { repeated, list, open: None };
                }
                self.too_many(module, address, "count", expr)
            }
            Ok(value) => {
                let why = value.why().cloned().unwrap_or_else(|| Why::new("`count` is null"));
                // One toggle is the common case: the only instance is the first.
                return self.perhaps(repeated, Key::Index(0), value.term(), why);
            }
            Err(fault) => {
                let why = Why::fault(fault);
                return Keys {
                    repeated,
                    list: vec![(Some(Key::Index(0)), Truth::Unknown(why.clone()))],
                    open: Some(why),
                };
            }
        };
        Keys { repeated, list: vec![(Some(Key::Index(0)), Truth::Yes)], open: Some(why) }
    }

    fn keyed(&mut self, module: usize, address: &str, expr: Expr<'_>, scope: &Scope) -> Keys {
        let repeated = Some("for_each");
        let value = self.each_value(module, expr, scope);
        let any = |value: Option<&Value>| {
            let name = value.and_then(|value| self.collection(module, value, expr));
            let name = name.unwrap_or_else(|| self.address(module, address));
            let why =
                value.and_then(Value::why).cloned().unwrap_or_else(|| Why::new("`for_each` is not known"));
            (Key::Any(Symbol::new(format!("each.key of {name}"), why.clone()).nonempty()), why)
        };
        let value = match value {
            Ok(value) => value,
            Err(fault) => {
                let why = Why::fault(fault);
                return Keys {
                    repeated,
                    list: vec![(Some(any(None).0), Truth::Unknown(why.clone()))],
                    open: Some(why),
                };
            }
        };
        let (names, open): (Vec<Result<String, Why>>, Option<Why>) = match &value.kind {
            Kind::Object(object) => {
                (object.members.keys().map(|name| Ok(name.clone())).collect(), object.open.clone())
            }
            Kind::List(list) => {
                let name = |item: &Value| match super::expression::key_text(item) {
                    Some(text) => text
                        .known()
                        .ok_or_else(|| text.why().unwrap_or_else(|| Why::new("a key is not known"))),
                    None => Err(Why::new("a key is not a string")),
                };
                (list.items.iter().map(name).collect(), list.open.clone())
            }
            _ => {
                let (key, why) = any(Some(&value));
                let number = self.collection(module, &value, expr).map(|name| format!("length({name})"));
                return self.perhaps(repeated, key, number, why);
            }
        };
        if names.len() > INSTANCES {
            let why = self.too_many(module, address, "for_each", expr);
            let first =
                names.into_iter().next().and_then(Result::ok).map(|name| (Some(Key::Name(name)), Truth::Yes));
            return Keys { repeated, list: first.into_iter().collect(), open: Some(why) };
        }
        let mut open = open;
        let mut list = Vec::with_capacity(names.len());
        for (i, name) in names.into_iter().enumerate() {
            match name {
                Ok(name) => list.push((Some(Key::Name(name)), Truth::Yes)),
                // The instance is there, under a name that is not known.
                Err(why) => {
                    let symbol = item_symbol(&value, i).unwrap_or_else(|| Symbol::anonymous(why.clone()));
                    list.push((Some(Key::Any(symbol)), Truth::Yes));
                    open = Some(why);
                }
            }
        }
        if let (true, Some(why)) = (list.is_empty(), &open) {
            let number = self.collection(module, &value, expr).map(|name| format!("length({name})"));
            return self.perhaps(repeated, any(Some(&value)).0, number, why.clone());
        }
        Keys { repeated, list, open }
    }

    /// What a collection is called: of two that are written alike in one module, one is the other.
    fn collection(&self, module: usize, value: &Value, expr: Expr<'_>) -> Option<String> {
        let text = expr.text();
        let short = text.len() <= TEXT_LIMIT && !text.contains('\n');
        value.term().or_else(|| short.then(|| self.address(module, text)))
    }

    /// A block that is there an unknown number of times. Whether it is there at all is one question
    /// for everything that is repeated by the same number or collection.
    fn perhaps(&self, repeated: Option<&'static str>, key: Key, number: Option<String>, why: Why) -> Keys {
        let number = number.filter(|_| why.questions().is_empty() && why.as_fault().is_none());
        let some = number.map(|number| self.question(format!("{number} > 0"), why.clone()));
        let truth = some.and_then(|some| self.decide(&some).ok());
        match truth.unwrap_or_else(|| Truth::Unknown(why.clone())) {
            // Nobody deploys what is empty: what refers to it all the same is left open.
            Truth::No => Keys { repeated, list: Vec::new(), open: Some(why) },
            truth => Keys { repeated, list: vec![(Some(key), truth)], open: Some(why) },
        }
    }

    /// The collection of a `for_each`, computed once: every instance asks for it.
    fn each_value(&mut self, module: usize, expr: Expr<'_>, scope: &Scope) -> Outcome {
        let span = expr.span();
        let name = span.map_or_else(String::new, |span| format!("for_each {}:{}", span.file.0, span.start));
        self.once(module, &name, span, |this| this.eval(expr, scope).map(|value| this.expand(value)))
    }

    fn too_many(&self, module: usize, address: &str, repeat: &str, expr: Expr<'_>) -> Why {
        let full = self.address(module, address);
        let text =
            format!("`{repeat}` of `{full}` makes more than {INSTANCES} instances: only the first is judged");
        self.root.problem(expr.span(), text.clone());
        Why::new(text).at(expr.span())
    }

    /// The scope inside of an instance of a block in `module`.
    pub(super) fn scope_of(&mut self, module: usize, key: Option<&Key>, body: &Merged<'r>) -> Scope {
        let mut scope = Scope { module, key: key.cloned(), ..Scope::default() };
        let Some(each) = body.attribute("for_each") else { return scope };
        let value = self.each_value(module, each.expr, &Scope::of_module(module));
        let (name, item) = match key {
            Some(Key::Name(name)) => {
                let item = match &value {
                    Ok(Value { kind: Kind::Object(object), .. }) => {
                        object.members.get(name).map(|m| m.value.clone())
                    }
                    Ok(Value { kind: Kind::List(_), .. }) => Some(Value::string(name.clone())),
                    _ => None,
                };
                (Value::string(name.clone()), item)
            }
            Some(Key::Any(symbol)) => {
                let item = match &value {
                    Ok(Value { kind: Kind::List(_), .. }) => Some(Value::symbol(symbol.clone())),
                    Ok(_) if is_set(each.expr) => Some(Value::symbol(symbol.clone())),
                    _ => None,
                };
                (Value::symbol(symbol.clone()), item)
            }
            _ => return scope,
        };
        let item = item.unwrap_or_else(|| {
            let term = value.as_ref().ok().and_then(Value::term);
            let why = value
                .as_ref()
                .ok()
                .and_then(Value::why)
                .cloned()
                .unwrap_or_else(|| Why::new("`each.value` is not known"));
            match (term, name.term()) {
                (Some(term), Some(key)) => Value::symbol(Symbol::new(format!("{term}[{key}]"), why)),
                _ => Value::unknown(why),
            }
        });
        scope.each = Some(Rc::new((name, item)));
        scope
    }
}

/// A collection that says of itself that it is a set: its items are its keys.
fn is_set(expr: Expr<'_>) -> bool {
    matches!(expr.node, Expression::FuncCall(call) if call.name.name.as_str() == "toset")
}

fn item_symbol(value: &Value, at: usize) -> Option<Symbol> {
    let Kind::List(list) = &value.kind else { return None };
    let text = super::expression::key_text(list.items.get(at)?)?;
    match text.as_symbol() {
        Some(symbol) => Some(symbol.clone()),
        None => Some(Symbol::new(text.to_string(), text.why()?).nonempty()),
    }
}
