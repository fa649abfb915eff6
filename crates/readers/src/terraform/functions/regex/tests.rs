//! What is found, and that another engine finds the same.

use super::super::given::{check, error, text};
use super::{Compiled, entry};
use crate::value::Value;
use proptest::prelude::*;
use proptest::string::string_regex;

fn finds(pattern: &str, searched: &str, expected: &str) {
    check("regexall", &[text(&[pattern]), text(&[searched])], expected);
}

fn replaced(pattern: &str, searched: &str, with: &str, expected: &str) {
    let pattern = format!("/{pattern}/");
    check("replace", &[text(&[searched]), text(&[&pattern]), Value::string(with)], expected);
}

fn refused(pattern: &str, words: &str) {
    error("regex", &[text(&[pattern]), text(&["a"])], &format!("`regex`: the pattern {words}"));
}

fn not_followed(pattern: &str, searched: &str) {
    check("regex", &[text(&[pattern]), text(&[searched])], &format!("<regex({pattern:?}, {searched:?})>"));
}

#[test]
fn only_known_texts_are_searched() {
    check("regex", &[text(&["a+"]), text(&["xaa"])], r#""aa""#);
    check("regex", &[text(&["a+"]), text(&["a", "$var.x"])], r#"<regex("a+", "a${var.x}")>"#);
    check("regexall", &[text(&["a+"]), text(&["$var.x"])], r#"<regexall("a+", var.x)!>"#);
    check(
        "replace",
        &[text(&["$var.x"]), text(&["/a/"]), text(&["b"])],
        r#""${replace(var.x, "/a/", "b")}""#,
    );
}

#[test]
fn what_is_not_followed_is_unknown() {
    not_followed(r"\pL", "é");
    not_followed("(?i)é", "É");
    not_followed("(?i)[a-é]", "É");
    not_followed(r"\x{d800}", "a");
    not_followed(r"\101", "A");
    not_followed("a(?i)*", "a");
    not_followed("[[:nothing:]]", "a");
    not_followed(&"(".repeat(150), "a");
    check("regex", &[text(&[&"a{1000}".repeat(50)]), text(&["a"])], "<?>");
    check("regex", &[text(&[&"(".repeat(30_000)]), text(&["a"])], "<?>");
    check("regex", &[text(&[&"(a*)*".repeat(500)]), text(&[&"a".repeat(1_000)])], "<?>");
}

#[test]
fn what_go_refuses_is_a_fault() {
    refused("(?=a)", "uses a group that Terraform does not know");
    refused("(?i-)a", "uses a group that Terraform does not know");
    refused("a**", "repeats a repetition");
    refused("(*)", "repeats nothing");
    refused("a|+", "repeats nothing");
    refused("a{1001}", "repeats more than 1000 times");
    refused("(((a{100}){100}){100})", "repeats more than 1000 times");
    refused("a{2,1}", "repeats less often than it has to");
    refused("(a", "has a `(` that is not closed");
    refused("a)", "has a `)` too many");
    refused("[a", "has a `[` that is not closed");
    refused("[]", "has a `[` that is not closed");
    refused("[b-a]", "has a range whose end comes before its start");
    refused(r"[a-\d]", r"has an unknown escape `\d`");
    refused(r"\y", r"has an unknown escape `\y`");
    refused(r"\x{110000}", r"has an invalid `\x`");
    refused(r"\x+1", r"has an invalid `\x`");
    refused("a\\", "ends in a backslash");
    refused("(?P<a b>c)", "has a group with an invalid name");
    refused("(?P<a>b)(c)", "mixes groups with and without names");
}

#[test]
fn classes_and_escapes() {
    finds("[]a]", "]ba", r#"list["]", "a"]"#);
    finds("[^]a]+", "a]bc\n", "list[\"bc\n\"]");
    finds("[a&&b]", "&c", r#"list["&"]"#);
    finds("[<>~#-]+", "a<-#>b", r#"list["<-#>"]"#);
    finds(r"[\d-x]+", "a4-5xb", r#"list["4-5x"]"#);
    finds(r"[\D]+|[\W1]", "a1-", r#"list["a", "1", "-"]"#);
    finds("[[:alpha:][:^ascii:]]+", "1aé2", r#"list["aé"]"#);
    finds("[[:a]+", "a[:]", r#"list["a[:"]"#);
    finds(r"\s+", "a \u{b}\t\u{a0}b", "list[\" \", \"\t\"]");
    finds(r"\x41\x{e9}\Q.*\E+\.", "Aé.**.", r#"list["Aé.**."]"#);
    finds(r"\bé?a\B", "éab a", r#"list["a"]"#);
    finds("a{,2}|b{01}|c{", "a{,2}b{01}c{", r#"list["a{,2}", "b{01}", "c{"]"#);
}

#[test]
fn flags() {
    finds("(?i)[k-l]S", "\u{212a}ſ KS Ls", "list[\"\u{212a}ſ\", \"KS\", \"Ls\"]");
    finds("(?i)[^k]", "K\u{212a}x", r#"list["x"]"#);
    finds(r"(?i)\W+", "ſ-S", r#"list["-"]"#);
    finds("a(?i:b)c", "aBc aBC", r#"list["aBc"]"#);
    finds("(?:(?i)a|b)c", "ac Bc BC", r#"list["ac", "Bc"]"#);
    finds("(?m)^.$", "a\nb\ncc", r#"list["a", "b"]"#);
    finds("^.|.$", "a\nb\n", r#"list["a"]"#);
    finds("(?s)a.b", "a\nb", "list[\"a\nb\"]");
    finds("(?U)a+", "aa", r#"list["a", "a"]"#);
    finds("(?U)a+?", "aa", r#"list["aa"]"#);
    finds("(?i-i)a", "aA", r#"list["a"]"#);
}

#[test]
fn groups() {
    finds("(a)|(b)", "ab", r#"list[["a", null], [null, "b"]]"#);
    finds("(?P<x>a)(?<2>b)?", "ab", r#"list[{2 = "b", x = "a"}]"#);
    finds("(a*)*", "baac", r#"list[[""], ["aa"], [""]]"#);
    finds("(|a)+", "aaa", r#"list[[""], [""], [""], [""]]"#);
}

#[test]
fn replacements() {
    replaced("(a)(?P<n>b)?", "ab-a", "<$1$n${2}$$>", r#""<abb$>-<a$>""#);
    replaced("(a)", "a", "$1x|${1}x|$9|$0|$01|$", r#""|ax||a||$""#);
    replaced("(a)", "a", "$ ${ ${1 $-", r#""$ ${ ${1 $-""#);
    replaced("a*", "baac", "-", r#""-b-c-""#);
    replaced("", "é", "-", r#""-é-""#);
    replaced("x*", "", "-", r#""-""#);
    let given = [text(&["a"]), text(&["/(a)/"]), Value::string("$1é")];
    check("replace", &given, r#""${replace("a", "/(a)/", "$1é")}""#);
}

/// A pattern that both engines understand.
fn pattern() -> impl Strategy<Value = String> {
    let atoms = "[abk1_é.^$]|\\[ab\\]|\\[\\^a\\]|\\[a-k1\\]|\\[\\^é\\]|\\\\n|\\(\\)|\\(\\?i:[ab1]\\)|\\(\\?m:[\\^$]\\)|\\(\\?s:\\.\\)";
    let atom = string_regex(atoms).unwrap().boxed();
    atom.prop_recursive(5, 24, 4, |inner| {
        let times =
            prop::sample::select(vec!["*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{1,3}?"]);
        prop_oneof![
            (inner.clone(), times).prop_map(|(inner, times)| format!("(?:{inner}){times}")),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|items| items.concat()),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|ways| format!("(?:{})", ways.join("|"))),
            inner.prop_map(|inner| format!("({inner})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn another_engine_finds_the_same(pattern in pattern(), text in "[abkAB1é_\\n]{0,12}") {
        let other = regex::Regex::new(&pattern).unwrap();
        let all = |found: &regex::Captures<'_>| -> Vec<Option<(usize, usize)>> {
            found.iter().map(|group| group.map(|group| (group.start(), group.end()))).collect()
        };
        let expected: Vec<_> = other.captures_iter(&text).map(|found| all(&found)).collect();
        let compiled = Compiled::new(&pattern, &text).ok().unwrap();
        let groups = compiled.pattern.groups.len();
        let found: Vec<Vec<_>> = compiled
            .matches(&text)
            .map(|found| {
                let found = found.ok().unwrap();
                (0..=groups).map(|number| entry(&found, number)).collect()
            })
            .collect();
        prop_assert_eq!(found, expected, "{} in {:?}", pattern, text);
    }

    #[test]
    fn no_pattern_is_too_strange(pattern in "([a-k()\\[\\]{}|*+?^$.,0-3\\\\PQExdwsb:<>i-]|é){0,16}", text in "[a-k13é\\n-]{0,8}") {
        if let Ok(compiled) = Compiled::new(&pattern, &text) {
            prop_assert!(compiled.matches(&text).count() <= text.len() + 1);
        }
    }
}
