//! Sets of characters.

use model::known::order;
use std::cmp::Ordering;

/// The last character there is.
const LAST: u32 = 0x10_ffff;

/// Ranges by number, of which each has its first and its last.
#[derive(Clone, Debug, Default)]
pub(super) struct Set(Vec<(u32, u32)>);

impl Set {
    pub fn of(ranges: &[(char, char)]) -> Set {
        Set(ranges.iter().map(|(low, high)| (u32::from(*low), u32::from(*high))).collect())
    }

    /// The classes of POSIX, which are those of ASCII.
    pub fn named(name: &str) -> Option<Set> {
        let ranges: &[(char, char)] = match name {
            "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
            "alpha" => &[('A', 'Z'), ('a', 'z')],
            "ascii" => &[('\0', '\x7f')],
            "blank" => &[('\t', '\t'), (' ', ' ')],
            "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
            "digit" => &[('0', '9')],
            "graph" => &[('!', '~')],
            "lower" => &[('a', 'z')],
            "print" => &[(' ', '~')],
            "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
            "space" => &[('\t', '\r'), (' ', ' ')],
            "upper" => &[('A', 'Z')],
            "word" => &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
            _ => return None,
        };
        Some(Set::of(ranges))
    }

    pub fn add(&mut self, other: &Set) {
        self.0.extend(&other.0);
    }

    /// Brings the ranges into order and apart, as a search wants them.
    pub fn tidy(&mut self) {
        order::sort(&mut self.0);
        let mut apart: Vec<(u32, u32)> = Vec::new();
        for (low, high) in self.0.drain(..) {
            match apart.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => apart.push((low, high)),
            }
        }
        self.0 = apart;
    }

    pub fn negated(mut self) -> Set {
        self.tidy();
        let (mut others, mut next) = (Vec::new(), 0);
        for (low, high) in self.0 {
            if next < low {
                others.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            others.push((next, LAST));
        }
        Set(others)
    }

    /// Adds what differs in case alone; false where that is not followed.
    pub fn fold(&mut self) -> bool {
        if self.0.iter().any(|(_, high)| *high > 0x7f) {
            return false;
        }
        let letter = |c: char| (u32::from(c), u32::from(c) | 0x20);
        let (first, last) = (letter('A'), letter('Z'));
        for (low, high) in self.0.clone() {
            let cut = |from: u32, to: u32| (low.max(from), high.min(to));
            let (upper, lower) = (cut(first.0, last.0), cut(first.1, last.1));
            let others = [(upper.0 | 0x20, upper.1 | 0x20), (lower.0 & !0x20, lower.1 & !0x20)];
            let is_there = [upper.0 <= upper.1, lower.0 <= lower.1];
            self.0.extend(others.into_iter().zip(is_there).filter(|(_, is_there)| *is_there).map(|it| it.0));
        }
        // The sign of kelvin and the long s count as letters of ASCII.
        for (ascii, beyond) in [('K', '\u{212a}'), ('S', '\u{17f}')] {
            let ascii = letter(ascii).0;
            if self.0.iter().any(|(low, high)| (*low..=*high).contains(&ascii)) {
                self.0.push((u32::from(beyond), u32::from(beyond)));
            }
        }
        true
    }

    /// Of ranges that are in order.
    pub fn contains(&self, c: char) -> bool {
        let c = u32::from(c);
        let side = |(low, high): &(u32, u32)| match () {
            () if *high < c => Ordering::Less,
            () if *low > c => Ordering::Greater,
            () => Ordering::Equal,
        };
        self.0.binary_search_by(side).is_ok()
    }
}
