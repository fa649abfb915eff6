//! What an account shows, beside a configuration: it fills in what the configuration names and does not
//! declare. What is declared counts more than what is there now.

use super::lower::same_key;
use model::known::{Known, Setting, Text};
use model::{
    BucketEncryption, BucketPolicy, DestinationKind, Home, KeyPolicy, LogGroup, ManagedPolicy, Model, Place,
    PolicySource, Stream,
};
use std::sync::Arc;

/// Adds to `model` what its sources lead to and `account` shows.
pub fn supplement(model: &mut Model, account: &Model) {
    for (kind, name, home) in destinations(model) {
        match kind {
            DestinationKind::S3 => bucket(model, account, &name),
            DestinationKind::CloudWatch => log_group(model, account, &name, &home),
            DestinationKind::Firehose => stream(model, account, &name, &home),
        }
    }
    let encryptions = model.bucket_encryptions.iter().map(|it| &it.key);
    let groups = model.log_groups.iter().map(|it| &it.key);
    let keys: Vec<Text> = encryptions.chain(groups).filter_map(|key| key.set().cloned()).collect();
    for name in keys {
        key(model, account, &name);
    }
    let roles: Vec<Text> = model.streams.iter().filter_map(|it| it.role.set().cloned()).collect();
    for arn in roles {
        role(model, account, &arn);
    }
}

/// A role with the managed policies that it has.
fn role(model: &mut Model, account: &Model, arn: &Text) {
    let mut own = model.identities.iter().filter(|it| !it.place.exists.is_no() && !it.place.found);
    if own.any(|it| it.arn.equals(arn).is_yes()) {
        return;
    }
    let Some(found) = account.identities.iter().find(|it| it.arn.equals(arn).is_yes()) else { return };
    let named = found.policies.iter().filter_map(|source| match source {
        PolicySource::Managed(arn) => arn.set(),
        PolicySource::Inline(..) => None,
    });
    for arn in named.chain(found.boundary.set()) {
        let has = |policies: &[ManagedPolicy]| policies.iter().position(|it| it.arn.equals(arn).is_yes());
        if has(&model.managed_policies).is_none()
            && let Some(policy) = has(&account.managed_policies)
        {
            model.managed_policies.extend(account.managed_policies.get(policy).cloned());
        }
    }
    // What a data source found of it says less.
    model.identities.retain(|it| !(it.place.found && it.arn.equals(arn).is_yes()));
    model.identities.push(found.clone());
}

/// What a model shows, each under the names by which `wanted` may ask for it.
pub fn shown(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |kind: &str, text: &Text| names.extend(text.known().map(|known| format!("{kind} {known}")));
    let owners = model.bucket_policies.iter().map(|it| &it.bucket);
    let owners = owners.chain(model.bucket_encryptions.iter().map(|it| &it.bucket)).filter_map(|it| it.set());
    for name in model.buckets.iter().map(|it| &it.name).chain(owners) {
        add("bucket", name);
    }
    for role in &model.identities {
        add("role", &role.arn);
    }
    for alias in &model.aliases {
        add("key", &alias.name);
        add("key", &alias.arn);
    }
    let keys = model.keys.iter().map(|it| &it.arn);
    for key in keys.chain(model.key_policies.iter().filter_map(|it| it.key.set())) {
        add("key", key);
        add("key", &key_id(key));
    }
    for it in &model.log_groups {
        beside("group", &it.name, &it.place.home, &mut names, true);
    }
    for it in &model.streams {
        beside("stream", &it.name, &it.place.home, &mut names, true);
    }
    names
}

/// Names of what the sources of a model lead to.
pub fn wanted(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    for (kind, name, home) in destinations(model) {
        match kind {
            DestinationKind::S3 => names.extend(name.known().map(|known| format!("bucket {known}"))),
            DestinationKind::CloudWatch => beside("group", &name, &home, &mut names, false),
            DestinationKind::Firehose => beside("stream", &name, &home, &mut names, false),
        }
    }
    let encryptions = model.bucket_encryptions.iter().map(|it| &it.key);
    let keys = encryptions.chain(model.log_groups.iter().map(|it| &it.key)).filter_map(|key| key.set());
    let targets = model.aliases.iter().filter_map(|alias| alias.target.set());
    for key in keys.chain(targets) {
        let ids = [key.clone(), key_id(key)];
        names.extend(ids.iter().filter_map(|id| Some(format!("key {}", id.known()?))));
    }
    let roles = model.streams.iter().filter_map(|it| it.role.set());
    names.extend(roles.filter_map(|arn| Some(format!("role {}", arn.known()?))));
    names
}

/// A key's ID, be it told by ARN or by itself.
fn key_id(key: &Text) -> Text {
    let parts = key.split('/');
    parts.into_iter().next_back().unwrap_or_default()
}

/// The names of what is named without its account and Region: with them, where they are known; whoever
/// shows a thing shows it under all of its names.
fn beside(kind: &str, name: &Text, home: &Home, names: &mut Vec<String>, all: bool) {
    let Some(name) = name.known() else { return };
    let place = home.account.known().zip(home.region.known());
    if all || place.is_none() {
        names.push(format!("{kind} {name}"));
    }
    match place {
        Some((account, region)) => names.push(format!("{kind} {account} {region} {name}")),
        None if all => names.push(format!("{kind} anywhere {name}")),
        None => {}
    }
    if !all {
        names.push(format!("{kind} anywhere {name}"));
    }
}

fn destinations(model: &Model) -> Vec<(DestinationKind, Text, Arc<Home>)> {
    let mut names: Vec<(DestinationKind, Text, Arc<Home>)> = Vec::new();
    for source in model.sources.iter().filter(|source| !source.place.exists.is_no()) {
        let home = &source.place.home;
        for destination in source.logs.iter().flat_map(|config| &config.destinations) {
            let Some(name) = destination.name.set() else { continue };
            let is_known =
                |it: &(_, _, Arc<Home>)| (it.0, &it.1) == (destination.kind, name) && it.2 == *home;
            if !names.iter().any(is_known) {
                names.push((destination.kind, name.clone(), home.clone()));
            }
        }
    }
    names
}

/// Log groups and streams are named without their account and Region: they lie where the source is.
fn is_beside(place: &Place, home: &Home) -> bool {
    let theirs = &place.home;
    !theirs.account.equals(&home.account).is_no() && !theirs.region.equals(&home.region).is_no()
}

fn names(setting: &Setting<Text>, name: &Text) -> bool {
    setting.set().is_some_and(|it| it.equals(name).is_yes())
}

fn bucket(model: &mut Model, account: &Model, name: &Text) {
    let declared = model.buckets.iter().filter(|it| !it.place.exists.is_no() && !it.place.found);
    let is_declared = declared.clone().any(|it| it.name.equals(name).is_yes());
    if is_declared && name.known().is_none() {
        return;
    }
    // The name of another bucket is never this one's.
    let others: Vec<Text> =
        declared.filter(|it| !it.name.equals(name).is_yes()).map(|it| it.name.clone()).collect();
    let may_be = |setting: &Setting<Text>| match &setting.value {
        Known::Set(text) => {
            let equal = text.equals(name);
            equal.is_yes() || (!equal.is_no() && !others.iter().any(|it| it.equals(text).is_yes()))
        }
        Known::Absent => false,
        Known::Unknown(_) => true,
    };
    // What one account only misses, another may show.
    if account.bucket_policies.iter().any(|it| names(&it.bucket, name) && it.policy.set().is_some()) {
        let misses = |it: &BucketPolicy| it.place.is_seen() && it.policy.set().is_none();
        model.bucket_policies.retain(|it| !(names(&it.bucket, name) && misses(it)));
    }
    if account.bucket_encryptions.iter().any(|it| names(&it.bucket, name) && it.algorithm.set().is_some()) {
        let misses = |it: &BucketEncryption| it.place.is_seen() && it.algorithm.set().is_none();
        model.bucket_encryptions.retain(|it| !(names(&it.bucket, name) && misses(it)));
    }
    let own_policy = model.bucket_policies.iter().any(|it| !it.place.exists.is_no() && may_be(&it.bucket));
    let own_encryption =
        model.bucket_encryptions.iter().any(|it| !it.place.exists.is_no() && may_be(&it.bucket));
    if !is_declared {
        model.buckets.extend(account.buckets.iter().find(|it| it.name.equals(name).is_yes()).cloned());
    }
    // Of a bucket that is declared here, what is not among the files is as if it were not there.
    let policies = account
        .bucket_policies
        .iter()
        .filter(|it: &&BucketPolicy| names(&it.bucket, name) && !(is_declared && it.policy.set().is_none()));
    if !own_policy {
        model.bucket_policies.extend(policies.cloned());
    }
    let encryptions = account.bucket_encryptions.iter().filter(|it: &&BucketEncryption| {
        names(&it.bucket, name) && !(is_declared && it.algorithm.set().is_none())
    });
    if !own_encryption {
        model.bucket_encryptions.extend(encryptions.cloned());
    }
}

fn log_group(model: &mut Model, account: &Model, name: &Text, home: &Home) {
    let mut own = model.log_groups.iter().filter(|it| !it.place.exists.is_no() && !it.place.found);
    if !own.any(|it| it.name.equals(name).is_yes() && is_beside(&it.place, home)) {
        let fits = |it: &&LogGroup| it.name.equals(name).is_yes() && is_beside(&it.place, home);
        let found = account.log_groups.iter().filter(fits);
        model.log_groups.extend(found.cloned());
    }
}

fn stream(model: &mut Model, account: &Model, name: &Text, home: &Home) {
    let mut own = model.streams.iter().filter(|it| !it.place.exists.is_no() && !it.place.found);
    if !own.any(|it| it.name.equals(name).is_yes() && is_beside(&it.place, home)) {
        let fits = |it: &&Stream| it.name.equals(name).is_yes() && is_beside(&it.place, home);
        let found = account.streams.iter().filter(fits);
        model.streams.extend(found.cloned());
    }
}

fn key(model: &mut Model, account: &Model, name: &Text) {
    let own = |text: &Text| {
        let keys = model.keys.iter().filter(|it| !it.place.exists.is_no());
        let mut aliases = model.aliases.iter().filter(|it| !it.place.exists.is_no());
        keys.clone().any(|it| it.arn.equals(text).is_yes() || it.id.equals(text).is_yes())
            || aliases.any(|it| it.name.equals(text).is_yes() || it.arn.equals(text).is_yes())
    };
    if own(name) {
        return;
    }
    let alias =
        account.aliases.iter().find(|it| it.name.equals(name).is_yes() || it.arn.equals(name).is_yes());
    let target = alias.and_then(|alias| alias.target.set()).unwrap_or(name).clone();
    let is_declared = own(&target);
    model.aliases.extend(alias.cloned());
    if is_declared {
        return;
    }
    let found = account.keys.iter().find(|it| same_key(&it.arn, &target));
    model.keys.extend(found.cloned());
    let declared = |it: &KeyPolicy| it.key.set().is_some_and(|key| same_key(key, &target));
    if model.key_policies.iter().any(declared) {
        return;
    }
    let policies = account.key_policies.iter().filter(|it| declared(it)).cloned().map(|it| {
        // By the words in which it is asked for, where nothing else says its ARN.
        let key = found.map_or_else(|| target.clone(), |found| found.arn.clone());
        KeyPolicy { key: Setting { value: Known::Set(key), span: it.key.span }, ..it }
    });
    model.key_policies.extend(policies);
}
