//! Blocks in effect: a resource's body and its nested blocks, with `dynamic` blocks spelt out, and
//! arguments read from them. Nested attributes are read in the same way as nested blocks.

use super::expression::entries;
use super::{Evaluator, Scope};
use crate::terraform::module::{Decl, Merged};
use crate::terraform::plan::Mirror;
use crate::terraform::syntax::Block;
use crate::value::{Instance, Kind, Member, Object, Shared, Value};
use model::known::{Known, Setting, Span, Symbol, Truth, Why};
use std::sync::Arc;

/// A block, or an object that stands for one.
#[derive(Clone, Debug)]
pub struct Part<'r> {
    form: Form<'r>,
    /// The header of the block, or the object.
    pub span: Option<Span>,
    /// The whole block.
    pub whole: Option<Span>,
    pub exists: Truth,
    /// What a plan knows of it.
    mirror: Option<Mirror<'r>>,
}

#[derive(Clone, Debug)]
enum Form<'r> {
    Body(Merged<'r>, Scope),
    Value(Value),
}

impl<'r> Part<'r> {
    /// The part as it is if it is there: what its own parts say is said under that condition.
    #[must_use]
    pub fn if_there(self) -> Part<'r> {
        Part { exists: Truth::Yes, ..self }
    }

    pub(super) fn of_block(decl: &Decl, body: Merged<'r>, scope: Scope, exists: Truth) -> Part<'r> {
        let (span, whole) = (Some(decl.block.header), Some(decl.block.span));
        Part { form: Form::Body(body, scope), span, whole, exists, mirror: None }
    }

    /// A part that stands in a plan and not in the code.
    fn planned(mirror: Mirror<'r>, span: Option<Span>, whole: Option<Span>) -> Part<'r> {
        let form = Form::Value(Value::object([]));
        Part { form, span, whole, exists: Truth::Yes, mirror: Some(mirror) }
    }

    pub(super) fn mirror(&self) -> Option<&Mirror<'r>> {
        self.mirror.as_ref()
    }

    /// It stands in the code, and not only in a plan.
    pub fn is_in_code(&self) -> bool {
        matches!(self.form, Form::Body(..))
    }

    /// Nothing of it is known, since it could not be read.
    pub fn is_unread(&self) -> bool {
        match &self.form {
            Form::Body(body, _) => body.is_empty(),
            Form::Value(value) => value.why().is_some(),
        }
    }
}

impl<'r> Evaluator<'r> {
    /// The body of a resource instance.
    pub fn resource(&mut self, instance: &Arc<Instance>, exists: Truth) -> Part<'r> {
        let block = instance.block.unwrap_or_default();
        let mirror = self.mirror(instance);
        if let Some(mirror) = mirror.filter(|_| !self.has_code(instance.module, block)) {
            let (span, whole) = self.planned_places(instance);
            return Part { exists, ..Part::planned(mirror, span, whole) };
        }
        let body = self.merged(instance.module, block);
        let scope = self.scope_in(instance, &body);
        match self.decl(instance.module, block) {
            Some(decl) if body.is_empty() => {
                let header = Some(decl.block.header);
                let why = Why::new(format!("`{}` could not be read", instance.address)).at(header);
                Part { exists, ..unknown_part(why, header) }
            }
            Some(decl) => Part { mirror, ..Part::of_block(decl, body, scope, exists) },
            None => unknown_part(Why::new("the block is not there"), None),
        }
    }

    /// An argument as it is written: `Absent` when it is not given or null.
    pub fn argument(&mut self, part: &Part<'r>, name: &str) -> Setting<Value> {
        let Some(mirror) = part.mirror else { return self.argument_in_code(part, name) };
        let code = part.is_in_code().then(|| {
            // What the plan knows, no file has to tell.
            self.quiet += 1;
            let code = self.argument_in_code(part, name);
            self.quiet -= 1;
            code
        });
        self.planned_argument(&mirror, name, code)
    }

    fn argument_in_code(&mut self, part: &Part<'r>, name: &str) -> Setting<Value> {
        let (outcome, span) = match &part.form {
            Form::Body(body, scope) => {
                let Some(attribute) = body.attribute(name) else { return Setting::absent() };
                (self.eval(attribute.expr, scope), attribute.span)
            }
            Form::Value(value) => {
                if let Kind::Object(object) = &value.kind
                    && object.open.is_none()
                    && !object.members.contains_key(name)
                {
                    return Setting::absent();
                }
                let outcome = self.attribute(value, name, value.span);
                let span = outcome.as_ref().ok().and_then(|value| value.span);
                (outcome, span.or(value.span))
            }
        };
        let value = match outcome {
            Ok(value) => match &value.kind {
                Kind::Null => Known::Absent,
                Kind::Unknown(symbol) if !symbol.has_identity() && !symbol.is_nonempty() => {
                    Known::Unknown(symbol.why().clone())
                }
                _ => Known::Set(value),
            },
            Err(fault) => Known::Unknown(Why::fault(fault)),
        };
        Setting { value, span }
    }

    /// Whether an argument or a block of this name is written at all.
    pub fn mentions(&self, part: &Part<'r>, name: &str) -> bool {
        let in_plan = part.mirror.as_ref().is_some_and(|mirror| mirror.member(name).value.is_some());
        in_plan || self.mentions_in_code(part, name)
    }

    pub(super) fn mentions_in_code(&self, part: &Part<'r>, name: &str) -> bool {
        match &part.form {
            Form::Body(body, _) => body.attribute(name).is_some() || !body.blocks(name).is_empty(),
            Form::Value(Value { kind: Kind::Object(object), .. }) => object.members.contains_key(name),
            Form::Value(_) => false,
        }
    }

    /// The nested blocks of one type, in effect or perhaps in effect.
    pub fn blocks(&mut self, part: &Part<'r>, kind: &str) -> Vec<Part<'r>> {
        let mut parts = match &part.form {
            Form::Body(body, scope) => self.parts(body, scope, kind),
            Form::Value(_) if part.mirror.is_some() => Vec::new(),
            Form::Value(_) => self.objects(part, kind),
        };
        if let Some(mirror) = part.mirror {
            parts = self.planned_blocks(part, &mirror, kind, parts);
        }
        for nested in &mut parts {
            nested.exists = nested.exists.clone().and(part.exists.clone());
        }
        parts
    }

    /// The objects under an argument, for providers that have nested attributes in place of blocks.
    pub fn objects(&mut self, part: &Part<'r>, name: &str) -> Vec<Part<'r>> {
        let Setting { value, span } = self.argument(part, name);
        let mut parts = match value {
            Known::Set(value) => objects(value, span),
            Known::Absent => Vec::new(),
            Known::Unknown(why) => vec![unknown_part(why, span.or(part.span))],
        };
        for nested in &mut parts {
            nested.exists = nested.exists.clone().and(part.exists.clone());
        }
        parts
    }

    /// Every nested block as it is written, by type, `dynamic` ones under the type they make.
    pub fn written(&self, part: &Part<'r>) -> Vec<(String, Block<'r>)> {
        let Form::Body(body, _) = &part.form else { return Vec::new() };
        let named = |block: Block<'r>| {
            let name = match (block.kind, block.labels.first()) {
                ("dynamic", Some(label)) => (*label).to_owned(),
                (kind, _) => kind.to_owned(),
            };
            (name, block)
        };
        body.all_blocks().into_iter().map(named).collect()
    }

    /// The names and places of the arguments as they are written.
    pub fn written_arguments(&self, part: &Part<'r>) -> Vec<(&'r str, Option<Span>)> {
        match &part.form {
            Form::Body(body, _) => {
                body.attributes().iter().map(|attribute| (attribute.name, attribute.span)).collect()
            }
            Form::Value(_) => Vec::new(),
        }
    }

    /// The references in an argument that is never evaluated, such as `ignore_changes`.
    pub fn references(&self, part: &Part<'r>, name: &str) -> Vec<&'r str> {
        let Form::Body(body, _) = &part.form else { return Vec::new() };
        body.attribute(name)
            .map(|attribute| super::expression::reference_texts(attribute.expr))
            .unwrap_or_default()
    }

    pub fn body<'p>(&self, part: &'p Part<'r>) -> Option<&'p Merged<'r>> {
        match &part.form {
            Form::Body(body, _) => Some(body),
            Form::Value(_) => None,
        }
    }

    pub(super) fn parts(&mut self, body: &Merged<'r>, scope: &Scope, kind: &str) -> Vec<Part<'r>> {
        let mut parts = Vec::new();
        for block in body.blocks(kind) {
            if block.kind == "dynamic" {
                self.spell_out(&block, scope, &mut parts);
            } else {
                parts.push(Part {
                    form: Form::Body(Merged::of(block.body), scope.clone()),
                    span: block.header,
                    whole: block.span,
                    exists: Truth::Yes,
                    mirror: None,
                });
            }
        }
        parts
    }

    fn spell_out(&mut self, block: &Block<'r>, scope: &Scope, parts: &mut Vec<Part<'r>>) {
        let label = block.labels.first().copied().unwrap_or_default();
        let iterator = block.body.attribute("iterator").map_or(label, |attribute| attribute.expr.text());
        let Some(content) = block.body.blocks("content").into_iter().next() else { return };
        let Some(each) = block.body.attribute("for_each") else { return };
        let mut add = |key: Value, value: Value, exists: Truth| {
            let item = Value::object([("key".to_owned(), key), ("value".to_owned(), value)]);
            parts.push(Part {
                form: Form::Body(Merged::of(content.body), scope.with(iterator, item)),
                span: block.header,
                whole: block.span,
                exists,
                mirror: None,
            });
        };
        let collection = self.eval(each.expr, scope).map(|value| self.expand(value));
        let (items, open) = match collection.as_ref().map_err(Clone::clone).map(entries) {
            Ok(Ok((items, open))) => (items, open),
            Ok(Err(Ok(why))) => (Vec::new(), Some(why)),
            Ok(Err(Err(fault))) | Err(fault) => (Vec::new(), Some(Why::fault(fault))),
        };
        for (key, value) in items.into_iter().take(super::INSTANCES) {
            add(key, value, Truth::Yes);
        }
        if let Some(why) = open {
            let item = |what: &str| match collection.as_ref().ok().and_then(Value::term) {
                Some(term) => Value::symbol(Symbol::new(format!("{what} of {term}"), why.clone())),
                None => Value::unknown(why.clone()),
            };
            let (key, value) = (item("key"), item("item"));
            add(key, value, Truth::Unknown(why));
        }
    }

    /// A nested block as an object: what a reference to it yields.
    pub(super) fn whole_part(&mut self, part: &Part<'r>) -> Value {
        let Form::Body(body, _) = &part.form else { return Value::null() };
        let names: Vec<&str> = body.attributes().iter().map(|attribute| attribute.name).collect();
        let kinds: Vec<String> = self.written(part).into_iter().map(|(kind, _)| kind).collect();
        let mut object =
            Object { open: Some(Why::new("a block has attributes that AWS computes")), ..Object::default() };
        for name in names {
            let value = match self.argument(part, name).value {
                Known::Set(value) => value,
                Known::Absent => Value::null(),
                Known::Unknown(why) => Value::unknown(why),
            };
            object.members.insert(name.to_owned(), Member { key: None, value });
        }
        for kind in kinds {
            let items = self.blocks(part, &kind).iter().map(|nested| self.whole_part(nested)).collect();
            object.members.insert(kind, Member { key: None, value: Value::tuple(items) });
        }
        Value::new(Kind::Object(Shared::new(object)), part.span)
    }
}

/// Objects that stand for blocks: one, or a list of them.
pub(super) fn objects<'r>(value: Value, span: Option<Span>) -> Vec<Part<'r>> {
    let one = |value: Value| {
        let span = value.span.or(span);
        Part { form: Form::Value(value), span, whole: span, exists: Truth::Yes, mirror: None }
    };
    match &value.kind {
        Kind::Object(_) => vec![one(value)],
        Kind::List(list) => {
            let mut parts: Vec<Part<'r>> = list.items.iter().cloned().map(one).collect();
            parts.extend(list.open.clone().map(|why| unknown_part(why, span)));
            parts
        }
        Kind::Unknown(symbol) => {
            let exists = Truth::Unknown(symbol.why().clone());
            vec![Part { exists, ..one(value) }]
        }
        _ => Vec::new(),
    }
}

fn unknown_part<'r>(why: Why, span: Option<Span>) -> Part<'r> {
    let form = Form::Value(Value::unknown(why.clone()));
    Part { form, span, whole: span, exists: Truth::Unknown(why), mirror: None }
}

/// A block that the plan has: beside that of the code, or in the place of the first that may make it.
pub(super) fn nested_in_plan<'r>(
    mirror: Mirror<'r>,
    beside: Option<Part<'r>>,
    first: Option<&Part<'r>>,
) -> Part<'r> {
    if let Some(code) = beside {
        return Part { exists: Truth::Yes, mirror: Some(mirror), ..code };
    }
    let span = first.and_then(|code| code.span).or(mirror.span());
    let whole = first.and_then(|code| code.whole).or(mirror.span());
    Part::planned(mirror, span, whole)
}
