//! What several values hold together, and how much it is: names that are built from each other hold
//! a value again and again, and whoever walks such a value walks it each time.

use super::{Kind, List, Object, Value};
use std::ops::Deref;
use std::sync::Arc;

/// How much there is to walk: every value counts as often as it is met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Values, and 64 bytes of text count as one more.
    pub values: u32,
    pub depth: u16,
}

/// Larger values are not kept.
const VALUES: u32 = 1 << 18;
const DEPTH: u16 = 200;

impl Size {
    pub fn is_too_large(self) -> bool {
        self.values > VALUES || self.depth > DEPTH
    }

    fn of_all<'a>(values: impl Iterator<Item = &'a Value>) -> Size {
        let mut all = Size { values: 1, depth: 0 };
        for value in values {
            let size = value.size();
            all.values = all.values.saturating_add(size.values);
            all.depth = all.depth.max(size.depth);
        }
        Size { depth: all.depth.saturating_add(1), ..all }
    }
}

impl Value {
    pub fn size(&self) -> Size {
        match &self.kind {
            Kind::Text(text) => {
                let values = text.length() / 64 + text.parts().len();
                Size { values: u32::try_from(values).unwrap_or(u32::MAX), depth: 1 }
            }
            Kind::Json(inner) => inner.size,
            Kind::List(list) => list.size,
            Kind::Object(object) => object.size,
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Resource(_) | Kind::Unknown(_) => {
                Size { values: 1, depth: 1 }
            }
        }
    }
}

/// Something that is shared and never changes, and its size.
#[derive(Debug)]
pub struct Shared<T> {
    inner: Arc<T>,
    size: Size,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared { inner: Arc::clone(&self.inner), size: self.size }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

/// What is made of values.
pub trait Compound {
    fn size(&self) -> Size;
}

impl<T: Compound> Shared<T> {
    pub fn new(inner: T) -> Shared<T> {
        let size = inner.size();
        Shared { inner: Arc::new(inner), size }
    }
}

impl Compound for List {
    fn size(&self) -> Size {
        Size::of_all(self.items.iter())
    }
}

impl Compound for Object {
    fn size(&self) -> Size {
        Size::of_all(self.members.values().map(|member| &member.value))
    }
}

impl Compound for Value {
    fn size(&self) -> Size {
        Size::of_all(std::iter::once(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_twice_counts_twice() {
        let inner = Value::tuple(vec![Value::null(), Value::string("x".repeat(128))]);
        assert_eq!(inner.size(), Size { values: 5, depth: 2 });
        let outer = Value::tuple(vec![inner.clone(), inner]);
        assert_eq!(outer.size(), Size { values: 11, depth: 3 });
    }

    #[test]
    fn doubling_is_noticed_before_it_hurts() {
        let mut value = Value::null();
        let mut steps = 0;
        while !value.size().is_too_large() {
            value = Value::object([("a".to_owned(), value.clone()), ("b".to_owned(), value)]);
            steps += 1;
        }
        assert_eq!(steps, 18);
        let mut value = Value::null();
        while !value.size().is_too_large() {
            value = Value::tuple(vec![value]);
        }
        assert_eq!(value.size().depth, 201);
    }
}
