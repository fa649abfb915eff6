//! One expression without a configuration, as `terraform console` in an empty folder takes it.

use super::eval::{Evaluator, Scope};
use super::root::Root;
use super::syntax;
use crate::input::{Assumptions, Settings, Text, Texts};
use crate::value::Value;
use model::known::Fault;
use std::sync::Arc;

struct Nothing;

impl Texts for Nothing {
    fn read(&self, _path: &str) -> Text {
        Text::Missing
    }

    fn files(&self, _folder: &str) -> Option<Vec<String>> {
        Some(Vec::new())
    }
}

/// The value of an expression; `Err` is what Terraform would refuse, be it the syntax or the value.
pub fn evaluate(expression: &str) -> Result<Value, Fault> {
    let root = Root::open(".", &Nothing, &Settings::default());
    let file = root.enlist("console", &Arc::from(expression));
    let tree = syntax::parse_expression(file, expression)
        .map_err(|problem| Fault::new(problem.text, problem.span))?;
    let assumptions = Assumptions::default();
    Evaluator::new(&root, &assumptions).eval(tree.expr(), &Scope::default())
}
