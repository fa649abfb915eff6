//! Files with values for the parameters of a template, in the forms that AWS tools write.

use serde_json::Value;

/// `[{"ParameterKey": …, "ParameterValue": …}]` as the AWS CLI has it, `["NAME=VALUE"]`, or an object,
/// alone or under `Parameters`.
pub fn of_file(text: &str) -> Result<Vec<(String, String)>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let parsed: Value = serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
    let pairs = match &parsed {
        Value::Array(items) => items.iter().filter(|item| !is_kept(item)).map(of_item).collect(),
        Value::Object(members) => {
            let members = members.get("Parameters").and_then(Value::as_object).unwrap_or(members);
            members.iter().map(|(name, value)| Some((name.clone(), plain(value)?))).collect()
        }
        _ => None,
    };
    pairs.ok_or_else(|| "gives no parameters in a form that is known".to_owned())
}

fn of_item(item: &Value) -> Option<(String, String)> {
    match item {
        Value::String(text) => text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())),
        item => Some((item.get("ParameterKey")?.as_str()?.to_owned(), plain(item.get("ParameterValue")?)?)),
    }
}

/// The value of the last deployment, which is not known here.
fn is_kept(item: &Value) -> bool {
    item.get("UsePreviousValue").is_some_and(|kept| kept == true) && item.get("ParameterValue").is_none()
}

/// Lists are written with commas, as CloudFormation takes them.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Array(items) => {
            items.iter().map(plain).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_parameter_files() {
        let expected = Ok(vec![("Name".to_owned(), "a".to_owned()), ("Sizes".to_owned(), "1,2".to_owned())]);
        for text in [
            r#"[{"ParameterKey": "Name", "ParameterValue": "a"}, {"ParameterKey": "Sizes", "ParameterValue": "1,2"}]"#,
            r#"["Name=a", "Sizes=1,2"]"#,
            r#"[{"ParameterKey": "Old", "UsePreviousValue": true}, "Name=a", "Sizes=1,2"]"#,
            r#"{"Name": "a", "Sizes": [1, 2]}"#,
            "\u{feff}{\"Parameters\": {\"Name\": \"a\", \"Sizes\": \"1,2\"}}",
        ] {
            assert_eq!(of_file(text), expected, "{text}");
        }
        for text in ["", "Name: a", "1", r#"["Name"]"#, r#"{"Name": {}}"#] {
            assert!(of_file(text).is_err(), "{text}");
        }
    }
}
