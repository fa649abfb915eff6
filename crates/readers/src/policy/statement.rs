//! One statement of a policy and its elements.

use super::{Reader, given, place};
use crate::value::{Kind, Member, Object, Value};
use model::iam::{Clause, Condition, Effect, Entry, PrincipalKind, PrincipalSet, Principals, Statement};
use model::known::{Known, Span, Text, Why};

pub(crate) const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// The strings under one name, and whether there may be more.
#[derive(Default)]
struct Strings {
    entries: Vec<Entry>,
    open: Option<Why>,
}

impl Reader {
    pub(super) fn statement(&mut self, object: &Object, span: Option<Span>) -> Statement {
        self.names(object, &ELEMENTS, "a statement");
        let (conditions, open_condition) = self.conditions(object);
        Statement {
            span,
            sid: given(object, "Sid").and_then(|member| self.sid(member)),
            effect: self.effect(object, span),
            principals: self.principals(object),
            actions: self.actions(object, span),
            resources: self.clause(object, "Resource"),
            conditions,
            open_condition,
        }
    }

    fn sid(&mut self, member: &Member) -> Option<Text> {
        match member.value.to_text() {
            Some(Known::Set(text)) => Some(text),
            Some(_) => None,
            None => {
                self.flaw("`Sid` must be a string", place(member));
                None
            }
        }
    }

    fn effect(&mut self, object: &Object, span: Option<Span>) -> Known<Effect> {
        let Some(member) = given(object, "Effect") else {
            if let Some(why) = &object.open {
                return Known::Unknown(why.clone());
            }
            self.flaw("a statement must have an `Effect`", span);
            return Known::Absent;
        };
        let text = match member.value.to_text() {
            Some(Known::Set(text)) => text,
            Some(Known::Unknown(why)) => return Known::Unknown(why),
            _ => Text::new(),
        };
        match text.known().as_deref() {
            Some("Allow") => Known::Set(Effect::Allow),
            Some("Deny") => Known::Set(Effect::Deny),
            Some(_) => {
                self.flaw("`Effect` must be `Allow` or `Deny`", place(member));
                Known::Absent
            }
            None => text.why().map_or(Known::Absent, Known::Unknown),
        }
    }

    fn actions(&mut self, object: &Object, span: Option<Span>) -> Option<Clause> {
        let clause = self.clause(object, "Action");
        if clause.is_none() {
            self.flaw("a statement must have an `Action` or a `NotAction`", span);
        }
        clause
    }

    /// `Action` or `NotAction`, and the like. Of both, the first one counts.
    fn clause(&mut self, object: &Object, name: &str) -> Option<Clause> {
        let (member, negated) = match self.either(object, name) {
            Ok(found) => found?,
            Err(why) => return Some(Clause { open: Some(why), ..Clause::default() }),
        };
        let label = if negated { format!("Not{name}") } else { name.to_owned() };
        let strings = self.strings(&member.value, &label, false);
        if strings.entries.is_empty() && strings.open.is_none() && matches!(member.value.kind, Kind::List(_))
        {
            self.flaw(format!("`{label}` is an empty list"), place(member));
        }
        Some(Clause { span: place(member), negated, entries: strings.entries, open: strings.open })
    }

    /// The element or its `Not` form; an error where either may be among members that are not known.
    fn either<'a>(&mut self, object: &'a Object, name: &str) -> Result<Option<(&'a Member, bool)>, Why> {
        let not = format!("Not{name}");
        match (given(object, name), given(object, &not), &object.open) {
            (Some(member), Some(other), _) => {
                self.flaw(format!("a statement cannot have both `{name}` and `{not}`"), place(other));
                Ok(Some((member, false)))
            }
            (Some(member), None, _) => Ok(Some((member, false))),
            (None, Some(member), _) => Ok(Some((member, true))),
            (None, None, Some(why)) => Err(why.clone()),
            (None, None, None) => Ok(None),
        }
    }

    /// A string or a list of strings. `scalars` lets numbers and booleans stand for strings.
    fn strings(&mut self, value: &Value, name: &str, scalars: bool) -> Strings {
        let mut strings = Strings::default();
        match &value.kind {
            Kind::List(list) => {
                for item in &list.items {
                    self.string(&mut strings, item, name, scalars);
                }
                strings.open = strings.open.or_else(|| list.open.clone());
            }
            _ => self.string(&mut strings, value, name, scalars),
        }
        strings
    }

    fn string(&mut self, strings: &mut Strings, value: &Value, name: &str, scalars: bool) {
        let scalar = matches!(value.kind, Kind::Bool(_) | Kind::Number(_));
        match value.to_text() {
            Some(Known::Set(text)) if scalars || !scalar => {
                strings.entries.push(Entry { text, span: value.span });
            }
            Some(Known::Unknown(why)) => {
                strings.open.get_or_insert(why);
            }
            _ => self.flaw(format!("`{name}` must be a string or a list of strings"), value.span),
        }
    }

    fn principals(&mut self, object: &Object) -> Option<Principals> {
        let new = |span, negated, open| Principals { span, negated, sets: Vec::new(), open };
        let (member, negated) = match self.either(object, "Principal") {
            Ok(found) => found?,
            Err(why) => return Some(new(None, false, Some(why))),
        };
        let mut principals = new(place(member), negated, None);
        match &member.value.kind {
            Kind::Object(types) => {
                for (name, member) in &types.members {
                    let set = self.principal_set(name, member);
                    principals.sets.push(set);
                }
                principals.open.clone_from(&types.open);
            }
            Kind::Unknown(symbol) => principals.open = Some(symbol.why().clone()),
            Kind::Text(text) => self.everyone(&mut principals, text, member),
            _ => self.flaw("`Principal` must be `*` or an object", place(member)),
        }
        Some(principals)
    }

    fn everyone(&mut self, principals: &mut Principals, text: &Text, member: &Member) {
        match text.known().as_deref() {
            Some("*") => {
                let entries = vec![Entry { text: text.clone(), span: member.value.span }];
                principals.sets.push(PrincipalSet { kind: PrincipalKind::Everyone, entries, open: None });
            }
            Some(_) => self.flaw("`Principal` must be `*` or an object", place(member)),
            None => principals.open = text.why(),
        }
    }

    fn principal_set(&mut self, name: &str, member: &Member) -> PrincipalSet {
        let kind = match name {
            "AWS" => PrincipalKind::Aws,
            "Service" => PrincipalKind::Service,
            "Federated" => PrincipalKind::Federated,
            "CanonicalUser" => PrincipalKind::CanonicalUser,
            other => {
                self.flaw(format!("`{other}` is not a type of principal"), member.key);
                PrincipalKind::Other(other.to_owned())
            }
        };
        let mut strings = Strings::default();
        if !member.value.is_null() {
            // An account ID may be written as a number.
            strings = self.strings(&member.value, name, true);
        }
        PrincipalSet { kind, entries: strings.entries, open: strings.open }
    }

    fn conditions(&mut self, object: &Object) -> (Vec<Condition>, Option<Why>) {
        let mut conditions = Vec::new();
        let Some(member) = given(object, "Condition") else { return (conditions, object.open.clone()) };
        let mut open = None;
        match &member.value.kind {
            Kind::Object(operators) => {
                open.clone_from(&operators.open);
                for (operator, member) in &operators.members {
                    let more = self.operator(&mut conditions, operator, member);
                    open = open.or(more);
                }
            }
            Kind::Unknown(symbol) => open = Some(symbol.why().clone()),
            _ => self.flaw("`Condition` must be an object", place(member)),
        }
        (conditions, open)
    }

    fn operator(&mut self, conditions: &mut Vec<Condition>, operator: &str, member: &Member) -> Option<Why> {
        match &member.value.kind {
            Kind::Object(keys) => {
                for (key, member) in &keys.members {
                    let strings = self.strings(&member.value, key, true);
                    conditions.push(Condition {
                        span: place(member),
                        operator: operator.to_owned(),
                        key: Text::literal(key.as_str()),
                        key_span: member.key,
                        values: strings.entries,
                        open: strings.open,
                    });
                }
                keys.open.clone()
            }
            Kind::Unknown(symbol) => Some(symbol.why().clone()),
            Kind::Null => None,
            _ => {
                self.flaw(format!("`{operator}` must be an object of condition keys"), place(member));
                None
            }
        }
    }
}
