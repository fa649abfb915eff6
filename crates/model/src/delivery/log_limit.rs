//! The limits of the account-level resource policies of CloudWatch Logs, as far as the policies are
//! here.

use super::{Cause, CauseKind, Route};
use crate::{DestinationKind, LogPolicy, Model, Source};
use iam::{Clause, Condition, Document, Entry, Principals, Statement};
use known::{Known, Part, Text, Truth, Why};

/// In an account, for each Region.
const MOST_POLICIES: usize = 10;
/// Characters of one policy, and how many of them are close to it.
const MOST_CHARACTERS: usize = 5120;
const CLOSE: usize = 5000;

/// Said once, at the first source that delivers to CloudWatch Logs.
pub(super) fn causes(route: &Route<'_>) -> Vec<Cause> {
    let first = route.model.sources.iter().find(|source| delivers_to_cloudwatch(source));
    if !first.is_some_and(|first| std::ptr::eq(first, route.source)) {
        return Vec::new();
    }
    let policies = account_level(route.model, route.source);
    let long = policies.iter().filter_map(|(policy, doubt)| too_long(policy, doubt.as_ref()));
    too_many(&policies).into_iter().chain(long).collect()
}

fn delivers_to_cloudwatch(source: &Source) -> bool {
    let mut destinations = source.logs.iter().flat_map(|config| &config.destinations);
    !source.place.exists.is_no()
        && destinations.any(|it| {
            let on = it.enabled.value.truth(false).and(it.exists.clone());
            it.kind == DestinationKind::CloudWatch && !on.is_no()
        })
}

/// Those of the account and Region of the source, and why one of them may not be among them.
fn account_level<'m>(model: &'m Model, source: &Source) -> Vec<(&'m LogPolicy, Option<Why>)> {
    let ours = &source.place.home;
    let counts = |policy: &LogPolicy| {
        let home = &policy.place.home;
        let account_wide = match &policy.group.value {
            Known::Absent => Truth::Yes,
            Known::Set(_) => Truth::No,
            Known::Unknown(why) => Truth::Unknown(why.clone()),
        };
        Truth::all([
            policy.place.exists.clone(),
            account_wide,
            home.account.equals(&ours.account),
            home.region.equals(&ours.region),
        ])
    };
    let declared = model.log_policies.iter().filter(|policy| !policy.place.found);
    declared
        .map(|policy| (policy, counts(policy)))
        .filter(|(_, counts)| !counts.is_no())
        .map(|(policy, counts)| (policy, counts.why().cloned()))
        .collect()
}

fn too_many(policies: &[(&LogPolicy, Option<Why>)]) -> Option<Cause> {
    let certain = || policies.iter().filter(|(_, doubt)| doubt.is_none()).map(|(policy, _)| policy);
    let (count, doubt) = match certain().count() {
        count if count > MOST_POLICIES => (count, None),
        _ => (policies.len(), policies.iter().find_map(|(_, doubt)| doubt.as_ref())),
    };
    let beyond = match doubt {
        None => certain().nth(MOST_POLICIES).copied(),
        Some(_) => policies.get(MOST_POLICIES).map(|(policy, _)| *policy),
    }?;
    let text = format!(
        "{count} account-level resource policies of CloudWatch Logs are declared here, and an account has \
         {MOST_POLICIES} in a Region"
    );
    let cause = Cause::new(CauseKind::LogPolicyLimit, text).at(beyond.place.span).about(&beyond.place);
    Some(if doubt.is_some() { cause.possible(doubt) } else { cause })
}

/// Whether the limit is this one is told differently in different places.
fn too_long(policy: &LogPolicy, doubt: Option<&Why>) -> Option<Cause> {
    let length = policy.document.set().map(|document| shortest(document)).filter(|length| *length > CLOSE)?;
    let address = &policy.place.address;
    let text = format!("`{address}` has at least {length} characters, and AWS takes about {MOST_CHARACTERS}");
    let span = policy.document.span.or(policy.place.span);
    Some(Cause::new(CauseKind::LogPolicyLimit, text).at(span).about(&policy.place).possible(doubt))
}

/// The least number of characters that the document has as JSON: without white space, and with
/// nothing for what is not known.
pub(super) fn shortest(document: &Document) -> usize {
    let version = document.version.as_ref().map_or(0, |version| length(version) + 13);
    let statements = document.statements.iter().map(|it| statement(it) + 1).sum::<usize>();
    version + statements + r#"{"Statement":[]}"#.len()
}

fn statement(statement: &Statement) -> usize {
    let sid = statement.sid.as_ref().map_or(0, |sid| length(sid) + 9);
    let principals = statement.principals.as_ref().map_or(0, principals);
    let clauses = [&statement.actions, &statement.resources].into_iter().flatten();
    let clauses = clauses.map(|clause: &Clause| list(&clause.entries) + 11).sum::<usize>();
    let conditions = statement.conditions.iter().map(condition).sum::<usize>();
    sid + principals + clauses + conditions + r#"{"Effect":"Deny"}"#.len()
}

fn principals(principals: &Principals) -> usize {
    principals.sets.iter().map(|set| list(&set.entries) + 20).sum()
}

fn condition(condition: &Condition) -> usize {
    condition.operator.len() + length(&condition.key) + list(&condition.values) + 8
}

/// A list, or a lone string without brackets.
fn list(entries: &[Entry]) -> usize {
    let brackets = if entries.len() == 1 { 0 } else { 2 };
    brackets + entries.iter().map(|entry| length(&entry.text) + 3).sum::<usize>()
}

fn length(text: &Text) -> usize {
    let part = |part: &Part| match part {
        Part::Literal(text, _) => text.chars().count(),
        Part::Symbol(_) => 0,
    };
    text.parts().iter().map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::delivery::fixture::{allow, document, named, place, when};
    use crate::sample::{log_group, open, source};
    use crate::{Confidence, SourceKind};
    use known::Setting;

    fn log_policy(resources: &[&str]) -> LogPolicy {
        let write = allow("es.amazonaws.com", &["logs:PutLogEvents"], resources);
        LogPolicy {
            place: place("aws_cloudwatch_log_resource_policy.it"),
            name: named("it"),
            document: document(vec![write]),
            group: Setting::absent(),
        }
    }

    fn check(policies: Vec<LogPolicy>, expected: &[(Confidence, &str)]) {
        let sources = vec![
            source(SourceKind::Cluster, DestinationKind::S3, "logs"),
            source(SourceKind::Cluster, DestinationKind::CloudWatch, "logs"),
            source(SourceKind::Connector, DestinationKind::CloudWatch, "logs"),
        ];
        let model = Model {
            sources,
            log_groups: vec![log_group("logs")],
            log_policies: policies,
            ..Model::default()
        };
        let deliveries: Vec<Delivery<'_>> = model.sources.iter().map(|it| Delivery::of(&model, it)).collect();
        let paths = deliveries.iter().flat_map(|it| &it.paths);
        let causes = paths.flat_map(|path| &path.links).flat_map(|link| &link.causes);
        let limits = causes.filter(|cause| cause.kind == CauseKind::LogPolicyLimit);
        let got: Vec<_> = limits.map(|cause| (cause.confidence, cause.text.as_str())).collect();
        assert_eq!(got, expected);
    }

    const ELEVEN: &str = "11 account-level resource policies of CloudWatch Logs are declared here, and an account has 10 in a Region";

    #[test]
    fn an_account_has_ten_policies() {
        check(vec![log_policy(&["*"]); 10], &[]);
        check(vec![log_policy(&["*"]); 11], &[(Confidence::Certain, ELEVEN)]);
        let mut scoped = vec![log_policy(&["*"]); 11];
        scoped[3].group = named("logs");
        check(scoped.clone(), &[]);
        scoped[3].group = open();
        check(scoped, &[(Confidence::Possible, ELEVEN)]);
    }

    #[test]
    fn a_policy_holds_about_five_thousand_characters() {
        let groups = |count: usize| {
            let arn = |i| format!("arn:aws:logs:eu-west-1:111122223333:log-group:/service/{i:03}:*");
            (0..count).map(arn).collect::<Vec<_>>()
        };
        let policy = |count| vec![log_policy(&groups(count).iter().map(String::as_str).collect::<Vec<_>>())];
        check(policy(75), &[]);
        let text =
            "`aws_cloudwatch_log_resource_policy.it` has at least 5180 characters, and AWS takes about 5120";
        check(policy(80), &[(Confidence::Possible, text)]);
    }

    #[test]
    fn the_length_is_that_of_the_shortest_json() {
        let write = allow("es.amazonaws.com", &["a:B"], &["*"]);
        let write = when(write, "ArnLike", "aws:SourceArn", &["arn:aws:logs:*"]);
        let json = concat!(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"#,
            r#""Action":"a:B","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:logs:*"}}}]}"#
        );
        let length = shortest(document(vec![write]).set().expect("the policy is set"));
        assert!(length <= json.len() && length + 20 > json.len(), "{length} of {}", json.len());
    }
}
