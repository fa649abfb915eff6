//! Why a statement does or does not match, in words: clauses for messages to users.

use crate::document::{Clause, Condition, Entry, PrincipalKind, Statement};
use crate::operator::{Kind, Operator, Order};
use crate::principal::is_undecided;
use crate::statement::{Fit, Stage, View};
use crate::{Caller, ContextValue, Element, Role};
use known::{Known, Part, Span, Text, Truth};

/// The element that decides, its place, and the clause that says so.
type Reason = (Element, Option<Span>, String);

/// The first element of `statement` that does not match.
pub(crate) fn miss(view: &View, statement: &Statement, fit: &Fit) -> Reason {
    let failing = fit.stages().into_iter().find(|(_, truth)| truth.is_no()).map(|(stage, _)| stage);
    match failing {
        Some(Stage::Principal) => missed_principal(view, statement),
        Some(Stage::Action) => {
            let action = &view.request.action;
            missed_clause(Element::Action, statement, statement.actions.as_ref(), |clause| {
                match clause.negated {
                    true => format!("`NotAction` excludes `{action}`"),
                    false => format!("`Action` does not include `{action}`"),
                }
            })
        }
        Some(Stage::Resource) => missed_resource(view, statement),
        Some(Stage::Condition) => missed_condition(view, statement, fit),
        None if matches!(statement.effect, Known::Absent) => {
            (Element::Statement, statement.span, "the statement has no `Effect`".to_string())
        }
        // All elements match, and yet it allows nothing: the principal is only an account.
        None => delegated(view, statement),
    }
}

fn missed_clause(
    element: Element,
    statement: &Statement,
    clause: Option<&Clause>,
    text: impl Fn(&Clause) -> String,
) -> Reason {
    match clause {
        Some(clause) => (element, clause.span.or(statement.span), text(clause)),
        None => {
            let text = format!("the statement has no `{element:?}`");
            (element, statement.span, text)
        }
    }
}

fn missed_principal(view: &View, statement: &Statement) -> Reason {
    let Some(principals) = &statement.principals else {
        return (Element::Principal, statement.span, "the statement has no `Principal`".to_string());
    };
    let names = || principals.sets.iter().flat_map(|set| &set.entries);
    let text = if matches!(view.role, Role::Identity | Role::Boundary) {
        "a policy of an identity cannot have `Principal`".to_string()
    } else if principals.negated {
        format!("`NotPrincipal` excludes `{}`", caller(&view.request.caller))
    } else if names().next().is_none() {
        "`Principal` names nobody".to_string()
    } else {
        format!("`Principal` names {}", list(names().map(|entry| shown(&entry.text)), "and"))
    };
    (Element::Principal, principals.span.or(statement.span), text)
}

fn delegated(view: &View, statement: &Statement) -> Reason {
    let principals = statement.principals.as_ref();
    let text = format!(
        "`Principal` names an account, which leaves it to the caller's own policies, and none of them allows `{}`",
        view.request.action
    );
    (Element::Principal, principals.and_then(|it| it.span).or(statement.span), text)
}

fn missed_resource(view: &View, statement: &Statement) -> Reason {
    let subject = shown(&view.request.resource);
    if statement.resources.is_none() && view.role == Role::Key {
        return (
            Element::Resource,
            statement.span,
            "a statement without `Resource` has no effect".to_string(),
        );
    }
    missed_clause(Element::Resource, statement, statement.resources.as_ref(), |clause| match clause {
        _ if clause.negated => format!("`NotResource` excludes `{subject}`"),
        _ if clause.entries.is_empty() => "`Resource` names nothing".to_string(),
        _ => format!("`Resource` covers {}, not `{subject}`", list(texts(&clause.entries), "and")),
    })
}

fn missed_condition(view: &View, statement: &Statement, fit: &Fit) -> Reason {
    let failing = statement.conditions.iter().zip(&fit.conditions).find(|(_, truth)| truth.is_no());
    let Some((condition, _)) = failing else {
        return (Element::Statement, statement.span, "its condition does not hold".to_string());
    };
    let carried = match value(view, condition) {
        ContextValue::Present(values) if !values.is_empty() => {
            format!("the request carries {}", list(values.iter().map(shown), "and"))
        }
        ContextValue::Unknown(_) => "whatever the request carries".to_string(),
        _ => format!("{} does not carry it", requester(&view.request.caller)),
    };
    let text = format!("{}, {carried}", demand(condition));
    (Element::Condition(shown(&condition.key)), condition.span.or(statement.span), text)
}

/// What a condition asks for.
fn demand(condition: &Condition) -> String {
    let key = shown(&condition.key);
    let Some(operator) = Operator::parse(&condition.operator) else {
        return format!("`{}` of `{key}` does not hold", condition.operator);
    };
    let values = || list(texts(&condition.values), "or");
    let verb = match (operator.kind, operator.negated) {
        (Kind::Null, _) => {
            let absent = condition.values.iter().any(|entry| entry.text.equals(&Text::from("true")).is_yes());
            return format!("`{key}` must be {}", if absent { "absent" } else { "present" });
        }
        (_, false) if condition.values.is_empty() => return format!("`{key}` admits nothing"),
        (_, true) => "must not be",
        (Kind::Numeric(Order::Less), _) => "must be less than",
        (Kind::Numeric(Order::LessOrEqual), _) => "must be at most",
        (Kind::Numeric(Order::Greater), _) => "must be greater than",
        (Kind::Numeric(Order::GreaterOrEqual), _) => "must be at least",
        (Kind::Date(Order::Less), _) => "must be before",
        (Kind::Date(Order::LessOrEqual), _) => "must not be after",
        (Kind::Date(Order::Greater), _) => "must be after",
        (Kind::Date(Order::GreaterOrEqual), _) => "must not be before",
        _ => "admits only",
    };
    format!("`{key}` {verb} {}", values())
}

/// Why a `Deny` statement hits: a condition on an absent key before any other condition, a negated
/// one before a positive one, then what its `Not…` elements leave out.
pub(crate) fn hit(view: &View, statement: &Statement) -> Reason {
    let telling = |condition: &&Condition| {
        let negated = Operator::parse(&condition.operator).is_some_and(|operator| operator.negated);
        (is_absent(view, condition), negated)
    };
    let first = |best, next| if telling(&next) > telling(&best) { next } else { best };
    if let Some(condition) = statement.conditions.iter().reduce(first) {
        let element = Element::Condition(shown(&condition.key));
        return (element, condition.span.or(statement.span), holding(view, condition));
    }
    let (action, resource) = (&view.request.action, shown(&view.request.resource));
    let negated =
        |clause: &Option<Clause>| clause.as_ref().filter(|clause| clause.negated).map(|clause| clause.span);
    if let Some(principals) = statement.principals.as_ref().filter(|principals| principals.negated) {
        let text = format!("`NotPrincipal` does not list `{}`", caller(&view.request.caller));
        return (Element::Principal, principals.span.or(statement.span), text);
    }
    if let Some(span) = negated(&statement.actions) {
        return (Element::Action, span.or(statement.span), format!("`NotAction` does not list `{action}`"));
    }
    if let Some(span) = negated(&statement.resources) {
        return (
            Element::Resource,
            span.or(statement.span),
            format!("`NotResource` does not list `{resource}`"),
        );
    }
    match &statement.principals {
        None => (Element::Statement, statement.span, format!("it denies `{action}`")),
        Some(principals) => {
            let star = |entry: &Entry| entry.text.known().as_deref() == Some("*");
            let everyone = principals.sets.iter().flat_map(|set| &set.entries).any(star);
            let whom =
                if everyone { "everyone".to_string() } else { format!("`{}`", caller(&view.request.caller)) };
            (Element::Statement, statement.span, format!("it denies `{action}` to {whom}"))
        }
    }
}

fn holding(view: &View, condition: &Condition) -> String {
    let (key, operator) = (shown(&condition.key), &condition.operator);
    if is_absent(view, condition) {
        return format!("`{key}` is absent from {}, so `{operator}` holds", requester(&view.request.caller));
    }
    let parsed = Operator::parse(operator);
    match value(view, condition) {
        ContextValue::Present(_) if parsed.is_some_and(|it| it.kind == Kind::Null) => {
            format!("`{key}` is in {}, so `{operator}` holds", requester(&view.request.caller))
        }
        ContextValue::Present(values) => {
            let values = list(values.iter().map(shown), "and");
            let against = match parsed.is_some_and(|it| it.negated) && !condition.values.is_empty() {
                true => format!(", not {}", list(texts(&condition.values), "or")),
                false => String::new(),
            };
            format!("`{key}` is {values}{against}, so `{operator}` holds")
        }
        _ => format!("`{operator}` of `{key}` holds"),
    }
}

/// The place of the first element that is not decided, as narrow as it can be told.
pub(crate) fn undecided(view: &View, statement: &Statement, fit: &Fit) -> Option<Span> {
    let stage = fit.stages().into_iter().find(|(_, truth)| truth.why().is_some())?.0;
    match stage {
        Stage::Principal => {
            let principals = statement.principals.as_ref()?;
            let doubtful =
                |kind: &PrincipalKind, entry: &&Entry| is_undecided(kind, entry, &view.request.caller);
            let sets = principals.sets.iter();
            let entry =
                sets.flat_map(|set| set.entries.iter().find(|entry| doubtful(&set.kind, entry))).next();
            entry.and_then(|entry| entry.span).or(principals.span)
        }
        Stage::Action => doubtful_entry(statement.actions.as_ref()?, |text| view.action_covered(text)),
        Stage::Resource => {
            let clause = statement.resources.as_ref()?;
            doubtful_entry(clause, |text| view.resource_covered(text, clause.negated))
        }
        Stage::Condition => {
            let pairs = statement.conditions.iter().zip(&fit.conditions);
            let condition =
                pairs.filter(|(_, truth)| truth.why().is_some()).map(|(condition, _)| condition).next();
            match condition {
                Some(condition) => condition.span.or(condition.key_span),
                None => fit.open_condition.as_ref()?.span(),
            }
        }
    }
}

fn doubtful_entry(clause: &Clause, covered: impl Fn(&Text) -> Truth) -> Option<Span> {
    let entry = clause.entries.iter().find(|entry| covered(&entry.text).why().is_some());
    entry.and_then(|entry| entry.span).or(clause.span)
}

fn value(view: &View, condition: &Condition) -> ContextValue {
    condition.key.known().map_or(ContextValue::Absent, |key| view.request.context.get(&key))
}

fn is_absent(view: &View, condition: &Condition) -> bool {
    match value(view, condition) {
        ContextValue::Present(values) => values.is_empty(),
        ContextValue::Absent => true,
        ContextValue::Unknown(_) => false,
    }
}

/// Whose request it is, for messages.
fn requester(caller: &Caller) -> &'static str {
    match caller {
        Caller::Service(_) => "a service's request",
        Caller::Identity { .. } => "the request",
    }
}

fn caller(caller: &Caller) -> String {
    match caller {
        Caller::Service(name) => shown(name),
        Caller::Identity { arn, .. } => shown(arn),
    }
}

fn texts(entries: &[Entry]) -> impl Iterator<Item = String> + '_ {
    entries.iter().map(|entry| shown(&entry.text))
}

/// Up to three in full; of more, the first two and how many there are beside.
fn list(texts: impl Iterator<Item = String>, word: &str) -> String {
    let mut quoted: Vec<String> = texts.map(|text| format!("`{text}`")).collect();
    if quoted.len() > 3 {
        let more = quoted.len() - 2;
        quoted.truncate(2);
        quoted.push(format!("{more} more"));
    }
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
    }
}

/// A symbol by its name, one that has none as `…`.
fn shown(text: &Text) -> String {
    let part = |part: &Part| match part {
        Part::Literal(text, _) => text.clone(),
        Part::Symbol(symbol) if symbol.name().is_empty() => "…".to_string(),
        Part::Symbol(symbol) => format!("${{{}}}", symbol.name()),
    };
    text.parts().iter().map(part).collect()
}
