//! The words of the workspace: `cargo xtask run`, `test`, `build` and their neighbours.
//!
//! Knows cargo, the tools around it and where files go. It must not know what Portico is about:
//! no noun of the product stands here, and nothing of ours is a dependency, so that touching the
//! product never rebuilds it.

mod bench;
mod browser;
mod check;
mod child;
mod compile;
mod css;
mod e2e;
mod packages;
mod postgres;
mod serve;
mod site;
mod suites;
mod tally;
mod toolchain;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

/// One word of the command line. A new word is a new row of [`WORDS`].
struct Word {
    name: &'static str,
    arguments: &'static str,
    says: &'static str,
    run: fn(&Workspace, &[String]) -> anyhow::Result<ExitCode>,
}

const WORDS: &[Word] = &[
    Word {
        name: "run",
        arguments: "[-- ARGS]",
        says: "build what changed and run `portico ARGS` (`serve` when there are none), data in ./data",
        run: serve::run,
    },
    Word {
        name: "test",
        arguments: "[SUITE [FILTER..]]",
        says: "bring what is missing, then every test; or one of rules, backend, migrations, app, server, xtask, e2e",
        run: suites::test,
    },
    Word {
        name: "build",
        arguments: "",
        says: "leave one self-contained release binary at target/dist/portico",
        run: compile::build,
    },
    Word {
        name: "check",
        arguments: "",
        says: "format and lints, native and wasm",
        run: check::check,
    },
    Word {
        name: "e2e",
        arguments: "[PLAYWRIGHT ARGS]",
        says: "the stories in a real browser, without the other tests",
        run: e2e::e2e,
    },
    Word {
        name: "demo",
        arguments: "[--invitations N] [--seed S]",
        says: "serve a throw-away portal filled with believable people",
        run: serve::demo,
    },
    Word {
        name: "bench",
        arguments: "[--quick] [--invitations N]",
        says: "the figures of docs/benchmarks.md; fails when a goal is missed",
        run: bench::bench,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", words());
        return ExitCode::FAILURE;
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        print!("{}", words());
        return ExitCode::SUCCESS;
    }
    let Some(word) = WORDS.iter().find(|word| word.name == name) else {
        eprintln!("xtask: there is no word `{name}`\n\n{}", words());
        return ExitCode::FAILURE;
    };
    match Workspace::find().and_then(|workspace| (word.run)(&workspace, rest)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn words() -> String {
    let mut text = String::from("cargo xtask <word>\n\n");
    for word in WORDS {
        let call = format!("{} {}", word.name, word.arguments);
        text.push_str(&format!("  {call:<34} {}\n", word.says));
    }
    text
}
