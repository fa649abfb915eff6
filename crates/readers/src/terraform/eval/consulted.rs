//! Which answers something was computed with: what does not ask for the answers that have changed need
//! not be computed again.

use super::Evaluator;
use crate::input::Assumptions;
use model::known::order;
use std::cell::RefCell;
use std::ops::Bound;
use std::rc::Rc;

/// A question, or all that begin alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consulted {
    Question(Rc<str>),
    Beginning(Rc<str>),
}

/// What something was computed with.
pub type Asked = Rc<[Consulted]>;

impl Consulted {
    /// Whether two scenarios say the same to it.
    pub fn same(&self, a: &Assumptions, b: &Assumptions) -> bool {
        match self {
            Consulted::Question(name) => a.answers.get(&**name) == b.answers.get(&**name),
            Consulted::Beginning(name) => {
                let those = |all: &'_ Assumptions| {
                    let from = all.answers.range::<str, _>((Bound::Included(&**name), Bound::Unbounded));
                    from.take_while(|(question, _)| question.starts_with(&**name))
                        .map(|(question, is)| (question.clone(), *is))
                        .collect::<Vec<_>>()
                };
                those(a) == those(b)
            }
        }
    }
}

/// What has been asked so far, in the scenarios in which it matters: without any answers there is
/// nothing to compare with.
#[derive(Debug, Default)]
pub struct Trail {
    asked: Option<RefCell<Vec<Consulted>>>,
}

impl Trail {
    pub fn new(assumptions: &Assumptions) -> Trail {
        Trail { asked: (!assumptions.answers.is_empty()).then(RefCell::default) }
    }

    pub fn is_kept(&self) -> bool {
        self.asked.is_some()
    }

    pub fn asks(&self, question: &str) {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push(Consulted::Question(question.into()));
        }
    }

    pub fn asks_all(&self, beginning: &str) {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push(Consulted::Beginning(beginning.into()));
        }
    }

    pub fn add(&self, consulted: &[Consulted]) {
        if let Some(asked) = self.asked.as_ref().filter(|_| !consulted.is_empty()) {
            asked.borrow_mut().extend_from_slice(consulted);
        }
    }

    pub fn mark(&self) -> usize {
        self.asked.as_ref().map_or(0, |asked| asked.borrow().len())
    }

    /// What has been asked since a mark, each once.
    pub fn since(&self, mark: usize) -> Asked {
        let Some(asked) = &self.asked else { return Rc::default() };
        let mut asked = asked.borrow_mut();
        let mark = mark.min(asked.len());
        let latest = order::set(asked.drain(mark..));
        asked.extend(latest.iter().cloned());
        latest.into_iter().collect()
    }
}

impl Evaluator<'_> {
    /// Whatever is computed in a module hangs on the answers that the module itself hangs on.
    pub fn consult_module(&self, module: usize) {
        if let Some(instance) = self.modules.get(module) {
            self.trail.add(&instance.consulted);
        }
    }
}
