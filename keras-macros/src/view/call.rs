//! A call of a layer's name on its arguments.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::View;
use crate::parse::{commas, mark};
use crate::word::Word;

/// The trait that knows the names of the arguments.
#[derive(Clone, Copy)]
pub enum Kind {
    Layer,
    Metric,
}

impl View {
    /// `Dense(32, activation = relu)`, whose value can be anything.
    pub fn call(&self, path: &TokenStream, arguments: TokenStream, kind: Kind) -> TokenStream {
        let Self { editor, .. } = self;
        let of = match kind {
            Kind::Layer => quote!(LayerType),
            Kind::Metric => quote!(Configured),
        };
        let pieces = commas(arguments);
        let arguments = pieces.into_iter().enumerate().map(|(i, piece)| self.argument(i, piece));
        quote! {{
            type __Layer = #path;
            type __Names = <__Layer as #editor::#of>::Names;
            #(#arguments)*
            #editor::any::<_, _>(#editor::layer::<__Layer, __Names>())
        }}
    }

    /// `activation = relu`, `activation` that nobody has finished, or a value by its position.
    fn argument(&self, position: usize, piece: TokenStream) -> TokenStream {
        let editor = &self.editor;
        let trees: Vec<TokenTree> = piece.clone().into_iter().collect();
        if let [TokenTree::Ident(name), equals, value @ ..] = &*trees
            && mark(equals) == '='
        {
            let value = value.iter().cloned().collect();
            let given = match name.text().as_str() {
                "name" | "input" | "input_shape" | "shape" => TokenStream::new(),
                _ => self.given(quote!(__argument), value),
            };
            return quote!({ let __argument = <__Names>::#name; #given });
        }
        let word = match &*trees {
            [TokenTree::Ident(word)] => quote!(let _: #editor::Word<<__Names>::#word>;),
            _ => TokenStream::new(),
        };
        let name = format_ident!("positional_{position}");
        let given = self.given(quote!(<__Names>::#name), piece);
        quote!({ #word #given })
    }

    /// A value, as one of the type that the argument has.
    fn given(&self, argument: TokenStream, value: TokenStream) -> TokenStream {
        let seen = self.value(value.clone());
        match Given::of(value) {
            Given::Untold => TokenStream::new(),
            Given::Any => quote!(let _ = #seen;),
            Given::Typed => {
                quote!(let __value = #seen; let _ = #argument.set(<__Layer>::args(), [__value; _]);)
            }
        }
    }
}

/// How much an editor is told of a value.
enum Given {
    /// It has no words, or is seen well enough without.
    Untold,
    /// The macro makes something else of it.
    Any,
    Typed,
}

impl Given {
    fn of(value: TokenStream) -> Self {
        let trees: Vec<TokenTree> = value.into_iter().collect();
        match trees.first() {
            None => Given::Typed,
            Some(TokenTree::Ident(word)) if is_constant_of_python(word) => Given::Untold,
            Some(TokenTree::Ident(word)) if *word == "move" => Given::Untold,
            Some(TokenTree::Ident(_)) => match super::value::layer_at(&trees) {
                Some(_) => Given::Any,
                None => Given::Typed,
            },
            Some(tree) if mark(tree) == '|' => Given::Untold,
            Some(_) => Given::Any,
        }
    }
}

/// `None`, `True` and `False` are written otherwise in Rust.
fn is_constant_of_python(word: &Ident) -> bool {
    ["None", "True", "False", "_"].iter().any(|other| word == other)
}
