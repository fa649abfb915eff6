//! The link `log-group`: the group is there, and of a class that takes the logs. Its key is beside.

use super::name::{self, Target};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, log_group_key, log_limit};
use crate::LogGroup;
use known::{Known, Truth};

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
        Target::Outside(_, why) | Target::Nowhere(why) => {
            vec![link, Link::unknown(LinkKind::LogGroupKey, &why)]
        }
    }
}

fn judged(link: Link, group: &LogGroup) -> Link {
    let place = &group.place;
    if place.found {
        return link;
    }
    let address = &place.address;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::delivery::fixture::{named, place};
    use crate::sample::{log_group, open, source};
    use crate::{DestinationKind, Model, SourceKind};

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

    #[test]
    fn an_undeclared_name_can_be_invalid_too() {
        check(&model(log_group("orders"), "reports*"), "broken", "the name `reports*` has `*` in it");
    }
}
