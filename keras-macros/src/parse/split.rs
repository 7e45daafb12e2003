//! Cutting a token stream into pieces that are parsed one by one, so that a broken one spoils no other.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::Expr;
use syn::parse::ParseStream;

use super::token::{begins_closure, is_bracket, mark};

/// The pieces between top-level commas. What is empty behind the last is none; of an empty place before a comma the comma
/// is the piece, which does not parse.
pub fn commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![TokenStream::new()];
    let (mut previous, mut in_bars) = (None, false);
    for token in tokens {
        let mark = mark(&token);
        if mark == '|' {
            // The commas between the arguments of a closure are its own.
            in_bars = !in_bars && begins_closure(previous.as_ref());
        }
        if mark == ',' && !in_bars {
            if let Some(piece) = pieces.last_mut().filter(|piece| piece.is_empty()) {
                piece.extend([token]);
            }
            pieces.push(TokenStream::new());
            previous = None;
        } else {
            pieces.last_mut().expect("it begins with one").extend([token.clone()]);
            previous = Some(token);
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The one expression that stands between two commas.
pub fn whole(input: ParseStream) -> syn::Result<Expr> {
    let expression = input.parse()?;
    if input.is_empty() { Ok(expression) } else { Err(input.error("expected `,`")) }
}

/// The words that begin a statement which ends with its braces.
const BLOCKS: [&str; 6] = ["fn", "for", "if", "while", "loop", "match"];

/// The pieces that each end a statement: with a `;`, or with the braces of a `fn`, a loop or a choice. The last is the
/// rest.
pub fn semicolons(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![];
    let mut piece = TokenStream::new();
    let (mut is_block, mut begins) = (false, true);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        // What is before a statement and belongs to an attribute.
        let is_attribute = ['#', '!'].contains(&mark(&token)) || is_bracket(&token) && !piece.is_empty();
        if begins && !is_attribute {
            is_block = matches!(&token, TokenTree::Ident(word) if BLOCKS.iter().any(|block| word == block));
            begins = false;
        }
        let goes_on =
            |next: Option<&TokenTree>| matches!(next, Some(TokenTree::Ident(word)) if word == "else");
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => {
                is_block && group.delimiter() == Delimiter::Brace && !goes_on(tokens.peek())
            }
            _ => false,
        };
        piece.extend([token]);
        if ends {
            pieces.push(std::mem::take(&mut piece));
            (is_block, begins) = (false, true);
        }
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

/// The body without the one pair of angle brackets that may stand around it: `sequential![< ... >]`.
pub fn delimited(tokens: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
    let is =
        |tree: Option<&TokenTree>, angle| matches!(tree, Some(TokenTree::Punct(p)) if p.as_char() == angle);
    let arrow = match trees.as_slice() {
        [.., TokenTree::Punct(before), _] => {
            before.spacing() == Spacing::Joint && ['-', '='].contains(&before.as_char())
        }
        _ => false,
    };
    if trees.len() >= 2 && is(trees.first(), '<') && is(trees.last(), '>') && !arrow {
        trees.pop();
        trees.remove(0);
    }
    trees.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commas_between_the_arguments_of_a_closure_cut_nothing() {
        let pieces = |source: &str| {
            let tokens = source.parse().expect("these are tokens");
            commas(tokens).iter().map(|piece| piece.to_string().replace(' ', "")).collect::<Vec<_>>()
        };
        assert_eq!(pieces("a, e = |t, p| t - p, b"), ["a", "e=|t,p|t-p", "b"]);
        assert_eq!(
            pieces("|t: &T, p: &T| t, move |a, b| a, || 1, c"),
            ["|t:&T,p:&T|t", "move|a,b|a", "||1", "c"]
        );
        assert_eq!(pieces("a | b, c || d, e,"), ["a|b", "c||d", "e"]);
    }

    #[test]
    fn an_empty_place_is_its_comma() {
        let pieces = |source: &str| {
            let tokens = source.parse().expect("these are tokens");
            commas(tokens).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(pieces("a,, b,"), ["a", ",", "b"]);
        assert_eq!(pieces(", a,,"), [",", "a", ","]);
        assert_eq!(pieces(","), [","]);
        assert!(pieces("").is_empty());
    }
}
