//! A configuration under test: files by path, and what the user said beside them.

use crate::Told;
use engine::{Date, Settings};
use std::sync::Arc;

#[derive(Clone, Debug, Default)]
pub struct Given {
    texts: Vec<(String, Arc<str>)>,
    settings: Settings,
}

/// A root module of one file, `main.tf`, put together from its parts.
pub fn given(parts: &[&str]) -> Given {
    Given::default().file("main.tf", &parts.join("\n"))
}

impl Given {
    #[must_use]
    pub fn file(mut self, path: &str, text: &str) -> Given {
        self.texts.push((path.to_owned(), text.into()));
        self
    }

    /// As `--var NAME=VALUE` does.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Given {
        self.settings.inputs.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As `--var-file` does.
    #[must_use]
    pub fn variable_file(mut self, path: &str, text: &str) -> Given {
        self.settings.inputs.variable_files.push((path.to_owned(), text.into()));
        self
    }

    /// As `--parameter NAME=VALUE` does.
    #[must_use]
    pub fn parameter(mut self, name: &str, value: &str) -> Given {
        self.settings.inputs.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As `TF_VAR_name` in the environment does.
    #[must_use]
    pub fn environment(mut self, name: &str, value: &str) -> Given {
        self.settings.inputs.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn account(mut self, account: &str) -> Given {
        self.settings.inputs.account = Some(account.to_owned());
        self
    }

    #[must_use]
    pub fn region(mut self, region: &str) -> Given {
        self.settings.inputs.region = Some(region.to_owned());
        self
    }

    pub fn check(&self) -> Told {
        // A day for exceptions with a date, the same on every machine.
        let mut settings = self.settings.clone();
        settings.allow.today = settings.allow.today.or(Date::new(2027, 6, 1));
        Told::new(engine::check(self.texts.clone(), &settings))
    }
}
