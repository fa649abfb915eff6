//! Remarks to a tool in comments: what they say, and the stretch of the file that they speak of.

use crate::cloudformation::metadata;
use crate::shell;
use crate::terraform::syntax::{Outline, outline};
use memchr::memmem;
use model::known::{FileId, order};
use std::ops::Range;

/// A comment with one of the words that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The comment, with the signs that make it one.
    pub comment: Range<usize>,
    /// What it says: the comment, or what stands in its place.
    pub words: String,
    /// What it speaks of.
    pub reach: Range<usize>,
    /// The outermost block around it; what it speaks of where there is none.
    pub block: Range<usize>,
}

/// Remarks of one file; nobody writes more.
const MOST: usize = 1_000;
/// Lines of comments between a remark and what it speaks of.
const FAR: usize = 100;

/// Every comment of a file that has one of `words`. A comment behind code speaks of its line and of
/// what is opened there; one on a line of its own of what follows on the next line; at the head of
/// a block, of the block; and at the head of a file, with a blank line behind it, of the file.
pub fn remarks(path: &str, text: &str, words: &[&str]) -> Vec<Remark> {
    let has = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    let is_template = [".json", ".yaml", ".yml", ".template"].iter().any(|end| path.ends_with(end));
    let has_metadata = is_template && has("Metadata") && has(metadata::NAME);
    if !has_metadata && !words.iter().any(|word| has(word)) {
        return Vec::new();
    }
    let outline = match () {
        () if path.ends_with(".json") => of_json(text),
        () if [".tf", ".tofu", ".tfvars"].iter().any(|end| path.ends_with(end)) => outline(text),
        () if is_script(path, text) => of_script(path, text),
        () => of_yaml(text),
    };
    let page = Page { is_script: is_script(path, text), ..Page::new(text, &outline) };
    let is_wanted = |comment: &&Range<usize>| {
        let comment = text.get((*comment).clone()).unwrap_or_default();
        words.iter().any(|word| comment.contains(word))
    };
    let remark = |comment: &Range<usize>| {
        let reach = page.reach(comment);
        Remark {
            comment: comment.clone(),
            words: text.get(comment.clone()).unwrap_or_default().to_owned(),
            block: page.around(comment.start).unwrap_or_else(|| reach.clone()),
            reach,
        }
    };
    let found = outline.comments.iter().filter(is_wanted).take(MOST).map(remark);
    let mut all: Vec<Remark> = found.collect();
    if has_metadata {
        all.extend(metadata::remarks(text).into_iter().take(MOST));
    }
    all
}

/// In JSON, a member that is called `//`.
fn of_json(text: &str) -> Outline {
    let mut found = outline(text);
    found.comments =
        memmem::find_iter(text.as_bytes(), "\"//\"").filter_map(|at| json_comment(text, at)).collect();
    found
}

fn json_comment(text: &str, at: usize) -> Option<Range<usize>> {
    let behind = text.get(at + 4..)?.trim_start().strip_prefix(':')?.trim_start();
    let start = text.len() - behind.len();
    let mut escaped = false;
    let end = behind.strip_prefix('"')?.find(|c| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some(at..start + end + 2)
}

/// Comments behind `#`, and what is indented below a line.
fn of_yaml(text: &str) -> Outline {
    let mut found = Outline::default();
    // What may have deeper lines below it: where it begins, its indentation, and whether it is the
    // item of a list.
    let mut open: Vec<(usize, usize, bool)> = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let (start, content) = (end, line.trim_end());
        end += line.len();
        let code = match yaml_comment(content) {
            Some(at) => {
                found.comments.push(start + at..start + content.len());
                content.get(..at).unwrap_or_default().trim_end()
            }
            None => content,
        };
        let mut indent = code.len() - code.trim_start().len();
        let mut rest = code.trim_start();
        while !rest.is_empty() {
            let item = rest == "-" || rest.starts_with("- ");
            // Items may stand as deep as the key of their list.
            let ends = |(_, outer, is_item): &mut (usize, usize, bool)| {
                *outer > indent || (*outer == indent && (*is_item || !item))
            };
            while let Some((opened, ..)) = open.pop_if(ends) {
                found.enclosed.push(opened..start);
            }
            open.push((start + indent, indent, item));
            if !item {
                break;
            }
            rest = rest.get(1..).unwrap_or_default().trim_start();
            indent = code.len() - rest.len();
        }
    }
    found.enclosed.extend(open.into_iter().rev().map(|(opened, ..)| opened..text.len()));
    found
}

fn is_script(path: &str, text: &str) -> bool {
    [".sh", ".bash"].iter().any(|end| path.ends_with(end))
        || text.trim_start_matches('\u{feff}').starts_with("#!")
}

/// Commands over as many lines as they have, with the text that they read, and blocks.
fn of_script(path: &str, text: &str) -> Outline {
    let script = shell::lex(FileId(0), path, text);
    let commands = script.commands.iter().filter_map(|command| command.whole());
    let commands = commands.map(|span| span.start as usize..span.end as usize);
    let mut enclosed: Vec<Range<usize>> = commands.chain(script.blocks).collect();
    enclosed.retain(|range| text.get(range.clone()).is_some());
    let mut comments = script.comments;
    order::sort_by(&mut comments, |a, b| a.start.cmp(&b.start));
    Outline { comments, enclosed }
}

/// Where the comment of a line begins: at a `#` outside of quotes that begins the line or follows a
/// blank.
fn yaml_comment(line: &str) -> Option<usize> {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '#') if before.is_whitespace() => return Some(at),
            // An apostrophe within a word opens nothing.
            (None, '"' | '\'') if before.is_whitespace() || matches!(before, '[' | '{' | ',' | ':') => {
                quote = Some(c)
            }
            (None, _) => {}
        }
        before = c;
    }
    None
}

struct Page<'a> {
    text: &'a str,
    comments: &'a [Range<usize>],
    /// By where they begin.
    enclosed: Vec<Range<usize>>,
    is_script: bool,
}

impl<'a> Page<'a> {
    fn new(text: &'a str, outline: &'a Outline) -> Page<'a> {
        let mut enclosed = outline.enclosed.clone();
        order::sort_by(&mut enclosed, |a, b| (a.start, a.end).cmp(&(b.start, b.end)));
        Page { text, comments: &outline.comments, enclosed, is_script: false }
    }

    fn reach(&self, comment: &Range<usize>) -> Range<usize> {
        let line = self.line(comment.start);
        let before = self.text.get(line.start..comment.start).unwrap_or_default();
        if !before.trim().is_empty() && !before.trim_start().starts_with("/*") {
            return self.opened(self.continued(line));
        }
        let behind = self.text.get(comment.end..line.end.max(comment.end)).unwrap_or_default();
        if !behind.trim().trim_start_matches(',').is_empty() {
            return self.opened(line);
        }
        if let Some(block) = self.head(comment.start) {
            return block;
        }
        let mut at = self.line(comment.end.saturating_sub(1).max(comment.start)).end;
        let mut blank = false;
        for _ in 0..FAR {
            if at >= self.text.len() {
                break;
            }
            let next = self.line(at);
            let content = self.text.get(next.clone()).unwrap_or_default().trim();
            if !content.is_empty() && !self.is_comment(&next) {
                let is_first =
                    self.text.get(..comment.start).is_some_and(|before| self.is_trivia(before.len()));
                return match blank {
                    true if is_first => 0..self.text.len(),
                    // It speaks of nothing any more; what stood below it has gone.
                    true => line,
                    false => self.opened(next),
                };
            }
            blank |= content.is_empty();
            at = next.end;
        }
        if self.is_trivia(comment.start) { 0..self.text.len() } else { line }
    }

    /// The line of a byte, with its end.
    fn line(&self, at: usize) -> Range<usize> {
        let before = self.text.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end =
            self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |n| at + n + 1);
        start..end
    }

    /// A stretch, and what is opened in it.
    fn opened(&self, line: Range<usize>) -> Range<usize> {
        let first = self.enclosed.partition_point(|range| range.start < line.start);
        let opened = self.enclosed.get(first..).unwrap_or_default().iter().take_while(|r| r.start < line.end);
        let end = opened.map(|range| range.end).max().unwrap_or(line.end);
        line.start..end.max(line.end)
    }

    /// In a script no comment stands behind a line that goes on: what ends here may begin above.
    fn continued(&self, line: Range<usize>) -> Range<usize> {
        let ends_here = |range: &&Range<usize>| line.contains(&range.end) && self.is_script;
        let first = self.enclosed.iter().filter(ends_here).map(|range| range.start).min();
        first.map_or(line.start, |first| first.min(line.start))..line.end
    }

    /// The outermost block, with the line that opens it.
    fn around(&self, at: usize) -> Option<Range<usize>> {
        let outermost = self.enclosed.iter().find(|range| range.contains(&at))?;
        Some(self.line(outermost.start).start..outermost.end)
    }

    /// The block that nothing but trivia precedes in, with the line that opens it.
    fn head(&self, at: usize) -> Option<Range<usize>> {
        let around = self.enclosed.iter().filter(|range| range.contains(&at));
        let innermost = around.max_by_key(|range| range.start)?;
        let opening = self.text.get(innermost.start..)?.chars().next()?;
        matches!(opening, '{').then_some(())?;
        let between = self.text.get(innermost.start + 1..at)?;
        let nothing = between.trim().is_empty() || self.only_comments(innermost.start + 1..at);
        nothing.then(|| self.line(innermost.start).start..innermost.end)
    }

    fn is_comment(&self, line: &Range<usize>) -> bool {
        self.only_comments(line.clone())
    }

    /// Nothing but comments and white space lies before.
    fn is_trivia(&self, at: usize) -> bool {
        self.only_comments(0..at)
    }

    fn only_comments(&self, range: Range<usize>) -> bool {
        let mut at = range.start;
        let first = self.comments.partition_point(|comment| comment.end <= range.start);
        let blank = |range: Range<usize>| {
            self.text.get(range).is_some_and(|text| text.trim_matches('\u{feff}').trim().is_empty())
        };
        for comment in self.comments.get(first..).unwrap_or_default() {
            if comment.start >= range.end {
                break;
            }
            if comment.start > at && !blank(at..comment.start) {
                return false;
            }
            at = comment.end.min(range.end).max(at);
        }
        blank(at..range.end.max(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each remark speaks of, line by line: `1-3` or `2`.
    fn check(path: &str, text: &str, expected: &str) {
        let number = |at: usize| text.get(..at).unwrap().matches('\n').count() + 1;
        let lines = |remark: Remark| {
            let reach = remark.reach;
            let (first, last) = (number(reach.start), number(reach.end.max(1) - 1));
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        let found: Vec<String> = remarks(path, text, &["!"]).into_iter().map(lines).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn behind_code_and_above_it() {
        check("a.tf", "a = 1\nb = 2 # !\nc = 3\n", "2");
        check("a.tf", "a = 1\n# !\nb = 2\nc = 3\n", "3");
        check("a.tf", "a = 1\n# !\n// more\nb = [\n  1,\n]\n", "4-6");
        check("a.tf", "a = 1\n/* ! */ b = 2\n", "2");
        check("a.tf", "a = 1\nb = f({ // !\n  c = 1\n})\nd = 2\n", "2-4");
        check("a.tf", "a = 1\n# !\n\nb = 2\n", "2");
    }

    #[test]
    fn at_the_head_of_a_block_or_of_the_file() {
        let block = "\nresource \"a\" \"b\" {\n  c {\n    d = 1\n  }\n}\n";
        check("a.tf", &format!("a = 1\n# !{block}"), "3-7");
        check("a.tf", &format!("# !{block}"), "2-6");
        check("a.tf", &format!("# !\n{block}"), "1-7");
        check("a.tf", &format!("# licence\n# !\n{block}"), "1-8");
        check("a.tf", "a {\n  # !\n  b = 1\n}\nc = 1\n", "1-4");
        check("a.tf", "a { # !\n  b = 1\n}\nc = 1\n", "1-3");
        check("a.tf", "a {\n  b {\n    # !\n    c = 1\n  }\n  d = 1\n}\n", "2-5");
        check("a.tf", "# !", "1");
    }

    #[test]
    fn strings_and_heredocs_are_no_comments() {
        check("a.tf", "a = \"# !\"\nb = <<EOF\n# !\nEOF\n", "");
        check("a.tf", "# !\na = <<EOF\ntext\nEOF\nb = 1\n", "2-4");
        check("a.yaml", "a: \"x # !\"\nb: it's # !\nc: x#!\n", "2");
    }

    #[test]
    fn yaml_goes_by_indentation() {
        let text =
            "Resources:\n  # !\n  A:\n    Type: X\n    Y:\n      - 1\n\n  B:\n    Type: Z # !\n    W: 1\n";
        check("a.yaml", text, "3-7 9");
        check("a.yaml", "# !\n\nA: 1\nB: 2\n", "1-4");
        check("a.yaml", "A: # !\n  B: 1\n  C: 2\nD: 1\n", "1-3");
        check("a.yaml", "A:\n  - B: 1\n    C: 2 # !\n  - B: 2\n", "3");
        check("a.yaml", "A:\n  # !\n  - B: 1\n    C: 2\n  - B: 2\n", "3-4");
        check("a.yaml", "A: # !\n- B: 1\n- - C: 2\n  - D\nE: 1\n", "1-4");
    }

    #[test]
    fn scripts_go_by_commands() {
        check("a.sh", "a\n# !\naws kafka \\\nb \\\n--c\nd\n", "3-5");
        check("a.sh", "a\naws kafka \\\nb --c # !\nd\n", "2-3");
        check("a.sh", "a # !\naws kafka b\n", "1");
        check("a.sh", "a\n# !\ncat > x <<E\n{\n}\nE\nb\n", "3-5");
        check("a.sh", "a\n# !\nif a; then\n  b\nfi\nc\n", "3-5");
        check("a.sh", "a\nf() {\n  # !\n  b\n  c\n}\nd\n", "2-6");
        check("a.sh", "# sh\n# !\n\na\nb\n", "1-5");
        // The first line has the sign as well.
        check("bin/deploy", "#!/bin/sh\nset -e\n# !\na \\\n b\nc\n", "2 4-5");
        check("a.sh", "a \"# !\"\nb#!\ncat <<E\n# !\nE\nX=$(a # !\n)\n", "6-7");
    }

    #[test]
    fn json_has_members_for_comments() {
        check(
            "a.tf.json",
            "{\n  \"a\": {\n    \"//\": \"! \\\"x\\\"\",\n    \"b\": 1\n  },\n  \"c\": 1\n}\n",
            "2-5",
        );
        check("a.tf.json", "{\n  \"a\": \"!\",\n  \"//\": 5\n}\n", "");
    }
}
