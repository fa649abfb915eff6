//! Which account and Region a resource lives in: its provider configuration.

use super::{Evaluator, Part, Scope};
use crate::terraform::module::Merged;
use crate::value::{Kind, Value};
use model::Home;
use model::known::{Known, Settle, Shape, Symbol, Text, Why};
use std::sync::Arc;

/// A provider configuration: the module that holds the block and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    pub module: usize,
    pub block: usize,
}

impl<'r> Evaluator<'r> {
    /// Where what `body` declares in `module` is created.
    pub fn home(&mut self, module: usize, body: Option<&Merged<'r>>) -> Arc<Home> {
        let named = body.and_then(|body| body.attribute("provider")).map(|attribute| attribute.expr);
        let reference = named.map_or("aws", |expr| expr.node.as_str().unwrap_or_else(|| expr.text()));
        let own_region = body.and_then(|body| body.attribute("region")).filter(|_| named_region(body));
        let region = own_region.and_then(|attribute| {
            let value = self.eval(attribute.expr, &Scope::of_module(module)).ok()?;
            value.to_text()
        });
        let entry = format!("home of {reference}");
        let known = self.homes.get(&(module, entry.clone())).cloned();
        let home = match known {
            Some((home, consulted)) => {
                self.trail.add(&consulted);
                home
            }
            None => {
                let mark = self.trail.mark();
                let home = Arc::new(self.provider_home(module, reference));
                self.homes.insert((module, entry), (home.clone(), self.trail.since(mark)));
                home
            }
        };
        match region {
            Some(Known::Set(region)) => Arc::new(Home { region, ..Home::clone(&home) }),
            _ => home,
        }
    }

    /// Follows a provider reference up through the `providers` arguments of module calls.
    pub fn provider(&self, module: usize, reference: &str) -> Option<Provider> {
        let alias = reference.split_once('.').map(|(_, alias)| alias);
        let code = self.code(module);
        let wanted = |block: &usize| {
            let body = self.merged(module, *block);
            let own =
                body.attribute("alias").map(|attribute| attribute.expr.text().trim_matches('"').to_owned());
            own.as_deref() == alias
        };
        let kind = reference.split('.').next().unwrap_or("aws");
        let mut own =
            code.declared("provider").filter(|(_, decl)| decl.label(0) == kind).map(|(block, _)| block);
        if let Some(block) = own.find(wanted) {
            return Some(Provider { module, block });
        }
        let caller = self.modules.get(module)?.caller.as_ref()?;
        let call = self.merged(caller.module, caller.block);
        let passed = call.attribute("providers").and_then(|attribute| {
            let object = attribute.expr.node.as_object()?;
            object.iter().find_map(|(key, value)| {
                let name = attribute.expr.span_of(key).and_then(|span| self.root.text_at(span))?;
                (name.trim_matches('"') == reference).then(|| attribute.expr.with(value.expr()).text())
            })
        });
        // Without `providers`, the default configuration is inherited.
        self.provider(caller.module, passed.or(alias.is_none().then_some(reference))?)
    }

    fn provider_home(&mut self, module: usize, reference: &str) -> Home {
        let settings = self.root.settings();
        let provider = self.provider(module, reference);
        let body = provider.map(|provider| (provider, self.merged(provider.module, provider.block)));
        let region = body.as_ref().and_then(|(provider, body)| self.provider_text(*provider, body, "region"));
        // What the user says settles a Region that the configuration leaves open.
        let said = settings.region.clone().map(Text::literal);
        let region = match region {
            Some(region) if region.known().is_some() => Some(region),
            open => said.or(open),
        };
        let region = region.unwrap_or_else(|| {
            let why = Why::new("the Region is not known").settled_by(Settle::Region);
            Text::symbol(Symbol::new("region", why).shaped(Shape::Region).nonempty())
        });
        let account = self.provider_account(&body).or_else(|| settings.account.clone().map(Text::literal));
        let account = account.unwrap_or_else(|| {
            // Two providers that log in differently may be two accounts.
            let login = body.as_ref().map(|(_, body)| login(body)).unwrap_or_default();
            let name = if login.is_empty() { "account".to_owned() } else { format!("account of {login}") };
            let why = Why::new("the account is not known").settled_by(Settle::Account);
            Text::symbol(Symbol::new(name, why).shaped(Shape::Account).nonempty())
        });
        let partition = settings.partition.clone().unwrap_or_else(|| partition_of(&region).to_owned());
        Home { account, region, partition: Text::literal(partition) }
    }

    fn provider_text(&mut self, provider: Provider, body: &Merged<'r>, name: &str) -> Option<Text> {
        let attribute = body.attribute(name)?;
        match self.eval(attribute.expr, &Scope::of_module(provider.module)).ok()?.to_text()? {
            Known::Set(text) => Some(text),
            _ => None,
        }
    }

    /// The account that a provider block commits itself to.
    fn provider_account(&mut self, body: &Option<(Provider, Merged<'r>)>) -> Option<Text> {
        let (provider, body) = body.as_ref()?;
        let scope = Scope::of_module(provider.module);
        if let Some(allowed) = body.attribute("allowed_account_ids")
            && let Ok(Value { kind: Kind::List(list), .. }) = self.eval(allowed.expr, &scope)
            && let ([only], None) = (list.items.as_slice(), &list.open)
            && let Some(Known::Set(text)) = only.to_text()
        {
            return Some(text);
        }
        let role = self.assumed_role(*provider)?;
        let pieces = role.split(':');
        pieces.get(4).filter(|account| account.known().is_some_and(|id| Shape::Account.admits(&id))).cloned()
    }

    /// The `default_tags` blocks that hold for what `body` declares in `module`.
    pub fn default_tags(&mut self, module: usize, body: Option<&Merged<'r>>) -> Vec<Part<'r>> {
        let named = body.and_then(|body| body.attribute("provider")).map(|attribute| attribute.expr);
        let reference = named.map_or("aws", |expr| expr.node.as_str().unwrap_or_else(|| expr.text()));
        let Some(provider) = self.provider(module, reference) else { return Vec::new() };
        let body = self.merged(provider.module, provider.block);
        self.parts(&body, &Scope::of_module(provider.module), "default_tags")
    }

    /// The ARN of the role that a provider assumes.
    pub fn assumed_role(&mut self, provider: Provider) -> Option<Text> {
        let body = self.merged(provider.module, provider.block);
        let block = body.blocks("assume_role").into_iter().next()?;
        self.provider_text(provider, &Merged::of(block.body), "role_arn")
    }
}

/// `region` on a resource is the provider's override, but not on the data source of a Region.
fn named_region(body: Option<&Merged<'_>>) -> bool {
    body.is_some_and(|body| body.attribute("region").is_some())
}

fn login(body: &Merged<'_>) -> String {
    let mut words: Vec<&str> = Vec::new();
    for name in ["profile", "access_key"] {
        words.extend(body.attribute(name).map(|attribute| attribute.expr.text()));
    }
    for block in body.blocks("assume_role") {
        words.extend(block.body.attribute("role_arn").map(|attribute| attribute.expr.text()));
    }
    words.join(" ")
}

fn partition_of(region: &Text) -> &'static str {
    let region = region.known().unwrap_or_default();
    match () {
        () if region.starts_with("cn-") => "aws-cn",
        () if region.starts_with("us-gov-") => "aws-us-gov",
        () if region.starts_with("us-iso-") => "aws-iso",
        () if region.starts_with("us-isob-") => "aws-iso-b",
        () if region.starts_with("eusc-") => "aws-eusc",
        () => "aws",
    }
}
