//! Circles in what needs what, and how they are told.

use model::known::Span;
use std::collections::VecDeque;

/// Nodes by number. There may be more of them with each that is looked at.
pub trait Graph {
    fn count(&self) -> usize;
    /// Circles are looked for that have such a node.
    fn is_wanted(&self, node: usize) -> bool;
    /// What a node needs, and where it says so.
    fn needs(&mut self, node: usize) -> Vec<Need>;
}

pub type Need = (usize, Option<Span>);

/// Circles that are looked for in one graph.
const CIRCLES: usize = 200;

/// The shortest circle of each wanted node that stands in one, as its nodes in their order, each with
/// the place where it needs the next. A node that stands in one of them is not asked for another.
pub fn circles(graph: &mut impl Graph) -> Vec<Vec<Need>> {
    let mut needs: Vec<Vec<Need>> = Vec::new();
    while needs.len() < graph.count() {
        needs.push(graph.needs(needs.len()));
    }
    peel(&mut needs);
    let mut told = vec![false; needs.len()];
    let mut found = Vec::new();
    let wanted = (0..needs.len()).filter(|node| graph.is_wanted(*node));
    for node in wanted.filter(|node| needs.get(*node).is_some_and(|needs| !needs.is_empty())) {
        if found.len() >= CIRCLES {
            break;
        }
        if told.get(node).is_some_and(|told| *told) {
            continue;
        }
        let Some(circle) = around(&needs, node) else { continue };
        for (node, _) in &circle {
            if let Some(told) = told.get_mut(*node) {
                *told = true;
            }
        }
        found.push(circle);
    }
    found
}

/// Takes away what needs nothing that is left: it stands in no circle.
fn peel(needs: &mut [Vec<Need>]) {
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (node, list) in needs.iter().enumerate() {
        for (needed, _) in list {
            if let Some(by) = needed_by.get_mut(*needed) {
                by.push(node);
            }
        }
    }
    let mut left: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut free: Vec<usize> = (0..needs.len()).filter(|node| left.get(*node) == Some(&0)).collect();
    while let Some(node) = free.pop() {
        if let Some(list) = needs.get_mut(node) {
            list.clear();
        }
        for by in needed_by.get(node).into_iter().flatten() {
            let Some(count) = left.get_mut(*by) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                free.push(*by);
            }
        }
    }
}

/// The shortest way from a node to itself.
fn around(needs: &[Vec<Need>], start: usize) -> Option<Vec<Need>> {
    // From where each node was reached first, and the place that leads there.
    let mut from: Vec<Option<Need>> = vec![None; needs.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for (needed, span) in needs.get(node).into_iter().flatten() {
            let Some(before @ None) = from.get_mut(*needed) else { continue };
            *before = Some((node, *span));
            if *needed == start {
                return Some(back(&from, start));
            }
            queue.push_back(*needed);
        }
    }
    None
}

fn back(from: &[Option<Need>], start: usize) -> Vec<Need> {
    let mut circle = Vec::new();
    let mut node = start;
    while let Some(Some((before, span))) = from.get(node) {
        circle.push((*before, *span));
        node = *before;
        if node == start {
            break;
        }
    }
    circle.reverse();
    circle
}

/// Addresses that are named in one message.
const NAMED: usize = 6;

/// `who` refuses it.
pub fn words(addresses: &[String], who: &str) -> String {
    let quoted: Vec<String> = addresses.iter().take(NAMED).map(|address| format!("`{address}`")).collect();
    let more = addresses.len().saturating_sub(NAMED);
    match (quoted.as_slice(), more) {
        ([only], _) => format!("{only} refers to itself, which {who} refuses"),
        (several, 0) => {
            let (last, others) =
                several.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
            format!("{} and {last} need one another, which {who} refuses", others.join(", "))
        }
        (several, more) => {
            format!("{} and {more} more need one another, which {who} refuses", several.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ab` is an edge from `a` to `b`; capitals are wanted.
    struct Letters(Vec<(char, char)>, Vec<char>);

    impl Graph for Letters {
        fn count(&self) -> usize {
            self.1.len()
        }

        fn is_wanted(&self, node: usize) -> bool {
            self.1[node].is_uppercase()
        }

        fn needs(&mut self, node: usize) -> Vec<Need> {
            let number = |c: char| self.1.iter().position(|it| *it == c).unwrap();
            self.0.iter().filter(|(a, _)| *a == self.1[node]).map(|(_, b)| (number(*b), None)).collect()
        }
    }

    fn check(edges: &str, expected: &[&str]) {
        let pair = |edge: &str| (edge.chars().next().unwrap(), edge.chars().nth(1).unwrap());
        let edges: Vec<(char, char)> = edges.split_whitespace().map(pair).collect();
        let mut names: Vec<char> = edges.iter().flat_map(|(a, b)| [*a, *b]).collect();
        names.sort_unstable();
        names.dedup();
        let mut graph = Letters(edges, names);
        let found = circles(&mut graph);
        let word = |circle: &Vec<Need>| circle.iter().map(|(node, _)| graph.1[*node]).collect::<String>();
        assert_eq!(found.iter().map(word).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn circles_are_found_and_nothing_beside_them() {
        check("AB BC AC", &[]);
        check("AB BA", &["AB"]);
        check("AA AB", &["AA"].map(|_| "A"));
        check("Ax xB By yA", &["AxBy"]);
        check("xy yx Ax", &[]);
        check("AB BC CA BA", &["AB", "CAB"]);
        check("AB BA CD DC BC", &["AB", "CD"]);
    }

    #[test]
    fn a_long_circle_is_told_short() {
        let names = |count: usize| (0..count).map(|number| format!("a.b{number}")).collect::<Vec<_>>();
        assert_eq!(words(&names(1), "Terraform"), "`a.b0` refers to itself, which Terraform refuses");
        assert_eq!(
            words(&names(2), "Terraform"),
            "`a.b0` and `a.b1` need one another, which Terraform refuses"
        );
        assert!(words(&names(9), "Terraform").contains("`a.b5` and 3 more need one another"));
    }
}
