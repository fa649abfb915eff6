//! Log settings of a request that AWS refuses or does not read: in the wrong object, or misspelt.

use super::source::{DESTINATIONS, Logs};
use crate::aws::field::field;
use crate::aws::shape::same_name;
use crate::spelling::distance;
use crate::value::{Kind, Member, Value};
use model::Misplaced;
use model::known::Setting;

struct Finder {
    outer: &'static str,
    schema: Logs,
    found: Vec<Misplaced>,
}

/// `whole` is the request, `outer` what stands under the name `name` in it, or the request itself.
pub(super) fn find(
    whole: &Setting<Value>,
    outer: &Setting<Value>,
    name: &'static str,
    schema: Logs,
) -> Vec<Misplaced> {
    let mut finder = Finder { outer: name, schema, found: Vec::new() };
    let bare = whole.span == outer.span;
    if !bare {
        finder.request(whole);
    }
    finder.outer(outer);
    finder.found
}

fn members(setting: &Setting<Value>) -> Vec<(&String, &Member)> {
    match setting.set().map(|value| &value.kind) {
        Some(Kind::Object(object)) => object.members.iter().collect(),
        _ => Vec::new(),
    }
}

fn is(name: &str, known: &str) -> bool {
    same_name(name.as_bytes(), known.as_bytes())
}

impl Finder {
    fn add(&mut self, member: &Member, text: String, help: String) {
        self.found.push(Misplaced { span: member.key.or(member.value.span), text, help });
    }

    fn main(&self) -> &'static str {
        self.schema.first().map_or("", |(_, name)| name)
    }

    fn right_place(&self) -> String {
        format!("write `{{\"{}\": {{\"{}\": {{ … }}}}}}`", self.outer, self.main())
    }

    fn request(&mut self, whole: &Setting<Value>) {
        for (name, member) in members(whole) {
            let known = self.schema.iter().any(|(_, log)| is(name, log));
            if known {
                let text = format!("`{name}` stands directly in the request, where AWS does not read it");
                self.add(member, text, self.right_place());
            } else if !is(name, self.outer) && distance(name, self.outer) <= 2 {
                let text = format!("the request has no member `{name}`: `{}` is meant", self.outer);
                self.add(member, text, self.right_place());
            }
        }
    }

    /// Only the logs belong here.
    fn outer(&mut self, outer: &Setting<Value>) {
        for (name, member) in members(outer) {
            let Some((_, log)) = self.schema.iter().find(|(_, log)| is(name, log)) else {
                let direct = DESTINATIONS.iter().any(|(_, known, _)| is(name, known));
                let text = match direct {
                    true => {
                        format!("`{name}` stands directly in `{}`, where AWS does not read it", self.outer)
                    }
                    false => format!("`{}` has no member `{name}`", self.outer),
                };
                self.add(member, text, self.right_place());
                continue;
            };
            self.logs(&field(outer, log), log);
        }
    }

    /// Only destinations belong here.
    fn logs(&mut self, logs: &Setting<Value>, log: &str) {
        for (name, member) in members(logs) {
            match DESTINATIONS.iter().find(|(_, known, _)| is(name, known)) {
                Some((_, known, argument)) => self.destination(&field(logs, known), known, argument, member),
                None => {
                    let help = "the destinations are `CloudWatchLogs`, `Firehose` and `S3`".to_owned();
                    self.add(member, format!("`{log}` has no member `{name}`"), help);
                }
            }
        }
    }

    fn destination(&mut self, destination: &Setting<Value>, name: &str, argument: &str, whole: &Member) {
        let given = members(destination);
        for (member_name, member) in &given {
            let prefix = (name == "S3").then_some("Prefix");
            let mut known = [argument, "Enabled"].into_iter().chain(prefix);
            if !known.any(|known| is(member_name, known)) {
                let more = if name == "S3" { " and `Prefix`" } else { "" };
                let help = format!("`{name}` takes `Enabled` and `{argument}`{more}");
                self.add(member, format!("`{name}` has no member `{member_name}`"), help);
            }
        }
        let is_open =
            matches!(destination.set().map(|it| &it.kind), Some(Kind::Object(it)) if it.open.is_some());
        if destination.set().is_some() && !is_open && !given.iter().any(|(name, _)| is(name, "Enabled")) {
            let text = format!("`{name}` without `Enabled`, which AWS refuses");
            self.add(whole, text, "set `Enabled` to `true`".to_owned());
        }
    }
}
