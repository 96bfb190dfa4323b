//! The catalogue of roles in its file: TOML in, what is written of each role out. What a role may be is for the rules
//! to say; every mistake of either kind is collected.

use std::{io, path::Path};

use rules::policy::Action;
use rules::role::{Catalogue, DomainAction, Mistake, Problem, Scope, WrittenActions, WrittenRole};
use toml::{Table, Value};

use super::keys;

const KEYS: [&str; 3] = ["name", "description", "actions"];

/// The catalogue, or everything that is wrong with it.
pub(super) fn read(path: &str, content: io::Result<String>) -> Result<Catalogue, Vec<String>> {
    let text = content.map_err(|error| vec![format!("the file can't be read: {error}")])?;
    let table = text
        .parse::<Table>()
        .map_err(|error| vec![format!("it is no TOML: {error}")])?;
    let mut shape = Shape::default();
    let (portal, domain) = shape.catalogue(&table);
    let file = Path::new(path)
        .file_name()
        .map_or(path.into(), |name| name.to_string_lossy());
    let read = Catalogue::written(&file, &portal, &domain);
    let mut found: Vec<String> = shape
        .found
        .iter()
        .map(|(place, problem)| format!("{place}: {problem}"))
        .collect();
    if let Err(mistakes) = &read {
        // What could not be read at all is not said again in other words.
        let is_said = |mistake: &&Mistake| {
            shape
                .found
                .iter()
                .any(|(place, _)| *place == mistake.place())
        };
        found.extend(
            mistakes
                .iter()
                .filter(|mistake| !is_said(mistake))
                .map(said),
        );
    }
    match read {
        Ok(catalogue) if found.is_empty() => Ok(catalogue),
        Ok(_) | Err(_) => Err(found),
    }
}

/// A mistake with the nearest name that means something.
fn said(mistake: &Mistake) -> String {
    let Problem::UnknownAction(typed) = &mistake.problem else {
        return mistake.to_string();
    };
    let known: Vec<String> = match mistake.scope {
        Scope::Portal => Action::ALL.map(|a| a.as_str().to_owned()).to_vec(),
        Scope::Domain => DomainAction::ALL.map(|a| a.as_str().to_owned()).to_vec(),
    };
    match keys::nearest(typed, &known) {
        Some(name) => format!("{mistake}; did you mean {name}?"),
        None => format!("{mistake}; docs/operating.md lists them"),
    }
}

/// Reads the shape of the file and notes what has another one.
#[derive(Default)]
struct Shape {
    /// The place and what is wrong there.
    found: Vec<(String, String)>,
}

impl Shape {
    fn catalogue(&mut self, table: &Table) -> (Vec<WrittenRole>, Vec<WrittenRole>) {
        let scopes = [Scope::Portal, Scope::Domain];
        for key in table.keys() {
            if scopes.iter().all(|scope| scope.as_str() != key) {
                let problem =
                    "there is no such key; write [[portal]] or [[domain]], once for each role";
                self.found.push((key.clone(), problem.to_owned()));
            }
        }
        let [portal, domain] = scopes.map(|scope| self.roles(scope, table));
        (portal, domain)
    }

    fn roles(&mut self, scope: Scope, table: &Table) -> Vec<WrittenRole> {
        let name = scope.as_str();
        let Some(value) = table.get(name) else {
            return Vec::new();
        };
        let tables: Option<Vec<&Table>> = value
            .as_array()
            .map(|values| values.iter().map(Value::as_table).collect())
            .unwrap_or_default();
        let Some(tables) = tables else {
            let problem = format!("write [[{name}]], once for each role");
            self.found.push((name.to_owned(), problem));
            return Vec::new();
        };
        tables
            .into_iter()
            .enumerate()
            .map(|(n, table)| self.role(scope, n, table))
            .collect()
    }

    fn role(&mut self, scope: Scope, n: usize, table: &Table) -> WrittenRole {
        let mut written = WrittenRole {
            name: String::new(),
            description: String::new(),
            actions: WrittenActions::Named(Vec::new()),
        };
        let mut problems: Vec<(&str, &str)> = Vec::new();
        for (field, text) in [
            ("name", &mut written.name),
            ("description", &mut written.description),
        ] {
            match table.get(field) {
                Some(Value::String(value)) => text.clone_from(value),
                Some(_) => problems.push((field, "it is no text")),
                // The rules say that something is missing.
                None => {}
            }
        }
        match table.get("actions").map(actions) {
            Some(Some(actions)) => written.actions = actions,
            Some(None) => problems.push(("actions", SHAPE_OF_ACTIONS)),
            None => problems.push(("actions", SHAPE_OF_ACTIONS)),
        }
        let place = format!("{} role {}", scope.as_str(), written.place(n));
        for (field, problem) in problems {
            self.found
                .push((format!("{place}, {field}"), problem.to_owned()));
        }
        let known: Vec<String> = KEYS.map(str::to_owned).to_vec();
        for key in table.keys().filter(|key| !known.contains(key)) {
            let nearest = keys::nearest(key, &known)
                .map_or_else(String::new, |name| format!("; did you mean {name}?"));
            let problem = format!("there is no such key{nearest}");
            self.found.push((format!("{place}, {key}"), problem));
        }
        written
    }
}

const SHAPE_OF_ACTIONS: &str = "write a list of actions, or \"all\"";

/// A list of texts, or the word for all of them.
fn actions(value: &Value) -> Option<WrittenActions> {
    match value {
        Value::String(word) if word == "all" => Some(WrittenActions::All),
        Value::Array(values) => {
            let names: Option<Vec<String>> = values
                .iter()
                .map(|value| value.as_str().map(str::to_owned))
                .collect();
            names.map(WrittenActions::Named)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
