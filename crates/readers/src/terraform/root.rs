//! A root module: opened once, evaluated once for every scenario.

use crate::input::{Assumptions, Settings, SourceText, Texts};
use model::{Model, Problem};

/// A root module with its texts split into blocks and its parsed blocks kept.
pub struct Root {
    files: Vec<SourceText>,
}

/// What one evaluation yields.
#[derive(Debug, Default)]
pub struct Reading {
    pub model: Model,
    pub problems: Vec<Problem>,
}

impl Root {
    /// `folder` is the path of the root module. Files of called modules are read as they are needed.
    pub fn open(folder: &str, texts: &dyn Texts, settings: &Settings) -> Root {
        let _ = (folder, texts, settings);
        Root { files: Vec::new() }
    }

    pub fn evaluate(&self, assumptions: &Assumptions) -> Reading {
        let _ = assumptions;
        Reading::default()
    }

    /// Every source that was read so far, also those of called modules, in the order of their ids.
    pub fn files(&self) -> Vec<SourceText> {
        self.files.clone()
    }
}
