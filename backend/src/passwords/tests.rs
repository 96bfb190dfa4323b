//! The gate: hashes that verify, who waits and who is refused.

use super::*;

const CHEAP: Cost = Cost {
    memory: 64,
    passes: 1,
    lanes: 1,
};

#[tokio::test]
async fn a_password_verifies_against_its_own_hash_only() {
    let gate = Passwords::new(CHEAP);
    let stored = gate
        .hash("Correct4Horse!", &Asker::default())
        .await
        .unwrap();
    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert!(
        gate.verify("Correct4Horse!", &stored, &Asker::default())
            .await
            .unwrap()
    );
    assert!(
        !gate
            .verify("correct4Horse!", &stored, &Asker::default())
            .await
            .unwrap()
    );
    gate.verify_nobody("x", &Asker::default()).await.unwrap();
}

#[tokio::test]
async fn two_hashes_of_one_password_differ() {
    let gate = Passwords::new(CHEAP);
    let first = gate
        .hash("Correct4Horse!", &Asker::default())
        .await
        .unwrap();
    let second = gate
        .hash("Correct4Horse!", &Asker::default())
        .await
        .unwrap();
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_stored_hash_that_asks_for_too_much_memory_is_refused() {
    // PWD-5
    let gate = Passwords::new(CHEAP);
    let greedy = phc(
        Cost {
            memory: 300_000,
            passes: 1,
            lanes: 1,
        },
        &[1; 16],
        &[2; 32],
    );
    assert!(gate.verify("x", &greedy, &Asker::default()).await.is_err());
}

#[tokio::test]
async fn a_password_beyond_the_limit_fails_without_hashing() {
    // PWD-2
    let gate = Passwords::new(CHEAP);
    assert!(
        !gate
            .verify(&"x".repeat(1025), "nonsense", &Asker::default())
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_raised_cost_makes_old_hashes_outdated() {
    let old = Passwords::new(CHEAP)
        .hash("x", &Asker::default())
        .await
        .unwrap();
    assert!(!Passwords::new(CHEAP).is_outdated(&old));
    assert!(Passwords::new(Cost::FLOOR).is_outdated(&old));
}

#[tokio::test]
async fn no_more_than_two_wait_for_one_account() {
    // PWD-7
    let gate = Passwords::new(CHEAP);
    let asker = Asker {
        subject: Some("ada@x.org".into()),
        ..Asker::default()
    };
    let first = Place::take(&gate.0, &asker).unwrap();
    let _second = Place::take(&gate.0, &asker).unwrap();
    assert!(Place::take(&gate.0, &asker).is_none());
    drop(first);
    assert!(Place::take(&gate.0, &asker).is_some());
}

#[tokio::test]
async fn half_of_the_queue_is_kept_for_people_who_are_known() {
    // PWD-7
    let gate = Passwords::new(CHEAP);
    let stranger = |n: usize| Asker {
        network: Some(n.to_string()),
        ..Asker::default()
    };
    let places: Vec<_> = (0..QUEUE)
        .filter_map(|n| Place::take(&gate.0, &stranger(n)))
        .collect();
    assert_eq!(places.len(), QUEUE / 2);
    let known = Asker {
        is_known: true,
        ..stranger(99)
    };
    assert!(Place::take(&gate.0, &known).is_some());
}
