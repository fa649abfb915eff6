//! Tests of the audit of trails: what is said of several together, of buckets and of keys.

use super::*;
use crate::delivery::Delivery;
use crate::delivery::fixture::{
    KEY_ARN, allow, asked, bucket, bucket_policy, document, encryption, key, key_policy, named, place,
    s3_model, set, when,
};
use crate::{Confidence, EventSelector, SelectedEvents};
use iam::{Effect, Statement};
use known::{Known, Setting};
use std::sync::Arc;

const TRAIL: &str = "cloudtrail.amazonaws.com";
const ARN: &str = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit";

fn trail(address: &str) -> Trail {
    Trail {
        place: place(address),
        kind: TrailKind::Trail,
        name: "audit".into(),
        logging: Setting::absent(),
        multi_region: set(true),
        organization: Setting::absent(),
        selectors: Vec::new(),
        open: None,
        bucket: Setting::absent(),
        prefix: Setting::absent(),
        key: Setting::absent(),
    }
}

fn with(trails: Vec<Trail>) -> Model {
    Model { trails, ..s3_model() }
}

fn data_events() -> EventSelector {
    let events = SelectedEvents::Basic { read_write: Setting::absent(), management: set(false) };
    EventSelector { span: None, exists: Truth::Yes, events }
}

/// The causes of every trail, `?` behind those that are only possible.
fn check(model: &Model, expected: &[&str]) {
    let deliveries: Vec<Delivery<'_>> = model.sources.iter().map(|it| Delivery::of(model, it)).collect();
    let causes = deliveries.iter().flat_map(|it| &it.audits).flat_map(|audit| &audit.causes);
    let got: Vec<String> = causes
        .map(|cause| {
            format!("{}{}", cause.text, if cause.confidence == Confidence::Certain { "" } else { "?" })
        })
        .collect();
    assert_eq!(got, expected);
}

#[test]
fn a_trail_of_everything_is_fine() {
    check(&with(vec![trail("t.a")]), &[]);
    check(&with(Vec::new()), &[]);
}

#[test]
fn trails_are_told_once_for_all_sources() {
    let mut off = trail("t.a");
    off.logging = set(false);
    let mut model = with(vec![off]);
    model.sources.push(model.sources[0].clone());
    model.sources[0].place.exists = Truth::Unknown(asked("var.on"));
    check(&model, &["`t.a` is switched off"]);
    let audits: Vec<usize> = model.sources.iter().map(|it| Delivery::of(&model, it).audits.len()).collect();
    assert_eq!(audits, [0, 1]);
}

#[test]
fn what_one_trail_leaves_out_another_records() {
    let mut data = trail("t.data");
    data.selectors = vec![data_events()];
    check(&with(vec![data.clone()]), &["`t.data` records no management events"]);
    check(&with(vec![data.clone(), trail("t.all")]), &[]);
    let mut perhaps = trail("t.all");
    perhaps.place.exists = Truth::Unknown(asked("var.on"));
    check(&with(vec![data.clone(), perhaps]), &["`t.data` records no management events?"]);
    let mut store = trail("t.store");
    store.kind = TrailKind::EventDataStore;
    store.multi_region = Setting::absent();
    check(&with(vec![data.clone(), store.clone()]), &[]);
    // A store of other events is there for something else.
    store.selectors = vec![data_events()];
    check(&with(vec![store]), &[]);
}

#[test]
fn a_single_region() {
    let single = |address: &str| Trail { multi_region: Setting::absent(), ..trail(address) };
    check(&with(vec![single("t.a")]), &["`t.a` records the events of `eu-west-1` alone"]);
    check(&with(vec![single("t.a"), trail("t.b")]), &[]);
    let elsewhere = |mut trail: Trail| {
        let home = crate::Home { region: "us-east-1".into(), ..(*trail.place.home).clone() };
        trail.place.home = Arc::new(home);
        trail
    };
    let text =
        "`t.a` records the events of `us-east-1` alone, and `aws_msk_cluster.orders` is in `eu-west-1`";
    check(&with(vec![elsewhere(single("t.a"))]), &[text]);
    check(&with(vec![elsewhere(trail("t.a"))]), &[]);
    let mut unknown = with(vec![single("t.a")]);
    let home = crate::Home {
        region: crate::delivery::fixture::text("${region}"),
        ..(*unknown.sources[0].place.home).clone()
    };
    unknown.trails[0].place.home = Arc::new(home);
    check(&unknown, &["`t.a` records the events of one Region alone"]);
}

#[test]
fn a_trail_of_another_account_is_not_ours() {
    let mut other = trail("t.a");
    other.logging = set(false);
    let home = crate::Home { account: "444455556666".into(), ..(*other.place.home).clone() };
    other.place.home = Arc::new(home);
    check(&with(vec![other.clone()]), &[]);
    other.organization = set(true);
    check(&with(vec![other]), &["`t.a` is switched off"]);
}

fn bucket_statements(bucket: &str, folder: &str) -> Vec<Statement> {
    let arn = format!("arn:aws:s3:::{bucket}");
    let write = allow(TRAIL, &["s3:PutObject"], &[&format!("{arn}/{folder}/*")]);
    vec![allow(TRAIL, &["s3:GetBucketAcl"], &[&arn]), write]
}

fn with_bucket(trail: Trail, statements: Option<Vec<Statement>>) -> Model {
    let policy = |statements| bucket_policy("policy.audit", "audit", statements);
    let mut model = with(vec![Trail { bucket: named("audit"), ..trail }]);
    model.buckets.push(bucket("bucket.audit", "audit"));
    model.bucket_policies = statements.map(policy).into_iter().collect();
    model
}

#[test]
fn the_bucket_must_admit_the_trail() {
    let folder = "AWSLogs/111122223333";
    check(&with_bucket(trail("t.a"), Some(bucket_statements("audit", folder))), &[]);
    check(
        &with_bucket(trail("t.a"), None),
        &["`t.a` may not write to its bucket: `bucket.audit` has no policy"],
    );
    let prefixed = Trail { prefix: named("x"), ..trail("t.a") };
    check(&with_bucket(prefixed.clone(), Some(bucket_statements("audit", "x/AWSLogs/111122223333"))), &[]);
    let got = with_bucket(prefixed, Some(bucket_statements("audit", folder)));
    assert_eq!(Delivery::of(&got, &got.sources[0]).audits[0].causes.len(), 1);
    let by_arn = |arn: &str| {
        let all = bucket_statements("audit", folder).into_iter();
        all.map(|it| when(it, "StringEquals", "aws:SourceArn", &[arn])).collect::<Vec<_>>()
    };
    check(&with_bucket(trail("t.a"), Some(by_arn(ARN))), &[]);
    let other = with_bucket(trail("t.a"), Some(by_arn("arn:aws:cloudtrail:eu-west-1:111122223333:trail/b")));
    let causes = &Delivery::of(&other, &other.sources[0]).audits[0].causes;
    assert!(causes.len() == 1 && causes[0].text.contains("admits only"), "{causes:?}");
}

#[test]
fn the_trail_of_an_organisation_has_its_own_folder() {
    let organization = || Trail { organization: set(true), ..trail("t.a") };
    let model = |folder: &str| with_bucket(organization(), Some(bucket_statements("audit", folder)));
    check(&model("AWSLogs"), &[]);
    check(&model("AWSLogs/${organisation}"), &[]);
    let own = model("AWSLogs/111122223333");
    let causes = &Delivery::of(&own, &own.sources[0]).audits[0].causes;
    assert!(causes.len() == 1 && causes[0].confidence == Confidence::Certain, "{causes:?}");
    // Where it is not known whose trail it is, neither is the folder.
    let mut open = own.clone();
    open.trails[0].organization = Setting { value: Known::Unknown(asked("var.org")), span: None };
    check(&open, &[]);
    let questions: Vec<String> = {
        let delivery = Delivery::of(&open, &open.sources[0]);
        delivery.audits[0].doubts.iter().flat_map(|why| why.questions().to_vec()).collect()
    };
    assert!(questions.contains(&"var.org".to_owned()), "{questions:?}");
}

#[test]
fn accounts_of_cloudtrail_leave_it_possible() {
    let by = |principal: &str| {
        let actions = &["s3:PutObject", "s3:GetBucketAcl"];
        vec![allow(principal, actions, &["arn:aws:s3:::audit", "arn:aws:s3:::audit/*"])]
    };
    let text =
        "`t.a` may not write to its bucket: it admits accounts in place of `cloudtrail.amazonaws.com`?";
    check(&with_bucket(trail("t.a"), Some(by("arn:aws:iam::777788889999:root"))), &[text]);
    let text = "`t.a` may not write to its bucket: no statement speaks of `cloudtrail.amazonaws.com`";
    check(&with_bucket(trail("t.a"), Some(by("arn:aws:iam::111122223333:root"))), &[text]);
    check(&with_bucket(trail("t.a"), Some(by("delivery.logs.amazonaws.com"))), &[text]);
}

fn with_key(trail: Trail, statements: Option<Vec<Statement>>) -> Model {
    let mut model = with(vec![Trail { key: named(KEY_ARN), ..trail }]);
    model.keys.push(key("key.audit"));
    let policy = statements.map(document).unwrap_or_default();
    model.key_policies.push(key_policy("key.audit", true, policy));
    model
}

#[test]
fn the_key_must_admit_the_trail() {
    let all = || allow(TRAIL, &["kms:GenerateDataKey*", "kms:DescribeKey"], &["*"]);
    let context =
        |value: &str| when(all(), "StringLike", "kms:EncryptionContext:aws:cloudtrail:arn", &[value]);
    check(&with_key(trail("t.a"), Some(vec![all()])), &[]);
    check(&with_key(trail("t.a"), Some(vec![context("arn:aws:cloudtrail:*:111122223333:trail/*")])), &[]);
    let text = "`t.a` may not use its key: `key.audit` has no policy of its own, and the default of AWS admits only the account";
    check(&with_key(trail("t.a"), None), &[text]);
    let few = vec![allow(TRAIL, &["kms:GenerateDataKey*"], &["*"])];
    check(
        &with_key(trail("t.a"), Some(few)),
        &["the policy of `key.audit` leaves out `kms:DescribeKey` for CloudTrail?"],
    );
    let other = with_key(trail("t.a"), Some(vec![context("arn:aws:cloudtrail:*:444455556666:trail/*")]));
    let causes = &Delivery::of(&other, &other.sources[0]).audits[0].causes;
    assert!(causes.len() == 1 && causes[0].kind == CauseKind::TrailKeyPolicy { needed: true }, "{causes:?}");
}

#[test]
fn a_bucket_key_and_an_event_data_store_want_more() {
    let statements = || vec![allow(TRAIL, &["kms:GenerateDataKey*", "kms:DescribeKey"], &["*"])];
    let mut model = with_key(Trail { bucket: named("audit"), ..trail("t.a") }, Some(statements()));
    model.bucket_encryptions.push(encryption("audit", "aws:kms", named(KEY_ARN)));
    check(&model, &[]);
    model.bucket_encryptions[0].bucket_key = set(true);
    let count = |model: &Model| Delivery::of(model, &model.sources[0]).audits[0].causes.len();
    assert_eq!(count(&model), 1);
    let store = Trail { kind: TrailKind::EventDataStore, ..trail("t.a") };
    assert_eq!(count(&with_key(store.clone(), Some(statements()))), 1);
    // What conditions see of an event data store is not known.
    let all = allow(TRAIL, &["kms:GenerateDataKey", "kms:Decrypt", "kms:DescribeKey"], &["*"]);
    let narrow = when(all, "StringEquals", "aws:SourceArn", &[ARN]);
    check(&with_key(store, Some(vec![narrow])), &[]);
}

#[test]
fn a_key_that_cannot_encrypt() {
    let mut model = with_key(trail("t.a"), Some(vec![allow(TRAIL, &["kms:*"], &["*"])]));
    model.keys[0].enabled = set(false);
    check(&model, &["`t.a` may not use its key: `key.audit` is disabled"]);
    let deny = Statement { effect: Known::Set(Effect::Deny), ..allow("*", &["kms:*"], &["*"]) };
    let mut denied = with_key(trail("t.a"), Some(vec![allow(TRAIL, &["kms:*"], &["*"]), deny]));
    denied.trails[0].place.exists = Truth::Unknown(asked("var.on"));
    let delivery = Delivery::of(&denied, &denied.sources[0]);
    let causes = &delivery.audits[0].causes;
    assert!(causes.len() == 1 && causes[0].confidence == Confidence::Possible, "{causes:?}");
    assert_eq!(causes[0].addresses, ["t.a", "key.audit"]);
}
