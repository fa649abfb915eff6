//! IAM roles and users with the policies that bear on them, from the answers of several calls, or from
//! `get-account-authorization-details`, which shows all of them at once.

use super::bucket::unnamed;
use super::home::entries;
use super::{Lower, last_part};
use crate::arn;
use crate::aws::document::Document;
use crate::aws::field::{field, flag, items, key_span, literal, path, text};
use crate::aws::naming::{ATTACHED_POLICIES, Call, POLICY_NAMES};
use crate::aws::shape::Shape;
use crate::policy;
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Text, Why, order};
use model::{Identity, IdentityKind, Place, PolicySetting, PolicySource};
use std::collections::BTreeSet;

/// An identity as one answer shows it.
struct Shown<'d> {
    document: &'d Document,
    entry: Setting<Value>,
    /// Where the answer is all there is to know of it.
    is_whole: bool,
    /// Lists leave the boundaries out.
    is_listed: bool,
}

impl Lower<'_> {
    pub(super) fn identities(&mut self, documents: &[Document]) {
        let of = |shape| documents.iter().filter(move |document| document.shape == shape);
        let shown = |document, entry, is_whole, is_listed| Shown { document, entry, is_whole, is_listed };
        let mut roles: Vec<Shown<'_>> = Vec::new();
        for document in of(Shape::AccountDetails) {
            let list = items(&field(&document.value, "RoleDetailList"));
            roles.extend(list.into_iter().map(|entry| shown(document, entry, true, false)));
        }
        roles.extend(of(Shape::Role).map(|it| shown(it, field(&it.value, "Role"), false, false)));
        for document in of(Shape::Roles) {
            let list = entries(&document.value, "Roles");
            roles.extend(list.into_iter().map(|entry| shown(document, entry, false, true)));
        }
        for role in &roles {
            self.role(role, documents);
        }
        for document in of(Shape::AccountDetails) {
            self.users(document);
        }
        for name in named_roles(self, documents) {
            self.role_by_policies(&name, documents);
        }
        self.stream_roles(documents);
        self.managed_policies(documents);
    }

    /// The roles of streams, as far as no answer shows them.
    fn stream_roles(&mut self, documents: &[Document]) {
        let arns: Vec<Text> = self.model.streams.iter().filter_map(|it| it.role.set().cloned()).collect();
        for arn in arns {
            let Some(name) = last_part(&arn) else { continue };
            let at = self.model.identities.iter().position(|it| {
                it.kind == IdentityKind::Role && it.name.equals(&Text::literal(&name)).is_yes()
            });
            match at.and_then(|at| self.model.identities.get_mut(at)) {
                // Without the role itself, its path is told by who uses it.
                Some(role) if role.place.whole.is_none() => role.arn = arn,
                Some(_) => {}
                None => {
                    let role = self.unseen_role(&name, arn, documents);
                    self.model.identities.push(role);
                }
            }
        }
    }

    fn is_known(&self, arn: &Text) -> bool {
        self.model.identities.iter().any(|identity| identity.arn.equals(arn).is_yes())
    }

    fn identity(
        &self,
        shown: &Shown<'_>,
        kind: IdentityKind,
        policies: Vec<PolicySource>,
    ) -> Option<Identity> {
        let (noun, member) = match kind {
            IdentityKind::User => ("user", "UserName"),
            _ => ("role", "RoleName"),
        };
        let name = text(&shown.entry, member);
        let known = name.set()?.clone();
        let given = literal(&shown.entry, "Arn");
        let home = self.home_of(given.as_deref().and_then(super::home::Arn::parse).as_ref());
        let resource = Text::literal(noun).with("/").then(&known);
        let span = key_span(&shown.entry, member).or(shown.document.span);
        let boundary = match shown.is_listed {
            true => {
                let what = format!("whether `{known}` has a permissions boundary");
                Setting {
                    value: Known::Unknown(self.not_given(&what, &format!("get-role.{known}.json"))),
                    span,
                }
            }
            false => text(&path(&shown.entry, &["PermissionsBoundary"]), "PermissionsBoundaryArn"),
        };
        Some(Identity {
            arn: given.map_or_else(|| arn::global(&home, "iam", "", &resource), Text::literal),
            place: self.place(format!("{noun}/{known}"), span, &shown.entry, home),
            kind,
            name: known,
            policies,
            boundary,
            trust: document_of(&shown.entry, "AssumeRolePolicyDocument"),
            deploys: false,
        })
    }

    fn role(&mut self, shown: &Shown<'_>, documents: &[Document]) {
        let Some(name) = literal(&shown.entry, "RoleName") else { return };
        let policies = match shown.is_whole {
            true => self.in_detail(shown, "RolePolicyList"),
            false => self.policies_of_role(&name, documents, shown),
        };
        let Some(mut role) = self.identity(shown, IdentityKind::Role, policies) else { return };
        if self.is_known(&role.arn) {
            return;
        }
        role.trust = self.given_trust(role.trust, &name);
        self.model.identities.push(role);
    }

    fn given_trust(&self, trust: PolicySetting, name: &str) -> PolicySetting {
        match trust.value {
            Known::Absent => {
                let why = self.not_given(&format!("whom `{name}` trusts"), &format!("get-role.{name}.json"));
                Setting { value: Known::Unknown(why), span: trust.span }
            }
            _ => trust,
        }
    }

    /// What stands in the identity's own entry.
    fn in_detail(&self, shown: &Shown<'_>, list: &str) -> Vec<PolicySource> {
        let inline = items(&field(&shown.entry, list)).into_iter().map(|it| self.inline(shown.document, &it));
        let attached = items(&field(&shown.entry, "AttachedManagedPolicies"));
        inline.chain(attached.iter().map(attached_arn)).collect()
    }

    fn inline(&self, document: &Document, entry: &Setting<Value>) -> PolicySource {
        let name = literal(entry, "PolicyName").unwrap_or_else(|| "policy".to_owned());
        let span = key_span(entry, "PolicyDocument").or(entry.span).or(document.span);
        let place = self.place(format!("policy/{name}"), span, entry, self.home.clone());
        PolicySource::Inline(place, document_of(entry, "PolicyDocument"))
    }

    /// Users take part in what their groups may.
    fn users(&mut self, document: &Document) {
        let groups = items(&field(&document.value, "GroupDetailList"));
        for entry in items(&field(&document.value, "UserDetailList")) {
            let shown = Shown { document, entry, is_whole: true, is_listed: false };
            let mut policies = self.in_detail(&shown, "UserPolicyList");
            let member_of: Vec<Value> = items(&field(&shown.entry, "GroupList"))
                .into_iter()
                .filter_map(|it| it.set().cloned())
                .collect();
            let names = order::set(member_of.iter().filter_map(|name| name.to_text()?.set()?.known()));
            for entry in &groups {
                if literal(entry, "GroupName").is_some_and(|name| names.contains(&name)) {
                    let group = Shown { document, entry: entry.clone(), is_whole: true, is_listed: false };
                    policies.extend(self.in_detail(&group, "GroupPolicyList"));
                }
            }
            if let Some(user) = self.identity(&shown, IdentityKind::User, policies)
                && !self.is_known(&user.arn)
            {
                self.model.identities.push(user);
            }
        }
    }

    /// A role of which only policies are given.
    fn role_by_policies(&mut self, name: &str, documents: &[Document]) {
        let resource = Text::literal("role/").with(name);
        let arn = arn::global(&self.home, "iam", "", &resource);
        let has_name =
            |it: &Identity| it.kind == IdentityKind::Role && it.name.known().as_deref() == Some(name);
        if !self.model.identities.iter().any(has_name) {
            let role = self.unseen_role(name, arn, documents);
            self.model.identities.push(role);
        }
    }

    fn unseen_role(&self, name: &str, arn: Text, documents: &[Document]) -> Identity {
        let file = format!("get-role.{name}.json");
        let whom = self.not_given(&format!("whom `{name}` trusts"), &file);
        let limit = self.not_given(&format!("whether `{name}` has a permissions boundary"), &file);
        let inline = documents.iter().filter(|it| it.shape == Shape::RolePolicy);
        let span = inline
            .filter(|it| literal(&it.value, "RoleName").as_deref() == Some(name))
            .find_map(|it| key_span(&it.value, "RoleName"));
        let home = self.home_of(arn.known().and_then(|arn| super::home::Arn::parse(&arn)).as_ref());
        let place =
            Place { span, whole: None, ..self.place(format!("role/{name}"), span, &Setting::absent(), home) };
        Identity {
            kind: IdentityKind::Role,
            name: Text::literal(name),
            arn,
            policies: self.policies_of(name, documents, &place),
            boundary: Setting { value: Known::Unknown(limit), span: None },
            trust: Setting { value: Known::Unknown(whom), span: None },
            deploys: false,
            place,
        }
    }

    fn policies_of_role(&self, name: &str, documents: &[Document], shown: &Shown<'_>) -> Vec<PolicySource> {
        let span = key_span(&shown.entry, "RoleName").or(shown.document.span);
        let place = self.place(format!("role/{name}"), span, &shown.entry, self.home.clone());
        self.policies_of(name, documents, &place)
    }

    /// What the other answers say of a role, and which are missing.
    fn policies_of(&self, name: &str, documents: &[Document], place: &Place) -> Vec<PolicySource> {
        let mut policies = Vec::new();
        let mut given = BTreeSet::new();
        for document in documents.iter().filter(|it| it.shape == Shape::RolePolicy) {
            if literal(&document.value, "RoleName").as_deref() == Some(name) {
                given.extend(literal(&document.value, "PolicyName"));
                policies.push(self.inline(document, &document.value));
            }
        }
        let unknown = |why: Why| {
            PolicySource::Inline(place.clone(), Setting { value: Known::Unknown(why), span: None })
        };
        match self.list_of(name, documents, (Shape::PolicyNames, POLICY_NAMES), "PolicyNames") {
            Ok(names) => {
                let names = names.iter().filter_map(|it| it.set()?.to_text()?.set()?.known());
                for missing in names.filter(|it| !given.contains(it)) {
                    let what = format!("the policy `{missing}` of `{name}`");
                    policies.push(unknown(
                        self.not_given(&what, &format!("get-role-policy.{name}.{missing}.json")),
                    ));
                }
            }
            Err(why) => policies.push(unknown(why)),
        }
        match self.list_of(name, documents, (Shape::AttachedPolicies, ATTACHED_POLICIES), "AttachedPolicies")
        {
            Ok(list) => policies.extend(list.iter().map(attached_arn)),
            Err(why) => policies.push(unknown(why)),
        }
        policies
    }

    /// The list that a call gives for a role; why all of it is not known.
    fn list_of(
        &self,
        name: &str,
        documents: &[Document],
        (shape, call): (Shape, Call),
        member: &str,
    ) -> Result<Vec<Setting<Value>>, Why> {
        let mut nameless = None;
        let mut found = None;
        for document in documents.iter().filter(|document| document.shape == shape) {
            let role = self.told(document, call, "role", &["RoleName"]);
            match role.set().and_then(Text::known) {
                Some(role) if role == name => {
                    if flag(&document.value, "IsTruncated").value == Known::Set(true) {
                        let why = Why::new(format!("`{}` shows only a part of the list", document.path));
                        return Err(why.at(document.span));
                    }
                    found = Some(items(&field(&document.value, member)));
                }
                Some(_) => {}
                None => nameless = nameless.or_else(|| Some(unnamed(document, call, "role"))),
            }
        }
        let what = if shape == Shape::PolicyNames {
            "the list of inline policies"
        } else {
            "the list of attached policies"
        };
        let missing = || self.not_given(&format!("{what} of `{name}`"), &call.file(name));
        found.ok_or_else(|| nameless.unwrap_or_else(missing))
    }
}

/// Roles that the names or contents of files speak of.
fn named_roles(lower: &Lower<'_>, documents: &[Document]) -> BTreeSet<String> {
    let name = |document: &Document| match document.shape {
        Shape::RolePolicy => literal(&document.value, "RoleName"),
        Shape::PolicyNames => told_role(lower, document, POLICY_NAMES),
        Shape::AttachedPolicies => told_role(lower, document, ATTACHED_POLICIES),
        _ => None,
    };
    order::set(documents.iter().filter_map(name))
}

fn told_role(lower: &Lower<'_>, document: &Document, call: Call) -> Option<String> {
    lower.told(document, call, "role", &["RoleName"]).set().and_then(Text::known)
}

fn attached_arn(entry: &Setting<Value>) -> PolicySource {
    let arn = text(entry, "PolicyArn");
    PolicySource::Managed(Setting { span: arn.span.or(entry.span), ..arn })
}

/// A policy as the CLI shows it, or percent-encoded as the API does.
pub(super) fn document_of(entry: &Setting<Value>, member: &str) -> PolicySetting {
    let Setting { value, span } = field(entry, member);
    let value = value.and_then(|value| policy::read(&decoded(value)));
    Setting { value, span }
}

fn decoded(value: Value) -> Value {
    let Kind::Text(encoded) = &value.kind else { return value };
    match encoded.known().filter(|text| text.starts_with("%7B") || text.starts_with("%7b")) {
        Some(text) => Value::string(percent_decoded(&text)).at(value.span),
        None => value,
    }
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((first, behind)) = rest.split_first() {
        let digit = |at: usize| behind.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
