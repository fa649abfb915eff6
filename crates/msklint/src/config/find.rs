//! Which configuration file holds for a root module: the nearest upwards, as far as the repository
//! goes.

use super::{Config, NAME, read};
use crate::disk;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Configuration files by folder, each read once.
#[derive(Debug, Default)]
pub struct Configs {
    /// That of `--config`, which holds for everything.
    named: Option<Arc<Config>>,
    seen: BTreeMap<PathBuf, Option<Arc<Config>>>,
    /// What is wrong in them.
    flaws: Vec<String>,
}

/// Folders above a root module.
const HEIGHT: usize = 64;

impl Configs {
    pub fn new(named: Option<&Path>) -> Result<Configs, String> {
        let mut configs = Configs::default();
        if let Some(path) = named {
            configs.named = configs.load(path);
            configs.check()?;
        }
        Ok(configs)
    }

    /// The file for a folder, as the user named it.
    pub fn of(&mut self, folder: &Path) -> Option<Arc<Config>> {
        if self.named.is_some() {
            return self.named.clone();
        }
        let mut folder = std::path::absolute(folder).ok()?;
        let mut passed = Vec::new();
        let mut found = None;
        for _ in 0..HEIGHT {
            if let Some(known) = self.seen.get(&folder) {
                found = known.clone();
                break;
            }
            passed.push(folder.clone());
            if folder.join(NAME).is_file() {
                found = self.load(&shown(&folder.join(NAME)));
                break;
            }
            if folder.join(".git").exists() || !folder.pop() {
                break;
            }
        }
        self.seen.extend(passed.into_iter().map(|folder| (folder, found.clone())));
        found
    }

    /// Mistakes in the files found so far.
    pub fn check(&self) -> Result<(), String> {
        if self.flaws.is_empty() { Ok(()) } else { Err(self.flaws.join("\n")) }
    }

    fn load(&mut self, path: &Path) -> Option<Arc<Config>> {
        let name = path.to_string_lossy().into_owned();
        let config = disk::read(path).map_err(|message| vec![format!("{name}: {message}")]);
        match config.and_then(|text| read::read(&name, &text)) {
            Ok(config) => Some(Arc::new(config)),
            Err(flaws) => {
                self.flaws.extend(flaws);
                None
            }
        }
    }
}

/// Relative to the working directory, where it lies below it.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}
