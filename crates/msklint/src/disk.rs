//! Reads the folders that the user named, and nothing outside of them: neither through `..` nor
//! through a link.

use engine::readers::input::{Text, Texts};
use engine::readers::path::parent;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Larger files are not read.
pub const LARGEST: u64 = 50 * 1024 * 1024;

const TOO_LARGE: &str = "is not read: it is larger than 50 MB";

/// Bytes of a file that are handed over at a time where it is not kept.
const PIECE: usize = 256 * 1024;

/// What lies below the folders that the user named. A module that is called from there may also lie
/// elsewhere in the same repository.
pub struct Disk {
    named: Vec<PathBuf>,
    repositories: Vec<PathBuf>,
    folders: Mutex<Folders>,
}

#[derive(Default)]
struct Folders {
    /// Folders by path, as the file system calls them, or why they may not be read.
    known: HashMap<String, Result<PathBuf, Refusal>>,
    /// Module folders outside of the named ones.
    admitted: Vec<PathBuf>,
    refused: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Refusal {
    Missing,
    Outside,
    Unreadable(String),
}

impl Disk {
    pub fn new(named: &[PathBuf]) -> Disk {
        let named: Vec<PathBuf> = named.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        let repositories = named.iter().filter_map(|folder| repository(folder)).map(Path::to_owned).collect();
        Disk { named, repositories, folders: Mutex::default() }
    }

    /// Module folders that were asked for and lie outside of what may be read.
    pub fn refused(&self) -> BTreeSet<String> {
        self.with(|folders| folders.refused.clone())
    }

    fn with<T>(&self, f: impl FnOnce(&mut Folders) -> T) -> T {
        f(&mut self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The folder as the file system calls it, if it may be read.
    fn folder(&self, path: &str) -> Result<PathBuf, Refusal> {
        self.with(|folders| {
            if let Some(known) = folders.known.get(path) {
                return known.clone();
            }
            let found = match Path::new(path).canonicalize() {
                Ok(real) if self.may_read(&real, &folders.admitted) => Ok(real),
                Ok(_) => Err(Refusal::Outside),
                Err(error) => Err(error.into()),
            };
            folders.known.insert(path.to_owned(), found.clone());
            found
        })
    }

    fn may_read(&self, real: &Path, admitted: &[PathBuf]) -> bool {
        self.named.iter().chain(admitted).any(|folder| real.starts_with(folder))
    }

    /// A folder that is called as a module: it may lie elsewhere in a repository that was named.
    fn module_folder(&self, path: &str) -> Option<PathBuf> {
        match self.folder(path) {
            Ok(real) => Some(real),
            Err(Refusal::Outside) => self.with(|folders| {
                let real = Path::new(path).canonicalize().ok()?;
                if !self.repositories.iter().any(|repository| real.starts_with(repository)) {
                    folders.refused.insert(path.to_owned());
                    return None;
                }
                folders.known.insert(path.to_owned(), Ok(real.clone()));
                folders.admitted.push(real.clone());
                Some(real)
            }),
            Err(_) => None,
        }
    }

    fn find(&self, path: &str) -> Result<PathBuf, Refusal> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let file = self.folder(&parent(path))?.join(name);
        if !fs::symlink_metadata(&file)?.is_symlink() {
            return Ok(file);
        }
        let real = file.canonicalize()?;
        let admitted = self.with(|folders| folders.admitted.clone());
        if self.may_read(&real, &admitted) { Ok(real) } else { Err(Refusal::Outside) }
    }
}

impl Texts for Disk {
    fn read(&self, path: &str) -> Text {
        match self.find(path) {
            Ok(file) => match read(&file) {
                Ok(text) => Text::Read(text.into()),
                Err(reason) => Text::Unreadable(reason),
            },
            Err(Refusal::Missing) => Text::Missing,
            Err(Refusal::Outside) => Text::Outside,
            Err(Refusal::Unreadable(reason)) => Text::Unreadable(reason),
        }
    }

    fn stream(&self, path: &str, feed: &mut dyn FnMut(&[u8])) -> Result<(), Text> {
        match self.find(path) {
            Ok(file) => {
                let mut all = |bytes: &[u8]| {
                    feed(bytes);
                    true
                };
                pieces(&file, &mut all).map_err(Text::Unreadable)
            }
            Err(_) => Err(self.read(path)),
        }
    }

    fn files(&self, folder: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(self.module_folder(folder)?).ok()?;
        let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        let files = entries.filter_map(Result::ok).filter(|entry| !is_folder(entry));
        let mut names: Vec<String> =
            files.filter_map(|entry| entry.file_name().to_str().map(str::to_owned)).collect();
        names.sort();
        Some(names)
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Refusal::Missing,
            _ => Refusal::Unreadable(said(&error)),
        }
    }
}

/// The nearest folder at or above `folder` that is the top of a repository.
fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// The text of a file, or a clause that says why it cannot be read.
pub fn read(file: &Path) -> Result<String, String> {
    // To open a pipe would wait for its writer.
    match fs::metadata(file) {
        Ok(found) if found.is_file() => read_ordinary(file),
        Ok(_) => Err("cannot be read: it is no ordinary file".to_owned()),
        Err(error) => Err(said(&error)),
    }
}

/// The same for what is known to be a file.
pub fn read_ordinary(file: &Path) -> Result<String, String> {
    let opened = fs::File::open(file).map_err(|error| said(&error))?;
    let size = opened.metadata().map_err(|error| said(&error))?.len();
    if size > LARGEST {
        return Err(TOO_LARGE.to_owned());
    }
    read_all(opened, size)
}

/// Hands over the bytes of a file, however large it is, as long as more of them are wanted.
pub fn pieces(file: &Path, feed: &mut dyn FnMut(&[u8]) -> bool) -> Result<(), String> {
    match fs::metadata(file) {
        Ok(found) if found.is_file() => {}
        _ => {
            feed(read(file)?.as_bytes());
            return Ok(());
        }
    }
    let mut opened = fs::File::open(file).map_err(|error| said(&error))?;
    let mut piece = vec![0; PIECE];
    loop {
        match opened.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) if feed(piece.get(..length).unwrap_or_default()) => {}
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(said(&error)),
        }
    }
}

/// As much as may be read, as text. `size` is what to expect.
pub fn read_all(source: impl Read, size: u64) -> Result<String, String> {
    // Room to spare: the end is found without growing.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(LARGEST)).unwrap_or_default() + 64);
    source.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| said(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(TOO_LARGE.to_owned());
    }
    if let Some(encoding) = encoding(&bytes) {
        return Err(format!("is not read: it is {encoding}, and UTF-8 is wanted"));
    }
    String::from_utf8(bytes).map_err(|error| no_text(error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// By its mark, or by its first letter where it has none: no text begins with a zero.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match (bytes.get(..2)?, bytes.get(2..4)) {
        ([0xff, 0xfe], Some([0, 0])) | ([0, 0], Some([0xfe, 0xff])) => Some("UTF-32"),
        ([0xff, 0xfe] | [0xfe, 0xff], _) => Some("UTF-16"),
        ([first, second], _) if (*first == 0) != (*second == 0) => Some("UTF-16"),
        _ => None,
    }
}

/// Says what a file is that is no UTF-8, and at which line and column.
fn no_text(bytes: &[u8], valid: usize) -> String {
    let before = bytes.get(..valid).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = String::from_utf8_lossy(before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default());
    let what = if bytes.contains(&0) { "binary data" } else { "not UTF-8" };
    format!("is not read: {what} at line {line}, column {}", column.chars().count() + 1)
}

/// What the system says, in the form of our messages.
pub fn said(error: &io::Error) -> String {
    // Without a number of the system, a library has put its own words around the reason.
    let text = if error.raw_os_error().is_some() { error.to_string() } else { error.kind().to_string() };
    format!("cannot be read: {}", text.split(" (os error").next().unwrap_or_default().to_lowercase())
}
