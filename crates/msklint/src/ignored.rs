//! Folders that git ignores and that the user names all the same: what is named is checked.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// By what git ignores whatever a folder may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    /// A `.gitignore` in a folder above.
    pub from_above: bool,
    /// A `.gitignore` in the folder itself.
    pub by_itself: bool,
    /// What a repository excludes by itself.
    pub excluded: bool,
}

/// Files of every kind that is read: where git ignores none of some kind, the rest is ignored on purpose.
const ANY: [&str; 5] = ["any.tf", "any.yaml", "any.json", "any.template", "any.sh"];

impl Ignored {
    pub fn of(folder: &Path) -> Ignored {
        let Ok(folder) = folder.canonicalize() else { return Ignored::default() };
        let ignores = |above: &Path, file: &str| ignores_all(&rules(above, file), &folder);
        // What stands above a repository does not hold for it.
        let top = folder.ancestors().position(|above| above.join(".git").exists()).unwrap_or(usize::MAX);
        let within = || folder.ancestors().take(top.saturating_add(1));
        Ignored {
            from_above: within().skip(1).any(|above| ignores(above, ".gitignore")),
            by_itself: ignores(&folder, ".gitignore"),
            excluded: within().any(|above| ignores(above, ".git/info/exclude")),
        }
    }
}

fn rules(folder: &Path, file: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new(folder);
    // What cannot be read is told by the walk.
    let _ = builder.add(folder.join(file));
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn ignores_all(rules: &Gitignore, folder: &Path) -> bool {
    let is_ignored = |file: &str| rules.matched_path_or_any_parents(folder.join(file), false).is_ignore();
    !rules.is_empty() && ANY.iter().all(|file| is_ignored(file))
}
