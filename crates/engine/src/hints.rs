//! What to give msklint so that a finding which is only possible becomes certain or goes away.

use readers::model::known::Settle;

/// The rule's help, and behind it the inputs that would settle the matter.
pub fn with_remedies(help: &str, settle: &[Settle]) -> String {
    let mut remedies: Vec<String> = settle.iter().filter_map(remedy).collect();
    remedies.dedup();
    if remedies.is_empty() {
        return help.to_owned();
    }
    format!("{help}; to be certain, {}", remedies.join(" and "))
}

fn remedy(settle: &Settle) -> Option<String> {
    Some(match settle {
        Settle::Variable(name) => format!("give `--var {name}=…`"),
        Settle::Parameter(name) => format!("give `--parameter {name}=…`"),
        Settle::Account => "give `--account`".to_owned(),
        Settle::Region => "give `--region`".to_owned(),
        Settle::Module(address) => format!("install `{address}` with `terraform init`"),
        Settle::Outside(_) => return None,
    })
}
