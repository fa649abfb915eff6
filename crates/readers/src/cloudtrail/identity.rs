//! Who made a call: every form of `userIdentity`.

use super::member::{flag, member, string, within};
use crate::value::Value;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// As the record says it: `IAMUser`, `AssumedRole`.
    pub kind: String,
    /// What a reader knows it by: `deployer/alice`, `root of 111122223333`.
    pub name: String,
    pub arn: Option<String>,
    pub account: Option<String>,
    /// The role or user whose session this is, or who vouches for the user.
    pub issuer: Option<String>,
    /// The service that called on behalf of this identity.
    pub via: Option<String>,
    pub mfa: Option<bool>,
}

impl Who {
    pub(super) fn read(identity: Option<&Value>) -> Who {
        let Some(identity) = identity else {
            return Who { kind: "Unknown".to_owned(), name: "unknown".to_owned(), ..Who::default() };
        };
        let kind = string(identity, "type").unwrap_or_else(|| "Unknown".to_owned());
        let via = string(identity, "invokedBy");
        let session = within(identity, &["sessionContext", "attributes"]);
        let name = name(&kind, identity);
        Who {
            arn: string(identity, "arn"),
            account: string(identity, "accountId"),
            issuer: issuer(identity),
            // A service that calls for itself is the name already.
            via: via.filter(|via| *via != name),
            name,
            mfa: session.and_then(|session| flag(session, "mfaAuthenticated")),
            kind,
        }
    }

    pub(super) fn weight(&self) -> usize {
        let optional = [&self.arn, &self.account, &self.issuer, &self.via];
        let lengths = optional.into_iter().flatten().map(String::len);
        self.kind.len() + self.name.len() + lengths.sum::<usize>()
    }
}

fn name(kind: &str, identity: &Value) -> String {
    let get = |name: &str| string(identity, name);
    let account = || get("accountId").unwrap_or_else(|| "an unknown account".to_owned());
    let user = || get("userName");
    let principal = || get("principalId");
    let behind = |mark: &str| get("arn").and_then(|arn| Some(arn.split_once(mark)?.1.to_owned()));
    let named = match kind {
        "Root" => Some(match user() {
            Some(alias) => format!("root of {} ({alias})", account()),
            None => format!("root of {}", account()),
        }),
        "IAMUser" => user().or_else(|| behind(":user/")),
        "AssumedRole" => behind(":assumed-role/").or_else(|| session(identity)),
        "Role" => user().or_else(|| behind(":role/")).map(|name| format!("role {name}")),
        "FederatedUser" => behind(":federated-user/").or_else(user).map(|name| format!("federated {name}")),
        "AWSAccount" => Some(format!("account {}", account())),
        "AWSService" => get("invokedBy"),
        "WebIdentityUser" | "SAMLUser" => user().or_else(principal).map(|name| match provider(identity) {
            Some(provider) => format!("{name} of {provider}"),
            None => name,
        }),
        "Directory" => user().or_else(principal).map(|name| format!("{name} of a directory")),
        "IdentityCenterUser" => center_user(identity),
        _ => None,
    };
    let last = || user().or_else(|| get("arn")).or_else(principal).or_else(|| get("invokedBy"));
    named.or_else(last).unwrap_or_else(|| "unknown".to_owned())
}

/// `ROLE/SESSION` for a session without an ARN.
fn session(identity: &Value) -> Option<String> {
    let role =
        within(identity, &["sessionContext", "sessionIssuer"]).and_then(|it| string(it, "userName"))?;
    let principal = string(identity, "principalId").unwrap_or_default();
    let session = principal.split_once(':').map(|(_, session)| session);
    Some(session.map_or_else(|| role.clone(), |session| format!("{role}/{session}")))
}

fn center_user(identity: &Value) -> Option<String> {
    let user = within(identity, &["onBehalfOf"]).and_then(|it| string(it, "userId"));
    user.or_else(|| string(identity, "userName")).map(|user| format!("Identity Center user {user}"))
}

/// Who vouches for the user of another identity system.
fn provider(identity: &Value) -> Option<String> {
    string(identity, "identityProvider").or_else(|| {
        let web = within(identity, &["sessionContext", "webIdFederationData"])?;
        string(web, "federatedProvider")
    })
}

fn issuer(identity: &Value) -> Option<String> {
    let issuer = within(identity, &["sessionContext", "sessionIssuer"]);
    let of_session = issuer.and_then(|it| string(it, "arn").or_else(|| string(it, "userName")));
    let store = member(identity, "onBehalfOf").and_then(|it| string(it, "identityStoreArn"));
    of_session.or_else(|| provider(identity)).or(store)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_source;
    use model::known::FileId;

    fn who(json: &str) -> Who {
        Who::read(Some(&parse_source(FileId(0), json).unwrap().value))
    }

    fn check(json: &str, name: &str, issuer: Option<&str>) {
        let found = who(json);
        assert_eq!((found.name.as_str(), found.issuer.as_deref()), (name, issuer), "{json}");
    }

    #[test]
    fn every_form_has_a_name() {
        check(r#"{"type":"Root","accountId":"111122223333"}"#, "root of 111122223333", None);
        check(
            r#"{"type":"Root","accountId":"111122223333","userName":"acme"}"#,
            "root of 111122223333 (acme)",
            None,
        );
        check(r#"{"type":"IAMUser","userName":"mara"}"#, "mara", None);
        check(r#"{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ops/mara"}"#, "ops/mara", None);
        check(
            r#"{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/deployer/ci-17",
                "sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/deployer"}}}"#,
            "deployer/ci-17",
            Some("arn:aws:iam::111122223333:role/deployer"),
        );
        check(
            r#"{"type":"AssumedRole","principalId":"AROA:ci","sessionContext":{"sessionIssuer":{"userName":"d"}}}"#,
            "d/ci",
            Some("d"),
        );
        check(r#"{"type":"Role","userName":"deployer"}"#, "role deployer", None);
        check(
            r#"{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/mara",
                "sessionContext":{"sessionIssuer":{"type":"IAMUser","userName":"broker"}}}"#,
            "federated mara",
            Some("broker"),
        );
        check(r#"{"type":"AWSAccount","accountId":"444455556666"}"#, "account 444455556666", None);
        check(r#"{"type":"AWSService","invokedBy":"kafka.amazonaws.com"}"#, "kafka.amazonaws.com", None);
        check(
            r#"{"type":"WebIdentityUser","userName":"mara","identityProvider":"accounts.example.com"}"#,
            "mara of accounts.example.com",
            Some("accounts.example.com"),
        );
        check(r#"{"type":"SAMLUser","principalId":"p:mara"}"#, "p:mara", None);
        check(r#"{"type":"Directory","userName":"mara"}"#, "mara of a directory", None);
        check(
            r#"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1","identityStoreArn":"arn:aws:identitystore::1:s"}}"#,
            "Identity Center user u-1",
            Some("arn:aws:identitystore::1:s"),
        );
        check(r#"{"type":"Unknown"}"#, "unknown", None);
        check(r#"{"type":"NewForm","principalId":"x"}"#, "x", None);
        check("{}", "unknown", None);
        check("[]", "unknown", None);
        assert_eq!(Who::read(None).name, "unknown");
    }

    #[test]
    fn a_service_is_named_once() {
        for kind in ["AWSService", "Unknown"] {
            let found = who(&format!(r#"{{"type":"{kind}","invokedBy":"AWS Internal"}}"#));
            assert_eq!((found.name.as_str(), found.via), ("AWS Internal", None));
        }
    }

    #[test]
    fn calls_on_behalf_of_somebody_name_both() {
        let found = who(r#"{"type":"IAMUser","userName":"mara","invokedBy":"cloudformation.amazonaws.com",
            "sessionContext":{"attributes":{"mfaAuthenticated":"true"}}}"#);
        assert_eq!(found.via.as_deref(), Some("cloudformation.amazonaws.com"));
        assert_eq!(found.mfa, Some(true));
    }
}
