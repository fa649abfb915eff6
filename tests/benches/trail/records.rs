//! Writes CloudTrail logs of an account with many users, the same in every run: few of the records
//! are about MSK, and more of them only mention it.

use crate::random::Random;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// What was written, and what is to be found in it.
#[derive(Debug, Default)]
pub struct Trail {
    pub files: u64,
    pub records: u64,
    pub bytes: u64,
    pub packed: u64,
    pub of_msk: u64,
    /// Log settings without a name, and those with an ARN in its place.
    pub unnamed: u64,
    pub arns: u64,
    /// Policies of buckets that no cluster logs to.
    pub beside: u64,
}

/// Events that an account is full of: service, call, whether it reads, and its parameters.
static ORDINARY: [(&str, &str, bool, &str); 9] = [
    (
        "sts",
        "AssumeRole",
        true,
        r#"{"roleArn":"arn:aws:iam::210987654321:role/app","roleSessionName":"app-17","durationSeconds":3600}"#,
    ),
    (
        "kms",
        "Decrypt",
        true,
        r#"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::acme-data/part-00017"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
    ),
    (
        "s3",
        "GetBucketAcl",
        true,
        r#"{"bucketName":"acme-data","Host":"acme-data.s3.eu-central-1.amazonaws.com","acl":""}"#,
    ),
    (
        "ec2",
        "DescribeInstances",
        true,
        r#"{"instancesSet":{},"filterSet":{"items":[{"name":"tag:Team","valueSet":{"items":[{"value":"kafka"}]}}]}}"#,
    ),
    (
        "ec2",
        "DescribeNetworkInterfaces",
        true,
        r#"{"networkInterfaceIdSet":{},"filterSet":{"items":[{"name":"description","valueSet":{"items":[{"value":"ELB app/*"}]}}]}}"#,
    ),
    (
        "logs",
        "CreateLogStream",
        false,
        r#"{"logGroupName":"/aws/lambda/orders","logStreamName":"2026/03/04/[$LATEST]8f2c"}"#,
    ),
    ("dynamodb", "DescribeTable", true, r#"{"tableName":"orders"}"#),
    (
        "ssm",
        "UpdateInstanceInformation",
        false,
        r#"{"instanceId":"i-0f3c6a7e51a44f0e9","agentVersion":"3.3.1611.0","agentStatus":"Active","platformType":"Linux"}"#,
    ),
    (
        "monitoring",
        "PutMetricAlarm",
        false,
        r#"{"alarmName":"kafka \"lag\" {orders}","comparisonOperator":"GreaterThanThreshold","evaluationPeriods":3}"#,
    ),
];

const CLUSTER: &str = "arn%3Aaws%3Akafka%3Aeu-central-1%3A210987654321%3Acluster%2Forders-";

/// Records up to about `size` bytes, in logs of some thousand records.
pub fn write(plain: &Path, packed: &Path, size: u64) -> io::Result<Trail> {
    fs::create_dir_all(plain)?;
    fs::create_dir_all(packed)?;
    let (mut random, mut trail) = (Random::new(0x7261_696c), Trail::default());
    while trail.bytes < size {
        let mut text = String::from("{\"Records\":[");
        for at in 0..random.between(2_000, 12_000) {
            if at > 0 {
                text.push(',');
            }
            trail.record(&mut text, &mut random);
        }
        text.push_str("]}");
        let name = format!("210987654321_CloudTrail_eu-central-1_{:05}.json", trail.files);
        fs::write(plain.join(&name), &text)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(text.as_bytes())?;
        let bytes = encoder.finish()?;
        fs::write(packed.join(name + ".gz"), &bytes)?;
        trail.files += 1;
        trail.bytes += text.len() as u64;
        trail.packed += bytes.len() as u64;
    }
    Ok(trail)
}

impl Trail {
    fn record(&mut self, text: &mut String, random: &mut Random) {
        self.records += 1;
        match random.between(0, 999) {
            0..10 => self.of_msk(text, random),
            10..12 => {
                self.beside += 1;
                let bucket = random.between(0, 99);
                let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}"#;
                let request =
                    format!(r#"{{"bucketName":"acme-site-{bucket}","bucketPolicy":{policy},"policy":""}}"#);
                Trail::event(text, random, ("s3", "PutBucketPolicy", false, &request));
            }
            _ => {
                let call = *random.pick(&ORDINARY);
                Trail::event(text, random, call);
            }
        }
    }

    fn of_msk(&mut self, text: &mut String, random: &mut Random) {
        self.of_msk += 1;
        let cluster = format!("{CLUSTER}{}%2F3f0c6a7e", random.between(0, 39));
        let logs = |settings: &str| {
            format!(r#"{{"clusterArn":"{cluster}","loggingInfo":{{"brokerLogs":{settings}}}}}"#)
        };
        let (call, reads, request) = match random.between(0, 9) {
            0 => {
                self.unnamed += 1;
                ("UpdateMonitoring", false, logs(r#"{"s3":{"enabled":true}}"#))
            }
            1 => {
                self.arns += 1;
                (
                    "UpdateMonitoring",
                    false,
                    logs(r#"{"s3":{"enabled":true,"bucket":"arn:aws:s3:::acme-kafka-logs"}}"#),
                )
            }
            2 => (
                "UpdateMonitoring",
                false,
                logs(r#"{"cloudWatchLogs":{"enabled":true,"logGroup":"/msk/orders"}}"#),
            ),
            3 => ("RebootBroker", false, format!(r#"{{"clusterArn":"{cluster}","brokerIds":["1"]}}"#)),
            _ => ("DescribeCluster", true, format!(r#"{{"clusterArn":"{cluster}"}}"#)),
        };
        Trail::event(text, random, ("kafka", call, reads, &request));
    }

    fn event(text: &mut String, random: &mut Random, call: (&str, &str, bool, &str)) {
        let (service, name, reads, request) = call;
        let (user, session) = (random.between(0, 400), random.between(10_000, 99_999));
        let role = *random.pick(&["app", "kafka-consumer", "deployer", "AWSServiceRoleForKafka", "analyst"]);
        let [hour, minute, second] = [23, 59, 59].map(|most| random.between(0, most));
        let [request_id, event_id] = [random.next(), random.next()].map(uuid);
        // A string holds what is written to it.
        let _ = write!(
            text,
            r#"{{"eventVersion":"1.09","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLE{user:010}:s-{session}","arn":"arn:aws:sts::210987654321:assumed-role/{role}/s-{session}","accountId":"210987654321","accessKeyId":"ASIA{:016X}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROAEXAMPLE{user:010}","arn":"arn:aws:iam::210987654321:role/{role}","accountId":"210987654321","userName":"{role}"}},"attributes":{{"creationDate":"2026-03-04T00:00:00Z","mfaAuthenticated":"false"}}}}}},"eventTime":"2026-03-04T{hour:02}:{minute:02}:{second:02}Z","eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"eu-central-1","sourceIPAddress":"203.0.113.{}","userAgent":"aws-sdk-go-v2/1.36.3 os/linux lang/go#1.24.1 md/GOOS#linux md/GOARCH#amd64 api/{service}#1.40.2","requestParameters":{request},"responseElements":null,"requestID":"{request_id}","eventID":"{event_id}","readOnly":{reads},"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"210987654321","eventCategory":"Management","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{service}.eu-central-1.amazonaws.com"}}}}"#,
            random.next(),
            user % 250,
        );
    }
}

/// As unlike its neighbours as those of AWS are.
fn uuid(number: u64) -> String {
    let other = number.rotate_left(29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let [a, b] = [format!("{number:016x}"), format!("{other:016x}")];
    let part = |text: &str, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    [part(&a, 0, 8), part(&a, 8, 12), part(&a, 12, 16), part(&b, 0, 4), part(&b, 4, 16)].join("-")
}
