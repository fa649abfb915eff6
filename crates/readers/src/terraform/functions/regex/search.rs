//! The search: all ways through a pattern at once, a character at a time, in the order of precedence.
//! Its time grows with the pattern times the text, and is counted.

use super::program::Step;
use super::set::Set;
use super::syntax::Look;
use std::ops::Range;

/// Where a match and its groups begin and end, two entries each.
pub(super) type Places = Vec<Option<usize>>;

/// The time allowed for searches is over.
#[derive(Debug)]
pub(super) struct Spent;

pub(super) struct Search<'p> {
    pub steps: &'p [Step],
    pub sets: &'p [Set],
    /// Entries of a match.
    pub width: usize,
    /// Steps that may still be taken.
    pub left: usize,
}

/// Ways that stand before a step, in the order of precedence.
struct Ways {
    order: Vec<usize>,
    /// In which round each step was reached last.
    reached: Vec<usize>,
    round: usize,
    /// What each has noted.
    places: Vec<Option<usize>>,
}

/// A place in the text, with what stands around it.
#[derive(Clone, Copy)]
struct Point {
    at: usize,
    before: Option<char>,
    after: Option<char>,
}

enum Task {
    Go(usize),
    /// Puts back what a group had noted.
    Restore(usize, Option<usize>),
}

impl Search<'_> {
    /// The first match that begins at `from` or behind it.
    pub fn find(&mut self, text: &str, from: usize) -> Result<Option<Places>, Spent> {
        // What is set up for each search counts as well.
        self.left = self.left.checked_sub(self.steps.len() * (self.width / 8 + 1)).ok_or(Spent)?;
        let Some((before, rest)) = text.split_at_checked(from) else { return Ok(None) };
        let mut rest = rest.chars();
        let mut point = Point { at: from, before: before.chars().next_back(), after: rest.next() };
        let (mut now, mut next) = (self.ways(), self.ways());
        let mut scratch = vec![None; self.width];
        let mut found = None;
        loop {
            if found.is_none() {
                scratch.fill(None);
                self.follow(&mut now, 0, point, &mut scratch)?;
            } else if now.order.is_empty() {
                return Ok(found);
            }
            let at = point.at + point.after.map_or(0, char::len_utf8);
            let behind = Point { at, before: point.after, after: rest.next() };
            next.clear();
            for index in 0..now.order.len() {
                let Some(step) = now.order.get(index).copied() else { break };
                let noted = now.places.get(self.row(step)).unwrap_or_default();
                let fits = match (self.steps.get(step), point.after) {
                    (Some(Step::Match), _) => {
                        found = Some(noted.to_vec());
                        // What comes after has less precedence.
                        break;
                    }
                    (Some(Step::Char(wanted)), Some(c)) => *wanted == c,
                    (Some(Step::Set(number)), Some(c)) => {
                        self.sets.get(*number).is_some_and(|set| set.contains(c))
                    }
                    _ => false,
                };
                if fits {
                    scratch.clear();
                    scratch.extend_from_slice(noted);
                    self.follow(&mut next, step + 1, behind, &mut scratch)?;
                }
            }
            std::mem::swap(&mut now, &mut next);
            if point.after.is_none() {
                return Ok(found);
            }
            point = behind;
        }
    }

    fn ways(&self) -> Ways {
        Ways {
            order: Vec::new(),
            reached: vec![0; self.steps.len()],
            round: 1,
            places: vec![None; self.steps.len() * self.width],
        }
    }

    fn row(&self, step: usize) -> Range<usize> {
        step * self.width..(step + 1) * self.width
    }

    /// Adds every step at which a character is wanted next, or a match is complete.
    fn follow(
        &mut self,
        ways: &mut Ways,
        from: usize,
        point: Point,
        noted: &mut Places,
    ) -> Result<(), Spent> {
        let mut tasks = vec![Task::Go(from)];
        while let Some(task) = tasks.pop() {
            let step = match task {
                Task::Restore(entry, place) => {
                    set(noted, entry, place);
                    continue;
                }
                Task::Go(step) => step,
            };
            self.left = self.left.checked_sub(1).ok_or(Spent)?;
            if !ways.enter(step) {
                continue;
            }
            match self.steps.get(step) {
                Some(Step::Jump(to)) => tasks.push(Task::Go(*to)),
                Some(Step::Fork(first, second)) => tasks.extend([Task::Go(*second), Task::Go(*first)]),
                Some(Step::Look(look)) if look.fits(point) => tasks.push(Task::Go(step + 1)),
                Some(Step::Look(_)) | None => {}
                Some(Step::Save(entry)) => {
                    let earlier = noted.get(*entry).copied().flatten();
                    tasks.extend([Task::Restore(*entry, earlier), Task::Go(step + 1)]);
                    set(noted, *entry, Some(point.at));
                }
                Some(Step::Char(_) | Step::Set(_) | Step::Match) => {
                    self.left = self.left.checked_sub(self.width / 8).ok_or(Spent)?;
                    if let Some(row) = ways.places.get_mut(self.row(step)) {
                        row.copy_from_slice(noted);
                    }
                    ways.order.push(step);
                }
            }
        }
        Ok(())
    }
}

fn set(noted: &mut Places, entry: usize, place: Option<usize>) {
    if let Some(entry) = noted.get_mut(entry) {
        *entry = place;
    }
}

impl Ways {
    fn clear(&mut self) {
        self.order.clear();
        self.round += 1;
    }

    /// False where the step has been reached already, with more precedence.
    fn enter(&mut self, step: usize) -> bool {
        match self.reached.get_mut(step) {
            Some(round) if *round != self.round => {
                *round = self.round;
                true
            }
            _ => false,
        }
    }
}

impl Look {
    fn fits(self, point: Point) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_edge = is_word(point.before) != is_word(point.after);
        match self {
            Look::Start => point.before.is_none(),
            Look::End => point.after.is_none(),
            Look::LineStart => point.before.is_none_or(|c| c == '\n'),
            Look::LineEnd => point.after.is_none_or(|c| c == '\n'),
            Look::Word => is_edge,
            Look::NotWord => !is_edge,
        }
    }
}
