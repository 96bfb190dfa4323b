//! What the list has to be: rows made by everything that people do, and a plain filter and sort of them.

use crate::support::{Person, Portal, invited, new_key, wish};
use backend::authority::Caller;
use backend::submissions::Invite;
use rules::ids::InvitationId;
use rules::invitation::{Status, standing};
use rules::listing::{Direction, InvitationListing, InvitationSort};
use rules::settings::Key;
use rules::time::{Span, Timestamp};

/// Numbers that look random and are the same in every run (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}

/// Rows in every state and of every age, made by everything that people do, some of them overdue and
/// not swept.
pub(crate) async fn populate(portal: &Portal, seed: u64) -> [Person; 2] {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let mut dice = Dice(seed);
    let mut ids: Vec<(InvitationId, String)> = Vec::new();
    for round in 0..14 {
        let by = match dice.roll(3) {
            0 => owner.caller.clone(),
            1 => administrator.caller.clone(),
            _ => Caller::command_line(),
        };
        let on = if dice.roll(2) == 0 { "on" } else { "off" };
        portal.set(Key::InvitationsAutoApprove, on).await;
        let emails: Vec<String> = (0..8)
            .map(|n| {
                let name = ["ada", "a_b", "AbA", "50%off", "xeno", "bab"][dice.roll(6)];
                let host = ["example.org", "Ada.example", "x.example.com"][dice.roll(3)];
                format!("{name}{round}.{n}@{host}")
            })
            .collect();
        let validity = Span::hours([1, 24, 72, 168, 720][dice.roll(5)]);
        let invite = Invite {
            validity,
            key: new_key(),
            ..wish(&emails.join(";"))
        };
        let report = portal.invite(&by, invite).await.unwrap();
        let sent = (0..emails.len()).map(|n| invited(&report, n));
        ids.extend(sent.zip(emails));
        for _ in 0..10 {
            let (id, email) = ids[dice.roll(ids.len())].clone();
            // Some are refused: the row stands elsewhere by now.
            match dice.roll(6) {
                0 => drop(portal.delete_invitation(&owner.caller, id).await),
                1 => {
                    if let Ok(new) = portal.resend_invitation(&by, id).await {
                        ids.push((new, email));
                    }
                }
                n @ (2 | 3) => {
                    let waiting = portal.next_waiting(&owner.caller, &[]).await.unwrap();
                    let Some(row) = waiting else { continue };
                    if n == 2 {
                        portal
                            .accept_invitation(&owner.caller, row.id)
                            .await
                            .unwrap();
                    } else {
                        portal
                            .deny_invitation(&administrator.caller, row.id, "")
                            .await
                            .unwrap();
                    }
                }
                _ => {
                    if portal.standing(id).await == Status::Pending {
                        portal
                            .join(&portal.token_for(&email).await, "Xaver")
                            .await
                            .unwrap();
                    }
                }
            }
        }
        portal.advance(Span::minutes(dice.roll(16 * 60) as i64));
        if round == 6 {
            portal.sweep().await.unwrap();
        }
    }
    portal.waiting("Waits@example.org").await;
    portal.waiting("a_b.waits@x.example.com").await;
    [owner, administrator]
}

/// A row as the database has it.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) seq: i64,
    pub(crate) id: InvitationId,
    pub(crate) email: String,
    pub(crate) status: Status,
    pub(crate) is_closed: bool,
    pub(crate) valid_until: Timestamp,
    pub(crate) inviter: Option<uuid::Uuid>,
}

pub(crate) async fn raw_rows(portal: &Portal) -> Vec<Raw> {
    let sql = "SELECT seq, id, email, status, CASE WHEN is_closed THEN 1 ELSE 0 END, valid_until, \
               inviter_id FROM invitation";
    let rows = portal.rows(sql).await;
    rows.iter()
        .map(|row| Raw {
            seq: row.try_get_by_index(0).unwrap(),
            id: InvitationId(row.try_get_by_index(1).unwrap()),
            email: row.try_get_by_index(2).unwrap(),
            status: Status::parse(&row.try_get_by_index::<String>(3).unwrap()).unwrap(),
            is_closed: row.try_get_by_index::<i32>(4).unwrap() == 1,
            valid_until: Timestamp::from_micros(row.try_get_by_index(5).unwrap()),
            inviter: row.try_get_by_index(6).unwrap(),
        })
        .collect()
}

/// What the list has to be: a plain filter and sort.
pub(crate) fn expected(
    rows: &[Raw],
    listing: &InvitationListing,
    viewer: Option<uuid::Uuid>,
    now: Timestamp,
) -> Vec<InvitationId> {
    let term = listing.search.trim().to_lowercase();
    let mut rows: Vec<&Raw> = rows
        .iter()
        .filter(|row| {
            let stands = standing(row.status, row.valid_until, now);
            listing.status.holds(stands, row.is_closed)
                && (!listing.mine || row.inviter == viewer)
                && row.email.contains(&term)
        })
        .collect();
    rows.sort_by(|a, b| match listing.sort {
        InvitationSort::Email => (&a.email, a.seq).cmp(&(&b.email, b.seq)),
        InvitationSort::InvitedAt => a.seq.cmp(&b.seq),
        InvitationSort::ValidUntil => (a.valid_until, a.seq).cmp(&(b.valid_until, b.seq)),
    });
    if listing.dir == Direction::Descending {
        rows.reverse();
    }
    rows.iter().map(|row| row.id).collect()
}
