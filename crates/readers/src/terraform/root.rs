//! A root module: its code and that of the modules it calls, loaded once, evaluated once for every
//! scenario.

use super::circles::{self, Circles};
use super::eval::Evaluator;
use super::load;
use super::lower::{self, Kept};
use super::module::Module;
use super::plan::Document;
use super::syntax::{self, Tree};
use crate::input::{self, Assumptions, Settings, SourceText, Texts};
use crate::reading::{Problems, Reading};
use crate::value::Value;
use model::Problem;
use model::known::{FileId, Span};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

/// The code of a root module and of all that it calls, and what went wrong while reading it.
pub struct Root<'t> {
    texts: &'t dyn Texts,
    settings: Settings,
    /// The root module first.
    pub(super) modules: Vec<Module>,
    /// Stands for code that was not loaded.
    nothing: Module,
    /// Variables of the root module, the assignment that counts last.
    pub(super) assignments: HashMap<String, Given>,
    files: RefCell<Vec<SourceText>>,
    problems: RefCell<Problems>,
    /// What Terraform has planned or done, laid over the code.
    plan: Option<Document>,
    circles: OnceCell<Circles>,
    /// What was lowered in earlier scenarios.
    kept: Kept,
}

/// What a variable file gives.
pub(super) enum Given {
    /// A body with this one argument.
    Written(Tree),
    Plain(Value),
}

/// A value for a variable from outside of its declaration.
pub(super) enum Assignment<'a> {
    /// In a variable file.
    Given(&'a Given),
    /// On the command line or in the environment.
    Said { path: String, text: &'a str },
}

impl<'t> Root<'t> {
    /// `folder` is the path of the root module. Never fails: what cannot be read is a problem.
    pub fn open(folder: &str, texts: &'t dyn Texts, settings: &Settings) -> Root<'t> {
        let mut root = Root::empty(folder, texts, settings);
        root.load(folder);
        root
    }

    pub(super) fn empty(folder: &str, texts: &'t dyn Texts, settings: &Settings) -> Root<'t> {
        Root {
            texts,
            settings: settings.clone(),
            modules: Vec::new(),
            nothing: Module::new(folder.to_owned()),
            assignments: HashMap::new(),
            files: RefCell::default(),
            problems: RefCell::default(),
            plan: None,
            circles: OnceCell::new(),
            kept: Kept::default(),
        }
    }

    pub(super) fn load(&mut self, folder: &str) {
        load::load(self, folder);
    }

    /// One module in which nothing is declared.
    pub(super) fn without_code(&mut self) {
        self.modules = vec![Module::new(self.nothing.folder.clone())];
    }

    /// The variables of a plan count more than those of files.
    pub(super) fn set_plan(&mut self, plan: Option<Document>) {
        for (name, value) in plan.iter().flat_map(|plan| &plan.variables) {
            self.assignments.insert(name.clone(), Given::Plain(value.clone()));
        }
        self.plan = plan;
    }

    pub(super) fn plan(&self) -> Option<&Document> {
        self.plan.as_ref()
    }

    pub fn evaluate(&self, assumptions: &Assumptions) -> Reading {
        let mut evaluator = Evaluator::new(self, assumptions);
        let model = lower::lower(&mut evaluator);
        Reading { model, problems: self.problems.borrow().list() }
    }

    /// Every source that was read so far, also those of called modules, in the order of their ids.
    pub fn files(&self) -> Vec<SourceText> {
        self.files.borrow().clone()
    }

    pub(super) fn module(&self, code: usize) -> &Module {
        self.modules.get(code).unwrap_or(&self.nothing)
    }

    pub(super) fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Resources that need one another. What has been planned has no circles.
    pub(super) fn circles(&self) -> &Circles {
        self.circles.get_or_init(|| {
            let found = if self.plan.is_some() { Circles::new() } else { circles::find(self) };
            for fault in found.values() {
                self.problem(fault.span, fault.text.clone());
            }
            found
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn texts(&self) -> &'t dyn Texts {
        self.texts
    }

    /// Reads a file that a function names. Problems are the caller's.
    pub(super) fn read(&self, path: &str) -> input::Text {
        self.texts.read(path)
    }

    /// The number of a source in the list of what was read; a source that is there already keeps its.
    pub(super) fn enlist(&self, path: &str, text: &Arc<str>) -> FileId {
        let mut files = self.files.borrow_mut();
        let known = files.iter().position(|file| file.path == path);
        let number = known.unwrap_or_else(|| {
            files.push(SourceText { path: path.to_owned(), text: text.clone() });
            files.len() - 1
        });
        FileId(u32::try_from(number).unwrap_or(u32::MAX))
    }

    pub(super) fn text_at(&self, span: Span) -> Option<String> {
        let files = self.files.borrow();
        let text = &files.get(span.file.0 as usize)?.text;
        text.get(span.start as usize..span.end as usize).map(str::to_owned)
    }

    /// Something that could not be read: the run is not complete. Told once for each place.
    pub(super) fn problem(&self, span: Option<Span>, message: String) {
        let path =
            span.and_then(|span| self.files.borrow().get(span.file.0 as usize).map(|file| file.path.clone()));
        let problem = Problem { path: path.unwrap_or_else(|| self.module(0).folder.clone()), span, message };
        self.add_problem(problem);
    }

    pub(super) fn add_problem(&self, problem: Problem) {
        self.problems.borrow_mut().add(problem);
    }

    pub(super) fn report(&self, file: FileId, problem: syntax::Problem) {
        let span = problem.span.or(Some(Span { file, start: 0, end: 0 }));
        self.problem(span, problem.text);
    }

    pub(super) fn assignment(&self, name: &str) -> Option<Assignment<'_>> {
        let said = |list: &'_ [(String, String)]| list.iter().rposition(|(given, _)| given == name);
        if let Some((_, text)) = said(&self.settings.variables).and_then(|at| self.settings.variables.get(at))
        {
            return Some(Assignment::Said { path: format!("--var {name}"), text });
        }
        if let Some(given) = self.assignments.get(name) {
            return Some(Assignment::Given(given));
        }
        let (_, text) = said(&self.settings.environment).and_then(|at| self.settings.environment.get(at))?;
        Some(Assignment::Said { path: format!("TF_VAR_{name}"), text })
    }
}
