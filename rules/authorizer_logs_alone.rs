//! A request that the API model does not admit.

use crate::{Rule, Words, about_source};
use model::delivery::Delivery;
use model::{Confidence, Finding, Log, Severity};

pub(crate) static RULE: Rule = Rule {
    name: "authorizer-logs-alone",
    severity: Severity::Error,
    summary: "a request asks for authorizer logs without broker logs",
    page: include_str!("authorizer_logs_alone.md"),
    check,
};

/// That `BrokerLogs` is required is said by the API model, and an announcement shows a request
/// without it.
fn check(delivery: &Delivery<'_>) -> Vec<Finding> {
    let source = delivery.source;
    let written = |log| source.logs.iter().filter(move |it| it.log == log).find_map(|it| it.span);
    let (Some(span), None, true) = (written(Log::Authorizer), written(Log::Broker), source.is_request) else {
        return Vec::new();
    };
    let help = "give `BrokerLogs` beside it; `{}` leaves broker logs off";
    let words =
        Words::new("`AuthorizerLogs` stands without `BrokerLogs`, which every request must have", help);
    let finding = about_source(&RULE, delivery, Some(span), words);
    vec![Finding { confidence: Confidence::Possible, ..finding }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::known::{FileId, Setting, Span, Text, Truth};
    use model::{Home, LogConfig, Model, Place, Source, SourceKind};
    use std::sync::Arc;

    fn check(is_request: bool, written: &[Log], expected: usize) {
        let span = |start| Some(Span { file: FileId(0), start, end: start + 1 });
        let config = |log: Log| {
            let span = written.iter().position(|it| *it == log).and_then(|at| span(at as u32));
            LogConfig { log, span, destinations: Vec::new(), open: None }
        };
        let home = Home { account: Text::new(), region: Text::new(), partition: "aws".into() };
        let place = Place {
            address: "request".to_owned(),
            span: span(9),
            whole: None,
            exists: Truth::Yes,
            home: Arc::new(home),
            hearsay: None,
            found: false,
        };
        let source = Source {
            kind: SourceKind::Cluster,
            place,
            name: Setting::absent(),
            logs: vec![config(Log::Broker), config(Log::Authorizer)],
            misplaced: Vec::new(),
            is_request,
        };
        let model = Model { sources: vec![source], ..Model::default() };
        let findings = super::check(&Delivery::of(&model, &model.sources[0]));
        assert_eq!(findings.len(), expected, "{findings:?}");
        assert!(findings.iter().all(|it| it.span == span(0) && it.confidence == Confidence::Possible));
    }

    #[test]
    fn a_request_needs_broker_logs_beside() {
        check(true, &[Log::Authorizer], 1);
        check(true, &[Log::Authorizer, Log::Broker], 0);
        check(true, &[Log::Broker], 0);
        check(true, &[], 0);
        check(false, &[Log::Authorizer], 0);
    }
}
