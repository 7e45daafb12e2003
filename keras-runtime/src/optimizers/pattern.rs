//! Regular expressions that choose weights by their paths.
//!
//! They are those of Python, as far as [`regex_lite`] has them.

use regex_lite::Regex;

use crate::{Error, Result};

/// Whether a text is a regular expression that is not empty.
///
/// # Errors
///
/// If it is not, in the name of an argument of an optimizer.
pub(super) fn check(optimizer: &str, argument: &str, pattern: &str) -> Result<()> {
    let found = match Regex::new(pattern) {
        Ok(_) if !pattern.is_empty() => return Ok(()),
        Ok(_) => "an empty text".to_owned(),
        Err(error) => format!("`{pattern}`: {error}"),
    };
    Err(Error::expected(format!("`{optimizer}`, argument `{argument}`"), "a regular expression", found))
}

/// Whether a path has a part that matches, as Python's `re.search`.
pub(super) fn is_in(pattern: &str, path: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(path))
}

/// Whether a path matches as a whole, as Python's `re.fullmatch`.
pub(super) fn is_whole(pattern: &str, path: &str) -> bool {
    is_in(&format!(r"\A(?:{pattern})\z"), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_whole_paths_or_a_part_of_them() {
        assert!(is_in("encoder", "encoder/kernel") && !is_whole("encoder", "encoder/kernel"));
        assert!(is_whole("encoder/.*", "encoder/kernel") && !is_whole("encoder/.*", "the/encoder/kernel"));
        assert!(is_whole("a|ab", "ab") && is_whole(r"dense_\d+/(kernel|bias)", "dense_12/bias"));
    }

    #[test]
    fn what_is_no_regular_expression_is_an_error_that_says_so() {
        let error = |pattern| check("Muon", "exclude_layers", pattern).unwrap_err().to_string();
        let place = "`Muon`, argument `exclude_layers`: expected a regular expression, found ";
        assert_eq!(error(""), format!("{place}an empty text"));
        assert!(error("dense(").starts_with(&format!("{place}`dense(`: ")), "{}", error("dense("));
        // On its own, whatever stands around it where whole paths are matched.
        assert!(check("Muon", "exclude_layers", "a)|(b").is_err());
    }
}
