//! Shell scripts, as far as it takes to find the commands in them: words with their quotes taken off and
//! their places kept, here-documents, and variables as symbols.

mod lex;
mod vars;

use model::known::{Span, Text};
use std::ops::Range;

pub use lex::lex;

/// A script taken apart.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Those inside of `$(…)` too.
    pub commands: Vec<Command>,
    /// What a quote or a substitution that never ends leaves open, and where it begins.
    pub problems: Vec<(Option<Span>, &'static str)>,
    pub comments: Vec<Range<usize>>,
    /// From `if`, `for`, `{` and the like to what closes each.
    pub blocks: Vec<Range<usize>>,
}

/// A simple command.
#[derive(Clone, Debug, Default)]
pub struct Command {
    pub words: Vec<Word>,
    /// The text that it reads.
    pub input: Option<Text>,
    /// The file that it writes.
    pub output: Option<Word>,
    /// Runs whatever comes before it and does not come more than once, as far as can be seen.
    certain: bool,
}

/// A word as the command gets it.
#[derive(Clone, Debug)]
pub struct Word {
    pub text: Text,
    /// With its quotes.
    pub span: Option<Span>,
}

impl Command {
    /// The text of a word that is known as a whole.
    pub fn word(&self, at: usize) -> Option<String> {
        self.words.get(at)?.text.known()
    }

    pub fn span(&self) -> Option<Span> {
        let first = self.words.first()?.span?;
        Some(self.words.last().and_then(|last| last.span).map_or(first, |last| first.to(last)))
    }

    /// With the text that it reads from the script itself.
    pub fn whole(&self) -> Option<Span> {
        let span = self.span()?;
        Some(self.input.as_ref().and_then(Text::span).map_or(span, |input| span.to(input)))
    }
}

#[cfg(test)]
#[path = "shell/tests.rs"]
mod tests;
