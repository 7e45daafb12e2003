//! The arguments of a layer.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse2;

use super::layer::{Called, Kind};
use super::{View, named};
use crate::parse::mark;
use crate::word::Word;

/// What rust-analyzer puts at the cursor when it asks what could stand there; before 2025, the second.
const CURSORS: [&str; 2] = ["raCompletionMarker", "intellijRulezz"];

impl View {
    /// `activation = relu`, `activation` that nobody has finished, or a value by its position. Each begins alike, so that
    /// one may come between.
    pub fn argument(&self, kind: Kind, position: usize, argument: TokenStream) -> TokenStream {
        let Self { private, editor, .. } = self;
        let trees: Vec<TokenTree> = argument.into_iter().collect();
        let by_position = format_ident!("positional_{position}");
        let (name, value, given) = match named(&trees) {
            Some((name, value)) => {
                let mut setter = name.clone();
                setter.set_span(Span::call_site());
                (name.clone(), value, quote!(let _ = __given.#setter([__value; _]);))
            }
            None => {
                let given = match kind {
                    Kind::Input => quote!(let _ = __value;),
                    _ => quote!(let _ = <__Names>::#by_position.set(<__Layer>::args(), [__value; _]);),
                };
                (unfinished(&trees).unwrap_or(by_position), &*trees, given)
            }
        };
        let seen = self.value(value);
        // Of the type that is expected: the other of a pair. So an editor knows it, and complains of no other here.
        let typed = quote!(let __value = (#editor::any(()), #seen).0; #given);
        let value = match Shown::of(value) {
            // A name is nobody's yet.
            _ if name.text() == "name" => TokenStream::new(),
            Shown::Hole => quote!({ #private::__activations! {} #typed }),
            Shown::Typed => quote!({ #typed }),
            Shown::Any => quote!(let _ = #seen;),
            Shown::Nothing => TokenStream::new(),
        };
        quote!(let _ = __given.#name(#editor::any(())); #value)
    }
}

/// A word that may become a name. While it is typed an editor sees it as one, and then as a value only.
fn unfinished(value: &[TokenTree]) -> Option<Ident> {
    let [TokenTree::Ident(word)] = value else { return None };
    let text = word.to_string();
    let mut name: Ident = parse2(word.into_token_stream()).ok()?;
    if text.starts_with(char::is_uppercase) {
        return None;
    }
    if !CURSORS.iter().any(|cursor| text.contains(cursor)) {
        name.set_span(Span::call_site());
    }
    Some(name)
}

/// What an editor is shown of a value.
enum Shown {
    /// Nothing that it does not see elsewhere: it has no words, or is a closure.
    Nothing,
    /// Words, of a type that has nothing to do with the argument's.
    Any,
    /// A value that nobody has begun.
    Hole,
    /// A value of the type that the argument has.
    Typed,
}

impl Shown {
    fn of(value: &[TokenTree]) -> Self {
        match value.first() {
            Some(TokenTree::Ident(word)) if is_spelt_otherwise(word) => Shown::Nothing,
            Some(TokenTree::Ident(word)) if CURSORS.iter().any(|cursor| word == cursor) => Shown::Hole,
            Some(TokenTree::Ident(_)) if Called::at(value).is_some() => Shown::Any,
            Some(TokenTree::Ident(_)) => Shown::Typed,
            None => Shown::Hole,
            Some(TokenTree::Literal(_)) if value.len() == 1 => Shown::Nothing,
            Some(tree) if mark(tree) == '|' => Shown::Nothing,
            Some(_) => Shown::Any,
        }
    }
}

/// Whether a word is Python's, or begins a closure.
fn is_spelt_otherwise(word: &Ident) -> bool {
    ["None", "True", "False", "_", "move"].iter().any(|other| word == other)
}
