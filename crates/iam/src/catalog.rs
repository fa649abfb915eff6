//! Which actions, condition keys and operators there are, for the services that log delivery has to do with, and
//! which one was meant by a name that does not exist.

mod actions;
mod keys;

use crate::operator::Operator;
use known::{Case, Pattern, Text};

/// What the catalogue says of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    Yes,
    No {
        /// With its service, where one is near.
        meant: Option<String>,
        /// It is that one with a slip of the pen, and not a name that is newer than the catalogue.
        misspelt: bool,
    },
    /// Of a service that the catalogue does not have.
    Elsewhere,
}

/// An action as a policy writes it: with its service, and perhaps with wildcards.
pub fn action(written: &str) -> Listed {
    let Some((service, name)) = written.split_once(':') else {
        let is_wildcard = !written.is_empty() && written.chars().all(|c| c == '*');
        return if is_wildcard {
            Listed::Yes
        } else {
            Listed::No { meant: with_service(written), misspelt: true }
        };
    };
    match names(actions::ACTIONS, service) {
        Some(names) => listed(service, name, names),
        None => Listed::Elsewhere,
    }
}

/// A condition key as a policy writes it.
pub fn condition_key(written: &str) -> Listed {
    let Some((service, name)) = written.split_once(':') else {
        let all = keys::KEYS
            .iter()
            .flat_map(|(service, names)| names.split_whitespace().map(move |name| (*service, name)));
        let mut same = all.filter(|(_, name)| name.eq_ignore_ascii_case(written));
        let meant = same.next().map(|(service, name)| format!("{service}:{name}"));
        return Listed::No { meant, misspelt: true };
    };
    let Some(names) = names(keys::KEYS, service) else { return Listed::Elsewhere };
    let is_of = |family: &&str| {
        let start = name.get(..family.len()).unwrap_or_default();
        family.ends_with(['/', ':']) && start.eq_ignore_ascii_case(family) && name.len() > family.len()
    };
    if names.split_whitespace().any(|family| is_of(&family)) {
        return Listed::Yes;
    }
    listed(service, name, names)
}

/// `StringEquals`, `ForAnyValue:StringLikeIfExists` and the like.
pub fn operator(written: &str) -> Listed {
    if Operator::parse(written).is_some() {
        return Listed::Yes;
    }
    let near = nearest(written, crate::operator::names());
    Listed::No { meant: near.map(|(_, name)| name.to_owned()), misspelt: true }
}

fn names(catalogue: &'static [(&'static str, &'static str)], service: &str) -> Option<&'static str> {
    catalogue.iter().find(|(known, _)| known.eq_ignore_ascii_case(service)).map(|(_, names)| *names)
}

/// An action without its service, if one service alone has it.
fn with_service(name: &str) -> Option<String> {
    let has = |names: &str| names.split_whitespace().any(|known| known.eq_ignore_ascii_case(name));
    let mut services = actions::ACTIONS.iter().filter(|(_, names)| has(names));
    let only = services.next().filter(|_| services.next().is_none());
    only.map(|(service, _)| format!("{service}:{name}"))
}

/// Longer names than any that there is are not compared.
const LONGEST: usize = 100;

fn listed(service: &str, name: &str, names: &'static str) -> Listed {
    let all = || names.split_whitespace();
    if name.contains(['*', '?']) {
        let text = Text::from(name);
        let pattern = Pattern::new(&text);
        let matches = |known: &str| pattern.matches(&Text::from(known), Case::Insensitive).is_yes();
        let found = name.len() > LONGEST || all().any(matches);
        return if found { Listed::Yes } else { Listed::No { meant: None, misspelt: false } };
    }
    if all().any(|known| known.eq_ignore_ascii_case(name)) {
        return Listed::Yes;
    }
    let near = nearest(name, all());
    // `CreateClusterV3` may be there one day.
    let letters =
        |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().to_lowercase();
    let misspelt = near.is_some_and(|(distance, known)| distance <= 2 && letters(known) != letters(name));
    let meant = near.map(|(_, known)| format!("{}:{known}", service.to_ascii_lowercase()));
    Listed::No { meant, misspelt }
}

/// The name that becomes `name` by the fewest changes, if they are few.
fn nearest<'n>(name: &str, all: impl Iterator<Item = &'n str>) -> Option<(usize, &'n str)> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let near = all.map(|known| (distance(&name, &known.to_ascii_lowercase()), known)).min()?;
    (near.0 <= 1 + near.1.len() / 6).then_some(near)
}

/// Insertions, deletions and replacements of characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(listed: Listed) -> String {
        match listed {
            Listed::Yes => "yes".to_owned(),
            Listed::Elsewhere => "elsewhere".to_owned(),
            Listed::No { meant, misspelt } => {
                format!("{}{}", meant.as_deref().unwrap_or("no"), if misspelt { "!" } else { "?" })
            }
        }
    }

    fn check(look_up: fn(&str) -> Listed, pairs: &[(&str, &str)]) {
        for (written, expected) in pairs {
            assert_eq!(told(look_up(written)), *expected, "{written}");
        }
    }

    #[test]
    fn actions_have_wildcards_and_no_case() {
        check(
            action,
            &[
                ("*", "yes"),
                ("s3:*", "yes"),
                ("S3:getbucketpolicy", "yes"),
                ("kms:ReEncrypt*", "yes"),
                ("kms:Describe*", "yes"),
                ("logs:CreateLogDelivery", "yes"),
                ("kafka:UpdateMonitoring", "yes"),
                ("s3:PutObjects", "s3:PutObject!"),
                ("kms:GenerateDatakeys", "kms:GenerateDataKey!"),
                ("s3:Writ*", "no?"),
                ("kafka:CreateClusterV3", "kafka:CreateClusterV2?"),
                ("s3:PutBucketEncryption", "no?"),
                ("ec2:Nonsense", "elsewhere"),
                ("PutObject", "s3:PutObject!"),
                ("", "no!"),
            ],
        );
    }

    #[test]
    fn condition_keys_may_end_in_a_name() {
        check(
            condition_key,
            &[
                ("aws:sourcearn", "yes"),
                ("aws:PrincipalTag/team", "yes"),
                ("kms:EncryptionContext:aws:s3:arn", "yes"),
                ("s3:ExistingObjectTag/class", "yes"),
                ("s3:x-amz-acl", "yes"),
                ("s3:x-amz-server-side-encryption-aws-kms-key-id", "yes"),
                ("aws:SourceAcount", "aws:SourceAccount!"),
                ("kms:EncryptionContextKey", "kms:EncryptionContextKeys!"),
                ("SourceArn", "aws:SourceArn!"),
                ("s3:somethingnew", "no?"),
                ("saml:aud", "elsewhere"),
            ],
        );
    }

    #[test]
    fn operators() {
        check(
            operator,
            &[
                ("StringEquals", "yes"),
                ("ForAnyValue:stringlikeifexists", "yes"),
                ("StringEqual", "StringEquals!"),
                ("ArnLikes", "ArnLike!"),
                ("NullIfExists", "no!"),
                ("Matches", "no!"),
            ],
        );
    }

    #[test]
    fn the_catalogue_is_sorted_and_says_nothing_twice() {
        for (service, names) in actions::ACTIONS {
            let names: Vec<&str> = names.split_whitespace().collect();
            assert!(names.is_sorted_by(|a, b| a < b), "{service}");
            assert!(names.len() > 10 && names.iter().all(|name| name.len() < LONGEST), "{service}");
        }
        assert!(keys::KEYS.iter().all(|(_, names)| !names.contains("${")));
    }
}
