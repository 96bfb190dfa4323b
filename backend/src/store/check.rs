//! What `portico check` verifies of a live or stopped database (SECURITY, invariants).

use super::Store;
use crate::error::{Error, Result};
use sea_orm::sqlx::{self, ConnectOptions as _, Connection as _};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, Statement};

/// An invariant and how many rows break it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The invariant, in words.
    pub invariant: &'static str,
    /// How many rows break it; 0 is good.
    pub broken: i64,
    /// Where it is broken first, when the rows have an order.
    pub first: Option<i64>,
}

impl Finding {
    fn of(invariant: &'static str, broken: i64) -> Self {
        Finding {
            invariant,
            broken,
            first: None,
        }
    }
}

/// Each statement counts the rows that break the sentence beside it.
const INVARIANTS: [(&str, &str); 21] = [
    (
        "every active member has an account, and is called and addressed like it",
        "SELECT count(*) FROM membership AS m LEFT JOIN account AS a ON a.id = m.account_id \
         WHERE m.status = 'active' \
         AND (a.id IS NULL OR a.name_key <> m.name_key OR a.email <> m.email)",
    ),
    (
        "every accepted invitation into a domain made one membership of its account",
        "SELECT count(*) FROM domain_invitation AS i WHERE i.status = 'approved' AND 1 <> \
         (SELECT count(*) FROM membership AS m WHERE m.account_id = i.account_id \
          AND m.domain_id = i.domain_id AND m.invitation_id = i.id)",
    ),
    (
        "nobody is invited into a domain they are in",
        "SELECT count(*) FROM domain_invitation AS i JOIN membership AS m \
         ON m.domain_id = i.domain_id AND m.account_id = i.account_id \
         WHERE i.status = 'pending' AND m.status = 'active'",
    ),
    (
        "an archived domain has no open invitation",
        "SELECT count(*) FROM domain_invitation AS i JOIN domain AS d ON d.id = i.domain_id \
         WHERE i.status = 'pending' AND d.archived_at IS NOT NULL",
    ),
    (
        "every approved or waiting invitation names the account it made",
        "SELECT count(*) FROM invitation WHERE status IN ('approved', 'waiting') \
         AND account_id IS NULL",
    ),
    (
        "one canonical address, one account",
        "SELECT count(*) FROM (SELECT email FROM account GROUP BY email HAVING count(*) > 1) AS d",
    ),
    (
        "at most one open invitation for an address",
        "SELECT count(*) FROM (SELECT email FROM invitation WHERE kind = 'portal' \
         AND status IN ('pending', 'waiting') GROUP BY email HAVING count(*) > 1) AS d",
    ),
    (
        "no link lives on an invitation that is not pending",
        "SELECT count(*) FROM token AS t JOIN invitation AS i ON i.id = t.invitation_id \
         WHERE t.died_at IS NULL AND t.purpose = 'invite' AND i.status <> 'pending'",
    ),
    (
        "nobody who asked not to be invited has an open invitation",
        "SELECT count(*) FROM suppression AS s JOIN invitation AS i ON i.email = s.email \
         WHERE i.kind = 'portal' AND i.status = 'pending'",
    ),
    (
        "every opt-out names the invitation whose mail carried it",
        "SELECT count(*) FROM suppression AS s LEFT JOIN invitation AS i ON i.id = s.invitation_id \
         WHERE i.id IS NULL",
    ),
    (
        "every waiting invitation belongs to a requested account",
        "SELECT count(*) FROM invitation AS i JOIN account AS a ON a.id = i.account_id \
         WHERE i.status = 'waiting' AND a.status <> 'requested'",
    ),
    (
        "the counters are the number of rows",
        "SELECT count(*) FROM (SELECT kind, shelf, sum(n) AS n FROM \
         (SELECT kind, shelf, n FROM invitation_count UNION ALL \
          SELECT kind, shelf, -count(*) FROM invitation GROUP BY kind, shelf) AS both_sides \
         GROUP BY kind, shelf HAVING sum(n) <> 0) AS d",
    ),
    (
        "the counters of accounts are the number of accounts",
        "SELECT count(*) FROM (SELECT status, sum(n) AS n FROM \
         (SELECT status, n FROM account_count UNION ALL \
          SELECT status, -count(*) FROM account GROUP BY status) AS both_sides \
         GROUP BY status HAVING sum(n) <> 0) AS d",
    ),
    (
        "a deleted account is gone",
        "SELECT count(*) FROM former_account AS f JOIN account AS a ON a.id = f.id",
    ),
    (
        "nobody is in a deleted group",
        "SELECT count(*) FROM group_member AS m JOIN portal_group AS g ON g.id = m.group_id \
         WHERE g.deleted_at IS NOT NULL",
    ),
    (
        "every pending invitation into a domain is bound to the account of its address",
        "SELECT count(*) FROM domain_invitation AS d JOIN account AS a ON a.email = d.email \
         WHERE d.status = 'pending' AND d.account_id IS NULL AND a.status <> 'rejected'",
    ),
    (
        "every pending invitation into a domain without an account waits for an open portal one",
        "SELECT count(*) FROM domain_invitation AS d \
         LEFT JOIN invitation AS i ON i.id = d.portal_invitation_id AND i.status = 'pending' \
         WHERE d.status = 'pending' AND d.account_id IS NULL AND i.id IS NULL",
    ),
    (
        "sessions belong to approved accounts",
        "SELECT count(*) FROM session AS s JOIN account AS a ON a.id = s.account_id \
         WHERE a.status <> 'approved'",
    ),
    (
        "every link that confirms an address belongs to an open self-registration",
        "SELECT count(*) FROM token AS t LEFT JOIN self_registration AS r \
         ON r.id = t.self_registration_id WHERE t.purpose = 'confirm' AND r.id IS NULL",
    ),
    (
        "no mail keeps the link of a self-registration that is over",
        "SELECT count(*) FROM outbox AS o LEFT JOIN self_registration AS r \
         ON r.id = o.self_registration_id \
         WHERE o.mail = 'confirm_address' AND o.body IS NOT NULL AND r.id IS NULL",
    ),
    (
        "no mail that is over keeps its text",
        "SELECT count(*) FROM outbox WHERE state IN ('sent', 'skipped') AND body IS NOT NULL",
    ),
];

impl Store {
    /// Verifies the invariants, the audit chain included. Only reads.
    pub async fn check(&self) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        for (invariant, sql) in INVARIANTS {
            let statement = Statement::from_string(self.read().get_database_backend(), sql);
            let row = self.read().query_one_raw(statement).await?;
            let broken = row
                .map(|row| row.try_get_by_index(0))
                .transpose()?
                .unwrap_or(0);
            findings.push(Finding::of(invariant, broken));
        }
        findings.push(Finding::of(
            "there is an approved Owner, once set up",
            self.missing_owner().await?,
        ));
        let first = self.first_break().await?;
        findings.push(Finding {
            invariant: "the sealed audit chain verifies",
            broken: i64::from(first.is_some()),
            first,
        });
        if !self.is_postgres() {
            findings.push(Finding::of(
                "the database file is intact",
                self.broken_pages().await?,
            ));
        }
        Ok(findings)
    }

    async fn missing_owner(&self) -> Result<i64> {
        let sql = "SELECT CASE WHEN (SELECT count(*) FROM account) > 0 AND \
             (SELECT count(*) FROM account WHERE role = 'Owner' AND status = 'approved') = 0 \
             THEN 1 ELSE 0 END";
        let statement = Statement::from_string(self.read().get_database_backend(), sql);
        let row = self.read().query_one_raw(statement).await?;
        let missing: i32 = row
            .map(|row| row.try_get_by_index(0))
            .transpose()?
            .unwrap_or(0);
        Ok(i64::from(missing))
    }

    /// Asked on a connection of its own: SQLite's check of a full-text index takes what its connection remembers of
    /// the index, and one that has searched before others wrote would call a sound file damaged.
    async fn broken_pages(&self) -> Result<i64> {
        let options = self.read().get_sqlite_connection_pool().connect_options();
        let mut connection = options.connect().await.map_err(unreadable)?;
        let verdict = sqlx::query_scalar("PRAGMA quick_check").fetch_one(&mut connection);
        let said: String = verdict.await.map_err(unreadable)?;
        connection.close().await.map_err(unreadable)?;
        if said != "ok" {
            tracing::error!(said, "the database file is not intact");
        }
        Ok(i64::from(said != "ok"))
    }
}

fn unreadable(error: sqlx::Error) -> Error {
    DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
}

#[cfg(test)]
mod tests {
    use crate::store::plans::{execute, sqlite};
    use sea_orm::{ConnectionTrait, Statement};

    #[tokio::test]
    async fn a_sound_file_is_intact_also_beside_a_reader_that_searched_before_others_wrote() {
        let (store, _guard, folder) = sqlite().await;
        let write = |n: i64| {
            execute(
                &store,
                format!(
                    "INSERT INTO account_name_search (rowid, name_key) VALUES ({n}, 'anna {n}')"
                ),
            )
        };
        write(1).await;
        let search = Statement::from_string(
            store.read().get_database_backend(),
            "SELECT rowid FROM account_name_search WHERE account_name_search MATCH 'ann'",
        );
        assert_eq!(store.read().query_all_raw(search).await.unwrap().len(), 1);
        // Small writes by another connection are parts of the index, which it merges, and drops, now and then.
        for n in 2..40 {
            write(n).await;
            assert_eq!(store.broken_pages().await.unwrap(), 0, "after {n} writes");
        }
        drop(store);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
