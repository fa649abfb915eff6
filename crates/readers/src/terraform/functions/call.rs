//! One call of a function: its arguments after conversion, and what becomes of it where they are
//! not known.

use super::compare::reason;
use super::convert::{self, Type};
use super::{Function, Gives, Host, Want};
use crate::number::Number;
use crate::value::{Kind, List, Object, Shared, Value};
use model::known::{Fault, Known, Span, Symbol, Text, Truth, Why};

/// Why a function has no result of its own.
pub(super) enum Stop {
    /// Terraform refuses the call.
    Fault(String),
    /// An argument is not known as far as it would have to be.
    Derived,
    /// The result is not known for another reason.
    Unknown(Why),
}

pub(super) type Answer = Result<Value, Stop>;

/// Items of a result, and bytes of a text, beyond which nothing is computed.
pub(super) const MAX_ITEMS: usize = 100_000;
pub(super) const MAX_BYTES: usize = 10_000_000;

pub(super) fn fault<T>(text: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Fault(text.into()))
}

pub(super) fn unknown<T>(text: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Unknown(Why::new(text)))
}

/// Stops where a result would have too many items.
pub(super) fn bounded(items: usize) -> Result<(), Stop> {
    if items > MAX_ITEMS {
        return unknown(format!("the result has more than {MAX_ITEMS} items"));
    }
    Ok(())
}

pub(super) fn bounded_bytes(bytes: usize) -> Result<(), Stop> {
    if bytes > MAX_BYTES {
        return unknown(format!("the result has more than {MAX_BYTES} bytes"));
    }
    Ok(())
}

pub(super) struct Call<'a> {
    pub function: &'static Function,
    pub args: Vec<Value>,
    pub span: Option<Span>,
    pub host: &'a mut dyn Host,
}

impl<'a> Call<'a> {
    /// Checks and converts the arguments as Terraform does before it calls a function.
    pub fn new(
        function: &'static Function,
        args: &[Value],
        span: Option<Span>,
        host: &'a mut dyn Host,
    ) -> Result<Call<'a>, Fault> {
        let name = function.name;
        let enough = args.len() >= function.wants.len();
        if !enough || args.len() > function.wants.len() && function.rest.is_none() {
            let or_more = if function.rest.is_some() { " or more" } else { "" };
            let wanted = function.wants.len();
            let noun = if wanted == 1 && or_more.is_empty() { "argument" } else { "arguments" };
            let text = format!("`{name}` takes {wanted}{or_more} {noun}, not {}", args.len());
            return Err(Fault::new(text, span));
        }
        let wants =
            function.wants.iter().chain(std::iter::repeat(function.rest.as_ref().unwrap_or(&Want::Any)));
        let mut converted = Vec::with_capacity(args.len());
        for (i, (arg, want)) in args.iter().zip(wants).enumerate() {
            converted.push(
                want.of(arg)
                    .map_err(|text| Fault::new(format!("argument {} of `{name}`: {text}", i + 1), span))?,
            );
        }
        Ok(Call { function, args: converted, span, host })
    }

    pub fn run(mut self) -> Result<Value, Fault> {
        match (self.function.run)(&mut self) {
            Ok(value) => Ok(value),
            Err(Stop::Fault(text)) => Err(Fault::new(format!("`{}`: {text}", self.function.name), self.span)),
            Err(Stop::Derived) => Ok(self.derived(self.reason())),
            Err(Stop::Unknown(why)) => {
                let why = if why.span().is_none() { why.at(self.span) } else { why };
                Ok(self.derived(why))
            }
        }
    }

    /// Why the arguments are not known, in the words of the first that is not.
    pub fn reason(&self) -> Why {
        let whys = self.args.iter().filter(|arg| !arg.is_known()).map(reason);
        whys.reduce(|a, b| a.and(&b)).unwrap_or_else(|| {
            Why::new(format!("the result of `{}` is not known", self.function.name)).at(self.span)
        })
    }

    /// The result as a symbol that is named by the call, so that it is equal to itself.
    fn derived(&self, why: Why) -> Value {
        let terms: Option<Vec<String>> = self.args.iter().map(Value::term).collect();
        let name = terms.map(|terms| format!("{}({})", self.function.name, terms.join(", ")));
        let symbol = match name.filter(|name| name.len() < 200) {
            Some(name) => Symbol::new(name, why),
            None => Symbol::anonymous(why),
        };
        match self.function.gives {
            Gives::Text => Value::text(Text::symbol(symbol)),
            Gives::FilledText => Value::text(Text::symbol(symbol.nonempty())),
            Gives::Some => Value::symbol(symbol.nonempty()),
            Gives::Any => Value::symbol(symbol),
        }
    }

    pub fn arg(&self, at: usize) -> Result<&Value, Stop> {
        self.args.get(at).ok_or(Stop::Derived)
    }

    pub fn text(&self, at: usize) -> Result<Text, Stop> {
        match self.arg(at)?.to_text() {
            Some(Known::Set(text)) => Ok(text),
            _ => Err(Stop::Derived),
        }
    }

    /// A string that is known as a whole.
    pub fn string(&self, at: usize) -> Result<String, Stop> {
        self.text(at)?.known().ok_or(Stop::Derived)
    }

    pub fn number(&self, at: usize) -> Result<Number, Stop> {
        match &self.arg(at)?.kind {
            Kind::Number(number) => Ok(number.clone()),
            _ => Err(Stop::Derived),
        }
    }

    /// A whole number that fits.
    pub fn integer(&self, at: usize) -> Result<i64, Stop> {
        match self.number(at)?.to_i64() {
            Some(value) => Ok(value),
            None => fault("a whole number is wanted"),
        }
    }

    pub fn list(&self, at: usize) -> Result<Shared<List>, Stop> {
        match &self.arg(at)?.kind {
            Kind::List(list) => Ok(list.clone()),
            Kind::Unknown(_) | Kind::Resource(_) => Err(Stop::Derived),
            _ => fault(format!("a list is wanted, this is {}", convert::article(self.arg(at)?))),
        }
    }

    /// A list, all of whose items are there in their order.
    pub fn whole_list(&self, at: usize) -> Result<Shared<List>, Stop> {
        match self.list(at)? {
            list if list.open.is_some() => Err(Stop::Derived),
            list => Ok(list),
        }
    }

    pub fn object(&self, at: usize) -> Result<Shared<Object>, Stop> {
        match &self.arg(at)?.kind {
            Kind::Object(object) => Ok(object.clone()),
            Kind::Unknown(_) | Kind::Resource(_) => Err(Stop::Derived),
            _ => fault(format!("a map or an object is wanted, this is {}", convert::article(self.arg(at)?))),
        }
    }
}

impl Want {
    fn of(&self, arg: &Value) -> Result<Value, String> {
        if arg.is_null() && !matches!(self, Want::Nullable) {
            return Err("it must not be null".to_owned());
        }
        let ty = match self {
            Want::Any | Want::Nullable => return Ok(arg.clone()),
            Want::Text => return text(arg),
            Want::Number => Type::Number,
            Want::List => Type::List(Box::new(Type::Any)),
            Want::Set => Type::Set(Box::new(Type::Any)),
            Want::Texts => Type::List(Box::new(Type::String)),
            Want::Bools => Type::List(Box::new(Type::Bool)),
            Want::TextLists => Type::Map(Box::new(Type::List(Box::new(Type::String)))),
        };
        convert::convert(arg, &ty).map_err(|fault| fault.text)
    }
}

/// An argument that must be a string is not null, whatever it is.
fn text(arg: &Value) -> Result<Value, String> {
    let converted = convert::to_string(arg).map_err(|fault| fault.text)?;
    Ok(match converted.kind {
        Kind::Unknown(symbol) => Value::new(Kind::Text(Text::symbol(symbol)), arg.span),
        _ => converted,
    })
}

/// A three-valued answer as the result of a call.
pub(super) fn truth(truth: Truth) -> Answer {
    match truth {
        Truth::Yes => Ok(Kind::Bool(true).into()),
        Truth::No => Ok(Kind::Bool(false).into()),
        Truth::Unknown(_) => Err(Stop::Derived),
    }
}

pub(super) fn number(number: Option<Number>) -> Answer {
    match number {
        Some(number) => Ok(Kind::Number(number).into()),
        None => unknown("the result is a number beyond what msklint follows"),
    }
}
