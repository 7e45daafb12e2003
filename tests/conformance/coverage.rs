//! The README's figures of what is missing from Keras, against the lists of what there is.

use crate::fixture;
use keras::config::ClassEntry;
use keras::{layers, losses, metrics, optimizers};

const README: &str = include_str!("../../README.md");

fn is_listed<M: 'static>(classes: &[ClassEntry<M>], name: &str) -> bool {
    classes.iter().any(|entry| entry.class() == name)
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
        "optimizers" => is_listed(optimizers::CLASSES, name),
        "networks" => include_str!("../../src/applications/mod.rs").contains(&format!("::{name};\n")),
        "operations" => {
            let page = include_str!("../../keras-runtime/src/autodiff/backend.rs");
            [name, &format!("{name}_")].iter().any(|name| page.contains(&format!("[`{name}`]")))
        }
        _ => unreachable!("Keras has no list of {kind}"),
    }
}

#[test]
fn the_readme_counts_what_is_missing_from_keras() {
    let (readme, fixture) =
        (README.split_whitespace().collect::<Vec<_>>().join(" "), fixture::read("coverage"));
    let list = readme.split_once("Missing from Keras 3.15:").expect("the README has a list").1;
    let list = list.split_once(" ## ").expect("a section follows").0;
    for (kind, names) in fixture.as_object().expect("lists by kind") {
        let names: Vec<_> = fixture::list(names).iter().map(|name| name.as_str().expect("a name")).collect();
        let missing: Vec<_> = names.iter().filter(|name| !exists(kind, name)).collect();
        let figure = format!("{} of {} {kind}", missing.len(), names.len());
        assert!(
            list.contains(&figure),
            "the README should say {figure}: {missing:?} are missing; it says {list}"
        );
    }
    let named = list.split('`').skip(1).step_by(2).filter(|name| name.starts_with(char::is_uppercase));
    assert!(named.clone().count() >= 3, "the README names some of them");
    for name in named {
        assert!(!exists("layers", name), "the README says that `{name}` is missing");
    }
}
