//! Buckets and keys that exist outside of the code, by the word of whoever configures msklint: they
//! count like what an account shows.

use crate::Memory;
use readers::aws::{Account, Piece};
use readers::input::Settings as Inputs;
use readers::value::Value;
use std::sync::Arc;

/// Behind the files of all accounts.
const FIRST: u32 = 3 << 30;

/// What is known of an external resource.
#[derive(Clone, Debug)]
pub enum External {
    /// A bucket and the text of its policy, with the path that it was read from.
    BucketPolicy { bucket: String, path: String, text: Arc<str> },
    /// A key's ARN or ID and the text of its policy.
    KeyPolicy { key: String, path: String, text: Arc<str> },
    /// Log delivery to the bucket is taken for granted; `path` says so.
    TrustedBucket { bucket: String, path: String },
    /// The key is taken to admit log delivery and CloudWatch Logs.
    TrustedKey { key: String, path: String },
}

const DELIVERY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": ["s3:GetBucketAcl", "s3:PutObject"], "Resource": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:*:logs:*:*:*"}}}]}"#;
const USE: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "kms:*", "Resource": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:*:logs:*:*:*"}}}, {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:*:logs:*:*:*"}}}]}"#;
const ENCRYPTION: &str = r#"{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}"#;

/// All of it as one account.
pub fn external(resources: &[External], inputs: &Inputs) -> Option<Arc<Account>> {
    if resources.is_empty() {
        return None;
    }
    let texts: Vec<(String, Arc<str>)> = resources.iter().flat_map(answers).collect();
    let pieces: Vec<Piece> =
        texts.iter().map(|(path, _)| Piece { path: path.clone(), named: false }).collect();
    let memory = Memory::new(texts);
    Some(Arc::new(Account::open(".", &pieces, &memory, inputs, FIRST)))
}

/// What AWS would answer, with the name of what it is about. Lines stay as they are in the file.
fn answers(resource: &External) -> Vec<(String, Arc<str>)> {
    let of = |kind: &str, name: &str, member: &str, text: &str| -> Arc<str> {
        let name = readers::json::encode(&Value::string(name));
        format!("{{\"{kind}\": {name}, \"{member}\": {}}}\n", text.trim_end()).into()
    };
    match resource {
        External::BucketPolicy { bucket, path, text } => {
            vec![(path.clone(), of("Bucket", bucket, "Policy", text))]
        }
        External::KeyPolicy { key, path, text } => vec![(path.clone(), of("KeyId", key, "Policy", text))],
        External::TrustedBucket { bucket, path } => vec![
            (format!("{path} (policy of {bucket})"), of("Bucket", bucket, "Policy", DELIVERY)),
            (
                format!("{path} (encryption of {bucket})"),
                of("Bucket", bucket, "ServerSideEncryptionConfiguration", ENCRYPTION),
            ),
        ],
        External::TrustedKey { key, path } => {
            vec![(format!("{path} (policy of {key})"), of("KeyId", key, "Policy", USE))]
        }
    }
}
