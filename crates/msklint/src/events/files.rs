//! Finds the logs in what the user named.

use crate::disk::said;
use crate::gather::name;
use engine::report::Problem;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// A file that may be a log.
#[derive(Debug)]
pub struct Log {
    /// As messages call it.
    pub path: String,
    pub file: PathBuf,
    /// The folder it was found in, by its number; `None` for a file that the user named.
    pub folder: Option<usize>,
}

impl Log {
    pub fn is_standard_input(&self) -> bool {
        self.file == Path::new("-")
    }

    /// What is not called a log and does not look like one is passed over.
    pub fn must_be_one(&self) -> bool {
        let name = self.path.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        self.folder.is_none() || [".json", ".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending))
    }
}

/// Logs by path, the folders that were named, and what cannot be read. What git ignores is no less a
/// log.
pub fn find(paths: &[PathBuf]) -> (Vec<Log>, Vec<String>, Vec<Problem>) {
    let (mut logs, mut folders, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let mut problem = |path: String, message: &str| {
            problems.push(Problem { path, at: None, message: message.to_owned() })
        };
        if path == Path::new("-") {
            logs.push(Log { path: "standard input".to_owned(), file: path.clone(), folder: None });
            continue;
        }
        match path.metadata() {
            Ok(found) if found.is_dir() => {
                walk(path, folders.len(), &mut logs, &mut problem);
                folders.push(name(path));
            }
            Ok(found) if found.is_file() => {
                logs.push(Log { path: name(path), file: path.clone(), folder: None });
            }
            Ok(_) => problem(name(path), "cannot be read: it is no ordinary file"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                problem(name(path), "there is no such file or folder");
            }
            Err(error) => problem(name(path), &said(&error)),
        }
    }
    logs.sort_by(|a, b| (&a.path, a.folder).cmp(&(&b.path, b.folder)));
    logs.dedup_by(|later, earlier| later.path == earlier.path);
    (logs, folders, problems)
}

fn walk(folder: &Path, number: usize, logs: &mut Vec<Log>, problem: &mut dyn FnMut(String, &str)) {
    let mut walk = WalkBuilder::new(folder);
    walk.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git");
    for entry in walk.build() {
        match entry {
            Ok(entry) => match entry.file_type() {
                Some(kind) if kind.is_file() => {
                    logs.push(Log { path: name(entry.path()), file: entry.into_path(), folder: Some(number) })
                }
                Some(kind) if kind.is_symlink() => {
                    problem(
                        name(entry.path()),
                        "is a link, which is not followed: name it on the command line",
                    );
                }
                _ => {}
            },
            Err(error) => {
                let message = error.io_error().map_or_else(|| error.to_string().to_lowercase(), said);
                problem(name(folder), &message);
            }
        }
    }
}
