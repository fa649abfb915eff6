//! Splits a script into commands and words.

use super::{Command, Script, Word, vars};
use model::known::{FileId, Pos, Span, Symbol, Text, Why};

/// Substitutions within each other.
const DEPTH: usize = 32;

/// Never fails: what cannot be told apart ends up in a word.
pub fn lex(file: FileId, path: &str, text: &str) -> Script {
    let mut lexer =
        Lexer { file, path, text, at: 0, script: Script::default(), pending: Vec::new(), open: Vec::new() };
    lexer.commands(0, false);
    let Lexer { mut script, .. } = lexer;
    vars::resolve(&mut script.commands);
    script
}

/// A here-document whose text has not come yet.
struct Pending {
    command: usize,
    end: String,
    expands: bool,
    strips_tabs: bool,
}

struct Lexer<'t> {
    file: FileId,
    path: &'t str,
    text: &'t str,
    at: usize,
    script: Script,
    pending: Vec<Pending>,
    /// Where the blocks begin that are not closed yet.
    open: Vec<usize>,
}

/// How the words of one list of commands go on.
#[derive(Default)]
struct State {
    current: Option<usize>,
    /// `if`, loops, functions and subshells around the command.
    nesting: usize,
    /// The command hangs on another one: `&&`, `||`, a pipe.
    hangs: bool,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn span(&self, start: usize) -> Option<Span> {
        Some(Span::new(self.file, start..self.at))
    }

    fn pos(&self, offset: usize) -> Option<Pos> {
        Some(Pos { file: self.file, offset: u32::try_from(offset).unwrap_or(u32::MAX) })
    }

    /// Commands up to the end, or up to the bracket that closes a substitution. Gives their numbers.
    fn commands(&mut self, depth: usize, within: bool) -> Vec<usize> {
        let (mut numbers, mut state) = (Vec::new(), State { nesting: depth, ..State::default() });
        let mut open = 0_usize;
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' => self.at += 1,
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                '#' => self.comment(),
                '\n' => {
                    self.at += 1;
                    self.documents(depth);
                    state = State { nesting: state.nesting, ..State::default() };
                }
                ')' if within && open == 0 => {
                    self.at += 1;
                    return numbers;
                }
                '(' | ')' => {
                    self.at += 1;
                    open = if c == '(' { open + 1 } else { open.saturating_sub(1) };
                    state.nesting =
                        if c == '(' { state.nesting + 1 } else { state.nesting.saturating_sub(1) };
                    state.current = None;
                }
                ';' | '&' | '|' => self.operator(&mut state),
                '<' | '>' => self.redirect(&mut state, &mut numbers, depth),
                _ => self.next_word(&mut state, &mut numbers, depth),
            }
        }
        numbers
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        self.script.comments.push(start..self.at);
    }

    fn operator(&mut self, state: &mut State) {
        let joins = self.eat("&&") || self.eat("||");
        if !joins && self.eat("&>") {
            return;
        }
        let pipe = !joins && self.eat("|");
        if !joins && !pipe {
            self.at += 1;
        }
        *state = State { current: None, nesting: state.nesting, hangs: joins || pipe };
    }

    fn next_word(&mut self, state: &mut State, numbers: &mut Vec<usize>, depth: usize) {
        let start = self.at;
        let Some(word) = self.word(depth) else {
            self.at += self.peek().map_or(1, char::len_utf8);
            return;
        };
        if state.current.is_none() {
            match word.text.known().as_deref() {
                Some("if" | "while" | "until" | "{") => {
                    state.nesting += 1;
                    self.open.push(start);
                    return;
                }
                Some("for" | "case" | "select") => {
                    state.nesting += 1;
                    self.open.push(start);
                }
                Some("fi" | "done" | "esac" | "}") => {
                    state.nesting = state.nesting.saturating_sub(1);
                    self.script.blocks.extend(self.open.pop().map(|opened| opened..self.at));
                    return;
                }
                Some("then" | "do" | "else" | "elif" | "!" | "time") => return,
                _ => {}
            }
        }
        self.with_command(state, numbers, |command| command.words.push(word));
    }

    /// The command that is being read, or a new one.
    fn with_command(&mut self, state: &mut State, numbers: &mut Vec<usize>, f: impl FnOnce(&mut Command)) {
        let certain = state.nesting == 0 && !state.hangs;
        let number = *state.current.get_or_insert_with(|| {
            self.script.commands.push(Command { certain, ..Command::default() });
            numbers.push(self.script.commands.len() - 1);
            self.script.commands.len() - 1
        });
        if let Some(command) = self.script.commands.get_mut(number) {
            f(command);
        }
    }

    fn redirect(&mut self, state: &mut State, numbers: &mut Vec<usize>, depth: usize) {
        // A digit before it is a descriptor, which has become a word.
        if self.eat("<<<") {
            self.blanks();
            if let Some(word) = self.word(depth) {
                self.with_command(state, numbers, |command| command.input = Some(word.text));
            }
        } else if self.eat("<<") {
            let strips_tabs = self.eat("-");
            self.blanks();
            let start = self.at;
            let Some(word) = self.word(depth) else { return };
            let quoted = self.text.get(start..self.at).is_some_and(|raw| raw.contains(['\'', '"', '\\']));
            self.with_command(state, numbers, |_| {});
            let command = state.current.unwrap_or_default();
            let end = word.text.known().unwrap_or_default();
            self.pending.push(Pending { command, end, expands: !quoted, strips_tabs });
        } else {
            let writes = self.eat(">>") || self.eat(">|") || self.eat(">");
            let reads = !writes && self.eat("<");
            let descriptor = self.eat("&") || (reads && self.rest().starts_with('('));
            self.blanks();
            let word = self.word(depth);
            if writes && !descriptor {
                self.with_command(state, numbers, |command| command.output = word);
            }
        }
    }

    fn blanks(&mut self) {
        self.at += self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// The here-documents that begin on the line that has just ended.
    fn documents(&mut self, depth: usize) {
        for pending in std::mem::take(&mut self.pending) {
            let start = self.at;
            let mut lines = Vec::new();
            let mut closed = false;
            while self.at < self.text.len() && !closed {
                let line = self.rest().split('\n').next().unwrap_or_default();
                let (from, length) = (self.at, line.len());
                let tabs = line.bytes().take_while(|byte| *byte == b'\t').count();
                let skipped = if pending.strips_tabs { tabs } else { 0 };
                let content = line.get(skipped..).unwrap_or_default().trim_end_matches('\r');
                closed = content == pending.end;
                if !closed {
                    lines.push((from + skipped, (from + length + 1).min(self.text.len())));
                }
                self.at = (from + length + 1).min(self.text.len());
            }
            let behind = self.at;
            let mut text = Text::new();
            for (from, to) in lines {
                self.at = from;
                match pending.expands {
                    true => self.expanded(&mut text, to, depth),
                    false => text.push_literal(self.text.get(from..to).unwrap_or_default(), self.pos(from)),
                }
            }
            self.at = behind;
            if !closed {
                self.script
                    .problems
                    .push((Some(Span::new(self.file, start..behind)), "this text has no end"));
            }
            if let Some(command) = self.script.commands.get_mut(pending.command) {
                command.input = Some(text);
            }
        }
    }

    /// A line of a here-document, in which variables and substitutions count.
    fn expanded(&mut self, text: &mut Text, end: usize, depth: usize) {
        while self.at < end {
            let from = self.at;
            match self.peek() {
                Some('\\') => {
                    let next = self.rest().chars().nth(1).unwrap_or_default();
                    let escapes = matches!(next, '$' | '`' | '\\');
                    self.at += 1 + if escapes { next.len_utf8() } else { 0 };
                    let shown = if escapes { from + 1 } else { from };
                    if next != '\n' {
                        text.push_literal(self.text.get(shown..self.at).unwrap_or_default(), self.pos(shown));
                    }
                }
                Some('$' | '`') => self.dollar(text, depth),
                Some(c) => {
                    self.at += c.len_utf8();
                    text.push_literal(c.to_string(), self.pos(from));
                }
                None => return,
            }
        }
    }

    /// `None` where no word begins.
    fn word(&mut self, depth: usize) -> Option<Word> {
        let start = self.at;
        let mut text = Text::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\n' | '\r' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
                '\\' if self.rest().starts_with("\\\n") => self.at += 2,
                '\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
                '\\' => {
                    self.at += 1;
                    let from = self.at;
                    self.at += self.peek().map_or(0, char::len_utf8);
                    text.push_literal(self.text.get(from..self.at).unwrap_or_default(), self.pos(from));
                }
                '\'' => self.single(&mut text),
                '"' => self.double(&mut text, depth),
                '$' if self.rest().starts_with("$'") => self.ansi(&mut text),
                '$' | '`' => self.dollar(&mut text, depth),
                _ => {
                    let from = self.at;
                    let stops = |c: char| " \t\n\r;&|<>()\\'\"$`".contains(c);
                    self.at += self.rest().find(stops).unwrap_or(self.rest().len());
                    text.push_literal(self.text.get(from..self.at).unwrap_or_default(), self.pos(from));
                }
            }
        }
        (self.at > start).then(|| Word { text, span: self.span(start) })
    }

    fn single(&mut self, text: &mut Text) {
        let start = self.at;
        self.at += 1;
        let from = self.at;
        let length = self.rest().find('\'');
        self.at += length.unwrap_or(self.rest().len());
        text.push_literal(self.text.get(from..self.at).unwrap_or_default(), self.pos(from));
        match length {
            Some(_) => self.at += 1,
            None => self.unclosed(start),
        }
    }

    fn unclosed(&mut self, start: usize) {
        let span = Span::new(self.file, start..start + 1);
        self.script.problems.push((Some(span), "what begins here has no end"));
    }

    fn double(&mut self, text: &mut Text, depth: usize) {
        let start = self.at;
        self.at += 1;
        loop {
            let from = self.at;
            match self.peek() {
                None => return self.unclosed(start),
                Some('"') => {
                    self.at += 1;
                    return;
                }
                Some('\\') => {
                    let next = self.rest().chars().nth(1).unwrap_or_default();
                    let escapes = matches!(next, '"' | '\\' | '$' | '`' | '\n');
                    self.at += 1 + if escapes { next.len_utf8() } else { 0 };
                    let shown = if escapes { from + 1 } else { from };
                    if next != '\n' {
                        text.push_literal(self.text.get(shown..self.at).unwrap_or_default(), self.pos(shown));
                    }
                }
                Some('$' | '`') => self.dollar(text, depth),
                Some(_) => {
                    let stops = |c: char| "\"\\$`".contains(c);
                    self.at += self.rest().find(stops).unwrap_or(self.rest().len());
                    text.push_literal(self.text.get(from..self.at).unwrap_or_default(), self.pos(from));
                }
            }
        }
    }

    /// `$'…'`, in which a backslash has the meaning that it has in C.
    fn ansi(&mut self, text: &mut Text) {
        let start = self.at;
        self.at += 2;
        while let Some(c) = self.peek() {
            let from = self.at;
            self.at += c.len_utf8();
            match c {
                '\'' => return,
                '\\' => {
                    let next = self.peek().unwrap_or_default();
                    self.at += next.len_utf8();
                    let meant = match next {
                        'n' => "\n".to_owned(),
                        't' => "\t".to_owned(),
                        'r' => "\r".to_owned(),
                        other => other.to_string(),
                    };
                    text.push_literal(meant, None);
                }
                c => text.push_literal(c.to_string(), self.pos(from)),
            }
        }
        self.unclosed(start);
    }

    /// A variable, a substitution or a plain dollar.
    fn dollar(&mut self, text: &mut Text, depth: usize) {
        let start = self.at;
        if self.eat("`") {
            let length = self.rest().find('`');
            self.at += length.map_or(self.rest().len(), |length| length + 1);
            return self.unknown(text, start);
        }
        self.at += 1;
        match self.peek() {
            Some('(') if self.rest().starts_with("((") => {
                self.at += self.rest().find("))").map_or(self.rest().len(), |length| length + 2);
                self.unknown(text, start);
            }
            Some('(') => self.substitution(text, start, depth),
            Some('{') => {
                let length = self.rest().find('}');
                let inside = self.rest().get(1..length.unwrap_or(1)).unwrap_or_default().to_owned();
                self.at += length.map_or(self.rest().len(), |length| length + 1);
                match is_name(&inside) {
                    true => self.variable(text, &inside, start),
                    false => self.unknown(text, start),
                }
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let length = self.rest().find(|c| !is_part(c)).unwrap_or(self.rest().len());
                let name = self.rest().get(..length).unwrap_or_default().to_owned();
                self.at += length;
                self.variable(text, &name, start);
            }
            Some(c) if c.is_ascii_digit() || "@*#?$!-".contains(c) => {
                self.at += 1;
                self.unknown(text, start);
            }
            _ => text.push_literal("$", self.pos(start)),
        }
    }

    fn variable(&self, text: &mut Text, name: &str, start: usize) {
        let why =
            Why::new(format!("the value of `${name}` is known when the script runs")).at(self.span(start));
        text.push_symbol(Symbol::new(vars::symbol_name(name, self.path), why));
    }

    fn unknown(&self, text: &mut Text, start: usize) {
        let shown = self.text.get(start..self.at).unwrap_or_default();
        let shown: String = shown.chars().take(40).take_while(|c| *c != '\n').collect();
        let shown = shown.replace('`', "'");
        let why = Why::new(format!("the value of `{shown}` is known when the script runs"));
        text.push_symbol(Symbol::anonymous(why.at(self.span(start))));
    }

    /// `$(cat <<END …)` is the text itself; the commands of any other count as well.
    fn substitution(&mut self, text: &mut Text, start: usize, depth: usize) {
        if depth >= DEPTH {
            self.at = self.text.len();
            return self.unknown(text, start);
        }
        self.at += 1;
        let outer = std::mem::take(&mut self.pending);
        let numbers = self.commands(depth + 1, true);
        self.pending = outer;
        let shown = match numbers.as_slice() {
            [only] => self.script.commands.get(*only).filter(|it| is_cat(it)).and_then(|it| it.input.clone()),
            _ => None,
        };
        match shown {
            Some(shown) => text.push(&trimmed(&shown)),
            None => self.unknown(text, start),
        }
    }
}

fn is_cat(command: &Command) -> bool {
    command.words.len() == 1 && command.word(0).as_deref() == Some("cat")
}

/// A substitution loses the line ends at its end.
fn trimmed(text: &Text) -> Text {
    use model::known::Part;
    let mut parts: Vec<Part> = text.parts().to_vec();
    while let Some(Part::Literal(last, _)) = parts.last_mut() {
        let length = last.trim_end_matches('\n').len();
        last.truncate(length);
        if length > 0 {
            break;
        }
        parts.pop();
    }
    let mut trimmed = Text::new();
    for part in parts {
        match part {
            Part::Literal(text, at) => trimmed.push_literal(text, at),
            Part::Symbol(symbol) => trimmed.push_symbol(symbol),
        }
    }
    trimmed
}

pub(super) fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') && text.chars().all(is_part)
}
