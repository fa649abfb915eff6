use super::*;
use crate::terraform::syntax::Tree;

/// One line a block, assignment or problem, with the source of its header or place.
fn outline(source: &str) -> Vec<String> {
    let file = split(FileId(0), source);
    let cut = |span: Span| span.of(source).unwrap_or("outside");
    let blocks = file.blocks.iter().map(|block| {
        let state = if matches!(block.body, RawBody::Lost(_)) { "lost " } else { "" };
        format!("{state}{} {:?} at {}", block.kind, block.labels, cut(block.header))
    });
    let attributes =
        file.attributes.iter().map(|attribute| format!("{} at {}", attribute.name, cut(attribute.span)));
    let problems = file
        .problems
        .iter()
        .map(|problem| format!("{} at {}", problem.text, problem.span.map_or("nowhere", cut)));
    blocks.chain(attributes).chain(problems).collect()
}

fn check(source: &str, expected: &[&str]) {
    assert_eq!(outline(source), expected, "{source}");
}

/// The block is found whole, nothing is wrong, and it can be parsed.
fn whole(source: &str) -> Tree {
    let file = split(FileId(0), source);
    assert_eq!(file.problems, [], "{source}");
    let [block] = file.blocks.as_slice() else { panic!("{} blocks in {source}", file.blocks.len()) };
    block.parse(source).unwrap_or_else(|problem| panic!("{source}: {problem:?}"))
}

#[test]
fn headers() {
    check("resource \"a_b\" \"c-d\" {\n}\n", &[r#"resource ["a_b", "c-d"] at resource "a_b" "c-d""#]);
    check("resource a_b c {\n}", &[r#"resource ["a_b", "c"] at resource a_b c"#]);
    check("locals{}", &["locals [] at locals"]);
    check("provider \"a\\\"b\" /* x */ {} # y", &[r#"provider ["a\"b"] at provider "a\"b""#]);
    check(
        "\u{feff}locals {}\r\nmodule \"m\" {\r\n}\r\n",
        &["locals [] at locals", r#"module ["m"] at module "m""#],
    );
    check("# a\n// b\n/* c\n { */ locals {}", &["locals [] at locals"]);
    check("größe \"é\" {}", &[r#"größe ["é"] at größe "é""#]);
}

#[test]
fn assignments() {
    check("a = 1\nb = [\n 1, # ]\n 2\n]\n", &["a at a = 1", "b at b = [\n 1, # ]\n 2\n]"]);
    check("a = <<E\nx = {\nE\nb = \"}\"", &["a at a = <<E\nx = {\nE", "b at b = \"}\""]);
    check(
        "a = \"${b == \"}\" ? \"{\" : \"\"}\"\r\nc = 2\r\n",
        &["a at a = \"${b == \"}\" ? \"{\" : \"\"}\"", "c at c = 2"],
    );
    check("a = [1\nb = 2\nc {\n}\n", &["c [] at c", "b at b = 2", "this is not closed at ["]);
}

#[test]
fn brackets_in_strings_comments_and_heredocs_do_not_count() {
    for body in [
        r#"x = "}""#,
        r#"x = "\"}""#,
        r#"x = "$${""#,
        r#"x = "%%{ $""#,
        r#"x = "${f("}", { a = "}" })}""#,
        r#"x = "a${"b${"c}"}"}""#,
        "x = 1 # }",
        "x = 1 // }",
        "x = 1 /* } \n } */",
        "x = <<E\n }\nE-x }\n EE }\nE",
        "x = <<-E\n  }\n  ${\"}\"}\n  E",
        "x = <<E\n$${ %%{ \"\nE",
        "x = <<E\n${ {a = \"}\"}[\"a\"] }\nE",
        "x = [<<A\n }\nA\n, <<B\n {\nB\n]",
        "x = \"%{ if true }}%{ endif }\"",
        "x = a < b",
    ] {
        let source = format!("locals {{\n  {body}\n}}\n");
        whole(&source);
        let windows = source.replace('\n', "\r\n");
        whole(&windows);
        check(
            &format!("{source}output \"o\" {{\n}}\n"),
            &["locals [] at locals", r#"output ["o"] at output "o""#],
        );
    }
}

#[test]
fn an_unclosed_block_costs_only_itself() {
    let unclosed = "resource \"a\" \"b\" {\n  x {\n    y = 1\n  }\n\n";
    let next = "resource \"c\" \"d\" {\n}\n";
    check(
        &format!("{unclosed}{next}"),
        &[
            r#"lost resource ["a", "b"] at resource "a" "b""#,
            r#"resource ["c", "d"] at resource "c" "d""#,
            r#"this block is not closed at resource "a" "b""#,
        ],
    );
    check("locals {\n  a = <<E\n  x\n}\n", &["lost locals [] at locals", "this heredoc is not closed at <"]);
    check(
        &format!("locals {{\n  a = \"x\n}}\n{next}"),
        &[
            "lost locals [] at locals",
            r#"resource ["c", "d"] at resource "c" "d""#,
            "this string is not closed on its line at \"",
        ],
    );
    check(
        &format!("locals {{\n  a = f(1, [2)\n}}\n{next}"),
        &[
            "lost locals [] at locals",
            r#"resource ["c", "d"] at resource "c" "d""#,
            "this `)` closes nothing at )",
        ],
    );
    check(
        &format!("locals {{\n  a = f(1, [2]\n}}\n{next}"),
        &[
            "lost locals [] at locals",
            r#"resource ["c", "d"] at resource "c" "d""#,
            "this `(` is not closed at (",
        ],
    );
}

#[test]
fn nested_blocks_at_the_start_of_a_line_are_no_new_start() {
    check(
        "resource \"a\" \"b\" {\nversioning {\nenabled = true\n}\ndynamic \"x\" {\n\nmodule \"m\" {\n}\n",
        &[
            r#"lost resource ["a", "b"] at resource "a" "b""#,
            r#"module ["m"] at module "m""#,
            r#"this block is not closed at resource "a" "b""#,
        ],
    );
}

#[test]
fn a_broken_header_costs_only_its_block() {
    let next = "locals {\n}\n";
    check(
        &format!("resource \"a b\" {{ \"\n  x = 1\n}}\n{next}"),
        &[
            r#"resource ["a b"] at resource "a b""#,
            "locals [] at locals",
            "this string is not closed on its line at \"",
        ]
        .map(|line| {
            if line.starts_with("resource") { "lost resource [\"a b\"] at resource \"a b\"" } else { line }
        }),
    );
    check(
        &format!("resource \"a\" b\" {{\n  x = 1\n}}\n{next}"),
        &["locals [] at locals", "neither a block nor an argument begins here at resource \"a\" b\" {"],
    );
    check(
        &format!("oops\n}}\n{next}"),
        &[
            "locals [] at locals",
            "neither a block nor an argument begins here at oops",
            "this `}` closes nothing at }",
        ],
    );
    check(
        &format!("{{{{ template }}}}\n{next}"),
        &["locals [] at locals", "neither a block nor an argument begins here at {{ template }}"],
    );
    check(
        "locals {} é\n",
        &[
            "locals [] at locals",
            "a block must be followed by a new line at é",
            "neither a block nor an argument begins here at é",
        ],
    );
    check("locals {}\n/* no end", &["locals [] at locals", "this comment is not closed at /"]);
    check("\0\u{1}\u{fffd}", &["neither a block nor an argument begins here at \0\u{1}\u{fffd}"]);
}

#[test]
fn the_body_is_between_the_braces() {
    let source = "a \"b\" {\n  x = 1\n}\n";
    let file = split(FileId(4), source);
    let block = &file.blocks[0];
    assert_eq!((block.span.file, block.span.start, block.span.end), (FileId(4), 0, 17));
    let RawBody::Hcl(body) = &block.body else { panic!("no body") };
    assert_eq!(body.of(source), Some("\n  x = 1\n"));
}

#[test]
fn hostile_files_take_linear_time() {
    let started = std::time::Instant::now();
    for line in [
        "a {\n",
        "a \"b\" {\n",
        "a = (\n",
        "a /*\n",
        "\"",
        "<<E\n",
        "a = \"${",
        "x = <<E\n",
        "}\n",
        "locals {\n\"\n",
    ] {
        split(FileId(0), &line.repeat(400_000 / line.len()));
    }
    split(FileId(0), &format!("a {{ x = {}", "[".repeat(100_000)));
    split(FileId(0), &format!("a {{ x = {} }}", "\"${".repeat(100_000)));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn white_space_that_terraform_does_not_know_is_passed() {
    for space in ["\u{85}", "\u{a0}", "\u{3000}", "\u{2028}", "\u{b}"] {
        let text = format!("{space}\nlocals {{\n}}\n{space}{space}\n");
        let file = split(FileId(0), &text);
        assert_eq!((file.blocks.len(), file.problems.len()), (1, 2), "{space:?}");
    }
}
