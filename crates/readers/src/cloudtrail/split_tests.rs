use super::*;

/// The records of a text, and its troubles as `offset: text`; the same for chunks of any size.
fn check(text: &str, records: &[&str], troubles: &[&str]) {
    for size in [1, 2, 3, 7, text.len().max(1)] {
        let (mut found, mut told) = (Vec::new(), Vec::new());
        let mut take = |piece: Piece<'_>| match piece {
            Piece::Record(record) => {
                let (at, bytes) = (record.offset as usize, record.bytes);
                assert_eq!(&text.as_bytes()[at..at + bytes.len()], bytes, "{text}");
                found.push(String::from_utf8(bytes.to_vec()).unwrap());
            }
            Piece::Trouble(trouble) => told.push(format!("{}: {}", trouble.offset, trouble.text)),
        };
        let mut splitter = Splitter::default();
        text.as_bytes().chunks(size).for_each(|chunk| splitter.push(chunk, &mut take));
        splitter.finish(&mut take);
        assert_eq!(found, records, "{text} in chunks of {size}");
        assert_eq!(told, troubles, "{text} in chunks of {size}");
    }
}

#[test]
fn the_forms_of_a_log() {
    let two = [r#"{"a":1}"#, r#"{"b":[{}]}"#];
    check(r#"{"Records":[{"a":1},{"b":[{}]}]}"#, &two, &[]);
    check("\u{feff}{ \"Records\" : [ {\"a\":1}\n, {\"b\":[{}]} ] }\n", &two, &[]);
    check(r#"{"Events":[{"a":1},{"b":[{}]}],"NextToken":"]}[{"}"#, &two, &[]);
    check(r#"{"NextToken":"\"Records\":","events":[{"a":1},{"b":[{}]}]}"#, &two, &[]);
    check(r#"[{"a":1},{"b":[{}]}]"#, &two, &[]);
    check("{\"a\":1}\n{\"b\":[{}]}\n", &two, &[]);
    check("{\"Records\":[{\"a\":1}]}\n{\"Records\":[{\"b\":[{}]}]}", &two, &[]);
    check(r#"{"Records":[]}"#, &[], &[]);
    check(r#"{"MyRecords":[{"a":1}]}"#, &[r#"{"MyRecords":[{"a":1}]}"#], &[]);
    check(r#"{"x":{"Records":[1]}}"#, &[r#"{"x":{"Records":[1]}}"#], &[]);
}

#[test]
fn strings_hide_what_is_in_them() {
    check(r#"{"Records":[{"a":"}]\"{\\"},{"b":"\\\""}]}"#, &[r#"{"a":"}]\"{\\"}"#, r#"{"b":"\\\""}"#], &[]);
}

#[test]
fn a_line_that_is_cut_takes_no_other_with_it() {
    let whole = [r#"{"a":1}"#, r#"{"c":1}"#];
    for cut in [r#"{"b":"#, r#"{"b""#, r#"{"b":{"x":1}"#, r#"{"b":"x"#] {
        let text = format!("{}\n{cut}\n{}\n", whole[0], whole[1]);
        let mut found = Vec::new();
        let mut troubles = 0;
        let mut splitter = Splitter::default();
        let mut take = |piece: Piece<'_>| match piece {
            Piece::Record(record) => found.push(String::from_utf8(record.bytes.to_vec()).unwrap()),
            Piece::Trouble(_) => troubles += 1,
        };
        splitter.push(text.as_bytes(), &mut take);
        splitter.finish(&mut take);
        assert_eq!((found, troubles), (whole.map(str::to_owned).to_vec(), 1), "{cut}");
    }
    check("{\"a\":\n{\"b\":1}}\n", &["{\"a\":\n{\"b\":1}}"], &[]);
}

#[test]
fn records_that_are_none() {
    let rest = [r#"{"a":1}"#];
    check(r#"{"Records":[17,{"a":1}]}"#, &rest, &["12: record 1 is no JSON object"]);
    check(r#"{"Records":["x}",{"a":1}]}"#, &rest, &["12: record 1 is no JSON object"]);
    check(
        r#"{"Records":[{"a":1},[[1],{}],null]}"#,
        &rest,
        &["20: record 2 is no JSON object", "29: record 3 is no JSON object"],
    );
}

#[test]
fn what_ends_too_early() {
    check("", &[], &["0: the file is empty"]);
    check(" \n", &[], &["0: the file is empty"]);
    check(r#"{"Records":[{"a":1},{"b""#, &[r#"{"a":1}"#], &["20: the file ends inside of record 2"]);
    check(r#"{"Records":[{"a":1}"#, &[r#"{"a":1}"#], &["19: the file ends before its list of records does"]);
    check(r#"{"Rec"#, &[], &["0: the file ends inside of record 1"]);
}

#[test]
fn what_has_no_structure() {
    check("%PDF-1.7 {}", &[], &["0: is no JSON: a log begins with `{` or `[`"]);
    let given_up =
        "this bracket does not close what was opened last in record 2; the rest of the file is not read";
    check(r#"{"Records":[{"a":1},{"b":[1}},{"c":1}]}"#, &[r#"{"a":1}"#], &[&format!("27: {given_up}")]);
    let two = [r#"{"a":1}"#, r#"{"c":1}"#];
    check(
        "{\"a\":1}\n{\"b\":[1}}\n{\"c\":1}\n",
        &two,
        &["15: this bracket does not close what was opened last in record 2"],
    );
    check("{\"a\":1}\nnonsense {}\n{\"c\":1}\n", &two, &["8: a JSON object is expected here"]);
    check(
        "{\"a\":1}\n{\"b\":\"x\n{\"c\":1}\n",
        &two,
        &["15: a string is not closed on its line in record 2"],
    );
    let cut = "a line begins with an object where none can stand in record 2";
    check("{\"a\":1}\n{\"b\":nope\n{\"c\":1}\n", &two, &[&format!("18: {cut}")]);
    check("{\"a\":1}\n{\"b\":[1],\n{\"c\":1}\n", &two, &[&format!("18: {cut}")]);
    let flush = "{\"b\":\n{\"c\":[\n{},\n{}\n]\n}\n}";
    check(flush, &[flush], &[]);
    check("{\"a\":1}}\n{\"c\":1}\n", &two, &["7: this bracket closes nothing"]);
}

#[test]
fn a_large_record_is_passed_and_the_next_one_is_read() {
    let large = format!("{{\"x\":\"{}\"}}", "y".repeat(LARGEST));
    let text = format!("{{\"Records\":[{{}},{large},{{\"a\":1}}]}}");
    for size in [100_000, text.len()] {
        let (mut records, mut troubles) = (0, Vec::new());
        let mut splitter = Splitter::default();
        for chunk in text.as_bytes().chunks(size) {
            splitter.push(chunk, &mut |piece| match piece {
                Piece::Record(_) => records += 1,
                Piece::Trouble(trouble) => troubles.push(trouble.text),
            });
            assert!(splitter.carried.capacity() <= 2 * LARGEST);
        }
        assert_eq!((records, splitter.count()), (2, 3));
        assert_eq!(troubles, ["record 2 is not read: it is larger than 4 MB"]);
    }
}

#[test]
fn depth_is_only_counted() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    check(&format!("{deep}\n{{}}"), &[&deep, "{}"], &[]);
}

/// Numbers that look random and are the same in every run: xorshift64*.
fn next(state: &mut u64) -> usize {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize
}

#[test]
fn damaged_logs_are_cut_alike_whatever_the_chunks() {
    let lines = "{\"a\":\"x\\\"y\",\"b\":[1,{\"c\":null}]}\n".repeat(4);
    let list = format!("{{\"Records\":[{}]}}", lines.trim_end().replace('\n', ","));
    let spoilers = b"{}[]\",:\\\n 1x";
    let mut state = 17;
    for text in [lines, list] {
        for _ in 0..2_000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=next(&mut state) % 3 {
                let (at, with) =
                    (next(&mut state) % bytes.len(), spoilers[next(&mut state) % spoilers.len()]);
                match next(&mut state) % 3 {
                    0 => bytes[at] = with,
                    1 => bytes.insert(at, with),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let pieces = |size: usize| {
                let mut pieces = Vec::new();
                let mut take = |piece: Piece<'_>| {
                    pieces.push(match piece {
                        Piece::Record(record) => {
                            (record.offset, String::from_utf8(record.bytes.to_vec()).unwrap())
                        }
                        Piece::Trouble(trouble) => (trouble.offset, trouble.text),
                    });
                };
                let mut splitter = Splitter::default();
                bytes.chunks(size).for_each(|chunk| splitter.push(chunk, &mut take));
                splitter.finish(&mut take);
                pieces
            };
            assert_eq!(pieces(1), pieces(bytes.len()), "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
