//! Functions on strings, as far as a string is known.

use super::call::{Answer, Call, Stop, bounded, bounded_bytes, fault, truth, unknown};
use super::regex;
use super::runs::{self, Cut, End};
use super::unicode;
use crate::value::{Flavor, Kind, Value};
use model::known::{Known, Part, Shape, Symbol, Text, Truth};

const FOREIGN: &str = "the text has characters that programs count differently";

/// A piece that a function of one argument makes of a symbol.
fn mapped(function: &str, symbol: &Symbol, shape: Shape) -> Symbol {
    let name = format!("{function}({})", symbol.name());
    let result = if symbol.has_identity() && name.len() < 200 {
        Symbol::new(name, symbol.why().clone())
    } else {
        Symbol::anonymous(symbol.why().clone())
    };
    let result = result.shaped(shape);
    if symbol.is_nonempty() { result.nonempty() } else { result }
}

pub(super) fn lower(call: &mut Call<'_>) -> Answer {
    let result = runs::map(&call.text(0)?, unicode::lower, |symbol| match symbol.shape() {
        Shape::Account | Shape::Region | Shape::Partition | Shape::Bucket => symbol.clone(),
        shape => mapped("lower", symbol, shape),
    });
    result.map(Value::text).ok_or(()).or_else(|()| unknown(FOREIGN))
}

pub(super) fn upper(call: &mut Call<'_>) -> Answer {
    let result = runs::map(&call.text(0)?, unicode::upper, |symbol| match symbol.shape() {
        Shape::Account => symbol.clone(),
        shape @ (Shape::Name | Shape::Path) => mapped("upper", symbol, shape),
        _ => mapped("upper", symbol, Shape::Any),
    });
    result.map(Value::text).ok_or(()).or_else(|()| unknown(FOREIGN))
}

pub(super) fn title(call: &mut Call<'_>) -> Answer {
    let text = call.string(0)?;
    let mut result = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        match if begins { unicode::title_char(c) } else { Some(c) } {
            Some(c) => result.push(c),
            None => return unknown(FOREIGN),
        }
        begins = unicode::separates(c);
    }
    Ok(Value::string(result))
}

pub(super) fn strrev(call: &mut Call<'_>) -> Answer {
    match unicode::graphemes(&call.string(0)?) {
        Some(graphemes) => Ok(Value::string(graphemes.iter().rev().copied().collect::<String>())),
        None => unknown(FOREIGN),
    }
}

pub(super) fn chomp(call: &mut Call<'_>) -> Answer {
    trimmed(call, &Cut::Any("\r\n"), &[End::Finish])
}

pub(super) fn trimspace(call: &mut Call<'_>) -> Answer {
    trimmed(call, &Cut::Space, &[End::Start, End::Finish])
}

pub(super) fn trim(call: &mut Call<'_>) -> Answer {
    let set = call.string(1)?;
    trimmed(call, &Cut::Any(&set), &[End::Start, End::Finish])
}

fn trimmed(call: &Call<'_>, cut: &Cut<'_>, ends: &[End]) -> Answer {
    let mut text = call.text(0)?;
    for end in ends {
        text = runs::trim(&text, cut, *end).ok_or(Stop::Derived)?;
    }
    Ok(Value::text(text))
}

pub(super) fn trimprefix(call: &mut Call<'_>) -> Answer {
    without(call, End::Start)
}

pub(super) fn trimsuffix(call: &mut Call<'_>) -> Answer {
    without(call, End::Finish)
}

fn without(call: &Call<'_>, end: End) -> Answer {
    let (text, piece) = (call.text(0)?, call.text(1)?);
    let has = match end {
        End::Start => runs::starts_with(&text, &piece),
        End::Finish => runs::ends_with(&text, &piece),
    };
    match has {
        Truth::Yes => runs::without(&text, &piece, end).map(Value::text).ok_or(Stop::Derived),
        Truth::No => Ok(Value::text(text)),
        Truth::Unknown(_) => Err(Stop::Derived),
    }
}

pub(super) fn startswith(call: &mut Call<'_>) -> Answer {
    truth(runs::starts_with(&call.text(0)?, &call.text(1)?))
}

pub(super) fn endswith(call: &mut Call<'_>) -> Answer {
    truth(runs::ends_with(&call.text(0)?, &call.text(1)?))
}

pub(super) fn strcontains(call: &mut Call<'_>) -> Answer {
    truth(runs::contains(&call.text(0)?, &call.text(1)?))
}

pub(super) fn split(call: &mut Call<'_>) -> Answer {
    let (separator, text) = (call.string(0)?, call.text(1)?);
    let pieces = if separator.is_empty() {
        let text = text.known().ok_or(Stop::Derived)?;
        bounded(text.len())?;
        text.chars().map(|c| Text::literal(c.to_string())).collect()
    } else {
        if runs::may_touch_symbol(&text, &separator) {
            return Err(Stop::Derived);
        }
        bounded(runs::count(&text, &separator))?;
        runs::split(&text, &separator)
    };
    Ok(Value::list(Flavor::List, pieces.into_iter().map(Value::text).collect()))
}

pub(super) fn join(call: &mut Call<'_>) -> Answer {
    if call.args.len() < 2 {
        return fault("it takes at least one list");
    }
    let separator = call.text(0)?;
    let mut result = Text::new();
    let mut first = true;
    let mut bytes = 0;
    for at in 1..call.args.len() {
        for item in &call.whole_list(at)?.items {
            if !first {
                result.push(&separator);
            }
            first = false;
            let text = match item.to_text() {
                Some(Known::Set(text)) => text,
                Some(Known::Unknown(why)) => Text::symbol(Symbol::anonymous(why)),
                _ => return fault("an element is null"),
            };
            bytes += size(&text) + size(&separator);
            bounded_bytes(bytes)?;
            result.push(&text);
        }
    }
    Ok(Value::text(result))
}

fn size(text: &Text) -> usize {
    let length = |part: &Part| if let Part::Literal(literal, _) = part { literal.len() } else { 1 };
    text.parts().iter().map(length).sum()
}

pub(super) fn indent(call: &mut Call<'_>) -> Answer {
    let spaces = call.integer(0)?;
    let text = call.text(1)?;
    let Ok(spaces) = usize::try_from(spaces) else { return fault("a number of spaces is wanted") };
    bounded_bytes(size(&text).saturating_mul(spaces.saturating_add(1)))?;
    let line = format!("\n{}", " ".repeat(spaces));
    let result = runs::map(
        &text,
        |run| Some(run.replace('\n', &line)),
        |symbol| {
            // Names have no line breaks.
            if symbol.shape().allows('\n') {
                mapped(&format!("indent({spaces})"), symbol, Shape::Any)
            } else {
                symbol.clone()
            }
        },
    );
    result.map(Value::text).ok_or(Stop::Derived)
}

pub(super) fn replace(call: &mut Call<'_>) -> Answer {
    let (text, needle, with) = (call.text(0)?, call.string(1)?, call.text(2)?);
    let pattern = needle.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    if let Some(pattern) = pattern {
        let text = text.known().ok_or(Stop::Derived)?;
        return regex::replace(pattern, &text, &with.known().ok_or(Stop::Derived)?);
    }
    if let (Some(text), Some(with)) = (text.known(), with.known()) {
        let count = text.matches(&needle).count();
        bounded_bytes(text.len().saturating_add(count.saturating_mul(with.len())))?;
    }
    if needle.is_empty() {
        let text = text.known().ok_or(Stop::Derived)?;
        return Ok(Value::string(text.replace("", &with.known().ok_or(Stop::Derived)?)));
    }
    let single = needle.chars().count() == 1;
    if !single && runs::may_touch_symbol(&text, &needle) {
        return Err(Stop::Derived);
    }
    bounded(runs::count(&text, &needle))?;
    let mut result = Text::new();
    for (i, piece) in runs::split(&text, &needle).iter().enumerate() {
        if i > 0 {
            result.push(&with);
        }
        // A single character is replaced in every part on its own.
        result.push(&replaced_in_symbols(piece, &needle, &with)?);
    }
    Ok(Value::text(result))
}

fn replaced_in_symbols(text: &Text, needle: &str, with: &Text) -> Result<Text, Stop> {
    let result = runs::map(
        text,
        |run| Some(run.to_owned()),
        |symbol| {
            if !needle.chars().all(|c| symbol.shape().allows(c)) {
                return symbol.clone();
            }
            let term = Value::text(with.clone()).term().filter(|_| symbol.has_identity());
            let name = term.map(|with| format!("replace({}, {needle:?}, {with})", symbol.name()));
            let result = match name.filter(|name| name.len() < 200) {
                Some(name) => Symbol::new(name, symbol.why().clone()),
                None => Symbol::anonymous(symbol.why().clone()),
            };
            let shape = match symbol.shape() {
                shape @ (Shape::Region | Shape::Bucket | Shape::Name | Shape::Path) => {
                    let fits = with.known().is_some_and(|with| with.chars().all(|c| shape.allows(c)));
                    if fits { shape } else { Shape::Any }
                }
                _ => Shape::Any,
            };
            let solid = symbol.is_nonempty() && with.is_empty().is_no();
            if solid { result.shaped(shape).nonempty() } else { result.shaped(shape) }
        },
    );
    result.ok_or(Stop::Derived)
}

pub(super) fn substr(call: &mut Call<'_>) -> Answer {
    let (offset, length) = (call.integer(1)?, call.integer(2)?);
    let text = call.text(0)?;
    if let Some(text) = text.known() {
        let Some(graphemes) = unicode::graphemes(&text) else { return unknown(FOREIGN) };
        let start =
            if offset < 0 { i64::try_from(graphemes.len()).unwrap_or(i64::MAX) + offset } else { offset };
        let start = usize::try_from(start).unwrap_or(0);
        let count = match usize::try_from(length) {
            // Terraform's quirk: from behind, no length is all that is left.
            Ok(0) if offset < 0 => usize::MAX,
            Ok(count) => count,
            Err(_) => usize::MAX,
        };
        return Ok(Value::string(graphemes.iter().skip(start).take(count).copied().collect::<String>()));
    }
    // The beginning of a text whose beginning is known.
    let Some((head, rest)) = leading(&text) else { return Err(Stop::Derived) };
    let (Some(graphemes), Ok(start)) = (unicode::graphemes(&head), usize::try_from(offset)) else {
        return Err(Stop::Derived);
    };
    if length == 0 {
        return Ok(Value::string(""));
    }
    if start > graphemes.len() {
        return Err(Stop::Derived);
    }
    match usize::try_from(length) {
        Ok(count) if start.saturating_add(count) <= graphemes.len() => {
            Ok(Value::string(graphemes.iter().skip(start).take(count).copied().collect::<String>()))
        }
        Ok(_) => Err(Stop::Derived),
        Err(_) => {
            let kept: String = graphemes.iter().skip(start).copied().collect();
            Ok(Value::text(Text::literal(kept).then(&rest)))
        }
    }
}

/// The known characters that a text begins with, and what follows them.
fn leading(text: &Text) -> Option<(String, Text)> {
    let mut head = String::new();
    let mut rest = Text::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal, _) if rest.parts().is_empty() => head.push_str(literal),
            Part::Literal(literal, at) => rest.push_literal(literal.clone(), *at),
            Part::Symbol(symbol) => rest.push_symbol(symbol.clone()),
        }
    }
    (!head.is_empty()).then_some((head, rest))
}

/// The number of characters of a string.
pub(super) fn length(text: &Text) -> Result<usize, Stop> {
    let known = text.known().ok_or(Stop::Derived)?;
    match unicode::graphemes(&known) {
        Some(graphemes) => Ok(graphemes.len()),
        None => unknown(FOREIGN),
    }
}

/// Whether a computed string is one that Terraform would not put into another form.
pub(super) fn is_settled(value: &Value) -> bool {
    match &value.kind {
        Kind::Text(text) => text.parts().iter().all(|part| match part {
            Part::Literal(literal, _) => unicode::is_normalized(literal),
            Part::Symbol(_) => true,
        }),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, error, list, number, open, set, text, unknown};
    use crate::value::Value;

    #[test]
    fn case_of_names_that_are_lower_case_anyway() {
        check("lower", &[text(&["MSK-", "$bucket", "-X"])], r#""msk-${bucket}-x""#);
        check("lower", &[text(&["A", "$var.n"])], r#""a${lower(var.n)}""#);
        check("upper", &[text(&["a", "$account"])], r#""A${account}""#);
        check("title", &[text(&["a ", "$var.n"])], r#""${title("a ${var.n}")}""#);
    }

    #[test]
    fn ends_that_are_known_are_cut() {
        check("trimspace", &[text(&["  a", "$bucket", "\n"])], r#""a${bucket}""#);
        check("trimspace", &[text(&[" ", "$var.n"])], r#""${trimspace(" ${var.n}")}""#);
        check("trimsuffix", &[text(&["$var.arn", "/*"]), text(&["/*"])], r#""${var.arn}""#);
        check("trimsuffix", &[text(&["$bucket"]), text(&["/*"])], r#""${bucket}""#);
        check("trimprefix", &[text(&["$var.arn"]), text(&["arn:"])], r#""${trimprefix(var.arn, "arn:")}""#);
        check(
            "startswith",
            &[text(&["arn:", "$var.n"]), text(&["arn:aws"])],
            r#"<startswith("arn:${var.n}", "arn:aws")!>"#,
        );
        check("startswith", &[text(&["x", "$var.n"]), text(&["arn:"])], "false");
        check("endswith", &[text(&["$var.n", "-logs"]), text(&["logs"])], "true");
        check("strcontains", &[text(&["$account"]), text(&["x"])], "false");
    }

    #[test]
    fn splitting_needs_symbols_without_the_separator() {
        let arn = text(&["arn:aws:logs:", "$region", ":", "$account", ":log-group:", "$role"]);
        check(
            "split",
            &[text(&[":"]), arn],
            r#"list["arn", "aws", "logs", "${region}", "${account}", "log-group", "${role}"]"#,
        );
        check("split", &[text(&[","]), text(&["a,", "$var.n"])], r#"<split(",", "a,${var.n}")!>"#);
    }

    #[test]
    fn joining_keeps_what_is_known() {
        let items = list(&[text(&["a"]), unknown("var.n"), text(&["$?"])]);
        check("join", &[text(&["-"]), items.clone()], r#""a-${var.n}-${…}""#);
        check("join", &[text(&["-"]), open(&items)], r#""${…}""#);
        check("join", &[text(&[","]), set(&[text(&["$var.b"]), text(&["a"])])], r#""${…}""#);
        check("join", &[text(&[","]), set(&[text(&["$var.b"])])], r#""${var.b}""#);
        error("join", &[text(&["-"]), list(&[Value::null()])], "`join`: an element is null");
    }

    #[test]
    fn replacing_looks_into_symbols() {
        let replace = |parts: &[&str], needle: &str, with: &str, expected: &str| {
            check("replace", &[text(parts), text(&[needle]), text(&[with])], expected);
        };
        replace(&["a.b-", "$account"], ".", "-", r#""a-b-${account}""#);
        replace(&["a.", "$var.n"], ".", "-", r#""a-${replace(var.n, ".", "-")}""#);
        replace(&["a*b", "$bucket"], "a*", "x", r#""xb${bucket}""#);
        replace(&["a", "$var.n", "b"], "ab", "x", r#""${replace("a${var.n}b", "ab", "x")}""#);
        replace(&["a1", "$account"], "/[0-9]/", "x", r#""${replace("a1${account}", "/[0-9]/", "x")}""#);
    }

    #[test]
    fn pieces_of_a_known_beginning() {
        let substr = |offset: &str, length: &str, expected: &str| {
            check("substr", &[text(&["logs-", "$var.n"]), number(offset), number(length)], expected);
        };
        substr("0", "4", r#""logs""#);
        substr("2", "-1", r#""gs-${var.n}""#);
        substr("3", "5", r#""${substr("logs-${var.n}", 3, 5)}""#);
        check("indent", &[number("2"), text(&["a\n", "$bucket"])], "\"a\n  ${bucket}\"");
    }

    #[test]
    fn results_are_bounded() {
        check(
            "replace",
            &[text(&[&"a".repeat(9_000)]), text(&["a"]), text(&[&"b".repeat(9_000)])],
            r#""${…}""#,
        );
        check("indent", &[number("100000"), text(&[&"a".repeat(9_000)])], r#""${…}""#);
    }
}
