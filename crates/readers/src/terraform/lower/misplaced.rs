//! Log settings that are not in effect: in the wrong block, misspelt, or incomplete.

use super::source::{DESTINATIONS, Schema};
use crate::spelling::distance;
use crate::terraform::eval::{Evaluator, Part};
use crate::terraform::module::{Decl, Merged};
use crate::terraform::syntax::{Attribute, Block, Body};
use model::delivery::listed;
use model::known::{Known, Span};
use model::{LogConfig, Misplaced, SourceKind};

/// Nesting of blocks that is looked through.
const DEPTH: usize = 12;

pub(super) fn find<'r>(ev: &Evaluator<'r>, part: &Part<'r>, schema: &Schema) -> Vec<Misplaced> {
    let Some(body) = ev.body(part) else { return Vec::new() };
    let mut finder = Finder { schema, found: Vec::new() };
    match schema.attributes {
        true => finder.nested(body),
        false => finder.resource(body),
    }
    finder.found
}

/// Switches that are written and have no value of theirs.
pub(super) fn switches(logs: &[LogConfig]) -> Vec<Misplaced> {
    let destinations = logs.iter().flat_map(|log| &log.destinations).filter(|it| it.exists.is_yes());
    let refused = destinations.filter_map(|it| {
        let (_, name, _) = DESTINATIONS.iter().find(|(kind, ..)| *kind == it.kind)?;
        let span = Some(it.enabled.span?);
        let text = match &it.enabled.value {
            Known::Absent => format!("`enabled` of `{name}` is null, which Terraform refuses"),
            Known::Unknown(why) => {
                format!("`enabled` of `{name}` is refused by Terraform: {}", why.as_fault()?.text)
            }
            Known::Set(_) => return None,
        };
        Some(Misplaced { span, text, help: "set it to `true` or `false`".to_owned() })
    });
    refused.collect()
}

/// Log blocks that follow the resource and stand in none: a brace too many closed it before them.
pub(super) fn outside<'r>(
    ev: &Evaluator<'r>,
    module: usize,
    part: &Part<'r>,
    schema: &Schema,
) -> Vec<Misplaced> {
    if schema.attributes {
        return Vec::new();
    }
    let decls = &ev.code(module).decls;
    let is_ours = |decl: &&Decl| part.span == Some(decl.block.header);
    let Some(from) = decls.iter().position(|decl| is_ours(&decl)) else { return Vec::new() };
    let following = decls.iter().skip(from + 1);
    let ours = following.take_while(|decl| {
        decl.block.kind != "resource" && part.span.is_some_and(|span| span.file == decl.block.header.file)
    });
    let mut found = Vec::new();
    for decl in ours {
        let block = &decl.block;
        let name = if block.kind == "dynamic" { decl.label(0) } else { block.kind.as_str() };
        if [schema.outer, schema.inner].contains(&name) || is_destination(name) {
            let text = format!("`{name}` stands outside of every resource");
            let help = format!("move `{name}` into the resource before it, which a `}}` closes too early");
            found.push(Misplaced { span: Some(block.header), text, help });
        }
    }
    found
}

struct Finder<'s> {
    schema: &'s Schema,
    found: Vec<Misplaced>,
}

impl Finder<'_> {
    fn add(&mut self, span: Option<Span>, text: String, help: String) {
        self.found.push(Misplaced { span, text, help });
    }

    fn right_place(&self) -> String {
        let Schema { outer, inner, .. } = self.schema;
        format!("write `{outer} {{ {inner} {{ … }} }}` directly in the resource")
    }

    fn resource(&mut self, body: &Merged<'_>) {
        let Schema { outer, kind, .. } = *self.schema;
        let serverless = kind == SourceKind::ServerlessCluster;
        for (name, block) in named(body.all_blocks()) {
            if name == outer && serverless {
                let text = format!("`{outer}` in a serverless cluster, which delivers no broker logs");
                self.add(block.header, text, format!("remove `{outer}`, or use a provisioned cluster"));
            } else if name == outer {
                self.outer(content(&block));
            } else if let Some(meant) = self.is_log_block(&name) {
                self.misspelt_or_misplaced(&name, meant, block.header, "the resource itself");
            } else {
                self.elsewhere(content(&block), &name, 0);
            }
        }
        let written = body.attribute(outer).filter(|_| body.blocks(outer).is_empty());
        if let Some(attribute) = written.filter(|it| !is_no_block(it, body.is_json())) {
            self.argument_for_block(&attribute);
        }
    }

    /// The same as nested arguments (`awscc`), as far as they are spelt out.
    fn nested(&mut self, body: &Merged<'_>) {
        let Schema { outer, inner, kind, .. } = *self.schema;
        if kind == SourceKind::ServerlessCluster {
            return;
        }
        for block in body.blocks(outer).iter().filter(|_| !body.is_json()) {
            let text = format!("`{outer}` is given as a block, and it is an argument");
            self.add(block.header, text, format!("write `{outer} = {{ … }}`"));
        }
        let logs = body.attribute(outer).map(|it| it.expr.members()).unwrap_or_default();
        self.unknown_members(&logs, outer, &[inner, "authorizer_logs"]);
        for log in logs.into_iter().filter(|it| it.name == inner) {
            let destinations = log.expr.members();
            self.unknown_members(&destinations, inner, &DESTINATIONS.map(|(_, name, _)| name));
            for (_, name, argument) in DESTINATIONS {
                for destination in destinations.iter().filter(|it| it.name == name) {
                    let known = ["enabled", argument, "prefix"];
                    let known = known.get(..if name == "s3" { 3 } else { 2 }).unwrap_or_default();
                    self.unknown_members(&destination.expr.members(), name, known);
                }
            }
        }
    }

    fn unknown_members(&mut self, members: &[Attribute<'_>], holder: &str, known: &[&str]) {
        for member in members.iter().filter(|it| !known.contains(&it.name)) {
            let text = format!("`{holder}` has no argument `{}`", member.name);
            let help = format!("`{holder}` takes {}", listed(known));
            self.add(member.span, text, help);
        }
    }

    /// `logging_info`: only the block of the log belongs here.
    fn outer(&mut self, body: Body<'_>) {
        let Schema { outer, inner, .. } = *self.schema;
        for (name, block) in named(body.all_blocks()) {
            if name == inner {
                self.inner(content(&block));
            } else if let Some(meant) = self.is_log_block(&name) {
                self.misspelt_or_misplaced(&name, meant, block.header, &format!("`{outer}`"));
            } else {
                let text = format!("`{outer}` has no block `{name}`");
                self.add(block.header, text, format!("only `{inner}` belongs in `{outer}`"));
            }
        }
        let help = self.right_place();
        self.arguments(&body, outer, &[inner], help);
    }

    /// `broker_logs`: only destinations belong here.
    fn inner(&mut self, body: Body<'_>) {
        let inner = self.schema.inner;
        let mut seen: Vec<String> = Vec::new();
        for (name, block) in named(body.all_blocks()) {
            match DESTINATIONS.iter().find(|(_, known, _)| *known == name) {
                Some((_, _, argument)) => {
                    if seen.contains(&name) && block.kind != "dynamic" {
                        let text = format!("a second `{name}` block in `{inner}`, which takes one");
                        self.add(block.header, text, "a log goes to one destination of each kind".to_owned());
                    }
                    seen.push(name.clone());
                    self.destination(&name, argument, &block);
                }
                None => match self.is_log_block(&name) {
                    Some(meant) => {
                        self.misspelt_or_misplaced(&name, meant, block.header, &format!("`{inner}`"))
                    }
                    None => {
                        let text = format!("`{inner}` has no block `{name}`");
                        let help = "the destinations are `cloudwatch_logs`, `firehose` and `s3`".to_owned();
                        self.add(block.header, text, help);
                    }
                },
            }
        }
        let destinations = DESTINATIONS.map(|(_, name, _)| name);
        let help = format!(
            "`{inner}` holds the blocks `cloudwatch_logs {{ … }}`, `firehose {{ … }}` and `s3 {{ … }}`"
        );
        self.arguments(&body, inner, &destinations, help);
    }

    /// Arguments of a block that takes none, only blocks.
    fn arguments(&mut self, body: &Body<'_>, holder: &str, blocks: &[&str], help: String) {
        let (as_blocks, others): (Vec<_>, Vec<_>) =
            arguments(body).into_iter().partition(|it| blocks.contains(&it.name));
        as_blocks.iter().for_each(|it| self.argument_for_block(it));
        let names: Vec<&str> = others.iter().map(|it| it.name).collect();
        if let Some(first) = others.first() {
            let noun = if names.len() == 1 { "argument" } else { "arguments" };
            self.add(first.span, format!("`{holder}` has no {noun} {}", listed(&names)), help);
        }
    }

    fn argument_for_block(&mut self, attribute: &Attribute<'_>) {
        let name = attribute.name;
        let text = format!("`{name}` is given as an argument with `=`, and it is a block");
        self.add(attribute.span, text, format!("write `{name} {{ … }}` without `=`"));
    }

    fn destination(&mut self, name: &str, argument: &str, block: &Block<'_>) {
        let body = content(block);
        let known =
            |given: &str| given == "enabled" || given == argument || (name == "s3" && given == "prefix");
        for attribute in body.attributes() {
            if !known(attribute.name) {
                let help = match attribute.name {
                    "enable" => "the argument is `enabled`".to_owned(),
                    _ => format!(
                        "`{name}` takes `enabled` and `{argument}`{}",
                        if name == "s3" { " and `prefix`" } else { "" }
                    ),
                };
                self.add(attribute.span, format!("`{name}` has no argument `{}`", attribute.name), help);
            }
        }
        if body.attribute("enabled").is_none() && !body.attributes().iter().any(|a| a.name == "enable") {
            let text = format!("`{name}` without `enabled`, which Terraform refuses");
            self.add(block.header, text, "set `enabled = true`".to_owned());
        }
    }

    /// Another block of the resource: log blocks in it are not read.
    fn elsewhere(&mut self, body: Body<'_>, holder: &str, depth: usize) {
        if depth > DEPTH {
            return;
        }
        let mut told = false;
        for (name, block) in named(body.all_blocks()) {
            // One finding is enough for a block that holds all three.
            if is_destination(&name) && std::mem::replace(&mut told, true) {
                continue;
            }
            if name == self.schema.outer || name == self.schema.inner || is_destination(&name) {
                let text = format!("`{name}` stands in `{holder}`, where AWS does not read it");
                let help = self.right_place();
                self.add(block.header, text, help);
            } else {
                self.elsewhere(content(&block), &name, depth + 1);
            }
        }
    }

    fn misspelt_or_misplaced(&mut self, name: &str, meant: &'static str, span: Option<Span>, holder: &str) {
        let text = if name == meant {
            format!("`{name}` stands directly in {}, where AWS does not read it", holder)
        } else {
            format!("`{name}` is not a block of {holder}: `{meant}` is meant")
        };
        let inner = self.schema.inner;
        let help = match is_destination(meant) && holder == format!("`{inner}`") {
            true => format!("write `{meant} {{ … }}`, or `dynamic \"{meant}\"`, in `{inner}`"),
            false => self.right_place(),
        };
        self.add(span, text, help);
    }

    /// The log block that a name is, or that it is one or two letters away from.
    fn is_log_block(&self, name: &str) -> Option<&'static str> {
        let names = [self.schema.outer, self.schema.inner, "cloudwatch_logs", "firehose", "s3"];
        let synonyms = [
            ("logging", self.schema.outer),
            ("logging_configuration", self.schema.outer),
            ("log_config", self.schema.outer),
            ("broker_log", self.schema.inner),
            ("cloudwatch", "cloudwatch_logs"),
            ("cloud_watch_logs", "cloudwatch_logs"),
            ("kinesis_firehose", "firehose"),
            ("s3_logs", "s3"),
            // What the other kinds of source call theirs.
            ("logging_info", self.schema.outer),
            ("log_delivery", self.schema.outer),
            ("broker_logs", self.schema.inner),
            ("worker_log_delivery", self.schema.inner),
            ("replicator_log_delivery", self.schema.inner),
        ];
        let exact = names.into_iter().find(|known| *known == name);
        let synonym = synonyms.iter().find(|(other, _)| *other == name).map(|(_, meant)| *meant);
        let close = || names.into_iter().find(|known| known.len() > 6 && distance(known, name) <= 2);
        exact.or(synonym).or_else(close)
    }
}

/// What is written with `=` where only blocks belong. In JSON blocks look the same.
fn arguments<'a>(body: &Body<'a>) -> Vec<Attribute<'a>> {
    let mut arguments = body.attributes();
    arguments.retain(|it| {
        let is_spread = it.name == "for_each" || it.name == "iterator";
        !is_spread && body.blocks(it.name).is_empty() && !is_no_block(it, body.is_json())
    });
    arguments
}

/// In JSON, `null` and an empty list stand for no block at all.
fn is_no_block(attribute: &Attribute<'_>, is_json: bool) -> bool {
    let node = attribute.expr.node;
    is_json && (node.is_null() || node.as_array().is_some_and(|items| items.is_empty()))
}

fn is_destination(name: &str) -> bool {
    DESTINATIONS.iter().any(|(_, known, _)| *known == name)
}

/// Blocks with the names they take effect under.
fn named(blocks: Vec<Block<'_>>) -> impl Iterator<Item = (String, Block<'_>)> {
    blocks.into_iter().map(|block| match (block.kind, block.labels.first()) {
        ("dynamic", Some(label)) => ((*label).to_owned(), block),
        (kind, _) => (kind.to_owned(), block),
    })
}

/// The body that takes effect: of a `dynamic` block, its `content`.
fn content<'a>(block: &Block<'a>) -> Body<'a> {
    if block.kind != "dynamic" {
        return block.body;
    }
    block.body.blocks("content").first().map_or(block.body, |content| content.body)
}
