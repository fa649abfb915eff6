//! Lists in order and maps from lists, by one sort for whatever is in them: every type that is sorted
//! by the standard library costs a browser kilobytes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What compares as equal stays in its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let swaps = swaps(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    for (a, b) in swaps {
        items.swap(a, b);
    }
}

pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The last of several with one key counts.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// What to swap, one after the other, to bring so many items into order.
fn swaps(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut swaps = Vec::new();
    for first in 0..count {
        // Round a circle of items that take each other's places.
        let mut at = first;
        while let Some(from) = order.get_mut(at).map(|from| std::mem::replace(from, at))
            && from != at
            && from != first
        {
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_as_the_standard_library_does() {
        for count in 0..70_usize {
            // Few keys, so that many are equal.
            let items: Vec<(usize, usize)> = (0..count).map(|at| (at * 37 % 11, at)).collect();
            let (mut found, mut expected) = (items.clone(), items);
            sort_by(&mut found, |a, b| a.0.cmp(&b.0));
            expected.sort_by_key(|item| item.0);
            assert_eq!(found, expected);
        }
        let mut words = ["b", "", "c", "a"];
        sort(&mut words);
        assert_eq!(words, ["", "a", "b", "c"]);
    }

    #[test]
    fn of_several_values_for_a_key_the_last_counts() {
        let map = map([("b", 1), ("a", 2), ("b", 3)]);
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a", 2), ("b", 3)]);
    }
}
