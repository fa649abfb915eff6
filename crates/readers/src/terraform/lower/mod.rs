//! Resources of a configuration into the model. Lists what is there; joins are the model's.

mod bucket;
mod bucket_module;
mod identity;
mod kept;
mod key;
mod logs;
mod misplaced;
mod planned;
mod published;
mod source;
mod stream;
mod trail;

pub(super) use kept::Kept;

use super::eval::{Evaluator, Part};
use super::module::Call;
use crate::policy;
use crate::value::{Instance, Kind, Value};
use kept::Pass;
use model::known::{Fault, Known, Setting, Symbol, Text, Truth, Why};
use model::{Model, Place, PolicySetting};
use std::sync::Arc;

/// Module instances of one root module. A configuration that makes more is cut off with a problem.
const MODULE_INSTANCES: usize = 5_000;

pub fn lower<'r>(evaluator: &mut Evaluator<'r>) -> Model {
    let mut lower = Lower { ev: evaluator, model: Model::default(), copies: Vec::new() };
    let mut module = 0;
    while module < lower.ev.modules.len() {
        if module >= MODULE_INSTANCES {
            lower.ev.root.problem(
                None,
                format!("more than {MODULE_INSTANCES} module instances: the rest is not judged"),
            );
            break;
        }
        lower.module_calls(module);
        module += 1;
    }
    lower.walk(Pass::Sources, Lower::source);
    if lower.model.sources.is_empty() {
        return lower.model;
    }
    lower.walk(Pass::Surroundings, Lower::surroundings);
    lower.join_ownership();
    lower.drop_copies();
    lower.mark_deployers();
    lower.model
}

/// The work of lowering: an evaluator and the model that grows.
pub(super) struct Lower<'e, 'r> {
    ev: &'e mut Evaluator<'r>,
    model: Model,
    /// Arguments that the provider may have filled in from other resources, by address.
    copies: Vec<(String, &'static str)>,
}

/// One instance of a resource or data source.
pub(super) struct Item<'r> {
    /// `aws_s3_bucket`, or `data.aws_s3_bucket`.
    kind: String,
    instance: Arc<Instance>,
    part: Part<'r>,
}

impl<'r> Lower<'_, 'r> {
    /// Makes the instances of called modules, and lists calls whose code is not there.
    fn module_calls(&mut self, module: usize) {
        let code = self.ev.code(module);
        let calls: Vec<usize> = code.declared("module").map(|(block, _)| block).collect();
        for block in calls {
            let Some(decl) = self.ev.decl(module, block) else { continue };
            let name = decl.label(0);
            match code.calls.get(name) {
                Some(Call::Module(_)) => {
                    self.ev.module_instances(module, block);
                }
                Some(Call::Elsewhere(source) | Call::Missing(source)) => {
                    self.absent_module(module, block, source)
                }
                Some(Call::Unclear) | None => self.absent_module(module, block, ""),
            }
        }
    }

    fn walk(&mut self, pass: Pass, visit: fn(&mut Self, &Item<'r>)) {
        self.blocks(matters, &|this, module, block| {
            this.once(pass, module, block, |this| this.items(module, block, visit));
        });
    }

    /// Every block of the types that are wanted.
    fn blocks(&mut self, wanted: fn(&str) -> bool, visit: &dyn Fn(&mut Self, usize, usize)) {
        for module in 0..self.ev.modules.len() {
            let code = self.ev.code(module);
            let blocks: Vec<usize> = ["resource", "data"]
                .iter()
                .flat_map(|kind| code.declared(kind))
                .map(|(block, _)| block)
                .collect();
            for block in blocks {
                let Some(decl) = self.ev.decl(module, block) else { continue };
                if wanted(decl.label(0)) {
                    visit(self, module, block);
                }
            }
        }
    }

    fn items(&mut self, module: usize, block: usize, visit: fn(&mut Self, &Item<'r>)) {
        for (instance, exists) in self.ev.instances(module, block).list {
            let kind = self.ev.resource_kind(&instance);
            let part = self.ev.resource(&instance, exists);
            visit(self, &Item { kind, instance, part });
        }
    }

    /// Everything on a delivery path but the sources themselves.
    fn surroundings(&mut self, item: &Item<'r>) {
        match item.kind.as_str() {
            "aws_s3_bucket" | "data.aws_s3_bucket" | "awscc_s3_bucket" => self.bucket(item),
            "aws_s3_bucket_policy" | "awscc_s3_bucket_policy" => self.bucket_policy(item),
            "aws_s3_bucket_server_side_encryption_configuration" => self.bucket_encryption(item),
            "aws_kms_key"
            | "aws_kms_external_key"
            | "aws_kms_replica_key"
            | "aws_kms_replica_external_key"
            | "awscc_kms_key"
            | "data.aws_kms_key" => self.key(item),
            "aws_kms_key_policy" => self.key_policy(item),
            "aws_kms_alias" | "data.aws_kms_alias" | "awscc_kms_alias" => self.alias(item),
            "aws_kms_grant" => self.grant(item),
            "aws_cloudwatch_log_group" | "data.aws_cloudwatch_log_group" | "awscc_logs_log_group" => {
                self.log_group(item)
            }
            "aws_cloudwatch_log_resource_policy" => self.log_policy(item),
            "aws_kinesis_firehose_delivery_stream" | "data.aws_kinesis_firehose_delivery_stream" => {
                self.stream(item)
            }
            "aws_cloudtrail"
            | "aws_cloudtrail_event_data_store"
            | "awscc_cloudtrail_trail"
            | "awscc_cloudtrail_event_data_store" => self.trail(item),
            kind if kind.contains("aws_iam_") => self.identity_family(item),
            _ => {}
        }
    }

    fn place(&mut self, item: &Item<'r>) -> Place {
        let body = self.ev.body(&item.part).cloned();
        Place {
            address: item.instance.address.clone(),
            span: item.part.span,
            whole: item.part.whole,
            exists: item.part.exists.clone(),
            home: self.ev.home_of(&item.instance, body.as_ref()),
            hearsay: None,
            found: item.kind.starts_with("data."),
        }
    }

    fn text(&mut self, part: &Part<'r>, name: &str) -> Setting<Text> {
        text(self.ev.argument(part, name))
    }

    fn flag(&mut self, part: &Part<'r>, name: &str) -> Setting<bool> {
        let Setting { value, span } = self.ev.argument(part, name);
        Setting { value: self.truth(value), span }
    }

    /// A switch; what cannot be decided is asked of the scenario.
    fn truth(&self, value: Known<Value>) -> Known<bool> {
        value.and_then(|value| match self.ev.decide(&value) {
            Ok(Truth::Yes) => Known::Set(true),
            Ok(Truth::No) => Known::Set(false),
            Ok(Truth::Unknown(why)) => Known::Unknown(why),
            Err(fault) => Known::Unknown(Why::fault(fault)),
        })
    }

    fn policy(&mut self, part: &Part<'r>, name: &str) -> PolicySetting {
        let Setting { value, span } = self.ev.argument(part, name);
        Setting { value: value.and_then(|value| policy::read(&value)), span }
    }

    /// An attribute that is there whatever the arguments say: a name, an ID, an ARN.
    fn attribute(&mut self, item: &Item<'r>, name: &str) -> Text {
        match self.ev.instance_value(&item.instance, name) {
            Ok(value) => match value.to_text() {
                Some(Known::Set(text)) => text,
                Some(Known::Unknown(why)) => Text::symbol(Symbol::anonymous(why)),
                Some(Known::Absent) | None => Text::symbol(Symbol::anonymous(Why::new(format!(
                    "`{}.{name}` is not a string",
                    item.instance.address
                )))),
            },
            Err(fault) => Text::symbol(Symbol::anonymous(Why::fault(fault))),
        }
    }
}

/// Whether resources of this type can stand on a delivery path.
pub(super) fn matters(kind: &str) -> bool {
    [
        "aws_msk",
        "awscc_msk",
        "awscc_kafkaconnect",
        "aws_s3_bucket",
        "awscc_s3_bucket",
        "aws_kms_",
        "awscc_kms_",
    ]
    .iter()
    .chain(&["aws_cloudwatch_log_", "awscc_logs_log_group", "aws_kinesis_firehose_", "aws_iam_"])
    .chain(&["aws_cloudtrail", "awscc_cloudtrail_"])
    .any(|prefix| kind.starts_with(prefix))
}

/// An argument as text: lists and objects are faults.
fn text(setting: Setting<Value>) -> Setting<Text> {
    let Setting { value, span } = setting;
    let value = value.and_then(|value| match value.to_text() {
        Some(text) => text,
        None => {
            let text = format!("a string is wanted here, this is a {}", value.type_name());
            Known::Unknown(Why::fault(Fault::new(text, value.span)))
        }
    });
    Setting { value, span }
}

/// The items of a list argument, and whether there may be more.
fn items(value: Known<Value>) -> (Vec<Value>, Option<Why>) {
    match value {
        Known::Absent => (Vec::new(), None),
        Known::Unknown(why) => (Vec::new(), Some(why)),
        Known::Set(value) => match value.kind {
            Kind::List(list) => (list.items.clone(), list.open.clone()),
            Kind::Unknown(symbol) => (Vec::new(), Some(symbol.why().clone())),
            _ => (Vec::new(), Some(Why::new("a list is wanted here"))),
        },
    }
}
