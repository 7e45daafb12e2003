//! Warning of a build without optimization.

use std::io::{Write, stderr};
use std::sync::Once;

/// The lines of `Cargo.toml` are those of the README.
const NOTICE: &str = r#"keras was compiled without optimization: training is about a hundred times slower than it can be.
Add to `Cargo.toml`:

[profile.dev.package."*"]
opt-level = 3

[profile.dev]
opt-level = 1
"#;

/// Says on standard error, once in a process, that the library was compiled without optimization, if it was.
pub(super) fn notice() {
    static SAID: Once = Once::new();
    write(&mut stderr(), cfg!(all(unoptimized, debug_assertions)), &SAID);
}

fn write(out: &mut impl Write, unoptimized: bool, said: &Once) {
    if unoptimized {
        // If nobody listens any more, that is no reason to stop learning.
        said.call_once(|| _ = writeln!(out, "{NOTICE}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_optimization_says_once_which_lines_are_missing() {
        let (mut out, said) = (Vec::new(), Once::new());
        write(&mut out, true, &said);
        write(&mut out, true, &said);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches("[profile.dev.package.\"*\"]\nopt-level = 3\n").count(), 1, "{text}");
        assert_eq!(text.matches("[profile.dev]\nopt-level = 1\n").count(), 1, "{text}");
    }

    #[test]
    fn an_optimized_build_has_no_notice() {
        let mut out = Vec::new();
        write(&mut out, false, &Once::new());
        assert!(out.is_empty());
    }
}
