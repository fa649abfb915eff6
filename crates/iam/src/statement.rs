//! One statement against a request, element by element.

use crate::condition;
use crate::document::{Clause, Document, Statement};
use crate::matching::covers;
use crate::principal::{Bearing, bearing};
use crate::variables::{Scope, Variables};
use crate::{Effect, Request, Role};
use known::{Case, Known, Text, Truth, Why};

/// A policy beside the request that it is judged for.
pub(crate) struct View<'a> {
    pub role: Role,
    pub request: &'a Request,
    /// In lower case.
    pub action: &'a Text,
    pub variables: Variables,
}

/// How the elements of a statement fare.
pub(crate) struct Fit {
    pub principal: Bearing,
    pub action: Truth,
    pub resource: Truth,
    pub conditions: Vec<Truth>,
    pub open_condition: Option<Why>,
}

/// The elements in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Principal,
    Action,
    Resource,
    Condition,
}

impl Fit {
    pub(crate) fn truth(&self) -> Truth {
        self.with_principal(&self.principal.truth)
    }

    /// As `truth`, an account among the principals not counted.
    pub(crate) fn direct(&self) -> Truth {
        self.with_principal(&self.principal.direct)
    }

    fn with_principal(&self, principal: &Truth) -> Truth {
        let elements = [principal.clone(), self.action.clone(), self.resource.clone()];
        Truth::all(elements).and(self.condition())
    }

    pub(crate) fn condition(&self) -> Truth {
        let known = Truth::all(self.conditions.iter().cloned());
        match &self.open_condition {
            Some(why) => known.and(Truth::Unknown(why.clone())),
            None => known,
        }
    }

    pub(crate) fn stages(&self) -> [(Stage, Truth); 4] {
        [
            (Stage::Principal, self.principal.truth.clone()),
            (Stage::Action, self.action.clone()),
            (Stage::Resource, self.resource.clone()),
            (Stage::Condition, self.condition()),
        ]
    }
}

impl<'a> View<'a> {
    pub(crate) fn new(role: Role, document: &Document, request: &'a Request, action: &'a Text) -> View<'a> {
        View { role, request, action, variables: Variables::of(document.version.as_ref()) }
    }

    pub(crate) fn fit(&self, statement: &Statement) -> Fit {
        let action = self.action_truth(statement);
        let principal = self.principal(statement);
        let resource = self.resource_truth(statement);
        let mut fit = Fit {
            principal,
            action,
            resource,
            conditions: Vec::new(),
            open_condition: statement.open_condition.clone(),
        };
        // A statement that is no `Allow` and misses already is not asked about again.
        let allows = !matches!(statement.effect, Known::Set(Effect::Deny));
        if allows || !fit.truth().is_no() {
            let holds = |it| condition::holds(it, &self.request.context, &self.variables);
            fit.conditions = statement.conditions.iter().map(holds).collect();
        }
        fit
    }

    /// AWS refuses a policy of an identity that has `Principal`, and one of a resource without.
    fn principal(&self, statement: &Statement) -> Bearing {
        match (self.role, &statement.principals) {
            (Role::Identity | Role::Boundary, principals) => Bearing::certain(principals.is_none()),
            (Role::Resource | Role::Key, None) => Bearing::certain(false),
            (Role::Resource | Role::Key, Some(principals)) => bearing(principals, &self.request.caller),
        }
    }

    fn action_truth(&self, statement: &Statement) -> Truth {
        let Some(actions) = &statement.actions else { return Truth::No };
        decide(actions, |text| self.action_covered(text))
    }

    /// Without `Resource` a statement of a key policy has no effect, and AWS refuses others. Only
    /// a role's trust policy, which is asked about `sts`, has none.
    fn resource_truth(&self, statement: &Statement) -> Truth {
        match &statement.resources {
            Some(resources) => decide(resources, |text| self.resource_covered(text, resources.negated)),
            None => Truth::from(self.role == Role::Resource && self.asks_for_role()),
        }
    }

    pub(crate) fn asks_for_role(&self) -> bool {
        self.request.action.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("sts:"))
    }

    pub(crate) fn action_covered(&self, written: &Text) -> Truth {
        // Variables do not stand in actions.
        let variables = Variables::Literal;
        let scope = Scope { context: &self.request.context, variables: &variables, negated: false };
        covers(written, self.action, &scope, Case::Insensitive)
    }

    pub(crate) fn resource_covered(&self, written: &Text, negated: bool) -> Truth {
        let scope = Scope { context: &self.request.context, variables: &self.variables, negated };
        covers(written, &self.request.resource, &scope, Case::Sensitive)
    }
}

fn decide(clause: &Clause, covered: impl Fn(&Text) -> Truth) -> Truth {
    let mut any = Truth::any(clause.entries.iter().map(|entry| covered(&entry.text)));
    if let Some(why) = &clause.open {
        any = any.or(Truth::Unknown(why.clone()));
    }
    if clause.negated { any.not() } else { any }
}
