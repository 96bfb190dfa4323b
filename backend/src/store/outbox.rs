//! The rows of the outbox: written with the change that causes them, claimed with a lease, settled
//! with what the mail server said (SECURITY MAIL-1 to MAIL-5). Knows no mail server.

mod claims;
mod list;
#[cfg(test)]
mod tests;
mod truth;

pub(crate) use claims::{Claimed, Lease, Most, claim, reclaim, renew, settle};
pub(crate) use list::Place;

use super::entity::{account, domain_invitation, invitation, outbox, self_registration};
use super::{Store, Tx, password_resets, unreadable};
use crate::error::Result;
use rules::ids::{
    AccountId, DomainInvitationId, InvitationId, MailId, MembershipId, SelfRegistrationId,
};
use rules::outbox::{Delivery, Kind, Lane};
use rules::time::Timestamp;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value};
use truth::Truth;
use uuid::Uuid;

/// A mail that is about to be queued, or held.
#[derive(Clone)]
pub(crate) struct NewMail {
    pub(crate) id: MailId,
    pub(crate) kind: Kind,
    pub(crate) recipient: String,
    pub(crate) subject: String,
    pub(crate) state: Delivery,
    /// The rendered mail, sealed with its id as the subject.
    pub(crate) body: Vec<u8>,
    pub(crate) invitation: Option<InvitationId>,
    pub(crate) account: Option<AccountId>,
    pub(crate) self_registration: Option<SelfRegistrationId>,
    pub(crate) domain_invitation: Option<DomainInvitationId>,
    pub(crate) membership: Option<MembershipId>,
    pub(crate) give_up_at: Timestamp,
    pub(crate) next_attempt_at: Timestamp,
}

/// What stands in the row of a skipped mail.
pub(crate) const NOT_TRUE: &str = "What it says was no longer true.";

/// The mails that carry an invitation's link: [`Kind::invites`].
const INVITING: [Kind; 2] = [Kind::Invitation, Kind::Reminder];

/// The stored kind of a mail.
fn kind(id: Uuid, word: &str) -> Result<Kind> {
    Kind::parse(word).ok_or_else(|| unreadable("mail", id, "kind"))
}

/// Does a mail of this kind carry a link with a token of its own? An invitation's lives with its row.
fn carries_token(kind: Kind) -> bool {
    kind == Kind::PasswordReset
}

/// Is it asked of the mail itself whether it is still true?
fn is_asked_alone(kind: Kind) -> bool {
    carries_token(kind) || kind == Kind::MembershipEnds
}

/// Queues the mails in this transaction.
pub(crate) async fn insert(tx: &Tx, mails: &[NewMail]) -> Result<()> {
    if mails.is_empty() {
        return Ok(());
    }
    let now = tx.now().as_micros();
    let rows = mails.iter().map(|mail| outbox::ActiveModel {
        seq: NotSet,
        id: Set(mail.id.0),
        mail: Set(mail.kind.as_str().to_string()),
        lane: Set(i64::from(mail.kind.lane().priority())),
        recipient: Set(mail.recipient.clone()),
        subject: Set(mail.subject.clone()),
        state: Set(mail.state.as_str().to_string()),
        body: Set(Some(mail.body.clone())),
        invitation_id: Set(mail.invitation.map(|id| id.0)),
        account_id: Set(mail.account.map(|id| id.0)),
        self_registration_id: Set(mail.self_registration.map(|id| id.0)),
        attempts: Set(0),
        unknown_attempts: Set(0),
        next_attempt_at: Set(mail.next_attempt_at.as_micros()),
        give_up_at: Set(mail.give_up_at.as_micros()),
        lease_until: Set(None),
        lease_id: Set(None),
        words: Set(String::new()),
        created_at: Set(now),
        changed_at: Set(now),
        sent_at: Set(None),
        domain_invitation_id: Set(mail.domain_invitation.map(|id| id.0)),
        membership_id: Set(mail.membership.map(|id| id.0)),
    });
    outbox::Entity::insert_many(rows)
        .exec_without_returning(&tx.conn)
        .await?;
    Ok(())
}

/// Wipes the texts of invitation mails whose links have died (MAIL-2). One that is on the wire at this
/// moment is held in memory by its worker; if that is killed, there is nothing left to send.
pub(crate) async fn wipe_for_invitations(tx: &Tx, ids: &[InvitationId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
        .filter(outbox::Column::InvitationId.is_in(ids.iter().map(|id| id.0)))
        .filter(outbox::Column::Mail.is_in(INVITING.map(Kind::as_str)))
        .filter(outbox::Column::Body.is_not_null())
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Wipes the texts of the mails that let these self-registrations confirm: their links have died (MAIL-2).
pub(crate) async fn wipe_for_self_registrations(tx: &Tx, ids: &[SelfRegistrationId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Body, Expr::value(Option::<Vec<u8>>::None))
        .filter(outbox::Column::SelfRegistrationId.is_in(ids.iter().map(|id| id.0)))
        .filter(outbox::Column::Body.is_not_null())
        .exec(&tx.conn)
        .await?;
    Ok(())
}

/// Without a mail server whatever waits for one goes into the local mailbox; answers how many.
pub(crate) async fn hold_waiting(tx: &Tx) -> Result<u64> {
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(Delivery::Held.as_str()))
        .col_expr(outbox::Column::ChangedAt, Expr::value(tx.now().as_micros()))
        .filter(Expr::cust("state IN ('queued', 'retrying')"))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected)
}

/// What a Retry needs to know of a mail.
pub(crate) struct Standing {
    pub(crate) kind: Kind,
    pub(crate) state: Delivery,
    pub(crate) is_true: bool,
    pub(crate) has_text: bool,
    /// When the link in it dies.
    pub(crate) token_expires: Option<Timestamp>,
}

/// How a mail stands inside this transaction.
pub(crate) async fn standing_of(tx: &Tx, id: MailId) -> Result<Option<Standing>> {
    let Some(row) = outbox::Entity::find()
        .filter(outbox::Column::Id.eq(id.0))
        .one(&tx.conn)
        .await?
    else {
        return Ok(None);
    };
    let kind = kind(row.id, &row.mail)?;
    let state = Delivery::parse(&row.state).ok_or_else(|| unreadable("mail", row.id, "state"))?;
    let truth = Truth::load(
        tx,
        row.invitation_id.into_iter(),
        row.account_id.into_iter(),
        row.self_registration_id.into_iter(),
        row.domain_invitation_id.into_iter(),
        is_asked_alone(kind).then_some(row.id).into_iter(),
    )
    .await?;
    // Only these carry a link that dies.
    let token_expires = match (kind, row.invitation_id, row.self_registration_id) {
        (kind, Some(id), _) if kind.invites() => {
            super::invitations::find(&tx.conn, InvitationId(id))
                .await?
                .map(|invitation| invitation.valid_until)
        }
        (Kind::ConfirmAddress, _, Some(id)) => self_registration::Entity::find_by_id(id)
            .one(&tx.conn)
            .await?
            .map(|asked| Timestamp::from_micros(asked.valid_until)),
        (kind, ..) if carries_token(kind) => password_resets::end_of_link_in(tx, id).await?,
        _ => None,
    };
    Ok(Some(Standing {
        kind,
        state,
        is_true: truth.holds(
            kind,
            row.id,
            row.invitation_id,
            row.account_id,
            row.self_registration_id,
            row.domain_invitation_id,
        ),
        has_text: row.body.is_some(),
        token_expires,
    }))
}

/// Starts the tries anew, from that state; false when it was in another one by now.
pub(crate) async fn start_anew(
    tx: &Tx,
    id: MailId,
    from: Delivery,
    to: Delivery,
    give_up_at: Timestamp,
) -> Result<bool> {
    let now = tx.now().as_micros();
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(to.as_str()))
        .col_expr(outbox::Column::Attempts, Expr::value(0_i64))
        .col_expr(outbox::Column::UnknownAttempts, Expr::value(0_i64))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(now))
        .col_expr(
            outbox::Column::GiveUpAt,
            Expr::value(give_up_at.as_micros()),
        )
        .col_expr(outbox::Column::ChangedAt, Expr::value(now))
        .filter(outbox::Column::Id.eq(id.0))
        .filter(outbox::Column::State.eq(from.as_str()))
        .exec(&tx.conn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Did a mail server take a mail with the invitation's link, or may it have? Then whoever knows the link
/// reads the address's mail.
pub(crate) async fn was_mailed(tx: &Tx, invitation: InvitationId) -> Result<bool> {
    let mails = outbox::Entity::find()
        .filter(outbox::Column::InvitationId.eq(invitation.0))
        .filter(outbox::Column::Mail.is_in(INVITING.map(Kind::as_str)))
        .all(&tx.conn)
        .await?;
    Ok(mails.into_iter().any(may_have_arrived))
}

/// The same for the mail that let the self-registration confirm.
pub(crate) async fn was_confirmation_mailed(tx: &Tx, id: SelfRegistrationId) -> Result<bool> {
    let mail = outbox::Entity::find()
        .filter(outbox::Column::SelfRegistrationId.eq(id.0))
        .one(&tx.conn)
        .await?;
    Ok(mail.is_some_and(may_have_arrived))
}

fn may_have_arrived(mail: outbox::Model) -> bool {
    mail.state == Delivery::Sent.as_str() || mail.unknown_attempts > 0
}

const NEXT_DUE: &str = "SELECT next_attempt_at FROM outbox WHERE state IN ('queued', 'retrying') \
     AND lane = $1 ORDER BY next_attempt_at, seq LIMIT 1";

/// When the next mail of each lane is due; `None` for a lane in which none waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NextDue {
    pub(crate) urgent: Option<Timestamp>,
    pub(crate) bulk: Option<Timestamp>,
}

impl Store {
    /// When there is something to send. One seek a lane, so that an idle worker may ask often.
    pub(crate) async fn next_due_mail(&self) -> Result<NextDue> {
        let mut next = NextDue::default();
        for lane in Lane::ALL {
            let at = self.next_due_in(lane).await?;
            let slot = if lane == Lane::Bulk {
                &mut next.bulk
            } else {
                &mut next.urgent
            };
            *slot = slot.iter().copied().chain(at).min();
        }
        Ok(next)
    }

    async fn next_due_in(&self, lane: Lane) -> Result<Option<Timestamp>> {
        let values: [Value; 1] = [i64::from(lane.priority()).into()];
        let backend = self.read().get_database_backend();
        let row = self
            .read()
            .query_one_raw(Statement::from_sql_and_values(backend, NEXT_DUE, values))
            .await?;
        let at: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(at.map(Timestamp::from_micros))
    }
}
