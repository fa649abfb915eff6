//! Texts that are handed in as a whole, as the browser and tests do.

use readers::input::{Text, Texts};
use readers::model::known::order;
use readers::path::parent;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Texts by path.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<String, Arc<str>>);

impl Memory {
    pub fn new(texts: impl IntoIterator<Item = (String, Arc<str>)>) -> Memory {
        Memory(order::map(texts.into_iter().map(|(path, text)| (readers::path::join(".", &path), text))))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), &**text))
    }
}

impl Texts for Memory {
    fn read(&self, path: &str) -> Text {
        self.0.get(path).map_or(Text::Missing, |text| Text::Read(text.clone()))
    }

    fn files(&self, folder: &str) -> Option<Vec<String>> {
        let inside = self.0.keys().filter(|path| parent(path) == folder);
        let names: Vec<String> =
            inside.filter_map(|path| path.rsplit('/').next()).map(str::to_owned).collect();
        (!names.is_empty()).then_some(names)
    }
}
