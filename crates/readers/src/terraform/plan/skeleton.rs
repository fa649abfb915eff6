//! The modules and blocks of a plan: those of the code beside it, and for what that does not
//! declare, blocks without a body that stand in the plan.

use super::address::is_source;
use super::document::Document;
use crate::terraform::module::{Call, Module};
use crate::terraform::root::Root;
use crate::terraform::syntax::RawBlock;
use model::known::Span;
use std::sync::Arc;

/// Whether the code in the folder of the plan is what the plan was made from: it declares a source
/// that the plan has.
pub fn is_code_of(root: &Root<'_>, document: &Document) -> bool {
    let sources = document.instances.iter().filter(|it| !it.address.is_data && is_source(&it.address.kind));
    sources.into_iter().any(|resource| {
        let mut module = 0;
        for (name, _) in &resource.address.modules {
            match root.module(module).calls.get(name) {
                Some(Call::Module(inner)) => module = *inner,
                _ => return false,
            }
        }
        root.module(module).find(&resource.address.local()).is_some()
    })
}

/// Adds what the plan has and the code does not declare.
pub fn complete(root: &mut Root<'_>, document: &Document, text: &Arc<str>) {
    for resource in &document.instances {
        let span = resource.span.unwrap_or(Span::new(document.file, 0..0));
        let mut module = 0;
        for (name, _) in &resource.address.modules {
            module = enter(root, module, name, span, text);
        }
        let address = resource.address.local();
        let Some(code) = root.modules.get_mut(module) else { continue };
        if code.find(&address).is_none() {
            let kind = if resource.address.is_data { "data" } else { "resource" };
            let labels = vec![resource.address.kind.clone(), resource.address.name.clone()];
            code.add(vec![RawBlock::without_body(kind, labels, span)], text, false);
        }
    }
}

/// The code that a call leads to; made up where it is not there.
fn enter(root: &mut Root<'_>, module: usize, name: &str, span: Span, text: &Arc<str>) -> usize {
    if let Some(Call::Module(inner)) = root.module(module).calls.get(name) {
        return *inner;
    }
    let inner = root.modules.len();
    let Some(outer) = root.modules.get_mut(module) else { return inner };
    if outer.find(&format!("module.{name}")).is_none() {
        outer.add(vec![RawBlock::without_body("module", vec![name.to_owned()], span)], text, false);
    }
    outer.calls.insert(name.to_owned(), Call::Module(inner));
    let folder = outer.folder.clone();
    root.modules.push(Module::new(folder));
    inner
}
