//! Tables that tests print and people review. `GOLDEN=write cargo test -p rules` writes them anew.

/// Compares a printed table with the file of that name under `rules/golden/`.
pub(crate) fn assert_golden(name: &str, table: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name);
    if std::env::var_os("GOLDEN").is_some_and(|v| v == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, table).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == table,
        "{name} differs from what the rules print; review it, then GOLDEN=write\n{table}"
    );
}
