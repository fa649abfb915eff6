//! Why something is not known, and what would settle it.

use crate::Span;
use std::fmt;
use std::sync::Arc;

/// A reason that travels with every unknown. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Why(Arc<Reason>);

#[derive(Clone, PartialEq, Eq, Default)]
struct Reason {
    text: String,
    span: Option<Span>,
    settle: Vec<Settle>,
    questions: Vec<String>,
    fault: Option<Fault>,
    malformed: bool,
}

/// An input that would turn the unknown into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Settle {
    /// A variable of the root module, by name.
    Variable(String),
    /// A CloudFormation parameter, by name.
    Parameter(String),
    Account,
    Region,
    /// The code of a module, by the address of its call.
    Module(String),
    /// Something that exists outside of what was given: a data source, a resource.
    Outside(String),
}

/// What makes a reference impossible, as against merely unknown: AWS or Terraform will refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as a clause: "`aws_s3_bucket.logs` is not declared".
    pub text: String,
    pub span: Option<Span>,
    /// Address of the resource that was plainly meant, where there is one.
    pub meant: Option<String>,
}

impl Fault {
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Fault {
        Fault { text: text.into(), span, meant: None }
    }
}

impl Why {
    /// `text` is a clause in lower case without a full stop: "`var.name` has no value".
    pub fn new(text: impl Into<String>) -> Why {
        Why(Arc::new(Reason { text: text.into(), ..Reason::default() }))
    }

    /// The unknown is in truth an error in the configuration.
    pub fn fault(fault: Fault) -> Why {
        Why(Arc::new(Reason {
            text: fault.text.clone(),
            span: fault.span,
            fault: Some(fault),
            ..Reason::default()
        }))
    }

    /// The fault is that a text is not in the language that it should be in.
    pub fn malformed(mut self) -> Why {
        Arc::make_mut(&mut self.0).malformed = true;
        self
    }

    pub fn is_malformed(&self) -> bool {
        self.0.malformed
    }

    pub fn at(mut self, span: Option<Span>) -> Why {
        Arc::make_mut(&mut self.0).span = span;
        self
    }

    pub fn settled_by(mut self, settle: Settle) -> Why {
        let reason = Arc::make_mut(&mut self.0);
        if !reason.settle.contains(&settle) {
            reason.settle.push(settle);
        }
        self
    }

    /// Hangs on an undecided condition, written as the configuration writes it: `var.on`.
    pub fn asks(mut self, question: impl Into<String>) -> Why {
        let (reason, question) = (Arc::make_mut(&mut self.0), question.into());
        if !reason.questions.contains(&question) {
            reason.questions.push(question);
        }
        self
    }

    /// Both reasons hold: the first one's words, the questions, remedies and fault of both.
    pub fn and(self, other: &Why) -> Why {
        if self == *other {
            return self;
        }
        let mut both = self;
        if both.0.fault.is_none() && other.0.fault.is_some() {
            Arc::make_mut(&mut both.0).fault.clone_from(&other.0.fault);
        }
        for question in other.questions() {
            both = both.asks(question.clone());
        }
        for settle in other.settle() {
            both = both.settled_by(settle.clone());
        }
        both
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    pub fn settle(&self) -> &[Settle] {
        &self.0.settle
    }

    /// Undecided conditions that this unknown hangs on, the earliest first.
    pub fn questions(&self) -> &[String] {
        &self.0.questions
    }

    pub fn as_fault(&self) -> Option<&Fault> {
        self.0.fault.as_ref()
    }
}

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Why({})", self.0.text)
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}
