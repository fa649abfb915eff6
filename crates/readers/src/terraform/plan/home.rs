//! Accounts and Regions, as the ARNs and data sources of a plan tell them.

use super::document::{Document, Resource, member, references, string};
use crate::json::Node;
use model::Home;
use model::known::{Text, order};
use std::collections::{BTreeMap, BTreeSet};

/// Where the resources of each provider configuration live.
#[derive(Clone, Debug, Default)]
pub struct Homes(BTreeMap<String, Found>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    accounts: BTreeSet<String>,
    regions: BTreeSet<String>,
    partitions: BTreeSet<String>,
}

impl Homes {
    pub fn of(document: &Document) -> Homes {
        let mut homes: BTreeMap<String, Found> = BTreeMap::new();
        for resource in &document.instances {
            let found = homes.entry(provider(document, resource)).or_default();
            found.add(&Found::of(resource));
        }
        for (key, config) in &document.providers {
            let found = homes.entry(key.clone()).or_default();
            if let Some(region) = constant(document, config, "region") {
                found.regions = order::set([region]);
            }
            if let Some(account) = constant(document, config, "allowed_account_ids") {
                found.accounts = order::set([account]);
            }
        }
        Homes(homes)
    }

    /// The home of an instance: what it tells itself, else what its provider's other resources tell.
    pub fn refine(&self, document: &Document, resource: &Resource, home: &Home) -> Home {
        let own = Found::of(resource);
        let nothing = Found::default();
        let shared = self.0.get(&provider(document, resource)).unwrap_or(&nothing);
        let one = |own: &BTreeSet<String>, shared: &BTreeSet<String>, otherwise: &Text| {
            let found = only(own).or_else(|| only(shared));
            found.map_or_else(|| otherwise.clone(), |found| Text::literal(found.clone()))
        };
        let region = one(&own.regions, &shared.regions, &home.region);
        let partition = match region.known() {
            Some(_) => Text::literal(crate::arn::partition(&region)),
            None => home.partition.clone(),
        };
        Home {
            account: one(&own.accounts, &shared.accounts, &home.account),
            partition: one(&own.partitions, &shared.partitions, &partition),
            region,
        }
    }
}

fn provider(document: &Document, resource: &Resource) -> String {
    document.code_of(&resource.address).and_then(|code| code.provider.clone()).unwrap_or_default()
}

fn only(set: &BTreeSet<String>) -> Option<&String> {
    set.first().filter(|_| set.len() == 1)
}

/// A setting of a provider that is plain text, or a variable of the root module.
fn constant(document: &Document, config: &Node, name: &str) -> Option<String> {
    let expression = member(member(config, "expressions")?, name)?;
    if let Some(value) = member(expression, "constant_value") {
        return match &value.kind {
            crate::json::NodeKind::List(items, _) => match items.as_slice() {
                [one] => string(one),
                _ => None,
            },
            _ => string(value),
        };
    }
    let [reference] = <[String; 1]>::try_from(references(expression)).ok()?;
    let variable = reference.strip_prefix("var.")?;
    let (_, value) = document.variables.iter().find(|(name, _)| name == variable)?;
    value.to_text()?.set()?.known()
}

impl Found {
    fn add(&mut self, other: &Found) {
        self.accounts.extend(other.accounts.iter().cloned());
        self.regions.extend(other.regions.iter().cloned());
        self.partitions.extend(other.partitions.iter().cloned());
    }

    /// What an instance says by itself.
    fn of(resource: &Resource) -> Found {
        let mut found = Found::default();
        let text = |name: &str| member(&resource.values, name).and_then(string);
        let arn = text("arn").unwrap_or_default();
        let pieces: Vec<&str> = arn.splitn(6, ':').collect();
        // A data source may find what belongs to others.
        if let (["arn", partition, _, region, account, _], false) =
            (pieces.as_slice(), resource.address.is_data)
        {
            let keep = |set: &mut BTreeSet<String>, text: &str| {
                set.extend((!text.is_empty()).then(|| text.to_owned()));
            };
            keep(&mut found.partitions, partition);
            keep(&mut found.regions, region);
            keep(&mut found.accounts, account);
        }
        match (resource.address.is_data, resource.address.kind.as_str()) {
            (true, "aws_caller_identity") => found.accounts.extend(text("account_id")),
            (true, "aws_region") => found.regions.extend(text("region").or_else(|| text("name"))),
            (true, "aws_partition") => found.partitions.extend(text("partition")),
            (false, "aws_s3_bucket") => found.regions.extend(text("region")),
            _ => {}
        }
        found
    }
}
