//! A decision tree over conditions that a configuration leaves open.

use crate::report::Condition;

/// A leaf holds under the answers on the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree<T> {
    Leaf(T),
    Split { question: String, yes: Box<Tree<T>>, no: Box<Tree<T>> },
}

impl<T> Tree<T> {
    pub fn split(question: impl Into<String>, yes: Tree<T>, no: Tree<T>) -> Tree<T> {
        Tree::Split { question: question.into(), yes: Box::new(yes), no: Box::new(no) }
    }

    pub fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Tree<U> {
        match self {
            Tree::Leaf(leaf) => Tree::Leaf(f(leaf)),
            Tree::Split { question, yes, no } => {
                let yes = yes.map(f);
                Tree::split(question.clone(), yes, no.map(f))
            }
        }
    }

    /// Every leaf with its answers, `true` before `false`.
    pub fn leaves(&self) -> Vec<(Vec<Condition>, &T)> {
        let mut leaves = Vec::new();
        self.collect(&mut Vec::new(), &mut leaves);
        leaves
    }

    fn collect<'t>(&'t self, way: &mut Vec<Condition>, leaves: &mut Vec<(Vec<Condition>, &'t T)>) {
        match self {
            Tree::Leaf(leaf) => leaves.push((way.clone(), leaf)),
            Tree::Split { question, yes, no } => {
                for (is, branch) in [(true, yes), (false, no)] {
                    way.push(Condition { condition: question.clone(), is });
                    branch.collect(way, leaves);
                    way.pop();
                }
            }
        }
    }
}

impl<T: Clone + PartialEq> Tree<Option<T>> {
    /// Without the questions that nothing depends on. An empty leaf does not count: it goes with
    /// whatever its sibling says.
    pub fn reduced(&self) -> Tree<Option<T>> {
        match self {
            Tree::Leaf(leaf) => Tree::Leaf(leaf.clone()),
            Tree::Split { question, yes, no } => {
                let (yes, no) = (yes.reduced(), no.reduced());
                unite(&yes, &no).unwrap_or_else(|| Tree::split(question.clone(), yes, no))
            }
        }
    }
}

/// One tree that says what both say, if they do not contradict each other.
fn unite<T: Clone + PartialEq>(a: &Tree<Option<T>>, b: &Tree<Option<T>>) -> Option<Tree<Option<T>>> {
    match (a, b) {
        (Tree::Leaf(None), other) | (other, Tree::Leaf(None)) => Some(other.clone()),
        (Tree::Leaf(a), Tree::Leaf(b)) => (a == b).then(|| Tree::Leaf(a.clone())),
        (Tree::Split { question: q, yes: y, no: n }, Tree::Split { question, yes, no }) if q == question => {
            Some(Tree::split(question.clone(), unite(y, yes)?, unite(n, no)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sample = Tree<Option<u8>>;

    fn leaf(value: u8) -> Sample {
        Tree::Leaf(Some(value))
    }

    fn split(question: &str, yes: Sample, no: Sample) -> Sample {
        Tree::split(question, yes, no)
    }

    #[test]
    fn a_question_without_influence_goes() {
        assert_eq!(split("a", leaf(1), leaf(1)).reduced(), leaf(1));
        let inner = || split("b", leaf(1), leaf(2));
        assert_eq!(split("a", inner(), inner()).reduced(), inner());
        let kept = split("a", leaf(1), inner());
        assert_eq!(kept.reduced(), kept);
    }

    #[test]
    fn what_does_not_count_goes_with_its_sibling() {
        assert_eq!(split("a", leaf(1), Tree::Leaf(None)).reduced(), leaf(1));
        let half = split("b", leaf(1), Tree::Leaf(None));
        let other = split("b", Tree::Leaf(None), leaf(2));
        assert_eq!(split("a", half, other).reduced(), split("a", leaf(1), leaf(2)));
    }

    #[test]
    fn leaves_know_their_answers() {
        let tree = split("a", leaf(1), split("b", leaf(2), leaf(3)));
        let ways: Vec<String> = tree
            .leaves()
            .into_iter()
            .map(|(way, leaf)| {
                let way: Vec<String> = way.iter().map(|c| format!("{}={}", c.condition, c.is)).collect();
                format!("{} {leaf:?}", way.join(" "))
            })
            .collect();
        assert_eq!(ways, ["a=true Some(1)", "a=false b=true Some(2)", "a=false b=false Some(3)"]);
    }
}
