//! A pattern as the steps of a search.

use super::syntax::{Look, Node, Pattern, Repeat};

/// One step; where none is named, the one behind it follows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Char(char),
    Set(usize),
    Look(Look),
    /// Notes the place: where a group begins, by twice its number, or ends, by one more.
    Save(usize),
    Jump(usize),
    /// Two ways to go on; the first has precedence.
    Fork(usize, usize),
    Match,
}

/// `None` if it had more steps than that.
pub(super) fn program(pattern: &Pattern, most: usize) -> Option<Vec<Step>> {
    let mut compiler = Compiler { steps: Vec::new(), visits: 0, most };
    compiler.push(Step::Save(0))?;
    compiler.node(&pattern.root)?;
    compiler.push(Step::Save(1))?;
    compiler.push(Step::Match)?;
    Some(compiler.steps)
}

struct Compiler {
    steps: Vec<Step>,
    visits: usize,
    most: usize,
}

impl Compiler {
    /// Gives the number of the step.
    fn push(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= self.most).then(|| self.steps.len() - 1)
    }

    fn here(&self) -> usize {
        self.steps.len()
    }

    /// Bounded by the depth that the syntax allows.
    fn node(&mut self, node: &Node) -> Option<()> {
        // A repetition of nothing has no steps.
        self.visits += 1;
        if self.visits > self.most {
            return None;
        }
        match node {
            Node::Char(c) => self.push(Step::Char(*c)).map(drop),
            Node::Set(number) => self.push(Step::Set(*number)).map(drop),
            Node::Look(look) => self.push(Step::Look(*look)).map(drop),
            Node::Group(number, inner) => {
                self.push(Step::Save(2 * number))?;
                self.node(inner)?;
                self.push(Step::Save(2 * number + 1)).map(drop)
            }
            Node::All(items) => items.iter().try_for_each(|item| self.node(item)),
            Node::Any(ways) => self.any(ways),
            Node::Repeat(repeat, inner) => self.repeat(*repeat, inner),
        }
    }

    fn any(&mut self, ways: &[Node]) -> Option<()> {
        let mut ends = Vec::new();
        for (at, way) in ways.iter().enumerate() {
            if at + 1 == ways.len() {
                self.node(way)?;
            } else {
                let fork = self.fork()?;
                self.node(way)?;
                ends.push(self.push(Step::Jump(0))?);
                self.lead(fork, true);
            }
        }
        let end = self.here();
        for jump in ends {
            self.set(jump, Step::Jump(end));
        }
        Some(())
    }

    fn repeat(&mut self, repeat: Repeat, inner: &Node) -> Option<()> {
        let Repeat { least, most, greedy } = repeat;
        match most {
            None if least == 0 && !is_empty(inner) => {
                let fork = self.fork()?;
                self.node(inner)?;
                self.push(Step::Jump(fork))?;
                self.lead(fork, greedy);
            }
            None if least == 0 => {
                // What may be empty is tried once before it is left out.
                let fork = self.fork()?;
                self.once_or_more(inner, greedy)?;
                self.lead(fork, greedy);
            }
            None => {
                (1..least).try_for_each(|_| self.node(inner))?;
                self.once_or_more(inner, greedy)?;
            }
            Some(most) => {
                (0..least).try_for_each(|_| self.node(inner))?;
                let mut forks = Vec::new();
                for _ in least..most {
                    forks.push(self.fork()?);
                    self.node(inner)?;
                }
                forks.into_iter().for_each(|fork| self.lead(fork, greedy));
            }
        }
        Some(())
    }

    fn once_or_more(&mut self, inner: &Node, greedy: bool) -> Option<()> {
        let start = self.here();
        self.node(inner)?;
        let end = self.here() + 1;
        self.push(if greedy { Step::Fork(start, end) } else { Step::Fork(end, start) }).map(drop)
    }

    /// A fork whose ways `lead` sets.
    fn fork(&mut self) -> Option<usize> {
        self.push(Step::Fork(0, 0))
    }

    /// Into what stands behind the fork, or past it to here.
    fn lead(&mut self, fork: usize, into: bool) {
        let (inside, past) = (fork + 1, self.here());
        self.set(fork, if into { Step::Fork(inside, past) } else { Step::Fork(past, inside) });
    }

    fn set(&mut self, at: usize, step: Step) {
        if let Some(place) = self.steps.get_mut(at) {
            *place = step;
        }
    }
}

/// Whether a match may be empty. Bounded as the tree is.
fn is_empty(node: &Node) -> bool {
    match node {
        Node::Char(_) | Node::Set(_) => false,
        Node::Look(_) => true,
        Node::Group(_, inner) => is_empty(inner),
        Node::All(items) => items.iter().all(is_empty),
        Node::Any(ways) => ways.iter().any(is_empty),
        Node::Repeat(repeat, inner) => repeat.least == 0 || is_empty(inner),
    }
}
