//! Resources that need one another, which Terraform refuses: found in what blocks refer to, before
//! anything is evaluated.

use super::lower::matters;
use super::module::Call;
use super::root::Root;
use super::syntax::Reference;
use crate::circle::{Graph, Need, circles, words};
use model::known::{Fault, order};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Modules within each other, uses of modules, and named things in all of them. What is beyond is not
/// searched.
const LEVELS: usize = 24;
const USES: usize = 5_000;
const NODES: usize = 200_000;

/// The faults of resources that stand in circles, by the address of their block as seen from the root
/// module, without indexes.
pub type Circles = BTreeMap<String, Fault>;

pub fn find(root: &Root<'_>) -> Circles {
    let mut web = Web {
        root,
        uses: vec![Use { code: 0, address: String::new(), call: None, level: 0, waits: false }],
        children: HashMap::new(),
        nodes: Vec::new(),
        numbers: HashMap::new(),
        written: HashMap::new(),
    };
    web.resources();
    let mut found = Circles::new();
    for circle in circles(&mut web) {
        let resources: Vec<&Need> = circle.iter().filter(|(node, _)| web.is_wanted(*node)).collect();
        let names: Vec<String> = resources.iter().map(|(node, _)| web.address(*node)).collect();
        let text = words(&names, "Terraform");
        for ((_, span), name) in resources.into_iter().zip(names) {
            found.insert(name, Fault::new(text.clone(), *span));
        }
    }
    found
}

/// One use of a module's code, whatever the number of its instances.
struct Use {
    code: usize,
    address: String,
    /// The use that calls this one, and the name of the call.
    call: Option<(usize, String)>,
    level: usize,
    /// The call, or one around it, says how often it is there or what it waits for.
    waits: bool,
}

/// What decides whether all that stands in a module is there.
const WAITS_FOR: [&str; 3] = ["count", "for_each", "depends_on"];

/// What is named in a use of a module: `local.a`, `var.b`, `output.c`, `aws_s3_bucket.logs`, and
/// `module` for the call itself, which all that stands in the module waits for.
struct Node {
    of: usize,
    name: String,
}

/// The graph as far as it was walked.
struct Web<'r, 't> {
    root: &'r Root<'t>,
    uses: Vec<Use>,
    children: HashMap<(usize, String), Option<usize>>,
    nodes: Vec<Node>,
    numbers: HashMap<(usize, String), usize>,
    /// What is written in a block, by code and name.
    written: HashMap<(usize, String), Rc<[Reference]>>,
}

const CALL: &str = "module";

impl Web<'_, '_> {
    /// All resources that can stand on a delivery path, in all uses of modules.
    fn resources(&mut self) {
        let mut at = 0;
        while let Some(code) = self.uses.get(at).map(|it| it.code) {
            let module = self.root.module(code);
            for kind in ["resource", "data"] {
                for (_, decl) in module.declared(kind).filter(|(_, decl)| matters(decl.label(0))) {
                    self.number(at, &decl.address);
                }
            }
            let mut names: Vec<String> = module.calls.keys().cloned().collect();
            order::sort(&mut names);
            for name in names {
                self.child(at, &name);
            }
            at += 1;
        }
    }

    fn number(&mut self, of: usize, name: &str) -> Option<usize> {
        let key = (of, name.to_owned());
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        if self.nodes.len() >= NODES {
            return None;
        }
        self.nodes.push(Node { of, name: name.to_owned() });
        self.numbers.insert(key, self.nodes.len() - 1);
        Some(self.nodes.len() - 1)
    }

    fn child(&mut self, of: usize, name: &str) -> Option<usize> {
        let key = (of, name.to_owned());
        if let Some(child) = self.children.get(&key) {
            return *child;
        }
        let caller = self.uses.get(of)?;
        let code = match self.root.module(caller.code).calls.get(name) {
            Some(Call::Module(code)) if caller.level < LEVELS && self.uses.len() < USES => Some(*code),
            _ => None,
        };
        let level = caller.level + 1;
        let address = join(&caller.address, &format!("module.{name}"));
        let waits = caller.waits || self.says_when(caller.code, name);
        let child = code.map(|code| {
            self.uses.push(Use { code, address, call: Some((of, name.to_owned())), level, waits });
            self.uses.len() - 1
        });
        self.children.insert(key, child);
        child
    }

    fn says_when(&self, code: usize, call: &str) -> bool {
        let module = self.root.module(code);
        let Some(block) = module.find(&format!("module.{call}")) else { return false };
        let body = module.merged(block, &|file, problem| self.root.report(file, problem));
        WAITS_FOR.iter().any(|argument| body.attribute(argument).is_some())
    }

    fn address(&self, node: usize) -> String {
        let Some(node) = self.nodes.get(node) else { return String::new() };
        join(self.uses.get(node.of).map_or("", |it| it.address.as_str()), &node.name)
    }

    /// What is written under a name, evaluated in `of`.
    fn references(&mut self, code: usize, name: &str) -> Rc<[Reference]> {
        let key = (code, name.to_owned());
        if let Some(known) = self.written.get(&key) {
            return known.clone();
        }
        let root = self.root;
        let module = root.module(code);
        let report = |file, problem| root.report(file, problem);
        let found: Vec<Reference> = match name.strip_prefix("local.") {
            Some(local) => module.local(local, &report).map(|it| it.references()).unwrap_or_default(),
            None => match module.find(name) {
                Some(block) => module.merged(block, &report).references(),
                None => Vec::new(),
            },
        };
        let found: Rc<[Reference]> = found.into();
        self.written.insert(key, found.clone());
        found
    }

    /// An argument of the call of this use; of the call itself, what decides how often it is there.
    fn of_call(&mut self, of: usize, arguments: &[&str]) -> Vec<Need> {
        let Some((caller, name)) = self.uses.get(of).and_then(|it| it.call.clone()) else {
            return Vec::new();
        };
        let Some(code) = self.uses.get(caller).map(|it| it.code) else { return Vec::new() };
        let root = self.root;
        let module = root.module(code);
        let Some(block) = module.find(&format!("module.{name}")) else { return Vec::new() };
        let body = module.merged(block, &|file, problem| root.report(file, problem));
        let written = arguments.iter().filter_map(|argument| body.attribute(argument));
        let references: Vec<Reference> = written.flat_map(|it| it.references()).collect();
        references.iter().flat_map(|it| self.meant(caller, it)).collect()
    }

    /// The nodes that a reference in `of` leads to.
    fn meant(&mut self, of: usize, reference: &Reference) -> Vec<Need> {
        let names: Vec<&str> = reference.names.iter().map(String::as_str).collect();
        let names = match names.as_slice() {
            ["resource", rest @ ..] => rest,
            names => names,
        };
        let one = |web: &mut Self, of, name: &str| web.number(of, name).into_iter().collect::<Vec<usize>>();
        let nodes = match names {
            // Those of the root module need nothing.
            ["var", ..] if of == 0 => Vec::new(),
            ["var", name, ..] => one(self, of, &format!("var.{name}")),
            ["local", name, ..] => one(self, of, &format!("local.{name}")),
            ["module", name, rest @ ..] => self.of_module(of, name, rest.first().copied()),
            ["data", kind, name, ..] => self.resource(of, &format!("data.{kind}.{name}"), kind),
            [kind, name, ..] => self.resource(of, &format!("{kind}.{name}"), kind),
            _ => Vec::new(),
        };
        nodes.into_iter().map(|node| (node, reference.span)).collect()
    }

    /// Blocks that do not matter are not parsed for this.
    fn resource(&mut self, of: usize, address: &str, kind: &str) -> Vec<usize> {
        let declared = self.uses.get(of).is_some_and(|it| self.root.module(it.code).find(address).is_some());
        if declared && matters(kind) { self.number(of, address).into_iter().collect() } else { Vec::new() }
    }

    /// An output, or all that stands in the module.
    fn of_module(&mut self, of: usize, name: &str, output: Option<&str>) -> Vec<usize> {
        let Some(child) = self.child(of, name) else { return Vec::new() };
        if let Some(output) = output {
            return self.number(child, &format!("output.{output}")).into_iter().collect();
        }
        let Some(code) = self.uses.get(child).map(|it| it.code) else { return Vec::new() };
        let root = self.root;
        let module = root.module(code);
        let outputs = module.declared("output").map(|(_, decl)| decl.address.clone());
        let resources = module.declared("resource").chain(module.declared("data"));
        let resources =
            resources.filter(|(_, decl)| matters(decl.label(0))).map(|(_, it)| it.address.clone());
        let names: Vec<String> = outputs.chain(resources).collect();
        names.iter().filter_map(|name| self.number(child, name)).collect()
    }
}

impl Graph for Web<'_, '_> {
    fn count(&self) -> usize {
        self.nodes.len()
    }

    fn is_wanted(&self, node: usize) -> bool {
        let name = self.nodes.get(node).map_or("", |node| node.name.as_str());
        let first = name.split('.').next().unwrap_or_default();
        !matches!(first, "local" | "var" | "output" | CALL)
    }

    fn needs(&mut self, node: usize) -> Vec<Need> {
        let Some(Node { of, name }) = self.nodes.get(node) else { return Vec::new() };
        let (of, name) = (*of, name.clone());
        let Some(code) = self.uses.get(of).map(|it| it.code) else { return Vec::new() };
        if name == CALL {
            let outer = self.uses.get(of).and_then(|it| it.call.as_ref()).map(|(caller, _)| *caller);
            let mut needed = self.of_call(of, &WAITS_FOR);
            let outer = outer.filter(|outer| *outer > 0);
            needed.extend(outer.and_then(|outer| self.number(outer, CALL)).map(|node| (node, None)));
            return needed;
        }
        let mut needed = match name.strip_prefix("var.") {
            Some(variable) => self.of_call(of, &[variable]),
            None => {
                let written = self.references(code, &name);
                written.iter().flat_map(|it| self.meant(of, it)).collect()
            }
        };
        if self.uses.get(of).is_some_and(|it| it.waits) {
            needed.extend(self.number(of, CALL).map(|node| (node, None)));
        }
        needed
    }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") }
}
