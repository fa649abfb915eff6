//! Module calls whose code is not there: published modules that are known, and all others that
//! speak of MSK.

use super::Lower;
use super::source::DESTINATIONS;
use crate::terraform::eval::ModuleCall;
use crate::terraform::registry::{self, ClusterArguments, PublishedKind};
use model::known::{Known, Setting, Shape, Symbol, Text, Truth, Why};
use model::{Destination, Log, LogConfig, LogGroup, Misplaced, Place, Source, SourceKind};

impl<'r> Lower<'_, 'r> {
    pub(super) fn absent_module(&mut self, module: usize, block: usize, source: &str) {
        let calls = self.ev.module_calls(module, block).list;
        for (_, call) in calls {
            self.absent_instance(module, block, source, &call);
        }
    }

    fn absent_instance(&mut self, module: usize, block: usize, source: &str, call: &ModuleCall<'r>) {
        let known = registry::find(source);
        let creates = known.map_or(Truth::Yes, |known| self.flag_of(call, known.create).value.truth(true));
        let place = Place {
            address: call.address.clone(),
            span: call.part.span,
            whole: call.part.whole,
            exists: call.part.exists.clone().and(creates),
            home: self.ev.home(module, None),
            hearsay: known.map(|known| format!("`{}` {}", known.source, known.version)),
            found: false,
        };
        if place.exists.is_no() {
            return;
        }
        let silent = |open| LogConfig { log: Log::Broker, span: place.span, destinations: Vec::new(), open };
        match known.map(|known| &known.kind) {
            Some(PublishedKind::Cluster(arguments)) => self.published_cluster(call, place, arguments),
            Some(PublishedKind::ServerlessCluster) => {
                let log = silent(None);
                self.push_module(place, vec![log], Vec::new());
            }
            Some(PublishedKind::Bucket) => self.published_bucket(call, place),
            None => {
                let name = self.ev.decl(module, block).map_or("", |decl| decl.label(0));
                if speaks_of_msk(source) || speaks_of_msk(name) {
                    let absent = self.ev.absent_module(module, block, name);
                    let log = silent(absent.why().cloned());
                    self.push_module(place, vec![log], Vec::new());
                }
            }
        }
    }

    fn push_module(&mut self, place: Place, logs: Vec<LogConfig>, misplaced: Vec<Misplaced>) {
        let name = Setting::absent();
        self.model.sources.push(Source {
            kind: SourceKind::Module,
            place,
            name,
            logs,
            misplaced,
            is_request: false,
        });
    }

    fn published_cluster(&mut self, call: &ModuleCall<'r>, place: Place, arguments: &ClusterArguments) {
        let switches = [arguments.cloudwatch, arguments.firehose, arguments.s3];
        let mut log = LogConfig { log: Log::Broker, span: place.span, destinations: Vec::new(), open: None };
        let brokers = arguments.no_express.and_then(|name| self.text_of(call, name).set().cloned());
        let is_express =
            brokers.and_then(|text| text.known()).is_some_and(|text| text.starts_with("express"));
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
                exists: Truth::from(!is_express),
                enabled,
                name,
                prefix,
            });
        }
        let misplaced = self.ignored(call, arguments, is_express);
        self.push_module(place, vec![log], misplaced);
    }

    /// Log arguments that the module does not have, or that it drops.
    fn ignored(
        &mut self,
        call: &ModuleCall<'r>,
        arguments: &ClusterArguments,
        is_express: bool,
    ) -> Vec<Misplaced> {
        let switches = [arguments.cloudwatch.0, arguments.firehose.0, arguments.s3.0];
        let [cloudwatch, firehose, s3] = switches;
        let mut ignored = Vec::new();
        for name in ["logging_info", "broker_logs"] {
            if let Some(span) = self.ev.argument(&call.part, name).span {
                let text = format!("`{name}` is not an argument of this module");
                let help = format!("the module takes `{cloudwatch}`, `{firehose}` and `{s3}`");
                ignored.push(Misplaced { span: Some(span), text, help });
            }
        }
        for switch in switches.into_iter().filter(|_| is_express) {
            let Setting { value, span } = self.flag_of(call, switch);
            if value.truth(false).is_yes() {
                let text = format!(
                    "`{switch}` has no effect: the module writes no log settings for Express brokers"
                );
                let help = "take a version of the module that writes them, or brokers of another type";
                ignored.push(Misplaced { span, text, help: help.to_owned() });
            }
        }
        ignored
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
        let name = match given.value {
            Known::Set(name) if !name.is_empty().is_yes() => Known::Set(name),
            Known::Unknown(why) => Known::Unknown(why),
            Known::Set(_) | Known::Absent => Known::Set(match self.text_of(call, "name").value {
                Known::Set(cluster) => Text::literal(prefix).then(&cluster),
                // The module has a name of its own, and this is its own group all the same.
                Known::Absent | Known::Unknown(_) => {
                    let name = format!("{}.cloudwatch_log_group_name", call.address);
                    let why = Why::new(format!("`{name}` is chosen by the module")).at(call.part.span);
                    Text::symbol(Symbol::new(name, why).shaped(Shape::Path).nonempty())
                }
            }),
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

    pub(super) fn flag_of(&mut self, call: &ModuleCall<'r>, name: &str) -> Setting<bool> {
        let Setting { value, span } = self.ev.argument(&call.part, name);
        Setting { value: self.truth(value), span }
    }

    pub(super) fn text_of(&mut self, call: &ModuleCall<'r>, name: &str) -> Setting<Text> {
        super::text(self.ev.argument(&call.part, name))
    }
}

pub(crate) fn speaks_of_msk(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("kafka")
        || lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.starts_with("msk"))
}
