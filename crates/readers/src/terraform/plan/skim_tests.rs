use super::*;

/// What is left of `text`, however it is cut into pieces.
fn skim(text: &str) -> Skimmed {
    let pieces = |size: usize| {
        let mut skim = Skim::default();
        text.as_bytes().chunks(size).for_each(|piece| skim.feed(piece));
        skim.finish()
    };
    let whole = pieces(text.len().max(1));
    for size in [1, 2, 3, 7, 64] {
        let cut = pieces(size);
        assert_eq!((&cut.text, &cut.problems), (&whole.text, &whole.problems), "in pieces of {size}");
    }
    whole
}

fn left(text: &str) -> String {
    let skimmed = skim(text);
    assert_eq!(skimmed.problems, [], "{text}");
    skimmed.text.split_whitespace().collect()
}

/// Problems with their lines and columns in the file.
fn wrong(text: &str) -> Vec<(usize, usize, String)> {
    let skimmed = skim(text);
    let place = |(at, message): &(usize, String)| {
        let span = model::known::Span::new(model::known::FileId(0), *at..*at);
        let (start, _) = skimmed.origin.ends(&skimmed.text, span);
        (start.line, start.column, message.clone())
    };
    skimmed.problems.iter().map(place).collect()
}

#[test]
fn only_what_matters_is_let_through() {
    let text = r#"{
        "format_version": "1.2", "timestamp": "2026-11-23T12:00:00Z",
        "planned_values": {"outputs": {"a": [{}]}, "root_module": {"resources": [
            {"address": "aws_instance.x", "values": {"a": "}\"]"}},
            {"address": "aws_msk_cluster.x[\"a\"]", "mode": "managed", "values": {"cluster_name": "x"}}
        ], "child_modules": [{"address": "module.m", "resources": [{"address": "module.m.aws_vpc.x"}]}]}}
    }"#;
    let expected = concat!(
        r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":["#,
        r#"{"address":"aws_msk_cluster.x[\"a\"]","values":{"cluster_name":"x"}}],"#,
        r#""child_modules":[{"resources":[]}]}}}"#,
    );
    assert_eq!(left(text), expected);
}

#[test]
fn the_order_of_names_does_not_matter() {
    let resources =
        |list: &str| left(&format!(r#"{{"planned_values": {{"root_module": {{"resources": [{list}]}}}}}}"#));
    let cluster = r#"{"values": {"a": 1}, "address": "aws_msk_cluster.x"}"#;
    let vpc = r#"{"values": {"a": 1}, "address": "aws_vpc.x"}"#;
    let expected =
        format!(r#"{{"planned_values":{{"root_module":{{"resources":[{}]}}}}}}"#, cluster.replace(' ', ""));
    for list in [format!("{cluster},{vpc}"), format!("{vpc},{cluster}"), format!("{vpc}, {cluster}, {vpc}")] {
        assert_eq!(resources(&list), expected, "{list}");
    }
    // Without an address, it may be anything.
    let empty = r#"{"planned_values":{"root_module":{"resources":[{}]}}}"#;
    assert_eq!(resources(&format!("{vpc}, {{}}")), empty);
}

#[test]
fn of_the_state_before_only_data_sources_count() {
    let text = r#"{"prior_state": {"values": {"root_module": {"resources": [
        {"address": "aws_s3_bucket.x", "values": {}},
        {"address": "data.aws_caller_identity.me", "values": {"account_id": "1"}}]}}}}"#;
    assert!(left(text).contains("data.aws_caller_identity.me"));
    assert!(!left(text).contains("aws_s3_bucket"));
}

#[test]
fn places_are_those_of_the_file() {
    let text = "{\n  \"ä\": 1, \"format_version\": \"1.2\",\n  \"planned_values\": {\"root_module\": {\"resources\": [\n    {\"mode\": \"x\",\n     \"address\": \"aws_msk_cluster.ö\"}]}}}";
    let skimmed = skim(text);
    for word in ["\"1.2\"", "\"format_version\"", "\"aws_msk_cluster.ö\"", "{\"mode\""] {
        let word = word.trim_start_matches("{\"mode\"");
        let (here, there) = (skimmed.text.find(word).unwrap(), text.find(word).unwrap());
        let span = model::known::Span::new(model::known::FileId(0), here..here + word.len());
        let (start, end) = skimmed.origin.ends(&skimmed.text, span);
        let before = text.get(..there).unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        if !word.is_empty() {
            assert_eq!((start.offset, start.line, start.column), (there, line, column), "{word}");
            assert_eq!(end.offset, there + word.len(), "{word}");
        }
    }
}

#[test]
fn what_breaks_off_keeps_what_is_whole() {
    let text = r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_msk_cluster.a", "values": {}}, {"address": "aws_msk_cluster.b", "val"#;
    let skimmed = skim(text);
    assert!(skimmed.text.contains("aws_msk_cluster.a") && !skimmed.text.contains("aws_msk_cluster.b"));
    let message = "the JSON text ends here, before all of its objects and lists are closed";
    assert_eq!(wrong(text), [(1, text.len() + 1, message.to_owned())]);
    for length in 0..text.len() {
        let cut = text.get(..length).unwrap();
        assert_eq!(wrong(cut).len(), 1, "{cut}");
    }
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    assert_eq!(wrong("{\n  \"a\": 1 x").first().map(|(line, column, _)| (*line, *column)), Some((2, 10)));
    assert_eq!(wrong("{} {}").first().map(|it| it.1), Some(4));
    assert_eq!(wrong("{\"a\" 1}").len(), 1);
    assert_eq!(wrong("").len(), 1);
}

#[test]
fn depth_is_counted_and_not_climbed() {
    let deep = format!(r#"{{"checks": {}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(left(&deep), "{}");
    let modules = r#"{"child_modules": ["#.repeat(50_000);
    let text = format!(r#"{{"planned_values": {{"root_module": {modules}"#);
    assert!(wrong(&text).iter().any(|(_, _, message)| message.contains("nested too deeply")));
}
