//! Documents of one account into the model.

mod bucket;
mod home;
mod identity;
mod key;
mod logs;
mod managed;
mod misplaced;
mod policy;
mod source;
mod stream;

use super::bare::Loose;
use super::document::Document;
use super::scan::NAMELESS;
use super::shape::Shape;
use crate::input::Settings;
use crate::path::parent;
use crate::value::Value;
use home::Arn;
use model::known::{Setting, Span, Text, Truth, order};
use model::{Home, Model, Place};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) struct Lowered {
    pub model: Model,
    /// Policies that may have to be judged by themselves.
    pub loose: Vec<Loose>,
    /// Where the account is, as far as its files agree.
    pub home: Arc<Home>,
}

pub(super) fn lower(documents: &[Document], root: &str, settings: &Settings) -> Lowered {
    let mut lower = Lower {
        shared: shared(documents, root),
        settings,
        home: Arc::new(home::of_all(documents, settings)),
        model: Model::default(),
        addresses: BTreeSet::new(),
    };
    for document in documents {
        lower.source(document);
    }
    for document in documents {
        lower.thing(document);
    }
    lower.streams(documents);
    lower.identities(documents);
    let loose = lower.policies(documents);
    lower.fill();
    Lowered { model: lower.model, loose, home: lower.home }
}

/// The work of lowering: what is known of the account, and the model that grows.
struct Lower<'a> {
    /// Folders that hold what is about several things.
    shared: BTreeSet<String>,
    settings: &'a Settings,
    home: Arc<Home>,
    model: Model,
    /// Those of sources.
    addresses: BTreeSet<String>,
}

impl Lower<'_> {
    fn thing(&mut self, document: &Document) {
        match document.shape {
            Shape::BucketEncryption => self.encryption(document),
            Shape::Buckets => self.buckets(document),
            Shape::Key => self.key(document),
            Shape::Aliases => self.aliases(document),
            Shape::LogGroups => self.log_groups(document),
            Shape::LogPolicies => self.log_policies(document),
            _ => {}
        }
    }

    fn place(&self, address: String, span: Option<Span>, whole: &Setting<Value>, home: Arc<Home>) -> Place {
        Place {
            address,
            span,
            whole: whole.set().and_then(|value| value.span).or(whole.span).or(span),
            exists: Truth::Yes,
            home,
            hearsay: None,
            found: false,
        }
    }

    /// Where the thing with this ARN is; what the ARN leaves open is that of the account.
    fn home_of(&self, arn: Option<&Arn>) -> Arc<Home> {
        arn.map_or_else(|| self.home.clone(), |arn| Arc::new(arn.home(&self.home)))
    }

    fn is_of_one(&self, folder: &str) -> bool {
        !self.shared.contains(folder)
    }

    /// What is not known of the rest of the account, and which file would show it.
    fn not_given(&self, what: &str, file: &str) -> model::known::Why {
        model::known::Why::new(format!("{what} is not among what was given: `{file}` would show it"))
            .settled_by(model::known::Settle::Outside(file.to_owned()))
    }
}

pub(super) use policy::same_key;

/// The folder of the account, and those with a file that names by itself what it is about.
fn shared(documents: &[Document], root: &str) -> BTreeSet<String> {
    let others = documents.iter().filter(|document| !NAMELESS.contains(&document.shape));
    order::set(others.map(|document| parent(&document.path)).chain([root.to_owned()]))
}

fn last_part(text: &Text) -> Option<String> {
    text.known().map(|text| text.rsplit('/').next().unwrap_or_default().to_owned())
}
