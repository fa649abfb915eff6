//! Files and folders that cannot be read as they are: each is named, and the rest is judged.

use crate::sandbox::{BROKEN, QUIET, Sandbox};

/// `text` as `bad.tf` beside a cluster with an error: both must be reported.
fn check(name: &str, text: impl AsRef<[u8]>, expected: &str) {
    let beside = Sandbox::new(name).file("main.tf", BROKEN).file("bad.tf", &text);
    beside.run(&["check", "--format", "concise"]).code(1).out("main.tf:5:7: ").err(expected);
    let alone = Sandbox::new(name).file("bad.tf", &text);
    alone.run(&["check"]).code(2).err(expected);
}

#[test]
fn no_utf_8() {
    check(
        "no_utf_8",
        b"locals {\n  x = \"\xc3\xa4\xff\"\n}\n",
        "bad.tf: is not read: not UTF-8 at line 2, column 9\n",
    );
}

#[test]
fn utf_16() {
    check("utf_16", b"\xff\xfer\0e\0s\0", "bad.tf: is not read: it is UTF-16");
}

/// What is read from a folder for what it may hold is told if it would have mattered.
#[test]
fn what_would_have_mattered_in_another_encoding() {
    let template = "Resources:\n  # f\u{fc}r\n  A:\n    Type: AWS::MSK::Cluster\n";
    let latin = |text: &str| text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let other = template.replace("MSK::Cluster", "EC2::VPC");
    let script = "# f\u{fc}r\naws kafka create-cluster --cluster-name a\n";
    let some = Sandbox::new("encodings")
        .file("a.yaml", latin(template))
        .file("b.template", wide(template))
        .file("c.sh", latin(script))
        .file("d.yaml", latin(&other))
        .file("e.yml", wide(&other))
        .file("f.json", b"\x89PNG\r\n\x1a\n\0\0");
    let run = some.run(&["check"]).code(2).err("incomplete: 3 problems");
    let run = run.err("a.yaml: is not read: not UTF-8 at line 2, column 6\n");
    let run = run.err("b.template: is not read: it is UTF-16, and UTF-8 is wanted\n");
    run.err("c.sh: is not read: not UTF-8 at line 1, column 4\n");
    some.run(&["check", "e.yml"]).code(2).err("e.yml: is not read: it is UTF-16");
}

#[test]
fn binary_data() {
    check(
        "binary_data",
        b"\x7fELF\x02\x01\x01\0\0\xff\xfe",
        "bad.tf: is not read: binary data at line 1, column 10\n",
    );
}

#[test]
fn too_large() {
    let mut text = QUIET.as_bytes().to_vec();
    text.resize(50 * 1024 * 1024 + 1, b'#');
    check("too_large", text, "bad.tf: is not read: it is larger than 50 MB");
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_do_no_harm() {
    let text = format!("\u{feff}{}", BROKEN.replace('\n', "\r\n"));
    let bad = Sandbox::new("byte_order_mark").file("main.tf", text);
    bad.run(&["check", "--format", "concise"]).code(1).out("main.tf:5:7: error[unnamed-destination]");
    bad.run(&["check"]).out("5 │       s3 {\n");
}

#[test]
fn a_path_that_does_not_exist() {
    let some = Sandbox::new("no_such_path").file("main.tf", BROKEN);
    some.run(&["check", "gone"]).code(2).err("gone: there is no such file or folder\n");
    some.run(&["check", "gone.tf", "."]).code(1).out("unnamed-destination").err("gone.tf: there is no such");
}

#[test]
fn what_no_reader_knows() {
    let some = Sandbox::new("not_known").file("other.yaml", "a: 1\n");
    some.run(&["check"]).code(0).err("0 of 0 files read");
    some.run(&["check", "other.yaml"])
        .code(2)
        .err("other.yaml: not read: files of this kind are not supported");
    let other = some.file("other.json", "{\"a\": 1}");
    other.run(&["check", "other.json"]).code(2).err("other.json: not read: ");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    #[test]
    fn links_that_lead_in_a_circle_or_nowhere_or_outside() {
        let some = Sandbox::new("links").file("main.tf", BROKEN).file("a/variables.tf", "");
        symlink("..", some.folder.join("a/up")).unwrap();
        symlink("self", some.folder.join("self")).unwrap();
        some.run(&["check"]).code(1).err("1 of 2 files read, 1 passed over");
    }

    #[test]
    fn a_link_to_a_file() {
        let some =
            Sandbox::new("link_to_file").file("inside/common/main.tf", BROKEN).file("outside.tf", BROKEN);
        fs::create_dir(some.folder.join("inside/a")).unwrap();
        symlink("../common/main.tf", some.folder.join("inside/a/main.tf")).unwrap();
        some.run(&["check", "inside", "--format", "concise"]).code(1).out("inside/a/main.tf:5:7: ");
        symlink("../../outside.tf", some.folder.join("inside/a/more.tf")).unwrap();
        symlink("nowhere.tf", some.folder.join("inside/a/gone.tf")).unwrap();
        let run = some.run(&["check", "inside"]).code(1);
        run.err("inside/a/more.tf: lies outside of the folders given\n")
            .err("inside/a/gone.tf: is not there\n");
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let some = Sandbox::new("pipe").file("main.tf", BROKEN);
        let made = Command::new("mkfifo").arg(some.folder.join("pipe.tf")).status();
        assert!(made.unwrap().success());
        some.run(&["check"]).code(1).err("pipe.tf: cannot be read: it is no ordinary file");
    }

    #[test]
    fn what_may_not_be_read() {
        let some =
            Sandbox::new("permissions").file("main.tf", BROKEN).file("shut/a.tf", "").file("shut.tf", "");
        let shut = [some.folder.join("shut"), some.folder.join("shut.tf")];
        shut.iter().for_each(|path| fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap());
        // The superuser may read everything.
        let may_read = fs::read(some.folder.join("shut.tf")).is_ok();
        let run = some.run(&["check"]).code(1);
        shut.iter().for_each(|path| fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap());
        if !may_read {
            run.err("shut: cannot be read: permission denied\n")
                .err("shut.tf: cannot be read: permission denied\n");
        }
    }
}
