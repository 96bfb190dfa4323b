//! Reading a catalogue that somebody wrote: everything wrong with it is collected, each mistake with its role and
//! field. Must not know the format it was written in.

use super::{
    CUSTOMER, Catalogue, DOMAIN_ADMINISTRATOR, DomainAction, DomainActionSet, DomainRole, OWNER,
    PortalRole,
};
use crate::plain_text::{Note, TextFault, plain_name};
use crate::policy::{Action, ActionSet};
use std::fmt;

/// The most roles of one scope: people choose from a list of them.
pub const MOST_ROLES: usize = 50;

/// A role as somebody wrote it; what was left out is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRole {
    /// Its name.
    pub name: String,
    /// One sentence for people.
    pub description: String,
    /// What it shall hold.
    pub actions: WrittenActions,
}

impl WrittenRole {
    /// How a mistake names the role that stands at this place, counted from 0.
    pub fn place(&self, n: usize) -> String {
        match plain_name(&self.name) {
            Ok(name) => format!("{name:?}"),
            Err(_) => format!("number {}", n + 1),
        }
    }
}

/// The actions of a role as somebody wrote them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrittenActions {
    /// Every action there is, in later versions too.
    All,
    /// These, by name.
    Named(Vec<String>),
}

/// Where a role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In the portal.
    Portal,
    /// In one domain.
    Domain,
}

impl Scope {
    /// `portal` or `domain`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Portal => "portal",
            Scope::Domain => "domain",
        }
    }
}

/// One thing that is wrong with a written catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The scope of the role.
    pub scope: Scope,
    /// Which role: its name, or `number 3` where that can't be read.
    pub role: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The name is no name.
    Name(TextFault),
    /// Another role has that name, or one that differs in capital letters only.
    NamedTwice,
    /// There must be a role of this name.
    Missing,
    /// More than [`MOST_ROLES`].
    TooMany,
    /// The description is missing, or no plain text.
    Description(TextFault),
    /// There is no such action.
    UnknownAction(String),
    /// That action belongs to roles of the other scope.
    OtherScope(String),
    /// The role must hold every action and lacks these.
    Lacks(Vec<&'static str>),
    /// Customer must stay without administrative actions and holds these.
    Administrative(Vec<&'static str>),
    /// A member must be able to enter the domain.
    CannotEnter,
}

impl Problem {
    /// The field it is about.
    pub const fn field(&self) -> &'static str {
        match self {
            Problem::Name(_) | Problem::NamedTwice | Problem::Missing | Problem::TooMany => "name",
            Problem::Description(_) => "description",
            Problem::UnknownAction(_)
            | Problem::OtherScope(_)
            | Problem::Lacks(_)
            | Problem::Administrative(_)
            | Problem::CannotEnter => "actions",
        }
    }
}

impl Mistake {
    /// The role and the field, in words.
    pub fn place(&self) -> String {
        let (scope, field) = (self.scope.as_str(), self.problem.field());
        format!("{scope} role {}, {field}", self.role)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = self.scope.as_str();
        write!(f, "{}: ", self.place())?;
        match &self.problem {
            Problem::Name(fault) | Problem::Description(fault) => f.write_str(fault.reason()),
            Problem::NamedTwice => {
                f.write_str("another role has this name; capital letters make no difference")
            }
            Problem::Missing => f.write_str("there must be a role of this name"),
            Problem::TooMany => write!(f, "there are more than {MOST_ROLES} {scope} roles"),
            Problem::UnknownAction(name) => write!(f, "there is no {scope} action {name:?}"),
            Problem::OtherScope(name) => {
                write!(f, "{name:?} is no {scope} action; take it out here")
            }
            Problem::Lacks(names) => write!(
                f,
                "it must hold every {scope} action and lacks {}; write actions = \"all\"",
                names.join(", ")
            ),
            Problem::Administrative(names) => write!(
                f,
                "it must hold no administrative action; take out {}",
                names.join(", ")
            ),
            Problem::CannotEnter => {
                f.write_str("a member must be able to enter the domain; add domain:read")
            }
        }
    }
}

impl Catalogue {
    /// The catalogue that was written in the file of that name.
    ///
    /// # Errors
    /// Every mistake, in the order of the roles.
    pub fn written(
        file: &str,
        portal: &[WrittenRole],
        domain: &[WrittenRole],
    ) -> Result<Catalogue, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let portal = read(Scope::Portal, portal, &mut mistakes, portal_action);
        let portal: Vec<PortalRole> = portal
            .into_iter()
            .map(|read| PortalRole {
                name: read.name,
                description: read.description,
                actions: match read.actions {
                    Some(actions) => ActionSet::of(&actions),
                    None => ActionSet::ALL,
                },
            })
            .collect();
        check_portal(&portal, &mut mistakes);
        let domain = read(Scope::Domain, domain, &mut mistakes, domain_action);
        let domain: Vec<DomainRole> = domain
            .into_iter()
            .map(|read| DomainRole {
                name: read.name,
                description: read.description,
                actions: match read.actions {
                    Some(actions) => DomainActionSet::of(&actions),
                    None => DomainActionSet::ALL,
                },
            })
            .collect();
        check_domain(&domain, &mut mistakes);
        if mistakes.is_empty() {
            let file = Some(file.to_owned());
            Ok(Catalogue {
                portal,
                domain,
                file,
            })
        } else {
            Err(mistakes)
        }
    }
}

/// A role with everything of it that could be read.
struct ReadRole<A> {
    name: String,
    description: String,
    /// `None`: all of them.
    actions: Option<Vec<A>>,
}

/// What a name means as an action of a scope; a mistake names an action of the other scope as such.
type Reader<A> = fn(&str) -> Result<A, Problem>;

fn portal_action(name: &str) -> Result<Action, Problem> {
    let found = Action::ALL.into_iter().find(|a| a.as_str() == name);
    let is_other = DomainAction::ALL.iter().any(|a| a.as_str() == name);
    found.ok_or_else(|| not_an_action(name, is_other))
}

fn domain_action(name: &str) -> Result<DomainAction, Problem> {
    let found = DomainAction::ALL.into_iter().find(|a| a.as_str() == name);
    let is_other = Action::ALL.iter().any(|a| a.as_str() == name);
    found.ok_or_else(|| not_an_action(name, is_other))
}

fn not_an_action(name: &str, is_of_other_scope: bool) -> Problem {
    if is_of_other_scope {
        Problem::OtherScope(name.to_owned())
    } else {
        Problem::UnknownAction(name.to_owned())
    }
}

fn read<A>(
    scope: Scope,
    written: &[WrittenRole],
    mistakes: &mut Vec<Mistake>,
    reader: Reader<A>,
) -> Vec<ReadRole<A>> {
    let mut roles: Vec<ReadRole<A>> = Vec::with_capacity(written.len().min(MOST_ROLES));
    for (n, written) in written.iter().enumerate() {
        let role = written.place(n);
        let mut note = |problem| {
            mistakes.push(Mistake {
                scope,
                role: role.clone(),
                problem,
            });
        };
        if n == MOST_ROLES {
            note(Problem::TooMany);
            break;
        }
        let name = match plain_name(&written.name) {
            Ok(name) => name,
            Err(fault) => {
                note(Problem::Name(fault));
                ""
            }
        };
        let folded = name.to_lowercase();
        if !name.is_empty() && roles.iter().any(|r| r.name.to_lowercase() == folded) {
            note(Problem::NamedTwice);
        }
        let description = description(&written.description).unwrap_or_else(|fault| {
            note(Problem::Description(fault));
            String::new()
        });
        let actions = match &written.actions {
            WrittenActions::All => None,
            WrittenActions::Named(names) => {
                let mut actions = Vec::with_capacity(names.len());
                for name in names {
                    match reader(name) {
                        Ok(action) => actions.push(action),
                        Err(problem) => note(problem),
                    }
                }
                Some(actions)
            }
        };
        roles.push(ReadRole {
            name: name.to_owned(),
            description,
            actions,
        });
    }
    roles
}

/// One line that says something.
fn description(text: &str) -> Result<String, TextFault> {
    let note = Note::parse(text)?;
    if note.is_empty() {
        return Err(TextFault::Empty);
    }
    if note.as_str().contains('\n') {
        return Err(TextFault::ControlCharacter);
    }
    Ok(note.into_string())
}

/// Owner holds every action, Customer none that is administrative (PRODUCT.md sections 1 and 4, V).
fn check_portal(roles: &[PortalRole], mistakes: &mut Vec<Mistake>) {
    let mut note = |role: &str, problem| {
        mistakes.push(Mistake {
            scope: Scope::Portal,
            role: format!("{role:?}"),
            problem,
        });
    };
    match roles.iter().find(|role| role.name == OWNER) {
        None => note(OWNER, Problem::Missing),
        Some(owner) => {
            let lacks: Vec<_> = ActionSet::ALL.minus(owner.actions).iter().collect();
            if !lacks.is_empty() {
                let names = lacks.into_iter().map(Action::as_str).collect();
                note(OWNER, Problem::Lacks(names));
            }
        }
    }
    match roles.iter().find(|role| role.name == CUSTOMER) {
        None => note(CUSTOMER, Problem::Missing),
        Some(customer) => {
            let actions = customer.actions.administrative();
            if actions != ActionSet::NONE {
                let names = actions.iter().map(Action::as_str).collect();
                note(CUSTOMER, Problem::Administrative(names));
            }
        }
    }
}

/// Administrator holds every domain action; whoever is a member can enter (M).
fn check_domain(roles: &[DomainRole], mistakes: &mut Vec<Mistake>) {
    let mut note = |role: &str, problem| {
        mistakes.push(Mistake {
            scope: Scope::Domain,
            role: format!("{role:?}"),
            problem,
        });
    };
    match roles.iter().find(|role| role.name == DOMAIN_ADMINISTRATOR) {
        None => note(DOMAIN_ADMINISTRATOR, Problem::Missing),
        Some(administrator) => {
            let held = administrator.actions;
            let lacks: Vec<_> = DomainAction::ALL
                .into_iter()
                .filter(|action| !held.allows(*action))
                .map(DomainAction::as_str)
                .collect();
            if !lacks.is_empty() {
                note(DOMAIN_ADMINISTRATOR, Problem::Lacks(lacks));
            }
        }
    }
    for role in roles {
        let is_named = !role.name.is_empty() && role.name != DOMAIN_ADMINISTRATOR;
        if is_named && !role.actions.allows(DomainAction::Read) {
            note(&role.name, Problem::CannotEnter);
        }
    }
}

#[cfg(test)]
mod tests;
