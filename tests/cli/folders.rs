//! Which folders are root modules, and which files may be read for them.

use crate::sandbox::{BROKEN, QUIET, Sandbox};

const CALL: &str = "module \"kafka\" {\n  source = \"PATH\"\n}\n";

fn call(path: &str) -> String {
    CALL.replace("PATH", path)
}

/// The sources that are listed, as `root: address`.
fn sources(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let run = sandbox.run(&[&["check", "--format", "json", "--allow-incomplete"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let paths = report["paths"].as_array().unwrap().iter();
    let mut sources: Vec<String> = paths
        .map(|path| format!("{}: {}", text(&path["source"]["root"]), text(&path["source"]["address"])))
        .collect();
    sources.dedup();
    sources
}

#[test]
fn a_module_is_read_through_its_call() {
    let some = Sandbox::new("called_module").file("main.tf", call("./kafka")).file("kafka/main.tf", QUIET);
    assert_eq!(sources(&some, &["."]), [".: module.kafka.aws_msk_cluster.orders"]);
    assert_eq!(sources(&some, &["kafka"]), ["kafka: aws_msk_cluster.orders"]);
}

#[test]
fn every_folder_that_nobody_calls_is_a_root() {
    let some = Sandbox::new("many_roots")
        .file("a/main.tf", QUIET)
        .file("b/main.tf", call("../modules/kafka"))
        .file("modules/kafka/main.tf", QUIET)
        .file("c/main.tf", "resource \"aws_s3_bucket\" \"x\" {}\n");
    assert_eq!(
        sources(&some, &["."]),
        ["a: aws_msk_cluster.orders", "b: module.kafka.aws_msk_cluster.orders"]
    );
    some.run(&["check"]).err("3 of 4 files read, 1 passed over");
    some.run(&["check", "-v"]).err("c: passed over, nothing there speaks of MSK\n");
}

#[test]
fn an_example_that_calls_the_folder_above() {
    let some =
        Sandbox::new("example_above").file("main.tf", QUIET).file("examples/all/main.tf", call("../../"));
    let both = [".: aws_msk_cluster.orders", "examples/all: module.kafka.aws_msk_cluster.orders"];
    assert_eq!(sources(&some, &["."]), both);
    // A finding in a file that two roots reach is told once.
    let bad = Sandbox::new("example_above_bad")
        .file("main.tf", BROKEN)
        .file("examples/all/main.tf", call("../../"));
    assert_eq!(bad.run(&["check", "--format", "concise"]).code(1).out.lines().count(), 1);
}

#[test]
fn a_module_outside_of_what_was_given() {
    let some =
        Sandbox::new("outside/alone").file("root/main.tf", call("../kafka")).file("kafka/main.tf", QUIET);
    // The folder must not lie in a repository: that of the project is one.
    let inside_a_repository = some.folder.ancestors().any(|folder| folder.join(".git").exists());
    let run = some.run(&["check", "root"]);
    if !inside_a_repository {
        run.code(2).err("kafka: lies outside of the folders given: name it on the command line as well\n");
    }
    assert_eq!(sources(&some, &["root", "kafka"]).len(), 2);
    let repository = some.file(".git/HEAD", "");
    assert_eq!(sources(&repository, &["root"]), ["root: module.kafka.aws_msk_cluster.orders"]);
    let above = Sandbox::new("outside/above")
        .file("repository/.git/HEAD", "")
        .file("repository/root/main.tf", call("../../kafka"))
        .file("kafka/main.tf", QUIET);
    above.run(&["check", "repository"]).code(2).err("kafka: lies outside of the folders given");
}

#[test]
fn a_function_reads_nothing_outside() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}\n\
        resource \"aws_s3_bucket_policy\" \"logs\" {\n  bucket = aws_s3_bucket.logs.id\n  policy = file(\"../../secret\")\n}\n";
    let cluster = BROKEN.replace("enabled = true", "enabled = true\n        bucket = aws_s3_bucket.logs.id");
    let some = Sandbox::new("function_outside")
        .file("secret", "{\"Statement\": []}")
        .file("a/root/main.tf", format!("{bucket}{cluster}"));
    let run = some.run(&["check", "a", "--format", "json"]);
    assert!(!run.out.contains("Statement"), "{}", run.out);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let links = report["paths"][2]["links"].as_array().unwrap();
    let policy = links.iter().find(|link| link["link"] == "bucket-policy").unwrap();
    assert_eq!(policy["verdict"], "unknown", "{policy}");
}

#[test]
fn what_git_ignores_is_passed_by() {
    let some = Sandbox::new("gitignore")
        .file(".gitignore", "/build\n")
        .file("build/main.tf", BROKEN)
        .file(".git/objects/x.tf", BROKEN)
        .file("src/main.tf", QUIET);
    some.run(&["check"]).code(0).err("1 of 1 file read");
    some.run(&["check", "--no-ignore"]).code(1);
    some.run(&["check", "build"]).code(1);
    // A module that is called is read, ignored or not.
    let called = some.file("root/main.tf", call("../build"));
    called.run(&["check"]).code(1).err("3 files read");
}

/// As the CDK's own file has it, too.
#[test]
fn what_is_named_is_read_though_git_ignores_all_in_it() {
    for (name, file, pattern) in [
        ("named_star", ".gitignore", "out/*\n"),
        ("named_stars", ".gitignore", "/out/**\n"),
        ("named_itself", "out/.gitignore", "*\n"),
        ("named_excluded", ".git/info/exclude", "out/*\n"),
    ] {
        let some = Sandbox::new(name).file(".git/HEAD", "").file(file, pattern).file("out/main.tf", BROKEN);
        some.run(&["check"]).code(0).err("0 of 0 files read");
        some.run(&["check", "out"]).code(1);
        some.run(&["check", "./out/"]).code(1);
        some.run(&["check", "out/main.tf"]).code(1);
    }
    // What is ignored on purpose within what is named stays so.
    let some = Sandbox::new("named_part")
        .file(".git/HEAD", "")
        .file(".gitignore", "*\n!*.tf\nout/not.tf\nold\n")
        .file("out/main.tf", QUIET)
        .file("out/not.tf", BROKEN)
        .file("out/old/main.tf", BROKEN);
    some.run(&["check", "out/old"]).code(1);
    let kept = Sandbox::new("named_rest")
        .file(".git/HEAD", "")
        .file(".gitignore", "old\n")
        .file("out/a/main.tf", QUIET)
        .file("out/old/main.tf", BROKEN);
    kept.run(&["check", "out"]).code(0).err("1 of 1 file read");
}

#[test]
fn a_module_that_terraform_installed() {
    let list =
        r#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "events", "Dir": ".terraform/modules/events"}]}"#;
    let some = Sandbox::new("installed")
        .file("main.tf", "module \"events\" {\n  source = \"example/events/aws\"\n}\n")
        .file(".gitignore", ".terraform/\n")
        .file(".terraform/modules/modules.json", list)
        .file(".terraform/modules/events/main.tf", QUIET)
        .file(".terraform/modules/unused/main.tf", BROKEN);
    assert_eq!(sources(&some, &["."]), [".: module.events.aws_msk_cluster.orders"]);
}

#[test]
fn a_module_folder_that_is_not_there() {
    let some = Sandbox::new("module_gone").file("main.tf", call("./gone"));
    some.run(&["check"]).code(2).err("main.tf:2:3: the module folder `gone` is not there");
}

#[test]
fn a_file_stands_for_its_module() {
    let some = Sandbox::new("one_file")
        .file("main.tf", QUIET.replace("\"/msk/orders\"", "var.name"))
        .file("variables.tf", "variable \"name\" {\n  default = \"/msk/orders\"\n}\n")
        .file("below/other.tf", BROKEN);
    some.run(&["check", "main.tf"]).code(0).err("2 of 2 files read");
    some.run(&["check", "below/other.tf", "--format", "concise"]).code(1).out("below/other.tf:5:7: ");
}

#[test]
fn paths_are_told_from_the_working_directory() {
    let some = Sandbox::new("names").file("a/main.tf", BROKEN);
    let whole = some.folder.join("a");
    for path in ["a", "./a/", "a/../a", whole.to_str().unwrap()] {
        some.run(&["check", path, "--format", "concise"]).code(1).out("a/main.tf:5:7: ");
    }
}

#[test]
fn a_template_stands_for_itself() {
    let cluster =
        "Resources:\n  Orders:\n    Type: AWS::MSK::Cluster\n    Properties:\n      ClusterName: orders\n";
    let some = Sandbox::new("template")
        .file("stack.yaml", cluster)
        .file("main.tf", QUIET)
        .file("other.yaml", "Resources:\n  Logs:\n    Type: AWS::S3::Bucket\n")
        .file("values.yaml", "image: msk\n");
    assert_eq!(sources(&some, &["."]), [".: aws_msk_cluster.orders", "stack.yaml: Orders"]);
    some.run(&["check"]).code(0).err("2 of 3 files read, 1 passed over");
    some.run(&["check", "stack.yaml", "--format", "concise"])
        .code(0)
        .out("stack.yaml:2:3: warning[broker-logs-off]");
    let odd = some.file("stack.txt", cluster);
    odd.run(&["check", "stack.txt"]).code(0).out("stack.txt:2:3");
    odd.run_with(&["check", "-", "--format", "concise"], cluster).code(0).out("stdin.yaml:2:3: ");
}

#[test]
fn a_nested_template_is_read_through_the_one_that_names_it() {
    let outer = "Resources:\n  Inner:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ./kafka.yaml\n";
    let inner =
        "Resources:\n  Orders:\n    Type: AWS::MSK::Cluster\n    Properties:\n      ClusterName: orders\n";
    let some = Sandbox::new("nested_template").file("outer.yaml", outer).file("kafka.yaml", inner);
    assert_eq!(sources(&some, &["."]), ["outer.yaml: Inner.Orders"]);
    let gone = Sandbox::new("nested_template_gone").file("outer.yaml", outer);
    gone.run(&["check"]).code(2).err("outer.yaml:5:20: there is no template `kafka.yaml`\n");
}
