//! What the host hands in: texts by path, and what the user said about the configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The texts of the folders given, by path. Paths are relative to the working directory, with
/// `/` between the parts and without `.` or `..`, unless they begin with `..` or `/` as a whole.
/// The host alone decides which folders may be read; the core never asks for the disk.
pub trait Texts: Sync {
    fn read(&self, path: &str) -> Text;

    /// Hands over the bytes of a file in order, piece by piece, for files that may be too large to be
    /// kept; what is not there or cannot be read is an `Err`.
    fn stream(&self, path: &str, feed: &mut dyn FnMut(&[u8])) -> Result<(), Text> {
        match self.read(path) {
            Text::Read(text) => {
                feed(text.as_bytes());
                Ok(())
            }
            unread => Err(unread),
        }
    }

    /// Names of the files that lie directly in a folder, sorted; `None` when there is no such folder.
    fn files(&self, folder: &str) -> Option<Vec<String>>;
}

#[derive(Clone, Debug)]
pub enum Text {
    Read(Arc<str>),
    Missing,
    /// Outside of the folders that were given.
    Outside,
    /// There, but it cannot be read: a clause that says why.
    Unreadable(String),
}

/// What the user said, beside the configuration itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `--var`, in order: name and the text after `=`.
    pub variables: Vec<(String, String)>,
    /// `--var-file`, in order: path and text.
    pub variable_files: Vec<(String, Arc<str>)>,
    /// `TF_VAR_name` from the environment, without the prefix.
    pub environment: Vec<(String, String)>,
    /// `--parameter` and `--parameters`, in order: name and value of a template's parameter.
    pub parameters: Vec<(String, String)>,
    /// `--account`: twelve digits.
    pub account: Option<String>,
    pub region: Option<String>,
    pub partition: Option<String>,
    /// `--policy-kind`: what the policies are that the user named.
    pub policy_kind: Option<PolicyKind>,
}

/// What a policy that stands by itself belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// A KMS key that a log bucket is encrypted with.
    Key,
    /// A bucket that receives logs.
    Bucket,
    /// Whoever deploys Amazon MSK.
    Identity,
}

/// The answers of one scenario to conditions that cannot be decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// The condition as the configuration writes it, `var.on`, and its answer.
    pub answers: BTreeMap<String, bool>,
}

/// One source as it was read. `known::FileId` counts in the list of a reading.
#[derive(Clone, Debug)]
pub struct SourceText {
    pub path: String,
    pub text: Arc<str>,
}
