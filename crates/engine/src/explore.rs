//! Splits the conditions that stand behind an unknown verdict: each is answered with yes and with
//! no, the unit is evaluated again under the answers, and the sources that asked are judged again.

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
    pub fn new(address: &str, kind: SourceKind) -> Identity {
        Identity { address: without_indexes(address), kind }
    }
}

/// A unit under one set of answers. To judge a source costs more than to find it.
pub trait Scene {
    fn sources(&self) -> Vec<Identity>;
    /// The instances of a source.
    fn judge(&self, source: &Identity) -> Vec<Outcome>;
}

/// The instances of one source under each answer; none where it does not exist.
pub type Scenarios = Tree<Vec<Rc<Outcome>>>;

type Answers = BTreeMap<String, bool>;

/// Every source that exists under no assumption or may exist, with its scenarios. `evaluate` is
/// asked once for each set of answers, and a source judged only under answers to what it asks.
pub fn explore<'u>(evaluate: &dyn Fn(&Assumptions) -> Box<dyn Scene + 'u>) -> Vec<(Identity, Scenarios)> {
    let mut explorer = Explorer { evaluate, evaluations: 0, kept: 0 };
    let first = explorer.scene(&Answers::new());
    let mut sources: Vec<Explored> = first.sources().into_iter().map(Explored::new).collect();
    for source in &mut sources {
        explorer.judge(&*first, source, Answers::new());
    }
    drop(first);
    explorer.rounds(&mut sources);
    sources.into_iter().map(|source| (source.identity.clone(), source.tree(&Answers::new()))).collect()
}

/// What is known of a source.
struct Explored {
    identity: Identity,
    outcomes: BTreeMap<Answers, Vec<Rc<Outcome>>>,
    /// The answers under which it was judged last.
    latest: Vec<Answers>,
}

impl Explored {
    fn new(identity: Identity) -> Explored {
        Explored { identity, outcomes: BTreeMap::new(), latest: Vec::new() }
    }

    /// The first question that is still open under these answers.
    fn question(&self, answers: &Answers) -> Option<&String> {
        let instances = self.outcomes.get(answers)?;
        let mut questions = instances.iter().flat_map(|outcome| &outcome.questions);
        questions.find(|question| !answers.contains_key(*question)).filter(|_| answers.len() < DEPTH)
    }

    fn tree(&self, answers: &Answers) -> Scenarios {
        let leaf = || Tree::Leaf(self.outcomes.get(answers).cloned().unwrap_or_default());
        let Some(question) = self.question(answers) else { return leaf() };
        let branch = |is| match with(answers, question, is) {
            Some(more) if self.outcomes.contains_key(&more) => Some(self.tree(&more)),
            Some(_) => None,
            None => Some(Tree::Leaf(Vec::new())),
        };
        match (branch(true), branch(false)) {
            (Some(yes), Some(no)) => Tree::split(question.clone(), yes, no),
            _ => leaf(),
        }
    }
}

/// `None` where one of the answers rules the other out.
fn with(answers: &Answers, question: &str, is: bool) -> Option<Answers> {
    let answer = Condition { condition: question.to_owned(), is };
    let known = |(condition, is): (&String, &bool)| Condition { condition: condition.clone(), is: *is };
    if answers.iter().map(known).any(|other| answer.contradicts(&other)) {
        return None;
    }
    let mut more = answers.clone();
    more.insert(question.to_owned(), is);
    Some(more)
}

struct Explorer<'e, 'u> {
    evaluate: &'e dyn Fn(&Assumptions) -> Box<dyn Scene + 'u>,
    evaluations: usize,
    /// Outcomes that are kept.
    kept: usize,
}

impl<'u> Explorer<'_, 'u> {
    fn scene(&mut self, answers: &Answers) -> Box<dyn Scene + 'u> {
        self.evaluations += 1;
        (self.evaluate)(&Assumptions { answers: answers.clone() })
    }

    fn judge(&mut self, scene: &dyn Scene, source: &mut Explored, answers: Answers) {
        let outcomes: Vec<Rc<Outcome>> = scene.judge(&source.identity).into_iter().map(Rc::new).collect();
        self.kept += outcomes.len();
        source.outcomes.insert(answers.clone(), outcomes);
        source.latest.push(answers);
    }

    /// Each round answers one question more. What several sources want to know under the same answers
    /// is evaluated for all of them, and not kept.
    fn rounds(&mut self, sources: &mut [Explored]) {
        loop {
            let mut wanted: BTreeMap<Answers, Vec<usize>> = BTreeMap::new();
            for (number, source) in sources.iter_mut().enumerate() {
                for answers in std::mem::take(&mut source.latest) {
                    let Some(question) = source.question(&answers) else { continue };
                    for more in [true, false].into_iter().filter_map(|is| with(&answers, question, is)) {
                        wanted.entry(more).or_default().push(number);
                    }
                }
            }
            if wanted.is_empty() {
                return;
            }
            for (answers, numbers) in wanted {
                if self.evaluations >= EVALUATIONS || self.kept >= OUTCOMES {
                    return;
                }
                let scene = self.scene(&answers);
                for number in numbers {
                    if let Some(source) = sources.get_mut(number) {
                        self.judge(&*scene, source, answers.clone());
                    }
                }
            }
        }
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
