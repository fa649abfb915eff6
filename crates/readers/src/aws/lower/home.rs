//! Which account and Region things are in, told from their ARNs.

use crate::arn;
use crate::aws::document::Document;
use crate::aws::field::{field, items, literal};
use crate::aws::shape::Shape;
use crate::input::Settings;
use crate::value::Value;
use model::Home;
use model::known::{Setting, Settle, Shape as Form, Symbol, Text, Why};

/// The parts of an ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arn {
    pub partition: String,
    pub region: String,
    pub account: String,
    pub resource: String,
}

impl Arn {
    pub fn parse(text: &str) -> Option<Arn> {
        let mut parts = text.splitn(6, ':').map(str::to_owned);
        let (start, partition, _service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        (start == "arn").then_some(Arn { partition, region, account, resource })
    }

    pub fn home(&self, beside: &Home) -> Home {
        let or = |text: &str, other: &Text| match text {
            "" => other.clone(),
            text => Text::literal(text),
        };
        Home {
            account: or(&self.account, &beside.account),
            region: or(&self.region, &beside.region),
            partition: or(&self.partition, &beside.partition),
        }
    }
}

/// A home of which nothing is known but what the user says and what a Region says of its partition.
pub(in crate::aws) fn home(account: Option<String>, region: Option<Text>, settings: &Settings) -> Home {
    let region = region.unwrap_or_else(|| {
        let why = Why::new("the Region is not known").settled_by(Settle::Region);
        Text::symbol(Symbol::new("region", why).shaped(Form::Region).nonempty())
    });
    let account = account.map_or_else(
        || {
            let why = Why::new("the account is not known").settled_by(Settle::Account);
            Text::symbol(Symbol::new("account", why).shaped(Form::Account).nonempty())
        },
        Text::literal,
    );
    let partition = settings.partition.clone().unwrap_or_else(|| arn::partition(&region).to_owned());
    Home { account, region, partition: Text::literal(partition) }
}

/// The account and the Region that all ARNs agree on; what the user says counts more.
pub(super) fn of_all(documents: &[Document], settings: &Settings) -> Home {
    let arns: Vec<Arn> = documents.iter().flat_map(arns).filter_map(|text| Arn::parse(&text)).collect();
    let agreed = |part: fn(&Arn) -> &str| {
        let mut parts = arns.iter().map(part).filter(|part| !part.is_empty());
        let first = parts.next()?;
        parts.all(|part| part == first).then(|| first.to_owned())
    };
    let account = settings.account.clone().or_else(|| agreed(|arn| &arn.account));
    let region = settings.region.clone().or_else(|| agreed(|arn| &arn.region));
    let mut home = home(account, region.map(Text::literal), settings);
    if let Some(partition) = agreed(|arn| &arn.partition).filter(|_| settings.partition.is_none()) {
        home.partition = Text::literal(partition);
    }
    home
}

fn arns(document: &Document) -> Vec<String> {
    let of = |outer: &Setting<Value>, names: &[&str]| names.iter().find_map(|name| literal(outer, name));
    let value = &document.value;
    match document.shape {
        Shape::UpdateMonitoring => of(value, &["ClusterArn"]).into_iter().collect(),
        Shape::DescribeConnector => {
            entries(value, "Connectors").iter().filter_map(|entry| of(entry, &["ConnectorArn"])).collect()
        }
        Shape::DescribeReplicator => of(value, &["ReplicatorArn"]).into_iter().collect(),
        Shape::Key => of(&field(value, "KeyMetadata"), &["Arn"]).into_iter().collect(),
        Shape::Stream => {
            of(&field(value, "DeliveryStreamDescription"), &["DeliveryStreamARN"]).into_iter().collect()
        }
        Shape::Role => of(&field(value, "Role"), &["Arn"]).into_iter().collect(),
        Shape::Roles | Shape::AccountDetails => {
            let lists = ["Roles", "RoleDetailList"].map(|name| items(&field(value, name)));
            lists.iter().flatten().filter_map(|entry| of(entry, &["Arn"])).collect()
        }
        Shape::DescribeCluster => of(&field(value, "ClusterInfo"), &["ClusterArn"]).into_iter().collect(),
        Shape::ListClusters => {
            entries(value, "ClusterInfoList").iter().filter_map(|entry| of(entry, &["ClusterArn"])).collect()
        }
        Shape::LogGroups => {
            let groups = entries(value, "LogGroups");
            groups.iter().filter_map(|entry| of(entry, &["LogGroupArn", "Arn"])).collect()
        }
        _ => Vec::new(),
    }
}

/// The entries of a list in an answer; of a list by itself; or the one entry that a document is.
pub(super) fn entries(value: &Setting<Value>, name: &str) -> Vec<Setting<Value>> {
    let list = field(value, name);
    match (list.set(), value.set().map(|value| &value.kind)) {
        (Some(_), _) => items(&list),
        (None, Some(crate::value::Kind::List(_))) => items(value),
        (None, _) => vec![value.clone()],
    }
}
