//! Writes the templates: one or two in a folder, in YAML or JSON, one in ten of them with a cluster.

use crate::destinations::{self, Destination};
use crate::ordinary;
use crate::random::Random;
use crate::truth::{Truth, Way, Written};
use crate::ways::WAYS;
use crate::yaml;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

const SEED: u64 = 0x7465_6d70_6c61_7465;

fn file(
    written: &mut Written,
    folder: &Path,
    name: &str,
    template: &Map<String, Value>,
    json: bool,
) -> io::Result<()> {
    let template = Value::Object(template.clone());
    match json {
        true => written.file(folder, &format!("{name}.json"), &serde_json::to_string_pretty(&template)?),
        false => written.file(folder, &format!("{name}.yaml"), &yaml::write(&template)),
    }
}

pub fn write(place: &Path, templates: usize) -> io::Result<Written> {
    let mut written = Written::default();
    let mut random = Random::new(SEED);
    while written.files < templates {
        let number = written.files;
        let name = format!("t{number:05}");
        let folder = place.join(&name);
        std::fs::create_dir_all(&folder)?;
        let json = random.between(0, 9) < 3;
        let mut template = ordinary::frame(&name);
        let mut resources = blocks(&mut random);
        if written.truths.len() * 10 <= number {
            cluster(&mut written, &folder, &name, json, (&mut template, &mut resources), &mut random)?;
        } else {
            template.insert("Outputs".to_owned(), outputs(&name, &resources));
        }
        template.insert("Resources".to_owned(), Value::Object(resources));
        file(&mut written, &folder, "template", &template, json)?;
    }
    Ok(written)
}

/// Enough for a template of some 7 KB.
fn blocks(random: &mut Random) -> Map<String, Value> {
    let mut resources = Map::new();
    for at in 0..random.between(3, 7) {
        resources.extend(ordinary::block(&format!("B{at}"), random));
    }
    resources
}

fn outputs(name: &str, resources: &Map<String, Value>) -> Value {
    let output = |resource: &String| {
        let export = json!({"Name": {"Fn::Sub": format!("${{AWS::StackName}}-{name}-{resource}")}});
        (resource.clone(), json!({"Value": {"Ref": resource}, "Export": export}))
    };
    Value::Object(resources.keys().take(3).map(output).collect())
}

/// Where the destinations stand: beside the cluster, in a template of which values are imported, or in
/// that which nests the cluster's.
enum Layout {
    Together,
    Imported,
    Nested,
}

fn cluster(
    written: &mut Written,
    folder: &Path,
    name: &str,
    json: bool,
    (template, resources): (&mut Map<String, Value>, &mut Map<String, Value>),
    random: &mut Random,
) -> io::Result<()> {
    let count = written.truths.len();
    let way = (count % 5 < 3).then(|| &WAYS[count * 7 % WAYS.len()]);
    let destinations = chosen(way, random);
    let mut verdicts = BTreeMap::new();
    for (name, destination) in ["cloudwatch", "firehose", "s3"].into_iter().zip(&destinations) {
        let is_broken = way.is_some_and(|way| way.destination == name);
        verdicts.insert(
            name,
            match destination {
                None => "off",
                Some(_) if is_broken => "broken",
                Some(_) => "delivers",
            },
        );
    }
    let mut rules: BTreeSet<&str> = way.map(|way| way.rule).into_iter().collect();
    if destinations.iter().all(Option::is_none) {
        rules.insert("broker-logs-off");
    }
    let layout = match (random.between(0, 9), way.map_or("", |way| way.words)) {
        (_, "reference to nothing") => Layout::Together,
        (0 | 1, _) => Layout::Imported,
        (2 | 3, _) => Layout::Nested,
        _ => Layout::Together,
    };
    written.truths.push(Truth {
        module: name.to_owned(),
        verdicts,
        rules,
        way: way.map_or("", |way| way.words),
    });
    let mut logs = Map::new();
    let mut beside = Map::new();
    for destination in destinations.into_iter().flatten() {
        logs.insert(destination.name.to_owned(), destination.settings);
        beside.extend(destination.resources);
    }
    match layout {
        Layout::Together => {
            resources.extend(beside);
            resources.insert("Cluster".to_owned(), source(logs));
        }
        Layout::Imported => {
            let mut other = ordinary::frame(name);
            let (logs, outputs) = exchanged(logs, |key, value| {
                let export = format!("{name}-{key}");
                (json!({"Fn::ImportValue": export}), json!({"Value": value, "Export": {"Name": export}}))
            });
            other.insert("Outputs".to_owned(), outputs);
            other.insert("Resources".to_owned(), Value::Object(beside));
            file(written, folder, "shared", &other, json)?;
            resources.insert("Cluster".to_owned(), source(logs));
        }
        Layout::Nested => {
            let (logs, parameters) = exchanged(logs, |key, value| (json!({"Ref": key}), value));
            let mut inner = ordinary::frame(name);
            for key in parameters.as_object().into_iter().flat_map(Map::keys) {
                inner["Parameters"][key] = json!({"Type": "String"});
            }
            inner.insert("Resources".to_owned(), json!({"Cluster": source(logs)}));
            file(written, folder, "kafka", &inner, json)?;
            resources.extend(beside);
            let mut parameters = parameters;
            parameters["SubnetIds"] = json!({"Fn::Join": [",", {"Ref": "SubnetIds"}]});
            let ending = if json { "json" } else { "yaml" };
            let stack = json!({"Type": "AWS::CloudFormation::Stack", "Properties": {
                "TemplateURL": format!("./kafka.{ending}"), "Parameters": parameters
            }});
            resources.insert("Kafka".to_owned(), stack);
        }
    }
    template.entry("Outputs").or_insert_with(|| json!({"Name": {"Value": name}}));
    Ok(())
}

/// Names of destinations, handed over in another way.
fn exchanged(
    logs: Map<String, Value>,
    hand_over: impl Fn(&str, Value) -> (Value, Value),
) -> (Map<String, Value>, Value) {
    let (mut changed, mut handed) = (Map::new(), Map::new());
    for (name, mut settings) in logs {
        for key in ["Bucket", "LogGroup", "DeliveryStream"] {
            if let Some(value) = settings.get(key).cloned() {
                let (here, there) = hand_over(key, value);
                settings[key] = here;
                handed.insert(key.to_owned(), there);
            }
        }
        changed.insert(name, settings);
    }
    (changed, Value::Object(handed))
}

/// In the order of their names: CloudWatch, Firehose, S3. The one that is broken is always there.
fn chosen(way: Option<&Way>, random: &mut Random) -> [Option<Destination>; 3] {
    let mut wanted = |name: &str| way.is_some_and(|way| way.destination == name) || random.between(0, 2) > 0;
    let (cloudwatch, firehose, s3) = (wanted("cloudwatch"), wanted("firehose"), wanted("s3"));
    let of_key = way.is_some_and(|way| ["key of the account", "disabled key"].contains(&way.words));
    let encrypted = of_key || random.between(0, 1) > 0;
    let own = |name: &str| way.filter(|way| way.destination == name);
    [
        cloudwatch.then(|| destinations::cloudwatch(own("cloudwatch"))),
        firehose.then(|| destinations::firehose(own("firehose"))),
        s3.then(|| destinations::s3(own("s3"), encrypted)),
    ]
}

fn source(logs: Map<String, Value>) -> Value {
    json!({"Type": "AWS::MSK::Cluster", "Properties": {
        "ClusterName": {"Fn::Sub": "events-${Environment}"},
        "KafkaVersion": "3.8.x",
        "NumberOfBrokerNodes": {"Fn::FindInMap": ["Sizes", {"Ref": "Environment"}, "Count"]},
        "BrokerNodeGroupInfo": {
            "InstanceType": "kafka.m7g.large", "ClientSubnets": {"Ref": "SubnetIds"},
            "StorageInfo": {"EBSStorageInfo": {"VolumeSize": 500}}
        },
        "EnhancedMonitoring": "PER_TOPIC_PER_BROKER",
        "LoggingInfo": {"BrokerLogs": logs}
    }})
}
