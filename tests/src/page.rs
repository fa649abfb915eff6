//! A rule's page: its sections, and its examples with the marks on their lines.

/// The sections of a page, in order.
pub const SECTIONS: [&str; 5] = ["Why it matters", "What AWS does", "Flagged", "Fine", "Cannot tell"];

#[derive(Debug, Default)]
pub struct Page {
    pub title: String,
    pub sections: Vec<String>,
    /// The prose of each section.
    words: Vec<String>,
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
    /// The plan or state that lies beside it: the JSON that follows it.
    pub plan: Option<String>,
}

/// A line of an example and the confidence of the finding on it.
pub type Mark = (usize, &'static str);

impl Page {
    pub fn parse(text: &str) -> Page {
        let mut lines = text.lines().enumerate();
        let title = lines.next().and_then(|(_, line)| line.strip_prefix("# ")).unwrap_or_default().to_owned();
        let mut page = Page { title, ..Page::default() };
        while let Some((at, line)) = lines.next() {
            if let Some(name) = line.strip_prefix("## ") {
                page.sections.push(name.to_owned());
                page.words.push(String::new());
            } else if let Some(language) = line.strip_prefix("```") {
                let body: Vec<&str> =
                    lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
                let (text, section) =
                    (body.join("\n") + "\n", page.sections.last().cloned().unwrap_or_default());
                if let ("json", Some(before)) = (language, page.examples.last_mut())
                    && text.contains("\"format_version\"")
                    && before.section == section
                {
                    before.plan = Some(text);
                    continue;
                }
                let language = language.to_owned();
                page.examples.push(Example { section, language, line: at + 1, text, plan: None });
            } else if let Some(words) = page.words.last_mut() {
                words.push_str(line);
                words.push('\n');
            }
        }
        page.flaws = page.flaws();
        page
    }

    /// What a section says, examples aside.
    pub fn words(&self, section: &str) -> &str {
        let mut sections = self.sections.iter().zip(&self.words);
        sections.find(|(name, _)| *name == section).map_or("", |(_, words)| words)
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
    /// The file that an example of this language is; none for what is shown and not run.
    pub fn file(&self) -> Option<&'static str> {
        match self.language.as_str() {
            "hcl" => Some("main.tf"),
            "yaml" => Some("template.yaml"),
            _ => None,
        }
    }

    pub fn marks(&self) -> Vec<Mark> {
        let mark = |line: &str| match () {
            () if line.ends_with("# finding") => Some("certain"),
            () if line.ends_with("# possible") => Some("possible"),
            () => None,
        };
        self.text.lines().enumerate().filter_map(|(at, line)| Some((at + 1, mark(line)?))).collect()
    }
}
