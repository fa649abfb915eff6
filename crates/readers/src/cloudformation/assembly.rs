//! The cloud assembly of the CDK: what the files beside a template say about the stack that it becomes.

use super::syntax::{member, members, name_of, plain_text};
use crate::input::{Text, Texts};
use crate::json::{self, Node, NodeKind};
use crate::path::{join, parent};
use crate::reading::Record;
use std::collections::HashMap;

/// What is known of a stack beside its template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Deployment {
    pub account: Option<String>,
    pub region: Option<String>,
    pub stack_name: Option<String>,
    pub parameters: Vec<(String, String)>,
}

/// The manifest lies in the folder of the template and names it. Nothing is known of any other.
pub(super) fn deployment(path: &str, texts: &dyn Texts, record: &Record) -> Deployment {
    let Some((folder, file)) = in_assembly(path) else { return Deployment::default() };
    let Some(manifest) = beside(&folder, "manifest.json", texts, record) else {
        return Deployment::default();
    };
    let artifacts = member(&manifest, "artifacts").map(|artifacts| members(&artifacts.value));
    for artifact in artifacts.unwrap_or_default() {
        let Some(properties) = member(&artifact.value, "properties").map(|it| &it.value) else { continue };
        if text(properties, "templateFile").as_deref() != Some(file.as_str()) {
            continue;
        }
        let named = text(properties, "stackName").unwrap_or_else(|| name_of(artifact).into_owned());
        let parameters = member(properties, "parameters").map(|it| members(&it.value)).unwrap_or_default();
        let given =
            parameters.iter().filter_map(|it| Some((name_of(it).into_owned(), plain_text(&it.value)?)));
        let environment = text(&artifact.value, "environment").unwrap_or_default();
        let (account, region) = environment
            .strip_prefix("aws://")
            .and_then(|environment| environment.split_once('/'))
            .unwrap_or_default();
        return Deployment {
            account: is_account(account).then(|| account.to_owned()),
            region: (!region.is_empty() && region != "unknown-region").then(|| region.to_owned()),
            stack_name: Some(named),
            parameters: given.collect(),
        };
    }
    Deployment::default()
}

/// Files of the assembly by the key under which they are uploaded.
pub(super) fn assets(path: &str, texts: &dyn Texts, record: &Record) -> HashMap<String, String> {
    let Some((folder, file)) = in_assembly(path) else { return HashMap::new() };
    let name = file.replace(".template.json", ".assets.json");
    let Some(manifest) = beside(&folder, &name, texts, record) else { return HashMap::new() };
    let files = member(&manifest, "files").map(|files| members(&files.value)).unwrap_or_default();
    let mut assets = HashMap::new();
    for file in files {
        let source = member(&file.value, "source").and_then(|source| text(&source.value, "path"));
        let Some(source) = source else { continue };
        let destinations = member(&file.value, "destinations").map(|it| members(&it.value));
        let keys = destinations.unwrap_or_default().iter().filter_map(|it| text(&it.value, "objectKey"));
        assets.extend(keys.map(|key| (last(&key).to_owned(), source.clone())));
    }
    assets
}

/// The file name that a URL ends in, where its end is known.
pub(super) fn file_of_url(url: &Node) -> Option<String> {
    let text = match &url.kind {
        NodeKind::Text(text) => text.known()?,
        NodeKind::List(items, _) => return file_of_url(items.last()?),
        NodeKind::Object(members, _) => {
            let [call] = members.as_slice() else { return None };
            return match (&*name_of(call), &call.value.kind) {
                ("Fn::Sub", NodeKind::List(items, _)) => file_of_url(items.first()?),
                ("Fn::Sub" | "Fn::Join", _) => file_of_url(&call.value),
                _ => None,
            };
        }
        _ => return None,
    };
    let file = last(&text);
    (!file.contains('}')).then(|| file.to_owned())
}

/// Folder and name of a template that the CDK may have written.
fn in_assembly(path: &str) -> Option<(String, String)> {
    let file = path.rsplit('/').next()?;
    file.ends_with(".template.json").then(|| (parent(path), file.to_owned()))
}

fn beside(folder: &str, name: &str, texts: &dyn Texts, record: &Record) -> Option<Node> {
    let path = join(folder, name);
    let Text::Read(text) = texts.read(&path) else { return None };
    let file = record.enlist(&path, &text);
    match json::tree(file, &text) {
        Ok(node) => Some(node),
        Err(problem) => {
            record.problem(&path, problem.span, problem.text);
            None
        }
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    plain_text(&member(node, name)?.value)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
