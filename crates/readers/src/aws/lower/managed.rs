//! Managed policies: which version is in force, and which file would show one that is not given.

use super::Lower;
use super::identity::document_of;
use crate::arn;
use crate::aws::document::Document;
use crate::aws::field::{field, flag, items, key_span, literal, text};
use crate::aws::naming::POLICY_VERSION;
use crate::aws::shape::Shape;
use crate::value::Value;
use model::known::{Known, Setting, Text, Why, order};
use model::{ManagedPolicy, PolicySource};
use std::collections::BTreeSet;

impl Lower<'_> {
    pub(super) fn managed_policies(&mut self, documents: &[Document]) {
        for document in documents {
            match document.shape {
                Shape::AccountDetails => self.in_account(document),
                Shape::PolicyVersion => self.version(document),
                _ => {}
            }
        }
        for arn in self.attached() {
            if self.has(&arn) || model::iam::managed_policy(&in_aws(&arn)).is_some() {
                continue;
            }
            let name = name_of(&arn);
            let why = self.not_given(&format!("the policy `{name}`"), &POLICY_VERSION.file(name));
            let place = self.place(format!("policy/{name}"), None, &Setting::absent(), self.home.clone());
            let document = Setting { value: Known::Unknown(why), span: None };
            self.model.managed_policies.push(ManagedPolicy { place, arn: Text::literal(arn), document });
        }
    }

    fn has(&self, arn: &str) -> bool {
        self.model.managed_policies.iter().any(|it| it.arn.known().as_deref() == Some(arn))
    }

    /// The ARNs that identities here name.
    fn attached(&self) -> BTreeSet<String> {
        let of = |source: &PolicySource| match source {
            PolicySource::Managed(arn) => arn.set().and_then(Text::known),
            PolicySource::Inline(..) => None,
        };
        let identities = &self.model.identities;
        let boundaries = identities.iter().filter_map(|it| it.boundary.set().and_then(Text::known));
        order::set(identities.iter().flat_map(|it| &it.policies).filter_map(of).chain(boundaries))
    }

    /// A list of all policies, each with its versions.
    fn in_account(&mut self, document: &Document) {
        for entry in items(&field(&document.value, "Policies")) {
            let Some(arn) = literal(&entry, "Arn").filter(|arn| !self.has(arn)) else { continue };
            let default = literal(&entry, "DefaultVersionId");
            let in_force = |version: &Setting<Value>| match &default {
                Some(default) => literal(version, "VersionId").as_ref() == Some(default),
                None => flag(version, "IsDefaultVersion").value == Known::Set(true),
            };
            let version = items(&field(&entry, "PolicyVersionList")).into_iter().find(in_force);
            let Some(version) = version else { continue };
            self.managed(arn, &version, &entry, document);
        }
    }

    fn managed(
        &mut self,
        arn: String,
        version: &Setting<Value>,
        entry: &Setting<Value>,
        document: &Document,
    ) {
        let span = key_span(version, "Document").or(document.span);
        let place = self.place(format!("policy/{}", name_of(&arn)), span, entry, self.home.clone());
        let policy = document_of(version, "Document");
        self.model.managed_policies.push(ManagedPolicy { place, arn: Text::literal(arn), document: policy });
    }

    /// `get-policy-version`, which does not say of which policy.
    fn version(&mut self, document: &Document) {
        let owner = self.told(document, POLICY_VERSION, "policy", &["PolicyArn", "PolicyName"]);
        let Some(name) = owner.set().and_then(Text::known) else { return };
        let Some(arn) = self.arn_of_policy(&name) else { return };
        let version = field(&document.value, "PolicyVersion");
        if flag(&version, "IsDefaultVersion").value != Known::Set(false) {
            if !self.has(&arn) {
                self.managed(arn, &version, &document.value, document);
            }
            return;
        }
        let number = text(&version, "VersionId").set().map(ToString::to_string).unwrap_or_default();
        let why =
            Why::new(format!("`{}` shows `{number}`, which is not the version in force", document.path));
        let place = self.place(format!("policy/{name}"), document.span, &document.value, self.home.clone());
        let policy = Setting { value: Known::Unknown(why.at(document.span)), span: document.span };
        if !self.has(&arn) {
            let policy = ManagedPolicy { place, arn: Text::literal(arn), document: policy };
            self.model.managed_policies.push(policy);
        }
    }

    /// The policy of this name that an identity here has; a policy of the account before one of AWS.
    fn arn_of_policy(&self, name: &str) -> Option<String> {
        if name.starts_with("arn:") {
            return Some(name.to_owned());
        }
        let attached = self.attached();
        let mut named: Vec<&String> = attached.iter().filter(|arn| name_of(arn) == name).collect();
        let is_of_aws = |arn: &&String| arn.contains(":iam::aws:");
        if !named.iter().all(is_of_aws) {
            named.retain(|arn| !is_of_aws(arn));
        }
        match named.as_slice() {
            [] => arn::global(&self.home, "iam", "", &Text::literal(format!("policy/{name}"))).known(),
            [only] => Some((*only).clone()),
            // Two of one name differ in their paths, which no file says.
            _ => None,
        }
    }
}

fn name_of(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// As the policies of AWS are called in the partition `aws`.
fn in_aws(arn: &str) -> String {
    match arn.split_once(":iam::aws:") {
        Some((_, resource)) => format!("arn:aws:iam::aws:{resource}"),
        None => arn.to_owned(),
    }
}
