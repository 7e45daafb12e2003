//! Every page of the vocabulary has an example: layers, activations, initializers, regularizers, constraints, losses,
//! metrics, optimizers, schedules.

use std::path::{Path, PathBuf};
use std::{fs, io};

fn runtime() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("keras-runtime/src")
}

/// The lines of all files in a folder of the runtime.
fn sources(folder: &str) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    let mut folders = vec![runtime().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                lines.extend(fs::read_to_string(path)?.lines().map(|line| line.trim().to_owned()));
            }
        }
    }
    Ok(lines)
}

/// Whether the documentation above a line has an example that runs and looks at what comes out.
fn has_example(above: &[String]) -> bool {
    let lines: Vec<_> = above.iter().rev().take_while(|line| !line.is_empty() && *line != "}").collect();
    lines.iter().any(|line| line.as_str() == "/// ```") && lines.iter().any(|line| line.contains("assert"))
}

/// Whether a line declares `name`, itself or in the list of a macro.
fn declares(line: &str, name: &str) -> bool {
    let item = ["pub struct ", "pub type ", "pub const fn ", "pub const "]
        .iter()
        .find_map(|item| line.strip_prefix(item));
    let rest = item.unwrap_or(line).strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

fn without_example<'a>(folder: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lines = sources(folder).expect("the sources of the runtime are beside the tests");
    let is_shown =
        |name: &str| (0..lines.len()).any(|i| declares(&lines[i], name) && has_example(&lines[..i]));
    names.into_iter().filter(|name| !is_shown(name)).collect()
}

/// The names of a list `keyword! { file: Name, Name; … }`.
fn listed(source: &'static str, start: &str) -> Vec<&'static str> {
    let list =
        source.split_once(start).and_then(|(_, rest)| rest.split_once("\n}")).expect("there is a list").0;
    let names =
        list.split(';').filter_map(|file| file.split_once(':')).flat_map(|(_, names)| names.split(','));
    names.map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[test]
fn every_layer_has_an_example() {
    let names = listed(include_str!("../keras-runtime/src/layers/mod.rs"), "\nlayers! {\n");
    assert!(names.contains(&"Dense") && names.len() > 80, "{names:?}");
    assert_eq!(without_example("layers", names), [""; 0]);
}

#[test]
fn every_activation_has_an_example() {
    let names = keras::activations::NAMES.iter().map(|(name, _)| *name);
    assert_eq!(without_example("activations", names.chain(["custom", "threshold"])), [""; 0]);
}

#[test]
fn every_initializer_regularizer_and_constraint_has_an_example() {
    let source = include_str!("../keras-runtime/src/vocabulary.rs");
    for folder in ["initializers", "regularizers", "constraints"] {
        let words =
            source.split_once(&format!("crate::{folder}::{{")).and_then(|(_, rest)| rest.split_once('}'));
        let classes =
            fs::read_to_string(runtime().join(folder).join("classes.rs")).expect("classes are there");
        let classes = classes.lines().filter_map(|line| line.strip_prefix("pub struct "));
        let classes = classes.map(|rest| rest.split([' ', ';']).next().expect("a name"));
        // Of the other words, `fan_in`, `rows` and their like are arguments, and a type is not a word of a model.
        let arguments =
            ["fan_avg", "fan_in", "fan_out", "normal", "uniform", "untruncated_normal", "columns", "rows"];
        let words = words.expect("a list of words").0.split(',').map(str::trim);
        let words = words.filter(|word| word.starts_with(char::is_lowercase) && !arguments.contains(word));
        let names: Vec<_> = classes.chain(words).collect();
        assert!(names.len() >= 8, "{names:?}");
        assert_eq!(without_example(folder, names), [""; 0]);
    }
}

#[test]
fn every_loss_metric_optimizer_and_schedule_has_an_example() {
    for (folder, classes) in [
        ("losses", names(keras::losses::CLASSES)),
        ("metrics", names(keras::metrics::CLASSES)),
        ("optimizers", names(keras::optimizers::CLASSES)),
        ("schedules", names(keras::schedules::CLASSES)),
    ] {
        assert_eq!(without_example(folder, classes), [""; 0]);
    }
}

fn names<M: 'static>(classes: &[keras::config::ClassEntry<M>]) -> Vec<&'static str> {
    classes.iter().map(keras::config::ClassEntry::class).collect()
}
