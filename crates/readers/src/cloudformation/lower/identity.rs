//! IAM roles, users and groups, and the policies that they and others give them.

use super::{Item, Lower, items, member_of, policy_of, text};
use model::known::{Known, Setting, Text};
use model::{Attachment, Identity, IdentityKind, ManagedPolicy, PolicySource};

/// Where policies list whom they are for.
const HOLDERS: [(&str, IdentityKind); 3] =
    [("Roles", IdentityKind::Role), ("Users", IdentityKind::User), ("Groups", IdentityKind::Group)];

impl Lower<'_, '_> {
    pub(super) fn identity_family(&mut self, item: &Item) {
        match item.kind.as_str() {
            "AWS::IAM::Role" => self.identity(item, IdentityKind::Role),
            "AWS::IAM::User" => self.identity(item, IdentityKind::User),
            "AWS::IAM::Group" => self.identity(item, IdentityKind::Group),
            "AWS::IAM::ManagedPolicy" => self.managed_policy(item),
            "AWS::IAM::Policy" => {
                let policy = PolicySource::Inline(item.place.clone(), self.policy(item, "PolicyDocument"));
                self.give(item, &policy);
            }
            "AWS::IAM::RolePolicy" => self.inline_policy(item, IdentityKind::Role, "RoleName"),
            "AWS::IAM::UserPolicy" => self.inline_policy(item, IdentityKind::User, "UserName"),
            "AWS::IAM::GroupPolicy" => self.inline_policy(item, IdentityKind::Group, "GroupName"),
            _ => {}
        }
    }

    fn identity(&mut self, item: &Item, kind: IdentityKind) {
        let policies = self.inline_policies(item).into_iter().chain(self.managed_policies(item)).collect();
        let identity = Identity {
            place: item.place.clone(),
            kind,
            name: self.ev.name_of(item.stack, item.at),
            arn: self.ev.arn_of(item.stack, item.at),
            policies,
            boundary: self.text(item, "PermissionsBoundary"),
            trust: self.policy(item, "AssumeRolePolicyDocument"),
            deploys: false,
        };
        self.model.identities.push(identity);
    }

    fn inline_policies(&mut self, item: &Item) -> Vec<PolicySource> {
        let (list, open) = items(&self.property(item, "Policies"));
        let unknown = open.map(|why| Setting { value: Known::Unknown(why), span: item.place.span });
        let policy = |setting: Setting<crate::value::Value>| {
            let mut place = item.place.clone();
            place.span = setting.span.or(place.span);
            PolicySource::Inline(place, policy_of(member_of(&setting, "PolicyDocument")))
        };
        list.into_iter().chain(unknown).map(policy).collect()
    }

    fn managed_policies(&mut self, item: &Item) -> Vec<PolicySource> {
        let arns = self.property(item, "ManagedPolicyArns");
        let (list, open) = items(&arns);
        let unknown = open.map(|why| Setting { value: Known::Unknown(why), span: arns.span });
        list.into_iter().map(text).chain(unknown).map(PolicySource::Managed).collect()
    }

    fn managed_policy(&mut self, item: &Item) {
        let arn = self.ev.arn_of(item.stack, item.at);
        let document = self.policy(item, "PolicyDocument");
        let here = Setting { value: Known::Set(arn.clone()), span: item.place.span };
        self.give(item, &PolicySource::Managed(here));
        self.model.managed_policies.push(ManagedPolicy { place: item.place.clone(), arn, document });
    }

    /// To everybody that the resource lists.
    fn give(&mut self, item: &Item, policy: &PolicySource) {
        for (property, kind) in HOLDERS {
            let names = self.property(item, property);
            let (list, open) = items(&names);
            let unknown = open.map(|why| Setting { value: Known::Unknown(why), span: names.span });
            for identity in list.into_iter().map(text).chain(unknown) {
                self.attach(item, kind, identity, policy.clone());
            }
        }
    }

    fn inline_policy(&mut self, item: &Item, kind: IdentityKind, property: &str) {
        let policy = PolicySource::Inline(item.place.clone(), self.policy(item, "PolicyDocument"));
        let identity = self.text(item, property);
        self.attach(item, kind, identity, policy);
    }

    fn attach(&mut self, item: &Item, kind: IdentityKind, identity: Setting<Text>, policy: PolicySource) {
        self.model.attachments.push(Attachment { place: item.place.clone(), kind, identity, policy });
    }
}
