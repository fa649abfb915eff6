//! A rule's page: its sections, and its examples with the marks on their lines.

/// The sections of a page, in order.
pub const SECTIONS: [&str; 5] = ["Why it matters", "What AWS does", "Flagged", "Fine", "Cannot tell"];

#[derive(Debug)]
pub struct Page {
    pub title: String,
    pub sections: Vec<String>,
    pub examples: Vec<Example>,
    /// What is wrong with the page itself.
    pub flaws: Vec<String>,
}

#[derive(Debug)]
pub struct Example {
    pub section: String,
    /// The word behind the fence.
    pub language: String,
    /// Where it begins in the page, counted from 1.
    pub line: usize,
    pub text: String,
}

/// A line of an example and the confidence of the finding on it.
pub type Mark = (usize, &'static str);

impl Page {
    pub fn parse(text: &str) -> Page {
        let mut lines = text.lines().enumerate();
        let title = lines.next().and_then(|(_, line)| line.strip_prefix("# ")).unwrap_or_default().to_owned();
        let mut page = Page { title, sections: Vec::new(), examples: Vec::new(), flaws: Vec::new() };
        while let Some((at, line)) = lines.next() {
            if let Some(name) = line.strip_prefix("## ") {
                page.sections.push(name.to_owned());
            } else if let Some(language) = line.strip_prefix("```") {
                let body: Vec<&str> =
                    lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
                page.examples.push(Example {
                    section: page.sections.last().cloned().unwrap_or_default(),
                    language: language.to_owned(),
                    line: at + 1,
                    text: body.join("\n") + "\n",
                });
            }
        }
        page.flaws = page.flaws();
        page
    }

    fn flaws(&self) -> Vec<String> {
        let mut flaws = Vec::new();
        let known: Vec<&&str> =
            SECTIONS.iter().filter(|name| self.sections.iter().any(|it| it == **name)).collect();
        if !self.sections.iter().eq(known.iter().copied()) {
            flaws.push(format!("the sections are {:?}, not {SECTIONS:?}", self.sections));
        }
        // What can always be told apart needs no `Cannot tell`.
        for wanted in SECTIONS.iter().take(4).filter(|name| !known.contains(name)) {
            flaws.push(format!("there is no section `{wanted}`"));
        }
        for wanted in ["Flagged", "Fine"] {
            if !self.examples.iter().any(|example| example.section == wanted) {
                flaws.push(format!("the section `{wanted}` has no example"));
            }
        }
        flaws
    }
}

impl Example {
    pub fn marks(&self) -> Vec<Mark> {
        let mark = |line: &str| match () {
            () if line.ends_with("# finding") => Some("certain"),
            () if line.ends_with("# possible") => Some("possible"),
            () => None,
        };
        self.text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, mark(line)?))).collect()
    }
}
