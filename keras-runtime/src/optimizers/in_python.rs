//! Keys and patterns for Python, where the weights of a model inside another one have paths without the name of that model.

use std::collections::BTreeSet;

use regex_lite::escape;

use super::optimizer_map::{DEFAULT, MAP, NAME};
use super::{WeightPath, muon, pattern};
use crate::config::Value;
use crate::{Error, Result};

/// Has the keys and patterns of an optimizer that Keras is to read choose the same weights there.
///
/// # Errors
///
/// If none do.
pub(crate) fn adapt(optimizer: &mut Value, weights: &[WeightPath]) -> Result<()> {
    if weights.iter().all(|weight| weight.python_path.is_none()) {
        return Ok(());
    }
    match optimizer["class_name"].as_str() {
        Some(NAME) => {
            let map = &mut optimizer["config"][MAP]["config"];
            adapt(&mut map[DEFAULT], weights)?;
            let Some(keyed) = map[MAP].as_object_mut() else { return Ok(()) };
            let own = std::mem::take(keyed);
            let next = keys(&own.keys().map(String::as_str).collect::<Vec<_>>(), weights)?;
            for ((_, mut optimizer), key) in own.into_iter().zip(next) {
                adapt(&mut optimizer, weights)?;
                keyed.insert(key, optimizer);
            }
            Ok(())
        }
        Some("Muon") => muon::adapt(&mut optimizer["config"], weights),
        _ => Ok(()),
    }
}

/// The keys that choose the same weights here and in Python: to each is added what only its path here matches. Their order stays.
pub(super) fn keys(own: &[&str], weights: &[WeightPath]) -> Result<Vec<String>> {
    let Some(other) = weights.iter().find(|weight| weight.python_path.is_some()) else {
        return Ok(own.iter().map(|key| (*key).to_owned()).collect());
    };
    let chosen: Vec<_> = weights.iter().map(|weight| position(own, &weight.path)).collect();
    let added = |part: fn(&str) -> String| -> Vec<String> {
        let key = |(at, key): (usize, &&str)| {
            let of_key = weights.iter().zip(&chosen).filter(|(_, chosen)| **chosen == Some(Some(at)));
            let paths = of_key.map(|(weight, _)| weight.in_python());
            let parts: BTreeSet<_> = paths.filter(|path| !pattern::is_whole(key, path)).map(part).collect();
            [(*key).to_owned()].into_iter().chain(parts).collect::<Vec<_>>().join("|")
        };
        own.iter().enumerate().map(key).collect()
    };
    let fits = |keys: &Vec<String>| {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        keys.is_sorted()
            && weights.iter().zip(&chosen).all(|(weight, chosen)| {
                position(&keys, &weight.path) == *chosen && position(&keys, weight.in_python()) == *chosen
            })
    };
    // Layer by layer, if that is enough.
    let of_layers = added(|path| format!("{}/.*", escape(path.split('/').next().unwrap_or_default())));
    [of_layers, added(escape)].into_iter().find(fits).ok_or_else(|| {
        let (path, there) = (&other.path, other.in_python());
        let message = format!("no keys choose the same weights in Python, where `{path}` is `{there}`");
        Error::new(format!("`{NAME}`"), message)
            .help("give the layers of models inside others names of their own, and a key to each")
    })
}

/// The key of a path: that which is the path, or the only one that matches it, if one does. None if several do.
fn position(keys: &[&str], path: &str) -> Option<Option<usize>> {
    if let Some(exact) = keys.iter().position(|key| *key == path) {
        return Some(Some(exact));
    }
    let mut matching = (0..keys.len()).filter(|&at| pattern::is_whole(keys[at], path));
    match (matching.next(), matching.next()) {
        (found, None) => Some(found),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(paths: &[(&str, &str)]) -> Vec<WeightPath> {
        let weight = |&(path, there): &(&str, &str)| WeightPath {
            path: path.to_owned(),
            python_path: (path != there).then(|| there.to_owned()),
            ..WeightPath::vector(0, 1)
        };
        paths.iter().map(weight).collect()
    }

    #[test]
    fn a_key_of_a_model_inside_another_is_for_its_layers_in_python() {
        let inside = [
            ("base/conv/kernel", "conv/kernel"),
            ("base/conv/bias", "conv/bias"),
            ("head/bias", "head/bias"),
        ];
        let weights = weights(&inside);
        assert_eq!(keys(&["base/.*"], &weights).unwrap(), ["base/.*|conv/.*"]);
        assert_eq!(keys(&["base/.*", "head/.*"], &weights).unwrap(), ["base/.*|conv/.*", "head/.*"]);
        // Of a layer in part.
        assert_eq!(keys(&["base/.*/kernel"], &weights).unwrap(), ["base/.*/kernel|conv/kernel"]);
        // What matches there as it is stays, so that what is written once is written again.
        for key in [".*/bias", "(.*/)?conv/.*", "base/.*|conv/.*"] {
            assert_eq!(keys(&[key], &weights).unwrap(), [key]);
        }
    }

    #[test]
    fn weights_that_keys_cannot_tell_apart_in_python_are_an_error() {
        let weights = weights(&[("base/dense/bias", "dense/bias"), ("dense/bias", "dense/bias")]);
        let error = keys(&["base/.*"], &weights).unwrap_err().to_string();
        assert!(error.contains("where `base/dense/bias` is `dense/bias`"), "{error}");
        assert!(keys(&["dense/.*"], &weights).is_err());
        assert_eq!(keys(&["(base/)?dense/.*"], &weights).unwrap(), ["(base/)?dense/.*"]);
    }
}
