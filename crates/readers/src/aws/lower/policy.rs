//! Policies of buckets and keys: whose each is, and which of several is in force.

use super::bucket::unnamed;
use super::{Lower, last_part};
use crate::aws::bare::{self, Loose};
use crate::aws::document::Document;
use crate::aws::field::{field, find, key_span, text};
use crate::aws::naming::{BUCKET_ENCRYPTION, BUCKET_POLICY, KEY_POLICY};
use crate::aws::shape::Shape;
use crate::input::PolicyKind;
use crate::json;
use crate::policy;
use model::known::{Known, Setting, Span, Text, Why, order};
use model::{BucketEncryption, BucketPolicy, DestinationKind, KeyPolicy, PolicySetting};

/// How much a document counts beside others about the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// A policy by itself, for the bucket that it names.
    Written,
    /// What AWS says is there.
    Shown,
    /// What a request puts in its place.
    Put,
}

/// A policy of a bucket or a key.
struct Policy<'d> {
    document: &'d Document,
    kind: PolicyKind,
    owner: Setting<Text>,
    policy: PolicySetting,
    span: Option<Span>,
    /// As JSON, in order to compare.
    said: String,
    rank: Rank,
}

impl Lower<'_> {
    /// Those that may have to be judged by themselves are handed back.
    pub(super) fn policies(&mut self, documents: &[Document]) -> Vec<Loose> {
        let mut loose = Vec::new();
        let mut owned = Vec::new();
        for document in documents {
            let value = match document.shape {
                Shape::Policy => bare::with_placeholders(document.value.clone()),
                Shape::PolicyText => field(&document.value, "Policy"),
                _ => continue,
            };
            let bare = document.shape == Shape::Policy;
            let span =
                if bare { document.span } else { key_span(&document.value, "Policy").or(document.span) };
            let said = value.set().map(|value| json::encode(value).to_string()).unwrap_or_default();
            let policy = Setting { value: value.value.and_then(|value| policy::read(&value)), span };
            let Some(kind) = self.kind(document, &policy) else {
                if bare {
                    loose.push(Loose::new(document, policy, None));
                }
                continue;
            };
            if bare {
                loose.push(Loose::new(document, policy.clone(), Some(kind)));
            }
            if kind == PolicyKind::Identity {
                continue;
            }
            let (owner, rank) = self.owner(document, kind, &policy);
            owned.push(Policy { document, kind, owner, policy, span, said, rank });
        }
        // Of requests the last one counts.
        owned.reverse();
        order::sort_by(&mut owned, |a, b| b.rank.cmp(&a.rank));
        for policy in &owned {
            match policy.kind {
                PolicyKind::Bucket => self.bucket_policy(policy, &owned),
                _ => self.key_policy(policy, &owned),
            }
        }
        let used =
            |it: &Loose| owned.iter().any(|policy| policy.document.path == it.path && self.uses(policy));
        loose.retain(|it| !used(it));
        for policy in owned.iter().filter(|it| it.document.shape == Shape::PolicyText && it.document.named) {
            if !self.uses(policy) {
                loose.push(Loose::new(policy.document, policy.policy.clone(), Some(policy.kind)));
            }
        }
        loose
    }

    /// What the user says, then the call, then what the policy says.
    fn kind(&self, document: &Document, policy: &PolicySetting) -> Option<PolicyKind> {
        if let Some(kind) = self.settings.policy_kind.filter(|_| document.named) {
            return Some(kind);
        }
        let has = |name: &str| document.value.set().is_some_and(|value| find(value, name).is_some());
        match () {
            () if document.shape == Shape::PolicyText && has("Bucket") => Some(PolicyKind::Bucket),
            () if document.shape == Shape::PolicyText && has("KeyId") => Some(PolicyKind::Key),
            () if KEY_POLICY.is_named(&document.path) => Some(PolicyKind::Key),
            () if BUCKET_POLICY.is_named(&document.path) => Some(PolicyKind::Bucket),
            () => {
                let kind = policy.set().and_then(|document| bare::kind_of(document))?;
                // Other services answer with a policy, too.
                (document.shape == Shape::Policy || kind != PolicyKind::Identity).then_some(kind)
            }
        }
    }

    fn owner(&self, document: &Document, kind: PolicyKind, policy: &PolicySetting) -> (Setting<Text>, Rank) {
        let (call, noun, names): (_, _, &[&str]) = match kind {
            PolicyKind::Bucket => (BUCKET_POLICY, "bucket", &["Bucket", "BucketName"]),
            _ => (KEY_POLICY, "key", &["KeyId"]),
        };
        let echo = names.iter().map(|name| text(&document.value, name)).find(|it| !it.value.is_absent());
        let bare = document.shape == Shape::Policy;
        if let Some(echo) = echo {
            let rank = if document.in_script { Rank::Put } else { Rank::Shown };
            return (echo, rank);
        }
        let set = |name: Text| Setting { value: Known::Set(name), span: document.span };
        let of = |name: String| match kind {
            PolicyKind::Key => set(key_name(&name)),
            _ => set(Text::literal(name)),
        };
        let by_name = call.by_name(&document.path).map(of);
        let by_folder = || call.by_folder(&document.path, |folder| self.is_of_one(folder)).map(of);
        let by_arns = || {
            let own = policy.set().filter(|_| kind == PolicyKind::Bucket)?;
            bare::bucket_of(own).map(set)
        };
        let is_shown = !bare || by_name.is_some() || document.path.ends_with(&format!("{}.json", call.name));
        // AWS takes no policy for the bucket of another; whoever writes one may have taken the wrong name.
        let found = if bare { by_name.or_else(by_arns) } else { by_arns().or(by_name) };
        let found = found.or_else(by_folder);
        let rank = if is_shown { Rank::Shown } else { Rank::Written };
        let unknown =
            || Setting { value: Known::Unknown(unnamed(document, call, noun)), span: document.span };
        (found.unwrap_or_else(unknown), rank)
    }

    /// Whether something that emits logs here uses what the policy belongs to.
    fn uses(&self, policy: &Policy<'_>) -> bool {
        let Known::Set(owner) = &policy.owner.value else { return false };
        match policy.kind {
            PolicyKind::Bucket => self.receives(owner),
            _ => {
                let buckets = self.model.bucket_encryptions.iter().map(|it| &it.key);
                let groups = self.model.log_groups.iter().map(|it| &it.key);
                buckets.chain(groups).any(|key| key.set().is_some_and(|key| same_key(key, owner)))
            }
        }
    }

    fn receives(&self, bucket: &Text) -> bool {
        let destinations = self.model.sources.iter().flat_map(|it| &it.logs).flat_map(|it| &it.destinations);
        let mut buckets = destinations.filter(|it| it.kind == DestinationKind::S3);
        buckets.any(|it| it.name.set().is_some_and(|name| name.equals(bucket).is_yes()))
    }

    fn bucket_policy(&mut self, policy: &Policy<'_>, all: &[Policy<'_>]) {
        let owner = &policy.owner;
        let address = match &owner.value {
            Known::Set(name) => {
                let unused = policy.rank == Rank::Written && !self.receives(name);
                let earlier = |it: &&BucketPolicy| it.bucket.set().is_some_and(|it| it.equals(name).is_yes());
                if unused || self.model.bucket_policies.iter().find(earlier).is_some() {
                    return;
                }
                self.bucket(name, owner.span, &policy.document.value);
                format!("bucket-policy/{name}")
            }
            _ if policy.rank == Rank::Written => return,
            _ => format!("bucket-policy in {}", policy.document.path),
        };
        let place = self.place(address, policy.span, &policy.document.value, self.home.clone());
        let in_force = in_force(policy, all);
        self.model.bucket_policies.push(BucketPolicy {
            place,
            inline: false,
            bucket: owner.clone(),
            policy: in_force,
        });
    }

    fn key_policy(&mut self, policy: &Policy<'_>, all: &[Policy<'_>]) {
        let owner = self.key_setting(&policy.owner);
        let address = match &owner.value {
            Known::Set(key) => {
                let earlier = |it: &KeyPolicy| it.key.set().is_some_and(|it| same_key(it, key));
                if self.model.key_policies.iter().any(earlier) {
                    return;
                }
                format!("key-policy/{}", last_part(key).unwrap_or_else(|| key.to_string()))
            }
            _ if policy.rank == Rank::Written => return,
            _ => format!("key-policy in {}", policy.document.path),
        };
        let place = self.place(address, policy.span, &policy.document.value, self.home.clone());
        let in_force = in_force(policy, all);
        self.model.key_policies.push(KeyPolicy { place, inline: false, key: owner, policy: in_force });
    }

    /// A key by its ARN where something here names it, through its alias where a list shows that.
    fn key_setting(&self, owner: &Setting<Text>) -> Setting<Text> {
        let Known::Set(name) = &owner.value else { return owner.clone() };
        let alias = self.model.aliases.iter().find(|it| it.name.equals(name).is_yes());
        let name = alias.and_then(|alias| alias.target.set()).unwrap_or(name);
        let keys = self.model.keys.iter().map(|key| &key.arn);
        let buckets = self.model.bucket_encryptions.iter().filter_map(|it| it.key.set());
        let groups = self.model.log_groups.iter().filter_map(|it| it.key.set());
        let arn = keys.chain(buckets).chain(groups).find(|arn| same_key(arn, name));
        Setting { value: Known::Set(arn.unwrap_or(name).clone()), span: owner.span }
    }

    /// Says of what is there, and of which a part is not given, which file would show it.
    pub(super) fn fill(&mut self) {
        let nameless = |owner: &Setting<Text>| owner.set().is_none();
        if !self.model.bucket_policies.iter().any(|it| nameless(&it.bucket)) {
            self.fill_bucket_policies();
        }
        if !self.model.bucket_encryptions.iter().any(|it| nameless(&it.bucket)) {
            self.fill_encryptions();
        }
        if !self.model.key_policies.iter().any(|it| nameless(&it.key)) {
            self.fill_key_policies();
        }
    }

    fn fill_bucket_policies(&mut self) {
        for bucket in &self.model.buckets {
            let is_of =
                |it: &BucketPolicy| it.bucket.set().is_some_and(|it| it.equals(&bucket.name).is_yes());
            if self.model.bucket_policies.iter().any(is_of) {
                continue;
            }
            let file = BUCKET_POLICY.file(&bucket.name.to_string());
            let why = self.not_given(&format!("the policy of `{}`", bucket.name), &file);
            let name = Setting { value: Known::Set(bucket.name.clone()), span: None };
            let policy = Setting { value: Known::Unknown(why), span: None };
            let place = bucket.place.clone();
            self.model.bucket_policies.push(BucketPolicy { place, inline: false, bucket: name, policy });
        }
    }

    fn fill_encryptions(&mut self) {
        for bucket in &self.model.buckets {
            let is_of =
                |it: &BucketEncryption| it.bucket.set().is_some_and(|it| it.equals(&bucket.name).is_yes());
            if self.model.bucket_encryptions.iter().any(is_of) {
                continue;
            }
            let file = BUCKET_ENCRYPTION.file(&bucket.name.to_string());
            let why = self.not_given(&format!("the encryption of `{}`", bucket.name), &file);
            self.model.bucket_encryptions.push(BucketEncryption {
                place: bucket.place.clone(),
                bucket: Setting { value: Known::Set(bucket.name.clone()), span: None },
                algorithm: Setting { value: Known::Unknown(why), span: None },
                key: Setting::absent(),
                bucket_key: Setting::absent(),
            });
        }
    }

    fn fill_key_policies(&mut self) {
        for key in self.model.keys.iter().filter(|key| !key.aws_managed) {
            let is_of = |it: &KeyPolicy| it.key.set().is_some_and(|it| same_key(it, &key.arn));
            if self.model.key_policies.iter().any(is_of) {
                continue;
            }
            let file = KEY_POLICY.file(&key.id.to_string());
            let why = self.not_given(&format!("the policy of `{}`", key.id), &file);
            let name = Setting { value: Known::Set(key.arn.clone()), span: None };
            let policy = Setting { value: Known::Unknown(why), span: None };
            self.model.key_policies.push(KeyPolicy {
                place: key.place.clone(),
                inline: false,
                key: name,
                policy,
            });
        }
    }
}

/// The policy itself; not known where AWS shows two different ones for the same thing.
fn in_force(policy: &Policy<'_>, all: &[Policy<'_>]) -> PolicySetting {
    let owner = |it: &Policy<'_>| it.owner.set().map(Text::to_string);
    let contradicts = |it: &&Policy<'_>| {
        it.kind == policy.kind
            && it.rank == policy.rank
            && owner(it) == owner(policy)
            && it.said != policy.said
    };
    match all.iter().find(contradicts).filter(|_| policy.rank == Rank::Shown && policy.owner.set().is_some())
    {
        Some(other) => {
            let (a, b) = (&policy.document.path, &other.document.path);
            let why = Why::new(format!("`{b}` and `{a}` show different policies of the same thing"));
            Setting { value: Known::Unknown(why.at(policy.span)), span: policy.span }
        }
        None => policy.policy.clone(),
    }
}

/// Whether two texts name one key, be it by ID or by ARN.
pub(in crate::aws) fn same_key(a: &Text, b: &Text) -> bool {
    let (Some(a), Some(b)) = (a.known(), b.known()) else { return a.equals(b).is_yes() };
    let is_id = |text: &str| !text.contains(':') && !text.starts_with("alias/");
    let id = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    a == b || ((is_id(&a) || is_id(&b)) && !a.contains("alias/") && !b.contains("alias/") && id(&a) == id(&b))
}

/// A key as the name of a file tells it: its ID, or the name of an alias.
fn key_name(name: &str) -> Text {
    let hex = |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_id = name.starts_with("mrk-") || (name.len() == 36 && name.split('-').all(hex));
    Text::literal(if is_id { name.to_owned() } else { format!("alias/{name}") })
}
