//! Resources of a template into the model. Lists what is there; joins are the model's.

mod bucket;
mod identity;
mod key;
mod logs;
mod misplaced;
mod source;
mod stream;
#[cfg(test)]
mod tests;
mod trail;

use super::eval::{Evaluator, known, noun};
use super::template::Nested;
use crate::policy;
use crate::value::{Kind, Value};
use model::known::{Fault, Known, Setting, Text, Truth, Why};
use model::{Model, Place, PolicySetting, Source, SourceKind};

pub(super) fn lower(evaluator: &mut Evaluator<'_>) -> Model {
    let mut lower = Lower { ev: evaluator, model: Model::default() };
    lower.walk(Lower::sources);
    if !lower.model.sources.is_empty() {
        lower.walk(Lower::surroundings);
    }
    lower.model
}

/// The work of lowering: an evaluator and the model that grows.
struct Lower<'e, 'r> {
    ev: &'e mut Evaluator<'r>,
    model: Model,
}

/// One resource.
struct Item {
    stack: usize,
    at: usize,
    kind: String,
    place: Place,
}

impl<'r> Lower<'_, 'r> {
    fn walk(&mut self, visit: fn(&mut Self, &Item)) {
        for stack in 0..self.ev.stacks.len() {
            let count = self.ev.stacks.get(stack).map_or(0, |stack| stack.resources.len());
            for at in 0..count {
                let Some(resource) = self.ev.resource(stack, at) else { continue };
                let kind = resource.kind.clone();
                if !matters(&kind) {
                    continue;
                }
                let (node, span, whole) = (resource.node, resource.span, resource.whole);
                let address = self.ev.address(stack, &resource.name);
                self.ev.template.note_construct(&address, node);
                let place = Place {
                    address,
                    span,
                    whole,
                    exists: self.ev.exists(stack, at),
                    home: self.ev.home(stack),
                    hearsay: None,
                    found: false,
                };
                visit(self, &Item { stack, at, kind, place });
            }
        }
    }

    fn sources(&mut self, item: &Item) {
        if !self.ev.stacks.get(item.stack).is_some_and(|stack| stack.is_own) {
            return;
        }
        if item.kind.starts_with("AWS::MSK::") || item.kind.starts_with("AWS::KafkaConnect::") {
            return self.source(item);
        }
        if item.kind.ends_with(MODULE) {
            return self.opaque(item, &[&item.kind]);
        }
        let Some(nested) = self.ev.is_absent_stack(item.stack, item.at) else { return };
        let url = self.text(item, "TemplateURL").value;
        if nested == Nested::Elsewhere {
            self.opaque(item, &[&url.set().map(Text::to_string).unwrap_or_default()]);
        }
    }

    /// What may hold sources, as far as its name and what else is said of it speak of MSK.
    fn opaque(&mut self, item: &Item, said: &[&str]) {
        let mut said = said.iter().copied().chain([item.place.address.as_str()]);
        if item.place.exists.is_no() || !said.any(speaks_of_msk) {
            return;
        }
        let (kind, place, name) = (SourceKind::Module, item.place.clone(), Setting::absent());
        self.model.sources.push(Source {
            kind,
            place,
            name,
            logs: Vec::new(),
            misplaced: Vec::new(),
            is_request: false,
        });
    }

    /// Everything on a delivery path but the sources themselves.
    fn surroundings(&mut self, item: &Item) {
        match item.kind.as_str() {
            "AWS::S3::Bucket" => self.bucket(item),
            "AWS::S3::BucketPolicy" => self.bucket_policy(item),
            "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => self.key(item),
            "AWS::KMS::Alias" => self.alias(item),
            "AWS::Logs::LogGroup" => self.log_group(item),
            "AWS::Logs::ResourcePolicy" => self.log_policy(item),
            "AWS::KinesisFirehose::DeliveryStream" => self.stream(item),
            "AWS::CloudTrail::Trail" | "AWS::CloudTrail::EventDataStore" => self.trail(item),
            kind if kind.starts_with("AWS::IAM::") => self.identity_family(item),
            _ => {}
        }
    }

    fn property(&mut self, item: &Item, name: &str) -> Setting<Value> {
        self.ev.property(item.stack, item.at, name)
    }

    fn text(&mut self, item: &Item, name: &str) -> Setting<Text> {
        text(self.property(item, name))
    }

    fn flag(&mut self, setting: Setting<Value>) -> Setting<bool> {
        let Setting { value, span } = setting;
        let value = value.and_then(|value| match self.ev.flag(&value) {
            Truth::Yes => Known::Set(true),
            Truth::No => Known::Set(false),
            Truth::Unknown(why) => Known::Unknown(why),
        });
        Setting { value, span }
    }

    fn policy(&mut self, item: &Item, name: &str) -> PolicySetting {
        policy_of(self.property(item, name))
    }
}

/// A reference that cannot be resolved spoils the whole policy: CloudFormation takes none of it.
fn policy_of(setting: Setting<Value>) -> PolicySetting {
    let Setting { value, span } = setting;
    let value = value.and_then(|value| match value.first_fault() {
        Some(fault) => Known::Unknown(Why::fault(fault)),
        None => policy::read(&value),
    });
    Setting { value, span }
}

/// Whether resources of this type can stand on a delivery path, or bring in some that do.
fn matters(kind: &str) -> bool {
    [
        "AWS::MSK::",
        "AWS::KafkaConnect::Connector",
        "AWS::S3::Bucket",
        "AWS::KMS::",
        "AWS::Logs::",
        "AWS::KinesisFirehose::",
        "AWS::IAM::",
        "AWS::CloudTrail::",
        "AWS::CloudFormation::Stack",
        "AWS::Serverless::Application",
    ]
    .iter()
    .any(|prefix| kind.starts_with(prefix))
        || kind.ends_with(MODULE)
}

/// Modules of the registry of CloudFormation: what they declare is not here.
const MODULE: &str = "::MODULE";

fn speaks_of_msk(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("msk") || text.contains("kafka")
}

/// A member of an object that is a setting itself.
pub(super) fn member_of(setting: &Setting<Value>, name: &str) -> Setting<Value> {
    let value = match &setting.value {
        Known::Set(value) => value,
        Known::Absent => return Setting::absent(),
        Known::Unknown(why) => return Setting { value: Known::Unknown(why.clone()), span: setting.span },
    };
    match &value.kind {
        Kind::Object(object) => match (object.members.get(name), &object.open) {
            (Some(member), _) => {
                let span = match (member.key, member.value.span) {
                    (Some(key), Some(value)) => Some(key.to(value)),
                    (key, value) => key.or(value),
                };
                Setting { value: known(member.value.clone()), span }
            }
            (None, Some(why)) => Setting { value: Known::Unknown(why.clone()), span: setting.span },
            (None, None) => Setting::absent(),
        },
        Kind::Unknown(symbol) => Setting { value: Known::Unknown(symbol.why().clone()), span: setting.span },
        _ => Setting { value: Known::Unknown(Why::fault(no_object(value))), span: setting.span },
    }
}

fn no_object(value: &Value) -> Fault {
    Fault::new(format!("an object is wanted here, this is {}", noun(value)), value.span)
}

/// The place of a key alone: what a label points at.
fn key_span(setting: &Setting<Value>, name: &str) -> Option<model::known::Span> {
    match setting.set().map(|value| &value.kind) {
        Some(Kind::Object(object)) => object.members.get(name).and_then(|member| member.key),
        _ => None,
    }
}

fn path_of(setting: &Setting<Value>, names: &[&str]) -> Setting<Value> {
    names.iter().fold(setting.clone(), |setting, name| member_of(&setting, name))
}

/// A property as text: lists and objects are faults.
fn text(setting: Setting<Value>) -> Setting<Text> {
    let Setting { value, span } = setting;
    let value = value.and_then(|value| {
        value.to_text().unwrap_or_else(|| {
            let text = format!("a string is wanted here, this is {}", noun(&value));
            Known::Unknown(Why::fault(Fault::new(text, value.span)))
        })
    });
    Setting { value, span }
}

/// The items of a list, and whether there may be more. One item may stand for a list of one.
fn items(setting: &Setting<Value>) -> (Vec<Setting<Value>>, Option<Why>) {
    match &setting.value {
        Known::Absent => (Vec::new(), None),
        Known::Unknown(why) => (Vec::new(), Some(why.clone())),
        Known::Set(value) => match &value.kind {
            Kind::List(list) => {
                let item =
                    |item: &Value| Setting { value: known(item.clone()), span: item.span.or(setting.span) };
                (list.items.iter().map(item).collect(), list.open.clone())
            }
            Kind::Unknown(symbol) => (Vec::new(), Some(symbol.why().clone())),
            _ => (vec![setting.clone()], None),
        },
    }
}
