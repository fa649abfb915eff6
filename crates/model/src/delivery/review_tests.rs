//! Tests of what is said of the policies on a path.

use super::*;
use crate::delivery::Delivery;
use crate::delivery::fixture::{
    DELIVERY, KEY_ARN, allow, bucket_policy, deny, document, encryption, key, key_policy, named, s3_model,
    when,
};
use crate::sample::{grant, identity, inline, stream};
use crate::{BucketPolicy, Confidence, IdentityKind};
use iam::{Effect, Flaw};
use known::{Fault, Setting, Why};
use std::sync::Arc;

const WRITE: [&str; 2] = ["s3:PutObject", "s3:GetBucketAcl"];
const ALL: [&str; 2] = ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"];

fn guarded(statement: Statement) -> Statement {
    when(statement, "StringEquals", "aws:SourceAccount", &["111122223333"])
}

fn with_policy(policy: BucketPolicy) -> Model {
    Model { bucket_policies: vec![policy], ..s3_model() }
}

/// A policy with these statements beside the one that log delivery needs.
fn beside(statements: &[Statement]) -> Model {
    let needed = guarded(allow(DELIVERY, &WRITE, &ALL));
    with_policy(bucket_policy("policy.logs", "logs", [&[needed], statements].concat()))
}

fn told(causes: &[Cause]) -> Vec<String> {
    let mark = |cause: &Cause| if cause.confidence == Confidence::Certain { "" } else { "?" };
    causes.iter().map(|cause| format!("{}{}", cause.text, mark(cause))).collect()
}

fn check(model: &Model, expected: &[&str]) {
    let delivery = Delivery::of(model, &model.sources[0]);
    assert_eq!(told(&delivery.reviews), expected);
}

/// The causes that are left at the links.
fn left(model: &Model) -> Vec<String> {
    let delivery = Delivery::of(model, &model.sources[0]);
    let links = delivery.paths.iter().flat_map(|path| &path.links);
    told(&links.flat_map(|link| link.causes.clone()).collect::<Vec<_>>())
}

#[test]
fn a_policy_that_is_right_is_not_spoken_of() {
    check(&beside(&[]), &[]);
    check(&beside(&[deny("*", &["s3:DeleteBucket"], &["*"])]), &[]);
}

#[test]
fn policies_of_paths_that_are_off_are_not_looked_at() {
    let mut model = beside(&[allow("*", &["s3:Nothing"], &["*"])]);
    assert_eq!(Delivery::of(&model, &model.sources[0]).reviews.len(), 2);
    model.sources[0].logs[0].destinations[0].enabled = crate::delivery::fixture::set(false);
    check(&model, &[]);
    let mut elsewhere = beside(&[]);
    let open = allow("*", &["s3:GetObject"], &["*"]);
    elsewhere.bucket_policies.push(bucket_policy("policy.other", "other", vec![open]));
    check(&elsewhere, &[]);
}

#[test]
fn names_that_do_not_exist() {
    let reader = |actions: &[&str]| allow("arn:aws:iam::111122223333:role/r", actions, &ALL);
    check(&beside(&[reader(&["s3:GetObjects"])]), &["`s3:GetObjects` is no action of `s3`"]);
    check(&beside(&[reader(&["s3:Read*"])]), &["`s3:Read*` covers no action of `s3`?"]);
    check(&beside(&[reader(&["GetObject"])]), &["`GetObject` names no service"]);
    check(&beside(&[reader(&["backup:Anything", "${action}"])]), &[]);
    let on = |operator, key| beside(&[when(reader(&["s3:GetObject"]), operator, key, &["x"])]);
    check(&on("StringEqual", "aws:PrincipalArn"), &["`StringEqual` is no condition operator"]);
    check(&on("StringEquals", "aws:PrincipalARNs"), &["`aws:PrincipalARNs` is no condition key"]);
    check(&on("StringEquals", "aws:Newer"), &["`aws:Newer` is no condition key?"]);
}

#[test]
fn what_a_name_explains_is_told_once() {
    let misspelt = guarded(allow(DELIVERY, &["s3:PutObjects", "s3:GetBucketAcl"], &ALL));
    let model = with_policy(bucket_policy("policy.logs", "logs", vec![misspelt]));
    check(&model, &["`s3:PutObjects` is no action of `s3`"]);
    assert_eq!(left(&model), Vec::<String>::new());
    let delivery = Delivery::of(&model, &model.sources[0]);
    let s3 = delivery.paths.iter().find(|path| path.destination == DestinationKind::S3).unwrap();
    assert_eq!(s3.verdict, crate::delivery::Verdict::Broken);
    // Another name explains nothing.
    let other = guarded(allow(DELIVERY, &["s3:GetObjects", "s3:GetBucketAcl"], &ALL));
    assert_eq!(left(&with_policy(bucket_policy("policy.logs", "logs", vec![other]))).len(), 1);
}

#[test]
fn a_policy_that_aws_refuses_is_told_once() {
    let with_flaw = |is_certain| {
        let flaw = Flaw { text: "`Principals` is not an element".to_owned(), span: None, is_certain };
        let policy = Document { flaws: vec![flaw], statements: Vec::new(), ..Document::default() };
        let mut written = bucket_policy("policy.logs", "logs", Vec::new());
        written.policy = crate::delivery::fixture::set(Arc::new(policy));
        with_policy(written)
    };
    check(&with_flaw(true), &["`Principals` is not an element"]);
    assert_eq!(left(&with_flaw(true)), Vec::<String>::new());
    check(&with_flaw(false), &["`Principals` is not an element?"]);
    assert_eq!(left(&with_flaw(false)), ["no statement speaks of `delivery.logs.amazonaws.com`"]);

    let mut written = bucket_policy("policy.logs", "logs", Vec::new());
    let why = Why::fault(Fault::new("the policy is not JSON", None)).malformed();
    written.policy = Setting { value: Known::Unknown(why), span: None };
    let model = with_policy(written);
    check(&model, &["the policy is not JSON"]);
    assert_eq!(left(&model), Vec::<String>::new());
}

#[test]
fn a_policy_that_is_too_large() {
    let arn = |i: usize| format!("arn:aws:s3:::logs/a-folder-of-somebody/{i:06}/*");
    let folders = |count: usize| (0..count).map(arn).collect::<Vec<_>>();
    let reader = |count: usize| {
        let folders = folders(count);
        let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
        beside(&[allow("arn:aws:iam::111122223333:role/r", &["s3:GetObject"], &folders)])
    };
    check(&reader(300), &[]);
    let delivery = reader(500);
    let reviews = told(&Delivery::of(&delivery, &delivery.sources[0]).reviews);
    assert!(
        reviews.len() == 1 && reviews[0].ends_with("and a bucket policy has at most 20480"),
        "{reviews:?}"
    );
    // The statement for log delivery is in it, and is not put in force.
    assert_eq!(left(&delivery), Vec::<String>::new());
}

#[test]
fn anybody() {
    let read = |principal: &str| allow(principal, &["s3:GetObject"], &ALL);
    check(&beside(&[read("*")]), &["anybody may use the bucket"]);
    let text = "anybody may use the bucket: the conditions say nothing of who calls";
    check(&beside(&[when(read("*"), "Bool", "aws:SecureTransport", &["true"])]), &[text]);
    check(&beside(&[when(read("*"), "StringEquals", "aws:PrincipalOrgID", &["o-example"])]), &[]);
    check(&beside(&[when(read("*"), "IpAddress", "aws:SourceIp", &["192.0.2.0/24"])]), &[]);
    let mut open = read("*");
    open.open_condition = Some(Why::new("?"));
    check(&beside(&[open]), &[]);
    let mut negated = read("arn:aws:iam::111122223333:root");
    negated.principals.as_mut().unwrap().negated = true;
    check(&beside(&[negated.clone()]), &["`NotPrincipal` lets everybody else use the bucket"]);
    negated.effect = Known::Set(Effect::Deny);
    check(&beside(&[negated]), &[]);
}

#[test]
fn whose_logs() {
    let statement = |resources: &[&str]| {
        with_policy(bucket_policy("policy.logs", "logs", vec![allow(DELIVERY, &WRITE, resources)]))
    };
    let text = "log delivery may write the logs of any account";
    check(&statement(&ALL), &[text]);
    check(&statement(&["*"]), &[text]);
    check(&statement(&["arn:aws:s3:::logs*"]), &[text]);
    check(&statement(&["arn:aws:s3:::logs", "arn:aws:s3:::logs/AWSLogs/*"]), &[text]);
    check(&statement(&["arn:aws:s3:::logs", "arn:aws:s3:::logs/AWSLogs/111122223333/*"]), &[]);
    check(&statement(&["arn:aws:s3:::logs", "arn:aws:s3:::logs/AWSLogs/${account}/*"]), &[]);
}

#[test]
fn keys_and_roles_have_policies_as_well() {
    let mut model = beside(&[]);
    model.bucket_encryptions = vec![encryption("logs", "aws:kms", named(KEY_ARN))];
    model.keys = vec![key("key.logs")];
    let actions = ["kms:GenerateDataKey*", "kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:DescribeKey"];
    let delivery = allow(DELIVERY, &actions, &["*"]);
    let text = "log delivery may use the key for the logs of any account";
    model.key_policies = vec![key_policy("key.logs", true, document(vec![delivery.clone()]))];
    check(&model, &[text]);
    model.key_policies[0].policy = document(vec![guarded(delivery.clone())]);
    check(&model, &[]);
    let context = when(delivery, "StringLike", "kms:EncryptionContext:aws:s3:arn", &["arn:aws:s3:::logs/*"]);
    model.key_policies[0].policy = document(vec![context]);
    check(&model, &[]);

    let mut model = s3_model();
    model.sources =
        vec![crate::sample::source(crate::SourceKind::Cluster, DestinationKind::Firehose, "stream")];
    model.streams = vec![stream("stream")];
    let mut role = identity(IdentityKind::Role, "stream");
    role.policies = vec![inline(&[grant(&["s3:PutObjekt"], &["arn:aws:s3:::archive/*"])])];
    model.identities = vec![role];
    check(&model, &["`s3:PutObjekt` is no action of `s3`"]);
}
