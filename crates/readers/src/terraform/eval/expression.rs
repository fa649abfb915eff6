//! Expressions: literals, collections, loops and function calls.

use super::instances::TEXT_LIMIT;
use super::{Evaluator, INSTANCES, Outcome, Scope};
use crate::number::Number;
use crate::terraform::functions;
use crate::terraform::functions::convert;
use crate::terraform::syntax::Expr;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use hcl::edit::expr::{Expression, ForExpr, FuncCall, ObjectKey};
use model::known::{Fault, Known, Symbol, Text, Truth, Why, order};
use std::collections::BTreeMap;

impl Evaluator<'_> {
    pub fn eval(&mut self, expr: Expr<'_>, scope: &Scope) -> Outcome {
        let span = expr.span();
        self.deeper(span, |this| {
            let value = this.eval_node(expr, scope).map_err(|mut fault| {
                fault.span = fault.span.or(span);
                fault
            })?;
            if value.size().is_too_large() {
                let text = "the value is too large to be followed";
                this.root.problem(span, text.to_owned());
                return Ok(Value::unknown(Why::new(text).at(span)).at(span));
            }
            // References keep the place where the value was written.
            let value = if value.span.is_none() { value.at(span) } else { value };
            Ok(this.named_as_written(expr, scope, value))
        })
    }

    /// What is written alike in one module is equal, though nobody can say what it is.
    fn named_as_written(&self, expr: Expr<'_>, scope: &Scope, value: Value) -> Value {
        let Kind::Unknown(symbol) = &value.kind else { return value };
        let anonymous = !symbol.has_identity() && symbol.why().as_fault().is_none();
        if !anonymous || scope.names.is_some() || !is_the_same_everywhere(expr.text()) {
            return value;
        }
        let name = self.address(scope.module, expr.text());
        Value::symbol(Symbol::new(name, symbol.why().clone())).at(value.span)
    }

    fn eval_node(&mut self, expr: Expr<'_>, scope: &Scope) -> Outcome {
        match expr.node {
            Expression::Null(_) => Ok(Value::null()),
            Expression::Bool(value) => Ok(Kind::Bool(*value.value()).into()),
            Expression::Number(number) => Ok(match number_of(expr, number.value()) {
                Some(number) => Kind::Number(number).into(),
                None => Value::unknown(Why::new("a number beyond msklint's precision")),
            }),
            Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_) => {
                self.template(expr, scope)
            }
            Expression::Array(array) => {
                let mut items = Vec::with_capacity(array.len());
                for item in array.iter() {
                    items.push(self.eval(expr.with(item), scope)?);
                }
                Ok(Value::tuple(items).at(expr.span()))
            }
            Expression::Object(object) => {
                let mut result = Object::default();
                for (key, value) in object.iter() {
                    let name = self.object_key(expr, key, scope)?;
                    let value = self.eval(expr.with(value.expr()), scope)?;
                    match name {
                        Ok(name) => {
                            let key = expr.span_of(key);
                            result.members.insert(name, Member { key, value });
                        }
                        Err(why) => result.open = Some(why),
                    }
                }
                Ok(Value::new(Kind::Object(Shared::new(result)), expr.span()))
            }
            Expression::Parenthesis(inner) => self.eval(expr.with(inner.inner()), scope),
            Expression::Variable(name) => self.variable(expr, name.as_str(), scope),
            Expression::Conditional(choice) => self.conditional(expr, choice, scope),
            Expression::FuncCall(call) => self.function(expr, call, scope),
            Expression::Traversal(traversal) => self.traversal(expr, traversal, scope),
            Expression::UnaryOp(op) => self.unary(expr, op, scope),
            Expression::BinaryOp(op) => self.binary(expr, op, scope),
            Expression::ForExpr(each) => self.for_each(expr, each, scope),
        }
    }

    fn object_key(
        &mut self,
        expr: Expr<'_>,
        key: &ObjectKey,
        scope: &Scope,
    ) -> Result<Result<String, Why>, Fault> {
        if let ObjectKey::Ident(name) = key {
            return Ok(Ok(name.as_str().to_owned()));
        }
        let ObjectKey::Expression(key) = key else { return Ok(Err(Why::new("an unusual object key"))) };
        // A bare word that the parser took for a variable is a plain key.
        if let Some(name) = key.as_variable() {
            return Ok(Ok(name.as_str().to_owned()));
        }
        let value = self.eval(expr.with(key), scope)?;
        known_string(&value)
            .ok_or_else(|| Fault::new("an object key must be a string, and not null", expr.span_of(key)))
    }

    fn for_each(&mut self, expr: Expr<'_>, each: &ForExpr, scope: &Scope) -> Outcome {
        let collection = self.eval(expr.with(&each.intro.collection_expr), scope)?;
        let collection = self.expand(collection);
        let ordered = matches!(&collection.kind, Kind::List(list) if list.flavor != Flavor::Set);
        let (items, open) = match entries(&collection) {
            Ok(entries) => entries,
            Err(Ok(why)) => return Ok(Value::unknown(why)),
            Err(Err(fault)) => return Err(fault),
        };
        let mut made: Vec<(Option<String>, Value)> = Vec::new();
        let mut open = open;
        for (key, value) in items {
            if made.len() >= INSTANCES * 10 {
                open = Some(Why::new("the loop makes too many items to be followed").at(expr.span()));
                break;
            }
            let mut inner = scope.with(each.intro.value_var.as_str(), value);
            if let Some(name) = &each.intro.key_var {
                inner = inner.with(name.as_str(), key);
            }
            let wanted = match &each.cond {
                Some(cond) => {
                    let value = self.eval(expr.with(&cond.expr), &inner)?;
                    self.decide(&value)?
                }
                None => Truth::Yes,
            };
            match wanted {
                Truth::No => continue,
                Truth::Yes => {}
                Truth::Unknown(why) => {
                    // What follows may stand anywhere in a list; in an object it keeps its name.
                    open = Some(why);
                    if each.key_expr.is_none() { break } else { continue }
                }
            }
            let name = match &each.key_expr {
                Some(key) => {
                    let value = self.eval(expr.with(key), &inner)?;
                    match known_string(&value) {
                        Some(Ok(name)) => Some(name),
                        Some(Err(why)) => {
                            open = Some(why);
                            continue;
                        }
                        None => {
                            return Err(Fault::new(
                                "an object key must be a string, and not null",
                                expr.span_of(key),
                            ));
                        }
                    }
                }
                None => None,
            };
            made.push((name, self.eval(expr.with(&each.value_expr), &inner)?));
        }
        let loose = match &collection.kind {
            Kind::List(list) => list.loose,
            _ => false,
        };
        let loose = open.is_some() && (loose || !ordered);
        collect(expr, each, made, open, loose)
    }

    fn function(&mut self, expr: Expr<'_>, call: &FuncCall, scope: &Scope) -> Outcome {
        let mut name = String::new();
        for part in &call.name.namespace {
            name.push_str(part.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        let name = name.strip_prefix("core::").unwrap_or(&name).to_owned();
        match name.as_str() {
            "try" => return self.first_that_works(expr, call, scope),
            "can" => {
                let value = call.args.iter().next().map(|arg| self.strictly(expr.with(arg), scope));
                return match value {
                    None => Err(Fault::new("`can` wants one argument", expr.span())),
                    Some(Err(_)) => Ok(Kind::Bool(false).into()),
                    Some(Ok(value)) => Ok(match uncertain(&value) {
                        Some(why) => named("can", value.term().into_iter().collect(), why),
                        None => Kind::Bool(true).into(),
                    }),
                };
            }
            _ => {}
        }
        let mut args = Vec::with_capacity(call.args.len());
        let last = call.args.len().saturating_sub(1);
        for (i, arg) in call.args.iter().enumerate() {
            let value = self.eval(expr.with(arg), scope)?;
            let value = self.expand(value);
            if i == last && call.args.expand_final() {
                match &value.kind {
                    Kind::List(list) if list.open.is_none() => args.extend(list.items.iter().cloned()),
                    Kind::List(list) => {
                        let why = list.open.clone().unwrap_or_else(|| Why::new("a list is not known"));
                        return Ok(Value::unknown(why));
                    }
                    Kind::Unknown(symbol) => return Ok(Value::unknown(symbol.why().clone())),
                    _ => return Err(Fault::new("`...` wants a list", expr.span_of(arg))),
                }
            } else {
                args.push(value);
            }
        }
        let mut host = super::template::Host { evaluator: self, module: scope.module, span: expr.span() };
        functions::call(&name, &args, expr.span(), &mut host)
    }

    fn first_that_works(&mut self, expr: Expr<'_>, call: &FuncCall, scope: &Scope) -> Outcome {
        let mut last = Fault::new("`try` wants an argument that works", expr.span());
        // Whether an unknown part would have failed is not known either: then it is what the call
        // makes of that part and of what stands behind it.
        let mut doubt: Option<Why> = None;
        let mut terms = Vec::new();
        for arg in call.args.iter() {
            let value = match self.strictly(expr.with(arg), scope) {
                Ok(value) => value,
                Err(fault) => {
                    last = fault;
                    continue;
                }
            };
            let (why, term) = (uncertain(&value), value.term());
            match (&doubt, &why) {
                (None, None) => return Ok(value),
                (None, Some(why)) => doubt = Some(why.clone()),
                _ => {}
            }
            let Some(term) = term else {
                terms.clear();
                break;
            };
            terms.push(term);
            if why.is_none() {
                break;
            }
        }
        doubt.map_or(Err(last), |why| Ok(named("try", terms, why)))
    }

    /// Evaluates what may not be in effect: what cannot be read there is not complained about.
    pub(super) fn quietly(&mut self, expr: Expr<'_>, scope: &Scope) -> Outcome {
        self.quiet += 1;
        let outcome = self.eval(expr, scope);
        self.quiet -= 1;
        outcome
    }

    fn strictly(&mut self, expr: Expr<'_>, scope: &Scope) -> Outcome {
        self.strict += 1;
        let outcome = self.quietly(expr, scope);
        self.strict -= 1;
        outcome
    }

    /// Resource instances as objects of what is configured, where a whole object is needed.
    pub(super) fn expand(&mut self, value: Value) -> Value {
        match &value.kind {
            Kind::Resource(instance) => {
                let instance = instance.clone();
                self.whole_resource(&instance).at(value.span)
            }
            _ => value,
        }
    }
}

/// Whether an expression means the same in every block of a module. Long ones are left alone.
fn is_the_same_everywhere(text: &str) -> bool {
    let local = ["each.", "count.", "self.", "timestamp(", "uuid(", "bcrypt(", "\n"];
    text.len() <= TEXT_LIMIT && !local.into_iter().any(|part| text.contains(part))
}

/// What a call makes of arguments that are not known: it equals itself where they have a term.
fn named(function: &str, terms: Vec<String>, why: Why) -> Value {
    match terms.is_empty() {
        true => Value::unknown(why),
        false => Value::symbol(Symbol::new(format!("{function}({})", terms.join(", ")), why)),
    }
}

/// An unknown that stands for a failure as well: what hangs on a variable's inner shape, and calls
/// that refuse some arguments.
fn uncertain(value: &Value) -> Option<Why> {
    let symbol = match &value.kind {
        Kind::Unknown(symbol) if !symbol.is_nonempty() => symbol,
        Kind::Text(text) => text.as_symbol().filter(|symbol| symbol.name().contains('('))?,
        _ => return None,
    };
    let plain = match symbol.name().strip_prefix("var.") {
        Some(rest) => !rest.contains(['.', '[', '(', ' ']),
        None => !symbol.name().contains(['.', '[', '(']),
    };
    (!plain).then(|| symbol.why().clone())
}

/// The parser rounds numbers to 64 bits, Terraform to 512: the digits are in the source.
fn number_of(expr: Expr<'_>, parsed: &hcl::edit::Number) -> Option<Number> {
    Number::parse(expr.text().trim()).or_else(|| Number::parse(&parsed.to_string()))
}

/// The value as an object key; `None` where it cannot be one.
fn known_string(value: &Value) -> Option<Result<String, Why>> {
    match value.to_text()? {
        Known::Set(text) => Some(text.known().ok_or_else(|| unknown_text(&text))),
        Known::Absent => None,
        Known::Unknown(why) => Some(Err(why)),
    }
}

fn unknown_text(text: &Text) -> Why {
    text.why().unwrap_or_else(|| Why::new("a name is not known"))
}

type Entries = (Vec<(Value, Value)>, Option<Why>);

/// The keys and values that a loop walks; `Err(Ok(why))` where they are not known.
pub(super) fn entries(collection: &Value) -> Result<Entries, Result<Why, Fault>> {
    match &collection.kind {
        Kind::List(list) => {
            let keyed = list.items.iter().enumerate().map(|(i, item)| {
                let index: Value = Kind::Number(Number::integer(i as i128)).into();
                (if list.flavor == Flavor::Set { item.clone() } else { index }, item.clone())
            });
            Ok((keyed.collect(), list.open.clone()))
        }
        Kind::Object(object) => {
            let keyed = object
                .members
                .iter()
                .map(|(name, member)| (Value::string(name.clone()).at(member.key), member.value.clone()));
            Ok((keyed.collect(), object.open.clone()))
        }
        Kind::Unknown(symbol) => Err(Ok(symbol.why().clone())),
        Kind::Null => Err(Err(Fault::new("a loop cannot walk null", collection.span))),
        _ => {
            let text = format!("a loop wants a collection, this is a {}", collection.type_name());
            Err(Err(Fault::new(text, collection.span)))
        }
    }
}

fn collect(
    expr: Expr<'_>,
    each: &ForExpr,
    made: Vec<(Option<String>, Value)>,
    open: Option<Why>,
    loose: bool,
) -> Outcome {
    if each.key_expr.is_none() {
        let items = made.into_iter().map(|(_, value)| value).collect();
        return Ok(Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose })).into());
    }
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (name, value) in made {
        let name = name.unwrap_or_default();
        let group = groups.entry(name.clone()).or_default();
        if !group.is_empty() && !each.grouping {
            return Err(Fault::new(format!("the loop makes the key `{name}` twice"), expr.span()));
        }
        group.push(value);
    }
    let members = groups.into_iter().map(|(name, mut values)| {
        let value = if each.grouping {
            let flavor = Flavor::Tuple;
            Kind::List(Shared::new(List { flavor, items: values, open: open.clone(), loose: open.is_some() }))
                .into()
        } else {
            values.pop().unwrap_or_else(Value::null)
        };
        (name, Member { key: None, value })
    });
    let members = order::map(members);
    Ok(Kind::Object(Shared::new(Object { members, is_map: false, open })).into())
}

/// A list of references: what `depends_on` and `ignore_changes` hold, as written.
pub fn reference_texts<'a>(expr: Expr<'a>) -> Vec<&'a str> {
    match expr.node {
        Expression::Array(array) => array.iter().map(|item| expr.with(item).text()).collect(),
        _ => vec![expr.text()],
    }
}

/// Compares a key of `for_each` or an index, after conversion to a string.
pub fn key_text(value: &Value) -> Option<Text> {
    match convert::to_string(value).ok()?.kind {
        Kind::Text(text) => Some(text),
        Kind::Unknown(symbol) => Some(Text::symbol(symbol)),
        _ => None,
    }
}
