//! The bucket that a published bucket module creates, with the policy that it puts together from its
//! `attach_…` switches.

use super::Lower;
use crate::policy;
use crate::terraform::eval::ModuleCall;
use crate::terraform::registry;
use crate::value::{Flavor, Kind, List, Member, Object, Shared, Value};
use model::known::{Known, Part, Setting, Span, Text, Truth, Why, order};
use model::{Bucket, BucketEncryption, BucketPolicy, Place};
use std::collections::BTreeMap;

/// Nesting of a given policy that is looked through.
const DEPTH: usize = 16;

/// Operator, key and value of a condition.
type Test<'a> = (&'a str, &'a str, Value);

/// What the statements of the module speak of.
struct Names {
    bucket: Text,
    arn: Text,
    objects: Text,
    account: Text,
    partition: Text,
}

impl<'r> Lower<'_, 'r> {
    pub(super) fn published_bucket(&mut self, call: &ModuleCall<'r>, place: Place) {
        let Some(Known::Set(name)) = registry::bucket_name(self.ev, call).to_text() else { return };
        let bucket = Setting { value: Known::Set(name.clone()), span: place.span };
        let arn = crate::arn::bucket(&place.home, &name);
        let names = Names {
            bucket: name.clone(),
            objects: arn.clone().with("/*"),
            arn,
            account: place.home.account.clone(),
            partition: place.home.partition.clone(),
        };
        if let Some((policy, span)) = self.published_policy(call, &names) {
            let place = Place { span: span.or(place.span), ..place.clone() };
            let policy = Setting { value: policy::read(&policy), span };
            self.model.bucket_policies.push(BucketPolicy {
                place,
                inline: false,
                bucket: bucket.clone(),
                policy,
            });
        }
        self.published_encryption(call, &place, &bucket);
        let controls = self.flag_of(call, "control_object_ownership").value.truth(false);
        let blocks = self.flag_of(call, "attach_public_policy").value.truth(true);
        let ownership = self.text_of(call, "object_ownership");
        let block_public_policy = self.flag_of(call, "block_public_policy");
        let bucket = Bucket {
            place,
            name,
            name_span: self.text_of(call, "bucket").span,
            ownership: if controls.is_no() { Setting::absent() } else { ownership },
            object_lock: self.flag_of(call, "object_lock_enabled"),
            block_public_policy: if blocks.is_no() { Setting::absent() } else { block_public_policy },
        };
        self.model.buckets.push(bucket);
    }

    fn published_encryption(&mut self, call: &ModuleCall<'r>, place: &Place, bucket: &Setting<Text>) {
        for config in self.ev.objects(&call.part, "server_side_encryption_configuration") {
            for rule in self.ev.blocks(&config, "rule") {
                let bucket_key = self.flag(&rule, "bucket_key_enabled");
                for part in self.ev.blocks(&rule, "apply_server_side_encryption_by_default") {
                    let exists = place.exists.clone().and(part.exists.clone());
                    let encryption = BucketEncryption {
                        place: Place { span: part.span.or(place.span), exists, ..place.clone() },
                        bucket: bucket.clone(),
                        algorithm: self.text(&part, "sse_algorithm"),
                        key: self.text(&part, "kms_master_key_id"),
                        bucket_key: bucket_key.clone(),
                    };
                    self.model.bucket_encryptions.push(encryption);
                }
            }
        }
    }

    /// The policy, and the first switch that asks for one.
    fn published_policy(&mut self, call: &ModuleCall<'r>, names: &Names) -> Option<(Value, Option<Span>)> {
        let mut statements: Vec<Value> = Vec::new();
        let mut open: Option<Why> = None;
        let mut first: Option<Span> = None;
        for (argument, span) in self.ev.written_arguments(&call.part) {
            // The block of public access is a resource of its own.
            if !argument.starts_with("attach_") || argument == "attach_public_policy" {
                continue;
            }
            let attached = self.flag_of(call, argument).value.truth(false);
            if attached.is_no() {
                continue;
            }
            first = first.or(span);
            let added = match attached {
                Truth::Unknown(why) => Err(why),
                _ => self.attached(call, argument, names, span),
            };
            match added {
                Ok(added) => statements.extend(added),
                Err(why) => open = Some(why),
            }
        }
        let span = first?;
        let items = statements;
        let list = Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose: false }));
        let document = Value::object([
            ("Version".to_owned(), Value::string("2012-10-17")),
            ("Statement".to_owned(), Value::new(list, Some(span))),
        ]);
        Some((document.at(Some(span)), Some(span)))
    }

    /// The statements of a switch that is on.
    fn attached(
        &mut self,
        call: &ModuleCall<'r>,
        switch: &str,
        names: &Names,
        span: Option<Span>,
    ) -> Result<Vec<Value>, Why> {
        Ok(match switch {
            "attach_policy" => self.given_statements(call, names)?,
            "attach_lb_log_delivery_policy" => self.load_balancer_statements(call, names, span)?,
            "attach_waf_log_delivery_policy" => firewall_statements(names, span),
            "attach_deny_insecure_transport_policy" => {
                let test = ("Bool", "aws:SecureTransport", Text::literal("false"));
                vec![deny("denyInsecureTransport", "s3:*", &[&names.arn, &names.objects], test, span)]
            }
            "attach_require_latest_tls_policy" => {
                let test = ("NumericLessThan", "s3:TlsVersion", Text::literal("1.2"));
                vec![deny("denyOutdatedTLS", "s3:*", &[&names.arn, &names.objects], test, span)]
            }
            "attach_deny_incorrect_encryption_headers" => {
                let wanted = self.algorithm(call)?;
                let test = ("StringNotEquals", "s3:x-amz-server-side-encryption", wanted);
                vec![deny("denyIncorrectEncryptionHeaders", "s3:PutObject", &[&names.objects], test, span)]
            }
            "attach_deny_incorrect_kms_key_sse" => {
                let key = match self.text_of(call, "allowed_kms_key_arn").value {
                    Known::Set(key) => key,
                    Known::Unknown(why) => return Err(why),
                    Known::Absent => return Err(Why::new("`allowed_kms_key_arn` is not given")),
                };
                let test = ("StringNotEquals", "s3:x-amz-server-side-encryption-aws-kms-key-id", key);
                vec![deny("denyIncorrectKmsKeySse", "s3:PutObject", &[&names.objects], test, span)]
            }
            "attach_deny_unencrypted_object_uploads" => {
                let test = ("Null", "s3:x-amz-server-side-encryption", Text::literal("true"));
                vec![deny("denyUnencryptedObjectUploads", "s3:PutObject", &[&names.objects], test, span)]
            }
            "attach_deny_ssec_encrypted_object_uploads" => {
                let key = "s3:x-amz-server-side-encryption-customer-algorithm";
                let test = ("Null", key, Text::literal("false"));
                vec![deny("denySSECEncryptedObjectUploads", "s3:PutObject", &[&names.objects], test, span)]
            }
            // These admit other services alone.
            "attach_elb_log_delivery_policy"
            | "attach_access_log_delivery_policy"
            | "attach_cloudtrail_log_delivery_policy"
            | "attach_inventory_destination_policy"
            | "attach_analytics_destination_policy" => Vec::new(),
            _ => {
                let text = format!("what `{switch}` adds to the bucket policy is not known");
                return Err(Why::new(text).at(span));
            }
        })
    }

    /// The algorithm that the module demands: SSE-KMS where that is the default, else AES256.
    fn algorithm(&mut self, call: &ModuleCall<'r>) -> Result<Text, Why> {
        let mut algorithm = Known::Absent;
        for config in self.ev.objects(&call.part, "server_side_encryption_configuration") {
            for rule in self.ev.blocks(&config, "rule") {
                for part in self.ev.blocks(&rule, "apply_server_side_encryption_by_default") {
                    algorithm = self.text(&part, "sse_algorithm").value;
                }
            }
        }
        match algorithm {
            Known::Unknown(why) => Err(why),
            Known::Set(text) if text.known().is_none() => {
                Err(text.why().unwrap_or_else(|| Why::new("the algorithm is not known")))
            }
            Known::Set(text) if text.known().as_deref() == Some("aws:kms") => Ok(text),
            Known::Set(_) | Known::Absent => Ok(Text::literal("AES256")),
        }
    }

    fn load_balancer_statements(
        &mut self,
        call: &ModuleCall<'r>,
        names: &Names,
        span: Option<Span>,
    ) -> Result<Vec<Value>, Why> {
        let Setting { value, .. } =
            self.ev.argument(&call.part, "lb_log_delivery_policy_source_organizations");
        let organizations = match value {
            Known::Set(Value { kind: Kind::List(list), .. })
                if list.items.is_empty() && list.open.is_none() =>
            {
                None
            }
            Known::Set(value) => Some(value),
            Known::Absent => None,
            Known::Unknown(why) => return Err(why),
        };
        let organization = organizations.map(|value| ("StringEquals", "aws:ResourceOrgID", value));
        let owner = ("StringEquals", "s3:x-amz-acl", Value::string("bucket-owner-full-control"));
        let write: Vec<Test<'_>> = [owner].into_iter().chain(organization.clone()).collect();
        let check: Vec<Test<'_>> = organization.into_iter().collect();
        let checks = ["s3:GetBucketAcl", "s3:ListBucket"];
        Ok(vec![
            allow("AlbNlbLogDeliveryWrite", &["s3:PutObject"], &names.objects, write, span),
            allow("AlbNlbLogDeliveryAclCheck", &checks, &names.arn, check, span),
        ])
    }

    fn given_statements(&mut self, call: &ModuleCall<'r>, names: &Names) -> Result<Vec<Value>, Why> {
        let unclear = || Why::new("the `policy` argument of the bucket module is not known");
        let value = match self.ev.argument(&call.part, "policy").value {
            Known::Set(value) => value,
            Known::Absent => return Ok(Vec::new()),
            Known::Unknown(why) => return Err(why),
        };
        let document = match &value.kind {
            Kind::Json(inner) => Value::clone(inner),
            Kind::Text(text) => crate::json::parse(text).map_err(|_| unclear())?.value,
            _ => return Err(value.why().cloned().unwrap_or_else(unclear)),
        };
        let Kind::Object(object) = filled(&document, names, 0).kind else { return Err(unclear()) };
        match object.members.get("Statement").map(|member| &member.value) {
            Some(Value { kind: Kind::List(list), .. }) if list.open.is_none() => Ok(list.items.clone()),
            Some(one @ Value { kind: Kind::Object(_), .. }) => Ok(vec![one.clone()]),
            _ => Err(unclear()),
        }
    }
}

/// The statements of `attach_waf_log_delivery_policy`.
fn firewall_statements(names: &Names, span: Option<Span>) -> Vec<Value> {
    let objects = names.arn.clone().with("/AWSLogs/").then(&names.account).with("/*");
    let source =
        Text::literal("arn:").then(&names.partition).with(":logs:*:").then(&names.account).with(":*");
    let account = ("StringEquals", "aws:SourceAccount", Value::text(names.account.clone()));
    let owner = ("StringEquals", "s3:x-amz-acl", Value::string("bucket-owner-full-control"));
    let like = ("ArnLike", "aws:SourceArn", Value::text(source));
    let write = vec![owner, account.clone(), like.clone()];
    vec![
        allow("WafLogDeliveryWrite", &["s3:PutObject"], &objects, write, span),
        allow("WafLogDeliveryAclCheck", &["s3:GetBucketAcl"], &names.arn, vec![account, like], span),
    ]
}

/// A statement that admits log delivery.
fn allow(sid: &str, actions: &[&str], resource: &Text, tests: Vec<Test<'_>>, span: Option<Span>) -> Value {
    let string = |text: &str| Value::string(text).at(span);
    let service = Value::object([("Service".to_owned(), string("delivery.logs.amazonaws.com"))]);
    let actions = actions.iter().map(|action| string(action)).collect();
    let mut operators: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
    for (operator, key, value) in tests {
        operators.entry(operator.to_owned()).or_default().push((key.to_owned(), value.at(span)));
    }
    let condition = operators.into_iter().map(|(operator, keys)| (operator, Value::object(keys).at(span)));
    Value::object([
        ("Sid".to_owned(), string(sid)),
        ("Effect".to_owned(), string("Allow")),
        ("Principal".to_owned(), service.at(span)),
        ("Action".to_owned(), Value::tuple(actions).at(span)),
        ("Resource".to_owned(), Value::text(resource.clone()).at(span)),
        ("Condition".to_owned(), Value::object(condition).at(span)),
    ])
    .at(span)
}

/// A statement that refuses everybody under a condition.
fn deny(sid: &str, action: &str, resources: &[&Text], test: (&str, &str, Text), span: Option<Span>) -> Value {
    let string = |text: &str| Value::string(text).at(span);
    let resources = resources.iter().map(|text| Value::text(Text::clone(text)).at(span)).collect();
    let (operator, key, value) = test;
    let key = Value::object([(key.to_owned(), Value::text(value).at(span))]);
    let condition = Value::object([(operator.to_owned(), key.at(span))]);
    Value::object([
        ("Sid".to_owned(), string(sid)),
        ("Effect".to_owned(), string("Deny")),
        ("Principal".to_owned(), string("*")),
        ("Action".to_owned(), string(action)),
        ("Resource".to_owned(), Value::tuple(resources).at(span)),
        ("Condition".to_owned(), condition.at(span)),
    ])
    .at(span)
}

/// A given policy with the module's placeholders replaced.
fn filled(value: &Value, names: &Names, depth: usize) -> Value {
    let kind = match &value.kind {
        _ if depth > DEPTH => return value.clone(),
        Kind::Text(text) => Kind::Text(filled_text(text, names)),
        Kind::List(list) => {
            let items = list.items.iter().map(|item| filled(item, names, depth + 1)).collect();
            Kind::List(Shared::new(List { items, ..List::clone(list) }))
        }
        Kind::Object(object) => {
            let members = object.members.iter().map(|(name, member)| {
                let value = filled(&member.value, names, depth + 1);
                (name.clone(), Member { key: member.key, value })
            });
            Kind::Object(Shared::new(Object { members: order::map(members), ..Object::clone(object) }))
        }
        _ => return value.clone(),
    };
    Value { kind, span: value.span }
}

fn filled_text(text: &Text, names: &Names) -> Text {
    let placeholders = [
        ("_S3_BUCKET_ID_", &names.bucket),
        ("_S3_BUCKET_ARN_", &names.arn),
        ("_AWS_ACCOUNT_ID_", &names.account),
    ];
    let holds = |part: &Part| match part {
        Part::Literal(literal, _) => placeholders.iter().any(|(name, _)| literal.contains(name)),
        Part::Symbol(_) => false,
    };
    if !text.parts().iter().any(holds) {
        return text.clone();
    }
    let mut filled = Text::new();
    for part in text.parts() {
        match part {
            Part::Symbol(symbol) => filled.push_symbol(symbol.clone()),
            Part::Literal(literal, _) => {
                let mut rest = literal.as_str();
                let next = |rest: &str| {
                    let at =
                        placeholders.iter().filter_map(|(name, with)| Some((rest.find(name)?, *name, *with)));
                    at.min_by_key(|(at, _, _)| *at)
                };
                while let Some((at, name, with)) = next(rest) {
                    let (before, found) = rest.split_at_checked(at).unwrap_or_default();
                    filled.push_literal(before, None);
                    filled.push(with);
                    rest = found.strip_prefix(name).unwrap_or_default();
                }
                filled.push_literal(rest, None);
            }
        }
    }
    filled
}
