//! Terraform's types: which type a value has, and which one several types have in common.

use crate::value::{Flavor, Kind, List, Object, Value};
use model::known::order;
use std::collections::BTreeMap;

/// A type constraint, as `type = …` of a variable says it.
#[derive(Clone, Debug)]
pub enum Type {
    /// Any type; also what an unknown value and null have.
    Any,
    String,
    Number,
    Bool,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Attribute>),
}

#[derive(Clone, Debug)]
pub struct Attribute {
    pub ty: Type,
    /// May be left out: null then, or the default.
    pub optional: bool,
    pub default: Option<Value>,
}

impl Attribute {
    pub fn required(ty: Type) -> Attribute {
        Attribute { ty, optional: false, default: None }
    }
}

/// Defaults are no part of a type.
impl PartialEq for Attribute {
    fn eq(&self, other: &Attribute) -> bool {
        self.ty == other.ty && self.optional == other.optional
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
                a == b
            }
            (Type::Tuple(a), Type::Tuple(b)) => a == b,
            (Type::Object(a), Type::Object(b)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Deeper than this a type is not looked at.
pub(super) const DEPTH: usize = 128;

/// The type of a value, `Any` wherever it is not known.
pub fn type_of(value: &Value) -> Type {
    type_at(value, 0)
}

fn type_at(value: &Value, depth: usize) -> Type {
    if depth > DEPTH {
        return Type::Any;
    }
    match &value.kind {
        Kind::Null | Kind::Unknown(_) | Kind::Resource(_) => Type::Any,
        Kind::Bool(_) => Type::Bool,
        Kind::Number(_) => Type::Number,
        Kind::Text(_) | Kind::Json(_) => Type::String,
        Kind::List(list) => list_type(list, depth),
        Kind::Object(object) => object_type(object, depth),
    }
}

fn list_type(list: &List, depth: usize) -> Type {
    let items = list.items.iter().map(|item| type_at(item, depth + 1));
    match list.flavor {
        Flavor::Tuple if list.open.is_some() => Type::Any,
        Flavor::Tuple => Type::Tuple(items.collect()),
        Flavor::List => Type::List(Box::new(common_or_any(items.collect()))),
        Flavor::Set => Type::Set(Box::new(common_or_any(items.collect()))),
    }
}

fn object_type(object: &Object, depth: usize) -> Type {
    let mut types = object.members.iter().map(|(name, member)| (name, type_at(&member.value, depth + 1)));
    if object.is_map {
        Type::Map(Box::new(common_or_any(types.map(|(_, ty)| ty).collect())))
    } else if object.open.is_some() {
        Type::Any
    } else {
        Type::Object(order::map(types.by_ref().map(|(name, ty)| (name.clone(), Attribute::required(ty)))))
    }
}

fn common_or_any(types: Vec<Type>) -> Type {
    unify_types(types).unwrap_or(Type::Any)
}

/// The type that values of all these types can be converted to, as for the elements of a list or
/// the branches of a conditional. What is not known does not take part.
pub fn unify_types(types: Vec<Type>) -> Option<Type> {
    unify_at(types, 0)
}

fn unify_at(types: Vec<Type>, depth: usize) -> Option<Type> {
    let mut distinct: Vec<Type> = Vec::new();
    for ty in types {
        if ty != Type::Any && !distinct.contains(&ty) {
            distinct.push(ty);
        }
    }
    if distinct.len() < 2 || depth > DEPTH {
        return Some(distinct.pop().unwrap_or(Type::Any));
    }
    let count = |is: fn(&Type) -> bool| distinct.iter().filter(|ty| is(ty)).count();
    let all = distinct.len();
    let (objects, maps) = (count(|ty| matches!(ty, Type::Object(_))), count(|ty| matches!(ty, Type::Map(_))));
    let (tuples, lists) = (count(|ty| matches!(ty, Type::Tuple(_))), count(|ty| matches!(ty, Type::List(_))));
    let sets = count(|ty| matches!(ty, Type::Set(_)));
    if objects > 0 && tuples > 0 {
        return None;
    }
    if objects == all {
        return unify_objects(&distinct, depth);
    }
    if tuples == all {
        return unify_tuples(&distinct, depth);
    }
    if sets == all {
        return Some(Type::Set(Box::new(unify_at(elements(&distinct), depth + 1)?)));
    }
    // Objects take part as maps beside maps, and tuples as lists beside lists.
    if maps > 0 && maps + objects == all {
        return Some(Type::Map(Box::new(unify_at(elements(&distinct), depth + 1)?)));
    }
    if lists > 0 && lists + tuples == all {
        return Some(Type::List(Box::new(unify_at(elements(&distinct), depth + 1)?)));
    }
    let mut candidates = by_generality(&distinct).into_iter();
    candidates.find(|wanted| distinct.iter().all(|ty| converts(ty, wanted, depth))).cloned()
}

/// The types of what is in collections of these types.
fn elements(types: &[Type]) -> Vec<Type> {
    let inner = types.iter().flat_map(|ty| match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => vec![element.as_ref().clone()],
        Type::Tuple(elements) => elements.clone(),
        Type::Object(attributes) => attributes.values().map(|attribute| attribute.ty.clone()).collect(),
        _ => Vec::new(),
    });
    inner.collect()
}

/// An object with every attribute unified, or a map where the names of the attributes differ.
fn unify_objects(types: &[Type], depth: usize) -> Option<Type> {
    let attributes: Vec<&BTreeMap<String, Attribute>> = types.iter().filter_map(Type::attributes).collect();
    let first = attributes.first()?;
    if attributes.iter().all(|other| other.keys().eq(first.keys())) {
        let unified = first.keys().map(|name| {
            let across = attributes.iter().filter_map(|all| all.get(name)).map(|one| one.ty.clone());
            Some((name.clone(), Attribute::required(unify_at(across.collect(), depth + 1)?)))
        });
        return unified.collect::<Option<Vec<_>>>().map(|unified| Type::Object(order::map(unified)));
    }
    Some(Type::Map(Box::new(unify_at(elements(types), depth + 1)?)))
}

/// A tuple with every element unified, or a list where the lengths differ.
fn unify_tuples(types: &[Type], depth: usize) -> Option<Type> {
    let tuples: Vec<&Vec<Type>> = types.iter().filter_map(Type::elements).collect();
    let first = tuples.first()?;
    if tuples.iter().all(|other| other.len() == first.len()) {
        let unified = (0..first.len()).map(|i| {
            let across = tuples.iter().filter_map(|all| all.get(i)).cloned();
            unify_at(across.collect(), depth + 1)
        });
        return unified.collect::<Option<_>>().map(Type::Tuple);
    }
    Some(Type::List(Box::new(unify_at(elements(types), depth + 1)?)))
}

impl Type {
    fn attributes(&self) -> Option<&BTreeMap<String, Attribute>> {
        match self {
            Type::Object(attributes) => Some(attributes),
            _ => None,
        }
    }

    fn elements(&self) -> Option<&Vec<Type>> {
        match self {
            Type::Tuple(elements) => Some(elements),
            _ => None,
        }
    }
}

/// Sorted so that no type stands behind a less general one.
fn by_generality(types: &[Type]) -> Vec<&Type> {
    let mut left: Vec<&Type> = types.iter().collect();
    let mut sorted = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free = left.iter().position(|ty| !left.iter().any(|other| more_general(other, ty)));
        sorted.push(left.remove(free.unwrap_or(0)));
    }
    sorted
}

fn more_general(a: &Type, b: &Type) -> bool {
    matches!(
        (a, b),
        (Type::String, Type::Number | Type::Bool)
            | (Type::List(_), Type::Tuple(_) | Type::Set(_))
            | (Type::Tuple(_), Type::Set(_))
            | (Type::Map(_), Type::Object(_))
    )
}

/// Whether a value of one type may be converted to another.
fn converts(from: &Type, to: &Type, depth: usize) -> bool {
    if depth > DEPTH {
        return false;
    }
    let inner = |from: &Type, to: &Type| converts(from, to, depth + 1);
    match (from, to) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::String | Type::Number | Type::Bool, Type::String) => true,
        (Type::String, Type::Number | Type::Bool) => true,
        (Type::Number, Type::Number) | (Type::Bool, Type::Bool) => true,
        (Type::List(from) | Type::Set(from), Type::List(to) | Type::Set(to)) => inner(from, to),
        (Type::Tuple(from), Type::List(to) | Type::Set(to)) => from.iter().all(|from| inner(from, to)),
        (Type::Tuple(from), Type::Tuple(to)) => {
            from.len() == to.len() && from.iter().zip(to).all(|(from, to)| inner(from, to))
        }
        (Type::Map(from), Type::Map(to)) => inner(from, to),
        (Type::Object(from), Type::Map(to)) => from.values().all(|from| inner(&from.ty, to)),
        (Type::Map(from), Type::Object(to)) => to.values().all(|to| inner(from, &to.ty)),
        (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, to)| match from.get(name) {
            Some(from) => inner(&from.ty, &to.ty),
            None => to.optional,
        }),
        _ => false,
    }
}
