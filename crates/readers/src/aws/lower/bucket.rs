//! Buckets and their encryption. What says nothing of its bucket is told by the name of its file.

use super::Lower;
use crate::aws::document::Document;
use crate::aws::field::{field, flag, items, key_span, path, text};
use crate::aws::naming::{BUCKET_ENCRYPTION, Call};
use crate::value::Value;
use model::known::{Known, Setting, Settle, Span, Text, Why};
use model::{Bucket, BucketEncryption};

impl Lower<'_> {
    /// `list-buckets`.
    pub(super) fn buckets(&mut self, document: &Document) {
        for entry in items(&field(&document.value, "Buckets")) {
            let name = text(&entry, "Name");
            if let Some(known) = name.set() {
                self.bucket(known, name.span, &entry);
            }
        }
    }

    /// A bucket that is there, told once.
    pub(super) fn bucket(&mut self, name: &Text, span: Option<Span>, whole: &Setting<Value>) {
        if self.model.buckets.iter().any(|bucket| bucket.name.equals(name).is_yes()) {
            return;
        }
        let place = self.place(format!("bucket/{name}"), span, whole, self.home.clone());
        let absent = Setting::absent;
        self.model.buckets.push(Bucket {
            name: name.clone(),
            name_span: span.or(place.whole),
            ownership: absent(),
            object_lock: Setting::absent(),
            block_public_policy: Setting::absent(),
            place,
        });
    }

    pub(super) fn encryption(&mut self, document: &Document) {
        let value = &document.value;
        let inner = field(value, "ServerSideEncryptionConfiguration");
        let rules = field(if inner.set().is_some() { &inner } else { value }, "Rules");
        let bucket = self.told(document, BUCKET_ENCRYPTION, "bucket", &["Bucket", "BucketName"]);
        if let Known::Set(name) = &bucket.value {
            self.bucket(name, bucket.span, value);
        }
        for rule in items(&rules) {
            let default = field(&rule, "ApplyServerSideEncryptionByDefault");
            if default.value.is_absent() {
                continue;
            }
            let address = match &bucket.value {
                Known::Set(name) => format!("bucket-encryption/{name}"),
                _ => format!("bucket-encryption in {}", document.path),
            };
            let span = key_span(&rule, "ApplyServerSideEncryptionByDefault").or(document.span);
            self.model.bucket_encryptions.push(BucketEncryption {
                place: self.place(address, span, value, self.home.clone()),
                bucket: bucket.clone(),
                algorithm: text(&default, "SSEAlgorithm"),
                key: path_text(&default, "KMSMasterKeyID"),
                bucket_key: flag(&rule, "BucketKeyEnabled"),
            });
        }
    }

    /// What a document is about: a member that says so, or the name of its file.
    pub(super) fn told(&self, document: &Document, call: Call, noun: &str, names: &[&str]) -> Setting<Text> {
        let echo = names.iter().map(|name| text(&document.value, name));
        if let Some(found) = echo.into_iter().find(|it| !it.value.is_absent()) {
            return found;
        }
        let value = match call.subject(&document.path, |folder| self.is_of_one(folder)) {
            Some(name) if !document.in_script => Known::Set(Text::literal(name)),
            _ => Known::Unknown(unnamed(document, call, noun)),
        };
        Setting { value, span: document.span }
    }
}

/// Why it is not known what a document is about.
pub(super) fn unnamed(document: &Document, call: Call, noun: &str) -> Why {
    let file = call.file(&noun.to_uppercase());
    Why::new(format!("`{}` does not say which {noun} it shows: call it `{file}`", document.path))
        .at(document.span)
        .settled_by(Settle::Outside(document.path.clone()))
}

fn path_text(outer: &Setting<Value>, name: &str) -> Setting<Text> {
    text(&path(outer, &[]), name)
}
