//! `Fn::Cidr` for IPv4.

use std::net::Ipv4Addr;

/// Blocks that one call may make, as CloudFormation has it.
const MOST: u32 = 256;

/// `[block, count, host bits]`. `None` for what cannot be cut that way.
pub(super) fn blocks(arguments: &[String]) -> Option<Vec<String>> {
    let [block, count, bits] = arguments else { return None };
    let (address, prefix) = block.split_once('/')?;
    let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32)?;
    let count: u32 = count.parse().ok().filter(|count| (1..=MOST).contains(count))?;
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32 - prefix)?;
    let size = 1_u64.checked_shl(bits)?;
    let whole = 1_u64.checked_shl(32 - prefix)?;
    if u64::from(count).checked_mul(size)? > whole {
        return None;
    }
    let start = u64::from(address) & !(whole - 1);
    let block = |number: u32| {
        let address = u32::try_from(start + u64::from(number) * size).ok()?;
        Some(format!("{}/{}", Ipv4Addr::from(address), 32 - bits))
    };
    (0..count).map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], expected: Option<&[&str]>) {
        let arguments: Vec<String> = arguments.iter().map(|argument| argument.to_string()).collect();
        let expected = expected.map(|blocks| blocks.iter().map(|block| block.to_string()).collect());
        assert_eq!(blocks(&arguments), expected, "{arguments:?}");
    }

    #[test]
    fn blocks_of_a_range() {
        check(&["10.0.0.0/16", "3", "8"], Some(&["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]));
        check(&["192.168.7.9/24", "2", "5"], Some(&["192.168.7.0/27", "192.168.7.32/27"]));
        check(&["10.0.0.0/30", "2", "0"], Some(&["10.0.0.0/32", "10.0.0.1/32"]));
        check(&["0.0.0.0/0", "1", "32"], Some(&["0.0.0.0/0"]));
    }

    #[test]
    fn what_cannot_be_cut() {
        check(&["10.0.0.0/24", "2", "8"], None);
        check(&["10.0.0.0/24", "0", "2"], None);
        check(&["fd00::/8", "2", "64"], None);
        check(&["10.0.0.0/33", "1", "1"], None);
        check(&["10.0.0.0/24", "2"], None);
        check(&["x", "1", "1"], None);
    }
}
