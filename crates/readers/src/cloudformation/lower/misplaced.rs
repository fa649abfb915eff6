//! Log settings that are not in effect: in the wrong object, misspelt, or incomplete.

use super::source::{DESTINATIONS, Schema};
use crate::cloudformation::syntax::{members, name_of, plain_text};
use crate::json::{Node, NodeKind, NodeMember};
use crate::spelling::distance;
use model::known::{Known, Span};
use model::{LogConfig, Misplaced, SourceKind};

/// Nesting of objects that is looked through.
const DEPTH: usize = 12;

/// `logs` is what the settings come to.
pub(super) fn find(resource: &Node, schema: &Schema, logs: &[LogConfig]) -> Vec<Misplaced> {
    let mut finder = Finder { schema, found: Vec::new(), switched: Vec::new() };
    for member in members(resource) {
        match &*name_of(member) {
            "Properties" => finder.properties(&member.value),
            name if finder.is_log_name(name).is_some() => {
                let text =
                    format!("`{name}` stands beside `Properties`, where CloudFormation does not read it");
                finder.add(member.span, text, finder.right_place());
            }
            _ => {}
        }
    }
    finder.switches(logs);
    finder.found
}

struct Finder<'s> {
    schema: &'s Schema,
    found: Vec<Misplaced>,
    /// Destinations that have a switch which may be right.
    switched: Vec<Option<Span>>,
}

impl Finder<'_> {
    fn add(&mut self, span: Option<Span>, text: String, help: String) {
        self.found.push(Misplaced { span, text, help });
    }

    fn main(&self) -> &'static str {
        self.schema.logs.first().map_or("", |(_, name)| name)
    }

    fn right_place(&self) -> String {
        format!("write `{}: {{ {}: {{ … }} }}` directly in `Properties`", self.schema.outer, self.main())
    }

    fn properties(&mut self, node: &Node) {
        let Schema { outer, kind, .. } = *self.schema;
        for member in members(node) {
            let name = name_of(member);
            if name == outer && kind == SourceKind::ServerlessCluster {
                let text = format!("`{outer}` in a serverless cluster, which delivers no broker logs");
                self.add(member.span, text, format!("remove `{outer}`, or use a provisioned cluster"));
            } else if name == outer {
                each(&member.value, 0, &mut |node| self.outer(node));
            } else if let Some(meant) = self.is_log_name(&name) {
                self.misspelt_or_misplaced(&name, meant, member.span, "the properties of the resource");
            } else {
                self.elsewhere(&member.value, &name, 0);
            }
        }
    }

    /// `LoggingInfo`: only the logs belong here.
    fn outer(&mut self, node: &Node) {
        let Schema { outer, logs, .. } = *self.schema;
        for member in members(node) {
            let name = name_of(member);
            if let Some((_, log)) = logs.iter().find(|(_, log)| *log == name) {
                each(&member.value, 0, &mut |node| self.inner(node, log));
            } else if let Some(meant) = self.is_log_name(&name) {
                self.misspelt_or_misplaced(&name, meant, member.span, &format!("`{outer}`"));
            } else if !is_loop(&name) {
                let text = format!("`{outer}` has no property `{name}`");
                self.add(member.span, text, format!("only `{}` belongs in `{outer}`", self.main()));
            }
        }
    }

    /// `BrokerLogs`: only destinations belong here.
    fn inner(&mut self, node: &Node, log: &str) {
        for member in members(node) {
            let name = name_of(member);
            match DESTINATIONS.iter().find(|(_, known, _)| *known == name) {
                Some((_, _, argument)) => {
                    each(&member.value, 0, &mut |node| self.destination(&name, argument, node, member.span));
                }
                None if is_loop(&name) => {}
                None => match self.is_log_name(&name) {
                    Some(meant) => self.misspelt_or_misplaced(&name, meant, member.span, &format!("`{log}`")),
                    None => {
                        let text = format!("`{log}` has no property `{name}`");
                        let help = "the destinations are `CloudWatchLogs`, `Firehose` and `S3`".to_owned();
                        self.add(member.span, text, help);
                    }
                },
            }
        }
    }

    fn destination(&mut self, name: &str, argument: &str, node: &Node, span: Option<Span>) {
        if !matches!(node.kind, NodeKind::Object(..)) {
            return;
        }
        let (mut has_switch, mut is_told) = (false, false);
        for member in members(node) {
            let given = name_of(member);
            has_switch |= given == "Enabled" || is_loop(&given);
            if given == "Enabled"
                && let Some(text) = plain_text(&member.value)
                && !["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word))
            {
                let text = format!("`Enabled` is `{text}`, which CloudFormation refuses");
                self.add(member.span, text, "write `true` or `false`".to_owned());
                is_told = true;
            }
            let known = given == "Enabled" || given == argument || (name == "S3" && given == "Prefix");
            if !known && !is_loop(&given) {
                has_switch |= given.eq_ignore_ascii_case("enabled") || given.eq_ignore_ascii_case("enable");
                let more = if name == "S3" { " and `Prefix`" } else { "" };
                let help = format!("`{name}` takes `Enabled` and `{argument}`{more}");
                self.add(member.span, format!("`{name}` has no property `{given}`"), help);
            }
        }
        if has_switch && !is_told {
            self.switched.push(span);
        }
        if !has_switch {
            let text = format!("`{name}` without `Enabled`, which CloudFormation refuses");
            self.add(span, text, "set `Enabled: true`".to_owned());
        }
    }

    /// Switches that are written and come to nothing.
    fn switches(&mut self, logs: &[LogConfig]) {
        let help = || "set it to `true` or `false`".to_owned();
        let switched = std::mem::take(&mut self.switched);
        let destinations = logs.iter().flat_map(|log| &log.destinations);
        for it in destinations.filter(|it| it.exists.is_yes() && switched.contains(&it.span)) {
            let Some((_, name, _)) = DESTINATIONS.iter().find(|(kind, ..)| *kind == it.kind) else {
                continue;
            };
            match &it.enabled.value {
                Known::Absent => {
                    let text = format!("`Enabled` of `{name}` is left out, which CloudFormation refuses");
                    self.add(it.enabled.span.or(it.span), text, help());
                }
                Known::Unknown(why) => {
                    let Some(fault) = why.as_fault() else { continue };
                    let text = format!("`Enabled` of `{name}` is refused by CloudFormation: {}", fault.text);
                    self.add(it.enabled.span.or(it.span), text, help());
                }
                Known::Set(_) => {}
            }
        }
    }

    /// Another property of the resource: log settings in it are not read.
    fn elsewhere(&mut self, node: &Node, holder: &str, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for member in members(node) {
            let name = name_of(member);
            if name == self.schema.outer || self.schema.logs.iter().any(|(_, log)| *log == name) {
                let text = format!("`{name}` stands in `{holder}`, where AWS does not read it");
                self.add(member.span, text, self.right_place());
            } else {
                self.elsewhere(&member.value, if is_loop(&name) { holder } else { &name }, depth + 1);
            }
        }
        if let NodeKind::List(items, _) = &node.kind {
            items.iter().for_each(|item| self.elsewhere(item, holder, depth + 1));
        }
    }

    fn misspelt_or_misplaced(&mut self, name: &str, meant: &'static str, span: Option<Span>, holder: &str) {
        let text = if name == meant {
            format!("`{name}` stands directly in {holder}, where AWS does not read it")
        } else {
            format!("`{name}` is not in {holder}: `{meant}` is meant")
        };
        self.add(span, text, self.right_place());
    }

    /// The log setting that a name is, or that it is one or two letters away from.
    fn is_log_name(&self, name: &str) -> Option<&'static str> {
        let destinations = DESTINATIONS.iter().map(|(_, name, _)| *name);
        let logs = self.schema.logs.iter().map(|(_, name)| *name);
        let names: Vec<&'static str> =
            [self.schema.outer].into_iter().chain(logs).chain(destinations).collect();
        let plain = |text: &str| text.replace(['_', '-'], "").to_ascii_lowercase();
        let written = plain(name);
        let synonyms = [
            ("logging", self.schema.outer),
            ("loggingconfiguration", self.schema.outer),
            ("logconfig", self.schema.outer),
            ("logginginfo", self.schema.outer),
            ("logdelivery", self.schema.outer),
            ("brokerlog", self.main()),
            ("brokerlogs", self.main()),
            ("cloudwatch", "CloudWatchLogs"),
            ("kinesisfirehose", "Firehose"),
            ("s3logs", "S3"),
        ];
        let exact = names.iter().find(|known| plain(known) == written).copied();
        let synonym = synonyms.iter().find(|(other, _)| *other == written).map(|(_, meant)| *meant);
        let close =
            || names.iter().find(|known| known.len() > 6 && distance(&plain(known), &written) <= 2).copied();
        exact.or(synonym).or_else(close)
    }
}

/// The objects that a node can come to: both branches of an `If`.
fn each(node: &Node, depth: usize, visit: &mut dyn FnMut(&Node)) {
    if let [member] = members(node)
        && let (true, NodeKind::List(items, _)) = (name_of(member) == "Fn::If", &member.value.kind)
        && depth < DEPTH
    {
        return items.iter().skip(1).for_each(|item| each(item, depth + 1, visit));
    }
    let is_call = |member: &NodeMember| name_of(member) == "Ref" || name_of(member).starts_with("Fn::");
    if !members(node).iter().any(|member| members(node).len() == 1 && is_call(member)) {
        visit(node);
    }
}

/// Loops and macros make members of other names.
fn is_loop(name: &str) -> bool {
    name.starts_with("Fn::")
}
