//! Policies of the generated clusters, in each of the forms in which people write them.

#[derive(Clone, Copy, Debug)]
pub enum Form {
    Jsonencode,
    Heredoc,
    DataSource,
}

impl Form {
    pub const ALL: [Form; 3] = [Form::Jsonencode, Form::Heredoc, Form::DataSource];
}

/// A statement. Texts may hold references: `${aws_s3_bucket.logs.arn}/*`.
#[derive(Clone, Debug)]
pub struct Statement {
    pub sid: &'static str,
    pub effect: &'static str,
    /// `Service` or `AWS`, and who.
    pub principal: (&'static str, String),
    pub actions: Vec<&'static str>,
    pub resources: Vec<String>,
    /// Operator, key, value.
    pub conditions: Vec<(&'static str, &'static str, String)>,
}

/// The value of a `policy` argument, and what has to stand beside the resource. `name` is the data
/// source's.
pub fn write(name: &str, statements: &[Statement], form: Form) -> (String, String) {
    match form {
        Form::Jsonencode => (format!("jsonencode({})", document(statements, " = ", "")), String::new()),
        Form::Heredoc => {
            (format!("<<-POLICY\n{}\n  POLICY", document(statements, ": ", "\"")), String::new())
        }
        Form::DataSource => {
            (format!("data.aws_iam_policy_document.{name}.json"), data_source(name, statements))
        }
    }
}

/// HCL and JSON differ in what stands between a name and its value, and in the quotes of names.
fn document(statements: &[Statement], is: &str, quote: &str) -> String {
    let name = |name: &str| format!("{quote}{name}{quote}{is}");
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    let texts = |items: &[String]| match items {
        [one] => format!("\"{one}\""),
        many => list(many.iter().map(|item| format!("\"{item}\"")).collect()),
    };
    let statement = |it: &Statement| {
        let actions: Vec<String> = it.actions.iter().map(|action| (*action).to_owned()).collect();
        let (kind, who) = &it.principal;
        let principal = match who.as_str() {
            "*" => "\"*\"".to_owned(),
            who => format!("{{ {}\"{who}\" }}", name(kind)),
        };
        let mut lines = vec![
            format!("{}\"{}\"", name("Sid"), it.sid),
            format!("{}\"{}\"", name("Effect"), it.effect),
            format!("{}{principal}", name("Principal")),
            format!("{}{}", name("Action"), texts(&actions)),
            format!("{}{}", name("Resource"), texts(&it.resources)),
        ];
        if !it.conditions.is_empty() {
            let condition = |(operator, key, value): &(&str, &str, String)| {
                format!("{}{{ \"{key}\"{is}\"{value}\" }}", name(operator))
            };
            let conditions: Vec<String> = it.conditions.iter().map(condition).collect();
            lines.push(format!("{}{{ {} }}", name("Condition"), conditions.join(", ")));
        }
        format!("      {{\n        {}\n      }}", lines.join(",\n        "))
    };
    let statements: Vec<String> = statements.iter().map(statement).collect();
    let version = format!("{}\"2012-10-17\"", name("Version"));
    format!("{{\n    {version},\n    {}[\n{}\n    ]\n  }}", name("Statement"), statements.join(",\n"))
}

fn data_source(name: &str, statements: &[Statement]) -> String {
    let quoted =
        |items: &[String]| items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ");
    let mut text = format!("data \"aws_iam_policy_document\" \"{name}\" {{\n");
    for it in statements {
        let actions: Vec<String> = it.actions.iter().map(|action| (*action).to_owned()).collect();
        let (kind, who) = (if it.principal.1 == "*" { "*" } else { it.principal.0 }, &it.principal.1);
        text += &format!(
            "  statement {{\n    sid       = \"{}\"\n    effect    = \"{}\"\n    actions   = [{}]\n    resources = [{}]\n\n    principals {{\n      type        = \"{kind}\"\n      identifiers = [\"{who}\"]\n    }}\n",
            it.sid,
            it.effect,
            quoted(&actions),
            quoted(&it.resources),
        );
        for (operator, key, value) in &it.conditions {
            text += &format!(
                "\n    condition {{\n      test     = \"{operator}\"\n      variable = \"{key}\"\n      values   = [\"{value}\"]\n    }}\n"
            );
        }
        text += "  }\n\n";
    }
    text + "}\n\n"
}
