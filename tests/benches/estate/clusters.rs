//! Clusters with their destinations: right, or broken in one known way.

use crate::ordinary::VARIABLES;
use crate::policies::Form;
use crate::random::Random;
use crate::truth::{Truth, Way};
use crate::ways::WAYS;
use crate::{destinations, policies};
use std::collections::{BTreeMap, BTreeSet};

pub struct Cluster {
    pub provider: String,
    pub text: String,
    pub truth: Truth,
}

/// Account and Region, in letters or as data sources say them.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    pub account: &'static str,
    pub region: &'static str,
}

const LITERAL: Home = Home { account: "111122223333", region: "eu-west-1" };
const FOUND: Home = Home {
    account: "${data.aws_caller_identity.current.account_id}",
    region: "${data.aws_region.current.name}",
};

const PROVIDER: &str = r#"provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  name = "streams-${var.environment}"
  tags = { Team = "streams" }
}
"#;

/// Every other cluster is broken, in one way after the other.
pub fn cluster(module: &str, number: usize, random: &mut Random) -> Cluster {
    let way = (number % 2 == 1).then(|| &WAYS[number / 2 % WAYS.len()]);
    let mut wanted: BTreeSet<&'static str> =
        ["cloudwatch", "firehose", "s3"].into_iter().filter(|_| random.between(0, 2) == 0).collect();
    wanted.insert(way.map_or("s3", |way| way.destination));
    let home = if random.between(0, 1) == 0 { LITERAL } else { FOUND };
    let text = text(&wanted, way, home, *random.pick(&Form::ALL));
    let verdict = |destination: &'static str| match way {
        _ if !wanted.contains(destination) => "off",
        Some(way) if way.destination == destination => "broken",
        _ => "delivers",
    };
    let verdicts: BTreeMap<_, _> = ["cloudwatch", "firehose", "s3"].map(|it| (it, verdict(it))).into();
    let truth = Truth {
        module: module.to_owned(),
        verdicts,
        rules: way.iter().map(|way| way.rule).collect(),
        way: way.map_or("right", |way| way.words),
    };
    Cluster { provider: format!("{PROVIDER}\n{VARIABLES}"), text, truth }
}

fn text(wanted: &BTreeSet<&'static str>, way: Option<&Way>, home: Home, form: Form) -> String {
    let (mut blocks, mut beside) = (String::new(), String::new());
    for destination in wanted {
        let change = way.filter(|way| way.destination == *destination);
        let (block, resources) = match *destination {
            "cloudwatch" => destinations::cloudwatch(change, home, form),
            "firehose" => destinations::firehose(change, form),
            _ => destinations::s3(change, home, form),
        };
        blocks += &block;
        beside += &resources;
    }
    format!(
        r#"resource "aws_msk_cluster" "this" {{
  cluster_name           = local.name
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info {{
    instance_type  = "kafka.m7g.large"
    client_subnets = var.subnet_ids

    storage_info {{
      ebs_storage_info {{
        volume_size = 1000
      }}
    }}
  }}

  encryption_info {{
    encryption_in_transit {{
      client_broker = "TLS"
    }}
  }}

  logging_info {{
    broker_logs {{
{blocks}    }}
  }}

  tags = local.tags
}}

{beside}"#
    )
}

/// A file of 40 lines.
pub fn single() -> String {
    let statements = destinations::delivery_statements(LITERAL);
    let (policy, _) = policies::write("logs", &statements, Form::Heredoc);
    let text = format!(
        "resource \"aws_msk_cluster\" \"this\" {{\n  cluster_name = \"streams\"\n\n  logging_info {{\n    broker_logs {{\n      s3 {{\n        enabled = true\n        bucket  = aws_s3_bucket.logs.id\n      }}\n    }}\n  }}\n}}\n\nresource \"aws_s3_bucket\" \"logs\" {{\n  bucket = \"streams-logs\"\n}}\n\nresource \"aws_s3_bucket_policy\" \"logs\" {{\n  bucket = aws_s3_bucket.logs.id\n  policy = {policy}\n}}\n"
    );
    let missing = 40_usize.saturating_sub(text.lines().count());
    "# a line\n".repeat(missing) + &text
}
