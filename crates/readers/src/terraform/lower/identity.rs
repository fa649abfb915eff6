//! IAM roles, users and groups, their policies and attachments.

use super::{Item, Lower, items};
use crate::terraform::eval::Provider;
use model::known::{Known, Setting, Text};
use model::{Attachment, Identity, IdentityKind, ManagedPolicy, Place, PolicySource};

impl<'r> Lower<'_, 'r> {
    pub(super) fn identity_family(&mut self, item: &Item<'r>) {
        match item.kind.as_str() {
            "aws_iam_role" | "data.aws_iam_role" => self.identity(item, IdentityKind::Role),
            "aws_iam_user" | "data.aws_iam_user" => self.identity(item, IdentityKind::User),
            "aws_iam_group" | "data.aws_iam_group" => self.identity(item, IdentityKind::Group),
            "aws_iam_policy" | "data.aws_iam_policy" => self.managed_policy(item),
            "aws_iam_role_policy" => self.inline_attachment(item, IdentityKind::Role, "role"),
            "aws_iam_user_policy" => self.inline_attachment(item, IdentityKind::User, "user"),
            "aws_iam_group_policy" => self.inline_attachment(item, IdentityKind::Group, "group"),
            "aws_iam_role_policy_attachment" => self.attachment(item, IdentityKind::Role, "role"),
            "aws_iam_user_policy_attachment" => self.attachment(item, IdentityKind::User, "user"),
            "aws_iam_group_policy_attachment" => self.attachment(item, IdentityKind::Group, "group"),
            "aws_iam_policy_attachment" => self.attachments(item),
            _ => {}
        }
    }

    fn identity(&mut self, item: &Item<'r>, kind: IdentityKind) {
        let place = self.place(item);
        let part = &item.part;
        let mut policies = Vec::new();
        if !place.found {
            for block in self.ev.blocks(part, "inline_policy") {
                let mut inside = place.clone();
                inside.span = block.span.or(place.span);
                inside.exists = block.exists.clone();
                let policy = self.policy(&block, "policy");
                policies.push(PolicySource::Inline(inside, policy));
            }
            let Setting { value, span } = self.ev.argument(part, "managed_policy_arns");
            let (arns, open) = items(value);
            for arn in arns {
                policies.push(PolicySource::Managed(super::text(Setting {
                    span: arn.span.or(span),
                    value: Known::Set(arn),
                })));
            }
            policies
                .extend(open.map(|why| PolicySource::Managed(Setting { value: Known::Unknown(why), span })));
        }
        let identity = Identity {
            kind,
            name: self.attribute(item, "name"),
            arn: self.attribute(item, "arn"),
            policies,
            boundary: self.text(part, "permissions_boundary"),
            trust: self.policy(part, "assume_role_policy"),
            deploys: false,
            place,
        };
        self.model.identities.push(identity);
    }

    fn managed_policy(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let arn = self.attribute(item, "arn");
        // What AWS's own policies say is known without finding them.
        if place.found && arn.known().is_some_and(|arn| model::iam::managed_policy(&arn).is_some()) {
            return;
        }
        let policy = ManagedPolicy { place, arn, document: self.policy(&item.part, "policy") };
        self.model.managed_policies.push(policy);
    }

    fn inline_attachment(&mut self, item: &Item<'r>, kind: IdentityKind, argument: &str) {
        let place = self.place(item);
        let identity = self.text(&item.part, argument);
        let policy = PolicySource::Inline(place.clone(), self.policy(&item.part, "policy"));
        self.model.attachments.push(Attachment { place, kind, identity, policy });
    }

    fn attachment(&mut self, item: &Item<'r>, kind: IdentityKind, argument: &str) {
        let place = self.place(item);
        let identity = self.text(&item.part, argument);
        let policy = PolicySource::Managed(self.text(&item.part, "policy_arn"));
        self.model.attachments.push(Attachment { place, kind, identity, policy });
    }

    /// One resource that attaches a policy to many identities.
    fn attachments(&mut self, item: &Item<'r>) {
        let place = self.place(item);
        let arn = self.text(&item.part, "policy_arn");
        for (argument, kind) in
            [("roles", IdentityKind::Role), ("users", IdentityKind::User), ("groups", IdentityKind::Group)]
        {
            let Setting { value, span } = self.ev.argument(&item.part, argument);
            let (names, open) = items(value);
            let mut targets: Vec<Setting<Text>> = Vec::new();
            for name in names {
                targets.push(super::text(Setting { span: name.span.or(span), value: Known::Set(name) }));
            }
            targets.extend(open.map(|why| Setting { value: Known::Unknown(why), span }));
            self.attach(&place, kind, targets, &arn);
        }
    }

    fn attach(
        &mut self,
        place: &Place,
        kind: IdentityKind,
        targets: Vec<Setting<Text>>,
        arn: &Setting<Text>,
    ) {
        for identity in targets {
            let policy = PolicySource::Managed(arn.clone());
            self.model.attachments.push(Attachment { place: place.clone(), kind, identity, policy });
        }
    }

    /// Marks the roles that the providers of this configuration assume.
    pub(super) fn mark_deployers(&mut self) {
        let mut roles: Vec<Text> = Vec::new();
        for module in 0..self.ev.modules.len() {
            let blocks: Vec<usize> =
                self.ev.code(module).declared("provider").map(|(block, _)| block).collect();
            for block in blocks {
                roles.extend(self.ev.assumed_role(Provider { module, block }));
            }
        }
        roles.extend(self.ev.plan().into_iter().flat_map(|plan| plan.assumed_roles()));
        for identity in &mut self.model.identities {
            identity.deploys = roles.iter().any(|role| identity.arn.equals(role).is_yes());
        }
    }
}
