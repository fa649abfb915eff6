//! Variables of a script: one that gets its value once, before it is used and whatever happens, has that
//! value; one that changes is not even equal to itself.

use super::Command;
use super::lex::is_name;
use model::known::{Part, Symbol, Text};
use std::collections::HashMap;

/// Variables within the values of others, and bytes that all of it may come to.
const DEPTH: usize = 8;
const BUDGET: usize = 8 * 1024 * 1024;

/// Scripts do not share their variables.
pub(super) fn symbol_name(name: &str, path: &str) -> String {
    format!("{name} of {path}")
}

/// What the script says of a variable.
struct Variable {
    /// The number of the command that sets it.
    command: usize,
    value: Option<Text>,
    times: usize,
}

pub(super) fn resolve(commands: &mut [Command]) {
    let variables = variables(commands);
    let mut budget = BUDGET;
    for (number, command) in commands.iter_mut().enumerate() {
        let words = command.words.iter_mut().map(|word| &mut word.text);
        let output = command.output.iter_mut().map(|word| &mut word.text);
        for text in words.chain(command.input.iter_mut()).chain(output) {
            if text.symbols().next().is_some() {
                *text = filled(text, number, &variables, 0, &mut budget);
            }
        }
    }
}

fn variables(commands: &[Command]) -> HashMap<String, Variable> {
    let mut variables: HashMap<String, Variable> = HashMap::new();
    let mut set = |name: String, command: usize, value: Option<Text>| {
        let entry = variables.entry(name).or_insert(Variable { command, value: None, times: 0 });
        entry.times += 1;
        entry.value = value.filter(|_| entry.times == 1);
    };
    for (number, command) in commands.iter().enumerate() {
        let first = command.word(0).unwrap_or_default();
        let declares = matches!(first.as_str(), "export" | "local" | "readonly" | "declare" | "typeset");
        let words = command.words.get(usize::from(declares)..).unwrap_or_default();
        let assigned = words.iter().map(|word| assignment(&word.text));
        if declares || assigned.clone().all(|found| found.is_some()) {
            for (name, value, adds) in assigned.flatten() {
                let value = Some(value).filter(|_| command.certain && !adds && first != "local");
                set(name, number, value);
            }
        }
        if matches!(
            first.as_str(),
            "for" | "select" | "read" | "mapfile" | "readarray" | "getopts" | "unset" | "printf"
        ) {
            let names = command.words.iter().skip(1).filter_map(|word| word.text.known());
            for name in names.filter(|name| is_name(name)) {
                set(name.clone(), number, None);
                set(name, number, None);
            }
        }
    }
    variables
}

/// `NAME=value`, and whether it is `NAME+=value`.
fn assignment(text: &Text) -> Option<(String, Text, bool)> {
    let (Part::Literal(start, at), rest) = text.parts().split_first()? else { return None };
    let (name, value) = start.split_once('=')?;
    let adds = name.ends_with('+');
    let name = name.trim_end_matches('+');
    if !is_name(name) {
        return None;
    }
    let behind = start.len() - value.len();
    let at = at.map(|at| model::known::Pos {
        offset: at.offset.saturating_add(u32::try_from(behind).unwrap_or_default()),
        ..at
    });
    let mut found = Text::literal_at(value, at);
    push_all(&mut found, rest);
    Some((name.to_owned(), found, adds))
}

fn push_all(text: &mut Text, parts: &[Part]) {
    for part in parts {
        match part {
            Part::Literal(literal, at) => text.push_literal(literal.as_str(), *at),
            Part::Symbol(symbol) => text.push_symbol(symbol.clone()),
        }
    }
}

fn filled(
    text: &Text,
    number: usize,
    variables: &HashMap<String, Variable>,
    depth: usize,
    budget: &mut usize,
) -> Text {
    let mut result = Text::new();
    for part in text.parts() {
        let Part::Symbol(symbol) = part else {
            push_all(&mut result, std::slice::from_ref(part));
            continue;
        };
        let name = symbol.name().split(" of ").next().unwrap_or_default();
        match variables.get(name) {
            Some(Variable { command, value: Some(value), times: 1 })
                if *command < number && depth < DEPTH =>
            {
                let value = filled(value, *command, variables, depth + 1, budget);
                match budget.checked_sub(value.length()) {
                    Some(left) => {
                        *budget = left;
                        result.push(&value);
                    }
                    None => result.push_symbol(symbol.clone()),
                }
            }
            Some(Variable { times, .. }) if *times > 1 => {
                result.push_symbol(Symbol::anonymous(symbol.why().clone()));
            }
            _ => result.push_symbol(symbol.clone()),
        }
    }
    result
}
