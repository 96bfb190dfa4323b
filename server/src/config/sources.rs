//! Where values come from: flag before variable before file before default. Collects mistakes instead of stopping at
//! the first (UX.md UX-OPS-03).

use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
};

use super::keys::{self, Key};

/// Everything configuration depends on, so that loading is a function of it alone.
pub struct Inputs<'a> {
    /// Given flags, by the name of their key; `config` is the path of the file.
    pub flags: BTreeMap<&'static str, String>,
    /// The environment.
    pub variables: BTreeMap<String, String>,
    /// Reads a text file.
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
    /// Is somebody looking at the log? Then it is text unless told otherwise.
    pub is_terminal: bool,
}

/// Where a value was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nowhere.
    Default,
    /// The flag.
    Flag(String),
    /// The environment variable.
    Variable(String),
    /// The key of the configuration file.
    File {
        /// The configuration file.
        path: PathBuf,
        /// The key in it.
        key: String,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Flag(name) | Self::Variable(name) => f.write_str(name),
            Self::File { path, key } => write!(f, "{key} in {}", path.display()),
        }
    }
}

/// A mistake: where, what was written there (never a secret), and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Flag, variable or key.
    pub place: String,
    /// The value, unless it is missing or a secret.
    pub value: Option<String>,
    /// What is wrong and how to mend it.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} = {value:?}: {}", self.place, self.problem),
            None => write!(f, "{}: {}", self.place, self.problem),
        }
    }
}

/// One line of `config show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The key.
    pub name: String,
    /// Its value, secrets masked.
    pub value: String,
    /// Where it was set.
    pub source: String,
}

/// The inputs with what was found wrong in them so far.
pub(super) struct Sources<'a> {
    inputs: &'a Inputs<'a>,
    file: Option<(PathBuf, toml::Table)>,
    pub(super) faults: Vec<Fault>,
    pub(super) shown: Vec<Shown>,
}

impl<'a> Sources<'a> {
    /// Reads the configuration file, if one is named, and looks for names that mean nothing.
    pub(super) fn open(inputs: &'a Inputs<'a>) -> Self {
        let mut sources = Self {
            inputs,
            file: None,
            faults: Vec::new(),
            shown: Vec::new(),
        };
        sources.open_file();
        sources.refuse_unknown_variables();
        sources
    }

    fn open_file(&mut self) {
        let flag = self
            .inputs
            .flags
            .get("config")
            .map(|path| ("--config", path));
        let Some((place, path)) =
            flag.or_else(|| self.variable(keys::CONFIG).map(|path| (keys::CONFIG, path)))
        else {
            return;
        };
        let (place, path) = (place.to_owned(), PathBuf::from(path));
        let table = (self.inputs.read)(&path)
            .map_err(|error| format!("the file can't be read: {error}"))
            .and_then(|text| {
                text.parse::<toml::Table>()
                    .map_err(|error| format!("it is no TOML: {error}"))
            });
        let table = match table {
            Ok(table) => table,
            Err(problem) => {
                let value = Some(path.display().to_string());
                return self.faults.push(Fault {
                    place,
                    value,
                    problem,
                });
            }
        };
        let known = keys::file_keys();
        for key in table.keys().filter(|key| !known.contains(key)) {
            self.faults.push(Fault {
                place: format!("{key} in {}", path.display()),
                value: None,
                problem: unknown("key", keys::nearest(key, &known)),
            });
        }
        self.file = Some((path, table));
    }

    fn refuse_unknown_variables(&mut self) {
        let known = keys::variables();
        for name in self.inputs.variables.keys() {
            if name.starts_with(keys::PREFIX) && !keys::is_test_hook(name) && !known.contains(name)
            {
                self.faults.push(Fault {
                    place: name.clone(),
                    value: None,
                    problem: unknown("variable", keys::nearest(name, &known)),
                });
            }
        }
    }

    /// A variable; an empty one counts as absent, because compose files write it so.
    pub(super) fn variable(&self, name: &str) -> Option<&'a String> {
        self.inputs
            .variables
            .get(name)
            .filter(|value| !value.is_empty())
    }

    /// The text of a value and where it stands, if anywhere.
    fn find(&mut self, name: &str) -> Option<(String, Source)> {
        if let Some(text) = self.inputs.flags.get(name) {
            return Some((text.clone(), Source::Flag(keys::flag(name))));
        }
        let variable = keys::variable(name);
        if let Some(text) = self.variable(&variable) {
            return Some((text.clone(), Source::Variable(variable)));
        }
        let (path, table) = self.file.as_ref()?;
        let value = table.get(name)?;
        let source = Source::File {
            path: path.clone(),
            key: name.to_owned(),
        };
        match text_of(value) {
            Some(text) => Some((text, source)),
            None => {
                self.faults.push(Fault {
                    place: source.to_string(),
                    value: None,
                    problem: "it is neither text, number, true or false, nor a list of texts"
                        .to_owned(),
                });
                None
            }
        }
    }

    /// The text of a secret: written out, or in a file that is named. Both at once would hide which one counts.
    fn find_secret(&mut self, key: &Key) -> Option<(String, Source)> {
        let direct = self.find(key.name);
        let Some((path, source)) = self.find(&key.file_key()) else {
            return direct;
        };
        if let Some((_, other)) = direct {
            self.faults.push(Fault {
                place: format!("{other} and {source}"),
                value: None,
                problem: "both are set: keep one".to_owned(),
            });
            return None;
        }
        match (self.inputs.read)(Path::new(&path)) {
            Ok(text) => Some((text.trim_end_matches(['\r', '\n']).to_owned(), source)),
            Err(error) => {
                self.faults.push(Fault {
                    place: source.to_string(),
                    value: Some(path),
                    problem: format!("the file can't be read: {error}"),
                });
                None
            }
        }
    }

    /// Takes one value. `None` when nothing is set, or when what is set was noted as a fault.
    pub(super) fn take<T>(
        &mut self,
        key: &Key,
        show: impl FnOnce(&str) -> String,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.take_all(key, show, |text| {
            parse(text).map_err(|problem| vec![problem])
        })
    }

    /// The same for a value in which several things can be wrong at once.
    pub(super) fn take_all<T>(
        &mut self,
        key: &Key,
        show: impl FnOnce(&str) -> String,
        parse: impl FnOnce(&str) -> Result<T, Vec<String>>,
    ) -> Option<T> {
        let before = self.faults.len();
        let found = if key.is_secret {
            self.find_secret(key)
        } else {
            self.find(key.name)
        };
        let Some((text, source)) = found else {
            if self.faults.len() > before {
                self.show(key, "(see below)".to_owned(), Source::Default);
            }
            return None;
        };
        self.show(key, show(&text), source.clone());
        parse(&text)
            .map_err(|problems| {
                let value = (!key.is_secret).then_some(text);
                let place = source.to_string();
                self.faults
                    .extend(problems.into_iter().map(|problem| Fault {
                        place: place.clone(),
                        value: value.clone(),
                        problem,
                    }));
            })
            .ok()
    }

    /// Notes a line for `config show`.
    pub(super) fn show(&mut self, key: &Key, value: String, source: Source) {
        let (name, source) = (key.name.to_owned(), source.to_string());
        self.shown.push(Shown {
            name,
            value,
            source,
        });
    }

    /// Was anything, right or wrong, set for this key?
    pub(super) fn is_shown(&self, key: &Key) -> bool {
        self.shown.iter().any(|line| line.name == key.name)
    }
}

fn unknown(what: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("there is no such {what}; did you mean {name}?"),
        None => format!("there is no such {what}; `portico --help` lists them"),
    }
}

/// A value of the file as the text a flag would hold.
fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(switch) => Some(switch.to_string()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}
