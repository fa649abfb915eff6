//! Decisions about conditions. What cannot be decided is asked of the assumptions under a
//! canonical name, so that one question has one answer everywhere in a scenario.

use super::Evaluator;
use crate::terraform::functions::convert;
use crate::value::{Kind, Value};
use model::known::{Fault, Symbol, Truth, Why};

impl Evaluator<'_> {
    /// The truth of a condition. Without an answer the reason carries the question.
    pub fn decide(&self, condition: &Value) -> Result<Truth, Fault> {
        let refuse = |what: &str| {
            Err(Fault::new(format!("the condition is {what}, not true or false"), condition.span))
        };
        Ok(match &condition.kind {
            Kind::Bool(value) => Truth::from(*value),
            Kind::Unknown(symbol) => self.ask(symbol),
            Kind::Null => return refuse("null"),
            Kind::Text(text) => match text.known().as_deref() {
                Some("true") => Truth::Yes,
                Some("false") => Truth::No,
                Some(_) => return refuse("a string"),
                None => match text.as_symbol() {
                    Some(symbol) => self.ask(symbol),
                    None => return refuse("a string"),
                },
            },
            Kind::Object(_) => return refuse("an object"),
            _ => return refuse(&format!("a {}", condition.type_name())),
        })
    }

    fn ask(&self, symbol: &Symbol) -> Truth {
        if !symbol.has_identity() {
            return Truth::Unknown(symbol.why().clone());
        }
        let inner = symbol.name().strip_prefix("!(").and_then(|name| name.strip_suffix(')'));
        for question in inner.into_iter().chain([symbol.name()]) {
            self.trail.asks(question);
        }
        if let Some(answer) = inner.and_then(|inner| self.assumptions.answers.get(inner)) {
            return Truth::from(!answer);
        }
        match self.assumptions.answers.get(symbol.name()) {
            Some(answer) => Truth::from(*answer),
            // What was made of questions has them in its reason already.
            None if !symbol.why().questions().is_empty() => Truth::Unknown(symbol.why().clone()),
            None => Truth::Unknown(symbol.why().clone().asks(symbol.name())),
        }
    }

    /// A comparison that cannot be decided, named by what it says.
    pub fn question(&self, name: String, why: Why) -> Value {
        self.trail.asks(&name);
        match self.assumptions.answers.get(&name) {
            Some(answer) => Kind::Bool(*answer).into(),
            None => Value::symbol(Symbol::new(name.clone(), why.asks(name)).nonempty()),
        }
    }

    pub fn equals(&self, left: &Value, right: &Value) -> Value {
        let why = match convert::equals(left, right) {
            Truth::Yes => return Kind::Bool(true).into(),
            Truth::No => return Kind::Bool(false).into(),
            Truth::Unknown(why) => why,
        };
        if let Some(same) = self.equals_flag(left, right).or_else(|| self.equals_flag(right, left)) {
            return same;
        }
        let (Some(mut a), Some(mut b)) = (left.term(), right.term()) else {
            return Value::unknown(why);
        };
        // The side that is known stands on the right.
        if left.is_known() && !right.is_known() {
            std::mem::swap(&mut a, &mut b);
        }
        let prefix = format!("{a} == ");
        self.trail.asks_all(&prefix);
        let other = self.assumptions.answers.iter().find(|(question, answer)| {
            **answer && question.strip_prefix(&prefix).is_some_and(|value| value != b && is_literal(value))
        });
        if other.is_some() && is_literal(&b) {
            return Kind::Bool(false).into();
        }
        self.question(format!("{prefix}{b}"), why)
    }

    /// `x == true` asks what `x` asks, and `x == false` its opposite: one question, one answer.
    fn equals_flag(&self, value: &Value, flag: &Value) -> Option<Value> {
        let (Kind::Unknown(symbol), Kind::Bool(flag)) = (&value.kind, &flag.kind) else { return None };
        if !symbol.has_identity() || symbol.why().as_fault().is_some() {
            return None;
        }
        match self.ask(symbol) {
            Truth::Yes => Some(Kind::Bool(*flag).into()),
            Truth::No => Some(Kind::Bool(!flag).into()),
            Truth::Unknown(_) if *flag => Some(value.clone()),
            Truth::Unknown(_) => self.not(value).ok(),
        }
    }

    pub fn not(&self, value: &Value) -> Result<Value, Fault> {
        Ok(match self.decide(value)? {
            Truth::Yes => Kind::Bool(false).into(),
            Truth::No => Kind::Bool(true).into(),
            Truth::Unknown(why) => match value.term() {
                Some(term) => Value::symbol(Symbol::new(negated(&term), why).nonempty()),
                None => Value::unknown(why),
            },
        })
    }
}

fn negated(term: &str) -> String {
    match term.strip_prefix("!(").and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => inner.to_owned(),
        None => format!("!({term})"),
    }
}

/// A string, number, bool or null by its term: two different ones are never equal.
fn is_literal(term: &str) -> bool {
    let quoted = term.starts_with('"') && !term.contains("${");
    quoted || matches!(term, "null" | "true" | "false") || term.parse::<f64>().is_ok()
}
