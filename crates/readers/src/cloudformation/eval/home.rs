//! The account, Region and partition that a template is deployed to, as far as the user or the CDK said.

use crate::cloudformation::assembly::Deployment;
use crate::input::Settings;
use model::Home;
use model::known::{Settle, Shape, Symbol, Text, Why};

pub(super) fn home(settings: &Settings, deployment: &Deployment) -> Home {
    let given = |value: &Option<String>| value.clone().map(Text::literal);
    let region = given(&settings.region).or(given(&deployment.region)).unwrap_or_else(|| {
        let why = Why::new("the Region is not known").settled_by(Settle::Region);
        Text::symbol(Symbol::new("AWS::Region", why).shaped(Shape::Region).nonempty())
    });
    let account = given(&settings.account).or(given(&deployment.account)).unwrap_or_else(|| {
        let why = Why::new("the account is not known").settled_by(Settle::Account);
        Text::symbol(Symbol::new("AWS::AccountId", why).shaped(Shape::Account).nonempty())
    });
    let partition =
        given(&settings.partition).unwrap_or_else(|| Text::literal(crate::arn::partition(&region)));
    Home { account, region, partition }
}
