//! Which rules run.

use rules::{ALL, Rule};

/// A name that no rule has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    pub name: String,
    /// The rule whose name is nearest, if one is near.
    pub meant: Option<&'static str>,
}

/// The rules named by `only`, or all if it names none, without those named by `ignored`.
pub fn select(only: &[String], ignored: &[String]) -> Result<Vec<&'static Rule>, UnknownRule> {
    for name in only.iter().chain(ignored) {
        find(name)?;
    }
    let is_wanted = |rule: &&Rule| {
        (only.is_empty() || only.iter().any(|name| name == rule.name))
            && !ignored.iter().any(|name| name == rule.name)
    };
    Ok(ALL.iter().copied().filter(is_wanted).collect())
}

pub fn find(name: &str) -> Result<&'static Rule, UnknownRule> {
    let names = || ALL.iter().map(|rule| rule.name);
    rules::find(name).ok_or_else(|| UnknownRule { name: name.to_owned(), meant: nearest(name, names()) })
}

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no rule `{}`", self.name)?;
        match self.meant {
            Some(meant) => write!(f, "; did you mean `{meant}`?"),
            None => f.write_str("; `msklint rules` lists them"),
        }
    }
}

/// The name that was meant, if one is near.
pub fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let name = name.replace('_', "-").to_lowercase();
    let distances = known.map(|known| (distance(&name, known), known));
    let (distance, meant) = distances.min()?;
    (distance <= 1 + meant.len() / 5).then_some(meant)
}

/// Levenshtein's, in bytes: rule names are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.bytes().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX - 1);
            let replace = at(&row, j) + usize::from(x != y);
            next.push(replace.min(at(&row, j + 1) + 1).min(at(&next, j) + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("kitten", "sitting", 3)] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn every_rule_runs_unless_the_user_says_otherwise() {
        let name = |index: usize| ALL[index].name.to_owned();
        let names = |only: &[String], ignored: &[String]| {
            select(only, ignored)
                .map(|rules| rules.iter().map(|rule| rule.name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(names(&[], &[]).unwrap().len(), ALL.len());
        assert_eq!(names(&[name(1)], &[]), Ok(vec![name(1)]));
        assert!(!names(&[], &[name(0)]).unwrap().contains(&name(0)));
        assert_eq!(names(&[name(0)], &[name(0)]), Ok(Vec::new()));
    }

    #[test]
    fn a_name_that_is_nearly_right_is_suggested() {
        let message = |name: &str| find(name).map(|rule| rule.name).map_err(|error| error.to_string());
        assert_eq!(message("broker-logs-off"), Ok("broker-logs-off"));
        let meant = "there is no rule `broker_log_off`; did you mean `broker-logs-off`?";
        assert_eq!(message("broker_log_off"), Err(meant.to_owned()));
        let none = "there is no rule `x`; `msklint rules` lists them";
        assert_eq!(message("x"), Err(none.to_owned()));
    }
}
