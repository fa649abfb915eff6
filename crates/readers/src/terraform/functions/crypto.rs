//! Hashes of text and of files, and identifiers made of them.

use super::call::{Answer, Call, fault, unknown};
use super::files;
use crate::value::Value;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use model::known::{Symbol, Why};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

fn hex(bytes: &[u8]) -> Value {
    Value::string(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

pub(super) fn md5(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Md5::digest(call.string(0)?)))
}

pub(super) fn sha1(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha1::digest(call.string(0)?)))
}

pub(super) fn sha256(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha256::digest(call.string(0)?)))
}

pub(super) fn sha512(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha512::digest(call.string(0)?)))
}

pub(super) fn base64sha256(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(STANDARD.encode(Sha256::digest(call.string(0)?))))
}

pub(super) fn base64sha512(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(STANDARD.encode(Sha512::digest(call.string(0)?))))
}

pub(super) fn filemd5(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Md5::digest(files::contents(call)?.as_bytes())))
}

pub(super) fn filesha1(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha1::digest(files::contents(call)?.as_bytes())))
}

pub(super) fn filesha256(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha256::digest(files::contents(call)?.as_bytes())))
}

pub(super) fn filesha512(call: &mut Call<'_>) -> Answer {
    Ok(hex(&Sha512::digest(files::contents(call)?.as_bytes())))
}

pub(super) fn filebase64sha256(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(STANDARD.encode(Sha256::digest(files::contents(call)?.as_bytes()))))
}

pub(super) fn filebase64sha512(call: &mut Call<'_>) -> Answer {
    Ok(Value::string(STANDARD.encode(Sha512::digest(files::contents(call)?.as_bytes()))))
}

/// The name spaces of RFC 4122, which differ in one digit.
const NAMESPACES: [(&str, u8); 4] = [("dns", 0x10), ("url", 0x11), ("oid", 0x12), ("x500", 0x14)];

pub(super) fn uuidv5(call: &mut Call<'_>) -> Answer {
    let (namespace, name) = (call.string(0)?, call.string(1)?);
    let digits = match NAMESPACES.iter().find(|(known, _)| *known == namespace) {
        Some((_, digit)) => format!("6ba7b8{digit:02x}9dad11d180b400c04fd430c8"),
        None => {
            let inner = namespace.strip_prefix("urn:uuid:").unwrap_or(&namespace);
            let inner = inner.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(inner);
            inner.replace('-', "")
        }
    };
    let bytes: Option<Vec<u8>> =
        (0..16).map(|i| u8::from_str_radix(digits.get(2 * i..2 * i + 2)?, 16).ok()).collect();
    let Some(mut bytes) = bytes.filter(|_| digits.len() == 32) else {
        return fault("the name space is neither a known one nor a UUID");
    };
    bytes.extend_from_slice(name.as_bytes());
    let mut hash: Vec<u8> = Sha1::digest(&bytes).iter().take(16).copied().collect();
    if let Some(version) = hash.get_mut(6) {
        *version = *version & 0x0f | 0x50;
    }
    if let Some(variant) = hash.get_mut(8) {
        *variant = *variant & 0x3f | 0x80;
    }
    let mut text = String::new();
    for (i, byte) in hash.iter().enumerate() {
        text.push_str(if matches!(i, 4 | 6 | 8 | 10) { "-" } else { "" });
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(Value::string(text))
}

/// A value that is new with every call.
fn fresh(call: &Call<'_>) -> Answer {
    let why = Why::new(format!("`{}` gives a new value each time", call.function.name));
    Ok(Value::text(model::known::Text::symbol(Symbol::anonymous(why.at(call.span)).nonempty())))
}

pub(super) fn uuid(call: &mut Call<'_>) -> Answer {
    fresh(call)
}

pub(super) fn bcrypt(call: &mut Call<'_>) -> Answer {
    fresh(call)
}

pub(super) fn rsadecrypt(_: &mut Call<'_>) -> Answer {
    unknown("msklint decrypts nothing")
}

/// The time of the run, the same wherever it is asked for.
pub(super) fn timestamp(call: &mut Call<'_>) -> Answer {
    let why = Why::new("the time of a run is not known before it").at(call.span);
    let symbol = Symbol::new(format!("{}()", call.function.name), why).nonempty();
    Ok(Value::text(model::known::Text::symbol(symbol)))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, text};

    #[test]
    fn hashes_of_unknown_text_equal_themselves() {
        check("md5", &[text(&["$var.x"])], r#""${md5(var.x)}""#);
        check("uuidv5", &[text(&["dns"]), text(&["$var.x"])], r#""${uuidv5("dns", var.x)}""#);
        check("bcrypt", &[text(&["x"])], r#""${…}""#);
        check("rsadecrypt", &[text(&["x"]), text(&["y"])], r#""${rsadecrypt("x", "y")}""#);
    }
}
