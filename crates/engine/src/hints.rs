//! What to give msklint so that a finding which is only possible becomes certain or goes away.

use readers::model::known::Settle;

/// Options that are listed; a help with more of them is not read.
const LISTED: usize = 3;

/// The rule's help, and behind it the inputs that would settle the matter.
pub fn with_remedies(help: &str, settle: &[Settle]) -> String {
    let options: Vec<String> = settle.iter().filter_map(option).collect();
    let modules: Vec<String> = settle.iter().filter_map(module).collect();
    let give = (!options.is_empty()).then(|| format!("give {}", listed(&options)));
    let install =
        (!modules.is_empty()).then(|| format!("install {} with `terraform init`", listed(&modules)));
    let remedies: Vec<String> = give.into_iter().chain(install).collect();
    match remedies.is_empty() {
        true => help.to_owned(),
        false => format!("{help}; to be certain, {}", remedies.join(", and ")),
    }
}

fn option(settle: &Settle) -> Option<String> {
    match settle {
        Settle::Variable(name) => Some(format!("`--var {name}=…`")),
        Settle::Parameter(name) => Some(format!("`--parameter {name}=…`")),
        Settle::Account => Some("`--account`".to_owned()),
        Settle::Region => Some("`--region`".to_owned()),
        Settle::Module(_) | Settle::Outside(_) => None,
    }
}

fn module(settle: &Settle) -> Option<String> {
    match settle {
        Settle::Module(address) => Some(format!("`{address}`")),
        _ => None,
    }
}

fn listed(items: &[String]) -> String {
    match items.get(..LISTED) {
        Some(first) if items.len() > LISTED => format!("{} and others", first.join(", ")),
        _ => items.join(" and "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settle: &[Settle], expected: &str) {
        assert_eq!(with_remedies("do it", settle), expected);
    }

    #[test]
    fn what_would_settle_it_stands_behind_the_help() {
        let variable = |name: &str| Settle::Variable(name.to_owned());
        check(&[], "do it");
        check(&[Settle::Outside("a bucket".to_owned())], "do it");
        check(&[variable("a"), Settle::Region], "do it; to be certain, give `--var a=…` and `--region`");
        let module = Settle::Module("module.m".to_owned());
        check(
            std::slice::from_ref(&module),
            "do it; to be certain, install `module.m` with `terraform init`",
        );
        let many = [variable("a"), variable("b"), variable("c"), variable("d"), module];
        let expected = "do it; to be certain, give `--var a=…`, `--var b=…`, `--var c=…` and others, \
            and install `module.m` with `terraform init`";
        check(&many, expected);
    }
}
