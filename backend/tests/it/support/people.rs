//! People, and what they do all day: set up, invite, join, log in. Links come from the mails.

use super::{PUBLIC_URL, Portal, unique};
use backend::authority::Caller;
use backend::developers::RoleChange;
use backend::error::Result;
use backend::registrations::{Completed, Registration};
use backend::secrets::Secret;
use backend::self_registrations::SelfRegistration;
use backend::sessions::{Login, LoginAttempt};
use backend::setup::FirstOwner;
use backend::submissions::Invite;
use rules::ids::{AccountId, InvitationId, SubmissionId};
use rules::invitation::Way;
use rules::listing::Listing as _;
use rules::outbox::{Kind, MailListing, MailRow};
use rules::settings::{Key, WaitingRows};
use rules::submission::{Outcome, Report};
use rules::time::Span;

/// Meets every profile but `modern`.
pub(crate) const PASSWORD: &str = "Kelp7!Torch";

/// Somebody with an account and a session.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: AccountId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) caller: Caller,
    pub(crate) cookie: String,
}

/// A key for a submission, as the browser would choose it.
pub(crate) fn new_key() -> SubmissionId {
    SubmissionId(uuid::Uuid::from_u128(u128::from(unique())))
}

/// A submission of these addresses: Customer, 72 hours, no message, a new key.
pub(crate) fn wish(addresses: &str) -> Invite {
    Invite {
        key: new_key(),
        addresses: addresses.to_string(),
        role: "Customer".to_string(),
        groups: Vec::new(),
        domains: Vec::new(),
        validity: Span::hours(72),
        message: String::new(),
    }
}

impl Portal {
    /// The first Owner, made through the set-up link at the first call.
    pub(crate) async fn owner(&self) -> Person {
        let make = || async {
            let link = self
                .new_set_up_link()
                .await
                .expect("an answer")
                .expect("a link");
            let token = link.rsplit('/').next().expect("a token").to_string();
            self.set_up(&token, first_owner("olga@portico.example"), "")
                .await
                .expect("an Owner");
            self.enter("olga@portico.example").await
        };
        self.0.owner.get_or_init(make).await.clone()
    }

    /// An approved Customer, invited by the Owner.
    pub(crate) async fn person(&self, name: &str) -> Person {
        self.member(name, "Customer").await
    }

    /// An approved account with a role that a link may carry.
    pub(crate) async fn member(&self, name: &str, role: &str) -> Person {
        let owner = self.owner().await;
        let email = format!("{name}@example.org");
        let invite = Invite {
            role: role.to_string(),
            ..wish(&email)
        };
        self.invite(&owner.caller, invite)
            .await
            .expect("an invitation");
        let token = self.token_for(&email).await;
        self.join(&token, name).await.expect("a registration");
        self.enter(&email).await
    }

    /// An account with an administrative role.
    pub(crate) async fn staff(&self, name: &str, role: &str) -> Person {
        let person = self.person(name).await;
        self.give_role(&person, role).await;
        self.enter(&person.email).await
    }

    /// The Owner gives a role; every session of the person ends.
    pub(crate) async fn give_role(&self, person: &Person, role: &str) {
        let owner = self.owner().await;
        let signed_in = self.signed_in(&owner.cookie).await.expect("an answer");
        let change = RoleChange {
            id: person.id,
            role: role.to_string(),
            password: PASSWORD.to_string(),
        };
        let by = Caller::command_line();
        self.change_developer_role(&signed_in.expect("a session"), &by, change, "198.51.100.7")
            .await
            .expect("another role");
    }

    /// The command line revokes; every session of the person ends.
    pub(crate) async fn revoke(&self, person: &Person) {
        self.revoke_developer(&Caller::command_line(), person.id)
            .await
            .expect("a revoked account");
    }

    /// Logs in with the usual password.
    pub(crate) async fn enter(&self, email: &str) -> Person {
        let (cookie, _) = self.try_login(email, PASSWORD).await.expect("a login");
        let signed_in = self
            .signed_in(&cookie)
            .await
            .expect("an answer")
            .expect("a session");
        Person {
            id: signed_in.account.id,
            email: signed_in.account.email_typed.clone(),
            name: signed_in.account.full_name.clone(),
            caller: signed_in.caller("a request"),
            cookie,
        }
    }

    /// The session's and the device's cookie, or `None` for any other answer than "in".
    pub(crate) async fn try_login(&self, email: &str, password: &str) -> Option<(String, String)> {
        match self
            .log_in(attempt(email, password))
            .await
            .expect("an answer")
        {
            Login::In {
                session, device, ..
            } => Some((exposed(&session), device)),
            Login::Refused | Login::NotApproved(_) => None,
        }
    }

    /// Invites one address as a Customer; answers the new row.
    pub(crate) async fn invite_one(&self, by: &Caller, email: &str) -> InvitationId {
        let report = self.invite(by, wish(email)).await.expect("a report");
        invited(&report, 0)
    }

    /// Registers behind the link, with the usual password.
    pub(crate) async fn join(&self, token: &str, name: &str) -> Result<Completed> {
        self.register(token, registration(name), None, "").await
    }

    /// An invitation that waits for a decision; pre-approval is off afterwards.
    pub(crate) async fn waiting(&self, email: &str) -> InvitationId {
        let owner = self.owner().await;
        self.set(Key::InvitationsAutoApprove, "off").await;
        let id = self.invite_one(&owner.caller, email).await;
        let answer = self.join(&self.token_for(email).await, "Wanda").await;
        assert_eq!(answer.expect("a registration"), Completed::Waiting);
        id
    }

    /// The Owner changes one setting; Waiting rows are kept.
    pub(crate) async fn set(&self, key: Key, value: &str) {
        let owner = self.owner().await;
        let changes = vec![(key, value.to_string())];
        self.change_settings(&owner.caller, changes, Some(WaitingRows::Keep))
            .await
            .expect("a changed setting");
    }

    /// The mails to an address, newest first.
    pub(crate) async fn mails_to(&self, email: &str) -> Vec<MailRow> {
        let mut rows = Vec::new();
        let mut listing = MailListing::default();
        loop {
            let page = self
                .list_mails(&Caller::command_line(), listing.clone())
                .await;
            let page = page.expect("a page of mails");
            rows.extend(page.rows.into_iter().filter(|row| row.recipient == email));
            match page.next {
                Some(next) => listing = listing.on_page(&next),
                None => return rows,
            }
        }
    }

    /// The kinds of the mails to an address, oldest first.
    pub(crate) async fn kinds_to(&self, email: &str) -> Vec<Kind> {
        self.mails_to(email)
            .await
            .iter()
            .rev()
            .map(|row| row.kind)
            .collect()
    }

    /// What a mail says, read as the Owner reads it in the local mailbox.
    pub(crate) async fn text_of(&self, mail: &MailRow) -> String {
        let preview = self.preview_mail(&Caller::command_line(), mail.id).await;
        preview.expect("a preview").text.expect("a text")
    }

    /// The token in the newest invitation mail to the address.
    pub(crate) async fn token_for(&self, email: &str) -> String {
        self.token_in(email, Kind::Invitation, "/invite/").await
    }

    /// The token that stops invitations, in the newest invitation mail to the address.
    pub(crate) async fn opt_out_for(&self, email: &str) -> String {
        self.token_in(email, Kind::Invitation, "/opt-out/").await
    }

    /// The holder of the link asks for no more invitations, on its page.
    pub(crate) async fn stop(&self, token: &str) -> Result<()> {
        self.opt_out(token, Way::Page, "192.0.2.1", "").await
    }

    /// The token of the reminder to the address.
    pub(crate) async fn reminded_with(&self, email: &str) -> String {
        self.token_in(email, Kind::Reminder, "/invite/").await
    }

    /// Asks for an account, from a network of its own.
    pub(crate) async fn ask(&self, email: &str) -> Result<()> {
        self.self_register(asking(email)).await
    }

    /// The token in the newest mail that lets the address be confirmed.
    pub(crate) async fn confirmation_for(&self, email: &str) -> String {
        self.token_in(email, Kind::ConfirmAddress, "/confirm/")
            .await
    }

    /// Confirms behind the link, with the usual password.
    pub(crate) async fn confirm(&self, token: &str, name: &str) -> Result<Completed> {
        self.confirm_self_registration(token, registration(name), None, "")
            .await
    }

    async fn token_in(&self, email: &str, kind: Kind, path: &str) -> String {
        let mails = self.mails_to(email).await;
        let mail = mails.iter().find(|mail| mail.kind == kind);
        let text = self.text_of(mail.expect("a mail with a link")).await;
        token_in(&text, path)
    }

    /// Somebody has forgotten the password of this address, and the portal has answered.
    pub(crate) async fn forgot(&self, email: &str) {
        self.ask_for_reset(email, "192.0.2.1", "")
            .await
            .expect("an answer");
        self.answer_reset_requests().await.expect("an answer");
    }

    /// The tokens in the reset mails to the address that still have a text, newest first.
    pub(crate) async fn reset_tokens_for(&self, email: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        for mail in self.mails_to(email).await {
            if mail.kind == Kind::PasswordReset && mail.has_text {
                tokens.push(token_in(&self.text_of(&mail).await, "/reset/"));
            }
        }
        tokens
    }

    /// The token of a new link, which was asked for just now.
    pub(crate) async fn reset_token_for(&self, email: &str) -> String {
        self.forgot(email).await;
        self.reset_tokens_for(email).await.remove(0)
    }
}

/// The token of the link in a mail's text that leads there.
fn token_in(text: &str, path: &str) -> String {
    let link = format!("{PUBLIC_URL}{path}");
    let (_, rest) = text.split_once(&link).expect("a link in the mail");
    rest.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect()
}

pub(crate) fn exposed(secret: &Secret) -> String {
    secret.expose().to_string()
}

pub(crate) fn attempt(email: &str, password: &str) -> LoginAttempt {
    LoginAttempt {
        email: email.to_string(),
        password: password.to_string(),
        network: "192.0.2.1".to_string(),
        address: "192.0.2.1".to_string(),
        user_agent: "Test/1.0".to_string(),
        ..LoginAttempt::default()
    }
}

/// What somebody at a network of their own sends to get an account.
pub(crate) fn asking(email: &str) -> SelfRegistration {
    SelfRegistration {
        full_name: "Ada Lovelace".to_string(),
        email: email.to_string(),
        network: format!("2001:db8::{:x}", unique()),
        request_id: "a request".to_string(),
    }
}

pub(crate) fn registration(name: &str) -> Registration {
    Registration {
        full_name: name.to_string(),
        password: PASSWORD.to_string(),
        confirmation: PASSWORD.to_string(),
    }
}

pub(crate) fn first_owner(email: &str) -> FirstOwner {
    FirstOwner {
        portal_name: String::new(),
        full_name: "Olga Orlow".to_string(),
        email: email.to_string(),
        password: PASSWORD.to_string(),
        confirmation: PASSWORD.to_string(),
    }
}

/// The new row of that line of a report.
pub(crate) fn invited(report: &Report, line: usize) -> InvitationId {
    match &report.lines[line].outcome {
        Some(Outcome::Invited { id } | Outcome::Resent { id }) => *id,
        other => panic!("{} was not invited: {other:?}", report.lines[line].text),
    }
}
