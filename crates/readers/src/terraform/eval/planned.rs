//! What a plan knows, laid over what the code says: values, instances, accounts and Regions.

use super::instances::Keys;
use super::part::{nested_in_plan, objects};
use super::{Evaluator, Outcome, Part};
use crate::terraform::module::Merged;
use crate::terraform::plan::{Document, Knowledge, Mirror, below, graft, is_wanted};
use crate::value::{Instance, Key, Kind, Value};
use model::Home;
use model::known::{Known, Setting, Span, Truth, Why};
use std::sync::Arc;

/// Blocks that the provider fills in where the configuration has none.
const COMPUTED: [&str; 3] = ["server_side_encryption_configuration", "inline_policy", "ownership_controls"];

impl<'r> Evaluator<'r> {
    pub fn plan(&self) -> Option<&'r Document> {
        self.root.plan()
    }

    /// What the plan says of an instance.
    pub(super) fn mirror(&self, instance: &Instance) -> Option<Mirror<'r>> {
        let plan = self.plan()?;
        let resource = plan.find(&instance.address)?;
        Some(Mirror::of(plan, resource, instance.module))
    }

    /// Whether a block of the code stands behind an instance, and not only one that the plan tells of.
    pub(super) fn has_code(&self, module: usize, block: usize) -> bool {
        let file = self.decl(module, block).map(|decl| decl.block.header.file);
        self.plan().is_none_or(|plan| file != Some(plan.file))
    }

    /// The argument `name` of a part that the plan knows; `code` is what the code says of it.
    pub(super) fn planned_argument(
        &mut self,
        part: &Mirror<'r>,
        name: &str,
        code: Option<Setting<Value>>,
    ) -> Setting<Value> {
        let found = part.member(name);
        let span = code.as_ref().and_then(|code| code.span).or(found.span());
        match (found.knowledge(), code) {
            (Knowledge::Silent, None) if !part.resource.is_settled => {
                Setting { value: Known::Unknown(found.unsaid(name)), span }
            }
            (Knowledge::Silent, code) => code.unwrap_or_default(),
            (Knowledge::Later, Some(code)) => code,
            // What the configuration does not give, the provider chooses.
            (Knowledge::Later, None) if part.written.is_some() && found.written.is_none() => {
                Setting::absent()
            }
            (Knowledge::Later, None) => {
                let rebuilt = self.rebuild(&found, name);
                let value = rebuilt.map_or_else(|| Known::Unknown(found.why(name)), Known::Set);
                Setting { value, span }
            }
            (Knowledge::Now, code) => {
                let planned = self.planned_value(&found, name);
                let value = match code.map(|code| code.value) {
                    Some(Known::Set(code)) => graft(&planned, &code),
                    _ if span == found.span() => planned,
                    _ => planned.at(span),
                };
                let value = match value.kind {
                    Kind::Null => Known::Absent,
                    // The provider writes what is not given as the empty string.
                    Kind::Text(text) if text.is_empty().is_yes() => Known::Absent,
                    Kind::Unknown(symbol) if !symbol.has_identity() => Known::Unknown(symbol.why().clone()),
                    _ => Known::Set(value),
                };
                Setting { value, span }
            }
        }
    }

    /// A value, in which a lone unknown item is rebuilt where its expression allows it.
    fn planned_value(&mut self, found: &Mirror<'r>, name: &str) -> Value {
        if let [item] = found.items().as_slice()
            && item.knowledge() == Knowledge::Later
            && let Some(value) = self.rebuild(&Mirror { written: found.written, ..*item }, name)
        {
            return Value::tuple(vec![value.at(item.span())]).at(found.span());
        }
        found.to_value(name)
    }

    /// The nested blocks of one type of a part that the plan knows.
    pub(super) fn planned_blocks(
        &mut self,
        part: &Part<'r>,
        mirror: &Mirror<'r>,
        kind: &str,
        code: Vec<Part<'r>>,
    ) -> Vec<Part<'r>> {
        let found = mirror.member(kind);
        match found.knowledge() {
            Knowledge::Silent if !mirror.resource.is_settled && !part.is_in_code() && kind != "lifecycle" => {
                objects(Value::unknown(found.unsaid(kind)), part.span)
            }
            Knowledge::Silent => code,
            Knowledge::Later if !code.is_empty() => code,
            Knowledge::Later if COMPUTED.contains(&kind) => Vec::new(),
            Knowledge::Later => objects(Value::unknown(found.why(kind)), found.span().or(part.span)),
            Knowledge::Now => {
                let items = found.items();
                let code: Vec<Part<'r>> = code.into_iter().filter(|block| !block.exists.is_no()).collect();
                if items.is_empty() && !matches!(found.to_value(kind).kind, Kind::List(_) | Kind::Null) {
                    return objects(found.to_value(kind), found.span());
                }
                let same = code.len() == items.len();
                let beside = |at: usize| if same { code.get(at).cloned() } else { None };
                let block = |(at, item)| nested_in_plan(item, beside(at), code.first());
                items.into_iter().enumerate().map(block).collect()
            }
        }
    }

    /// Whether an argument or block is configured, as against filled in by the provider. Without
    /// code and configuration, nobody can tell.
    pub fn is_configured(&self, part: &Part<'r>, name: &str) -> Truth {
        let Some(mirror) = part.mirror() else { return Truth::from(self.mentions(part, name)) };
        if part.is_in_code() {
            return Truth::from(self.mentions_in_code(part, name));
        }
        match mirror.written {
            Some(_) if mirror.member(name).written.is_some() => Truth::Yes,
            // A `dynamic` block leaves no trace in a configuration.
            Some(_) => Truth::Unknown(Why::new(format!("a `dynamic` block may make `{name}`"))),
            None => Truth::Unknown(Why::new("the configuration is not here")),
        }
    }

    /// Why the `lifecycle` of a part is not known: a plan does not tell of it. That of a state is no
    /// matter, since there nothing is to be changed.
    pub fn without_lifecycle(&self, part: &Part<'r>) -> Option<Why> {
        let plan = self.plan().filter(|_| part.mirror().is_some() && !part.is_in_code())?;
        let text = "a plan does not say what `ignore_changes` holds";
        (!plan.is_state).then(|| Why::new(text).at(part.span))
    }

    /// The instances that the plan has of a block; `None` where it does not speak of such blocks.
    pub(super) fn planned_keys(&self, module: usize, block: usize, body: &Merged<'r>) -> Option<Keys> {
        let plan = self.plan()?;
        let decl = self.decl(module, block)?;
        let outer = self.modules.get(module).map(|module| module.address.as_str()).unwrap_or_default();
        let found = plan.keys.get(&below(outer, &decl.address));
        if found.is_none()
            && self.has_code(module, block)
            && (decl.block.kind != "resource" || !is_wanted(&decl.address, false))
        {
            return None;
        }
        let list: Vec<Option<Key>> = found.cloned().unwrap_or_default();
        let written = ["count", "for_each"].into_iter().find(|name| body.attribute(name).is_some());
        let repeated = match list.first() {
            Some(Some(Key::Index(_))) => Some("count"),
            Some(Some(Key::Name(_) | Key::Any(_))) => Some("for_each"),
            Some(None) => None,
            None => written,
        };
        Some(Keys { repeated, list: list.into_iter().map(|key| (key, Truth::Yes)).collect(), open: None })
    }

    /// An attribute that the plan knows; `code` computes what the code says of it.
    pub(super) fn planned_attribute(
        &mut self,
        instance: &Arc<Instance>,
        name: &str,
        code: impl FnOnce(&mut Self) -> Outcome,
    ) -> Option<Outcome> {
        let found = self.mirror(instance)?.member(name);
        let known = found.knowledge() == Knowledge::Now;
        let value = found.to_value(name);
        if !known || value.is_null() {
            return None;
        }
        let has_code = instance.block.is_some_and(|block| self.has_code(instance.module, block));
        if !has_code {
            return Some(Ok(value));
        }
        self.quiet += 1;
        let code = code(self);
        self.quiet -= 1;
        Some(Ok(match code {
            Ok(code) => graft(&value, &code),
            Err(_) => value,
        }))
    }

    /// As `home`, with what the plan knows of the account and the Region.
    pub fn home_of(&mut self, instance: &Instance, body: Option<&Merged<'r>>) -> Arc<Home> {
        let home = self.home(instance.module, body);
        let refined = self.plan().and_then(|plan| {
            let resource = plan.find(&instance.address)?;
            Some(Arc::new(plan.homes.refine(plan, resource, &home)))
        });
        refined.unwrap_or(home)
    }

    /// Where an instance stands in the plan: its address, and the whole of it.
    pub(super) fn planned_places(&self, instance: &Instance) -> (Option<Span>, Option<Span>) {
        let found = self.plan().and_then(|plan| plan.find(&instance.address));
        found.map_or((None, None), |found| (found.span, found.whole))
    }
}
