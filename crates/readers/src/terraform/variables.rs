//! Type constraints of variables, as they are written.

use super::functions::convert::{Attribute, Type};
use super::syntax::Expr;
use crate::value::Value;
use hcl::edit::expr::{Expression, FuncCall, ObjectKey};
use std::collections::BTreeMap;

/// The type that an expression such as `map(object({ name = optional(string, "x") }))` means.
/// What is not a type is taken as any.
pub fn constraint(expr: Expr<'_>, default: &mut dyn FnMut(Expr<'_>) -> Option<Value>) -> Type {
    match expr.node {
        Expression::Variable(name) => primitive(name.as_str()),
        Expression::Parenthesis(inner) => constraint(expr.with(inner.inner()), default),
        // Terraform 0.11 wrote types as strings.
        Expression::String(name) => match name.as_str() {
            "list" => Type::List(Box::new(Type::Any)),
            "map" => Type::Map(Box::new(Type::Any)),
            name => primitive(name),
        },
        Expression::FuncCall(call) => compound(expr, call, default),
        _ => Type::Any,
    }
}

fn primitive(name: &str) -> Type {
    match name {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "list" => Type::List(Box::new(Type::Any)),
        "map" => Type::Map(Box::new(Type::Any)),
        "set" => Type::Set(Box::new(Type::Any)),
        _ => Type::Any,
    }
}

fn compound(expr: Expr<'_>, call: &FuncCall, default: &mut dyn FnMut(Expr<'_>) -> Option<Value>) -> Type {
    let Some(first) = call.args.iter().next() else { return Type::Any };
    let inner = expr.with(first);
    match call.name.name.as_str() {
        "list" => Type::List(Box::new(constraint(inner, default))),
        "set" => Type::Set(Box::new(constraint(inner, default))),
        "map" => Type::Map(Box::new(constraint(inner, default))),
        "tuple" => match first {
            Expression::Array(items) => {
                Type::Tuple(items.iter().map(|item| constraint(expr.with(item), default)).collect())
            }
            _ => Type::Any,
        },
        "object" => match first {
            Expression::Object(members) => {
                let mut attributes = BTreeMap::new();
                for (key, value) in members.iter() {
                    let name = match key {
                        ObjectKey::Ident(name) => name.as_str(),
                        ObjectKey::Expression(Expression::Variable(name)) => name.as_str(),
                        ObjectKey::Expression(key) => key.as_str().unwrap_or_default(),
                    };
                    attributes.insert(name.to_owned(), member(expr.with(value.expr()), default));
                }
                Type::Object(attributes)
            }
            _ => Type::Any,
        },
        _ => Type::Any,
    }
}

fn member(expr: Expr<'_>, default: &mut dyn FnMut(Expr<'_>) -> Option<Value>) -> Attribute {
    match expr.node {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => {
            let mut args = call.args.iter();
            let ty = args.next().map_or(Type::Any, |ty| constraint(expr.with(ty), default));
            let default = args.next().and_then(|value| default(expr.with(value)));
            Attribute { ty, optional: true, default }
        }
        _ => Attribute::required(constraint(expr, default)),
    }
}
