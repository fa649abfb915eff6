//! Operators and conditionals, with Terraform's conversions.

use super::{Evaluator, Outcome, Scope};
use crate::number::Number;
use crate::terraform::functions::convert;
use crate::terraform::syntax::Expr;
use crate::value::{Kind, Value};
use hcl::edit::expr::{BinaryOp, BinaryOperator, Conditional, UnaryOp, UnaryOperator};
use model::known::{Fault, Symbol, Truth, Why};
use std::cmp::Ordering;

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, expr: Expr<'_>, op: &UnaryOp, scope: &Scope) -> Outcome {
        let operand = self.eval(expr.with(&op.expr), scope)?;
        match op.operator.value() {
            UnaryOperator::Not => self.not(&operand),
            UnaryOperator::Neg => match number(&operand)? {
                Ok(value) => Ok(computed(value.neg(), "-")),
                Err(why) => Ok(derived(format!("-{}", operand.term().unwrap_or_default()), &[&operand], why)),
            },
        }
    }

    pub(super) fn binary(&mut self, expr: Expr<'_>, op: &BinaryOp, scope: &Scope) -> Outcome {
        let left = self.eval(expr.with(&op.lhs_expr), scope);
        let right = self.eval(expr.with(&op.rhs_expr), scope);
        let (left, right) = (left?, right?);
        match op.operator.value() {
            BinaryOperator::Eq => Ok(self.equals(&left, &right)),
            BinaryOperator::NotEq => {
                let equal = self.equals(&left, &right);
                self.not(&equal)
            }
            BinaryOperator::And => self.both(&left, &right, false),
            BinaryOperator::Or => self.both(&left, &right, true),
            BinaryOperator::Less
            | BinaryOperator::LessEq
            | BinaryOperator::Greater
            | BinaryOperator::GreaterEq => self.compare(&left, *op.operator.value(), &right),
            operator => arithmetic(&left, *operator, &right),
        }
    }

    /// `&&`, or `||` where `any` is set.
    fn both(&self, left: &Value, right: &Value, any: bool) -> Outcome {
        let (a, b) = (self.decide(left)?, self.decide(right)?);
        let (truth, sign) = if any { (a.or(b), "||") } else { (a.and(b), "&&") };
        Ok(match truth {
            Truth::Yes => Kind::Bool(true).into(),
            Truth::No => Kind::Bool(false).into(),
            Truth::Unknown(why) => match (left.term(), right.term()) {
                (Some(a), Some(b)) => derived(format!("{a} {sign} {b}"), &[left, right], why),
                _ => Value::unknown(why),
            },
        })
    }

    fn compare(&self, left: &Value, operator: BinaryOperator, right: &Value) -> Outcome {
        let why = match (number(left)?, number(right)?) {
            (Ok(a), Ok(b)) => {
                let order = a.cmp(&b);
                let holds = match operator {
                    BinaryOperator::Less => order == Ordering::Less,
                    BinaryOperator::LessEq => order != Ordering::Greater,
                    BinaryOperator::Greater => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                };
                return Ok(Kind::Bool(holds).into());
            }
            (Err(a), Err(b)) => a.and(&b),
            (Err(why), _) | (_, Err(why)) => why,
        };
        let (Some(a), Some(b)) = (left.term(), right.term()) else {
            return Ok(Value::unknown(why));
        };
        // Two comparisons and their negations are one question each.
        match operator {
            BinaryOperator::Less => Ok(self.question(format!("{a} < {b}"), why)),
            BinaryOperator::Greater => Ok(self.question(format!("{a} > {b}"), why)),
            BinaryOperator::LessEq => self.not(&self.question(format!("{a} > {b}"), why)),
            _ => self.not(&self.question(format!("{a} < {b}"), why)),
        }
    }

    pub(super) fn conditional(&mut self, expr: Expr<'_>, choice: &Conditional, scope: &Scope) -> Outcome {
        let condition = self.eval(expr.with(&choice.cond_expr), scope)?;
        let truth = self.decide(&condition)?;
        let (yes, no) = (expr.with(&choice.true_expr), expr.with(&choice.false_expr));
        match truth {
            Truth::Yes => chosen(self.eval(yes, scope)?, self.quietly(no, scope).ok()),
            Truth::No => chosen(self.eval(no, scope)?, self.quietly(yes, scope).ok()),
            Truth::Unknown(why) => {
                let (yes, no) = (self.quietly(yes, scope), self.quietly(no, scope));
                Ok(either(&condition, yes, no, why))
            }
        }
    }
}

/// The result has the type that both branches can be converted to.
fn chosen(value: Value, other: Option<Value>) -> Outcome {
    let Some(other) = other else { return Ok(value) };
    let span = value.span;
    convert::unify(&value, &other).map(|value| value.at(span))
}

fn either(condition: &Value, yes: Outcome, no: Outcome, why: Why) -> Value {
    let (yes, no) = match (yes, no) {
        (Ok(yes), Ok(no)) => (yes, no),
        (Err(fault), _) | (_, Err(fault)) => {
            return Value::unknown(why).at(fault.span);
        }
    };
    if yes.is_known() && no.is_known() && convert::equals(&yes, &no).is_yes() {
        return yes;
    }
    let nonempty = |value: &Value| match &value.kind {
        Kind::Unknown(symbol) => symbol.is_nonempty(),
        Kind::Text(text) => text.is_empty().is_no(),
        Kind::Null => false,
        _ => true,
    };
    let why = [&yes, &no].iter().filter_map(|value| value.why()).fold(why, |why, other| why.and(other));
    let name = match (condition.term(), yes.term(), no.term()) {
        (Some(condition), Some(yes), Some(no)) => format!("({condition} ? {yes} : {no})"),
        _ => return Value::unknown(why),
    };
    let symbol = Symbol::new(name, why);
    let both = nonempty(&yes) && nonempty(&no);
    Value::symbol(if both { symbol.nonempty() } else { symbol })
}

/// A number, or why it is not known.
fn number(value: &Value) -> Result<Result<Number, Why>, Fault> {
    let converted = convert::to_number(value)?;
    match converted.kind {
        Kind::Number(number) => Ok(Ok(number)),
        Kind::Unknown(symbol) => Ok(Err(symbol.why().clone())),
        _ => Err(Fault::new(format!("a number is wanted, this is {}", value.type_name()), value.span)),
    }
}

fn arithmetic(left: &Value, operator: BinaryOperator, right: &Value) -> Outcome {
    let sign = operator.as_str();
    let why = match (number(left)?, number(right)?) {
        (Ok(a), Ok(b)) => {
            return Ok(computed(
                match operator {
                    BinaryOperator::Plus => a.add(&b),
                    BinaryOperator::Minus => a.sub(&b),
                    BinaryOperator::Mul => a.mul(&b),
                    BinaryOperator::Div => a.div(&b),
                    _ => a.rem(&b),
                },
                sign,
            ));
        }
        (Err(a), Err(b)) => a.and(&b),
        (Err(why), _) | (_, Err(why)) => why,
    };
    Ok(match (left.term(), right.term()) {
        (Some(a), Some(b)) => derived(format!("({a} {sign} {b})"), &[left, right], why),
        _ => Value::unknown(why),
    })
}

fn computed(number: Option<Number>, sign: &str) -> Value {
    match number {
        Some(number) => Kind::Number(number).into(),
        None => {
            Value::unknown(Why::new(format!("the result of `{sign}` is a number beyond msklint's precision")))
        }
    }
}

/// The result of a pure operation, equal to itself wherever the same operands meet.
fn derived(name: String, operands: &[&Value], why: Why) -> Value {
    let whole = operands.iter().all(|operand| operand.term().is_some());
    if whole { Value::symbol(Symbol::new(name, why).nonempty()) } else { Value::unknown(why) }
}
