//! The functions that the AWS provider adds: `arn_parse`, `arn_build`, `trim_iam_role_path`.

use super::call::{Answer, Call, Stop, fault};
use super::runs;
use crate::value::Value;
use model::known::{Part, Text, Truth};

const FIELDS: [&str; 5] = ["partition", "service", "region", "account_id", "resource"];

/// The five fields of an ARN.
fn fields(text: &Text) -> Result<Vec<Text>, Stop> {
    match runs::starts_with(text, &Text::literal("arn:")) {
        Truth::Yes => {}
        Truth::No => return fault("it is not an ARN"),
        Truth::Unknown(_) => return Err(Stop::Derived),
    }
    // Of all fields, only the last may contain colons.
    let pieces = runs::split(text, ":");
    let (mut fields, mut resource): (Vec<Text>, Option<Text>) = (Vec::new(), None);
    for (i, piece) in pieces.into_iter().enumerate().skip(1) {
        match &mut resource {
            Some(resource) => {
                resource.push_literal(":", None);
                resource.push(&piece);
            }
            None if i == 5 => resource = Some(piece),
            None if hides_colon(&piece) => return Err(Stop::Derived),
            None => fields.push(piece),
        }
    }
    match resource {
        Some(resource) => {
            fields.push(resource);
            Ok(fields)
        }
        None => fault("it is not an ARN"),
    }
}

fn hides_colon(text: &Text) -> bool {
    text.parts().iter().any(|part| matches!(part, Part::Symbol(symbol) if symbol.shape().allows(':')))
}

pub(super) fn parse(call: &mut Call<'_>) -> Answer {
    let fields = fields(&call.text(0)?)?;
    let members = FIELDS.iter().zip(fields).map(|(name, field)| ((*name).to_owned(), Value::text(field)));
    Ok(Value::object(members))
}

pub(super) fn build(call: &mut Call<'_>) -> Answer {
    let mut arn = Text::literal("arn");
    for at in 0..FIELDS.len() {
        arn.push_literal(":", None);
        arn.push(&call.text(at)?);
    }
    Ok(Value::text(arn))
}

/// The ARN of a role with the path in front of its name left out.
pub(super) fn trim_iam_role_path(call: &mut Call<'_>) -> Answer {
    let text = call.text(0)?;
    let mut fields = fields(&text)?;
    let Some(resource) = fields.pop() else { return Err(Stop::Derived) };
    let service = fields.get(1).map(|service| service.equals(&Text::literal("iam")));
    if service.is_some_and(|truth| truth.is_no()) {
        return fault("it is not the ARN of an IAM role");
    }
    match runs::starts_with(&resource, &Text::literal("role/")) {
        Truth::Yes => {}
        Truth::No => return fault("it is not the ARN of an IAM role"),
        Truth::Unknown(_) => return Err(Stop::Derived),
    }
    let after = runs::without(&resource, &Text::literal("role/"), runs::End::Start).ok_or(Stop::Derived)?;
    if runs::may_touch_symbol(&after, "/") {
        return Err(Stop::Derived);
    }
    let name = runs::split(&after, "/").pop().unwrap_or_default();
    let mut arn = Text::literal("arn");
    for field in &fields {
        arn.push_literal(":", None);
        arn.push(field);
    }
    Ok(Value::text(arn.with(":role/").then(&name)))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, text};

    #[test]
    fn fields_of_a_partly_known_arn() {
        check(
            "provider::aws::arn_parse",
            &[text(&["arn:aws:firehose:", "$region", ":", "$account", ":deliverystream/", "$var.n"])],
            r#"{account_id = "${account}", partition = "aws", region = "${region}", resource = "deliverystream/${var.n}", service = "firehose"}"#,
        );
        check(
            "provider::aws::arn_parse",
            &[text(&["arn:aws:s3:::a:b"])],
            r#"{account_id = "", partition = "aws", region = "", resource = "a:b", service = "s3"}"#,
        );
        check("provider::aws::arn_parse", &[text(&["$var.arn"])], "<provider::aws::arn_parse(var.arn)!>");
        check(
            "provider::aws::arn_parse",
            &[text(&["arn:aws:", "$var.x", ":a:b:c:d"])],
            r#"<provider::aws::arn_parse("arn:aws:${var.x}:a:b:c:d")!>"#,
        );
        error("provider::aws::arn_parse", &[text(&["logs"])], "`provider::aws::arn_parse`: it is not an ARN");
    }

    #[test]
    fn arns_are_put_together() {
        let build = [text(&["aws"]), text(&["iam"]), text(&[]), text(&["$account"]), text(&["role/x"])];
        check("provider::aws::arn_build", &build, r#""arn:aws:iam::${account}:role/x""#);
        check(
            "provider::aws::trim_iam_role_path",
            &[text(&["arn:aws:iam::", "$account", ":role/team/", "$role"])],
            r#""arn:aws:iam::${account}:role/${role}""#,
        );
        error(
            "provider::aws::trim_iam_role_path",
            &[text(&["arn:aws:s3:::bucket"])],
            "`provider::aws::trim_iam_role_path`: it is not the ARN of an IAM role",
        );
    }
}
