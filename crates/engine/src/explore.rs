//! Splits the conditions that stand behind an unknown verdict: each is answered with yes and with
//! no, and the unit is evaluated again under the answers.

use crate::outcome::Outcome;
use crate::report::Condition;
use crate::tree::Tree;
use readers::input::Assumptions;
use readers::model::SourceKind;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Questions that are answered one after another for one source: at most 64 scenarios.
const DEPTH: usize = 6;

/// Evaluations of one unit, and outcomes kept of them. Where either is used up, what is unknown
/// stays unknown.
const EVALUATIONS: usize = 256;
const OUTCOMES: usize = 4096;

/// A source across scenarios. The indexes of `count` and `for_each` differ between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    pub address: String,
    pub kind: SourceKind,
}

impl Identity {
    pub fn of(outcome: &Outcome) -> Identity {
        Identity { address: without_indexes(&outcome.address), kind: outcome.kind }
    }
}

/// The instances of one source under each answer; none where it does not exist.
pub type Scenarios = Tree<Vec<Rc<Outcome>>>;

/// Every source that exists under no assumption or may exist, with its scenarios. `evaluate` is
/// asked once for each set of answers.
pub fn explore(evaluate: impl Fn(&Assumptions) -> Vec<Outcome>) -> Vec<(Identity, Scenarios)> {
    let mut explorer = Explorer { evaluate, seen: BTreeMap::new(), kept: 0 };
    let none = Assumptions::default();
    let sources: Vec<Identity> = explorer.evaluate(&none).keys().cloned().collect();
    sources
        .into_iter()
        .map(|source| {
            let scenarios = explorer.tree(&source, &none);
            (source, scenarios)
        })
        .collect()
}

struct Explorer<F> {
    evaluate: F,
    seen: BTreeMap<BTreeMap<String, bool>, Rc<Sources>>,
    /// Outcomes that are kept.
    kept: usize,
}

/// The instances of each source.
type Sources = BTreeMap<Identity, Vec<Rc<Outcome>>>;

impl<F: Fn(&Assumptions) -> Vec<Outcome>> Explorer<F> {
    fn evaluate(&mut self, assumptions: &Assumptions) -> Rc<Sources> {
        if let Some(sources) = self.seen.get(&assumptions.answers) {
            return sources.clone();
        }
        let mut sources = Sources::new();
        for outcome in (self.evaluate)(assumptions) {
            self.kept += 1;
            sources.entry(Identity::of(&outcome)).or_default().push(Rc::new(outcome));
        }
        let sources = Rc::new(sources);
        self.seen.insert(assumptions.answers.clone(), sources.clone());
        sources
    }

    fn may_go_on(&self) -> bool {
        self.seen.len() < EVALUATIONS && self.kept < OUTCOMES
    }

    fn tree(&mut self, source: &Identity, assumptions: &Assumptions) -> Scenarios {
        let instances = self.evaluate(assumptions).get(source).cloned().unwrap_or_default();
        let mut questions = instances.iter().flat_map(|outcome| &outcome.questions);
        let open = questions.find(|question| !assumptions.answers.contains_key(*question));
        let Some(question) = open.filter(|_| assumptions.answers.len() < DEPTH && self.may_go_on()).cloned()
        else {
            return Tree::Leaf(instances);
        };
        let mut branch = |is| {
            let answer = Condition { condition: question.clone(), is };
            let known =
                |(condition, is): (&String, &bool)| Condition { condition: condition.clone(), is: *is };
            if assumptions.answers.iter().map(known).any(|other| answer.contradicts(&other)) {
                return Tree::Leaf(Vec::new());
            }
            let mut assumptions = assumptions.clone();
            assumptions.answers.insert(question.clone(), is);
            self.tree(source, &assumptions)
        };
        let yes = branch(true);
        Tree::split(question.clone(), yes, branch(false))
    }
}

/// `module.a["x"].aws_msk_cluster.this[0]` is `module.a.aws_msk_cluster.this`, also inside of a
/// sentence: an index follows a name without a space and holds a number, a string or `*`.
pub fn without_indexes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        result.push_str(before);
        let named = result.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-'));
        match index_end(after).filter(|_| named) {
            Some(behind) => rest = behind,
            None => {
                result.push('[');
                rest = after;
            }
        }
    }
    result + rest
}

/// What follows the index whose bracket has just been opened.
fn index_end(text: &str) -> Option<&str> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (index, behind) = text.split_once(']')?;
        return (index == "*" || index.bytes().all(|byte| byte.is_ascii_digit())).then_some(behind);
    };
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '"' if !escaped => return quoted.get(at + 1..)?.strip_prefix(']'),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_cut_out() {
        for (text, expected) in [
            ("aws_msk_cluster.this", "aws_msk_cluster.this"),
            ("aws_msk_cluster.this[0]", "aws_msk_cluster.this"),
            (r#"module.a["x.]y"].aws_msk_cluster.this[12]"#, "module.a.aws_msk_cluster.this"),
            (r#"module.a["say \"x\""].b.c"#, "module.a.b.c"),
            ("`aws_s3_bucket.a[*]` is [1] of two", "`aws_s3_bucket.a` is [1] of two"),
            ("arn:aws:s3:::a[bc]/*", "arn:aws:s3:::a[bc]/*"),
            ("a[0][1].b", "a.b"),
            ("a[", "a["),
            (r#"a["x"#, r#"a["x"#),
        ] {
            assert_eq!(without_indexes(text), expected);
        }
    }
}
