//! What a body or an expression refers to, as it is written: nothing is evaluated.

use super::{Attribute, Body, Expr, Members, Source};
use hcl::edit::expr::{Expression, Traversal, TraversalOperator};
use hcl::edit::structure;
use hcl::edit::visit::{Visit, visit_attr, visit_expr};
use model::known::Span;

/// `aws_s3_bucket.logs[0].id` as its names, `aws_s3_bucket`, `logs` and `id`: indexes are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub names: Vec<String>,
    pub span: Option<Span>,
}

/// Names that a reference is told by: `module.m.output` and `resource.type.name` are the longest.
const NAMES: usize = 4;

/// Arguments whose value is made of names that are no references.
const NAMES_ALONE: [&str; 3] = ["ignore_changes", "provider", "providers"];

impl Body<'_> {
    /// In the order of the file, those of nested blocks included.
    pub fn references(self) -> Vec<Reference> {
        match self.members {
            Members::Structures(body) => {
                let mut found = Found { source: self.source, list: Vec::new() };
                found.visit_body(body);
                found.list
            }
            _ => self.attributes().into_iter().flat_map(Attribute::references).collect(),
        }
    }
}

impl Attribute<'_> {
    pub fn references(self) -> Vec<Reference> {
        match NAMES_ALONE.contains(&self.name) {
            true => Vec::new(),
            false if self.name == "depends_on" => listed(self.expr),
            false => self.expr.references(),
        }
    }
}

impl Expr<'_> {
    pub fn references(self) -> Vec<Reference> {
        let mut found = Found { source: self.source, list: Vec::new() };
        found.visit_expr(self.node);
        found.list
    }
}

/// `depends_on`, whose entries may be strings.
fn listed(expr: Expr<'_>) -> Vec<Reference> {
    let quoted = expr.node.as_array().into_iter().flatten().filter_map(|item| {
        let names =
            item.as_str()?.split('.').map(|name| name.split('[').next().unwrap_or_default().to_owned());
        Some(Reference { names: names.take(NAMES).collect(), span: expr.with(item).span() })
    });
    quoted.chain(expr.references()).collect()
}

struct Found<'a> {
    source: &'a Source,
    list: Vec<Reference>,
}

impl Found<'_> {
    fn add(&mut self, traversal: &Traversal) {
        let Expression::Variable(root) = &traversal.expr else { return };
        let mut names = vec![root.as_str().to_owned()];
        for step in &traversal.operators {
            match step.value() {
                TraversalOperator::GetAttr(name) if names.len() < NAMES => {
                    names.push(name.as_str().to_owned())
                }
                TraversalOperator::Index(Expression::String(name)) if names.len() < 2 => {
                    names.push(name.as_str().to_owned());
                }
                _ => {}
            }
        }
        self.list.push(Reference { names, span: self.source.span_of(traversal) });
    }
}

impl Visit for Found<'_> {
    fn visit_attr(&mut self, node: &structure::Attribute) {
        let source = self.source;
        match node.key.as_str() {
            name if NAMES_ALONE.contains(&name) => {}
            "depends_on" => self.list.extend(listed(Expr { node: &node.value, source })),
            _ => visit_attr(self, node),
        }
    }

    fn visit_expr(&mut self, node: &Expression) {
        if let Expression::Traversal(traversal) = node {
            self.add(traversal);
        }
        visit_expr(self, node);
    }
}

#[cfg(test)]
mod tests {
    use super::super::split;
    use model::known::FileId;

    fn check(text: &str, expected: &[&str]) {
        let text = format!("resource \"a\" \"b\" {{\n{text}\n}}\n");
        let file = split(FileId(0), &text);
        let tree = file.blocks[0].parse(&text).expect("a block that can be parsed");
        let found: Vec<String> = tree.body().references().iter().map(|it| it.names.join(".")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn references_are_found_wherever_they_stand() {
        check("x = aws_s3_bucket.logs[0].id", &["aws_s3_bucket.logs.id"]);
        check("x = \"${local.a}-${upper(var.b)}\"", &["local.a", "var.b"]);
        check(
            "x = [for v in module.m[*].out : v.name if data.a.b.c]",
            &["module.m.out", "v.name", "data.a.b.c"],
        );
        check("x = a.b[c.d].e", &["a.b.e", "c.d"]);
        check("x = a[\"b\"].c", &["a.b.c"]);
        check("inner {\n  dynamic \"y\" {\n    for_each = local.a\n  }\n}", &["local.a"]);
    }

    #[test]
    fn names_that_are_no_references_are_left_out() {
        check("lifecycle {\n  ignore_changes = [tags.x]\n}", &[]);
        check("provider = aws.west", &[]);
        check("depends_on = [aws_s3_bucket.a, \"aws_s3_bucket.b\"]", &["aws_s3_bucket.b", "aws_s3_bucket.a"]);
        check("x = \"aws_s3_bucket.logs\"", &[]);
    }
}
