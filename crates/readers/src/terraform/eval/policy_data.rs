//! `data.aws_iam_policy_document`: its blocks, evaluated, for the renderer.

use super::{Evaluator, Part};
use crate::terraform::policy_document::{
    Blocks, ConditionArgs, DocumentArgs, PrincipalArgs, StatementArgs, render,
};
use crate::value::{Instance, Value};
use model::known::{Known, Setting, Truth, Why};
use std::sync::Arc;

impl<'r> Evaluator<'r> {
    pub(super) fn policy_document(&mut self, instance: &Arc<Instance>) -> Value {
        let part = self.resource(instance, Truth::Yes);
        let mut open: Option<Why> = None;
        let mut statements = Vec::new();
        for statement in self.blocks(&part, "statement") {
            match statement.exists.clone() {
                Truth::Yes => statements.push(self.statement(&statement)),
                Truth::No => {}
                Truth::Unknown(why) => open = Some(why),
            }
        }
        let args = DocumentArgs {
            version: self.given(&part, "version"),
            policy_id: self.given(&part, "policy_id"),
            source_policy_documents: self.documents(&part, "source_policy_documents", "source_json"),
            override_policy_documents: self.documents(&part, "override_policy_documents", "override_json"),
            statements,
            open,
        };
        render(&args).at(part.span)
    }

    /// The list of documents, or the one document of the argument it replaced.
    fn documents(&mut self, part: &Part<'r>, name: &str, old: &str) -> Value {
        let list = self.given(part, name);
        if !list.is_null() {
            return list;
        }
        let one = self.given(part, old);
        if one.is_null() { one } else { Value::tuple(vec![one]) }
    }

    fn statement(&mut self, part: &Part<'r>) -> StatementArgs {
        StatementArgs {
            sid: self.given(part, "sid"),
            effect: self.given(part, "effect"),
            actions: self.given(part, "actions"),
            not_actions: self.given(part, "not_actions"),
            resources: self.given(part, "resources"),
            not_resources: self.given(part, "not_resources"),
            principals: self.principals(part, "principals"),
            not_principals: self.principals(part, "not_principals"),
            conditions: self.conditions(part),
            span: part.whole,
        }
    }

    fn given(&mut self, part: &Part<'r>, name: &str) -> Value {
        let Setting { value, span } = self.argument(part, name);
        match value {
            Known::Set(value) => Value { span: value.span.or(span), ..value },
            Known::Absent => Value::null(),
            Known::Unknown(why) => Value::unknown(why).at(span),
        }
    }

    fn principals(&mut self, part: &Part<'r>, kind: &str) -> Blocks<PrincipalArgs> {
        self.nested(part, kind, |this, block| PrincipalArgs {
            kind: this.given(block, "type"),
            identifiers: this.given(block, "identifiers"),
            span: block.whole,
        })
    }

    fn conditions(&mut self, part: &Part<'r>) -> Blocks<ConditionArgs> {
        self.nested(part, "condition", |this, block| ConditionArgs {
            test: this.given(block, "test"),
            variable: this.given(block, "variable"),
            values: this.given(block, "values"),
            span: block.whole,
        })
    }

    fn nested<T>(&mut self, part: &Part<'r>, kind: &str, read: fn(&mut Self, &Part<'r>) -> T) -> Blocks<T> {
        let mut blocks = Blocks { list: Vec::new(), open: None };
        for block in self.blocks(part, kind) {
            match block.exists.clone() {
                Truth::Yes => blocks.list.push(read(self, &block)),
                Truth::No => {}
                Truth::Unknown(why) => blocks.open = Some(why),
            }
        }
        blocks
    }
}
