//! Module calls whose code is not there: published modules that are known, and all others that
//! speak of MSK.

use super::Lower;
use super::source::DESTINATIONS;
use crate::policy;
use crate::terraform::eval::ModuleCall;
use crate::terraform::registry::{self, ClusterArguments, PublishedKind};
use crate::value::{Kind, Value};
use model::known::{Known, Setting, Span, Text, Truth, Why};
use model::{
    Bucket, BucketEncryption, BucketPolicy, Destination, Log, LogConfig, LogGroup, Place, Source, SourceKind,
};

impl<'r> Lower<'_, 'r> {
    pub(super) fn absent_module(&mut self, module: usize, block: usize, source: &str) {
        let Some(call) = self.ev.module_call(module, block) else { return };
        if call.part.exists.is_no() {
            return;
        }
        let known = registry::find(source);
        let hearsay = known.map(|known| format!("`{}` {}", known.source, known.version));
        let place = Place {
            address: call.address.clone(),
            span: call.part.span,
            whole: call.part.whole,
            exists: call.part.exists.clone(),
            home: self.ev.home(module, None),
            hearsay,
            found: false,
        };
        match known.map(|known| &known.kind) {
            Some(PublishedKind::Cluster(arguments)) => self.published_cluster(&call, place, arguments),
            Some(PublishedKind::Bucket) => self.published_bucket(&call, place, module, block),
            None => {
                let name = call.address.rsplit('.').next().unwrap_or_default();
                if speaks_of_msk(source) || speaks_of_msk(name) {
                    let absent = self.ev.absent_module(module, block, name.split('[').next().unwrap_or(name));
                    let why = absent.why().cloned();
                    let log =
                        LogConfig { log: Log::Broker, span: place.span, destinations: Vec::new(), open: why };
                    self.push_module(place, vec![log]);
                }
            }
        }
    }

    fn push_module(&mut self, place: Place, logs: Vec<LogConfig>) {
        let name = Setting::absent();
        self.model.sources.push(Source {
            kind: SourceKind::Module,
            place,
            name,
            logs,
            misplaced: Vec::new(),
            is_request: false,
        });
    }

    fn published_cluster(&mut self, call: &ModuleCall<'r>, place: Place, arguments: &ClusterArguments) {
        let switches = [arguments.cloudwatch, arguments.firehose, arguments.s3];
        let mut log = LogConfig { log: Log::Broker, span: place.span, destinations: Vec::new(), open: None };
        for ((kind, _, _), (switch, name)) in DESTINATIONS.into_iter().zip(switches) {
            let mut enabled = self.flag_of(call, switch);
            if enabled.value.is_absent() {
                enabled.value = Known::Set(false);
            }
            let mut name = self.text_of(call, name);
            let mut prefix = Setting::absent();
            if kind == model::DestinationKind::S3 {
                prefix = self.text_of(call, arguments.prefix);
            }
            if kind == model::DestinationKind::CloudWatch {
                name = self.own_group(call, &place, arguments, name);
            }
            log.destinations.push(Destination {
                kind,
                span: enabled.span.or(place.span),
                exists: Truth::Yes,
                enabled,
                name,
                prefix,
            });
        }
        self.push_module(place, vec![log]);
    }

    /// The log group that the module creates by itself, under its own or a given name.
    fn own_group(
        &mut self,
        call: &ModuleCall<'r>,
        place: &Place,
        arguments: &ClusterArguments,
        given: Setting<Text>,
    ) -> Setting<Text> {
        let Some((switch, prefix)) = arguments.own_group else { return given };
        let creates = self.flag_of(call, switch).value.truth(true);
        if creates.is_no() {
            return given;
        }
        let cluster = self.text_of(call, "name");
        let name = match (given.value, cluster.value) {
            (Known::Absent, Known::Set(cluster)) => Known::Set(Text::literal(prefix).then(&cluster)),
            (Known::Absent, Known::Absent) => {
                Known::Unknown(Why::new("the name of the log group is the module's"))
            }
            (Known::Absent, Known::Unknown(why)) => Known::Unknown(why),
            (given, _) => given,
        };
        if let Known::Set(name) = &name {
            let mut place = place.clone();
            place.exists = place.exists.and(creates);
            let group = LogGroup {
                arn: crate::arn::regional(&place.home, "logs", "log-group:", name),
                name: name.clone(),
                name_span: given.span,
                key: self.text_of(call, "cloudwatch_log_group_kms_key_id"),
                class: self.text_of(call, "cloudwatch_log_group_class"),
                place,
            };
            self.model.log_groups.push(group);
        }
        Setting { value: name, span: given.span.or(call.part.span) }
    }

    fn published_bucket(&mut self, call: &ModuleCall<'r>, place: Place, module: usize, block: usize) {
        let creates = self.flag_of(call, "create_bucket").value.truth(true);
        let place = Place { exists: place.exists.clone().and(creates), ..place };
        let name = registry::bucket_name(self.ev, module, block).and_then(|name| name.to_text());
        let Some(Known::Set(name)) = name else { return };
        let bucket = Setting { value: Known::Set(name.clone()), span: place.span };
        if let Some((policy, span)) = self.published_policy(call, &place, &name) {
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
        let bucket = Bucket {
            place,
            name,
            name_span: self.text_of(call, "bucket").span,
            ownership: self.text_of(call, "object_ownership"),
            object_lock: self.flag_of(call, "object_lock_enabled"),
            block_public_policy: self.flag_of(call, "block_public_policy"),
        };
        self.model.buckets.push(bucket);
    }

    fn published_encryption(&mut self, call: &ModuleCall<'r>, place: &Place, bucket: &Setting<Text>) {
        for config in self.ev.objects(&call.part, "server_side_encryption_configuration") {
            for rule in self.ev.blocks(&config, "rule") {
                let bucket_key = self.flag(&rule, "bucket_key_enabled");
                for part in self.ev.blocks(&rule, "apply_server_side_encryption_by_default") {
                    let encryption = BucketEncryption {
                        place: Place { span: part.span.or(place.span), ..place.clone() },
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

    /// The policy that the bucket module puts together from its `attach_…` switches.
    fn published_policy(
        &mut self,
        call: &ModuleCall<'r>,
        place: &Place,
        name: &Text,
    ) -> Option<(Value, Option<Span>)> {
        let arn = crate::arn::bucket(&place.home, name);
        let objects = arn.clone().with("/*");
        let mut statements: Vec<Value> = Vec::new();
        let mut open: Option<Why> = None;
        let mut first: Option<Span> = None;
        for (argument, span) in self.ev.written_arguments(&call.part) {
            if !argument.starts_with("attach_") {
                continue;
            }
            match self.flag_of(call, argument).value.truth(false) {
                Truth::No => continue,
                Truth::Yes => first = first.or(span),
                Truth::Unknown(why) => {
                    first = first.or(span);
                    open = Some(why);
                    continue;
                }
            }
            match argument {
                "attach_lb_log_delivery_policy" => {
                    statements.extend(delivery_statements(&arn, &objects, span))
                }
                "attach_deny_insecure_transport_policy" => {
                    statements.push(tls_statement(&arn, &objects, span))
                }
                "attach_policy" => match self.given_statements(call) {
                    Ok(given) => statements.extend(given),
                    Err(why) => open = Some(why),
                },
                _ => {
                    let text = format!("what `{argument}` adds to the bucket policy is not known");
                    open = Some(Why::new(text).at(span));
                }
            }
        }
        let span = first?;
        let list = Kind::List(std::sync::Arc::new(crate::value::List {
            flavor: crate::value::Flavor::Tuple,
            items: statements,
            open,
        }));
        let document = Value::object([
            ("Version".to_owned(), Value::string("2012-10-17")),
            ("Statement".to_owned(), Value::new(list, Some(span))),
        ]);
        Some((document.at(Some(span)), Some(span)))
    }

    fn given_statements(&mut self, call: &ModuleCall<'r>) -> Result<Vec<Value>, Why> {
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
        let Kind::Object(object) = &document.kind else { return Err(unclear()) };
        match object.members.get("Statement").map(|member| &member.value) {
            Some(Value { kind: Kind::List(list), .. }) if list.open.is_none() => Ok(list.items.clone()),
            Some(one @ Value { kind: Kind::Object(_), .. }) => Ok(vec![one.clone()]),
            _ => Err(unclear()),
        }
    }

    fn flag_of(&mut self, call: &ModuleCall<'r>, name: &str) -> Setting<bool> {
        let Setting { value, span } = self.ev.argument(&call.part, name);
        Setting { value: self.truth(value), span }
    }

    fn text_of(&mut self, call: &ModuleCall<'r>, name: &str) -> Setting<Text> {
        super::text(self.ev.argument(&call.part, name))
    }
}

pub(crate) fn speaks_of_msk(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("kafka")
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.starts_with("msk"))
}

/// The two statements of `attach_lb_log_delivery_policy`.
fn delivery_statements(arn: &Text, objects: &Text, span: Option<Span>) -> [Value; 2] {
    let string = |text: &str| Value::string(text).at(span);
    let principal = || Value::object([("Service".to_owned(), string("delivery.logs.amazonaws.com"))]);
    let statement = |sid: &str, action: &str, resource: &Text, condition: Option<Value>| {
        let mut members = vec![
            ("Sid".to_owned(), string(sid)),
            ("Effect".to_owned(), string("Allow")),
            ("Principal".to_owned(), principal().at(span)),
            ("Action".to_owned(), string(action)),
            ("Resource".to_owned(), Value::text(resource.clone()).at(span)),
        ];
        members.extend(condition.map(|condition| ("Condition".to_owned(), condition.at(span))));
        Value::object(members).at(span)
    };
    let owner = Value::object([("s3:x-amz-acl".to_owned(), string("bucket-owner-full-control"))]);
    let condition = Value::object([("StringEquals".to_owned(), owner.at(span))]);
    [
        statement("AWSLogDeliveryWrite", "s3:PutObject", objects, Some(condition)),
        statement("AWSLogDeliveryAclCheck", "s3:GetBucketAcl", arn, None),
    ]
}

fn tls_statement(arn: &Text, objects: &Text, span: Option<Span>) -> Value {
    let string = |text: &str| Value::string(text).at(span);
    let resources = [arn, objects].map(|text| Value::text(text.clone()).at(span));
    let secure = Value::object([("aws:SecureTransport".to_owned(), string("false"))]);
    Value::object([
        ("Sid".to_owned(), string("denyInsecureTransport")),
        ("Effect".to_owned(), string("Deny")),
        ("Principal".to_owned(), string("*")),
        ("Action".to_owned(), string("s3:*")),
        ("Resource".to_owned(), Value::tuple(resources.to_vec()).at(span)),
        ("Condition".to_owned(), Value::object([("Bool".to_owned(), secure.at(span))]).at(span)),
    ])
    .at(span)
}
