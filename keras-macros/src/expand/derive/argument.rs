//! One argument, from a field of the struct: its setters and its value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Expr, GenericArgument, Path, Type, Visibility};

use super::types::{generic, generic_argument};
use crate::expand::hygiene::located;
use crate::word::Word;

/// One argument: its setters, and its value.
pub struct Argument {
    pub name: Ident,
    pub ty: Type,
    pub docs: Vec<Attribute>,
    pub default: Option<Expr>,
    /// What a value has to be: a `const fn` of the argument's name and its value.
    pub check: Option<Path>,
    pub library: TokenStream,
    pub visibility: Visibility,
    /// The type of the arguments while this one is being set, if that takes two steps.
    pub sided: Ident,
    /// The name of the struct.
    pub class: Span,
    /// Where it is in the field of a weight, if it is no field itself.
    pub place: Option<Place>,
}
/// Which weight an argument is about: the field of the weight, and the part of it that the argument is.
pub struct Place {
    pub field: Ident,
    pub part: Ident,
}

impl Place {
    /// The type of the argument, as a person would write it.
    pub fn type_name(&self) -> String {
        let part = self.part.text();
        let (first, rest) = part.split_at(1);
        first.to_uppercase() + rest
    }
}

/// How many layers an argument is.
pub enum Layers {
    One,
    Several,
}

/// The code of a setter.
pub struct Parameter {
    pub generics: TokenStream,
    /// The type of `value`, an array.
    pub parameter: TokenStream,
    /// The type that the setter gives back.
    pub returns: TokenStream,
    /// Sets the field, and gives that back.
    set: TokenStream,
}
impl Argument {
    /// Its default, for the documentation.
    pub fn default_text(&self) -> Option<String> {
        match &self.default {
            Some(default) => Some(format!("`{}`", plain(default))),
            None => generic(&self.ty, "Option").map(|_| "none".to_owned()),
        }
    }

    /// Where it is in the struct.
    pub fn place(&self) -> TokenStream {
        match &self.place {
            Some(Place { field, part }) => quote!(#field.#part),
            None => self.name.to_token_stream(),
        }
    }

    /// What a setter takes and gives, and the value of the field.
    pub fn parameter(&self, private: &TokenStream, args: &TokenStream) -> Parameter {
        let (name, sided) = (&self.name, &self.sided);
        if self.sides().is_some() {
            let (span, length) = (self.span(), quote!(const LENGTH: #private::usize));
            let private = located(private, span);
            let bound = quote_spanned!(span=> S: #private::Side);
            return Parameter {
                generics: quote!(<#bound, #length>),
                parameter: quote!([S; LENGTH]),
                returns: quote!(#sided<S, LENGTH>),
                set: quote!(#sided(self, value)),
            };
        }
        let option = generic(&self.ty, "Option");
        let ty = option.unwrap_or(&self.ty);
        let (list, one_or_more) = (generic(ty, "List"), generic(ty, "OneOrMore"));
        let (generics, parameter, value) = match (ty, list.or(one_or_more)) {
            (Type::Array(_), _) => (quote!(), quote!(#ty), quote!(value)),
            (_, Some(element)) if is_dim(element) => {
                let text = name.text();
                let value = quote!(match #private::List::of_sizes(#text, &value) {
                    #private::ShapeResult::Ok(sizes) => sizes,
                    #private::ShapeResult::Err(fault) => {
                        self.fault = #private::Some(fault);
                        #private::List::new(&[])
                    }
                });
                (quote!(<const LENGTH: #private::usize>), quote!([#private::isize; LENGTH]), value)
            }
            (_, Some(element)) => {
                let value = quote!(#private::List::new(&value));
                (quote!(<const LENGTH: #private::usize>), quote!([#element; LENGTH]), value)
            }
            _ => (quote!(), quote!([#ty; 1]), quote!(value[0])),
        };
        let value = if option.is_some() { quote!(#private::Some(#value)) } else { value };
        let (returns, done) = match (list, one_or_more) {
            (Some(_), _) => (quote!(#sided<LENGTH>), quote!(#sided(self))),
            (_, Some(_)) => (
                quote!(#private::UnfinishedArgument<#args, LENGTH>),
                quote!(#private::UnfinishedArgument(self)),
            ),
            (None, None) => (args.clone(), quote!(self)),
        };
        let set = quote! {
            self.#name = #private::Some(#value);
            #done
        };
        Parameter { generics, parameter, returns, set }
    }

    /// Whether the argument is a layer, or several.
    pub fn layers(&self) -> Option<Layers> {
        let is_layer = |ty: &Type| matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "InnerLayer"));
        if is_layer(&self.ty) {
            return Some(Layers::One);
        }
        let element = generic(&self.ty, "List").or(generic(&self.ty, "OneOrMore"))?;
        is_layer(element).then_some(Layers::Several)
    }

    /// Whether one value may be written for a list of one.
    pub fn is_one_or_more(&self) -> bool {
        generic(generic(&self.ty, "Option").unwrap_or(&self.ty), "OneOrMore").is_some()
    }

    /// The number of axes, if the argument is about their ends.
    fn sides(&self) -> Option<&GenericArgument> {
        generic_argument(&self.ty, "Sides")
    }

    /// Whether the argument is a tuple of any length, and nothing else.
    pub fn is_list(&self) -> bool {
        generic(generic(&self.ty, "Option").unwrap_or(&self.ty), "List").is_some()
    }

    /// The second step of setting an argument whose elements are known when the next method is called.
    pub fn second_step(&self, private: &TokenStream, args: &Ident) -> Option<TokenStream> {
        match self.sides() {
            Some(_) => Some(self.step_of_sides(private, args)),
            None => self.is_list().then(|| self.step_of_list(private, args)),
        }
    }

    /// Of an argument that is a tuple: one value is none.
    fn step_of_list(&self, private: &TokenStream, args: &Ident) -> TokenStream {
        let Self { name, sided, visibility, .. } = self;
        let is_layers =
            matches!(generic(&self.ty, "List"), Some(Type::Path(inner)) if inner.path.is_ident("InnerLayer"));
        let (needs, help) = match is_layers {
            true => (
                format!("needs a list in `{}`, was given one layer", name.text()),
                "of one layer it is written `[Rescaling(0.1)]`",
            ),
            false => (
                format!("needs a tuple in `{}`, was given one value", name.text()),
                "of one value it is written `(8,)`",
            ),
        };
        quote! {
            #[doc(hidden)]
            #[derive(Clone, Copy)]
            #[allow(missing_debug_implementations, non_camel_case_types)]
            #visibility struct #sided<const LENGTH: #private::usize>(#args);

            #[automatically_derived]
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            impl #sided<1> {
                pub const fn __one(mut self) -> #args {
                    self.0.fault = #private::Some(#private::Fault::new(#needs).help(#help));
                    self.0
                }
            }

            #[automatically_derived]
            #[allow(dead_code, clippy::all, clippy::pedantic)]
            impl<const LENGTH: #private::usize> #sided<LENGTH> {
                pub const fn __several(self) -> #args {
                    self.0
                }

                pub const fn __pairs(self) -> #args {
                    self.0
                }
            }
        }
    }

    /// Of an argument that is about the ends of axes: its elements are numbers or pairs of numbers. Of other types that are
    /// written there by mistake, it is said what to write; of the rest rustc says so, and what is called next is there in
    /// silence.
    fn step_of_sides(&self, private: &TokenStream, args: &Ident) -> TokenStream {
        let Self { name, sided, visibility, .. } = self;
        let text = name.text();
        let step = |element: TokenStream, method: &str, sides: TokenStream| {
            let method = format_ident!("{method}");
            let (generics, length) = match method == "__one" {
                true => (quote!(), quote!(1)),
                false => (quote!(<const LENGTH: #private::usize>), quote!(LENGTH)),
            };
            quote! {
                #[automatically_derived]
                #[allow(dead_code, clippy::all, clippy::pedantic)]
                impl #generics #sided<#element, #length> {
                    pub const fn #method(mut self) -> #args {
                        match #private::Sides::#sides {
                            #private::ShapeResult::Ok(sides) => self.0.#name = #private::Some(sides),
                            #private::ShapeResult::Err(fault) => self.0.fault = #private::Some(fault),
                        }
                        self.0
                    }
                }
            }
        };
        let numbers = [
            step(quote!(#private::usize), "__one", quote!(one(self.1))),
            step(quote!(#private::usize), "__several", quote!(several(#text, &self.1))),
            step(quote!([#private::usize; 2]), "__pairs", quote!(pairs(#text, &self.1))),
        ];
        let mistaken = [("Padding", "a word"), ("bool", "a truth value"), ("f64", "a fraction")];
        let mistakes = mistaken.iter().flat_map(|(element, given)| {
            let element = format_ident!("{element}");
            ["__one", "__several"]
                .map(|method| step(quote!(#private::#element), method, quote!(mistaken(#text, #given))))
        });
        quote! {
            #[doc(hidden)]
            #[derive(Clone, Copy)]
            #[allow(missing_debug_implementations, non_camel_case_types)]
            #visibility struct #sided<S, const LENGTH: #private::usize>(#args, [S; LENGTH]);

            #(#numbers)*
            #(#mistakes)*

            #[automatically_derived]
            impl<S, const LENGTH: #private::usize> #private::NoSide for #sided<S, LENGTH> {
                type Arguments = #args;
            }
        }
    }

    /// Where rustc shows it: in a struct that a macro writes, at its own place, without the way there.
    pub fn span(&self) -> Span {
        self.class.located_at(self.name.span())
    }

    /// The setter by name.
    pub fn setter(&self, private: &TokenStream, class: &str) -> TokenStream {
        let Self { name, docs, visibility, .. } = self;
        let Parameter { generics, parameter, returns, set } = self.parameter(private, &quote!(Self));
        let doc = docs.is_empty().then(|| {
            let text = format!("The argument `{}` of `{class}`.", name.text());
            quote!(#[doc = #text])
        });
        let twice = format!("is given `{}` twice, by position and by name", name.text());
        quote! {
            #(#docs)*
            #doc
            #[inline]
            #visibility const fn #name #generics(mut self, value: #parameter) -> #returns {
                if self.#name.is_some() {
                    self.fault = #private::Some(#private::Fault::new(#twice));
                }
                #set
            }
        }
    }

    /// What is wrong with it: that it is missing, or its value.
    pub fn fault(&self, private: &TokenStream) -> TokenStream {
        let name = &self.name;
        let missing = (!self.is_optional()).then(|| {
            let needs = format!("needs `{}`", name.text());
            quote! {
                if self.#name.is_none() {
                    return #private::Some(#private::Fault::new(#needs));
                }
            }
        });
        let wrong = self.check.as_ref().map(|check| {
            let text = name.text();
            let value = match generic(&self.ty, "Option") {
                Some(_) => quote!(#private::Some(#private::Some(value))),
                None => quote!(#private::Some(value)),
            };
            quote! {
                if let #value = self.#name {
                    if let #private::ShapeResult::Err(fault) = #check(#text, value) {
                        return #private::Some(fault);
                    }
                }
            }
        });
        quote!(#missing #wrong)
    }

    /// Whether it may be left out.
    pub fn is_optional(&self) -> bool {
        self.default.is_some() || generic(&self.ty, "Option").is_some()
    }

    /// The method of a value that changes it: `AUC::default().curve(Curve::PR)`. A list is given as an array or as one
    /// value.
    pub fn chained(&self, private: &TokenStream) -> TokenStream {
        let Self { name, visibility, ty, .. } = self;
        let docs = self.chained_docs();
        let option = generic(ty, "Option");
        let inner = option.unwrap_or(ty);
        let is_list = self.is_list() || self.is_one_or_more();
        let (constness, parameter, value) = match is_list {
            true => (quote!(), quote!(impl ::core::convert::Into<#inner>), quote!(#name.into())),
            false => (quote!(const), inner.to_token_stream(), name.to_token_stream()),
        };
        let value = if option.is_some() { quote!(#private::Some(#value)) } else { value };
        quote! {
            #docs
            #[must_use]
            #visibility #constness fn #name(mut self, #name: #parameter) -> Self {
                self.#name = #value;
                self
            }
        }
    }

    /// The same of an optimizer around a rule, which takes numbers of either width and any list of texts.
    pub fn chained_around(&self, private: &TokenStream) -> TokenStream {
        let Self { name, ty, visibility, .. } = self;
        let docs = self.chained_docs();
        let (parameter, value) = match ty {
            Type::Path(path) if path.path.is_ident("f64") => {
                (quote!(impl #private::IntoNumber), quote!(#name.into_number()))
            }
            Type::Reference(_) => (
                quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::AsRef<str>>),
                quote!(#private::texts(#name)),
            ),
            _ => (quote!(#ty), quote!(#name)),
        };
        quote! {
            #docs
            #[must_use]
            #visibility fn #name(mut self, #name: #parameter) -> Self {
                self.rule.#name = #value;
                self
            }
        }
    }

    /// What a method says that changes it.
    fn chained_docs(&self) -> TokenStream {
        let docs = &self.docs;
        let default = self.default_text().map(|text| format!(" Default: {text}."));
        let default = default.map(|text| quote!(#[doc = ""] #[doc = #text]));
        quote!(#(#docs)* #default)
    }

    /// The argument whose value is its default.
    pub fn other<'a>(&self, all: &'a [Argument]) -> Option<&'a Argument> {
        let Some(Expr::Path(path)) = &self.default else { return None };
        let word = path.path.get_ident()?.text();
        all.iter().find(|other| other.name.text() == word && word != self.name.text())
    }

    /// The value of the field: what was given, or the default, which may be another argument.
    pub fn value(&self, private: &TokenStream, all: &[Argument]) -> TokenStream {
        let Self { name, default, library, ty, .. } = self;
        let missing = match default {
            Some(_) if let Some(other) = self.other(all) => other.value(private, all),
            Some(default) => quote!({
                #[allow(unused_imports)]
                use #library::vocabulary::*;
                #default
            }),
            None if generic(ty, "Option").is_some() => quote!(#private::None),
            None => quote!(#private::unreachable!()),
        };
        quote! {
            match self.#name {
                #private::Some(value) => value,
                #private::None => #missing,
            }
        }
    }
}

/// Whether a size may be left open in a list of these.
fn is_dim(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Dim"))
}

/// Tokens as a person would write them, inside a table.
pub fn plain(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let text = text.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",");
    let text = text.replace("- ", "-").replace(" ; ", "; ").replace(" (", "(").replace("& ", "&");
    text.replace('|', "\\|")
}
