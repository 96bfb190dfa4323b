//! Audit events as people read them in the history of one thing: when, what, by whom, why.

use crate::error::Result;
use crate::store::{Store, accounts, audit};
use rules::invitation::Event;
use rules::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// One entry, with what it happened to.
pub(crate) struct Entry {
    pub(crate) event: Event,
    pub(crate) object_kind: String,
    pub(crate) object_id: String,
    pub(crate) before: Value,
    pub(crate) after: Value,
}

/// What happened to these objects, oldest first.
pub(crate) async fn of(store: &Store, object_ids: Vec<String>) -> Result<Vec<Entry>> {
    let conn = store.read();
    let events = audit::of_objects(conn, object_ids).await?;
    let people: Vec<Uuid> = events.iter().filter_map(|event| event.actor_id).collect();
    let names = accounts::names_of(conn, people).await?;
    let parsed = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
    Ok(events
        .into_iter()
        .map(|event| {
            let by = match event.actor_kind.as_str() {
                "account" => event
                    .actor_id
                    .and_then(|id| names.get(&id))
                    .map_or_else(|| "Deleted account".to_string(), |named| named.name.clone()),
                "link" => "The invitee".to_string(),
                "visitor" => "Somebody unknown".to_string(),
                "command_line" => "Command line".to_string(),
                _ => "The portal".to_string(),
            };
            let after = parsed(&event.after);
            let reason = after.get("reason").and_then(Value::as_str);
            Entry {
                event: Event {
                    at: Timestamp::from_micros(event.at),
                    action: event.action,
                    by,
                    reason: reason.unwrap_or_default().to_string(),
                },
                object_kind: event.object_kind,
                object_id: event.object_id,
                before: parsed(&event.before),
                after,
            }
        })
        .collect())
}
