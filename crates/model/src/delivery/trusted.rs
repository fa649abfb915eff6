//! Who may take on a role, as far as it tells a role that deploys from one that a program runs with.

use crate::PolicySetting;
use iam::{Effect, PrincipalKind, PrincipalSet, Principals, Statement};
use known::{Known, Part, Text};

/// Services that carry out what a template or a pipeline says, by a label of their names.
const DEPLOYING: [&str; 8] = [
    "cloudformation",
    "codebuild",
    "codecatalyst",
    "codecatalyst-runner",
    "codedeploy",
    "codepipeline",
    "proton",
    "servicecatalog",
];

/// Whether nobody may take on the role but services that do something else than to deploy.
pub(super) fn serves_a_service(trust: &PolicySetting) -> bool {
    let Known::Set(document) = &trust.value else { return false };
    let mut admitting = document.statements.iter().filter(|it| !is_deny(it)).peekable();
    document.open.is_none()
        && admitting.peek().is_some()
        && admitting.all(|statement| statement.principals.as_ref().is_some_and(are_other_services))
}

fn is_deny(statement: &Statement) -> bool {
    matches!(statement.effect, Known::Set(Effect::Deny))
}

fn are_other_services(principals: &Principals) -> bool {
    let other = |set: &PrincipalSet| {
        set.kind == PrincipalKind::Service
            && set.open.is_none()
            && set.entries.iter().all(|entry| is_other_service(&entry.text))
    };
    !principals.negated && principals.open.is_none() && principals.sets.iter().all(other)
}

/// `ec2.amazonaws.com`, of which the domain need not be known.
fn is_other_service(name: &Text) -> bool {
    let labels = name.split('.');
    let known = |label: &Text| label.parts().iter().all(|part| matches!(part, Part::Literal(..)));
    let deploys = |label: &Text| label.known().is_some_and(|label| DEPLOYING.contains(&label.as_str()));
    labels.len() > 1 && labels.first().is_some_and(known) && !labels.iter().any(deploys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::fixture::{asked, document};
    use crate::sample::{refuse, trust};
    use known::Setting;

    fn check(statements: Vec<Statement>, expected: bool) {
        assert_eq!(serves_a_service(&document(statements.clone())), expected, "{statements:?}");
    }

    fn of(kind: PrincipalKind, name: &str) -> Statement {
        let mut statement = trust(name);
        statement.principals.as_mut().expect("a trust policy has principals").sets[0].kind = kind;
        statement
    }

    #[test]
    fn programs_of_a_service_do_not_deploy() {
        for service in ["kafka.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] {
            check(vec![trust(service)], true);
        }
        check(vec![trust("ec2.amazonaws.com"), trust("ssm.amazonaws.com")], true);
        check(vec![trust("kafkaconnect.${suffix}")], true);
    }

    #[test]
    fn pipelines_templates_and_people_do() {
        for service in ["codebuild.amazonaws.com", "stacksets.cloudformation.amazonaws.com"] {
            check(vec![trust("ec2.amazonaws.com"), trust(service)], false);
        }
        check(vec![of(PrincipalKind::Federated, "token.actions.githubusercontent.com")], false);
        check(vec![of(PrincipalKind::Aws, "arn:aws:iam::111122223333:root")], false);
        check(vec![trust("ec2.amazonaws.com"), of(PrincipalKind::Everyone, "*")], false);
    }

    #[test]
    fn what_is_not_known_may_be_anybody() {
        check(vec![trust("${service}.amazonaws.com")], false);
        check(vec![], false);
        check(vec![refuse(&["sts:AssumeRole"], &["*"])], false);
        assert!(!serves_a_service(&Setting::absent()));
        let mut part = trust("ec2.amazonaws.com");
        part.principals.as_mut().expect("a trust policy has principals").open = Some(asked("var.x"));
        check(vec![part], false);
    }
}
