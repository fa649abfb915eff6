//! The JSON schema of the configuration file, made from the same table that the file is read by.

use super::{CHOICES, KEYS, Takes};
use engine::allow::Tool;
use engine::rules::ALL;
use serde_json::{Map, Value, json};

pub fn schema() -> Value {
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| {
            let mut value = of(key.takes);
            if let Some(members) = value.as_object_mut() {
                members.insert("description".to_owned(), key.about.into());
            }
            (key.name.to_owned(), value)
        })
        .collect();
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "msklint.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn of(takes: Takes) -> Value {
    match takes {
        Takes::Severity => json!({ "enum": ["error", "warning", "info"] }),
        Takes::Text => json!({ "type": "string" }),
        Takes::Truth => json!({ "type": "boolean" }),
        Takes::Tools => json!({ "type": "array", "items": { "enum": Tool::ALL.map(Tool::word) } }),
        Takes::Rules => rules(),
        Takes::Values => json!({ "type": "object" }),
        Takes::Overrides => json!({
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["paths"],
                "properties": {
                    "paths": { "type": "array", "minItems": 1, "items": { "type": "string" } },
                    "rules": rules(),
                },
            },
        }),
        Takes::External => {
            let resources = json!({
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "policy": { "type": "string" }, "trusted": { "type": "boolean" } },
                },
            });
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": { "buckets": resources, "keys": resources },
            })
        }
    }
}

fn rules() -> Value {
    let levels = CHOICES.map(|(word, _)| word);
    let rule = |rule: &&engine::rules::Rule| {
        (rule.name.to_owned(), json!({ "enum": levels, "description": rule.summary }))
    };
    let properties: Map<String, Value> = ALL.iter().map(rule).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_and_every_rule_is_in_it() {
        let schema = schema();
        assert_eq!(schema["properties"].as_object().unwrap().len(), KEYS.len());
        assert_eq!(schema["properties"]["rules"]["properties"].as_object().unwrap().len(), ALL.len());
        assert_eq!(schema["properties"]["fail-on"]["enum"][0], "error");
    }
}
