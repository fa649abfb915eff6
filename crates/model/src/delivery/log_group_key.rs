//! The link `log-group-key`: whether the customer key of a log group admits CloudWatch Logs.

use super::join::{Matches, given, outside};
use super::key_ref::{Form, KeyRef, key_is, resolve};
use super::policies::{Court, written};
use super::refusal::{Answer, Questions, Refusal, RefusalKind, listed};
use super::service::{logs_principal, use_log_key};
use super::usable::{Use, unusable};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict};
use crate::{Confidence, Key, KeyPolicy, LogGroup, Model};
use iam::{PrincipalKind, Role, Statement};
use known::{Known, Part, Settle, Shape, Text, Why};

const KIND: LinkKind = LinkKind::LogGroupKey;

/// To encrypt records, and to read them again.
const NEEDED: [&str; 2] = ["kms:GenerateDataKey", "kms:Decrypt"];

/// What AWS lists beside them. `ReEncrypt*` are two actions.
const LISTED: [&str; 4] = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"];

/// A log group's use of a key.
struct KeyUse<'m> {
    model: &'m Model,
    group: &'m LogGroup,
    arn: &'m Text,
    key: Option<&'m Key>,
    principal: Text,
}

pub(super) fn link<'m>(model: &'m Model, group: &'m LogGroup) -> Link {
    if let Some(why) = outside(&group.place) {
        return Link::unknown(KIND, &why).by(&group.place);
    }
    if given(&group.key).is_absent() {
        return Link::not_applicable(KIND, format!("`{}` has no customer key", group.place.address));
    }
    let span = group.key.span;
    let principal = logs_principal(&group.place.home);
    let (arn, key, form) = match resolve(model, &group.key) {
        KeyRef::Here(key, form) => (&key.arn, Some(key), form),
        KeyRef::Outside(text, form) => (text, None, form),
        KeyRef::Managed => {
            let why = Why::new("whether CloudWatch Logs can use a key that AWS manages is not documented");
            return Link::unknown(KIND, &why).by(&group.place).at(span);
        }
        KeyRef::Unknown(why) => return undecided(group, &why),
    };
    let used = KeyUse { model, group, arn, key, principal };
    let link = match (form, &group.key.value) {
        (Form::Alias, Known::Set(text)) if is_arn(text) => used.link(),
        (Form::Arn, _) => used.link(),
        (form, _) => used.not_arn(form),
    };
    key.map_or(link.clone(), |key| link.if_there(&key.place))
}

/// Not known, or broken where it hangs on a reference that can never be resolved.
fn undecided(group: &LogGroup, why: &Why) -> Link {
    let link = match why.as_fault() {
        Some(fault) => {
            let cause = Cause::new(CauseKind::BrokenReference, fault.text.clone());
            Link::broken(KIND, cause.at(fault.span.or(group.key.span)).about(&group.place))
        }
        None => Link::unknown(KIND, why),
    };
    link.by(&group.place).at(group.key.span)
}

fn is_arn(text: &Text) -> bool {
    match text.parts().first() {
        Some(Part::Literal(start, _)) => start.starts_with("arn:"),
        Some(Part::Symbol(symbol)) => symbol.shape() == Shape::Arn,
        None => false,
    }
}

impl KeyUse<'_> {
    fn label(&self) -> String {
        self.key.map_or_else(|| self.arn.to_string(), |key| key.place.address.clone())
    }

    fn involve(&self, cause: Cause) -> Cause {
        let cause =
            cause.label(self.group.key.span, "the log group is encrypted with it").about(&self.group.place);
        match self.key {
            Some(key) => cause.label(key.place.span, "the key of the log group").about(&key.place),
            None => cause,
        }
    }

    fn not_arn(&self, form: Form) -> Link {
        let place = &self.group.place;
        let text = format!(
            "`{}` names its key by {}, and CloudWatch Logs wants its ARN",
            place.address,
            form.word()
        );
        let cause = Cause::new(CauseKind::LogGroupKeyNotArn, text).at(self.group.key.span.or(place.span));
        Link::broken(KIND, self.involve(cause)).by(place).at(self.group.key.span)
    }

    fn link(&self) -> Link {
        let home = &self.group.place.home;
        let usable =
            self.key.map_or(Use::Fine, |key| unusable(key, home, "CloudWatch Logs", "the log group"));
        match usable {
            Use::Never(text, span) => {
                let span = span.or(self.key.and_then(|key| key.place.span));
                let cause = Cause::new(CauseKind::UnusableKey, format!("`{}` {text}", self.label()));
                Link::broken(KIND, self.involve(cause.at(span))).by(&self.group.place).at(self.group.key.span)
            }
            Use::Perhaps(why) => match self.judged() {
                link if link.verdict == LinkVerdict::Ok => Link::unknown(KIND, &why).by(&self.group.place),
                link => link,
            },
            Use::Fine => self.judged(),
        }
    }

    fn judged(&self) -> Link {
        let fits = |text: &Text| match self.key {
            Some(key) => text.equals(&key.arn).or(text.equals(&key.id)),
            None => text.equals(self.arn),
        };
        let owner = self.key.map(|key| &key.place);
        let matches = Matches::naming(&self.model.key_policies, owner, |it| &it.key, fits);
        let court = Court {
            kind: KIND,
            owner: self.label(),
            involve: &|cause| self.involve(cause),
            ask: &|policy: &KeyPolicy| self.ask(policy, &NEEDED),
            kind_of: &|_, _, refusal| self.kind_of(refusal),
            several: |harmless| CauseKind::TwoKeyPolicies { harmless },
            none: &|| self.no_policy(),
        };
        let link = court.link(&matches);
        match written(&matches) {
            Some(policy) if link.verdict == LinkVerdict::Ok => self.beside(link, policy),
            _ => link,
        }
    }

    fn ask(&self, policy: &KeyPolicy, actions: &[&'static str]) -> Answer {
        let asks: Vec<_> =
            actions.iter().map(|action| use_log_key(self.group, self.arn, action, &self.principal)).collect();
        let on_purpose = |statement: &Statement| self.is_for_bucket(statement);
        let questions =
            Questions { role: Role::Key, asks: &asks, caller: &self.principal, on_purpose: &on_purpose };
        let mut answer = questions.put(&policy.policy);
        if let Answer::Refused(refusals) = &mut answer {
            for refusal in refusals.iter_mut().filter(|it| names_no_region(it)) {
                refusal.confidence = Confidence::Possible;
            }
        }
        answer
    }

    /// Statements for log delivery, where the key serves buckets as well.
    fn is_for_bucket(&self, statement: &Statement) -> bool {
        let sets = statement.principals.iter().flat_map(|principals| &principals.sets);
        let mut services = sets.filter(|set| set.kind == PrincipalKind::Service).flat_map(|set| &set.entries);
        let delivery = services.any(|it| it.text.equals(&super::request::DELIVERY.into()).is_yes());
        let shared = |key| self.model.bucket_encryptions.iter().any(|it| key_is(&it.key, key).is_yes());
        delivery && self.key.is_some_and(shared)
    }

    fn kind_of(&self, refusal: &Refusal) -> (CauseKind, String) {
        let (label, principal) = (self.label(), self.principal.to_string());
        let RefusalKind::WrongPrincipal { named } = &refusal.kind else {
            let text = format!("`{label}` does not admit CloudWatch Logs: {}", refusal.text);
            return (CauseKind::LogGroupKeyDenies { needed: true }, text);
        };
        let text = format!("`{label}` admits `{named}`, and CloudWatch Logs uses the key as `{principal}`");
        let kind = match named.starts_with("logs.") {
            true => CauseKind::LogGroupKeyDenies { needed: true },
            false => CauseKind::WrongServicePrincipal { named: named.clone(), meant: principal },
        };
        (kind, text)
    }

    fn no_policy(&self) -> Link {
        let Some(key) = self.key else {
            let text = format!("nothing here declares the key `{}`", self.arn);
            let why =
                Why::new(text).at(self.group.key.span).settled_by(Settle::Outside(self.arn.to_string()));
            return Link::unknown(KIND, &why).by(&self.group.place).at(self.group.key.span);
        };
        if let Some(why) = outside(&key.place) {
            return Link::unknown(KIND, &why).by(&key.place);
        }
        let address = &key.place.address;
        let text =
            format!("`{address}` has no policy of its own, and the default of AWS admits only the account");
        let cause = Cause::new(CauseKind::LogGroupKeyDenies { needed: true }, text).at(key.place.span);
        Link::broken(KIND, self.involve(cause)).by(&key.place)
    }

    /// The actions that AWS lists beside the needed ones: what happens without them is not said.
    fn beside(&self, link: Link, policy: &KeyPolicy) -> Link {
        let Answer::Refused(refusals) = self.ask(policy, &LISTED) else { return link };
        let actions: Vec<&'static str> = refusals.iter().flat_map(|it| it.actions.iter().copied()).collect();
        let Some(first) = refusals.into_iter().next() else { return link };
        let text = format!("the policy of `{}` leaves out {}", self.label(), listed(&actions));
        let mut cause = Cause::new(CauseKind::LogGroupKeyDenies { needed: false }, text)
            .at(first.span.or(policy.policy.span).or(policy.place.span))
            .about(&policy.place)
            .possible(None);
        cause.labels.extend(first.labels);
        link.with(self.involve(cause))
    }
}

/// That the name without a Region does not stand for the one with it is not said anywhere.
fn names_no_region(refusal: &Refusal) -> bool {
    matches!(&refusal.kind, RefusalKind::WrongPrincipal { named }
        if named.trim_end_matches(".cn") == "logs.amazonaws.com")
}

#[cfg(test)]
mod tests {
    use crate::delivery::fixture::{
        KEY_ARN, allow, deny, document, key, key_policy, named, place, set, when,
    };
    use crate::delivery::{CauseKind, Delivery};
    use crate::sample::{key_id, log_group, open, source, unknown_home};
    use crate::{Alias, Confidence, DestinationKind, Model, SourceKind};
    use iam::Statement;

    /// A key with these statements, or without a policy, and a log group that names it so.
    fn model(reference: &str, statements: Option<&[Statement]>) -> Model {
        let mut group = log_group("orders");
        group.key = named(reference);
        Model {
            sources: vec![source(SourceKind::Cluster, DestinationKind::CloudWatch, "orders")],
            log_groups: vec![group],
            keys: vec![key("aws_kms_key.logs")],
            key_policies: statements
                .map(|it| key_policy("aws_kms_key.logs", true, document(it.to_vec())))
                .into_iter()
                .collect(),
            ..Model::default()
        }
    }

    fn check(model: &Model, verdict: &str, causes: &[&str]) {
        let delivery = Delivery::of(model, &model.sources[0]);
        let link = &delivery.paths[0].links[1];
        let word = |kind: &CauseKind| match kind {
            CauseKind::LogGroupKeyNotArn => "no ARN",
            CauseKind::LogGroupKeyDenies { needed: true } => "denies",
            CauseKind::LogGroupKeyDenies { needed: false } => "leaves out",
            CauseKind::WrongServicePrincipal { .. } => "wrong principal",
            CauseKind::UnusableKey => "unusable",
            _ => "something else",
        };
        let possible = |confidence| if confidence == Confidence::Possible { "?" } else { "" };
        let got: Vec<String> =
            link.causes.iter().map(|it| format!("{}{}", word(&it.kind), possible(it.confidence))).collect();
        assert_eq!(
            (link.verdict.word(), got),
            (verdict, causes.iter().map(|it| (*it).to_owned()).collect()),
            "{link:?}"
        );
    }

    fn check_policy(statements: &[Statement], verdict: &str, causes: &[&str]) {
        check(&model(KEY_ARN, Some(statements)), verdict, causes);
    }

    const ACTIONS: [&str; 5] =
        ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];

    fn logs(name: &str) -> Statement {
        allow(name, &ACTIONS, &["*"])
    }

    const REGIONAL: &str = "logs.eu-west-1.amazonaws.com";
    const CONTEXT: &str = "kms:EncryptionContext:aws:logs:arn";

    #[test]
    fn a_group_without_customer_key_needs_none() {
        let mut model = model("", None);
        check(&model, "not-applicable", &[]);
        model.log_groups[0].key = open();
        check(&model, "unknown", &[]);
    }

    #[test]
    fn the_regional_principal_must_be_admitted() {
        check_policy(&[logs(REGIONAL)], "ok", &[]);
        check_policy(&[logs("logs.us-east-1.amazonaws.com")], "broken", &["denies"]);
        check_policy(&[logs("logs.amazonaws.com")], "broken", &["denies?"]);
        check_policy(&[logs("delivery.logs.amazonaws.com")], "broken", &["wrong principal"]);
        check_policy(&[allow("arn:aws:iam::111122223333:root", &["kms:*"], &["*"])], "broken", &["denies"]);
        check_policy(&[logs(REGIONAL), deny(REGIONAL, &["kms:*"], &["*"])], "broken", &["denies"]);
        check(&model(KEY_ARN, None), "broken", &["denies"]);
    }

    #[test]
    fn the_encryption_context_is_the_arn_of_the_group() {
        let only = |operator, value| when(logs(REGIONAL), operator, CONTEXT, &[value]);
        let arn = "arn:aws:logs:eu-west-1:111122223333:log-group:orders";
        check_policy(&[only("ArnEquals", arn)], "ok", &[]);
        check_policy(&[only("ArnLike", "arn:aws:logs:eu-west-1:111122223333:*")], "ok", &[]);
        check_policy(&[only("StringEquals", arn)], "ok", &[]);
        check_policy(&[only("ArnLike", "arn:aws:logs:*:*:log-group:reports")], "broken", &["denies"]);
        let account = when(logs(REGIONAL), "StringEquals", "aws:SourceAccount", &["111122223333"]);
        check_policy(&[account], "unknown", &[]);
    }

    #[test]
    fn an_action_beside_the_needed_ones_is_only_possibly_needed() {
        let few = allow(REGIONAL, &["kms:GenerateDataKey*", "kms:Decrypt", "kms:Encrypt"], &["*"]);
        check_policy(&[few], "ok", &["leaves out?"]);
        let fewer = allow(REGIONAL, &["kms:Encrypt", "kms:Decrypt"], &["*"]);
        check_policy(&[fewer], "broken", &["denies"]);
    }

    #[test]
    fn the_key_is_wanted_by_arn() {
        let statements = [logs(REGIONAL)];
        check(&model(key_id(), Some(&statements)), "broken", &["no ARN"]);
        let alias_arn = "arn:aws:kms:eu-west-1:111122223333:alias/logs";
        let through_alias = |reference| {
            let mut model = model(reference, Some(&statements));
            let (name, arn) = ("alias/logs".into(), alias_arn.into());
            model.aliases.push(Alias {
                place: place("aws_kms_alias.logs"),
                name,
                arn,
                target: named(key_id()),
            });
            model
        };
        check(&through_alias(alias_arn), "ok", &[]);
        check(&through_alias("alias/logs"), "broken", &["no ARN"]);
        let outside = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";
        check(&model(outside, Some(&statements)), "unknown", &[]);
    }

    #[test]
    fn a_key_that_cannot_encrypt_is_broken() {
        let mut model = model(KEY_ARN, Some(&[logs(REGIONAL)]));
        model.keys[0].enabled = set(false);
        check(&model, "broken", &["unusable"]);
    }

    #[test]
    fn a_region_that_is_not_known_leaves_it_open() {
        let mut model = model(KEY_ARN, Some(&[logs(REGIONAL)]));
        model.log_groups[0].place.home = unknown_home();
        model.keys[0].place.home = unknown_home();
        check(&model, "unknown", &[]);
    }
}
