//! Which layers there are, so that a test of all of them finds the next one missing.

use std::collections::BTreeSet;

/// The names in the list of the catalogue.
pub fn names() -> BTreeSet<&'static str> {
    let source = include_str!("../../keras-runtime/src/layers/mod.rs");
    let list = source.split_once("\nlayers! {\n").and_then(|(_, rest)| rest.split_once("\n}"));
    let files = list.expect("the catalogue is a list").0.split(';');
    let names = files.filter_map(|file| file.split_once(':')).flat_map(|(_, names)| names.split(','));
    names.map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Fails unless the names are those of the catalogue.
#[track_caller]
pub fn check_complete<'a>(covered: impl IntoIterator<Item = &'a str>) {
    let covered: BTreeSet<&str> = covered.into_iter().collect();
    let missing: Vec<_> = names().into_iter().filter(|name| !covered.contains(name)).collect();
    assert!(missing.is_empty(), "the test says nothing of {missing:?}");
}
