//! `yamlencode`: block style, every string quoted or a literal block, as Terraform writes it.

use crate::json;
use crate::terraform::functions::call::{Answer, Call, Stop, bounded_bytes, unknown};
use crate::terraform::functions::encoding::string_of;
use crate::terraform::functions::types::DEPTH;
use crate::value::{Kind, Value};

/// Lines are broken behind this column.
const WIDTH: usize = 80;
/// Longer keys are written in another way.
const MAX_KEY: usize = 100;

pub(in crate::terraform::functions) fn encode(call: &mut Call<'_>) -> Answer {
    let value = call.arg(0)?.clone();
    if !value.is_known() {
        return Err(Stop::Derived);
    }
    let mut writer = Writer { out: String::new(), column: 0 };
    writer.node(&value, 0, true, 0)?;
    // A plain scalar that ends the document could go on in the next line.
    if matches!(value.kind, Kind::Null | Kind::Bool(_) | Kind::Number(_)) {
        writer.out.push_str("\n...");
    }
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    Ok(Value::string(writer.out))
}

struct Writer {
    out: String,
    column: usize,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.column + text.chars().count(),
        };
    }

    fn line(&mut self, indent: usize) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.push("\n");
        }
        self.push(&" ".repeat(indent));
    }

    /// `fresh` says that the node may begin in the line where the writer stands.
    fn node(&mut self, value: &Value, indent: usize, fresh: bool, depth: usize) -> Result<(), Stop> {
        if depth > DEPTH {
            return unknown("a value is nested too deeply");
        }
        bounded_bytes(self.out.len())?;
        match &value.kind {
            Kind::List(list) if list.items.is_empty() => self.push("[]"),
            Kind::Object(object) if object.members.is_empty() => self.push("{}"),
            Kind::List(list) => {
                for (i, item) in list.items.iter().enumerate() {
                    if i > 0 || !fresh {
                        self.line(indent);
                    }
                    self.push("- ");
                    self.node(item, indent + 2, true, depth + 1)?;
                }
            }
            Kind::Object(object) => {
                for (i, (name, member)) in object.members.iter().enumerate() {
                    if i > 0 || !fresh {
                        self.line(indent);
                    }
                    self.member(name, &member.value, indent, depth)?;
                }
            }
            _ => self.scalar(value, indent)?,
        }
        Ok(())
    }

    fn member(&mut self, name: &str, value: &Value, indent: usize, depth: usize) -> Result<(), Stop> {
        if name.len() > MAX_KEY || name.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            return unknown("a key is too long, or has several lines");
        }
        self.quoted(name, indent, false);
        self.push(":");
        match &value.kind {
            Kind::List(list) if !list.items.is_empty() => self.node(value, indent, false, depth + 1),
            Kind::Object(object) if !object.members.is_empty() => {
                self.node(value, indent + 2, false, depth + 1)
            }
            _ => {
                self.push(" ");
                // What hangs over a line stands deeper than the key.
                self.node(value, indent + 2, true, depth + 1)
            }
        }
    }

    fn scalar(&mut self, value: &Value, indent: usize) -> Result<(), Stop> {
        if matches!(value.kind, Kind::Null | Kind::Bool(_) | Kind::Number(_)) {
            let text = json::encode(value).known().unwrap_or_default();
            self.push(&text);
            return Ok(());
        }
        let text = string_of(value).ok_or(Stop::Derived)?;
        let indent = indent.max(2);
        if text.contains('\n') && can_be_literal(&text) {
            self.literal(&text, indent);
        } else {
            self.quoted(&text, indent, true);
        }
        Ok(())
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with([' ', '\n']) {
            self.push("2");
        }
        match text.strip_suffix('\n') {
            None => self.push("-"),
            Some(rest) if rest.is_empty() || rest.ends_with('\n') => self.push("+"),
            Some(_) => {}
        }
        self.push("\n");
        for line in text.split_inclusive('\n') {
            if line != "\n" {
                self.push(&" ".repeat(indent));
            }
            self.push(line);
        }
    }

    /// In double quotes; `breaks` says whether long lines may be broken at spaces.
    fn quoted(&mut self, text: &str, indent: usize, breaks: bool) {
        self.push("\"");
        let mut chars = text.chars().peekable();
        let (mut first, mut after_space) = (true, false);
        while let Some(c) = chars.next() {
            let breakable = breaks && c == ' ' && !after_space && !first && chars.peek().is_some();
            if breakable && self.column > WIDTH {
                self.push("\n");
                self.push(&" ".repeat(indent));
                if chars.peek() == Some(&' ') {
                    self.push("\\");
                }
                after_space = true;
            } else {
                match escape(c) {
                    Some(escaped) => self.push(&escaped),
                    None => self.push(c.encode_utf8(&mut [0; 4])),
                }
                after_space = c == ' ';
            }
            first = false;
        }
        self.push("\"");
    }
}

/// Whether the text can stand in a block as it is.
fn can_be_literal(text: &str) -> bool {
    !text.contains(" \n")
        && !text.ends_with(' ')
        && text.chars().all(|c| c == '\n' || escape(c).is_none() || matches!(c, '"' | '\\'))
}

fn escape(c: char) -> Option<String> {
    Some(match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\0' => "\\0".to_owned(),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\r' => "\\r".to_owned(),
        '\u{1b}' => "\\e".to_owned(),
        '\u{85}' => "\\N".to_owned(),
        '\u{2028}' => "\\L".to_owned(),
        '\u{2029}' => "\\P".to_owned(),
        ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => return None,
        c if u32::from(c) <= 0xff => format!("\\x{:02X}", u32::from(c)),
        c if u32::from(c) <= 0xffff => format!("\\u{:04X}", u32::from(c)),
        c => format!("\\U{:08X}", u32::from(c)),
    })
}
