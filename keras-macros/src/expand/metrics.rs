//! A list of metrics, each under the name that Keras would print.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::hygiene::vocabulary;
use crate::errors::Errors;
use crate::parse::Invocation;
use crate::word::{Word, snake_case};

/// Expands `metrics![accuracy, mean_pred, Precision::default(), error = |y_true, y_pred| …]`.
pub fn metrics(Invocation { library, .. }: Invocation, values: Vec<Expr>, errors: Errors) -> TokenStream {
    let metrics = values.into_iter().map(|value| metric(&library, value));
    let (vocabulary, errors) = (vocabulary(&library), errors.into_items());
    quote!({
        #errors
        #vocabulary
        #library::__private::Metrics::new(#library::__private::vec![#(#metrics),*])
    })
}

fn metric(library: &TokenStream, value: Expr) -> TokenStream {
    let span = value.span();
    let (name, value) = match value {
        Expr::Assign(assign) => (word(&assign.left), *assign.right),
        value => (word(&value), value),
    };
    let name = name.map_or_else(|| "metric".to_owned(), |name| snake_case(&name.text()));
    // A closure is told what it is given, so that its arguments need no types.
    let maker = match &value {
        Expr::Closure(_) => quote_spanned!(span=> function_metric),
        _ => quote_spanned!(span=> metric),
    };
    quote_spanned!(span=> #library::__private::#maker(#name, #value))
}

/// The word that names a metric: of a function its own, of a value its type's.
fn word(value: &Expr) -> Option<Ident> {
    match value {
        Expr::Path(path) => {
            let is_type = |name: &Ident| name.text().starts_with(char::is_uppercase);
            let mut segments = path.path.segments.iter().rev().map(|segment| &segment.ident);
            let last = segments.next()?;
            Some(segments.next().filter(|name| is_type(name)).unwrap_or(last).clone())
        }
        Expr::Call(call) => word(&call.func),
        Expr::MethodCall(call) => word(&call.receiver),
        Expr::Struct(value) => value.path.segments.last().map(|segment| segment.ident.clone()),
        _ => None,
    }
}
