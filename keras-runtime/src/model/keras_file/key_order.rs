//! The order of the keys of an object in a JSON text: Python keeps it, a [`Map`](crate::config::Map) sorts them.

use std::fmt;

use serde_core::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

/// The keys of an object, which is found by the keys on the way to it; none if there is no such object.
pub(super) fn keys_at(text: &[u8], way: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    let mut text = serde_json::Deserializer::from_slice(text);
    // What is no object on the way is an error.
    let _ = At { way, keys: &mut keys }.deserialize(&mut text);
    keys
}

/// A value, and the way from it to an object whose keys are gathered.
struct At<'a> {
    way: &'a [&'a str],
    keys: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { way, keys } = self;
        while let Some(key) = object.next_key::<String>()? {
            match way {
                [] => {
                    object.next_value::<IgnoredAny>()?;
                    keys.push(key);
                }
                [next, rest @ ..] if key == *next => {
                    object.next_value_seed(At { way: rest, keys: &mut *keys })?
                }
                _ => _ = object.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_the_text() {
        let text = br#"{"a": [1, {"b": {}}], "c": {"b": {"z": 1, "a": {"y": 2}, "m": null}}, "d": 3}"#;
        assert_eq!(keys_at(text, &["c", "b"]), ["z", "a", "m"]);
        assert_eq!(keys_at(text, &["c", "b", "a"]), ["y"]);
        assert!(keys_at(text, &["a", "b"]).is_empty() && keys_at(text, &["e"]).is_empty());
        assert!(keys_at(b"", &[]).is_empty());
    }
}
