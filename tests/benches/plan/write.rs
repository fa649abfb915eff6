//! Writes the plan as Terraform does: in one line, every resource as it is planned, as it changes, as
//! it was and as it is configured.

use crate::clusters;
use crate::ordinary;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Gives the number of resources.
pub fn write(file: &Path, bytes: u64) -> io::Result<usize> {
    // Each resource stands four times; what one takes is learnt from the first thousand.
    let sample: usize = (0..1000).map(|number| in_all(number).iter().map(String::len).sum::<usize>()).sum();
    let count = usize::try_from(bytes).unwrap_or(usize::MAX) / (sample / 1000);
    let mut out = BufWriter::new(File::create(file)?);
    write!(
        out,
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","variables":{{"stage":{{"value":"x"}}}},"#
    )?;
    write!(out, r#""planned_values":{{"root_module":{{"resources":["#)?;
    section(&mut out, count, 0)?;
    write!(out, r#"],"child_modules":["#)?;
    modules(&mut out)?;
    write!(out, r#"]}}}},"resource_changes":["#)?;
    section(&mut out, count, 1)?;
    for cluster in clusters::all() {
        for (address, _, values) in cluster.resources() {
            let change =
                json!({"actions": ["no-op"], "before": values, "after": values, "after_unknown": {}});
            write!(out, ",{}", json!({"address": address, "mode": "managed", "change": change}))?;
        }
    }
    write!(
        out,
        r#"],"prior_state":{{"format_version":"1.0","terraform_version":"1.11.4","values":{{"root_module":{{"resources":["#
    )?;
    section(&mut out, count, 2)?;
    write!(out, r#"],"child_modules":["#)?;
    modules(&mut out)?;
    write!(
        out,
        r#"]}}}}}},"configuration":{{"provider_config":{{"aws":{{"name":"aws"}}}},"root_module":{{"resources":["#
    )?;
    section(&mut out, count, 3)?;
    write!(
        out,
        r#"]}}}},"timestamp":"2026-11-23T12:00:00Z","applyable":true,"complete":true,"errored":false}}"#
    )?;
    out.flush()?;
    Ok(count)
}

fn section(out: &mut impl Write, count: usize, section: usize) -> io::Result<()> {
    for number in 0..count {
        let comma = if number > 0 { "," } else { "" };
        write!(out, "{comma}{}", in_all(number)[section])?;
    }
    Ok(())
}

fn modules(out: &mut impl Write) -> io::Result<()> {
    for (number, cluster) in clusters::all().iter().enumerate() {
        let resource = |(address, kind, values): (String, &str, Value)| json!({"address": address, "mode": "managed", "type": kind, "values": values, "sensitive_values": {}});
        let resources: Vec<Value> = cluster.resources().into_iter().map(resource).collect();
        let comma = if number > 0 { "," } else { "" };
        write!(
            out,
            "{comma}{}",
            json!({"address": format!("module.{}", cluster.name), "resources": resources})
        )?;
    }
    Ok(())
}

/// A resource as it stands in each of the four places.
fn in_all(number: usize) -> [String; 4] {
    let (kind, values) = ordinary::resource(number);
    let address = format!("{kind}.r{number}");
    let frame = |more: &str| {
        format!(
            r#"{{"address":"{address}","mode":"managed","type":"{kind}","name":"r{number}","provider_name":"registry.terraform.io/hashicorp/aws",{more}}}"#
        )
    };
    let planned = frame(&format!(r#""schema_version":0,"values":{values},"sensitive_values":{{}}"#));
    let change = frame(&format!(
        r#""change":{{"actions":["no-op"],"before":{values},"after":{values},"after_unknown":{{}},"before_sensitive":{{}},"after_sensitive":{{}}}}"#
    ));
    let code = frame(
        r#""provider_config_key":"aws","expressions":{"tags":{"references":["local.tags"]}},"schema_version":0"#,
    );
    [planned.clone(), change, planned, code]
}
