//! The condition keys that come with a request: present with values, absent, or not known.

use known::{Text, Why};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub enum ContextValue {
    /// One value, or several for a multivalued key. No value at all counts as `Absent`.
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
        self.look_up(key).cloned().unwrap_or_else(|| {
            let key = key.to_ascii_lowercase();
            ContextValue::Unknown(Why::new(format!("whether the request carries `{key}` is not known")))
        })
    }

    /// As `get`, without a copy. `None`: the key was never set.
    pub fn look_up(&self, key: &str) -> Option<&ContextValue> {
        let key = key.to_ascii_lowercase();
        self.keys.get(&key).or_else(|| {
            let (family, _) = key.split_once('/')?;
            self.keys.get(&format!("{family}/*"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, expected: &str) {
        let mut context = Context::default();
        context.present("aws:SourceAccount", "111122223333");
        context.absent(&["aws:PrincipalTag/*"]);
        context.present("aws:PrincipalTag/team", "data");
        let got = match context.get(key) {
            ContextValue::Present(values) => values.iter().map(Text::to_string).collect(),
            ContextValue::Absent => "absent".to_string(),
            ContextValue::Unknown(why) => why.to_string(),
        };
        assert_eq!(got, expected, "{key}");
    }

    #[test]
    fn keys_have_no_case_and_families_a_default() {
        check("AWS:sourceACCOUNT", "111122223333");
        check("aws:principaltag/Team", "data");
        check("aws:PrincipalTag/stage", "absent");
        check("s3:Prefix", "whether the request carries `s3:prefix` is not known");
    }
}
