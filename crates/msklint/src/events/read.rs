//! Reads one log, a record at a time: unpacks it, cuts it, looks at what can matter and keeps the
//! events.

use super::files::Log;
use crate::disk::said;
use engine::readers::cloudtrail::{Look, Piece, Record, Sieve, Splitter, Trouble, look};
use engine::report::Problem;
use engine::timeline::{Kept, Selection};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are read at once.
const CHUNK: usize = 128 * 1024;

/// Problems that are told of one file.
const TOLD: usize = 20;

/// What a file turned out to be.
#[derive(Debug, Default)]
pub struct Outcome {
    pub is_log: bool,
    pub records: u64,
    pub problems: Vec<Problem>,
}

struct Reader<'a> {
    log: &'a Log,
    path: Arc<str>,
    selection: &'a Selection,
    kept: &'a Mutex<Kept>,
    sieve: Sieve,
    is_packed: bool,
    /// Records of CloudTrail, digests and insights, and JSON that is neither.
    known: u64,
    passed_over: u64,
    foreign: Vec<Trouble>,
    troubles: Vec<Trouble>,
    untold: usize,
}

pub fn read(log: &Log, selection: &Selection, kept: &Mutex<Kept>) -> Outcome {
    let failed = |error: &io::Error| Outcome {
        problems: vec![Problem { path: log.path.clone(), at: None, message: said(error) }],
        ..Outcome::default()
    };
    let source: Box<dyn Read> = match log.is_standard_input() {
        true => Box::new(io::stdin().lock()),
        false => match File::open(&log.file) {
            Ok(file) => Box::new(file),
            Err(error) => return failed(&error),
        },
    };
    let mut source = BufReader::with_capacity(CHUNK, source);
    let is_packed = match source.fill_buf() {
        Ok(start) if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) => {
            let message = "is not read: it is UTF-16, and UTF-8 is wanted".to_owned();
            if !log.must_be_one() {
                return Outcome::default();
            }
            let problems = vec![Problem { path: log.path.clone(), at: None, message }];
            return Outcome { problems, ..Outcome::default() };
        }
        Ok(start) => start.starts_with(&[0x1f, 0x8b]),
        Err(error) => return failed(&error),
    };
    let reader = Reader {
        log,
        path: Arc::from(log.path.as_str()),
        selection,
        kept,
        sieve: Sieve::default(),
        is_packed,
        known: 0,
        passed_over: 0,
        foreign: Vec::new(),
        troubles: Vec::new(),
        untold: 0,
    };
    match is_packed {
        true => reader.read(MultiGzDecoder::new(source)),
        // What is in the buffer comes first; more is read past it.
        false => reader.read(source),
    }
}

impl Reader<'_> {
    fn read(mut self, mut source: impl Read) -> Outcome {
        let mut splitter = Splitter::default();
        let mut chunk = vec![0; CHUNK];
        let mut is_first = true;
        while !splitter.is_over() {
            let filled = match source.read(&mut chunk) {
                Ok(0) => {
                    splitter.finish(&mut |piece| self.take(piece));
                    break;
                }
                Ok(count) => chunk.get(..count).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.fail(&error, splitter.count());
                    break;
                }
            };
            if std::mem::take(&mut is_first) && !self.log.must_be_one() && !begins_like_json(filled) {
                return Outcome::default();
            }
            splitter.push(filled, &mut |piece| self.take(piece));
        }
        self.outcome()
    }

    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Record(record) if !self.sieve.may_matter(record.bytes) => self.known += 1,
            Piece::Record(record) => self.look(&record),
            Piece::Trouble(trouble) => self.trouble(trouble),
        }
    }

    fn look(&mut self, record: &Record<'_>) {
        match look(&self.path, record) {
            Ok(Look::Event(event)) => {
                self.known += 1;
                if self.selection.needs(&event) {
                    self.kept.lock().unwrap_or_else(PoisonError::into_inner).add(*event);
                }
            }
            Ok(Look::Other) => self.known += 1,
            Ok(Look::PassedOver) => self.passed_over += 1,
            Ok(Look::Foreign) => {
                let text = format!("record {} is none of CloudTrail", record.number);
                let trouble = Trouble { offset: record.offset, text };
                if record.is_listed {
                    self.trouble(trouble);
                } else if self.foreign.len() < TOLD {
                    self.foreign.push(trouble);
                } else {
                    self.untold += 1;
                }
            }
            Err(trouble) => self.trouble(trouble),
        }
    }

    fn trouble(&mut self, trouble: Trouble) {
        match self.troubles.len() < TOLD {
            true => self.troubles.push(trouble),
            false => self.untold += 1,
        }
    }

    fn fail(&mut self, error: &io::Error, records: u64) {
        let text = match (self.is_packed, error.kind()) {
            (true, io::ErrorKind::UnexpectedEof) => {
                format!("the gzip data ends too early, behind record {records}")
            }
            (true, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                format!("the gzip data is damaged behind record {records}")
            }
            _ => format!("{}, behind record {records}", said(error)),
        };
        // The end is not to be missed among other troubles.
        self.troubles.push(Trouble { offset: u64::MAX, text });
    }

    fn outcome(mut self) -> Outcome {
        let is_foreign = self.known == 0 && self.troubles.is_empty() && !self.foreign.is_empty();
        if is_foreign && self.log.folder.is_some() {
            return Outcome::default();
        }
        self.troubles.append(&mut self.foreign);
        self.troubles.sort_by_key(|trouble| trouble.offset);
        let problem = |message| Problem { path: self.log.path.clone(), at: None, message };
        let place = if self.is_packed { " of what is packed" } else { "" };
        let told = self.troubles.iter().map(|trouble| {
            problem(match trouble.offset {
                u64::MAX => trouble.text.clone(),
                offset => format!("{}, at byte {offset}{place}", trouble.text),
            })
        });
        let mut problems: Vec<Problem> = told.collect();
        if self.untold > 0 {
            problems.push(problem(format!("{} more records cannot be read", self.untold)));
        }
        // A list without records is a log as well.
        let is_log = self.known > 0 || self.passed_over == 0 && problems.is_empty();
        Outcome { is_log, records: self.known, problems }
    }
}

fn begins_like_json(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    matches!(start.first(), Some(b'{' | b'['))
}
