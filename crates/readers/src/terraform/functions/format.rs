//! `format` and `formatlist`: Terraform's dialect of `printf`.

use super::call::{Answer, Call, Stop, bounded, bounded_bytes, fault, unknown};
use super::convert::{self, short};
use super::unicode;
use crate::json;
use crate::number::Number;
use crate::value::{Flavor, Kind, List, Shared, Value};
use model::known::{Known, Part, Shape, Symbol, Text};

/// Widths and precisions beyond which nothing is computed.
const MAX_WIDTH: usize = 1_000_000;

/// One `%…` of a format.
#[derive(Debug, Default)]
struct Verb {
    zero: bool,
    sharp: bool,
    plus: bool,
    minus: bool,
    space: bool,
    width: Option<usize>,
    precision: Option<usize>,
    mode: char,
    /// As written, for messages and names.
    raw: String,
}

pub(super) fn format(call: &mut Call<'_>) -> Answer {
    let format = call.text(0)?;
    let args = call.args.get(1..).unwrap_or_default();
    Ok(Value::text(formatted(&format, args)?))
}

pub(super) fn formatlist(call: &mut Call<'_>) -> Answer {
    let format = call.text(0)?;
    let args = call.args.get(1..).unwrap_or_default();
    let mut length: Option<usize> = None;
    for arg in args {
        match &arg.kind {
            Kind::List(list) if list.open.is_some() => return Err(Stop::Derived),
            Kind::List(list) => {
                if length.is_some_and(|length| length != list.items.len()) {
                    return fault("the lists have different lengths");
                }
                length = Some(list.items.len());
            }
            // May be a list itself.
            Kind::Unknown(symbol) if symbol.shape() == Shape::Any => return Err(Stop::Derived),
            Kind::Resource(_) => return Err(Stop::Derived),
            _ => {}
        }
    }
    let count = length.unwrap_or(1);
    bounded(count)?;
    let mut result = Vec::with_capacity(count);
    for i in 0..count {
        let one = args.iter().map(|arg| match &arg.kind {
            Kind::List(list) => list.items.get(i).cloned().unwrap_or_else(Value::null),
            _ => arg.clone(),
        });
        let one: Vec<Value> = one.collect();
        result.push(Value::text(formatted(&format, &one)?));
    }
    let shuffled = args.iter().any(|arg| match &arg.kind {
        Kind::List(list) => list.flavor == Flavor::Set && list.items.len() > 1 && !arg.is_known(),
        _ => false,
    });
    if shuffled {
        return Err(Stop::Derived);
    }
    Ok(Kind::List(Shared::new(List { flavor: Flavor::List, items: result, open: None, loose: false })).into())
}

/// How far a format has used its arguments.
#[derive(Default)]
struct Progress {
    next: usize,
    highest: usize,
    bytes: usize,
}

/// Symbols in the format stand for themselves, as names have no `%`.
fn formatted(format: &Text, args: &[Value]) -> Result<Text, Stop> {
    let (mut result, mut progress) = (Text::new(), Progress::default());
    let mut literal = String::new();
    if format.symbols().any(|symbol| symbol.shape() == Shape::Any) {
        return Err(Stop::Derived);
    }
    for part in format.parts() {
        match part {
            Part::Literal(text, _) => literal.push_str(text),
            Part::Symbol(symbol) => {
                // A verb may end in what is not known.
                expand(&std::mem::take(&mut literal), args, &mut progress, &mut result)
                    .or(Err(Stop::Derived))?;
                result.push_symbol(symbol.clone());
            }
        }
    }
    expand(&literal, args, &mut progress, &mut result)?;
    if progress.highest < args.len() {
        return fault(format!("the format uses {} of {} arguments", progress.highest, args.len()));
    }
    Ok(result)
}

fn expand(format: &str, args: &[Value], progress: &mut Progress, result: &mut Text) -> Result<(), Stop> {
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        result.push_literal(before, None);
        if let Some(tail) = after.strip_prefix('%') {
            result.push_literal("%", None);
            rest = tail;
            continue;
        }
        let (verb, explicit, tail) = verb(after)?;
        rest = tail;
        let at = explicit.unwrap_or(progress.next);
        progress.next = at + 1;
        progress.highest = progress.highest.max(at + 1);
        let Some(arg) = args.get(at) else {
            return fault(format!("`{}` wants argument {}, there are {}", verb.raw, at + 1, args.len()));
        };
        progress.bytes += verb.width.unwrap_or(0) + verb.precision.unwrap_or(0);
        bounded_bytes(progress.bytes)?;
        result.push(&verb.apply(arg)?);
    }
    result.push_literal(rest, None);
    Ok(())
}

/// Reads what follows a `%`: the verb, the argument it names, and the rest.
fn verb(text: &str) -> Result<(Verb, Option<usize>, &str), Stop> {
    let mut verb = Verb::default();
    let mut rest = text;
    loop {
        let (flag, tail) = match rest.chars().next() {
            Some('0') => (&mut verb.zero, rest.get(1..)),
            Some('#') => (&mut verb.sharp, rest.get(1..)),
            Some('+') => (&mut verb.plus, rest.get(1..)),
            Some('-') => (&mut verb.minus, rest.get(1..)),
            Some(' ') => (&mut verb.space, rest.get(1..)),
            _ => break,
        };
        *flag = true;
        rest = tail.unwrap_or_default();
    }
    (verb.width, rest) = digits(rest)?;
    if let Some(tail) = rest.strip_prefix('.') {
        (verb.precision, rest) = digits(tail)?;
        verb.precision = verb.precision.or(Some(0));
    }
    let mut explicit = None;
    if let Some(tail) = rest.strip_prefix('[') {
        let (number, tail) = digits(tail)?;
        let valid = number.filter(|number| *number > 0).zip(tail.strip_prefix(']'));
        let Some((number, tail)) = valid else { return fault("a `[` of the format is no argument number") };
        explicit = Some(number - 1);
        rest = tail;
    }
    let Some(mode) = rest.chars().next() else { return fault("the format ends within a verb") };
    verb.mode = mode;
    rest = rest.get(mode.len_utf8()..).unwrap_or_default();
    verb.raw = format!("%{}", text.strip_suffix(rest).unwrap_or(text));
    Ok((verb, explicit, rest))
}

fn digits(text: &str) -> Result<(Option<usize>, &str), Stop> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    if digits.is_empty() {
        return Ok((None, rest));
    }
    match digits.parse::<usize>().ok().filter(|number| *number <= MAX_WIDTH) {
        Some(number) => Ok((Some(number), rest)),
        None => unknown(format!("a width is beyond {MAX_WIDTH}")),
    }
}

impl Verb {
    fn apply(&self, arg: &Value) -> Result<Text, Stop> {
        if arg.is_null() && self.mode != 'v' {
            return fault(format!("null has no form for `{}`", self.raw));
        }
        match self.mode {
            'v' => self.any(arg),
            't' => {
                let arg = self.converted(convert::to_bool(arg))?;
                match arg.kind {
                    Kind::Bool(value) => Ok(Text::literal(value.to_string())),
                    _ => Ok(self.piece(&arg)),
                }
            }
            'b' | 'd' | 'o' | 'x' | 'X' => {
                let arg = self.converted(convert::to_number(arg))?;
                match &arg.kind {
                    Kind::Number(number) => self.integer(number),
                    Kind::Unknown(symbol) if self.raw == "%d" => Ok(Text::symbol(symbol.clone())),
                    _ => Ok(self.piece(&arg)),
                }
            }
            'e' | 'E' | 'f' | 'g' | 'G' => {
                let arg = self.converted(convert::to_number(arg))?;
                match &arg.kind {
                    Kind::Number(number) => Ok(Text::literal(self.float(number))),
                    _ => Ok(self.piece(&arg)),
                }
            }
            's' | 'q' => self.string(arg),
            _ => fault(format!("the format has no verb `{}`", self.raw)),
        }
    }

    fn converted(&self, value: Result<Value, model::known::Fault>) -> Result<Value, Stop> {
        value.or_else(|wrong| fault(format!("`{}`: {}", self.raw, wrong.text)))
    }

    /// What the verb makes of a value that is not known, named so that it equals itself.
    fn piece(&self, arg: &Value) -> Text {
        let why = super::compare::reason(arg);
        let name = arg.term().map(|term| format!("format({:?}, {term})", self.raw));
        Text::symbol(match name.filter(|name| name.len() < 200) {
            Some(name) => Symbol::new(name, why),
            None => Symbol::anonymous(why),
        })
    }

    fn any(&self, arg: &Value) -> Result<Text, Stop> {
        let plain = !self.sharp && self.width.is_none();
        match &arg.kind {
            Kind::Text(text) if plain => Ok(text.clone()),
            Kind::Unknown(symbol) if plain && symbol.shape() != Shape::Any && symbol.is_nonempty() => {
                Ok(Text::symbol(symbol.clone()))
            }
            Kind::Text(_) | Kind::Json(_) if !self.sharp => match super::encoding::string_of(arg) {
                Some(text) => self.padded(&text),
                None if plain => Ok(text_of(arg)),
                None => Ok(self.piece(arg)),
            },
            Kind::Number(number) if !self.sharp => {
                let sign = if number.is_negative() { "-" } else { "" };
                self.padded(&format!("{sign}{}", number.general(None, 'e')))
            }
            _ => match json::encode(arg).known() {
                Some(text) => self.padded(&text),
                None => Ok(self.piece(arg)),
            },
        }
    }

    fn string(&self, arg: &Value) -> Result<Text, Stop> {
        let arg = self.converted(convert::to_string(arg))?;
        if matches!(arg.kind, Kind::List(_) | Kind::Object(_) | Kind::Resource(_)) {
            return fault(format!("`{}` wants a string", self.raw));
        }
        let precision = self.precision.filter(|precision| *precision > 0);
        let text = match (&arg.kind, text_of(&arg)) {
            (Kind::Unknown(symbol), _) => Text::symbol(symbol.clone()),
            (_, text) => text,
        };
        let Some(known) = text.known() else {
            let plain = self.mode == 's' && precision.is_none() && self.width.is_none();
            return Ok(if plain { text } else { self.piece(&arg) });
        };
        let cut = match precision {
            None => known,
            Some(precision) => match unicode::graphemes(&known) {
                Some(graphemes) => graphemes.into_iter().take(precision).collect(),
                None => return Ok(self.piece(&arg)),
            },
        };
        if self.mode == 's' && self.width.is_none() && precision.is_none() {
            // Keeps its place in the source.
            return Ok(text);
        }
        if self.mode == 'q' {
            let quoted = json::encode(&Value::string(cut)).known().unwrap_or_default();
            return self.padded(&quoted);
        }
        self.padded(&cut)
    }

    /// Filled up with spaces or zeros, counted in what users see as characters.
    fn padded(&self, text: &str) -> Result<Text, Stop> {
        let Some(width) = self.width else { return Ok(Text::literal(text)) };
        let Some(graphemes) = unicode::graphemes(text) else {
            return unknown(format!("the width of `{}` cannot be told", short(text)));
        };
        let fill = if self.zero { "0" } else { " " };
        let fill = fill.repeat(width.saturating_sub(graphemes.len()));
        Ok(Text::literal(if self.minus { format!("{text}{fill}") } else { format!("{fill}{text}") }))
    }

    fn sign(&self, number: &Number) -> &'static str {
        match (number.is_negative(), self.plus, self.space) {
            (true, _, _) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        }
    }

    fn integer(&self, number: &Number) -> Result<Text, Stop> {
        let (radix, prefix) = match self.mode {
            'b' => (2, "0b"),
            'o' => (8, "0"),
            'x' => (16, "0x"),
            'X' => (16, "0X"),
            _ => (10, ""),
        };
        let Some(digits) = number.radix(radix) else {
            return fault(format!("`{}` wants a whole number", self.raw));
        };
        let mut digits = if self.mode == 'X' { digits.to_uppercase() } else { digits };
        let prefix = if self.sharp { prefix } else { "" };
        let sign = if number.is_zero() && number.is_negative() { "" } else { self.sign(number) };
        if let Some(precision) = self.precision {
            if precision == 0 && digits == "0" {
                return Ok(Text::new());
            }
            digits = format!("{digits:0>precision$}");
        }
        let length = sign.len() + prefix.len() + digits.len();
        let room = self.width.unwrap_or(0).saturating_sub(length);
        let (left, zeros, right) = match (self.minus, self.zero && self.precision.is_none()) {
            (true, _) => (0, 0, room),
            (false, true) => (0, room, 0),
            (false, false) => (room, 0, 0),
        };
        let (left, zeros, right) = (" ".repeat(left), "0".repeat(zeros), " ".repeat(right));
        Ok(Text::literal(format!("{left}{sign}{prefix}{zeros}{digits}{right}")))
    }

    fn float(&self, number: &Number) -> String {
        let digits = match self.mode {
            'e' | 'E' => number.scientific(self.precision.unwrap_or(6), self.mode),
            'f' => number.fixed(self.precision.unwrap_or(6)),
            'G' => number.general(self.precision, 'E'),
            _ => number.general(self.precision, 'e'),
        };
        let sign = self.sign(number);
        let room = self.width.unwrap_or(0).saturating_sub(sign.len() + digits.len());
        if self.zero {
            format!("{sign}{}{digits}", "0".repeat(room))
        } else if self.minus {
            format!("{sign}{digits}{}", " ".repeat(room))
        } else {
            format!("{}{sign}{digits}", " ".repeat(room))
        }
    }
}

fn text_of(value: &Value) -> Text {
    match value.to_text() {
        Some(Known::Set(text)) => text,
        _ => Text::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, list, open, set, text, tuple, unknown};

    #[test]
    fn texts_keep_their_symbols() {
        check(
            "format",
            &[text(&["%s-%s"]), text(&["x", "$var.a"]), unknown("var.b")],
            r#""x${var.a}-${var.b}""#,
        );
        check("format", &[text(&["%d"]), unknown("var.n")], r#""${var.n}""#);
        check("format", &[text(&["%03d"]), unknown("var.n")], r#""${format("%03d", var.n)}""#);
        check("format", &[text(&["%v"]), unknown("var.n")], r#""${format("%v", var.n)}""#);
        check(
            "format",
            &[text(&["%v/%v"]), unknown("account"), text(&["$var.s"])],
            r#""${account}/${var.s}""#,
        );
        check("format", &[text(&["%5s"]), unknown("?")], r#""${…}""#);
        check("format", &[text(&["$var.f"]), text(&["x"])], r#""${format(var.f, "x")}""#);
        check("format", &[text(&["$bucket", "/%s"]), text(&["x"])], r#""${bucket}/x""#);
        check(
            "format",
            &[text(&["%", "$account", "s"]), text(&["x"])],
            r#""${format("%${account}s", "x")}""#,
        );
        error(
            "format",
            &[text(&["%s"]), unknown("var.a"), unknown("var.b")],
            "`format`: the format uses 1 of 2 arguments",
        );
    }

    #[test]
    fn one_text_for_each_item() {
        let names = list(&[text(&["a"]), unknown("var.n")]);
        check("formatlist", &[text(&["%s/*"]), names.clone()], r#"list["a/*", "${var.n}/*"]"#);
        check("formatlist", &[text(&["%s/*"]), open(&names)], "<?>");
        check("formatlist", &[text(&["%s"]), unknown("var.l")], r#"<formatlist("%s", var.l)!>"#);
        check(
            "formatlist",
            &[text(&["%s-%s"]), tuple(&[text(&["a"])]), text(&["$var.s"])],
            r#"list["a-${var.s}"]"#,
        );
        let unordered = set(&[text(&["a"]), text(&["$var.n"])]);
        check("formatlist", &[text(&["%s"]), unordered], r#"<formatlist("%s", toset(["a", var.n]))!>"#);
    }

    #[test]
    fn widths_are_bounded() {
        check("format", &[text(&["%9999999s"]), text(&["x"])], r#""${format("%9999999s", "x")}""#);
    }
}
