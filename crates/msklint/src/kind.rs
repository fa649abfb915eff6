//! What a document is that no reader knows, told from its content: in order to say so.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Terraform,
    Plan,
    State,
    Policy,
    Trail,
    Request,
    Unclear,
}

pub fn kind(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[']) { of_json(text) } else { of_lines(text) }
}

/// Told from the keys of the outermost object.
fn of_json(text: &str) -> Kind {
    let Ok(members) = serde_json::from_str::<BTreeMap<String, Value>>(text) else { return Kind::Unclear };
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    match () {
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
            Kind::Terraform
        }
        () => Kind::Unclear,
    }
}

fn of_lines(text: &str) -> Kind {
    let blocks = ["resource \"", "module \"", "data \"", "variable \"", "locals {", "terraform {"];
    match text.lines().any(|line| blocks.iter().any(|block| line.starts_with(block))) {
        true => Kind::Terraform,
        false => Kind::Unclear,
    }
}

/// What it is called in a message: "bare IAM policies".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Terraform => "Terraform code",
            Kind::Plan => "Terraform plans",
            Kind::State => "Terraform states that `terraform show -json` has not written",
            Kind::Policy => "bare IAM policies",
            Kind::Trail => "CloudTrail logs",
            Kind::Request => "requests and descriptions of the AWS API",
            Kind::Unclear => "files of this kind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_by_their_content() {
        for (text, expected) in [
            ("resource \"aws_msk_cluster\" \"a\" {}\n", Kind::Terraform),
            ("\u{feff}variable \"x\" {}\n", Kind::Terraform),
            (r#"{"resource": {}}"#, Kind::Terraform),
            (r#"{"format_version": "1.2", "planned_values": {}}"#, Kind::Plan),
            (r#"{"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}"#, Kind::State),
            (r#"{"version": 4, "lineage": "x"}"#, Kind::State),
            (r#"{"Version": "2012-10-17", "Statement": []}"#, Kind::Policy),
            (r#"{"Records": []}"#, Kind::Trail),
            (r#" {"BrokerLogs": {}}"#, Kind::Request),
            (r#"{"a": 1}"#, Kind::Unclear),
            ("{", Kind::Unclear),
            ("", Kind::Unclear),
            ("name: x\n", Kind::Unclear),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
