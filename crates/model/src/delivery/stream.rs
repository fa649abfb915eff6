//! The links of a Firehose destination: the stream and its tag. Its role is beside.

use super::join::outside;
use super::name::{self, Target};
use super::{Cause, CauseKind, Link, LinkKind, LinkVerdict, Route, stream_role};
use crate::{Stream, StreamInput};
use known::{Known, Truth};

pub(super) fn links(route: &Route<'_>) -> Vec<Link> {
    let (link, target) = name::judge(route, &route.model.streams);
    let rest = [LinkKind::StreamTag, LinkKind::StreamRole];
    let stream = match target {
        Target::Here(stream) => stream,
        Target::Outside(_, why) | Target::Nowhere(why) => {
            return [link].into_iter().chain(rest.map(|kind| Link::unknown(kind, &why))).collect();
        }
    };
    let place = &stream.place;
    if let Some(why) = outside(place) {
        return [link].into_iter().chain(rest.map(|kind| Link::unknown(kind, &why).by(place))).collect();
    }
    let role = stream_role::link(route.model, stream);
    [input(link, stream), tag(stream), role].map(|link| link.if_there(place)).into()
}

/// Log delivery calls `PutRecord`, which is disabled for a stream that reads from somewhere.
fn input(link: Link, stream: &Stream) -> Link {
    let input = match &stream.input.value {
        Known::Set(input) => *input,
        Known::Absent => StreamInput::DirectPut,
        Known::Unknown(why) if link.verdict == LinkVerdict::Ok => {
            return Link::unknown(LinkKind::Stream, why).by(&stream.place).at(stream.input.span);
        }
        Known::Unknown(_) => return link,
    };
    let from = match input {
        StreamInput::DirectPut => return link,
        StreamInput::Kinesis => "a Kinesis data stream",
        StreamInput::Msk => "an MSK cluster",
        StreamInput::Database => "a database",
    };
    let text = format!("`{}` reads from {from} and takes no records from log delivery", stream.place.address);
    let span = stream.input.span.or(stream.place.span);
    let cause = Cause::new(CauseKind::StreamNotDirectPut, text).at(span).about(&stream.place);
    // Documented for Kinesis data streams alone.
    let cause = if input == StreamInput::Kinesis { cause } else { cause.possible(None) };
    match link.verdict {
        LinkVerdict::Broken => link.with(cause),
        _ => Link::broken(LinkKind::Stream, cause).by(&stream.place).at(span),
    }
}

const TAG: &str = "LogDeliveryEnabled";

fn tag(stream: &Stream) -> Link {
    let kind = LinkKind::StreamTag;
    let place = &stream.place;
    let right = match &stream.tag.value {
        Known::Set(value) => value.equals(&"true".into()),
        Known::Absent => Truth::No,
        Known::Unknown(why) => Truth::Unknown(why.clone()),
    };
    let span = stream.tag.span.or(place.span);
    if stream.tag_ignored.is_yes() {
        return Link::ok(kind, format!("AWS sets the tag `{TAG}`, and its changes are ignored")).by(place);
    }
    if right.is_yes() {
        return Link::ok(kind, format!("the tag `{TAG}` is `true`")).by(place).at(span);
    }
    if let Truth::Unknown(why) = right.or(stream.tag_ignored.clone()) {
        return Link::unknown(kind, &why).by(place).at(span);
    }
    let address = &place.address;
    match &stream.tag.value {
        Known::Set(value) => {
            let text = format!("the tag `{TAG}` of `{address}` is `{value}`, and log delivery wants `true`");
            let cause = Cause::new(CauseKind::StreamTagDrift, text).at(span).about(place);
            Link::broken(kind, cause).by(place).at(span)
        }
        _ if place.is_seen() => {
            let text =
                format!("`{address}` has no tag `{TAG}`, without which log delivery may not write to it");
            let cause = Cause::new(CauseKind::StreamTagDrift, text).at(span).about(place);
            Link::broken(kind, cause).by(place).at(span)
        }
        _ => {
            let text = format!(
                "`{address}` has no tag `{TAG}`, and the next apply or update of its tags removes the one that AWS adds"
            );
            let cause = Cause::new(CauseKind::StreamTagDrift, text).at(place.span).about(place);
            Link::missing(kind, cause).by(place)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::delivery::Delivery;
    use crate::delivery::fixture::{named, set};
    use crate::sample::{open, source, stream};
    use crate::{DestinationKind, Model, SourceKind, Stream, StreamInput};
    use known::{Setting, Truth, Why};

    fn check(change: impl Fn(&mut Stream), expected: [&str; 2]) {
        let mut stream = stream("logs");
        change(&mut stream);
        let source = source(SourceKind::Cluster, DestinationKind::Firehose, "logs");
        let model = Model { sources: vec![source], streams: vec![stream], ..Model::default() };
        let delivery = Delivery::of(&model, &model.sources[0]);
        let path = delivery.paths.iter().find(|path| path.destination == DestinationKind::Firehose);
        let links = &path.expect("there is one path for each destination").links;
        assert_eq!([links[0].verdict.word(), links[1].verdict.word()], expected, "{links:?}");
    }

    #[test]
    fn only_direct_put_takes_records() {
        check(|_| {}, ["ok", "ok"]);
        check(|it| it.input = set(StreamInput::Kinesis), ["broken", "ok"]);
        check(|it| it.input = set(StreamInput::Msk), ["broken", "ok"]);
        check(|it| it.input = open(), ["unknown", "ok"]);
    }

    #[test]
    fn the_tag_is_true_or_left_alone() {
        check(|it| it.tag = named("True"), ["ok", "broken"]);
        check(|it| it.tag = named("placeholder"), ["ok", "broken"]);
        check(|it| it.tag = Setting::absent(), ["ok", "missing"]);
        check(|it| it.tag = open(), ["ok", "unknown"]);
        let ignored = |tag: Setting<_>, ignored: Truth| {
            move |it: &mut Stream| {
                it.tag = tag.clone();
                it.tag_ignored = ignored.clone();
            }
        };
        check(ignored(named("placeholder"), Truth::Yes), ["ok", "ok"]);
        check(ignored(Setting::absent(), Truth::Yes), ["ok", "ok"]);
        check(ignored(open(), Truth::Yes), ["ok", "ok"]);
        check(ignored(Setting::absent(), Truth::Unknown(Why::new("?"))), ["ok", "unknown"]);
    }

    #[test]
    fn of_a_stream_that_was_found_only_the_name_is_known() {
        check(|it| it.place.found = true, ["ok", "unknown"]);
    }
}
