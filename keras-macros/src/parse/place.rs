//! What stands before a call of a macro. rustc tells no macro whether an item or a value is expected of it, and of an item
//! in the place of a value it says only `expected expression, found keyword`; so the file is looked at.

use std::fs;

use proc_macro2::{Ident, Span, TokenStream};
use syn::Error;

/// What is said of a model with a name that stands for a value: behind the `=` of a `let`, or, unless that alone is sure
/// enough, behind anything that a value follows. `body` is what stands in the macro.
pub fn named_value(body: &TokenStream, name: &Ident, is_let_only: bool) -> Option<Error> {
    let by = of_a_value(body.clone().into_iter().next()?.span(), is_let_only)?;
    let (item, made, value) = match by.as_str() {
        "graph" => (" { … }", "new", "graph!({ … })"),
        "keras_file" => (" = \"model.keras\";", "pretrained", "keras_file!(\"model.keras\")"),
        _ => (" { … }", "new", "sequential![…]"),
    };
    let message = format!(
        "a model with a name is an item: write `{by}! {{ struct {name}{item} }}` beside the function, and \
         `{name}::{made}()` here; a value has no name: `{value}`"
    );
    Some(Error::new(name.span(), message))
}

/// The name of a macro that stands for a value, whose body begins with this token.
fn of_a_value(first: Span, is_let_only: bool) -> Option<String> {
    let before = before(first)?;
    let (before, name) = without_name(&before)?;
    let statement = before.rsplit([';', '{', '}']).next().unwrap_or_default().trim();
    let is_let = statement.ends_with('=') && statement.starts_with("let ");
    let is_other = statement.ends_with(['=', '(', '[', ',', '&', '|', '>']) || statement == "return";
    (is_let || is_other && !is_let_only).then(|| name.to_owned())
}

/// The text of the file up to a token; none where there is no file, as in a test.
fn before(token: Span) -> Option<String> {
    if !proc_macro::is_available() {
        return None;
    }
    let start = token.unwrap().start();
    let text = fs::read_to_string(start.local_file()?).ok()?;
    let mut lines = text.split_inclusive('\n');
    let above: String = lines.by_ref().take(start.line().saturating_sub(1)).collect();
    let line = lines.next()?.chars().take(start.column().saturating_sub(1));
    Some(above.chars().chain(line).collect())
}

/// What stands before `name! {`, and the name.
fn without_name(text: &str) -> Option<(&str, &str)> {
    let is_in_path = |letter: char| letter.is_alphanumeric() || "_:".contains(letter);
    let text = text.trim_end().trim_end_matches('<').trim_end();
    let text = text.strip_suffix(['(', '[', '{'])?.trim_end().strip_suffix('!')?.trim_end();
    let before = text.trim_end_matches(is_in_path);
    let name = text[before.len()..].rsplit(':').next()?;
    Some((before, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_macro_stands_before_its_body() {
        for (text, found) in [
            ("let m = sequential![", Some(("let m = ", "sequential"))),
            ("fit(keras::graph! (\n  ", Some(("fit(", "graph"))),
            ("= sequential![<", Some(("= ", "sequential"))),
            ("sequential!", None),
            ("", None),
        ] {
            assert_eq!(without_name(text), found, "{text}");
        }
    }
}
