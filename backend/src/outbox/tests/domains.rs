//! The mail that brings an invitation into a domain onto an open portal invitation is true as long as both are (MAIL-7).

use super::portal::{administrator, with_mail_server};
use super::*;
use crate::domain_invitations::DomainWish;

#[tokio::test]
async fn a_mail_whose_domain_invitation_is_withdrawn_is_skipped() {
    with_mail_server(OBLIGING, async |portal, stub| {
        let (caller, backend) = (administrator(), &portal.backend);
        portal.invite("ada@example.org").await;
        backend.deliver_due().await.unwrap();
        backend
            .create_domain(&caller, "billing", "Billing", "")
            .await
            .unwrap();
        let wish = DomainWish {
            role: "Viewer".to_string(),
            message: String::new(),
            validity: Span::days(30),
        };
        let emails = ["ada@example.org".to_string()];
        let sent = backend.invite_into_domain(&caller, "billing", &emails, wish);
        let id = *sent.await.unwrap()[0].1.as_ref().unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Queued);
        let deleted = backend.delete_domain_invitation(&caller, "billing", id);
        deleted.await.unwrap();
        backend.deliver_due().await.unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Skipped);
        assert_eq!(stub.messages().len(), 1, "the portal's invitation alone");
    })
    .await;
}
