//! Attributes of resources and data sources: configured, derived, or computed by AWS.

use super::{Evaluator, Outcome, Scope};
use crate::arn::Host;
use crate::terraform::attributes::{self, Naming};
use crate::terraform::module::Merged;
use crate::value::{Instance, Key, Kind, Member, Object, Shared, Value};
use model::known::{Fault, Known, Settle, Shape, Span, Symbol, Text, Truth, Why};
use std::sync::Arc;

impl<'r> Evaluator<'r> {
    pub(super) fn instance_attribute(
        &mut self,
        instance: &Arc<Instance>,
        name: &str,
        span: Option<Span>,
    ) -> Outcome {
        let Some(block) = instance.block else {
            return self.output(instance.module, name, span);
        };
        let entry = format!("{}.{name}", identity(instance));
        self.once(instance.module, &entry, span, |this| this.resource_attribute(instance, block, name))
    }

    /// An attribute for whoever lists resources.
    pub fn instance_value(&mut self, instance: &Arc<Instance>, name: &str) -> Outcome {
        self.instance_attribute(instance, name, None)
    }

    fn resource_attribute(&mut self, instance: &Arc<Instance>, block: usize, name: &str) -> Outcome {
        let code = |this: &mut Self| this.attribute_in_code(instance, block, name);
        match self.planned_attribute(instance, name, code) {
            Some(known) => known,
            None => self.attribute_in_code(instance, block, name),
        }
    }

    /// An argument that others follow from: as the code writes it, or as a plan knows it.
    fn known_argument(&mut self, instance: &Arc<Instance>, body: &Merged<'r>, name: &str) -> Option<Outcome> {
        if self.mirror(instance).is_none() {
            let attribute = body.attribute(name)?;
            let scope = self.scope_in(instance, body);
            return Some(self.eval(attribute.expr, &scope));
        }
        let part = self.resource(instance, Truth::Yes);
        match self.argument(&part, name).value {
            Known::Set(value) => Some(Ok(value)),
            Known::Unknown(why) if part.is_in_code() => Some(Ok(Value::unknown(why))),
            // The plan has a value for it all the same, equal to itself.
            Known::Unknown(_) | Known::Absent => None,
        }
    }

    fn attribute_in_code(&mut self, instance: &Arc<Instance>, block: usize, name: &str) -> Outcome {
        let body = self.merged(instance.module, block);
        let kind = self.resource_kind(instance);
        if let Some(naming) = attributes::naming(&kind) {
            if naming.names.contains(&name) {
                return Ok(self.name(instance, &body, naming));
            }
            if naming.arns.contains(&name) {
                return self.arn(instance, &kind, &body, naming);
            }
        }
        if let Some(value) = self.special(instance, &kind, name, &body)? {
            return Ok(value);
        }
        let scope = self.scope_in(instance, &body);
        if let Some(attribute) = body.attribute(name) {
            let value = self.eval(attribute.expr, &scope)?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        let blocks = body.blocks(name);
        if !blocks.is_empty() {
            let parts = self.parts(&body, &scope, name);
            let items = parts.iter().map(|part| self.whole_part(part)).collect();
            return Ok(Value::tuple(items));
        }
        let place = self.decl(instance.module, block).map(|decl| decl.block.header);
        Ok(self.computed(instance, name, attributes::shape(name)).at(place))
    }

    /// `aws_s3_bucket`, or `data.aws_s3_bucket`.
    pub fn resource_kind(&self, instance: &Instance) -> String {
        let decl = instance.block.and_then(|block| self.decl(instance.module, block));
        decl.map_or_else(String::new, |decl| match decl.block.kind.as_str() {
            "data" => format!("data.{}", decl.label(0)),
            _ => decl.label(0).to_owned(),
        })
    }

    pub fn scope_in(&mut self, instance: &Arc<Instance>, body: &Merged<'r>) -> Scope {
        let mut scope = self.scope_of(instance.module, instance.key.as_ref(), body);
        scope.this = Some(instance.clone());
        scope
    }

    /// A value that AWS or the provider chooses: never empty, never null, equal to itself.
    pub fn computed(&self, instance: &Instance, name: &str, shape: Shape) -> Value {
        let kind = self.resource_kind(instance);
        let full = format!("{}.{name}", identity(instance));
        let place =
            instance.block.and_then(|block| self.decl(instance.module, block)).map(|decl| decl.block.header);
        let address = &instance.address;
        let why = if kind.starts_with("data.") {
            let why = Why::new(format!("`{address}` is read when Terraform runs"));
            why.settled_by(Settle::Outside(address.clone()))
        } else {
            Why::new(format!("`{address}.{name}` is not known before Terraform has run"))
        };
        let symbol = Symbol::new(full, why.at(place)).shaped(shape).nonempty();
        // Two resources never get one ID; a data source may find what a resource made.
        let is_id = matches!(name, "id" | "arn" | "key_id" | "name" | "bucket")
            && !kind.starts_with("data.")
            && !matches!(instance.key, Some(Key::Any(_)));
        Value::symbol(if is_id { symbol.unique_in(kind) } else { symbol })
    }

    fn name(&mut self, instance: &Arc<Instance>, body: &Merged<'r>, naming: &Naming) -> Value {
        for argument in naming.arguments {
            let Some(given) = self.known_argument(instance, body, argument) else { continue };
            match given {
                Ok(value) => match &value.kind {
                    Kind::Null => {}
                    // An empty name is none: the provider makes one up.
                    Kind::Text(text) if text.known().is_some_and(|text| text.is_empty()) => {}
                    Kind::Unknown(symbol) if symbol.has_identity() => {
                        return Value::symbol(symbol.clone().nonempty()).at(value.span);
                    }
                    _ => return value,
                },
                Err(fault) => {
                    let span = body.attribute(argument).and_then(|attribute| attribute.span);
                    return Value::unknown(Why::fault(fault)).at(span);
                }
            }
        }
        let attribute = naming.names.first().copied().unwrap_or("id");
        self.computed(instance, attribute, naming.shape)
    }

    fn arn(&mut self, instance: &Arc<Instance>, kind: &str, body: &Merged<'r>, naming: &Naming) -> Outcome {
        let given = kind.starts_with("data.").then(|| self.known_argument(instance, body, "arn")).flatten();
        if let Some(value) = given {
            let value = value?;
            if !value.is_null() {
                return Ok(value);
            }
        }
        let name = self.name(instance, body, naming);
        let home = self.home_of(instance, Some(body));
        let Some(Known::Set(mut name)) = name.to_text() else {
            return Ok(self.computed(instance, "arn", Shape::Arn));
        };
        if kind.contains("aws_iam_") {
            let path = match self.known_argument(instance, body, "path") {
                Some(path) => path?.to_text(),
                None if kind == "data.aws_iam_policy" && is_managed(&name) => {
                    let arn = Text::literal("arn:").then(&home.partition).with(":iam::aws:policy/");
                    return Ok(Value::text(arn.then(&name)));
                }
                None if kind.starts_with("data.") => Some(Known::Unknown(Why::new("the path is not known"))),
                None => Some(Known::Absent),
            };
            name = match path {
                Some(Known::Set(path)) => path.then(&name),
                Some(Known::Absent) => Text::literal("/").then(&name),
                _ => return Ok(self.computed(instance, "arn", Shape::Arn)),
            };
        }
        Ok(Value::text(naming.arn.of(&home, &name)))
    }

    /// Data sources and resources whose attributes are known for other reasons than a name.
    fn special(
        &mut self,
        instance: &Arc<Instance>,
        kind: &str,
        name: &str,
        body: &Merged<'r>,
    ) -> Result<Option<Value>, Fault> {
        let home = self.home_of(instance, Some(body));
        if let Some(host) = attributes::bucket_host(kind, name) {
            return Ok(self.bucket_host(instance, kind, body, host));
        }
        Ok(match (kind, name) {
            ("data.aws_caller_identity", "account_id" | "id") => Some(Value::text(home.account.clone())),
            ("data.aws_partition", "partition" | "id") => Some(Value::text(home.partition.clone())),
            ("data.aws_partition", "dns_suffix") => {
                let suffix = match home.partition.known().as_deref() {
                    Some("aws" | "aws-us-gov") => "amazonaws.com",
                    Some("aws-cn") => "amazonaws.com.cn",
                    _ => return Ok(None),
                };
                Some(Value::string(suffix))
            }
            ("data.aws_partition", "reverse_dns_prefix")
                if home.partition.known().as_deref() == Some("aws") =>
            {
                Some(Value::string("com.amazonaws"))
            }
            ("data.aws_region", "name" | "id" | "region") => {
                match body.attribute("name").or(body.attribute("region")) {
                    Some(given) => Some(self.eval(given.expr, &Scope::of_module(instance.module))?),
                    None => Some(Value::text(home.region.clone())),
                }
            }
            ("data.aws_iam_policy_document", "json" | "minified_json") => {
                Some(self.policy_document(instance))
            }
            ("data.aws_arn", "partition" | "service" | "region" | "account" | "resource") => {
                self.arn_part(instance, name, body)?
            }
            ("aws_msk_cluster" | "aws_msk_serverless_cluster", "arn" | "id") => {
                Some(self.cluster_arn(instance, body)?)
            }
            ("data.aws_kms_alias" | "aws_kms_alias", "target_key_arn") => {
                self.alias_target(instance, kind, body)?
            }
            _ => None,
        })
    }

    /// The host name of a bucket, where the bucket's own name is known at all.
    fn bucket_host(
        &mut self,
        instance: &Arc<Instance>,
        kind: &str,
        body: &Merged<'r>,
        host: Host,
    ) -> Option<Value> {
        let name = match attributes::naming(kind) {
            Some(naming) => self.name(instance, body, naming),
            None => self.known_argument(instance, body, "bucket")?.ok()?,
        };
        let Some(Known::Set(name)) = name.to_text() else { return None };
        Some(Value::text(crate::arn::bucket_host(&self.home_of(instance, Some(body)), &name, host)))
    }

    /// A cluster's ARN ends in an ID that AWS makes; the rest is known.
    fn cluster_arn(&mut self, instance: &Arc<Instance>, body: &Merged<'r>) -> Outcome {
        let name = match self.known_argument(instance, body, "cluster_name") {
            Some(name) => name?.to_text(),
            None => None,
        };
        let Some(Known::Set(name)) = name else { return Ok(self.computed(instance, "arn", Shape::Arn)) };
        let home = self.home_of(instance, Some(body));
        let id = self.computed(instance, "uuid", Shape::Name);
        let Some(Known::Set(id)) = id.to_text() else { return Ok(id) };
        Ok(Value::text(crate::arn::regional(&home, "kafka", "cluster/", &name).with("/").then(&id)))
    }

    fn arn_part(
        &mut self,
        instance: &Arc<Instance>,
        name: &str,
        body: &Merged<'r>,
    ) -> Result<Option<Value>, Fault> {
        let Some(arn) = body.attribute("arn") else { return Ok(None) };
        let scope = self.scope_in(instance, body);
        let Some(Known::Set(text)) = self.eval(arn.expr, &scope)?.to_text() else { return Ok(None) };
        let at = ["arn", "partition", "service", "region", "account", "resource"]
            .iter()
            .position(|part| *part == name);
        let pieces = text.split(':');
        let (Some(at), true) = (at, pieces.len() >= 6) else { return Ok(None) };
        let Some((first, rest)) = pieces.get(at..).and_then(<[Text]>::split_first) else { return Ok(None) };
        let mut piece = first.clone();
        for more in rest.iter().filter(|_| name == "resource") {
            piece = piece.with(":").then(more);
        }
        Ok(Some(Value::text(piece)))
    }

    /// The ARN of the key that an alias points at.
    fn alias_target(
        &mut self,
        instance: &Arc<Instance>,
        kind: &str,
        body: &Merged<'r>,
    ) -> Result<Option<Value>, Fault> {
        if kind.starts_with("data.") {
            return Ok(None);
        }
        let Some(target) = self.known_argument(instance, body, "target_key_id") else { return Ok(None) };
        let Some(Known::Set(target)) = target?.to_text() else { return Ok(None) };
        if target.to_string().starts_with("arn:") {
            return Ok(Some(Value::text(target)));
        }
        let home = self.home_of(instance, Some(body));
        Ok(Some(Value::text(crate::arn::regional(&home, "kms", "key/", &target))))
    }

    /// What is configured of a resource, as an object that may have further attributes.
    pub(super) fn whole_resource(&mut self, instance: &Arc<Instance>) -> Value {
        let why = Why::new(format!("`{}` has attributes that AWS computes", instance.address));
        let mut object = Object { open: Some(why), ..Object::default() };
        let names: Vec<String> = match instance.block {
            Some(block) => {
                let body = self.merged(instance.module, block);
                let kind = self.resource_kind(instance);
                let named = attributes::naming(&kind).map(|naming| naming.names.iter().chain(naming.arns));
                let computed = named.into_iter().flatten().map(|name| (*name).to_owned());
                body.attributes().iter().map(|attribute| attribute.name.to_owned()).chain(computed).collect()
            }
            None => {
                object.open = None;
                let code = self.code(instance.module);
                code.declared("output").map(|(_, decl)| decl.label(0).to_owned()).collect()
            }
        };
        for name in names {
            if matches!(name.as_str(), "count" | "for_each" | "provider" | "depends_on" | "lifecycle") {
                continue;
            }
            let value = match self.instance_attribute(instance, &name, None) {
                Ok(value) => value,
                Err(fault) => Value::unknown(Why::fault(fault)),
            };
            object.members.insert(name, Member { key: None, value });
        }
        Kind::Object(Shared::new(object)).into()
    }
}

/// Whether AWS itself has a policy of this name.
fn is_managed(name: &Text) -> bool {
    let known =
        |name: String| model::iam::managed_policy(&format!("arn:aws:iam::aws:policy/{name}")).is_some();
    name.known().is_some_and(known)
}

/// An instance's address, also telling apart those whose key is not known.
pub fn identity(instance: &Instance) -> String {
    match &instance.key {
        Some(Key::Any(symbol)) => format!("{}[{}]", instance.address, symbol.name()),
        _ => instance.address.clone(),
    }
}
