//! Finds the files below what the user named, and scans them: what is Terraform code, what calls
//! what, and what cannot be read.

use crate::disk::{self, Disk, said};
use crate::foreign;
use crate::ignored::Ignored;
use crate::kind::{Kind, kind};
use engine::readers::input::{Text, Texts};
use engine::readers::path::{join, parent};
use engine::readers::terraform::plan::scan::Sieve;
use engine::report::Problem;
use engine::{
    Content, Seen, is_code, is_variables, look, unseen_folders, unseen_templates, with_remote_modules,
};
use ignore::{DirEntry, WalkBuilder};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::LazyLock;

/// What was found. Texts are not kept: they are read again when their root module is checked.
#[derive(Default)]
pub struct Gathered {
    pub seen: Vec<Seen>,
    /// Folders that the user named, or that hold a file that the user named.
    pub named: Vec<String>,
    pub problems: Vec<Problem>,
}

/// A file, as the report calls it and as the file system does.
struct Found {
    path: String,
    file: PathBuf,
    is_ordinary: bool,
}

/// Folders that are read for what the user named.
pub fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let folder = |path: &PathBuf| match path.parent() {
        Some(parent) if path.is_file() => parent.join("."),
        _ => path.clone(),
    };
    paths.iter().map(folder).collect()
}

pub fn gather(paths: &[PathBuf], disk: &Disk, no_ignore: bool) -> Gathered {
    let mut gathered = Gathered::default();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            gathered.named.push(name(path));
            gathered.walk(path, no_ignore, &mut found);
        } else {
            gathered.file(path, &mut found);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    gathered.scan_all(found, disk);
    gathered.follow_calls(disk);
    gathered
}

impl Gathered {
    fn problem(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { path: path.into(), at: None, message: message.into() });
    }

    fn walk(&mut self, folder: &Path, no_ignore: bool, found: &mut Vec<Found>) {
        let mut walk = WalkBuilder::new(folder);
        let ignored = match no_ignore {
            true => Ignored { from_above: true, by_itself: true, excluded: true },
            false => Ignored::of(folder),
        };
        walk.standard_filters(false).parents(!ignored.from_above).git_ignore(!ignored.by_itself);
        walk.git_exclude(!ignored.excluded).require_git(false).filter_entry(is_ours);
        for entry in walk.build() {
            match entry {
                Ok(entry) => match entry.file_type() {
                    Some(kind) if kind.is_dir() => {}
                    Some(kind) if is_wanted(entry.path()) => found.push(Found {
                        path: name(entry.path()),
                        is_ordinary: kind.is_file(),
                        file: entry.into_path(),
                    }),
                    _ => {}
                },
                Err(error) => {
                    let (path, message) = walk_error(&error);
                    self.problem(path.unwrap_or_else(|| name(folder)), message);
                }
            }
        }
    }

    /// A file that the user named. Code stands for the module that it belongs to.
    fn file(&mut self, path: &Path, found: &mut Vec<Found>) {
        let called = name(path);
        if let Err(error) = path.metadata() {
            let message = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
                _ => said(&error),
            };
            return self.problem(called, message);
        }
        if is_code(&called) || is_variables(&called) {
            let folder = parent(&called);
            found.extend(folder_files(&folder));
            return self.named.push(folder);
        }
        if let Some(seen) = large_plan(&called, path) {
            self.seen.push(seen);
            return self.named.push(called);
        }
        match disk::read(path) {
            Ok(text) => match look(called.clone(), text.as_bytes()) {
                Some(seen) => {
                    self.seen.push(seen);
                    self.named.push(called);
                }
                None => self.problem(called, unsupported(kind(&text))),
            },
            Err(message) => self.problem(called, message),
        }
    }

    fn scan_all(&mut self, found: Vec<Found>, disk: &Disk) {
        // Below this, starting threads takes longer than reading.
        let scanned: Vec<Result<Option<Seen>, Problem>> = match found.len() < 64 {
            true => found.into_iter().map(|file| scan_file(file, disk)).collect(),
            false => found.into_par_iter().map(|file| scan_file(file, disk)).collect(),
        };
        self.seen.reserve(scanned.len());
        for result in scanned {
            match result {
                Ok(seen) => self.seen.extend(seen),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// Scans what is called or nested and was not walked over: what lies elsewhere, what git ignores,
    /// what Terraform installed.
    fn follow_calls(&mut self, disk: &Disk) {
        let mut tried = BTreeSet::new();
        loop {
            let mut folders = unseen_folders(&self.seen);
            folders.extend(installed(&self.seen, disk));
            let known: BTreeSet<String> = self.seen.iter().map(|seen| parent(&seen.path)).collect();
            folders.retain(|folder| !known.contains(folder) && tried.insert(folder.clone()));
            let mut templates = unseen_templates(&self.seen);
            templates.retain(|template| tried.insert(template.clone()));
            if folders.is_empty() && templates.is_empty() {
                break;
            }
            let readable = folders.iter().filter(|folder| disk.files(folder).is_some());
            let found: Vec<Found> = readable.flat_map(|folder| folder_files(folder)).collect();
            self.scan_all(found, disk);
            for template in templates {
                if let Text::Read(text) = disk.read(&template) {
                    self.seen.extend(look(template, text.as_bytes()));
                }
            }
        }
        for folder in disk.refused() {
            self.problem(folder, "lies outside of the folders given: name it on the command line as well");
        }
        self.seen.sort_by(|a, b| a.path.cmp(&b.path));
        self.seen.dedup_by(|a, b| a.path == b.path);
    }
}

fn is_ours(entry: &DirEntry) -> bool {
    let is_kept_by_a_tool = matches!(entry.file_name().to_str(), Some(".git" | ".terraform"));
    entry.depth() == 0 || !is_kept_by_a_tool || !entry.file_type().is_some_and(|kind| kind.is_dir())
}

fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    is_code(name) || is_variables(name) || may_be_ours(name)
}

/// Templates, documents of AWS, scripts. `.tf.json` is none of them.
fn may_be_ours(name: &str) -> bool {
    !is_code(name)
        && !is_variables(name)
        && [".yaml", ".yml", ".json", ".template", ".sh", ".bash"].iter().any(|ending| name.ends_with(ending))
}

/// The Terraform files that lie directly in a folder.
fn folder_files(folder: &str) -> Vec<Found> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let found = |entry: std::fs::DirEntry| {
        let (kind, name) = (entry.file_type().ok()?, entry.file_name().into_string().ok()?);
        let is_wanted = !kind.is_dir() && (is_code(&name) || is_variables(&name));
        is_wanted.then(|| Found {
            path: join(folder, &name),
            file: entry.path(),
            is_ordinary: kind.is_file(),
        })
    };
    let mut files: Vec<Found> = entries.filter_map(|entry| found(entry.ok()?)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A plan that is too large to be kept as a text.
fn large_plan(path: &str, file: &Path) -> Option<Seen> {
    if !path.ends_with(".json") || file.metadata().ok()?.len() <= disk::LARGEST {
        return None;
    }
    let mut sieve = Sieve::default();
    disk::pieces(file, &mut |bytes| sieve.feed(bytes)).ok()?;
    Some(Seen { path: path.to_owned(), content: Content::Plan(sieve.finish()?) })
}

fn scan_file(found: Found, disk: &Disk) -> Result<Option<Seen>, Problem> {
    if let Some(seen) = large_plan(&found.path, &found.file).filter(|_| found.is_ordinary) {
        return Ok(Some(seen));
    }
    let text = match found.is_ordinary {
        true => disk::read_ordinary(&found.file),
        // A link may lead outside.
        false => match disk.read(&found.path) {
            Text::Read(text) => Ok(text.to_string()),
            Text::Missing => Err("is not there".to_owned()),
            Text::Outside => Err("lies outside of the folders given".to_owned()),
            Text::Unreadable(message) => Err(message),
        },
    };
    match text {
        Ok(text) => Ok(look(found.path, text.as_bytes())),
        // It was only looked at in case it is one of ours, and such a file is none.
        Err(_) if may_be_ours(&found.path) && !foreign::would_matter(&found.path, &found.file) => Ok(None),
        Err(message) => Err(Problem { path: found.path, at: None, message }),
    }
}

pub fn unsupported(kind: Kind) -> String {
    match kind {
        Kind::Terraform => {
            "not read: this looks like Terraform code, which is read from files that end in `.tf` or `.tf.json`".to_owned()
        }
        Kind::Trail => "not read: CloudTrail logs are read by `msklint events`".to_owned(),
        kind => format!("not read: {kind} are not supported by this version"),
    }
}

/// Folders that Terraform installed modules into, for those roots that call modules from elsewhere.
fn installed(seen: &[Seen], disk: &Disk) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for root in with_remote_modules(seen) {
        let Text::Read(text) = disk.read(&join(&root, ".terraform/modules/modules.json")) else { continue };
        let Ok(list) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        let modules = list.get("Modules").and_then(|modules| modules.as_array());
        let places = modules.into_iter().flatten().filter_map(|module| module.get("Dir")?.as_str());
        folders.extend(places.map(|place| join(&root, place)));
    }
    folders
}

/// A path that says the same to the file system and to one who looks at its words only: `..` behind
/// a link leads somewhere else.
pub fn plain(path: &Path) -> PathBuf {
    let mut below = path.components().skip_while(|part| *part == Component::ParentDir);
    if !below.any(|part| part == Component::ParentDir) {
        return path.to_owned();
    }
    let Ok(real) = path.canonicalize() else { return path.to_owned() };
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.ok().and_then(|here| real.strip_prefix(here).map(|below| Path::new(".").join(below)).ok()) {
        Some(below) => below,
        None => real,
    }
}

/// What the report calls a file: relative to the working directory where it lies below it.
pub fn name(path: &Path) -> String {
    static HERE: LazyLock<Option<PathBuf>> = LazyLock::new(|| std::env::current_dir().ok());
    let below = HERE.as_ref().and_then(|here| path.strip_prefix(here).ok());
    let path = below.unwrap_or(path);
    join(".", &path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

fn walk_error(error: &ignore::Error) -> (Option<String>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(name(path)), walk_error(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => walk_error(err),
        ignore::Error::Io(error) => (None, said(error)),
        error => (None, error.to_string().to_lowercase()),
    }
}
