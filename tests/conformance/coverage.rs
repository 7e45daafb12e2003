//! What Keras has, against what there is: under its name, under another that a guide gives, or counted by the README as
//! missing.

use crate::fixture;
use keras::config::ClassEntry;
use keras::{
    callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules,
};

const README: &str = include_str!("../../README.md");
const OTHER_WORDS: &str = include_str!("../../src/guides/other_words.md");

fn is_listed<M: 'static>(classes: &[ClassEntry<M>], name: &str) -> bool {
    classes.iter().any(|entry| entry.class() == name)
}

/// Whether a module hands out something of this name.
fn is_public(module: &str, name: &str) -> bool {
    module.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}

/// Whether Keras's name of something is one of ours.
fn exists(kind: &str, name: &str) -> bool {
    match kind {
        "layers" => is_listed(layers::CLASSES, name),
        "losses" => is_listed(losses::CLASSES, name),
        // A loss is a metric as well, of which one has another name there.
        "metrics" => {
            is_listed(metrics::CLASSES, name) || is_listed(losses::CLASSES, name) || name == "LogCoshError"
        }
        // The map of one of the others.
        "optimizers" => is_listed(optimizers::CLASSES, name) || name == "OptimizerMap",
        "callbacks" => callbacks::CLASSES.contains(&name) || name == "Callback",
        "initializers" => is_listed(initializers::CLASSES, name),
        "regularizers" => is_listed(regularizers::CLASSES, name),
        "constraints" => is_listed(constraints::CLASSES, name),
        "schedules" => is_listed(schedules::CLASSES, name),
        "networks" => include_str!("../../src/applications/mod.rs").contains(&format!("::{name};\n")),
        "operations" | "images" => {
            let page = include_str!("../../keras-runtime/src/autodiff/backend.rs");
            [name, &format!("{name}_")].iter().any(|name| page.contains(&format!("[`{name}`]")))
        }
        "random" => {
            let page = include_str!("../../keras-runtime/src/autodiff/backend.rs");
            page.contains(&format!("[`random_{name}`]"))
        }
        "activations" => {
            name == "threshold" || keras::activations::NAMES.iter().any(|(known, _)| *known == name)
        }
        "utils" => {
            name == "set_random_seed" || is_public(include_str!("../../keras-runtime/src/utils/mod.rs"), name)
        }
        "visualization" => is_public(include_str!("../../keras-runtime/src/utils/mod.rs"), name),
        "datasets" => is_public(include_str!("../../keras-runtime/src/datasets/mod.rs"), name),
        "saving" => is_public(include_str!("../../keras-runtime/src/saving/mod.rs"), name),
        "config" | "distillation" | "distribution" | "dtype_policies" | "export" | "mixed_precision"
        | "quantizers" | "tree" | "wrappers" => false,
        "models" => is_public(include_str!("../../src/lib.rs"), name),
        _ => unreachable!("Keras has no list of {kind}"),
    }
}

/// The words in the first column of a section's table.
fn other_words(section: &str) -> Vec<&'static str> {
    let text = OTHER_WORDS.split("\n## ").find_map(|part| part.strip_prefix(section)?.strip_prefix('\n'));
    let rows = text.unwrap_or_default().lines().filter(|line| line.starts_with("| `"));
    let first = rows.map(|row| row.split('|').nth(1).expect("a row has columns"));
    first.flat_map(|words| words.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn the_readme_counts_what_is_missing_from_keras() {
    let (readme, fixture) =
        (README.split_whitespace().collect::<Vec<_>>().join(" "), fixture::read("coverage"));
    let list = readme.split_once("Missing from Keras 3.15:").expect("the README has a list").1;
    let list = list.split_once(" ## ").expect("a section follows").0;
    for (kind, names) in fixture.as_object().expect("lists by kind") {
        let names: Vec<_> = fixture::list(names).iter().map(|name| name.as_str().expect("a name")).collect();
        let others = other_words(kind);
        let missing: Vec<_> =
            names.iter().filter(|name| !exists(kind, name) && !others.contains(name)).collect();
        let figure = format!("{} of {} {kind}", missing.len(), names.len());
        let nothing = missing.is_empty() && !list.contains(&format!(" {kind}"));
        assert!(
            nothing || list.contains(&figure),
            "the README should say {figure}: {missing:?} are missing; it says {list}"
        );
    }
    let named = list.split('`').skip(1).step_by(2).filter(|name| name.starts_with(char::is_uppercase));
    for name in named {
        assert!(!exists("layers", name), "the README says that `{name}` is missing");
    }
}

#[test]
fn words_under_other_names_are_of_keras_and_not_here() {
    let fixture = fixture::read("coverage");
    let mut count = 0;
    for (kind, names) in fixture.as_object().expect("lists by kind") {
        for word in other_words(kind) {
            let is_of_keras = fixture::list(names).iter().any(|name| name == word);
            assert!(is_of_keras && !exists(kind, word), "the guide has `{word}` of {kind} in vain");
            count += 1;
        }
    }
    assert!(count > 50, "the tables are read");
}
