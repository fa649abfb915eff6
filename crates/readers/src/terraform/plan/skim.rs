//! A filter over the bytes of a plan or state as they come: lets through what can matter for log
//! delivery, as it is written, and passes over the rest without keeping it.

use super::address;
use super::origin::{Mark, Origin, Point};
use memchr::{memchr_iter, memchr2, memrchr};
use std::collections::HashSet;

/// Bytes that are let through. What a plan of ordinary size says of its policies is far less.
const LARGEST: usize = 64 * 1024 * 1024;

/// Objects and lists that are looked into, one in the other: two for each module.
const DEPTH: usize = 120;

/// Longer names are none of ours.
const NAME: usize = 256;

/// What is left of a plan: JSON in its own right.
#[derive(Debug, Default)]
pub struct Skimmed {
    pub text: String,
    pub origin: Origin,
    /// What is wrong, and where in `text`.
    pub problems: Vec<(usize, String)>,
}

/// What an object or list is for, which decides what is wanted of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Top,
    Prior,
    /// `prior`: of the state before, only data sources are wanted.
    Values {
        prior: bool,
    },
    Module {
        prior: bool,
    },
    Modules {
        prior: bool,
    },
    Resources {
        prior: bool,
    },
    Resource {
        prior: bool,
    },
    Changes,
    Change,
    ChangeBody,
    Configuration,
    CodeModule,
    CodeResources,
    CodeResource,
    Calls,
    Call,
}

/// What happens to a value.
enum Fate {
    Keep,
    Skip,
    Enter(Role),
}

#[derive(Debug)]
struct Frame {
    role: Role,
    is_object: bool,
    /// A member or item was let through.
    any: bool,
    /// Where it begins in what is let through, with its name, and how many marks there were.
    start: (usize, usize),
    /// Of a resource: its address was seen, and it is wanted.
    wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Value,
    Key,
    InKey {
        escaped: bool,
    },
    Colon,
    /// One value as a whole, kept or not.
    Bulk {
        kept: bool,
        deep: u32,
        in_string: bool,
        escaped: bool,
    },
    End,
    /// Something is wrong: the rest is not looked at.
    Stopped,
}

#[derive(Debug)]
pub struct Skim {
    out: Vec<u8>,
    marks: Vec<Mark>,
    frames: Vec<Frame>,
    mode: Mode,
    key: Vec<u8>,
    key_mark: Mark,
    /// Where the member or item that is being let through begins.
    lead: (usize, usize),
    problems: Vec<(usize, String)>,
    point: Point,
    first: bool,
    /// Names of the outermost object, and whether more than those is wanted.
    names: Vec<String>,
    only_names: bool,
    /// Addresses of planned values that were let through, and whether the change that is being
    /// looked into is of one of them.
    planned: HashSet<String>,
    is_planned: bool,
}

impl Default for Skim {
    fn default() -> Skim {
        Skim {
            out: Vec::new(),
            marks: Vec::new(),
            frames: Vec::new(),
            mode: Mode::Value,
            key: Vec::new(),
            key_mark: Mark::default(),
            lead: (0, 0),
            problems: Vec::new(),
            point: Point { offset: 0, line: 1, column: 1 },
            first: true,
            names: Vec::new(),
            only_names: false,
            planned: HashSet::new(),
            is_planned: false,
        }
    }
}

impl Skim {
    /// Lets nothing through and notes the names of the outermost object.
    pub fn outermost() -> Skim {
        Skim { only_names: true, ..Skim::default() }
    }

    /// The names of the outermost object, as far as it was read.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The next bytes of the file, in order.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut at = 0;
        if std::mem::take(&mut self.first) && bytes.starts_with(b"\xef\xbb\xbf") {
            at = 3;
            self.point.offset = at;
        }
        let mut counted = at;
        while let Some(byte) = bytes.get(at).copied() {
            at = match self.mode {
                Mode::Bulk { .. } => self.bulk(bytes, at, &mut counted),
                Mode::InKey { escaped } => self.in_key(byte, escaped, at),
                Mode::Stopped => break,
                _ if byte.is_ascii_whitespace() => at + 1,
                mode => {
                    self.count(bytes, &mut counted, at);
                    self.step(mode, byte, at)
                }
            };
        }
        self.count(bytes, &mut counted, bytes.len());
    }

    /// Moves the line and column to `to`.
    fn count(&mut self, bytes: &[u8], from: &mut usize, to: usize) {
        let mut passed = bytes.get(*from..to).unwrap_or_default();
        self.point.offset += passed.len();
        if let Some(last) = memrchr(b'\n', passed) {
            self.point.line += memchr_iter(b'\n', passed).count();
            self.point.column = 1;
            passed = passed.get(last + 1..).unwrap_or_default();
        }
        self.point.column += characters(passed);
        *from = to;
    }

    fn here(&self) -> Mark {
        Mark { at: self.out.len(), point: self.point }
    }

    /// A byte outside of strings and whole values that is no blank. Gives where to go on.
    fn step(&mut self, mode: Mode, byte: u8, at: usize) -> usize {
        let in_object = self.frames.last().is_some_and(|frame| frame.is_object);
        match (mode, byte) {
            (Mode::Key | Mode::Value, b',') if !self.frames.is_empty() => {}
            (Mode::Key, b'"') => {
                self.key.clear();
                self.key_mark = self.here();
                self.mode = Mode::InKey { escaped: false };
            }
            (Mode::Key, b'}') => self.close(),
            (Mode::Value, b']') if !in_object => self.close(),
            (Mode::Colon, b':') => self.mode = Mode::Value,
            (Mode::Value, b'}' | b']' | b':') | (Mode::Key | Mode::Colon, _) => {
                self.stop("this is not JSON: another character is expected here");
            }
            (Mode::Value, _) => return self.value(byte, at),
            (Mode::End, _) => self.stop("the JSON text ends here, but more follows"),
            (Mode::InKey { .. } | Mode::Bulk { .. } | Mode::Stopped, _) => {}
        }
        at + 1
    }

    fn in_key(&mut self, byte: u8, escaped: bool, at: usize) -> usize {
        match byte {
            b'"' if !escaped => {
                self.mode = Mode::Colon;
                return at + 1;
            }
            b'\\' if !escaped => self.mode = Mode::InKey { escaped: true },
            _ => self.mode = Mode::InKey { escaped: false },
        }
        if self.key.len() <= NAME {
            self.key.push(byte);
        }
        at + 1
    }

    /// The first byte of a value: it is looked into, let through or passed over.
    fn value(&mut self, byte: u8, at: usize) -> usize {
        let fate = match self.frames.last() {
            None => Fate::Enter(Role::Top),
            Some(frame) => fate(frame.role, &self.key),
        };
        if self.frames.len() == 1 {
            self.names.push(String::from_utf8_lossy(&self.key).into_owned());
        }
        // What comes after a change is what is planned.
        let in_change = self.frames.last().is_some_and(|frame| frame.role == Role::ChangeBody);
        let again = in_change && self.key == b"after" && self.is_planned;
        let fate = if again || (self.only_names && !self.frames.is_empty()) { Fate::Skip } else { fate };
        match fate {
            Fate::Enter(role) if byte == opening(role) && self.frames.len() < DEPTH => {
                let start = self.begin();
                self.out.push(byte);
                let is_object = byte == b'{';
                self.is_planned &= role != Role::Change;
                self.frames.push(Frame { role, is_object, any: false, start, wanted: false });
                self.mode = if is_object { Mode::Key } else { Mode::Value };
                at + 1
            }
            Fate::Enter(_) if self.frames.len() >= DEPTH => {
                self.problem("modules are nested too deeply here to be read");
                self.mode = Mode::Bulk { kept: false, deep: 0, in_string: false, escaped: false };
                at
            }
            // What is not of the type that it should be is for the reader to complain about.
            Fate::Enter(_) | Fate::Keep => {
                self.lead = self.begin();
                self.mode = Mode::Bulk { kept: true, deep: 0, in_string: false, escaped: false };
                at
            }
            Fate::Skip => {
                self.mode = Mode::Bulk { kept: false, deep: 0, in_string: false, escaped: false };
                at
            }
        }
    }

    /// Writes what stands before a value that is let through: a comma and its name.
    fn begin(&mut self) -> (usize, usize) {
        let start = (self.out.len(), self.marks.len());
        let value = self.here();
        if let Some(frame) = self.frames.last_mut() {
            if std::mem::replace(&mut frame.any, true) {
                self.out.push(b',');
            }
            self.out.push(b'\n');
            if frame.is_object {
                self.marks.push(Mark { at: self.out.len(), ..self.key_mark });
                self.out.push(b'"');
                self.out.extend_from_slice(&self.key);
                self.out.extend_from_slice(b"\": ");
            }
        }
        self.marks.push(Mark { at: self.out.len(), ..value });
        start
    }

    /// Takes back what was let through since `start`.
    fn undo(&mut self, (length, marks): (usize, usize)) {
        self.out.truncate(length);
        self.marks.truncate(marks);
        let before = self.out.last().copied();
        if let Some(frame) = self.frames.last_mut() {
            frame.any = !matches!(before, Some(b'{' | b'['));
        }
    }

    /// Goes on in a value that is taken as a whole.
    fn bulk(&mut self, bytes: &[u8], from: usize, counted: &mut usize) -> usize {
        let Mode::Bulk { kept, mut deep, mut in_string, mut escaped } = self.mode else { return from };
        let mut at = from;
        let mut done = false;
        while !done && at < bytes.len() {
            if std::mem::take(&mut escaped) {
                at += 1;
                continue;
            }
            let rest = bytes.get(at..).unwrap_or_default();
            if in_string {
                let Some(next) = memchr2(b'"', b'\\', rest) else {
                    at = bytes.len();
                    break;
                };
                at += next + 1;
                match rest.get(next) {
                    Some(b'"') => (in_string, done) = (false, deep == 0),
                    _ => escaped = true,
                }
                continue;
            }
            let ends = |byte: &u8| match byte {
                b'"' | b'{' | b'[' | b'}' | b']' => true,
                byte => deep == 0 && (*byte == b',' || byte.is_ascii_whitespace()),
            };
            let Some(next) = rest.iter().position(ends) else {
                at = bytes.len();
                break;
            };
            at += next;
            match rest.get(next) {
                Some(b'"') => in_string = true,
                Some(b'{' | b'[') => deep += 1,
                Some(b'}' | b']') if deep > 0 => {
                    deep -= 1;
                    done = deep == 0;
                }
                // A number or word ends before this byte.
                _ => {
                    done = true;
                    break;
                }
            }
            at += 1;
        }
        if kept {
            self.keep(bytes.get(from..at).unwrap_or_default());
        }
        self.mode = Mode::Bulk { kept, deep, in_string, escaped };
        if done {
            self.count(bytes, counted, at);
            self.after(kept);
        }
        at
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.out.len() + bytes.len() > LARGEST {
            self.undo(self.lead);
            self.stop("more than 64 MB of this file matters, and it is not read from here on");
            return;
        }
        self.out.extend_from_slice(bytes);
    }

    /// A value has ended that was taken as a whole.
    fn after(&mut self, kept: bool) {
        if self.mode == Mode::Stopped {
            return;
        }
        let Some(frame) = self.frames.last_mut() else {
            self.mode = Mode::End;
            return;
        };
        self.mode = if frame.is_object { Mode::Key } else { Mode::Value };
        if !kept || self.key != b"address" || !is_resource(frame.role) {
            return;
        }
        let value = self.out.get(self.lead.0..).unwrap_or_default();
        let address = value.iter().position(|byte| *byte == b':').and_then(|colon| value.get(colon + 1..));
        let address = std::str::from_utf8(address.unwrap_or_default()).unwrap_or_default().trim();
        let address = address.trim_matches('"').replace("\\\"", "\"");
        frame.wanted = address::is_wanted(&address, matches!(frame.role, Role::Resource { prior: true }));
        self.is_planned = frame.role == Role::Change && self.planned.contains(&address);
        if frame.wanted && frame.role == (Role::Resource { prior: false }) {
            self.planned.insert(address);
        }
        if !frame.wanted {
            let start = frame.start;
            self.frames.pop();
            self.undo(start);
            self.mode = Mode::Bulk { kept: false, deep: 1, in_string: false, escaped: false };
        }
    }

    /// The object or list that is being looked into ends.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        // Without an address, it may be anything: its reader complains.
        if frame.role == Role::CodeResource && !frame.wanted {
            self.undo(frame.start);
        } else {
            self.out.push(if frame.is_object { b'}' } else { b']' });
        }
        self.mode = match self.frames.last() {
            None => Mode::End,
            Some(outer) if outer.is_object => Mode::Key,
            Some(_) => Mode::Value,
        };
    }

    fn problem(&mut self, message: &str) {
        self.marks.push(self.here());
        self.problems.push((self.out.len(), message.to_owned()));
        self.out.push(b' ');
    }

    fn stop(&mut self, message: &str) {
        self.problem(message);
        self.mode = Mode::Stopped;
    }

    /// What was let through. A resource that the text breaks off in is left out.
    pub fn finish(mut self) -> Skimmed {
        let message = match self.mode {
            Mode::End | Mode::Stopped => None,
            _ if self.frames.is_empty() => Some("no JSON object is here"),
            _ => Some("the JSON text ends here, before all of its objects and lists are closed"),
        };
        let end = self.here();
        if let Mode::Bulk { kept: true, .. } = self.mode {
            self.undo(self.lead);
        }
        while let Some(frame) = self.frames.pop() {
            if is_resource(frame.role) {
                self.undo(frame.start);
            } else {
                self.out.push(if frame.is_object { b'}' } else { b']' });
            }
        }
        if let Some(message) = message {
            self.marks.push(Mark { at: self.out.len(), ..end });
            self.problems.push((self.out.len(), message.to_owned()));
            self.out.push(b' ');
        }
        let text = match String::from_utf8(self.out) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                self.problems.push((at, "not UTF-8".to_owned()));
                String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default()).into_owned()
            }
        };
        Skimmed { text, origin: Origin::new(self.marks), problems: self.problems }
    }
}

fn opening(role: Role) -> u8 {
    match role {
        Role::Modules { .. } | Role::Resources { .. } | Role::Changes | Role::CodeResources => b'[',
        _ => b'{',
    }
}

fn is_resource(role: Role) -> bool {
    matches!(role, Role::Resource { .. } | Role::Change | Role::CodeResource)
}

/// What becomes of a member called `key`, or of an item, of an object or list in this role.
fn fate(role: Role, key: &[u8]) -> Fate {
    use Fate::{Enter, Keep, Skip};
    match (role, key) {
        (Role::Top, b"format_version" | b"terraform_version" | b"errored" | b"variables") => Keep,
        (Role::Top, b"planned_values" | b"values") => Enter(Role::Values { prior: false }),
        (Role::Top, b"prior_state") => Enter(Role::Prior),
        (Role::Top, b"resource_changes") => Enter(Role::Changes),
        (Role::Top, b"configuration") => Enter(Role::Configuration),
        (Role::Prior, b"values") => Enter(Role::Values { prior: true }),
        (Role::Values { prior }, b"root_module") => Enter(Role::Module { prior }),
        (Role::Module { prior }, b"resources") => Enter(Role::Resources { prior }),
        (Role::Module { prior }, b"child_modules") => Enter(Role::Modules { prior }),
        (Role::Modules { prior }, _) => Enter(Role::Module { prior }),
        (Role::Resources { prior }, _) => Enter(Role::Resource { prior }),
        (Role::Resource { .. }, b"address" | b"values" | b"deposed_key") => Keep,
        (Role::Changes, _) => Enter(Role::Change),
        (Role::Change, b"address" | b"deposed") => Keep,
        (Role::Change, b"change") => Enter(Role::ChangeBody),
        (Role::ChangeBody, b"actions" | b"after" | b"after_unknown") => Keep,
        (Role::Configuration, b"provider_config") => Keep,
        (Role::Configuration, b"root_module") | (Role::Call, b"module") => Enter(Role::CodeModule),
        (Role::CodeModule, b"resources") => Enter(Role::CodeResources),
        (Role::CodeModule, b"module_calls") => Enter(Role::Calls),
        (Role::CodeModule, b"outputs") => Keep,
        (Role::CodeResources, _) => Enter(Role::CodeResource),
        (Role::Calls, _) => Enter(Role::Call),
        (Role::CodeResource, b"address" | b"provider_config_key" | b"expressions") => Keep,
        (Role::CodeResource | Role::Call, b"for_each_expression" | b"count_expression") => Keep,
        (Role::Call, b"expressions") => Keep,
        _ => Skip,
    }
}

/// Bytes that begin a character. In portions that a byte can count: as many are added at once as a
/// machine has bytes in a register.
fn characters(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| u8::from(byte & 0xc0 != 0x80);
    bytes.chunks(192).map(|portion| usize::from(portion.iter().map(begins).sum::<u8>())).sum()
}

#[cfg(test)]
#[path = "skim_tests.rs"]
mod tests;
