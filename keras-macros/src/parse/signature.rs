//! What a call of a layer takes by name: `inputs(query, value, key = value, mask?, reverse: bool, states*)`, `settings(use_causal_mask)`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Result, Token, parenthesized};

use crate::word::Word;

/// What the struct of a layer's arguments says of its calls.
#[derive(Default)]
pub struct Signature {
    pub inputs: Vec<NamedInput>,
    /// The arguments that may be given with a call.
    pub settings: Vec<Ident>,
    /// Whether Keras's layer takes its inputs as one list.
    pub is_listed: bool,
}

/// An input with a name.
pub struct NamedInput {
    pub name: Ident,
    pub takes: InputKind,
}

/// What a call gives as an input.
#[derive(PartialEq)]
pub enum InputKind {
    Required,
    Optional,
    /// If it is left out, the input of this name takes its place.
    Default(Ident),
    /// Whether the call says so.
    Switch,
    Several,
}

impl Signature {
    /// Reads `inputs(…)`, `settings(…)` or `listed`, if it is one of them.
    pub fn parse(&mut self, meta: &ParseNestedMeta<'_>) -> Result<bool> {
        let (is_inputs, is_settings) = (meta.path.is_ident("inputs"), meta.path.is_ident("settings"));
        if is_inputs || is_settings {
            let content;
            parenthesized!(content in meta.input);
            if is_inputs {
                let inputs = Punctuated::<NamedInput, Token![,]>::parse_terminated(&content)?;
                inputs.into_iter().try_for_each(|input| self.add(input))?;
            } else {
                let settings =
                    Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
                self.settings.extend(settings);
            }
        }
        let is_listed = meta.path.is_ident("listed");
        self.is_listed |= is_listed;
        Ok(is_inputs || is_settings || is_listed)
    }

    /// Adds an input, if it may stand behind the others.
    fn add(&mut self, input: NamedInput) -> Result<()> {
        let refuse = |span: Span, message: &str| Err(Error::new(span, message));
        let named = |name: &Ident| self.inputs.iter().find(|input| input.name.text() == name.text());
        let span = input.name.span();
        if named(&input.name).is_some() {
            return refuse(span, "an input of this name stands before it");
        }
        match (self.inputs.last().map(|last| &last.takes), &input.takes) {
            (Some(InputKind::Several), _) => {
                refuse(span, "an input of any number of tensors is the last one")
            }
            (Some(InputKind::Optional | InputKind::Default(_) | InputKind::Switch), InputKind::Required) => {
                refuse(span, "an input that is needed cannot follow one that may be left out")
            }
            (_, InputKind::Default(other))
                if named(other).is_none_or(|other| other.takes != InputKind::Required) =>
            {
                refuse(other.span(), "expected the name of an input before it, one that is needed")
            }
            _ => {
                self.inputs.push(input);
                Ok(())
            }
        }
    }
}

impl Parse for NamedInput {
    fn parse(input: ParseStream) -> Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let takes = if input.parse::<Option<Token![?]>>()?.is_some() {
            InputKind::Optional
        } else if input.parse::<Option<Token![*]>>()?.is_some() {
            InputKind::Several
        } else if input.parse::<Option<Token![:]>>()?.is_some() {
            let kind: Ident = input.parse()?;
            if kind != "bool" {
                return Err(Error::new(kind.span(), "expected `bool`: what a call says, `reverse = true`"));
            }
            InputKind::Switch
        } else if input.parse::<Option<Token![=]>>()?.is_some() {
            InputKind::Default(input.call(Ident::parse_any)?)
        } else {
            InputKind::Required
        };
        Ok(Self { name, takes })
    }
}
