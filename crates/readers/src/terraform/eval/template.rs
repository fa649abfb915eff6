//! Templates: strings with interpolation, heredocs, directives, and files that are templates.

use super::expression::entries;
use super::{Evaluator, Outcome, Scope};
use crate::input;
use crate::path;
use crate::terraform::functions::{self, Miss};
use crate::terraform::syntax::{self, Expr, Piece};
use crate::value::{Kind, Value};
use model::known::{Fault, Known, Span, Symbol, Text, Truth, Why};
use std::sync::Arc;

/// Bytes of text that count as one step.
const BYTES: u64 = 64;
/// Pieces of a text that a loop makes.
const PARTS: usize = 10_000;

impl Evaluator<'_> {
    pub(super) fn template(&mut self, expr: Expr<'_>, scope: &Scope) -> Outcome {
        let pieces = expr.pieces().unwrap_or_default();
        self.render_pieces(&pieces, scope)
    }

    fn render_pieces(&mut self, pieces: &[Piece<'_>], scope: &Scope) -> Outcome {
        // A lone interpolation is the value itself, whatever its type.
        if let [Piece::Interpolation { expr, .. }] = pieces {
            return self.eval(*expr, scope);
        }
        let mut out = Text::new();
        match self.write(pieces, scope, &mut out)? {
            Ok(()) => Ok(Value::text(out)),
            Err(why) => Ok(Value::unknown(why)),
        }
    }

    /// Appends what the pieces yield; `Err(why)` inside where it is not even known how long it is.
    fn write(
        &mut self,
        pieces: &[Piece<'_>],
        scope: &Scope,
        out: &mut Text,
    ) -> Result<Result<(), Why>, Fault> {
        for piece in pieces {
            let done = match piece {
                Piece::Literal(text) => {
                    if self.spend(text.length() as u64 / BYTES) {
                        out.push(text);
                        Ok(())
                    } else {
                        Err(Why::new("the text is too long to be followed"))
                    }
                }
                Piece::Interpolation { expr, .. } => {
                    let value = self.eval(*expr, scope)?;
                    if self.spend(u64::from(value.size().values)) {
                        self.interpolate(*expr, &value, scope, out)?;
                        Ok(())
                    } else {
                        Err(Why::new("the text is too long to be followed"))
                    }
                }
                Piece::If { condition, then, otherwise, .. } => {
                    let value = self.eval(*condition, scope)?;
                    match self.decide(&value)? {
                        Truth::Yes => self.write(then, scope, out)?,
                        Truth::No => self.write(otherwise, scope, out)?,
                        Truth::Unknown(why) => Err(why),
                    }
                }
                Piece::For { key, value, collection, body, .. } => {
                    let items = self.eval(*collection, scope)?;
                    let items = self.expand(items);
                    match entries(&items) {
                        Ok((items, None)) => self.write_each(&items, *key, value, body, scope, out)?,
                        Ok((_, Some(why))) => Err(why),
                        Err(Ok(why)) => Err(why),
                        Err(Err(fault)) => return Err(fault),
                    }
                }
            };
            if let Err(why) = done {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }

    fn write_each(
        &mut self,
        items: &[(Value, Value)],
        key: Option<&str>,
        name: &str,
        body: &[Piece<'_>],
        scope: &Scope,
        out: &mut Text,
    ) -> Result<Result<(), Why>, Fault> {
        for (item_key, item) in items {
            let mut inner = scope.with(name, item.clone());
            if let Some(key) = key {
                inner = inner.with(key, item_key.clone());
            }
            if !self.spend(1) || out.parts().len() > PARTS {
                return Ok(Err(Why::new("the text is too long to be followed")));
            }
            if let Err(why) = self.write(body, &inner, out)? {
                return Ok(Err(why));
            }
        }
        Ok(Ok(()))
    }

    fn interpolate(
        &self,
        inner: Expr<'_>,
        value: &Value,
        scope: &Scope,
        out: &mut Text,
    ) -> Result<(), Fault> {
        let refuse = |what: &str| Fault::new(format!("{what} cannot be part of a string"), inner.span());
        match value.to_text() {
            Some(Known::Set(text)) => out.push(&text),
            // A module that is looked at by itself has null where its caller must give a value: the
            // string is not known then, and equal to itself.
            Some(Known::Absent) if self.strict == 0 => {
                let name = self.address(scope.module, inner.text());
                let why =
                    Why::new(format!("`{name}` is null, which cannot be part of a string")).at(inner.span());
                out.push_symbol(Symbol::new(name, why).nonempty());
            }
            Some(Known::Absent) => return Err(refuse("null")),
            // The rest of the string is still worth knowing.
            Some(Known::Unknown(why)) => out.push_symbol(Symbol::anonymous(why)),
            None => return Err(refuse(&format!("a {}", value.type_name()))),
        }
        Ok(())
    }
}

/// What functions may ask of the module that calls them.
pub struct Host<'e, 'r> {
    pub evaluator: &'e mut Evaluator<'r>,
    pub module: usize,
    /// The call.
    pub span: Option<Span>,
}

impl functions::Host for Host<'_, '_> {
    fn file(&mut self, path: &str) -> Result<Arc<str>, Miss> {
        let path = self.resolve(path);
        match self.evaluator.root.read(&path) {
            input::Text::Read(text) => {
                self.evaluator.root.enlist(&path, &text);
                Ok(text)
            }
            input::Text::Missing => Err(self.miss(&path, "is not there")),
            input::Text::Outside => Err(self.miss(&path, "lies outside of the folders given")),
            input::Text::Unreadable(reason) => Err(self.miss(&path, &format!("cannot be read: {reason}"))),
        }
    }

    fn file_exists(&mut self, path: &str) -> Truth {
        let path = self.resolve(path);
        match self.evaluator.root.read(&path) {
            input::Text::Read(_) | input::Text::Unreadable(_) => Truth::Yes,
            input::Text::Missing => Truth::No,
            input::Text::Outside => {
                Truth::Unknown(Why::new(format!("`{path}` lies outside of the folders given")))
            }
        }
    }

    fn files(&mut self, folder: &str) -> Option<Vec<String>> {
        self.evaluator.root.texts().files(&self.resolve(folder))
    }

    fn render(&mut self, path: &str, text: Arc<str>, variables: &Value) -> Outcome {
        let file = self.evaluator.root.enlist(&self.resolve(path), &text);
        let tree =
            syntax::parse_template(file, &text).map_err(|problem| Fault::new(problem.text, problem.span))?;
        let mut scope = Scope::of_module(self.module);
        match &variables.kind {
            Kind::Object(object) => {
                for (name, member) in &object.members {
                    scope = scope.with(name, member.value.clone());
                }
            }
            Kind::Unknown(symbol) => return Ok(Value::unknown(symbol.why().clone())),
            _ => return Err(Fault::new("the variables of a template must be a map", variables.span)),
        }
        let pieces = tree.pieces();
        self.evaluator.deeper(variables.span, |evaluator| evaluator.render_pieces(&pieces, &scope))
    }
}

impl Host<'_, '_> {
    /// A file that the configuration reads and that we cannot: the run is not complete.
    fn miss(&self, path: &str, reason: &str) -> Miss {
        if self.evaluator.quiet == 0 {
            self.evaluator.root.problem(self.span, format!("`{path}` {reason}"));
        }
        Miss::Unknown(Why::new(format!("`{path}` {reason}")))
    }

    /// Paths are relative to the root module's folder, which is where Terraform runs; `path.module`
    /// yields paths of that kind.
    fn resolve(&self, path: &str) -> String {
        path::join(&self.evaluator.root.module(0).folder, path)
    }
}
