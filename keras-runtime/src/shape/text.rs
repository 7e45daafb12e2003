//! Comparison of texts in constants.

/// Whether two texts are the same.
pub(crate) const fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && begins_with(a, b)
}

/// Whether a text begins with another.
pub(crate) const fn begins_with(text: &str, beginning: &str) -> bool {
    let (text, beginning) = (text.as_bytes(), beginning.as_bytes());
    let mut i = 0;
    while i < beginning.len() {
        if i == text.len() || text[i] != beginning[i] {
            return false;
        }
        i += 1;
    }
    true
}
