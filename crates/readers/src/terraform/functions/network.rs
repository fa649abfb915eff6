//! Functions on address ranges: `cidrsubnet` and the like.

use super::call::{Answer, Call, Stop, fault, unknown};
use crate::value::{Flavor, Value};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A range of addresses, the host bits cleared.
#[derive(Clone, Copy)]
struct Block {
    network: u128,
    prefix: u32,
    /// 32 or 128.
    width: u32,
}

impl Block {
    fn parse(text: &str) -> Option<Block> {
        let (address, prefix) = text.split_once('/')?;
        let digits =
            !prefix.is_empty() && prefix.len() <= 3 && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u32 = prefix.parse().ok().filter(|_| digits)?;
        let (address, width) = if address.contains(':') {
            (u128::from(address.parse::<Ipv6Addr>().ok()?), 128)
        } else {
            (ipv4(address)?, 32)
        };
        (prefix <= width).then(|| Block { network: address & !mask(width - prefix), prefix, width })
    }

    fn of(call: &Call<'_>) -> Result<Block, Stop> {
        let text = call.string(0)?;
        match Block::parse(&text) {
            // Go takes these for IPv4 in some places.
            Some(block) if block.width == 128 && block.network >> 32 == 0xffff => {
                unknown("IPv4 addresses in IPv6 notation are not followed")
            }
            Some(block) => Ok(block),
            None => fault(format!("`{}` is not a CIDR block", super::convert::short(&text))),
        }
    }

    fn address(self, address: u128) -> Result<String, Stop> {
        if self.width == 32 {
            return Ok(Ipv4Addr::from(u32::try_from(address).unwrap_or(0)).to_string());
        }
        if address >> 32 == 0 && address > 0xffff || address >> 32 == 0xffff {
            return unknown("IPv4 addresses in IPv6 notation are not followed");
        }
        Ok(Ipv6Addr::from(address).to_string())
    }

    fn text(self) -> Result<String, Stop> {
        Ok(format!("{}/{}", self.address(self.network)?, self.prefix))
    }

    /// The addresses of the range, less one.
    fn last_host(self) -> u128 {
        mask(self.width - self.prefix)
    }
}

/// As many ones.
fn mask(bits: u32) -> u128 {
    1_u128.checked_shl(bits).map_or(u128::MAX, |power| power - 1)
}

/// Four numbers; zeros at their head do not make them octal.
fn ipv4(text: &str) -> Option<u128> {
    let mut result = 0;
    let mut count = 0;
    for part in text.split('.') {
        let digits = !part.is_empty() && part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_digit());
        let byte: u128 = part.parse().ok().filter(|byte| digits && *byte <= 255)?;
        result = result << 8 | byte;
        count += 1;
    }
    (count == 4).then_some(result)
}

pub(super) fn cidrhost(call: &mut Call<'_>) -> Answer {
    let number = call.integer(1)?;
    let block = Block::of(call)?;
    let host = if number < 0 {
        // Counted from the end.
        block.last_host().checked_sub(u128::from(number.unsigned_abs()) - 1)
    } else {
        Some(u128::from(number.unsigned_abs()))
    };
    match host.filter(|host| *host <= block.last_host()) {
        Some(host) => Ok(Value::string(block.address(block.network | host)?)),
        None => fault(format!("the block has no host {number}")),
    }
}

pub(super) fn cidrnetmask(call: &mut Call<'_>) -> Answer {
    let block = Block::of(call)?;
    if block.width != 32 {
        return fault("only IPv4 has net masks");
    }
    let mask = mask(32) & !mask(32 - block.prefix);
    Ok(Value::string(block.address(mask)?))
}

pub(super) fn cidrsubnet(call: &mut Call<'_>) -> Answer {
    let (added, number) = (call.integer(1)?, call.integer(2)?);
    let block = Block::of(call)?;
    let (Ok(added), Ok(number)) = (u32::try_from(added), u128::try_from(number)) else {
        return unknown("negative numbers of bits and of networks are not followed");
    };
    let prefix = block.prefix.saturating_add(added);
    if prefix > block.width {
        return fault(format!("the prefix cannot be extended by {added} bits"));
    }
    if number > mask(added) {
        return fault(format!("{added} bits do not number a network {number}"));
    }
    let network = block.network | number.checked_shl(block.width - prefix).unwrap_or(0);
    Ok(Value::string(Block { network, prefix, ..block }.text()?))
}

pub(super) fn cidrsubnets(call: &mut Call<'_>) -> Answer {
    let block = Block::of(call)?;
    if block.network == 0 && call.args.len() > 1 {
        // Terraform looks for the network before the first one.
        return fault("there is no network before the block");
    }
    let mut result = Vec::new();
    let mut next = Some(block.network);
    for at in 1..call.args.len() {
        let added = call.integer(at)?;
        let Some(added) = u32::try_from(added).ok().filter(|added| (1..=32).contains(added)) else {
            return fault("the prefix is extended by one to 32 bits");
        };
        let prefix = block.prefix + added;
        if prefix > block.width {
            return fault(format!("the prefix cannot be extended by {added} bits"));
        }
        let size = mask(block.width - prefix);
        // The first place after the one before where a network of this size can begin.
        let start = next.and_then(|next| next.checked_add(size)).map(|end| end & !size);
        let last = start.and_then(|start| start.checked_add(size));
        let (Some(start), Some(last)) = (start, last) else { return fault("the block is too small") };
        if last > block.network | block.last_host() {
            return fault("the block is too small");
        }
        result.push(Value::string(Block { network: start, prefix, ..block }.text()?));
        next = last.checked_add(1);
    }
    Ok(Value::list(Flavor::List, result))
}

#[cfg(test)]
mod tests {
    use super::super::given::{check, number, text, unknown};

    #[test]
    fn unknown_blocks() {
        check(
            "cidrsubnet",
            &[text(&["$var.cidr"]), number("8"), number("1")],
            r#""${cidrsubnet(var.cidr, 8, 1)}""#,
        );
        check(
            "cidrhost",
            &[text(&["10.20.0.0/16"]), unknown("var.n")],
            r#""${cidrhost("10.20.0.0/16", var.n)}""#,
        );
        check(
            "cidrsubnets",
            &[text(&["10.20.0.0/", "$var.x"]), number("8")],
            r#"<cidrsubnets("10.20.0.0/${var.x}", 8)!>"#,
        );
    }

    #[test]
    fn what_terraform_itself_gets_wrong_is_unknown() {
        check(
            "cidrhost",
            &[text(&["::ffff:10.0.0.0/104"]), number("1")],
            r#""${cidrhost("::ffff:10.0.0.0/104", 1)}""#,
        );
        check(
            "cidrsubnet",
            &[text(&["10.20.0.0/16"]), number("4"), number("-1")],
            r#""${cidrsubnet("10.20.0.0/16", 4, -1)}""#,
        );
    }
}
