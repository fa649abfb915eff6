//! `events`: the example, the forms of logs, what is selected, and logs that are not as they should be.

use crate::sandbox::{Run, Sandbox};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::io::Write;

fn packed(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// A call of MSK at an hour of 2026-03-04; `rest` is further members, which begin with a comma.
fn call(hour: u32, name: &str, cluster: &str, rest: &str) -> String {
    format!(
        r#"{{"eventVersion":"1.09","userIdentity":{{"type":"IAMUser","userName":"mara"}},"eventTime":"2026-03-04T{hour:02}:00:00Z","eventSource":"kafka.amazonaws.com","eventName":"{name}","awsRegion":"eu-central-1","sourceIPAddress":"203.0.113.24","requestParameters":{{"clusterName":"{cluster}"{rest}}},"eventID":"{hour}-{name}-{cluster}","recipientAccountId":"210987654321"}}"#
    )
}

fn log(records: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", records.join(","))
}

fn events(run: &Run) -> Vec<String> {
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let word = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
    let events = json["events"].as_array().unwrap();
    events.iter().map(|event| format!("{} {}", hour(&word(event, "time")), word(event, "event"))).collect()
}

fn hour(time: &str) -> &str {
    time.get(11..13).unwrap()
}

fn example(name: &str) -> String {
    format!("{}/../../examples/cloudtrail/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_example_is_a_timeline_of_two_lines() {
    let run = Sandbox::new("events_example").run(&["events", &example("calls.json")]).code(0);
    let expected = "\
2026-03-04T09:58:12Z  mara                    203.0.113.24               DescribeCluster  cluster orders          ok
2026-03-04T22:31:40Z  deployer/night-cleanup  198.51.100.7 Boto3/1.38.2  DeleteCluster    cluster orders-staging  ok
";
    assert_eq!(run.out, expected);
    run.err("2 events among 2 records in 1 log");
}

#[test]
fn every_form_of_a_log_gives_the_same() {
    let records = [call(9, "DescribeCluster", "a", ""), call(10, "DeleteCluster", "a", "")];
    let string = |record: &String| Value::String(record.clone()).to_string();
    let looked_up: Vec<String> = records
        .iter()
        .map(|it| format!("{{\"EventName\":\"x\",\"CloudTrailEvent\":{}}}", string(it)))
        .collect();
    let enveloped: Vec<String> =
        records.iter().map(|it| format!("{{\"source\":\"aws.kafka\",\"detail\":{it}}}")).collect();
    let pretty: Value = serde_json::from_str(&log(&records)).unwrap();
    let forms: [(&str, Vec<u8>); 8] = [
        ("a.json", log(&records).into()),
        ("a.json", serde_json::to_vec_pretty(&pretty).unwrap()),
        ("a.json.gz", packed(log(&records))),
        ("a", [packed(log(&records[..1])), packed(log(&records[1..]))].concat()),
        ("a.ndjson", records.join("\n").into()),
        ("a.json", format!("[{}]", records.join(",")).into()),
        ("a.json", format!("{{\"Events\":[{}],\"NextToken\":null}}", looked_up.join(",")).into()),
        ("a.jsonl", enveloped.join("\r\n").into()),
    ];
    for (name, bytes) in forms {
        let some = Sandbox::new("events_forms").file(&format!("logs/{name}"), &bytes);
        for path in [format!("logs/{name}"), "logs".to_owned()] {
            let run = some.run(&["events", &path, "--format", "json"]).code(0);
            assert_eq!(events(&run), ["09 DescribeCluster", "10 DeleteCluster"], "{name} {run:#?}");
        }
        let run = some.run_with(&["events", "-", "--format", "json"], &bytes).code(0);
        assert_eq!(events(&run).len(), 2);
    }
}

#[test]
fn many_logs_make_one_timeline() {
    let some = Sandbox::new("events_order")
        .file("b/1.json", log(&[call(12, "DeleteCluster", "b", ""), call(8, "CreateCluster", "b", "")]))
        .file(
            "a/2.json.gz",
            packed(log(&[call(10, "RebootBroker", "a", ""), call(12, "DeleteCluster", "b", "")])),
        )
        .file("a/notes.txt", "nothing")
        .file("a/package.json", "{\"name\":\"x\"}");
    let run = some.run(&["events", ".", "--format", "json"]).code(0);
    assert_eq!(events(&run), ["08 CreateCluster", "10 RebootBroker", "12 DeleteCluster"]);
    assert_eq!(
        some.run(&["events", ".", "--format", "json"]).out,
        run.out,
        "the same input gives the same bytes"
    );
    let inputs: Value = serde_json::from_str::<Value>(&run.out).unwrap()["inputs"].clone();
    assert_eq!(
        (&inputs["files"], &inputs["passed_over"], &inputs["repeated"]),
        (&2.into(), &2.into(), &1.into())
    );
    run.err("1 repeated; 2 files passed over");
}

#[test]
fn what_is_selected() {
    let logging = r#","loggingInfo":{"brokerLogs":{"s3":{"enabled":true,"bucket":"logs"}}}"#;
    let some = Sandbox::new("events_selected").file(
        "a.json",
        log(&[
            call(9, "CreateCluster", "a", logging),
            call(10, "DescribeCluster", "a", ""),
            call(11, "DeleteCluster", "b", ""),
            r#"{"eventSource":"kms.amazonaws.com","eventName":"DisableKey","eventTime":"2026-03-04T12:00:00Z","requestParameters":{"keyId":"0a-b"}}"#.to_owned(),
        ]),
    );
    let of = |more: &[&str]| {
        events(&some.run(&[&["events", "a.json", "--format", "json"], more].concat()).code(0))
    };
    assert_eq!(of(&[]), ["09 CreateCluster", "10 DescribeCluster", "11 DeleteCluster"]);
    assert_eq!(of(&["--writes"]), ["09 CreateCluster", "11 DeleteCluster"]);
    assert_eq!(of(&["--cluster", "b"]), ["11 DeleteCluster"]);
    assert_eq!(of(&["--since", "2026-03-04T10:00:00Z"]), ["10 DescribeCluster", "11 DeleteCluster"]);
    assert_eq!(of(&["--until", "2026-03-04T10:00:00Z"]), ["09 CreateCluster", "10 DescribeCluster"]);
    assert_eq!(of(&["--since", "2026-03-04", "--until", "2026-03-04"]).len(), 3);
    assert_eq!(of(&["--since", "2026-03-05"]).len(), 0);
    assert_eq!(of(&["--watch", "0a-b", "--since", "2026-03-04T12:00:00Z"]), ["12 DisableKey"]);
    some.run(&["events", "a.json"]).err("1 change of things that no log here goes to, see `--watch`");
    some.run(&["events", "a.json", "--since", "yesterday"]).code(2).err("a time looks like");
    some.run(&["events", "a.json", "--since", "2026-03-05", "--until", "2026-03-04"])
        .code(2)
        .err("`--since` is later");
    some.run(&["events"]).code(2);
}

#[test]
fn what_breaks_delivery_is_said() {
    let run =
        Sandbox::new("events_breaks").run(&["events", &example("logging.json"), "--color", "always"]).code(0);
    run.out("\u{1b}[31merror[bucket-policy-missing-delivery] ")
        .out("turned off: broker logs to cloudwatch")
        .out("error[arn-for-name] ")
        .err("2 errors; 1 warning");
}

/// A bad log beside a good one: both are told.
fn check(name: &str, file: &str, bytes: impl AsRef<[u8]>, found: usize, expected: &str) {
    let some = Sandbox::new(&format!("events_{name}"))
        .file(&format!("logs/{file}"), bytes)
        .file("logs/good.json", log(&[call(9, "DeleteCluster", "good", "")]));
    let run = some.run(&["events", "logs", "--format", "json"]).code(2);
    assert_eq!(events(&run).len(), found + 1, "{run:#?}");
    let problems = serde_json::from_str::<Value>(&run.out).unwrap()["problems"].clone();
    assert!(problems[0]["message"].as_str().unwrap().contains(expected), "{problems}");
    run.err(&format!("logs/{file}: {expected}")).err("incomplete: 1 problem");
    some.run(&["events", "logs", "--allow-incomplete"]).code(0).err(expected);
}

#[test]
fn logs_that_are_not_as_they_should_be() {
    let (one, two) = (call(10, "CreateCluster", "a", ""), call(11, "DeleteCluster", "a", ""));
    let records = |second: &str| format!("{{\"Records\":[{one},{second},{two}]}}");
    let at = 12 + one.len() + 1;
    check("empty", "a.json", "", 0, "the file is empty, at byte 0");
    check("no_json", "a.json", "nonsense", 0, "is no JSON: a log begins with `{` or `[`, at byte 0");
    check("scalar", "a.json", records("17"), 2, &format!("record 2 is no JSON object, at byte {at}"));
    check("foreign", "a.json", records("{}"), 2, &format!("record 2 is none of CloudTrail, at byte {at}"));
    let missing = records(r#"{"eventSource":"kafka.amazonaws.com","eventName":"X"}"#);
    check("missing", "a.json", missing, 2, &format!("record 2: `eventTime` is missing, at byte {at}"));
    let deep = records(&format!(
        "{{\"eventSource\":\"kafka.amazonaws.com\",\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    check("deep", "a.json", deep, 2, "record 2: nested too deeply to be read, at byte ");
    let mut binary = records("@").into_bytes();
    binary.splice(at..=at, b"{\"eventName\":\"\xff\"}".iter().copied());
    check("no_utf_8", "a.json", binary, 2, &format!("record 2 is not UTF-8, at byte {}", at + 14));
    let large = records(&format!("{{\"x\":\"{}\"}}", "y".repeat(5 << 20)));
    check(
        "large",
        "a.json",
        large,
        2,
        &format!("record 2 is not read: it is larger than 4 MB, at byte {at}"),
    );
    let cut = format!("{{\"Records\":[{one},{{\"eventTime\"");
    check("cut", "a.json", cut, 1, &format!("the file ends inside of record 2, at byte {at}"));
    let lines = format!("{one}\n{{\"a\": nonsense\n{two}\n");
    check(
        "lines",
        "a.ndjson",
        lines,
        2,
        "a line begins with an object where none can stand in record 2, at byte ",
    );
}

#[test]
fn gzip_that_is_cut_or_damaged() {
    // Random enough that much of it is packed as it is.
    let records: Vec<String> = (0..2_000_u64)
        .map(|at| call(10, "ListNodes", &format!("{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15)), ""))
        .collect();
    let whole = packed(log(&records));
    let cut = Sandbox::new("events_gzip_cut").file("a.json.gz", &whole[..whole.len() / 2]);
    let run = cut.run(&["events", "a.json.gz", "--format", "json"]).code(2);
    let found = events(&run).len();
    run.err(&format!("a.json.gz: the gzip data ends too early, behind record {found}\n"));
    let mut damaged = whole.clone();
    let checksum = whole.len() - 8;
    damaged[checksum] ^= 0xff;
    let damaged = Sandbox::new("events_gzip_damaged").file("a.json.gz", damaged);
    let run = damaged.run(&["events", "a.json.gz", "--format", "json"]).code(2);
    run.err("a.json.gz: the gzip data is damaged behind record 2000\n");
}

#[test]
fn digests_and_insights_are_passed_over() {
    let digest = r#"{"awsAccountId":"210987654321","digestStartTime":"2026-03-04T10:00:00Z","logFiles":[{"s3Object":"x"}]}"#;
    let insight =
        r#"{"Records":[{"eventCategory":"Insight","insightDetails":{"eventSource":"kafka.amazonaws.com"}}]}"#;
    let some = Sandbox::new("events_digests")
        .file("d.json.gz", packed(digest))
        .file("i.json", insight)
        .file("a.json", log(&[call(9, "DeleteCluster", "a", "")]));
    some.run(&["events", "."]).code(0).err("1 event among 1 record in 1 log; 2 files passed over");
}

#[test]
fn paths_without_logs() {
    let some = Sandbox::new("events_no_logs")
        .file("x/notes.txt", "nothing")
        .file("y/package.json", "{\"name\":\"x\"}");
    some.run(&["events", "x"]).code(2).err("x: holds no logs of CloudTrail\n");
    some.run(&["events", "y"]).code(2).err("y: holds no logs of CloudTrail\n");
    some.run(&["events", "y/package.json"]).code(2).err("record 1 is none of CloudTrail, at byte 0\n");
    some.run(&["events", "gone.json"]).code(2).err("gone.json: there is no such file or folder\n");
    some.run(&["events", "gone.json", "--allow-incomplete"]).code(0);
    some.run_with(&["events", "-"], "").code(2).err("standard input: the file is empty");
    some.file("z/none.json", "{\"Records\":[]}")
        .run(&["events", "z"])
        .code(0)
        .err("0 events among 0 records in 1 log");
}

#[cfg(unix)]
#[test]
fn links_and_pipes() {
    let some = Sandbox::new("events_links").file("logs/a.json", log(&[call(9, "DeleteCluster", "a", "")]));
    std::os::unix::fs::symlink("a.json", some.folder.join("logs/b.json")).unwrap();
    some.run(&["events", "logs"]).code(2).err("logs/b.json: is a link, which is not followed");
    some.run(&["events", "logs/b.json"]).code(0);
    let made = std::process::Command::new("mkfifo").arg(some.folder.join("pipe")).status();
    assert!(made.unwrap().success());
    some.run(&["events", "pipe"]).code(2).err("pipe: cannot be read: it is no ordinary file");
}

#[test]
fn text_of_strangers_does_not_reach_the_terminal() {
    let record = call(9, "DeleteCluster", "a\\u001b[2J\\nb", "");
    let run =
        Sandbox::new("events_control").file("a.json", log(&[record])).run(&["events", "a.json"]).code(0);
    assert_eq!(run.out.lines().count(), 1);
    run.out("cluster a?[2J b");
}

#[test]
fn what_failed_is_told_as_asked_for() {
    let logging = r#","loggingInfo":{"brokerLogs":{"s3":{"enabled":true,"bucket":"arn:aws:s3:::logs"}}}"#;
    let failed = |code: &str| {
        let record = call(9, "CreateCluster", "orders", logging);
        log(&[record.replace("\"eventID\"", &format!("\"errorCode\":\"{code}\",\"eventID\""))])
    };
    let run =
        |name: &str, text: String| Sandbox::new(name).file("a.json", text).run(&["events", "a.json"]).code(0);
    let refused = run("events_refused", failed("AccessDenied")).out("    asked for broker logs: ");
    assert!(!refused.out.contains("error["), "{}", refused.out);
    // Here the request itself is what AWS refuses.
    run("events_bad_request", failed("BadRequestException")).out("error[arn-for-name]");
    let done = run("events_done", log(&[call(9, "CreateCluster", "orders", logging)]));
    assert!(!done.out.contains("asked for"), "{}", done.out);
}

#[test]
fn logs_in_utf_16_are_told() {
    let text = format!("\u{feff}{}", log(&[call(9, "DeleteCluster", "a", "")]));
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let some = Sandbox::new("events_utf_16").file("logs/a.json", &wide).file("logs/picture", &wide);
    some.run(&["events", "logs"])
        .code(2)
        .err("logs/a.json: is not read: it is UTF-16, and UTF-8 is wanted\n")
        .err("1 problem");
}
