//! Scripts that create a cluster with the AWS CLI, the JSON of its logs written in one of several ways.

use crate::random::Random;
use crate::truth::{Way, Written, way};
use serde_json::{Value, json};
use std::io;
use std::path::Path;

const SEED: u64 = 0x7363_7269_7074_7301;

static WAYS: [Way; 4] = [
    way("no bucket", "s3", "unnamed-destination"),
    way("arn of the bucket", "s3", "arn-for-name"),
    way("arn of the log group", "cloudwatch", "arn-for-name"),
    way("no stream", "firehose", "unnamed-destination"),
];

/// What else such scripts do.
const CHORES: [&str; 6] = [
    "echo \"waiting for ${cluster}\" >&2\nsleep 30\n",
    "if [ -z \"${SUBNETS:-}\" ]; then\n  echo 'SUBNETS is not set' >&2\n  exit 64\nfi\n",
    "for zone in a b c; do\n  aws ec2 describe-subnets --filters \"Name=availability-zone,Values=eu-central-1${zone}\" --query 'Subnets[].SubnetId' --output text\ndone\n",
    "retry() {\n  local tries=0\n  until \"$@\"; do\n    tries=$((tries + 1))\n    [ \"$tries\" -lt 5 ] || return 1\n    sleep 5\n  done\n}\n",
    "cat > brokers.json <<END\n{\"InstanceType\": \"kafka.m7g.large\", \"ClientSubnets\": [\"subnet-1\", \"subnet-2\"]}\nEND\n",
    "arn=$(aws kafka list-clusters --cluster-name-filter \"$cluster\" --query 'ClusterInfoList[0].ClusterArn' --output text)\n",
];

pub fn write(place: &Path, scripts: usize) -> io::Result<Written> {
    let mut written = Written::default();
    let mut random = Random::new(SEED);
    for number in 0..scripts {
        let way = (number % 2 == 0).then(|| &WAYS[number / 2 % WAYS.len()]);
        let name = format!("s{number:05}");
        let folder = place.join(&name);
        std::fs::create_dir_all(&folder)?;
        let text = script(number, way, &mut random);
        written.file(&folder, "deploy.sh", &text)?;
        // Most scripts have nothing to do with it.
        for at in 0..3 {
            written.file(&folder, &format!("chore-{at}.sh"), &chores(&mut random, 6))?;
        }
        let good = [("cloudwatch", "unknown"), ("firehose", "unknown"), ("s3", "unknown")];
        // Nothing shows what the scripts name.
        written.truth(&name, way, &good, &["undeclared-destination"]);
    }
    Ok(written)
}

fn chores(random: &mut Random, count: usize) -> String {
    let chores: String = (0..count).map(|_| *random.pick(&CHORES)).collect();
    format!("#!/usr/bin/env bash\nset -euo pipefail\n\n{chores}")
}

fn script(number: usize, way: Option<&Way>, random: &mut Random) -> String {
    let is = |words: &str| way.is_some_and(|way| way.words == words);
    let mut s3 = json!({"Enabled": true, "Bucket": format!("broker-logs-{number:05}")});
    let mut group = json!({"Enabled": true, "LogGroup": "/msk/orders"});
    let mut stream = json!({"Enabled": true, "DeliveryStream": "broker-logs"});
    match () {
        () if is("no bucket") => s3 = json!({"Enabled": true}),
        () if is("arn of the bucket") => {
            s3["Bucket"] = json!(format!("arn:aws:s3:::broker-logs-{number:05}"))
        }
        () if is("arn of the log group") => {
            group["LogGroup"] = json!("arn:aws:logs:eu-central-1:111122223333:log-group:/msk/orders");
        }
        () if is("no stream") => stream = json!({"Enabled": true}),
        () => {}
    }
    let logs = json!({"BrokerLogs": {"CloudWatchLogs": group, "Firehose": stream, "S3": s3}});
    let (before, argument) = argument(&logs, random.between(0, 3));
    let call = format!(
        "aws kafka create-cluster \\\n  --cluster-name \"$cluster\" \\\n  --kafka-version 3.9.x \\\n  --number-of-broker-nodes 3 \\\n  \
         --broker-node-group-info file://brokers.json \\\n  --logging-info {argument}\n"
    );
    let chores = chores(random, 8);
    format!("{chores}\ncluster=orders-{number:05}\n{before}{call}\n{}", random.pick(&CHORES))
}

/// How the JSON reaches the call: in quotes of either kind, from a file that is written here, from a
/// here-document.
fn argument(logs: &Value, form: usize) -> (String, String) {
    let text = format!("{logs:#}");
    match form {
        0 => (String::new(), format!("'{text}'")),
        1 => (String::new(), format!("\"{}\"", text.replace('"', "\\\""))),
        2 => (format!("cat > logging.json <<'END'\n{text}\nEND\n"), "file://logging.json".to_owned()),
        _ => (String::new(), format!("\"$(cat <<'END'\n{text}\nEND\n)\"")),
    }
}
