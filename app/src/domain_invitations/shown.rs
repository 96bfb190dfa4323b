//! The rows of the pop-up, from one answer of the server to the next: what went away meanwhile stays where it stood, and
//! says so (UX-LOG-05).

use rules::domain_invitation::{IN_POP_UP, MyInvitation, PopUp};
use rules::ids::DomainInvitationId;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub(super) row: MyInvitation,
    /// It can't be answered any more, though nobody has answered it here.
    pub(super) is_gone: bool,
}

/// The rows of a first answer.
pub(super) fn fresh(pop_up: &PopUp) -> Vec<Shown> {
    let shown = |row: &MyInvitation| Shown {
        row: row.clone(),
        is_gone: false,
    };
    pop_up.rows.iter().map(shown).collect()
}

/// The rows after another answer. `answered` was answered here, which also clears what went away before.
pub(super) fn merged(
    before: &[Shown],
    pop_up: &PopUp,
    answered: Option<DomainInvitationId>,
) -> Vec<Shown> {
    let mut rows = fresh(pop_up);
    if answered.is_some() {
        return rows;
    }
    for (at, old) in before.iter().enumerate() {
        let is_there = pop_up.rows.iter().any(|row| row.id == old.row.id);
        if is_there || !old.is_gone && is_pushed_out(&old.row, pop_up) {
            continue;
        }
        let gone = Shown {
            is_gone: true,
            ..old.clone()
        };
        rows.insert(at.min(rows.len()), gone);
    }
    rows.truncate(IN_POP_UP);
    rows
}

/// Did newer ones take its place?
fn is_pushed_out(row: &MyInvitation, pop_up: &PopUp) -> bool {
    let is_full = pop_up.rows.len() == IN_POP_UP;
    let last = pop_up.rows.last();
    is_full && last.is_some_and(|last| row.invited_at < last.invited_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::domain_invitation::{OfDomain, Status};
    use rules::ids::DomainId;
    use rules::invitation::Inviter;
    use rules::listing::Count;
    use rules::time::Timestamp;

    fn row(n: u128) -> MyInvitation {
        let at = Timestamp::from_micros(i64::try_from(n).unwrap());
        MyInvitation {
            id: DomainInvitationId(uuid::Uuid::from_u128(n)),
            domain: OfDomain {
                id: DomainId(uuid::Uuid::from_u128(n)),
                name: format!("domain-{n}"),
                title: format!("Domain {n}"),
                description: String::new(),
            },
            role: "Viewer".into(),
            role_description: String::new(),
            inviter: Inviter {
                id: None,
                name: "Ada".into(),
            },
            message: String::new(),
            invited_at: at,
            valid_until: Timestamp::NEVER,
            status: Status::Pending,
            answered_at: None,
        }
    }

    fn pop_up(rows: &[u128]) -> PopUp {
        PopUp {
            rows: rows.iter().map(|n| row(*n)).collect(),
            total: Count {
                n: rows.len() as u64,
                or_more: false,
            },
            now: Timestamp::EPOCH,
        }
    }

    fn read(shown: &[Shown]) -> Vec<(u128, bool)> {
        let shown = shown.iter();
        shown
            .map(|one| (one.row.id.0.as_u128(), one.is_gone))
            .collect()
    }

    #[test]
    fn after_an_answer_the_list_is_refilled() {
        let before = fresh(&pop_up(&[7, 6, 5, 4, 3]));
        let answered = Some(row(6).id);
        let after = merged(&before, &pop_up(&[7, 5, 4, 3, 2]), answered);
        let all = [7, 5, 4, 3, 2].map(|n| (n, false));
        assert_eq!(read(&after), all);
    }

    #[test]
    fn what_went_away_elsewhere_stays_in_its_place_and_is_marked() {
        // UX-LOG-05
        let before = fresh(&pop_up(&[7, 6, 5, 4, 3]));
        let after = merged(&before, &pop_up(&[7, 5, 4, 3, 2]), None);
        let expected = [(7, false), (6, true), (5, false), (4, false), (3, false)];
        assert_eq!(read(&after), expected);
        // It stays until something is answered here.
        let later = merged(&after, &pop_up(&[7, 5, 4, 3, 2]), None);
        assert_eq!(read(&later), expected);
    }

    #[test]
    fn a_row_that_newer_ones_pushed_out_is_not_called_gone() {
        let before = fresh(&pop_up(&[7, 6, 5, 4, 3]));
        let after = merged(&before, &pop_up(&[8, 7, 6, 5, 4]), None);
        assert_eq!(read(&after), [8, 7, 6, 5, 4].map(|n| (n, false)));
    }

    #[test]
    fn the_last_one_that_went_away_is_still_shown() {
        let before = fresh(&pop_up(&[3]));
        let after = merged(&before, &pop_up(&[]), None);
        assert_eq!(read(&after), [(3, true)]);
    }
}
