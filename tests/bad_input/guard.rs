//! Runs a check on a thread of its own, as the command does, and gives up on one that hangs.

use msklint_tests::{Given, Told};
use std::sync::mpsc;
use std::time::Duration;

/// The stack that the command gives to a check.
const STACK: usize = 16 * 1024 * 1024;

/// Far more than any check takes, also without optimisation on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What stands beside the input under test: its finding shows that the rest was judged.
const WITNESS: &str = "resource \"aws_msk_cluster\" \"witness\" {\n  cluster_name = \"witness\"\n\n  logging_info {\n    broker_logs {\n      s3 {\n        enabled = true\n      }\n    }\n  }\n}\n";

pub fn check(given: Given) -> Told {
    let (send, receive) = mpsc::channel();
    let work = move || {
        // Nobody listens any more if it took too long.
        let _ = send.send(given.check().checked);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    Told::new(receive.recv_timeout(PATIENCE).expect("the check panics or hangs"))
}

/// `given` and the witness: takes the finding about the witness away.
pub fn check_beside(given: Given) -> Told {
    check(given.file("witness.tf", WITNESS))
        .path("aws_msk_cluster.witness s3", "on", "broken")
        .finds("unnamed-destination", "")
}

/// Bytes that this process has held at most; nothing where the system does not say.
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes * 1024)
}
