//! Log settings that are not in effect: in the wrong block, misspelt, or incomplete.

use super::source::{DESTINATIONS, Schema};
use crate::spelling::distance;
use crate::terraform::eval::{Evaluator, Part};
use crate::terraform::module::Merged;
use crate::terraform::syntax::{Block, Body};
use model::known::Span;
use model::{Misplaced, SourceKind};

/// Nesting of blocks that is looked through.
const DEPTH: usize = 12;

pub(super) fn find<'r>(ev: &Evaluator<'r>, part: &Part<'r>, schema: &Schema) -> Vec<Misplaced> {
    let Some(body) = ev.body(part) else { return Vec::new() };
    let mut finder = Finder { schema, found: Vec::new() };
    if schema.attributes {
        return finder.found;
    }
    finder.resource(body);
    finder.found
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
        if let Some(attribute) = body.attribute(outer).filter(|_| body.blocks(outer).is_empty()) {
            let text = format!("`{outer}` is given as an argument with `=`, and it is a block");
            self.add(attribute.span, text, format!("write `{outer} {{ … }}` without `=`"));
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
        for attribute in body.attributes() {
            let known = DESTINATIONS.iter().find(|(_, known, _)| *known == attribute.name);
            if let Some((_, name, _)) = known.filter(|(_, name, _)| body.blocks(name).is_empty()) {
                let text = format!("`{name}` is given as an argument with `=`, and it is a block");
                self.add(attribute.span, text, format!("write `{name} {{ … }}` without `=`"));
            }
        }
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
        let help = self.right_place();
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
