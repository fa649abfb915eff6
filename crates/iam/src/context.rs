//! The condition keys that come with a request: present with values, absent, or not known.

use known::{Text, Why};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub enum ContextValue {
    /// One value, or several for a multivalued key.
    Present(Vec<Text>),
    Absent,
    Unknown(Why),
}

/// Keys are compared without case. A key that was never set is `Unknown` by its name.
#[derive(Clone, Debug, Default)]
pub struct Context {
    keys: BTreeMap<String, ContextValue>,
}

impl Context {
    pub fn set(&mut self, key: &str, value: ContextValue) {
        self.keys.insert(key.to_ascii_lowercase(), value);
    }

    pub fn present(&mut self, key: &str, value: impl Into<Text>) {
        self.set(key, ContextValue::Present(vec![value.into()]));
    }

    pub fn absent(&mut self, keys: &[&str]) {
        for key in keys {
            self.set(key, ContextValue::Absent);
        }
    }

    /// The value of `key`; a key `prefix/name` falls back to what was set for `prefix/*`.
    pub fn get(&self, key: &str) -> ContextValue {
        let key = key.to_ascii_lowercase();
        let family = key.split_once('/').map(|(family, _)| format!("{family}/*"));
        self.keys
            .get(&key)
            .or_else(|| family.and_then(|family| self.keys.get(&family)))
            .cloned()
            .unwrap_or_else(|| {
                ContextValue::Unknown(Why::new(format!("whether the request carries `{key}` is not known")))
            })
    }
}
