//! The link `log-group`: the group is there, and can be what its name and class say. Its key is
//! beside.

use super::name::{self, Target};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, log_group_key, log_limit};
use crate::LogGroup;
use known::{Known, Part, Text, Truth};

pub(super) fn links(route: &Route<'_>) -> Vec<Link> {
    let mut links = of_group(route);
    if let Some(link) = links.first_mut() {
        link.causes.extend(log_limit::causes(route));
    }
    links
}

fn of_group(route: &Route<'_>) -> Vec<Link> {
    let (link, target) = name::judge(route, &route.model.log_groups);
    match target {
        Target::Here(group) => {
            let key = log_group_key::link(route.model, group);
            [judged(link, group), key].map(|link| link.if_there(&group.place)).into()
        }
        Target::Outside(name, why) => {
            vec![outside(link, route, name), Link::unknown(LinkKind::LogGroupKey, &why)]
        }
        Target::Nowhere(why) => vec![link, Link::unknown(LinkKind::LogGroupKey, &why)],
    }
}

fn judged(link: Link, group: &LogGroup) -> Link {
    let place = &group.place;
    if place.found {
        return link;
    }
    let address = &place.address;
    if let Some(text) = invalid(&group.name) {
        let text = format!("the name `{}` of `{address}` {text}", group.name);
        return broken(link, Cause::new(CauseKind::InvalidLogGroupName, text).at(group.name_span), group);
    }
    let delivery = match &group.class.value {
        Known::Set(class) => class.equals(&"DELIVERY".into()),
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    match delivery {
        Truth::No => link,
        Truth::Unknown(why) if link.verdict == LinkVerdict::Ok => {
            Link::unknown(LinkKind::LogGroup, &why).by(place).at(group.class.span)
        }
        Truth::Unknown(_) => link,
        Truth::Yes => {
            let text = format!("`{address}` is of the class `DELIVERY`, which takes no logs of Amazon MSK");
            broken(link, Cause::new(CauseKind::LogGroupClass, text).at(group.class.span), group)
        }
    }
}

/// What is wrong with the group comes on top of what is wrong with the reference to it.
fn broken(link: Link, cause: Cause, group: &LogGroup) -> Link {
    let span = cause.span.or(group.place.span);
    let cause = cause.at(span).about(&group.place);
    match link.verdict {
        LinkVerdict::Broken => link.with(cause),
        _ => Link::broken(LinkKind::LogGroup, cause).by(&group.place).at(span),
    }
}

/// A group that nothing here declares, and that cannot be there under this name.
fn outside(link: Link, route: &Route<'_>, name: &Text) -> Link {
    match invalid(name) {
        None => link,
        Some(text) => {
            let span = name::place_of(route.destination);
            let cause =
                Cause::new(CauseKind::InvalidLogGroupName, format!("the name `{name}` {text}")).at(span);
            Link::broken(LinkKind::LogGroup, cause).at(span)
        }
    }
}

const LONGEST_NAME: usize = 512;

/// Why CloudWatch Logs refuses a name, as a clause that follows it.
fn invalid(name: &Text) -> Option<String> {
    let literals = || {
        name.parts().iter().filter_map(|part| match part {
            Part::Literal(text, _) => Some(text.as_str()),
            Part::Symbol(_) => None,
        })
    };
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "._-/#".contains(*c);
    if let Some(c) = literals().flat_map(str::chars).find(|c| !allowed(c)) {
        return Some(match c {
            ' ' => "has a space in it".to_owned(),
            c => format!("has `{}` in it", c.escape_debug()),
        });
    }
    if literals().map(str::len).sum::<usize>() > LONGEST_NAME {
        return Some(format!("is longer than {LONGEST_NAME} characters"));
    }
    match name.parts().first() {
        Some(Part::Literal(start, _)) if start.starts_with("aws/") => {
            Some("begins with `aws/`, which CloudWatch Logs keeps for itself".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::delivery::fixture::{named, place};
    use crate::sample::{log_group, open, source};
    use crate::{DestinationKind, Model, SourceKind};
    use known::{Symbol, Why};

    fn model(group: LogGroup, destination: &str) -> Model {
        let source = source(SourceKind::Cluster, DestinationKind::CloudWatch, destination);
        Model { sources: vec![source], log_groups: vec![group], ..Model::default() }
    }

    fn check(model: &Model, verdict: &str, why: &str) {
        let delivery = Delivery::of(model, &model.sources[0]);
        let link = &delivery.paths[0].links[0];
        assert_eq!((link.verdict.word(), link.why.as_str()), (verdict, why));
    }

    #[test]
    fn a_declared_group_is_fine() {
        check(
            &model(log_group("/msk/orders"), "/msk/orders"),
            "ok",
            "`aws_cloudwatch_log_group.logs` is declared here",
        );
    }

    #[test]
    fn the_class_delivery_takes_no_logs() {
        let mut group = log_group("orders");
        group.class = named("DELIVERY");
        let why =
            "`aws_cloudwatch_log_group.logs` is of the class `DELIVERY`, which takes no logs of Amazon MSK";
        check(&model(group.clone(), "orders"), "broken", why);
        group.class = named("STANDARD");
        check(&model(group.clone(), "orders"), "ok", "`aws_cloudwatch_log_group.logs` is declared here");
        group.class = open();
        check(&model(group.clone(), "orders"), "unknown", "`var.x` has no value");
        group.place = place("data.aws_cloudwatch_log_group.logs");
        group.place.found = true;
        check(
            &model(group, "orders"),
            "ok",
            "`data.aws_cloudwatch_log_group.logs` is found by a data source",
        );
    }

    fn check_name(name: Text, expected: Option<&str>) {
        assert_eq!(invalid(&name).as_deref(), expected, "{name}");
    }

    #[test]
    fn names_are_those_that_cloudwatch_logs_takes() {
        let team = || Text::symbol(Symbol::new("var.team", Why::new("`var.team` has no value")));
        check_name("/aws/vendedlogs/msk.orders_1-a#2".into(), None);
        check_name(Text::literal("/msk/").then(&team()), None);
        check_name(team().with("/msk"), None);
        check_name(Text::literal("/msk/").then(&team()).with(" logs"), Some("has a space in it"));
        check_name("msk:orders".into(), Some("has `:` in it"));
        check_name("msk\norders".into(), Some("has `\\n` in it"));
        check_name("aws/msk".into(), Some("begins with `aws/`, which CloudWatch Logs keeps for itself"));
        check_name("x".repeat(512).as_str().into(), None);
        check_name("x".repeat(513).as_str().into(), Some("is longer than 512 characters"));
    }

    #[test]
    fn an_undeclared_name_can_be_invalid_too() {
        check(&model(log_group("orders"), "reports*"), "broken", "the name `reports*` has `*` in it");
    }
}
