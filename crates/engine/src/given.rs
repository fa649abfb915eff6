//! What a user may give beside the configuration, told right from wrong: a wrong account or Region
//! would make every policy look wrong.

/// Twelve digits, without the dashes that the console shows.
pub fn account(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    match digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(digits),
        false => Err("an account ID has twelve digits".to_owned()),
    }
}

pub fn region(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, words))
            if words.len() >= 2 && words.iter().all(is_word) && number.parse::<u8>().is_ok() =>
        {
            Ok(text.to_owned())
        }
        _ => Err("a Region looks like eu-central-1".to_owned()),
    }
}

pub fn partition(text: &str) -> Result<String, String> {
    match text.split('-').next() == Some("aws") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        true => Ok(text.to_owned()),
        false => Err("a partition is aws, aws-cn, aws-us-gov or the like".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked() {
        assert_eq!(account("1234-5678-9012"), Ok("123456789012".to_owned()));
        assert!(account("12345").is_err() && account("12345678901x").is_err());
        for good in ["eu-central-1", "us-gov-west-1", "us-iso-east-1"] {
            assert_eq!(region(good), Ok(good.to_owned()));
        }
        for bad in ["", "eu", "eu-1", "EU-central-1", "eu--1", "eu-central-1a"] {
            assert!(region(bad).is_err(), "{bad}");
        }
        assert!(partition("aws-cn").is_ok() && partition("azure").is_err());
    }
}
