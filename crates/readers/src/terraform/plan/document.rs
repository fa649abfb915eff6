//! What is left of a plan or state after skimming, taken apart: resource instances, what is not
//! known of them, and the expressions that they were configured with.

use super::address::{self, Address, below};
use super::home::Homes;
use crate::json::{self, Node, NodeKind, NodeMember};
use crate::value::{Key, Value};
use model::known::{FileId, Part, Span, Text, order};
use std::collections::{BTreeMap, HashMap};

/// A plan, or a state, which is a plan without a configuration in which everything is known.
#[derive(Debug)]
pub struct Document {
    pub file: FileId,
    pub is_state: bool,
    pub instances: Vec<Resource>,
    by_address: HashMap<String, usize>,
    /// The keys of what is there, by its address without the last index; calls of modules too.
    pub keys: HashMap<String, Vec<Option<Key>>>,
    /// By address without any index.
    pub code: HashMap<String, Code>,
    /// Arguments of module calls, by address without any index.
    pub calls: HashMap<String, Code>,
    /// References behind outputs: `module.a.output.name`.
    pub outputs: HashMap<String, Vec<String>>,
    pub providers: BTreeMap<String, Node>,
    pub variables: Vec<(String, Value)>,
    pub homes: Homes,
}

/// One instance of a resource or data source.
#[derive(Debug)]
pub struct Resource {
    pub address: Address,
    pub text: String,
    /// Its address as it stands in the file, and the whole object.
    pub span: Option<Span>,
    pub whole: Option<Span>,
    pub values: Node,
    /// The same tree, `true` where a value is known only after the apply.
    pub unknown: Option<Node>,
    /// What is not among the values is not there, since it is said what is not known.
    pub is_settled: bool,
}

/// What the configuration says of a resource or a module call.
#[derive(Debug, Default)]
pub struct Code {
    pub provider: Option<String>,
    pub expressions: Option<Node>,
    /// References in `for_each`.
    pub each: Vec<String>,
    /// `count` or `for_each`, where it has one.
    pub repeated: Option<&'static str>,
}

/// What is wrong, and where.
pub type Flaws = Vec<(Option<Span>, String)>;

impl Document {
    /// `None` where nothing can be judged: the flaws say why.
    pub fn read(file: FileId, text: &str, flaws: &mut Flaws) -> Option<Document> {
        let node = match json::tree(file, text) {
            Ok(node) => node,
            Err(problem) => {
                flaws.push((problem.span, problem.text));
                return None;
            }
        };
        tell_duplicates(&node, flaws);
        let mut top: HashMap<String, Node> = members(node, flaws).into_iter().collect();
        version(top.remove("format_version"), flaws)?;
        if let Some(node) = top.remove("errored").filter(|node| matches!(node.kind, NodeKind::Bool(true))) {
            flaws.push((node.span, "Terraform met errors and did not complete this plan".to_owned()));
        }
        let is_state = !["planned_values", "resource_changes"].iter().any(|name| top.contains_key(*name));
        let mut document = Document {
            file,
            is_state,
            instances: Vec::new(),
            by_address: HashMap::new(),
            keys: HashMap::new(),
            code: HashMap::new(),
            calls: HashMap::new(),
            outputs: HashMap::new(),
            providers: BTreeMap::new(),
            variables: Vec::new(),
            homes: Homes::default(),
        };
        for (name, node) in top.remove("variables").map(|node| members(node, flaws)).unwrap_or_default() {
            let given = members(node, flaws).into_iter().find(|(name, _)| name == "value");
            document.variables.extend(given.map(|(_, value)| (name, value.into_parsed().value)));
        }
        for name in ["planned_values", "values"] {
            document.values(top.remove(name), is_state, flaws);
        }
        let prior = top.remove("prior_state").map(|prior| members(prior, flaws)).unwrap_or_default();
        document.values(prior.into_iter().find(|(name, _)| name == "values").map(|(_, it)| it), true, flaws);
        for change in top.remove("resource_changes").map(|list| items(list, flaws)).unwrap_or_default() {
            document.change(change, flaws);
        }
        document.configuration(top.remove("configuration"), flaws);
        document.index();
        document.homes = Homes::of(&document);
        Some(document)
    }

    fn values(&mut self, node: Option<Node>, is_settled: bool, flaws: &mut Flaws) {
        let root = node.map(|node| members(node, flaws)).unwrap_or_default();
        let mut modules: Vec<Node> =
            root.into_iter().filter(|(name, _)| name == "root_module").map(|(_, node)| node).collect();
        while let Some(module) = modules.pop() {
            for (name, node) in members(module, flaws) {
                match name.as_str() {
                    "resources" => {
                        for resource in items(node, flaws) {
                            self.resource(resource, is_settled, flaws);
                        }
                    }
                    "child_modules" => modules.extend(items(node, flaws)),
                    _ => {}
                }
            }
        }
    }

    fn resource(&mut self, node: Node, is_settled: bool, flaws: &mut Flaws) {
        let whole = node.span;
        let mut found: HashMap<String, Node> = members(node, flaws).into_iter().collect();
        // An object that is to be destroyed after another has taken its place.
        if found.contains_key("deposed_key") {
            return;
        }
        let Some((text, address, span)) = address_of(found.remove("address"), whole, flaws) else { return };
        if self.by_address.contains_key(&text) {
            return;
        }
        // Of what is not there yet, no value may be known at all.
        let nothing = || Some(Node { kind: NodeKind::Object(Vec::new(), None), span });
        let Some(values) = found.remove("values").map_or_else(nothing, |it| object(it, flaws)) else {
            return;
        };
        self.add(Resource { address, text, span, whole, values, unknown: None, is_settled });
    }

    fn add(&mut self, resource: Resource) {
        self.by_address.insert(resource.text.clone(), self.instances.len());
        self.instances.push(resource);
    }

    fn change(&mut self, node: Node, flaws: &mut Flaws) {
        let whole = node.span;
        let mut found: HashMap<String, Node> = members(node, flaws).into_iter().collect();
        if found.contains_key("deposed") {
            return;
        }
        let Some((text, address, span)) = address_of(found.remove("address"), whole, flaws) else { return };
        let body = found.remove("change").map(|change| members(change, flaws)).unwrap_or_default();
        let mut body: HashMap<String, Node> = body.into_iter().collect();
        let unknown = body.remove("after_unknown");
        if let Some(known) = self.by_address.get(&text).and_then(|at| self.instances.get_mut(*at)) {
            known.unknown = unknown;
            known.is_settled = true;
            return;
        }
        // Without planned values, what comes after the change is the plan.
        let after = body.remove("after").filter(|after| !matches!(after.kind, NodeKind::Null));
        if let Some(values) = after.and_then(|after| object(after, flaws)) {
            self.add(Resource { address, text, span, whole, values, unknown, is_settled: true });
        }
    }

    fn configuration(&mut self, node: Option<Node>, flaws: &mut Flaws) {
        let mut modules: Vec<(String, Node)> = Vec::new();
        for (name, node) in node.map(|node| members(node, flaws)).unwrap_or_default() {
            match name.as_str() {
                "provider_config" => self.providers = order::map(members(node, flaws)),
                "root_module" => modules.push((String::new(), node)),
                _ => {}
            }
        }
        while let Some((path, module)) = modules.pop() {
            for (name, node) in members(module, flaws) {
                match name.as_str() {
                    "resources" => {
                        for resource in items(node, flaws) {
                            let (address, code, _) = code(resource, flaws);
                            self.code.insert(below(&path, &address), code);
                        }
                    }
                    "outputs" => {
                        for (output, node) in members(node, flaws) {
                            let found = member(&node, "expression").map(references).unwrap_or_default();
                            self.outputs.insert(below(&path, &format!("output.{output}")), found);
                        }
                    }
                    "module_calls" => {
                        for (call, node) in members(node, flaws) {
                            let path = below(&path, &format!("module.{call}"));
                            let (_, code, module) = code(node, flaws);
                            self.calls.insert(path.clone(), code);
                            modules.extend(module.map(|module| (path, module)));
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn index(&mut self) {
        for resource in &self.instances {
            let mut outer = String::new();
            for (name, key) in &resource.address.modules {
                let call = below(&outer, &format!("module.{name}"));
                outer = super::with_key(&call, key.as_ref());
                let keys = self.keys.entry(call).or_default();
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
            let bare = below(&outer, &resource.address.local());
            self.keys.entry(bare).or_default().push(resource.address.key.clone());
        }
    }

    pub fn find(&self, address: &str) -> Option<&Resource> {
        self.instances.get(*self.by_address.get(address)?)
    }

    /// The roles that providers assume, where they are plain text.
    pub fn assumed_roles(&self) -> Vec<Text> {
        let role = |config: &Node| {
            let NodeKind::List(blocks, _) = &member(member(config, "expressions")?, "assume_role")?.kind
            else {
                return None;
            };
            let arn = member(member(blocks.first()?, "role_arn")?, "constant_value")?;
            string(arn).map(Text::literal)
        };
        self.providers.values().filter_map(role).collect()
    }

    /// What the configuration says of an instance.
    pub fn code_of(&self, address: &Address) -> Option<&Code> {
        self.code.get(&below(&address.code(), &address.local()))
    }
}

/// Versions 0 and 1 are known, whatever comes behind the dot.
fn version(node: Option<Node>, flaws: &mut Flaws) -> Option<()> {
    let Some(node) = node else {
        flaws
            .push((None, "`format_version` is missing, so that nobody can tell how to read this".to_owned()));
        return None;
    };
    let given = string(&node);
    match given.as_deref().map(|text| text.split('.').next().unwrap_or_default()) {
        Some("0" | "1") => Some(()),
        Some(_) => {
            let given = given.unwrap_or_default();
            let text = format!("the format version `{given}` is not known: this reads versions 0 and 1");
            flaws.push((node.span, text));
            None
        }
        None => {
            flaws.push((node.span, "`format_version` is no string".to_owned()));
            None
        }
    }
}

/// Address, what is said of it, and the module behind a call.
fn code(node: Node, flaws: &mut Flaws) -> (String, Code, Option<Node>) {
    let (mut address, mut code, mut module) = (String::new(), Code::default(), None);
    for (name, node) in members(node, flaws) {
        match name.as_str() {
            "address" => address = string(&node).unwrap_or_default(),
            "provider_config_key" => code.provider = string(&node),
            "expressions" => code.expressions = object(node, flaws),
            "for_each_expression" => {
                code.each = references(&node);
                code.repeated = Some("for_each");
            }
            "count_expression" => code.repeated = Some("count"),
            "module" => module = Some(node),
            _ => {}
        }
    }
    (address, code, module)
}

const NO_ADDRESS: &str = "a resource without an address";

fn address_of(
    node: Option<Node>,
    whole: Option<Span>,
    flaws: &mut Flaws,
) -> Option<(String, Address, Option<Span>)> {
    let text = node.as_ref().and_then(string).unwrap_or_default();
    let span = node.and_then(|node| node.span);
    match address::parse(&text) {
        Some(address) => Some((text, address, span)),
        None => {
            let message = format!("`{text}` is no address of a resource");
            flaws.push((span.or(whole), if text.is_empty() { NO_ADDRESS.to_owned() } else { message }));
            None
        }
    }
}

/// The members of an object; null has none.
fn members(node: Node, flaws: &mut Flaws) -> Vec<(String, Node)> {
    match node.kind {
        NodeKind::Object(members, _) => {
            let named = |member: NodeMember| Some((member.key.known()?, member.value));
            members.into_iter().filter_map(named).collect()
        }
        NodeKind::Null => Vec::new(),
        _ => {
            flaws.push((node.span, "an object is expected here".to_owned()));
            Vec::new()
        }
    }
}

fn items(node: Node, flaws: &mut Flaws) -> Vec<Node> {
    match node.kind {
        NodeKind::List(items, _) => items,
        NodeKind::Null => Vec::new(),
        _ => {
            flaws.push((node.span, "a list is expected here".to_owned()));
            Vec::new()
        }
    }
}

fn object(node: Node, flaws: &mut Flaws) -> Option<Node> {
    if matches!(node.kind, NodeKind::Object(..)) {
        return Some(node);
    }
    flaws.push((node.span, "an object is expected here".to_owned()));
    None
}

pub fn string(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Text(text) => text.known(),
        _ => None,
    }
}

/// Of members with one name, the last one counts.
pub fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    named(node, name).map(|member| &member.value)
}

pub fn named<'n>(node: &'n Node, name: &str) -> Option<&'n NodeMember> {
    let NodeKind::Object(members, _) = &node.kind else { return None };
    members.iter().rev().find(|member| is_called(member, name))
}

fn is_called(member: &NodeMember, name: &str) -> bool {
    match plain(&member.key) {
        Some(plain) => plain == name,
        None => member.key.known().as_deref() == Some(name),
    }
}

/// A text that is known and stands in one piece, which one with escapes does not.
fn plain(text: &Text) -> Option<&str> {
    match text.parts() {
        [] => Some(""),
        [Part::Literal(text, _)] => Some(text),
        _ => None,
    }
}

/// What an expression refers to, without the wholes whose parts are named as well.
pub fn references(expression: &Node) -> Vec<String> {
    let Some(NodeKind::List(items, _)) = member(expression, "references").map(|node| &node.kind) else {
        return Vec::new();
    };
    let mut all: Vec<String> = items.iter().filter_map(string).collect();
    order::sort(&mut all);
    all.dedup();
    let whole = |text: &String| {
        let is_part = |other: &String| {
            other.strip_prefix(text.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        all.iter().any(is_part)
    };
    all.iter().filter(|text| !whole(text)).cloned().collect()
}

/// Bounded by the depth of the parser.
fn tell_duplicates(node: &Node, flaws: &mut Flaws) {
    match &node.kind {
        NodeKind::List(items, _) => items.iter().for_each(|item| tell_duplicates(item, flaws)),
        NodeKind::Object(members, _) => {
            let mut names: Vec<(&str, usize)> = members
                .iter()
                .enumerate()
                .filter_map(|(at, member)| Some((plain(&member.key)?, at)))
                .collect();
            order::sort(&mut names);
            for pair in names.windows(2) {
                if let [(name, _), (other, at)] = pair
                    && name == other
                {
                    let span = members.get(*at).and_then(|member| member.span);
                    flaws.push((span, format!("`{name}` is given twice: the last one counts")));
                }
            }
            for member in members {
                tell_duplicates(&member.value, flaws);
            }
        }
        _ => {}
    }
}
