use super::*;
use model::known::FileId;

/// The words of each command, in brackets where one is not a plain word.
fn words(text: &str) -> Vec<String> {
    let script = lex(FileId(0), "a.sh", text);
    let show = |word: &Word| {
        let text = word.text.to_string();
        if text.contains([' ', '\n']) || text.is_empty() { format!("[{text}]") } else { text }
    };
    let command = |command: &Command| command.words.iter().map(show).collect::<Vec<_>>().join(" ");
    script.commands.iter().map(command).filter(|words| !words.is_empty()).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(words(text), expected, "{text}");
}

#[test]
fn words_and_their_quotes() {
    check("aws  kafka 'a b' \"c d\"e \\\n  --x=1 # rest\n", &["aws kafka [a b] [c de] --x=1"]);
    check(r#"a "x\"y\\z\n" 'x\y' b\ c $'d\te'"#, &["a x\"y\\z\\n x\\y [b c] d\te"]);
    check("a '{\"B\": {}}'\r\nb\r\n", &["a [{\"B\": {}}]", "b"]);
    check("a ''", &["a []"]);
}

#[test]
fn commands_and_what_stands_between_them() {
    check("a; b && c || d | e & f\n(g)\n", &["a", "b", "c", "d", "e", "f", "g"]);
    check("if a; then b; else c; fi\nwhile d; do e; done\n", &["a", "b", "c", "d", "e"]);
    check("f() {\n  a\n}\n", &["f", "a"]);
    check("a > out.json < in.json\n", &["a"]);
    check("X=$(aws kafka create-cluster --name b)\n", &["aws kafka create-cluster --name b", "X=${…}"]);
}

#[test]
fn variables() {
    check("a $X ${Y} ${Z:-z} $1 $(date)", &["a [${X of a.sh}] [${Y of a.sh}] ${…} ${…} ${…}", "date"]);
    check("X=logs\na \"s3-$X\"\n", &["X=logs", "a s3-logs"]);
    check("X=a\nY=\"$X-b\"\nexport Z=$Y\nc $Z\n", &["X=a", "Y=a-b", "export Z=a-b", "c a-b"]);
    check("c $X\nX=a\n", &["c [${X of a.sh}]", "X=a"]);
    check("X=a\nX=b\nc $X\n", &["X=a", "X=b", "c ${…}"]);
    check("if t; then X=a; fi\nc $X\n", &["t", "X=a", "c [${X of a.sh}]"]);
    check("t && X=a\nc $X\n", &["t", "X=a", "c [${X of a.sh}]"]);
    check("for X in a b; do c $X; done\n", &["for X in a b", "c ${…}"]);
    check("X=$X$X$X\nX=$X$X\nY=$X\n", &["X=${…}${…}${…}", "X=${…}${…}", "Y=${…}"]);
}

#[test]
fn here_documents() {
    let input = |text: &str| {
        let script = lex(FileId(0), "a.sh", text);
        script.commands[0].input.as_ref().map(Text::to_string).unwrap_or_default()
    };
    assert_eq!(input("cat <<'END' > x.json\n{\"a\": \"$b\"}\nEND\n"), "{\"a\": \"$b\"}\n");
    assert_eq!(input("cat <<END\n{\"a\": \"$b\\$\"}\nEND\n"), "{\"a\": \"${b of a.sh}$\"}\n");
    assert_eq!(input("cat <<-END\n\ta\n\tEND\nb\n"), "a\n");
    check("a \"$(cat <<'END'\n{\n}\nEND\n)\" b\n", &["a [{\n}] b", "cat"]);
    let script = lex(FileId(0), "a.sh", "cat > x.json <<END\n{}\nEND\n");
    assert_eq!(
        script.commands[0].output.as_ref().and_then(|word| word.text.known()).as_deref(),
        Some("x.json")
    );
}

#[test]
fn words_know_their_place() {
    let text = "aws kafka \\\n  --x '{\"a\": 1}'\n";
    let script = lex(FileId(0), "a.sh", text);
    let word = script.commands[0].words.last().unwrap();
    assert_eq!(word.span.unwrap().of(text), Some("'{\"a\": 1}'"));
    assert_eq!(word.text.span().unwrap().of(text), Some("{\"a\": 1}"));
}

#[test]
fn what_never_ends_is_told_and_ends() {
    for text in ["a 'b", "a \"b", "a $'b", "cat <<END\nx", "a \"$(b \"c"] {
        assert!(!lex(FileId(0), "a.sh", text).problems.is_empty(), "{text}");
    }
    for text in ["a ${b", "a `b", "a $((1", "a $(", "\\", "$", "<<", "a <<\n", ">", "))", "a\\"] {
        lex(FileId(0), "a.sh", text);
    }
    for piece in ["$(", "\"$(", "${", "`", "(", "<<a\n", "if ", "$((", "'", "\\"] {
        lex(FileId(0), "a.sh", &piece.repeat(50_000));
    }
}
