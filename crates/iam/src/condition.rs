//! One condition against the context of a request.

use crate::document::{Condition, Entry};
use crate::operator::{Kind, Operator, Set};
use crate::variables::{Scope, Variables};
use crate::{Context, ContextValue};
use known::{Symbol, Text, Truth, Why};

/// Whether `condition` holds: values of one key are alternatives (for a negated operator none of
/// them may match). Where the key is absent a positive operator fails, a negated one holds, as
/// do `…IfExists` and `ForAllValues`; `ForAnyValue` fails.
pub(crate) fn holds(condition: &Condition, context: &Context, variables: &Variables) -> Truth {
    let Some(operator) = Operator::parse(&condition.operator) else {
        let why = Why::new(format!("AWS refuses the condition operator `{}`", condition.operator));
        return Truth::Unknown(why.at(condition.span));
    };
    let Some(key) = condition.key.known() else {
        return Truth::Unknown(
            condition.key.why().unwrap_or_else(|| Why::new("the condition key is not known")),
        );
    };
    let test = Test { operator, condition, scope: Scope { context, variables, negated: operator.negated } };
    match context.look_up(&key) {
        Some(ContextValue::Present(values)) if !values.is_empty() => test.present(values),
        Some(ContextValue::Present(_) | ContextValue::Absent) => test.absent(),
        Some(ContextValue::Unknown(why)) => test.unknown(why),
        None => match context.get(&key) {
            ContextValue::Unknown(why) => test.unknown(&why),
            _ => test.absent(),
        },
    }
}

struct Test<'a> {
    operator: Operator,
    condition: &'a Condition,
    scope: Scope<'a>,
}

impl Test<'_> {
    fn absent(&self) -> Truth {
        let Operator { set, kind, negated, if_exists } = self.operator;
        if kind == Kind::Null {
            return self.null(true);
        }
        match set {
            _ if if_exists => Truth::Yes,
            Some(Set::All) => Truth::Yes,
            Some(Set::Any) => Truth::No,
            None => Truth::from(negated),
        }
    }

    fn present(&self, values: &[Text]) -> Truth {
        if self.operator.kind == Kind::Null {
            return self.null(false);
        }
        let mut each = values.iter().map(|value| self.value(value));
        match self.operator.set {
            Some(Set::All) => Truth::all(each),
            Some(Set::Any) => Truth::any(each),
            None => {
                let first = each.next().unwrap_or(Truth::No);
                if each.all(|truth| truth == first) {
                    return first;
                }
                Truth::Unknown(Why::new(format!(
                    "`{}` has several values, and `{}` compares one",
                    self.condition.key, self.condition.operator
                )))
            }
        }
    }

    /// Decided only where it comes out the same with the key and without it.
    fn unknown(&self, why: &Why) -> Truth {
        let present = match self.operator {
            Operator { kind: Kind::Null, .. } | Operator { set: None, .. } => {
                self.present(&[Text::symbol(Symbol::anonymous(why.clone()))])
            }
            _ => Truth::Unknown(why.clone()),
        };
        if present == self.absent() { present } else { Truth::Unknown(why.clone()) }
    }

    fn value(&self, value: &Text) -> Truth {
        let matched = self.any(|entry| self.operator.kind.matches(value, &entry.text, &self.scope));
        if self.operator.negated { matched.not() } else { matched }
    }

    fn null(&self, absent: bool) -> Truth {
        let wanted = if absent { "true" } else { "false" };
        self.any(|entry| Kind::Bool.matches(&Text::from(wanted), &entry.text, &self.scope))
    }

    fn any(&self, matches: impl Fn(&Entry) -> Truth) -> Truth {
        let known = Truth::any(self.condition.values.iter().map(matches));
        match &self.condition.open {
            Some(why) => known.or(Truth::Unknown(why.clone())),
            None => known,
        }
    }
}

#[cfg(test)]
mod tests;
