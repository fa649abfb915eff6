//! What a document is, told from its name and its content. Only Terraform code is read by this
//! version; the others are known in order to say so.

use engine::{is_code, is_variables};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Terraform,
    TerraformJson,
    Variables,
    CloudFormation,
    Plan,
    State,
    Policy,
    Trail,
    Request,
    Unclear,
}

pub fn kind(name: &str, text: &str) -> Kind {
    let json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    if is_code(name) {
        return if name.ends_with(".json") { Kind::TerraformJson } else { Kind::Terraform };
    }
    if is_variables(name) {
        return Kind::Variables;
    }
    if json { of_json(text) } else { of_lines(text) }
}

/// Told from the keys of the outermost object.
fn of_json(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}');
    let Ok(members) = serde_json::from_str::<BTreeMap<String, Value>>(text) else { return Kind::Unclear };
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    match () {
        () if has(&["AWSTemplateFormatVersion", "Resources"]) => Kind::CloudFormation,
        () if has(&["planned_values", "resource_changes"]) => Kind::Plan,
        () if has(&["lineage"]) || (has(&["terraform_version"]) && has(&["values"])) => Kind::State,
        () if has(&["Statement"]) => Kind::Policy,
        () if has(&["Records"]) => Kind::Trail,
        () if has(&[
            "LoggingInfo",
            "loggingInfo",
            "BrokerLogs",
            "brokerLogs",
            "ClusterInfo",
            "clusterInfo",
        ]) =>
        {
            Kind::Request
        }
        () if has(&[
            "resource",
            "module",
            "data",
            "variable",
            "locals",
            "terraform",
            "provider",
            "output",
        ]) =>
        {
            Kind::TerraformJson
        }
        () => Kind::Unclear,
    }
}

fn of_lines(text: &str) -> Kind {
    let begins = |words: &[&str]| {
        text.lines()
            .any(|line| words.iter().any(|word| line.trim_start_matches('\u{feff}').starts_with(word)))
    };
    match () {
        () if begins(&["AWSTemplateFormatVersion", "Resources:"]) => Kind::CloudFormation,
        () if begins(&["resource \"", "module \"", "data \"", "variable \"", "locals {", "terraform {"]) => {
            Kind::Terraform
        }
        () => Kind::Unclear,
    }
}

/// What it is called in a message: "CloudFormation templates".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Terraform | Kind::TerraformJson => "Terraform code",
            Kind::Variables => "variable files",
            Kind::CloudFormation => "CloudFormation templates",
            Kind::Plan => "Terraform plans",
            Kind::State => "Terraform states",
            Kind::Policy => "bare IAM policies",
            Kind::Trail => "CloudTrail logs",
            Kind::Request => "requests and descriptions of the AWS API",
            Kind::Unclear => "files of this kind",
        })
    }
}
