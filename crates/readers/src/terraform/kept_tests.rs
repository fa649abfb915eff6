//! Scenarios that use what earlier ones lowered say what they would say alone.

use super::root::Root;
use crate::input::{Assumptions, Settings, Text, Texts};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Files(Vec<(&'static str, String)>);

impl Texts for Files {
    fn read(&self, path: &str) -> Text {
        let found = self.0.iter().find(|(known, _)| *known == path);
        found.map_or(Text::Missing, |(_, text)| Text::Read(Arc::from(text.as_str())))
    }

    fn files(&self, folder: &str) -> Option<Vec<String>> {
        let names = self.0.iter().filter_map(|(path, _)| match path.rsplit_once('/') {
            Some((parent, name)) => (parent == folder).then(|| name.to_owned()),
            None => (folder == ".").then(|| (*path).to_owned()),
        });
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then_some(names)
    }
}

/// One bucket, policy and cluster, whose switch nobody knows.
fn cluster(number: usize) -> String {
    format!(
        "variable \"on{number}\" {{}}\n\nresource \"aws_s3_bucket\" \"b{number}\" {{\n  bucket = \"logs-{number}\"\n}}\n\nresource \"aws_s3_bucket_policy\" \"b{number}\" {{\n  bucket = aws_s3_bucket.b{number}.id\n  policy = \"{{}}\"\n}}\n\nresource \"aws_msk_cluster\" \"c{number}\" {{\n  count        = var.on{number} ? 1 : 0\n  cluster_name = \"c{number}\"\n\n  logging_info {{\n    broker_logs {{\n      s3 {{\n        enabled = true\n        bucket  = aws_s3_bucket.b{number}.id\n      }}\n    }}\n  }}\n}}\n"
    )
}

fn answers(of: &[(&str, bool)]) -> Assumptions {
    Assumptions { answers: of.iter().map(|(name, is)| (name.to_string(), *is)).collect() }
}

#[test]
fn a_scenario_evaluates_only_what_asks_for_its_answer() {
    let files = Files(vec![("main.tf", (0..40).map(cluster).collect())]);
    let root = Root::open(".", &files, &Settings::default());
    root.evaluate(&Assumptions::default());
    assert_eq!(root.kept().count(), 0, "nothing is kept as long as there are no answers");
    root.evaluate(&answers(&[("var.on0", true)]));
    // 120 blocks, each for the sources and for what is around them.
    assert_eq!(root.kept().count(), 240);
    for number in 1..40 {
        root.evaluate(&answers(&[(&format!("var.on{number}"), true)]));
        root.evaluate(&answers(&[(&format!("var.on{number}"), false)]));
    }
    // Each time the cluster that asks, and once the one that asked first and now has no answer.
    assert_eq!(root.kept().count(), 240 + 2 * (1 + 39 * 2));
}

const TANGLED: &str = r#"
variable "a" {}
variable "b" {}
variable "stage" {}
variable "names" {}

provider "aws" {
  region = var.a ? "eu-west-1" : "eu-central-1"
}

locals {
  first  = var.a ? aws_s3_bucket.one.id : local.second
  second = var.b ? "two" : try(var.names.x, "three")
  prod   = var.stage == "prod"
}

resource "aws_s3_bucket" "one" {
  bucket = local.prod ? "one-prod" : "one-${var.stage == "dev" ? "dev" : "test"}"
}

resource "aws_s3_bucket" "each" {
  for_each = toset(var.b ? ["x", "y"] : ["z"])
  bucket   = "each-${each.key}-${module.inner[0].name}"
}

module "inner" {
  source = "./inner"
  count  = var.a ? 1 : 2
  on     = !var.b
  given  = local.first
}

resource "aws_kms_key" "k" {
  enable_key_rotation = module.inner[0].on
  is_enabled          = !local.prod
}

resource "aws_msk_cluster" "c" {
  cluster_name = "c"

  dynamic "logging_info" {
    for_each = local.prod || var.b ? [1] : []
    content {
      broker_logs {
        s3 {
          enabled = var.stage == "dev" ? var.a : true
          bucket  = local.first
        }
        cloudwatch_logs {
          enabled   = !var.a
          log_group = aws_cloudwatch_log_group.g.name
        }
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "g" {
  name = "/msk/${var.b ? "b" : local.second}"
}
"#;

const INNER: &str = r#"
variable "on" {}
variable "given" {}

output "name" {
  value = var.on ? var.given : "other"
}

output "on" {
  value = var.on
}

resource "aws_msk_cluster" "inner" {
  count        = var.on ? 1 : 0
  cluster_name = "inner"

  logging_info {
    broker_logs {
      s3 {
        enabled = true
        bucket  = var.given
      }
    }
  }
}
"#;

#[test]
fn a_scenario_says_what_it_would_say_alone() {
    let files = Files(vec![("main.tf", TANGLED.to_owned()), ("inner/main.tf", INNER.to_owned())]);
    let root = Root::open(".", &files, &Settings::default());
    let questions = ["var.a", "var.b", "var.stage == \"prod\"", "var.stage == \"dev\""];
    let mut seen = 0;
    // Each question is open, yes or no.
    for number in 0..3_usize.pow(4) {
        let mut chosen = BTreeMap::new();
        for (at, question) in questions.iter().enumerate() {
            match number / 3_usize.pow(u32::try_from(at).unwrap()) % 3 {
                0 => {}
                is => {
                    chosen.insert((*question).to_owned(), is == 1);
                }
            }
        }
        let assumptions = Assumptions { answers: chosen };
        let alone = Root::open(".", &files, &Settings::default()).evaluate(&assumptions);
        let together = root.evaluate(&assumptions);
        assert_eq!(format!("{:#?}", together.model), format!("{:#?}", alone.model), "{assumptions:?}");
        seen += alone.model.sources.len();
    }
    assert!(seen > 81, "there are sources in most of them");
    let fresh = 3_usize.pow(4) * 14;
    assert!(root.kept().count() < fresh / 2, "{} of {fresh} are evaluated", root.kept().count());
}
