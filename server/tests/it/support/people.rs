//! People, and what they do all day: set up, invite, join, log in.

use backend::{authority::Caller, submissions::Invite};
use http::StatusCode;
use rules::account::{DeveloperListing, Status};
use rules::{
    ids::{InvitationId, SubmissionId},
    outbox::{Kind, MailListing},
    settings::{Key, WaitingRows},
    submission::Outcome,
    time::Span,
};
use uuid::Uuid;

use super::{Browser, Portal, unique};

/// Meets every profile but `modern`.
pub(crate) const PASSWORD: &str = "Kelp7!Torch";

/// The first Owner's address.
pub(crate) const OWNER: &str = "olga@portico.example";

impl Portal {
    /// The path of a new set-up link.
    pub(crate) async fn set_up_path(&self) -> String {
        let link = self
            .new_set_up_link()
            .await
            .expect("an answer")
            .expect("a link");
        link.strip_prefix(self.public_url())
            .expect("a link of ours")
            .to_owned()
    }

    /// The first Owner, who sets the portal up at the first call; a new session every time.
    pub(crate) async fn owner(&self) -> Browser {
        if !self.has_owner().await.expect("an answer") {
            let mut browser = self.browser();
            let path = self.set_up_path().await;
            browser.open(&path).await;
            let fields = [
                ("portal_name", "Harbour"),
                ("full_name", "Olga Orlow"),
                ("email", OWNER),
                ("password", PASSWORD),
                ("confirmation", PASSWORD),
            ];
            browser
                .post("/setup", &fields)
                .await
                .leads_to("/login?notice=set-up");
        }
        self.enter(OWNER).await
    }

    /// A browser in which this person has logged in.
    pub(crate) async fn enter(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser
            .post("/login", &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// An approved Customer, invited by the Owner and joined through the mail's link.
    pub(crate) async fn person(&self, name: &str) -> Browser {
        let email = format!("{name}@example.org");
        self.invite_one(&email).await;
        let mut browser = self.browser();
        let link = self.link_for(&email).await;
        browser.open(&link).await;
        let answer = browser.post("/invite", &registration(name)).await;
        answer.leads_to("/login?notice=registered");
        self.enter(&email).await
    }

    /// The Owner as the caller of use cases that have no page here.
    pub(crate) async fn owner_caller(&self) -> Caller {
        let browser = self.owner().await;
        let cookie = browser.cookie("portico_session").expect("a session");
        let signed_in = self
            .signed_in(cookie)
            .await
            .expect("an answer")
            .expect("a session");
        signed_in.caller("a request")
    }

    /// Invites an address as a Customer for 72 hours.
    pub(crate) async fn invite_one(&self, email: &str) -> InvitationId {
        self.invite_with(email, "").await
    }

    /// The same with the inviter's words.
    pub(crate) async fn invite_with(&self, email: &str, message: &str) -> InvitationId {
        let invite = Invite {
            key: SubmissionId(Uuid::from_u128(u128::from(unique()))),
            addresses: email.to_owned(),
            role: "Customer".to_owned(),
            groups: Vec::new(),
            domains: Vec::new(),
            validity: Span::hours(72),
            message: message.to_owned(),
        };
        let report = self
            .invite(&self.owner_caller().await, invite)
            .await
            .expect("a report");
        match &report.lines[0].outcome {
            Some(Outcome::Invited { id } | Outcome::Resent { id }) => *id,
            other => panic!("{email} was not invited: {other:?}"),
        }
    }

    /// The path of the link in the newest invitation mail to this address.
    pub(crate) async fn link_for(&self, email: &str) -> String {
        self.newest_link(email, Kind::Invitation).await
    }

    /// The path of the link that stops invitations, in the newest invitation mail to this address.
    pub(crate) async fn opt_out_for(&self, email: &str) -> String {
        let caller = Caller::command_line();
        let page = self
            .list_mails(&caller, MailListing::default())
            .await
            .expect("a page of mails");
        let mut rows = page.rows.iter();
        let mail = rows.find(|row| row.recipient == email && row.kind == Kind::Invitation);
        let preview = self
            .preview_mail(&caller, mail.expect("an invitation").id)
            .await
            .expect("a preview");
        let text = preview.text.expect("a text");
        let at = text.find("/opt-out/").expect("a link to stop invitations");
        text[at..at + "/opt-out/".len() + 43].to_owned()
    }

    /// The path of the link in the newest mail that lets this address be confirmed.
    pub(crate) async fn confirmation_for(&self, email: &str) -> String {
        self.newest_link(email, Kind::ConfirmAddress).await
    }

    /// The path of a new link to choose a new password, asked for from a network of its own.
    pub(crate) async fn reset_link_for(&self, email: &str) -> String {
        let mut browser = self.browser().at_address([198, 51, 100, 99]);
        let answer = browser.post("/reset", &[("email", email)]).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
        self.answer_reset_requests().await.expect("an answer");
        self.newest_link(email, Kind::PasswordReset).await
    }

    /// The command line revokes the approved account of this address.
    pub(crate) async fn revoke(&self, email: &str) {
        let caller = Caller::command_line();
        let listing = DeveloperListing {
            tab: Status::Approved,
            search: email.to_owned(),
            ..DeveloperListing::default()
        };
        let page = self.list_developers(&caller, listing).await;
        let id = page.expect("a page of developers").rows[0].id;
        self.revoke_developer(&caller, id)
            .await
            .expect("a revocation");
    }

    /// The kinds of the mails to this address, oldest first.
    pub(crate) async fn kinds_to(&self, email: &str) -> Vec<Kind> {
        let page = self
            .list_mails(&Caller::command_line(), MailListing::default())
            .await
            .expect("a page of mails");
        let rows = page.rows.iter().rev();
        rows.filter(|row| row.recipient == email)
            .map(|row| row.kind)
            .collect()
    }

    async fn newest_link(&self, email: &str, kind: Kind) -> String {
        let caller = Caller::command_line();
        let page = self
            .list_mails(&caller, MailListing::default())
            .await
            .expect("a page of mails");
        let mut rows = page.rows.iter();
        let mail = rows.find(|row| row.recipient == email && row.kind == kind);
        let mail = mail.unwrap_or_else(|| panic!("no mail {kind:?} to {email}"));
        let preview = self
            .preview_mail(&caller, mail.id)
            .await
            .expect("a preview");
        let link = preview.link.expect("a link in the local mailbox");
        link.strip_prefix(self.public_url())
            .expect("a link of ours")
            .to_owned()
    }

    /// The oldest row that waits for a decision.
    pub(crate) async fn oldest_waiting(&self) -> InvitationId {
        let caller = self.owner_caller().await;
        let row = self.next_waiting(&caller, &[]).await.expect("an answer");
        row.expect("a row that waits").id
    }

    /// The Owner changes one setting; Waiting rows are kept.
    pub(crate) async fn set(&self, key: Key, value: &str) {
        let caller = self.owner_caller().await;
        let changes = vec![(key, value.to_owned())];
        self.change_settings(&caller, changes, Some(WaitingRows::Keep))
            .await
            .expect("a change");
    }
}

/// The fields of the registration form, with the usual password.
pub(crate) fn registration(name: &str) -> [(&str, &str); 3] {
    [
        ("full_name", name),
        ("password", PASSWORD),
        ("confirmation", PASSWORD),
    ]
}
