//! The last link of every path: whether those who deploy Amazon MSK from here have what AWS asks of
//! whoever sets up log delivery.

use super::permission::{CREATE_ROLE, Need, PUT_BUCKET_POLICY, arn, needs};
use super::trusted::serves_a_service;
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, request};
use crate::{Identity, Policies, SourceKind};
use iam::{Decision, Element, Miss, Request};
use known::{Known, Shape, Span, Symbol, Text, Truth, Why};

/// `links` are those of the path that were judged before.
pub(super) fn link(route: &Route<'_>, links: &[Link]) -> Link {
    let place = &route.source.place;
    if place.is_seen() {
        return Link::not_applicable(LinkKind::Deployer, "what an account shows has been deployed");
    }
    let deployers = deployers(route);
    if deployers.is_empty() {
        return Link::not_applicable(LinkKind::Deployer, "no identity here deploys Amazon MSK");
    }
    match needs(route, links) {
        Err(why) => Link::unknown(LinkKind::Deployer, &why),
        Ok(needs) => {
            let judged = deployers.iter().map(|deployer| deployer.judge(&needs));
            let nobody = || Link::not_applicable(LinkKind::Deployer, "nobody deploys Amazon MSK");
            // Of all that an account shows, one will do: nothing says who it is that deploys.
            let is_seen = deployers.iter().all(|deployer| deployer.identity.place.is_seen());
            judged.reduce(if is_seen { better } else { worse }).unwrap_or_else(nobody)
        }
    }
}

/// An identity that may deploy the source of the route.
struct Deployer<'m> {
    identity: &'m Identity,
    policies: Policies<'m>,
    /// Where it says so.
    span: Option<Span>,
    /// Why it is not certain that it may.
    doubt: Option<Why>,
}

fn deployers<'m>(route: &Route<'m>) -> Vec<Deployer<'m>> {
    let ours = &route.source.place.home.account;
    let here = route.model.identities.iter().filter(|identity| !identity.place.exists.is_no());
    // Nobody deploys into another account without a role there.
    here.filter(|identity| !identity.place.home.account.equals(ours).is_no())
        .filter_map(|identity| deployer(route, identity))
        .collect()
}

fn deployer<'m>(route: &Route<'m>, identity: &'m Identity) -> Option<Deployer<'m>> {
    let policies = Policies::of(route.model, identity);
    if policies.applied().is_empty() && !identity.deploys {
        return None;
    }
    let requests: Vec<Request> = deployments(route, identity);
    // A program that uses Kafka is often given all of `kafka`.
    let program = !identity.deploys && serves_a_service(&identity.trust);
    if program && !requests.iter().any(|request| policies.names(&request.action)) {
        return None;
    }
    let allowed = |policies: &Policies<'m>| {
        requests.iter().find_map(|request| match policies.decide(request) {
            Decision::Allowed(by) => Some(policies.place_of(&by)),
            _ => None,
        })
    };
    let doubt = || {
        requests.iter().find_map(|request| match policies.decide(request) {
            Decision::Unknown { why, .. } => Some(why),
            _ => None,
        })
    };
    if let Some(span) = allowed(&policies) {
        return Some(Deployer { identity, policies, span, doubt: None });
    }
    if identity.deploys {
        return Some(Deployer { identity, span: identity.place.span, policies, doubt: None });
    }
    let (span, why) = allowed(&policies.known()).zip(doubt())?;
    Some(Deployer { identity, policies, span, doubt: Some(why) })
}

/// The calls that switch the logs of the source on. `CreateCluster` has no resource type of its
/// own, and policies give it that of a cluster all the same.
fn deployments(route: &Route<'_>, identity: &Identity) -> Vec<Request> {
    let (actions, service, noun): (&[&str], _, _) = match route.source.kind {
        SourceKind::Connector => (&["kafkaconnect:CreateConnector"], "kafkaconnect", "connector"),
        SourceKind::Replicator => (&["kafka:CreateReplicator"], "kafka", "replicator"),
        SourceKind::Cluster | SourceKind::ServerlessCluster | SourceKind::Module | SourceKind::Policy => {
            (&["kafka:CreateCluster", "kafka:CreateClusterV2", "kafka:UpdateMonitoring"], "kafka", "cluster")
        }
    };
    let name = match &route.source.name.value {
        Known::Set(name) => name.clone(),
        Known::Absent => unknown("the name is not known"),
        Known::Unknown(why) => Text::symbol(Symbol::anonymous(why.clone()).shaped(Shape::Name).nonempty()),
    };
    let uuid = unknown("AWS chooses the last part of the ARN");
    let resource = Text::literal(noun).with("/").then(&name).with("/").then(&uuid);
    let arn = arn(route, service, &resource);
    let resources = [arn, Text::literal("*")];
    let request = |action: &&str| resources.clone().map(|resource| identity.request(action, resource));
    actions.iter().flat_map(request).collect()
}

fn unknown(why: &str) -> Text {
    Text::symbol(Symbol::anonymous(Why::new(why)).shaped(Shape::Name).nonempty())
}

impl Deployer<'_> {
    fn judge(&self, needs: &[Need]) -> Link {
        let place = &self.identity.place;
        let mut link = Link::ok(LinkKind::Deployer, format!("`{}` may set up the delivery", place.address));
        for need in needs {
            let judged = match self.answer(need) {
                Answer::Has => continue,
                Answer::Unknown(why) => Link::unknown(LinkKind::Deployer, &why),
                Answer::Lacks(cause) => self.lacks(need, cause),
            };
            link = worse(link, judged);
        }
        link.by(place).at(self.span).if_there(place)
    }

    fn answer(&self, need: &Need) -> Answer {
        let request = self.request(need, need.resource.clone());
        match self.policies.decide(&request) {
            Decision::Allowed(_) => Answer::Has,
            Decision::Unknown { why, .. } => Answer::Unknown(why),
            Decision::Denied { span, text, .. } => Answer::Lacks(self.cause(need).label(span, text)),
            Decision::NotAllowed(miss) => Answer::Lacks(self.missed(need, miss)),
        }
    }

    fn request(&self, need: &Need, resource: Text) -> Request {
        let mut request = self.identity.request(need.action, resource);
        if need.action == CREATE_ROLE {
            request.context.present("iam:AWSServiceName", request::DELIVERY);
        }
        request
    }

    /// Lacks the permission altogether.
    fn cause(&self, need: &Need) -> Cause {
        let kind = match need.action {
            PUT_BUCKET_POLICY => CauseKind::DeployerLacksPutBucketPolicy { needed: !need.spared.is_yes() },
            action => CauseKind::DeployerLacks { action },
        };
        let place = &self.identity.place;
        let text = format!("`{}` deploys Amazon MSK without `{}`", place.address, need.action);
        Cause::new(kind, text).at(self.span.or(place.span))
    }

    /// No statement allows it, but one may have been meant to.
    fn missed(&self, need: &Need, miss: Option<Miss>) -> Cause {
        let Some(miss) = miss.filter(|miss| miss.element != Element::Action) else { return self.cause(need) };
        let place = self.policies.place_of(&miss.statement);
        if miss.element != Element::Resource || !need.action.starts_with("logs:") {
            return self.cause(need).label(miss.span.or(place), miss.text);
        }
        let address = &self.identity.place.address;
        let text = format!("`{address}` has `{}` for a part of the resources only", need.action);
        let kind = CauseKind::DeployerScoped { action: need.action };
        let cause = Cause::new(kind, text).at(miss.span.or(place).or(self.span));
        // What AWS makes of an ARN where an action has no resource type is not documented.
        let wide =
            need.wide.as_ref().map(|resource| self.policies.decide(&self.request(need, resource.clone())));
        if matches!(wide, Some(Decision::Allowed(_))) { cause.possible(None) } else { cause }
    }

    /// The link of a permission that is lacking.
    fn lacks(&self, need: &Need, cause: Cause) -> Link {
        let place = &self.identity.place;
        let cause = cause.about(place);
        let cause = match &self.doubt {
            Some(why) => cause.possible(Some(why)),
            None => cause,
        };
        let doubt = self.doubt.as_ref().or(need.spared.why());
        match (&need.spared, doubt) {
            (Truth::Yes, _) if need.action == PUT_BUCKET_POLICY => {
                Link::ok(LinkKind::Deployer, cause.text.clone()).with(cause)
            }
            (Truth::Yes, _) => Link::ok(LinkKind::Deployer, cause.text),
            (_, Some(why)) => Link::unknown(LinkKind::Deployer, why).with(cause.possible(Some(why))),
            (_, None) => Link::broken(LinkKind::Deployer, cause),
        }
    }
}

/// How an identity stands to one permission.
enum Answer {
    Has,
    Lacks(Cause),
    Unknown(Why),
}

fn rank(link: &Link) -> u8 {
    match link.verdict {
        LinkVerdict::Broken => 2,
        LinkVerdict::Unknown => 1,
        _ => 0,
    }
}

/// The better of two links alone; of two that are broken, what both lack.
fn better(a: Link, b: Link) -> Link {
    match rank(&a).cmp(&rank(&b)) {
        std::cmp::Ordering::Less => a,
        std::cmp::Ordering::Greater => b,
        std::cmp::Ordering::Equal => worse(a, b),
    }
}

/// The worse of two links, with the causes of both.
fn worse(a: Link, b: Link) -> Link {
    let (mut worse, other) = if rank(&b) > rank(&a) { (b, a) } else { (a, b) };
    worse.causes.extend(other.causes);
    worse
}

#[cfg(test)]
mod tests {
    use crate::delivery::fixture::{allow, bucket, bucket_policy, document, named, place, set};
    use crate::delivery::{Cause, CauseKind, Delivery, Link, LinkVerdict};
    use crate::sample::{ACCOUNT, grant, identity, inline, log_group, managed, source, trust};
    use crate::{Confidence, DestinationKind, IdentityKind, LogPolicy, Model, PolicySource, SourceKind};
    use known::Setting;

    const MSK: &str = "arn:aws:iam::aws:policy/AmazonMSKFullAccess";

    fn model(kind: SourceKind, destination: DestinationKind, policies: Vec<PolicySource>) -> Model {
        let mut role = identity(IdentityKind::Role, "deploy");
        role.policies = policies;
        Model {
            sources: vec![source(kind, destination, "logs")],
            identities: vec![role],
            log_groups: vec![log_group("logs")],
            buckets: vec![bucket("aws_s3_bucket.logs", "logs")],
            ..Model::default()
        }
    }

    fn deployer(model: &Model) -> Link {
        let delivery = Delivery::of(model, &model.sources[0]);
        let path = delivery
            .paths
            .iter()
            .find(|path| path.destination == model.sources[0].logs[0].destinations[0].kind);
        path.and_then(|path| path.links.last()).expect("every path ends with its deployer").clone()
    }

    fn word(cause: &Cause) -> String {
        let word = match &cause.kind {
            CauseKind::DeployerLacksPutBucketPolicy { needed: true } => "lacks put",
            CauseKind::DeployerLacksPutBucketPolicy { needed: false } => "could do without put",
            CauseKind::DeployerLacks { action } => action,
            CauseKind::DeployerScoped { action } => return format!("scoped {action}"),
            _ => "something else",
        };
        match cause.confidence {
            Confidence::Certain => word.to_owned(),
            Confidence::Possible => format!("{word}?"),
        }
    }

    fn check(model: &Model, verdict: &str, causes: &[&str]) {
        let link = deployer(model);
        let got: Vec<String> = link.causes.iter().map(word).collect();
        assert_eq!(
            (link.verdict.word(), got),
            (verdict, causes.iter().map(|it| (*it).to_owned()).collect()),
            "{link:?}"
        );
    }

    fn all(actions: &[&str]) -> PolicySource {
        inline(&[grant(actions, &["*"])])
    }

    use DestinationKind::{CloudWatch, Firehose, S3};
    use SourceKind::{Cluster, Connector, Replicator};

    #[test]
    fn who_does_not_deploy_is_not_judged() {
        check(&model(Cluster, CloudWatch, vec![]), "not-applicable", &[]);
        check(
            &model(Cluster, CloudWatch, vec![all(&["kafka:Describe*", "kafka-cluster:*"])]),
            "not-applicable",
            &[],
        );
        let bucket = inline(&[grant(&["kafka:*"], &["arn:aws:s3:::logs"])]);
        check(&model(Cluster, CloudWatch, vec![bucket]), "not-applicable", &[]);
        let other = inline(&[grant(&["kafka:*"], &["arn:aws:kafka:*:*:cluster/reports/*"])]);
        check(&model(Cluster, CloudWatch, vec![other]), "not-applicable", &[]);
        check(&model(Connector, CloudWatch, vec![all(&["kafka:*"])]), "not-applicable", &[]);
    }

    #[test]
    fn the_managed_policy_has_all_but_the_policy_of_the_bucket() {
        check(&model(Cluster, CloudWatch, vec![managed(MSK)]), "ok", &[]);
        check(&model(Cluster, Firehose, vec![managed(MSK)]), "ok", &[]);
        check(&model(Cluster, S3, vec![managed(MSK)]), "broken", &["lacks put"]);
        let own = inline(&[grant(&["s3:PutBucketPolicy"], &["arn:aws:s3:::logs"])]);
        check(&model(Cluster, S3, vec![managed(MSK), own]), "ok", &[]);
        let other = inline(&[grant(&["s3:PutBucketPolicy"], &["arn:aws:s3:::reports"])]);
        check(&model(Cluster, S3, vec![managed(MSK), other]), "broken", &["lacks put"]);
        check(&model(Cluster, S3, vec![all(&["*"])]), "ok", &[]);
    }

    #[test]
    fn a_policy_that_is_right_already_need_not_be_put() {
        let mut model = model(Cluster, S3, vec![managed(MSK)]);
        let statements = vec![
            allow("delivery.logs.amazonaws.com", &["s3:PutObject"], &["arn:aws:s3:::logs/*"]),
            allow("delivery.logs.amazonaws.com", &["s3:GetBucketAcl"], &["arn:aws:s3:::logs"]),
        ];
        model.bucket_policies.push(bucket_policy("aws_s3_bucket_policy.logs", "logs", statements));
        check(&model, "ok", &["could do without put"]);
    }

    #[test]
    fn each_destination_has_its_own_permissions() {
        let kafka = || all(&["kafka:*"]);
        let trio = ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"];
        let cloudwatch = ["logs:CreateLogDelivery", trio[0], trio[1], trio[2]];
        check(&model(Cluster, CloudWatch, vec![kafka()]), "broken", &cloudwatch);
        let firehose =
            ["logs:CreateLogDelivery", "firehose:TagDeliveryStream", "iam:CreateServiceLinkedRole?"];
        check(&model(Cluster, Firehose, vec![kafka()]), "broken", &firehose);
        let s3 = ["logs:CreateLogDelivery", "s3:GetBucketPolicy", "lacks put"];
        check(&model(Cluster, S3, vec![kafka()]), "broken", &s3);
        let some = all(&["kafka:*", "logs:CreateLogDelivery", "firehose:TagDeliveryStream"]);
        check(&model(Cluster, Firehose, vec![some]), "unknown", &["iam:CreateServiceLinkedRole?"]);
        let replicator =
            all(&["kafka:CreateReplicator", "logs:CreateLogDelivery", trio[0], trio[1], trio[2]]);
        check(&model(Replicator, CloudWatch, vec![replicator]), "broken", &["logs:ListLogDeliveries"]);
    }

    #[test]
    fn permissions_for_one_log_group_are_too_narrow() {
        let kafka = || all(&["kafka:*", "logs:CreateLogDelivery"]);
        let trio = ["logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy"];
        let on = |resource: &str| inline(&[grant(&trio, &[resource])]);
        let narrow = on("arn:aws:logs:eu-west-1:111122223333:log-group:logs:*");
        let scoped = [
            "scoped logs:DescribeLogGroups",
            "scoped logs:DescribeResourcePolicies",
            "scoped logs:PutResourcePolicy",
        ];
        check(&model(Cluster, CloudWatch, vec![kafka(), narrow]), "broken", &scoped);
        let wide = on("arn:aws:logs:eu-west-1:111122223333:log-group:*");
        check(&model(Cluster, CloudWatch, vec![kafka(), wide]), "ok", &[]);
    }

    #[test]
    fn a_resource_policy_that_is_written_here_need_not_be_put() {
        let mut model = model(Cluster, CloudWatch, vec![all(&["kafka:*", "logs:CreateLogDelivery"])]);
        let resource = format!("arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:logs:log-stream:*");
        let actions = ["logs:CreateLogStream", "logs:PutLogEvents"];
        let write = allow("delivery.logs.amazonaws.com", &actions, &[&resource]);
        model.log_policies.push(LogPolicy {
            place: place("aws_cloudwatch_log_resource_policy.msk"),
            name: named("msk"),
            document: document(vec![write]),
            group: Setting::absent(),
        });
        check(&model, "ok", &[]);
    }

    #[test]
    fn several_deployers_are_judged_each_and_the_worst_decides() {
        let mut model = model(Cluster, S3, vec![all(&["*"])]);
        let mut user = identity(IdentityKind::User, "pipeline");
        user.policies = vec![managed(MSK)];
        model.identities.push(user);
        let link = deployer(&model);
        assert_eq!(
            (link.verdict, link.address.as_deref()),
            (LinkVerdict::Broken, Some("aws_iam_user.pipeline"))
        );
        assert_eq!(link.causes.len(), 1);
    }

    #[test]
    fn a_role_for_programs_deploys_only_if_it_names_the_call() {
        let role = |service: &str, actions: &[&str]| {
            let mut model = model(Cluster, S3, vec![all(actions)]);
            model.identities[0].trust = document(vec![trust(service)]);
            model
        };
        let lacking = ["logs:CreateLogDelivery", "s3:GetBucketPolicy", "lacks put"];
        for service in ["kafka.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] {
            check(&role(service, &["kafka:*"]), "not-applicable", &[]);
            check(&role(service, &["kafka:Describe*", "kafka:CreateCluster"]), "broken", &lacking);
        }
        check(&role("codebuild.amazonaws.com", &["kafka:*"]), "broken", &lacking);
        let mut provider = role("ec2.amazonaws.com", &["kafka:*"]);
        provider.identities[0].deploys = true;
        check(&provider, "broken", &lacking);
    }

    #[test]
    fn what_is_not_known_of_a_deployer_leaves_the_link_unknown() {
        let arn = "arn:aws:iam::111122223333:policy/buckets";
        check(&model(Cluster, S3, vec![managed(MSK), managed(arn)]), "unknown", &[]);
        let mut bounded = model(Cluster, S3, vec![all(&["*"])]);
        bounded.identities[0].boundary = named(arn);
        check(&bounded, "unknown", &[]);
        let mut provider = model(Cluster, S3, vec![]);
        provider.identities[0].deploys = true;
        let lacking = ["logs:CreateLogDelivery", "s3:GetBucketPolicy", "lacks put"];
        check(&provider, "broken", &lacking);
        provider.sources[0].logs[0].destinations[0].name = set("".into());
        check(&provider, "unknown", &[]);
    }
}
