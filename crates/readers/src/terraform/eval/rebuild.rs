//! References that a plan leaves unknown, rebuilt from its configuration. A plan says what an
//! expression refers to and not how: only where an argument wants the very thing that the one
//! reference yields is it taken for that.

use super::Evaluator;
use crate::terraform::attributes;
use crate::terraform::plan::{Document, Mirror, below, references, step};
use crate::value::{Instance, Key, Value};
use std::sync::Arc;

/// Variables, outputs and calls that lead from an argument to a resource.
const STEPS: u32 = 32;

/// Arguments and the types of resources whose name, ID or ARN they want.
const IDENTIFIERS: [(&[&str], &str); 7] = [
    (&["bucket", "bucket_arn", "bucket_name", "s3_bucket_name"], "s3_bucket"),
    (&["kms_master_key_id", "kms_key_id", "kms_key_arn", "key_id", "key_arn", "target_key_id"], "kms_"),
    (&["log_group", "log_group_name", "cloud_watch_logs_group_arn"], "log"),
    (&["delivery_stream"], "aws_kinesis_firehose_delivery_stream"),
    (&["role", "role_arn", "roles", "grantee_principal"], "aws_iam_role"),
    (&["user", "users", "group", "groups"], "aws_iam_"),
    (&["policy_arn", "managed_policy_arns", "permissions_boundary"], "aws_iam_policy"),
];

/// Arguments that want a policy.
const POLICIES: [&str; 5] = [
    "policy",
    "policy_document",
    "assume_role_policy",
    "source_policy_documents",
    "override_policy_documents",
];

/// Where references are read: a module instance, and the key of the block in it.
#[derive(Clone, Copy)]
struct Place<'a> {
    module: usize,
    key: Option<&'a Key>,
    /// References in the block's `for_each`.
    each: &'a [String],
}

impl<'r> Evaluator<'r> {
    /// What an argument is that is known only after the apply.
    pub(super) fn rebuild(&mut self, found: &Mirror<'r>, argument: &str) -> Option<Value> {
        let plan = self.plan()?;
        let each = plan.code_of(&found.resource.address).map_or(&[][..], |code| &code.each);
        let place = Place { module: found.module, key: found.resource.address.key.as_ref(), each };
        let value = self.follow_all(plan, &found.references(), place, argument, 0)?;
        Some(Value { span: found.span().or(value.span), ..value })
    }

    fn follow_all(
        &mut self,
        plan: &'r Document,
        references: &[String],
        place: Place<'_>,
        argument: &str,
        depth: u32,
    ) -> Option<Value> {
        match references {
            [one] => self.follow(plan, one, place, argument, depth),
            // `aws_s3_bucket.logs[each.key].id` shows as both of its parts.
            [one, index] | [index, one] if matches!(index.as_str(), "each.key" | "count.index") => {
                let name = identifier(argument, one)?;
                let indexed = super::with_key(one, place.key?);
                self.follow(plan, &format!("{indexed}.{name}"), place, argument, depth)
            }
            _ => None,
        }
    }

    fn follow(
        &mut self,
        plan: &'r Document,
        reference: &str,
        place: Place<'_>,
        argument: &str,
        depth: u32,
    ) -> Option<Value> {
        if depth > STEPS {
            return None;
        }
        let (first, _, rest) = step(reference)?;
        match first {
            "var" => self.follow_variable(plan, rest?, place.module, argument, depth),
            "module" => self.follow_output(plan, rest?, place.module, argument, depth),
            "each" => {
                let attribute = rest?.strip_prefix("value.")?;
                let [collection] = place.each else { return None };
                let reference = format!("{}.{attribute}", super::with_key(collection, place.key?));
                self.follow(plan, &reference, Place { each: &[], ..place }, argument, depth + 1)
            }
            "local" | "count" | "path" | "self" | "terraform" => None,
            "data" => {
                let (kind, _, rest) = step(rest?)?;
                self.follow_resource(&format!("data.{kind}"), rest?, place.module, argument)
            }
            kind => self.follow_resource(kind, rest?, place.module, argument),
        }
    }

    fn follow_variable(
        &mut self,
        plan: &'r Document,
        name: &str,
        module: usize,
        argument: &str,
        depth: u32,
    ) -> Option<Value> {
        let (name, None, None) = step(name)? else { return None };
        let caller = self.modules.get(module)?.caller.as_ref()?;
        let (outer, block, scope) = (caller.module, caller.block, caller.scope.clone());
        if self.has_code(outer, block) {
            let given = self.merged(outer, block).attribute(name)?;
            return self.eval(given.expr, &scope).ok();
        }
        let call = plan.calls.get(&without_keys(&self.modules.get(module)?.address))?;
        let given = references(crate::terraform::plan::member(call.expressions.as_ref()?, name)?);
        let place = Place { module: outer, key: scope.key.as_ref(), each: &call.each };
        self.follow_all(plan, &given, place, argument, depth + 1)
    }

    fn follow_output(
        &mut self,
        plan: &'r Document,
        reference: &str,
        module: usize,
        argument: &str,
        depth: u32,
    ) -> Option<Value> {
        let (name, key, rest) = step(reference)?;
        let (output, None, None) = step(rest?)? else { return None };
        let block = self.code(module).find(&format!("module.{name}"))?;
        let instances = self.module_instances(module, block);
        let (instance, _) = instances.list.into_iter().find(|(instance, _)| instance.key == key)?;
        if self.code(instance.module).find(&format!("output.{output}")).is_some() {
            return self.instance_value(&instance, output).ok();
        }
        let found =
            plan.outputs.get(&below(&without_keys(&instance.address), &format!("output.{output}")))?;
        let place = Place { module: instance.module, key: None, each: &[] };
        self.follow_all(plan, found, place, argument, depth + 1)
    }

    /// `rest` is the name, the index and the attribute.
    fn follow_resource(&mut self, kind: &str, rest: &str, module: usize, argument: &str) -> Option<Value> {
        let (name, key, attribute) = step(rest)?;
        let (attribute, None, None) = step(attribute?)? else { return None };
        if !is_wanted(argument, kind, attribute) {
            return None;
        }
        let block = self.code(module).find(&format!("{kind}.{name}"))?;
        let instances = self.instances(module, block);
        let (instance, _): (Arc<Instance>, _) =
            instances.list.into_iter().find(|(instance, _)| instance.key == key)?;
        let value = self.instance_value(&instance, attribute).ok()?;
        (!value.is_null()).then_some(value)
    }
}

/// Whether the attribute of such a resource is what the argument wants, and not a part of it.
fn is_wanted(argument: &str, kind: &str, attribute: &str) -> bool {
    if POLICIES.contains(&argument) {
        return kind == "data.aws_iam_policy_document" && matches!(attribute, "json" | "minified_json");
    }
    let fits = IDENTIFIERS.iter().any(|(arguments, of)| arguments.contains(&argument) && kind.contains(of));
    let yields = attributes::naming(kind)
        .is_some_and(|naming| naming.names.contains(&attribute) || naming.arns.contains(&attribute));
    fits && (yields || matches!(attribute, "target_key_arn" | "target_key_id"))
}

/// The attribute of a resource that an argument wants, where the reference does not say which.
fn identifier(argument: &str, reference: &str) -> Option<&'static str> {
    let kind = step(reference)?.0;
    let naming = attributes::naming(kind)?;
    let arn = argument.ends_with("_arn") || argument.starts_with("kms_") || argument.contains("key");
    if arn { naming.arns.first().copied() } else { naming.names.first().copied() }
}

/// `module.a["x"].module.b[0]` without its indexes.
fn without_keys(address: &str) -> String {
    let mut names = Vec::new();
    let mut rest = Some(address).filter(|text| !text.is_empty());
    while let Some((name, _, behind)) = rest.and_then(step) {
        names.push(name);
        rest = behind;
    }
    names.join(".")
}
