//! Events that are kept, within a bound. What is let go does not depend on the order in which events
//! come, so that files may be read one beside the other.

use readers::cloudtrail::{Event, Moment, Origin};
use std::collections::BTreeMap;

/// By what is dearest: changes before reads, and of each the latest.
type Key = (bool, Moment, Origin);

#[derive(Debug)]
pub struct Kept {
    events: BTreeMap<Key, Event>,
    weight: usize,
    limit: usize,
    /// The dearest event that was let go: no cheaper one is kept.
    mark: Option<Key>,
    let_go: u64,
}

impl Kept {
    /// `limit` is in bytes.
    pub fn new(limit: usize) -> Kept {
        Kept { events: BTreeMap::new(), weight: 0, limit, mark: None, let_go: 0 }
    }

    pub fn add(&mut self, event: Event) {
        let key = (event.is_write, event.at, event.origin.clone());
        if self.mark.as_ref().is_some_and(|mark| key <= *mark) {
            self.let_go += 1;
            return;
        }
        self.weight += event.weight();
        self.events.insert(key, event);
        while self.weight > self.limit {
            let Some((key, event)) = self.events.pop_first() else { break };
            self.weight -= event.weight();
            self.let_go += 1;
            self.mark = Some(key);
        }
    }

    /// In the order of time, and how many were let go.
    pub fn into_events(self) -> (Vec<Event>, u64) {
        let mut events: Vec<Event> = self.events.into_values().collect();
        events.sort_by(|a, b| (a.at, &a.origin).cmp(&(b.at, &b.origin)));
        (events, self.let_go)
    }
}

#[cfg(test)]
mod tests {
    use super::super::select::tests::event;
    use super::*;

    fn names(limit: usize, order: &[usize]) -> (Vec<String>, u64) {
        let events: Vec<Event> = [
            ("DescribeCluster", "2026-03-04T10:00:00Z", true),
            ("UpdateMonitoring", "2026-03-04T09:00:00Z", false),
            ("DescribeCluster", "2026-03-04T12:00:00Z", true),
            ("DeleteCluster", "2026-03-04T11:00:00Z", false),
        ]
        .iter()
        .map(|(name, time, reads)| {
            event("kafka", name, &format!(r#","eventTime":"{time}","readOnly":{reads}"#))
        })
        .collect();
        let weight = events[0].weight().max(events[1].weight());
        let mut kept = Kept::new(limit * (weight + 40));
        order.iter().for_each(|at| kept.add(events[*at].clone()));
        let (events, let_go) = kept.into_events();
        (
            events
                .iter()
                .map(|event| format!("{} {}", event.time.get(11..13).unwrap(), event.name))
                .collect(),
            let_go,
        )
    }

    #[test]
    fn reads_are_let_go_before_changes_in_whatever_order_they_come() {
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            let all = ["09 UpdateMonitoring", "10 DescribeCluster", "11 DeleteCluster", "12 DescribeCluster"];
            assert_eq!(names(9, &order), (all.map(str::to_owned).to_vec(), 0));
            let three = [all[0], all[2], all[3]].map(str::to_owned).to_vec();
            assert_eq!(names(3, &order), (three, 1));
            assert_eq!(names(1, &order), (vec![all[2].to_owned()], 3));
        }
    }
}
