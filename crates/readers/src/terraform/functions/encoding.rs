//! Encodings of text: Base64, URL, JSON, CSV and character sets.

use super::call::{Answer, Call, Stop, bounded, bounded_bytes, fault, unknown};
use crate::json;
use crate::value::{Flavor, Kind, List, Object, Shared, Value};
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, PAD, STANDARD};
use model::known::Known;

pub(super) fn base64encode(call: &mut Call<'_>) -> Answer {
    let text = call.string(0)?;
    bounded_bytes(text.len())?;
    Ok(Value::string(STANDARD.encode(text)))
}

pub(super) fn base64decode(call: &mut Call<'_>) -> Answer {
    match String::from_utf8(decoded(&call.string(0)?)?) {
        Ok(text) => Ok(Value::string(text)),
        Err(_) => fault("what is encoded is not text in UTF-8"),
    }
}

/// Line breaks may stand in between, and the bits that the last character has too many do not count.
fn decoded(text: &str) -> Result<Vec<u8>, Stop> {
    let joined: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let lenient = GeneralPurpose::new(&alphabet::STANDARD, PAD.with_decode_allow_trailing_bits(true));
    lenient.decode(joined).or_else(|_| fault("it is not Base64"))
}

/// Which bytes come out depends on how the library packs them.
pub(super) fn base64gzip(_: &mut Call<'_>) -> Answer {
    unknown("compressed data is not computed")
}

pub(super) fn urlencode(call: &mut Call<'_>) -> Answer {
    let text = call.string(0)?;
    bounded_bytes(text.len().saturating_mul(3))?;
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => result.push('+'),
            b'-' | b'_' | b'.' | b'~' => result.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => result.push(char::from(byte)),
            byte => result.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(Value::string(result))
}

/// Stays a value that can be read as well as written.
pub(super) fn jsonencode(call: &mut Call<'_>) -> Answer {
    let value = call.arg(0)?.clone();
    let span = value.span;
    Ok(Value::new(Kind::Json(Shared::new(value)), span))
}

pub(super) fn jsondecode(call: &mut Call<'_>) -> Answer {
    if let Kind::Json(value) = &call.arg(0)?.kind {
        return Ok(plain(value, 0));
    }
    let text = call.text(0)?;
    if text.as_symbol().is_some() {
        return Err(Stop::Derived);
    }
    match json::parse(&text) {
        Ok(parsed) => Ok(parsed.value),
        Err(problem) => fault(problem.text),
    }
}

/// What JSON keeps of a value: lists are tuples, maps are objects, strings are strings.
fn plain(value: &Value, depth: usize) -> Value {
    if depth > super::types::DEPTH {
        return value.clone();
    }
    let kind = match &value.kind {
        Kind::List(list) => {
            let items = list.items.iter().map(|item| plain(item, depth + 1)).collect();
            let open = list.open.clone();
            Kind::List(Shared::new(List { flavor: Flavor::Tuple, items, open, loose: list.loose }))
        }
        Kind::Object(object) => {
            let mut object = Object::clone(object);
            object.is_map = false;
            for member in object.members.values_mut() {
                member.value = plain(&member.value, depth + 1);
            }
            Kind::Object(Shared::new(object))
        }
        kind => kind.clone(),
    };
    Value::new(kind, value.span)
}

#[derive(Clone, Copy)]
enum Charset {
    Utf8,
    /// Big end first, behind a byte order mark.
    Utf16,
    Utf16Little,
    Utf16Big,
    Latin1,
    Ascii,
}

fn charset(name: &str) -> Result<Charset, Stop> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" => Ok(Charset::Utf8),
        "utf-16" => Ok(Charset::Utf16),
        "utf-16le" => Ok(Charset::Utf16Little),
        "utf-16be" => Ok(Charset::Utf16Big),
        "iso-8859-1" => Ok(Charset::Latin1),
        "us-ascii" => Ok(Charset::Ascii),
        _ => unknown(format!("the character set `{}` is not followed", super::convert::short(name))),
    }
}

pub(super) fn textencodebase64(call: &mut Call<'_>) -> Answer {
    let (text, charset) = (call.string(0)?, charset(&call.string(1)?)?);
    let narrow = |limit: u32| -> Result<Vec<u8>, Stop> {
        let byte = |c: char| u8::try_from(u32::from(c)).ok().filter(|_| u32::from(c) < limit);
        let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
        bytes.ok_or_else(|| Stop::Fault("the character set lacks a character of the text".to_owned()))
    };
    let bytes = match charset {
        Charset::Utf8 => text.clone().into_bytes(),
        Charset::Utf16 => {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
        }
        Charset::Utf16Little => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Charset::Utf16Big => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Charset::Latin1 => narrow(256)?,
        Charset::Ascii => narrow(128)?,
    };
    Ok(Value::string(STANDARD.encode(bytes)))
}

pub(super) fn textdecodebase64(call: &mut Call<'_>) -> Answer {
    let charset = charset(&call.string(1)?)?;
    let bytes = decoded(&call.string(0)?)?;
    let units = |unit: fn([u8; 2]) -> u16| -> Option<String> {
        let pairs =
            bytes.chunks(2).map(|pair| pair.try_into().ok().map(unit)).collect::<Option<Vec<u16>>>()?;
        String::from_utf16(&pairs).ok()
    };
    let text = match charset {
        Charset::Utf8 => String::from_utf8(bytes.clone()).ok(),
        Charset::Utf16 => None,
        Charset::Utf16Little => units(u16::from_le_bytes),
        Charset::Utf16Big => units(u16::from_be_bytes),
        Charset::Latin1 => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Charset::Ascii => bytes.is_ascii().then(|| bytes.iter().map(|byte| char::from(*byte)).collect()),
    };
    match text {
        Some(text) => Ok(Value::string(text)),
        None if matches!(charset, Charset::Utf8) => fault("what is encoded is not text in UTF-8"),
        // Terraform puts a mark in place of what it cannot read.
        None => unknown("what is encoded is not all text"),
    }
}

/// Rows as objects, named by the first row.
pub(super) fn csvdecode(call: &mut Call<'_>) -> Answer {
    let text = call.string(0)?;
    let mut rows = rows(&text)?.into_iter();
    let Some(header) = rows.next() else { return fault("there is no row of names") };
    if header.iter().enumerate().any(|(i, name)| header.iter().take(i).any(|other| other == name)) {
        return fault("two columns have the same name");
    }
    let mut result = Vec::new();
    for row in rows {
        if row.len() != header.len() {
            return fault(format!("a row has {} fields, not {}", row.len(), header.len()));
        }
        let members = header.iter().zip(row).map(|(name, field)| (name.clone(), Value::string(field)));
        result.push(Value::object(members));
    }
    Ok(Value::list(Flavor::List, result))
}

/// Records of RFC 4180; empty lines are passed over.
fn rows(text: &str) -> Result<Vec<Vec<String>>, Stop> {
    let text = text.replace("\r\n", "\n");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut rest = text.as_str();
    let mut fields = 0;
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('\n') {
            rest = tail;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (field, tail) = field(rest)?;
            row.push(field);
            fields += 1;
            bounded(fields)?;
            rest = tail;
            match rest.strip_prefix(',') {
                Some(tail) => rest = tail,
                None => break,
            }
        }
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        rows.push(row);
    }
    Ok(rows)
}

/// One field and what stands behind it: a comma, a line break or nothing.
fn field(text: &str) -> Result<(String, &str), Stop> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\n']).unwrap_or(text.len());
        let (field, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        if field.contains('"') {
            return fault("a quote stands in a field that does not begin with one");
        }
        return Ok((field.to_owned(), rest));
    };
    let mut field = String::new();
    loop {
        let Some((piece, tail)) = rest.split_once('"') else { return fault("a quote is not closed") };
        field.push_str(piece);
        match tail.strip_prefix('"') {
            Some(tail) => {
                field.push('"');
                rest = tail;
            }
            None if tail.is_empty() || tail.starts_with([',', '\n']) => return Ok((field, tail)),
            None => return fault("text stands behind a closing quote"),
        }
    }
}

/// The text of a value in `yamlencode` and `format`, where it is a string.
pub(super) fn string_of(value: &Value) -> Option<String> {
    match value.to_text() {
        Some(Known::Set(text)) => text.known(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, list, object, text, unknown};

    #[test]
    fn json_stays_a_value() {
        let value = object(&[("a", list(&[unknown("var.x")]))]);
        check("jsonencode", std::slice::from_ref(&value), "json({a = list[<var.x>]})");
        let json = super::super::given::call("jsonencode", &[value]).unwrap();
        check("jsondecode", std::slice::from_ref(&json), "{a = [<var.x>]}");
        check("upper", &[json], r#""{"A":[${upper(var.x)}]}""#);
        check("jsondecode", &[text(&["{\"a\": \"x-", "$var.x", "\"}"])], r#"{a = "x-${var.x}"}"#);
        check("jsondecode", &[text(&["$var.json"])], "<jsondecode(var.json)>");
    }

    #[test]
    fn encodings_need_all_of_the_text() {
        check("base64encode", &[text(&["a", "$var.x"])], r#""${base64encode("a${var.x}")}""#);
        check("urlencode", &[text(&["$var.x"])], r#""${urlencode(var.x)}""#);
        check("csvdecode", &[text(&["$var.x"])], "<csvdecode(var.x)!>");
        check("base64gzip", &[text(&["a"])], r#""${base64gzip("a")}""#);
    }
}
