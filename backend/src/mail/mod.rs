//! Mail: what each letter says, how it becomes bytes, and how the bytes reach a mail server.
//! The only folder that imports lettre. Knows no database, no settings and no clock: the outbox
//! decides when something is sent and what becomes of it (`rules::outbox`).

mod address;
mod letters;
mod message;
mod render;
mod samples;
#[cfg(test)]
mod tests;
mod transport;
mod validation;

pub use render::{Preview, RenderFault, Rendered, render};
pub(crate) use samples::sample;
#[cfg(test)]
pub(crate) use transport::stub;
pub use transport::{Limits, OnTheWire, Outcome, Smtp, TransportFault};

use rules::outbox::Kind;
use rules::time::Timestamp;
use std::fmt;

/// One mail, with what it says. One variant per mail of PRODUCT.md section 6.
#[derive(Clone, PartialEq, Eq)]
pub enum Mail {
    /// To the invitee.
    Invitation {
        /// Full name of who invites.
        inviter_name: String,
        /// The role on the invitation, as people read it: `Team`, `Customer`.
        role: String,
        /// The link is dead from then on.
        valid_until: Timestamp,
        /// Personal words of the inviter, plain text, line breaks allowed.
        message: Option<String>,
        /// The one-time link. A secret.
        link: String,
        /// One-click opt-out (INV-19, RFC 8058). A secret too. None: the mail carries none.
        opt_out_link: Option<String>,
        /// The domains that the invitee is invited to at once; mostly none.
        domains: Vec<IntoDomain>,
    },
    /// To the invitee, once, before the invitation ends.
    Reminder {
        /// Full name of who invites.
        inviter_name: String,
        /// The role on the invitation, as people read it.
        role: String,
        /// The link is dead from then on.
        valid_until: Timestamp,
        /// A further one-time link of the same invitation. A secret.
        link: String,
        /// One-click opt-out (INV-19, RFC 8058). A secret too.
        opt_out_link: String,
    },
    /// To the administrators: somebody has registered and waits.
    AccessRequest {
        /// Full name, as the person typed it.
        person_name: String,
        /// Their address.
        email: String,
        /// Where to decide. No secret: it needs a login.
        review_link: String,
    },
    /// To the inviter: the holder of an expired link asks for a new one.
    AskedAnew {
        /// The address that was invited.
        email: String,
        /// Where to send it again. No secret: it needs a login.
        resend_link: String,
    },
    /// To the person: the account works now.
    Approved {
        /// Where to log in.
        login_link: String,
    },
    /// To the person: there will be no account.
    Refused {
        /// The reviewer's words, plain text, line breaks allowed.
        reason: Option<String>,
    },
    /// To the person: the account works no longer.
    Revoked {},
    /// To whoever asked for an account: confirm that the address is yours.
    ConfirmAddress {
        /// The link is dead from then on.
        valid_until: Timestamp,
        /// The one-time link. A secret.
        link: String,
    },
    /// To whoever asked for an account and has one.
    AlreadyRegistered {
        /// Where to log in.
        login_link: String,
        /// Where to choose a new password. None: that is switched off.
        reset_link: Option<String>,
    },
    /// To the person: the link to choose a new password with.
    PasswordReset {
        /// The link is dead from then on.
        valid_until: Timestamp,
        /// An administrator started it; else somebody typed the address.
        by_administrator: bool,
        /// The one-time link. A secret.
        link: String,
    },
    /// To the person: the password was replaced by such a link.
    ResetDone {
        /// Where to log in.
        login_link: String,
        /// Where to ask for another reset; `None` while that is switched off.
        ask_link: Option<String>,
    },
    /// To somebody with an account: invited into a domain. It carries no token: it leads to the person's domains.
    DomainInvitation {
        /// Full name of who invites.
        inviter_name: String,
        /// What the domain is called.
        domain: String,
        /// The domain role.
        role: String,
        /// What the role is for, in a sentence; may be empty.
        role_description: String,
        /// It can be answered until then.
        valid_until: Timestamp,
        /// Personal words of the inviter, plain text, line breaks allowed.
        message: Option<String>,
        /// Where to answer. No secret: it needs a login.
        domains_link: String,
    },
    /// To the inviter: how an invitation into a domain was answered.
    InvitationAnswer {
        /// Full name of who answered.
        person_name: String,
        /// What the domain is called.
        domain: String,
        /// Are they in, or have they declined?
        is_accepted: bool,
        /// The invitee's words, plain text, line breaks allowed.
        reason: Option<String>,
        /// The domain's invitations. No secret: it needs a login.
        invitations_link: String,
    },
    /// To the person, or to an administrator of the domain: a membership ends soon.
    MembershipEnds {
        /// Full name of the member; `None`: it is the reader.
        person_name: Option<String>,
        /// What the domain is called.
        domain: String,
        /// The domain role.
        role: String,
        /// It holds until then.
        ends_at: Timestamp,
        /// The membership, or the reader's domains. No secret: it needs a login.
        link: String,
    },
    /// To whoever tries the mail settings.
    Test {},
    /// Any other, made up and marked as a test in its subject, to whoever looks at it.
    Sample(Box<Mail>),
}

impl Mail {
    /// Which mail it is; its lane follows from it.
    pub const fn kind(&self) -> Kind {
        match self {
            Mail::Invitation { .. } => Kind::Invitation,
            Mail::Reminder { .. } => Kind::Reminder,
            Mail::AccessRequest { .. } => Kind::AccessRequest,
            Mail::AskedAnew { .. } => Kind::AskedAnew,
            Mail::Approved { .. } => Kind::Approved,
            Mail::Refused { .. } => Kind::Refused,
            Mail::Revoked {} => Kind::Revoked,
            Mail::ConfirmAddress { .. } => Kind::ConfirmAddress,
            Mail::AlreadyRegistered { .. } => Kind::AlreadyRegistered,
            Mail::PasswordReset { .. } => Kind::PasswordReset,
            Mail::ResetDone { .. } => Kind::ResetDone,
            Mail::DomainInvitation { .. } => Kind::DomainInvitation,
            Mail::InvitationAnswer { .. } => Kind::InvitationAnswer,
            Mail::MembershipEnds { .. } => Kind::MembershipEnds,
            // Not the kind that it shows: nothing stands behind it that could stop being true.
            Mail::Test {} | Mail::Sample(_) => Kind::Test,
        }
    }
}

/// An invitation into a domain that comes with the portal's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntoDomain {
    /// What the domain is called.
    pub title: String,
    /// The domain role.
    pub role: String,
    /// What the role is for, in a sentence; may be empty.
    pub role_description: String,
}

// A derived Debug would print the link (LOG-3).
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Mail").field(&self.kind()).finish()
    }
}

/// Who writes: the same for every mail of a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letterhead {
    /// The portal's name, in subjects and texts.
    pub portal_name: String,
    /// The body colour, `#rrggbb`.
    pub body_colour: String,
    /// Where the portal is reached; every link in a mail begins with it.
    pub public_url: String,
    /// The sender's address, `PORTICO_MAIL_FROM`.
    pub from: String,
    /// The sender's name: from the settings, never from an inviter (INV-18).
    pub sender_name: String,
}
