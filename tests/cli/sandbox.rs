//! A folder of its own for a test, and a run of the command in it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A cluster that delivers without a finding.
pub const QUIET: &str = "\
resource \"aws_cloudwatch_log_group\" \"brokers\" {
  name = \"/msk/orders\"
}

resource \"aws_msk_cluster\" \"orders\" {
  cluster_name = \"orders\"

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }
}
";

/// A cluster with one error, at line 5, column 7.
pub const BROKEN: &str = "\
resource \"aws_msk_cluster\" \"orders\" {
  cluster_name = \"orders\"
  logging_info {
    broker_logs {
      s3 {
        enabled = true
      }
    }
  }
}
";

pub struct Sandbox {
    pub folder: PathBuf,
    environment: Vec<(&'static str, &'static str)>,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    pub fn new(name: &str) -> Sandbox {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Sandbox { folder, environment: Vec::new() }
    }

    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Sandbox {
        let file = self.folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    pub fn env(mut self, name: &'static str, value: &'static str) -> Sandbox {
        self.environment.push((name, value));
        self
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_msklint"));
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "MSKLINT_OUTPUT_FORMAT"] {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(&self.folder).envs(self.environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A run that reads no input may be over before it is written.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Run {
    pub fn code(self, expected: i32) -> Run {
        assert_eq!(self.code, Some(expected), "{self:#?}");
        self
    }

    /// Standard output has `part` in it.
    pub fn out(self, part: &str) -> Run {
        assert!(self.out.contains(part), "no `{part}` in {self:#?}");
        self
    }

    /// Standard error has `part` in it.
    pub fn err(self, part: &str) -> Run {
        assert!(self.err.contains(part), "no `{part}` in {self:#?}");
        self
    }
}
