//! Attributes with a slip in their name. rustc says that there is no `#[cofig(…)]`: what was meant is taken in silence.

use syn::{Attribute, Data, DeriveInput, Meta};

use crate::word::{self, Word};

/// The struct with the attributes that were meant.
pub fn meant(mut input: DeriveInput) -> DeriveInput {
    correct(&mut input.attrs);
    if let Data::Struct(data) = &mut input.data {
        data.fields.iter_mut().for_each(|field| correct(&mut field.attrs));
    }
    input
}

fn correct(attributes: &mut [Attribute]) {
    for attribute in attributes {
        let Meta::List(list) = &mut attribute.meta else { continue };
        let Some(written) = list.path.get_ident().map(Word::text) else { continue };
        let meant = ["config", "layer", "default"].into_iter().find(|name| word::is_slip(&written, name));
        if let (Some(meant), Some(segment)) = (meant, list.path.segments.first_mut()) {
            segment.ident = syn::Ident::new(meant, segment.ident.span());
        }
    }
}
