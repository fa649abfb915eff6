//! Which policies bear on an identity: its own, those that other resources give to it, and its
//! boundary, joined by value.

use crate::{Attachment, Identity, IdentityKind, Model, PolicySetting, PolicySource};
use iam::{Applied, Caller, Context, Decision, Document, Effect, Request, Role, StatementRef, evaluate};
use known::{Known, Part, Setting, Settle, Shape, Span, Text, Truth, Why};

/// The policies that bear on one identity, ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Policies<'m> {
    applied: Vec<Applied<'m>>,
    /// Where each of `applied` is given to the identity.
    origins: Vec<Option<Span>>,
}

/// A policy as it bears on somebody: its text, or why that is not known.
pub(crate) type Borne<'m> = Result<&'m Document, Why>;

impl<'m> Policies<'m> {
    pub fn of(model: &'m Model, identity: &'m Identity) -> Policies<'m> {
        let mut policies = Policies { applied: Vec::new(), origins: Vec::new() };
        for source in &identity.policies {
            policies.give(Role::Identity, document(model, source), origin(source));
        }
        for attachment in &model.attachments {
            let document = match bears(model, identity, attachment) {
                Truth::No => None,
                Truth::Yes => document(model, &attachment.policy),
                Truth::Unknown(why) => Some(Err(why)),
            };
            policies.give(Role::Identity, document, origin(&attachment.policy).or(attachment.place.span));
        }
        if identity.place.found {
            let address = &identity.place.address;
            let why = Why::new(format!("which other policies `{address}` has is not known"))
                .at(identity.place.span)
                .settled_by(Settle::Outside(address.clone()));
            policies.give(Role::Identity, Some(Err(why)), identity.place.span);
        }
        if let Some(group) = group_beside(model, identity) {
            let (user, group) = (&identity.place.address, &group.place.address);
            let why = Why::new(format!("whether `{user}` is a member of `{group}` is not known"));
            policies.give(Role::Identity, Some(Err(why)), identity.place.span);
        }
        policies.give(Role::Boundary, managed(model, &identity.boundary), identity.boundary.span);
        policies
    }

    fn give(&mut self, role: Role, document: Option<Borne<'m>>, origin: Option<Span>) {
        if let Some(document) = document {
            self.applied.push(Applied { role, document });
            self.origins.push(origin);
        }
    }

    /// Together with the policies of what is called.
    #[must_use]
    pub fn and(mut self, role: Role, document: Borne<'m>, origin: Option<Span>) -> Policies<'m> {
        self.give(role, Some(document), origin);
        self
    }

    /// Those of them whose text is known.
    #[must_use]
    pub fn known(&self) -> Policies<'m> {
        let mut policies = Policies { applied: Vec::new(), origins: Vec::new() };
        for (applied, origin) in self.applied.iter().zip(&self.origins) {
            if let Ok(document) = applied.document {
                policies.give(applied.role, Some(Ok(document)), *origin);
            }
        }
        policies
    }

    pub fn applied(&self) -> &[Applied<'m>] {
        &self.applied
    }

    /// Whether a statement allows an action by its full name, as against by a wildcard.
    pub fn names(&self, action: &str) -> bool {
        let own = self.applied.iter().filter(|applied| applied.role == Role::Identity);
        let statements =
            own.filter_map(|applied| applied.document.as_ref().ok()).flat_map(|it| &it.statements);
        let allowing = statements.filter(|it| matches!(it.effect, Known::Set(Effect::Allow)));
        let clauses = allowing.filter_map(|it| it.actions.as_ref()).filter(|actions| !actions.negated);
        let action = Text::literal(action);
        clauses.flat_map(|it| &it.entries).any(|it| it.text.equals_ignoring_case(&action).is_yes())
    }

    pub fn decide(&self, request: &Request) -> Decision {
        evaluate(&self.applied, request)
    }

    /// The statement; where it stands in a policy of AWS, the place that gives the policy.
    pub fn place_of(&self, statement: &StatementRef) -> Option<Span> {
        statement.span.or_else(|| self.origins.get(statement.policy).copied().flatten())
    }
}

impl Identity {
    /// A call of this identity with what it carries whatever it calls.
    pub fn request(&self, action: &str, resource: Text) -> Request {
        let home = &self.place.home;
        let mut context = Context::default();
        context.present("aws:PrincipalArn", self.arn.clone());
        context.present("aws:PrincipalAccount", home.account.clone());
        context.present("aws:PrincipalIsAWSService", "false");
        context.present(
            "aws:PrincipalType",
            if self.kind == IdentityKind::Role { "AssumedRole" } else { "User" },
        );
        context.present("aws:RequestedRegion", home.region.clone());
        context.present("aws:SecureTransport", "true");
        context.absent(&["aws:PrincipalServiceName", "aws:PrincipalServiceNamesList"]);
        match self.kind {
            IdentityKind::Role => context.absent(&["aws:username"]),
            IdentityKind::User => context.present("aws:username", self.name.clone()),
            IdentityKind::Group => {}
        }
        let caller = Caller::Identity { arn: self.arn.clone(), account: home.account.clone() };
        Request { caller, action: action.to_owned(), resource, context }
    }
}

/// Whether an attachment gives its policy to the identity. A name that is another identity's for
/// certain is not this one's.
fn bears(model: &Model, identity: &Identity, attachment: &Attachment) -> Truth {
    if attachment.kind != identity.kind {
        return Truth::No;
    }
    let named = |identity: &Identity| match &attachment.identity.value {
        Known::Set(name) => name.equals(&identity.name),
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    let alike = |other: &&Identity| other.kind == identity.kind && !std::ptr::eq(*other, identity);
    let bears = match named(identity) {
        Truth::Unknown(_) if model.identities.iter().filter(alike).any(|other| named(other).is_yes()) => {
            Truth::No
        }
        bears => bears,
    };
    bears.and(attachment.place.exists.clone())
}

/// Who is a member of which group is not part of the model.
fn group_beside<'m>(model: &'m Model, identity: &Identity) -> Option<&'m Identity> {
    let is_group = |other: &&Identity| other.kind == IdentityKind::Group && !other.place.exists.is_no();
    model.identities.iter().find(is_group).filter(|_| identity.kind == IdentityKind::User)
}

fn origin(source: &PolicySource) -> Option<Span> {
    match source {
        PolicySource::Inline(place, setting) => setting.span.or(place.span),
        PolicySource::Managed(arn) => arn.span,
    }
}

fn document<'m>(model: &'m Model, source: &'m PolicySource) -> Option<Borne<'m>> {
    match source {
        PolicySource::Inline(place, policy) => text_of(&place.exists, policy),
        PolicySource::Managed(arn) => managed(model, arn),
    }
}

/// `None`: there is no policy.
pub(crate) fn text_of<'m>(exists: &Truth, policy: &'m PolicySetting) -> Option<Borne<'m>> {
    match (exists, &policy.value) {
        (Truth::No, _) | (_, Known::Absent) => None,
        (Truth::Unknown(why), _) | (_, Known::Unknown(why)) => Some(Err(why.clone())),
        (Truth::Yes, Known::Set(document)) => Some(Ok(document)),
    }
}

/// A managed policy by its ARN: one that is declared here, or one of AWS.
fn managed<'m>(model: &'m Model, arn: &Setting<Text>) -> Option<Borne<'m>> {
    let arn = match &arn.value {
        Known::Set(arn) => arn,
        Known::Absent => return None,
        Known::Unknown(why) => return Some(Err(why.clone())),
    };
    let declared = || model.managed_policies.iter().filter(|policy| !policy.place.exists.is_no());
    if let Some(policy) = declared().find(|policy| policy.arn.equals(arn).is_yes()) {
        return text_of(&policy.place.exists, &policy.document);
    }
    if let Some(document) = literal(arn).as_deref().and_then(iam::managed_policy) {
        return Some(Ok(document));
    }
    let outside =
        || Why::new(format!("the policy `{arn}` is not here")).settled_by(Settle::Outside(arn.to_string()));
    Some(Err(arn.why().unwrap_or_else(outside)))
}

/// The ARN as in the partition `aws`, where nothing else of it is open.
fn literal(arn: &Text) -> Option<String> {
    arn.parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text, _) => Some(text.as_str()),
            Part::Symbol(symbol) => (symbol.shape() == Shape::Partition).then_some("aws"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::fixture::{document, named, place, set};
    use crate::sample::{grant, identity, inline, managed, open, refuse};
    use crate::{ManagedPolicy, PolicySource};

    fn model(policies: Vec<PolicySource>) -> Model {
        let mut role = identity(IdentityKind::Role, "deploy");
        role.policies = policies;
        Model { identities: vec![role], ..Model::default() }
    }

    fn attach(model: &mut Model, kind: IdentityKind, name: Setting<Text>, policy: PolicySource) {
        let place = place("aws_iam_attachment.it");
        model.attachments.push(Attachment { place, kind, identity: name, policy });
    }

    /// Whether the first identity may create clusters.
    fn check(model: &Model, expected: &str) {
        let identity = &model.identities[0];
        let request = identity.request("kafka:CreateCluster", "*".into());
        let got = match Policies::of(model, identity).decide(&request) {
            Decision::Allowed(_) => "allowed".to_owned(),
            Decision::Denied { .. } => "denied".to_owned(),
            Decision::NotAllowed(_) => "not allowed".to_owned(),
            Decision::Unknown { why, .. } => why.to_string(),
        };
        assert_eq!(got, expected);
    }

    fn create() -> PolicySource {
        inline(&[grant(&["kafka:CreateCluster"], &["*"])])
    }

    #[test]
    fn policies_come_from_the_identity_and_from_attachments() {
        check(&model(vec![]), "not allowed");
        check(&model(vec![create()]), "allowed");
        let mut attached = model(vec![]);
        attach(&mut attached, IdentityKind::Role, named("deploy"), create());
        check(&attached, "allowed");
        let mut elsewhere = model(vec![]);
        attach(&mut elsewhere, IdentityKind::Role, named("other"), create());
        attach(&mut elsewhere, IdentityKind::User, named("deploy"), create());
        check(&elsewhere, "not allowed");
    }

    #[test]
    fn a_deny_of_any_policy_wins() {
        let mut model = model(vec![create()]);
        attach(&mut model, IdentityKind::Role, named("deploy"), inline(&[refuse(&["kafka:*"], &["*"])]));
        check(&model, "denied");
    }

    #[test]
    fn managed_policies_are_found_by_arn() {
        let arn = "arn:aws:iam::111122223333:policy/msk";
        let mut declared = model(vec![managed(arn)]);
        let document = document(vec![grant(&["kafka:*"], &["*"])]);
        declared.managed_policies.push(ManagedPolicy {
            place: place("aws_iam_policy.msk"),
            arn: arn.into(),
            document,
        });
        check(&declared, "allowed");
        check(&model(vec![managed("arn:aws:iam::aws:policy/AmazonMSKFullAccess")]), "allowed");
        check(&model(vec![managed("arn:aws-cn:iam::aws:policy/AmazonMSKFullAccess")]), "allowed");
        check(&model(vec![managed(arn)]), "the policy `arn:aws:iam::111122223333:policy/msk` is not here");
    }

    #[test]
    fn what_is_not_known_may_be_attached() {
        let mut somebody = model(vec![]);
        attach(&mut somebody, IdentityKind::Role, open(), create());
        check(&somebody, "`var.x` has no value");
        let mut another = model(vec![]);
        let why = Why::new("the name is made up");
        another.identities.push(identity(IdentityKind::Role, "other"));
        another.identities[1].name = Text::symbol(known::Symbol::new("aws_iam_role.other.name", why));
        let name = another.identities[1].name.clone();
        attach(&mut another, IdentityKind::Role, set(name), create());
        check(&another, "not allowed");
    }

    #[test]
    fn an_identity_that_was_found_has_policies_elsewhere() {
        let mut model = model(vec![]);
        model.identities[0].place.found = true;
        check(&model, "which other policies `aws_iam_role.deploy` has is not known");
    }

    #[test]
    fn a_boundary_must_allow_as_well() {
        let mut narrow = model(vec![create()]);
        let arn = "arn:aws:iam::111122223333:policy/boundary";
        narrow.identities[0].boundary = named(arn);
        let outside = narrow.clone();
        let document = document(vec![grant(&["s3:*"], &["*"])]);
        narrow.managed_policies.push(ManagedPolicy {
            place: place("aws_iam_policy.boundary"),
            arn: arn.into(),
            document,
        });
        check(&narrow, "not allowed");
        check(&outside, "the policy `arn:aws:iam::111122223333:policy/boundary` is not here");
    }

    #[test]
    fn a_user_may_have_the_policies_of_a_group() {
        let mut model = model(vec![]);
        model.identities =
            vec![identity(IdentityKind::User, "pipeline"), identity(IdentityKind::Group, "admins")];
        check(&model, "whether `aws_iam_user.pipeline` is a member of `aws_iam_group.admins` is not known");
        model.identities.swap(0, 1);
        check(&model, "not allowed");
    }
}
