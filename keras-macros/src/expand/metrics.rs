//! A list of metrics, each under the name that Keras would print.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, UnOp};

use super::{located, quiet, vocabulary};
use crate::network::snake_case;
use crate::parse::{Errors, Invocation, Layer, Value, commas, comments, expression, is_config, tuple};
use crate::word::{self, Word};

/// Expands `metrics![accuracy, AUC(curve = PR), Precision::default(), error = |y_true, y_pred| …]`.
pub fn metrics(invocation: Invocation) -> TokenStream {
    let Invocation { library, body, mut errors, .. } = invocation;
    let pieces: Vec<TokenStream> =
        commas(body).into_iter().map(|piece| comments(piece, &mut errors).1).collect();
    let metrics: Vec<TokenStream> = pieces
        .into_iter()
        .filter(|piece| !piece.is_empty())
        .filter_map(|piece| {
            let value = errors.take(expression(piece))?;
            metric(&library, value, &mut errors)
        })
        .collect();
    let (vocabulary, errors) = (vocabulary(&library), Errors::into_items(errors));
    quote!({
        #errors
        #vocabulary
        #[allow(unused_parens, unused_braces)]
        let metrics = #library::__private::vec![#(#metrics),*];
        #library::__private::Metrics::new(metrics)
    })
}

fn metric(library: &TokenStream, value: Expr, errors: &mut Errors) -> Option<TokenStream> {
    let span = value.span();
    let (name, value) = match value {
        Expr::Assign(assign) => (named(&assign.left), *assign.right),
        value => (None, value),
    };
    if is_config(&value) {
        return configured(library, name, Layer::from_expr(value, errors)?, errors);
    }
    let name = name.or_else(|| named(&value));
    let name = name.map_or_else(|| "metric".to_owned(), |name| snake_case(&name.text()));
    // A closure is told what it is given, so that its arguments need no types.
    let maker = match &value {
        Expr::Closure(_) => quote_spanned!(span=> function_metric),
        _ => quote_spanned!(span=> metric),
    };
    Some(quote_spanned!(span=> #library::__private::#maker(#name, #value)))
}

/// A metric that is written as its class and its arguments. What rustc can know of them it says where the class stands;
/// values that the running program decides are looked at when the model is trained.
fn configured(
    library: &TokenStream,
    name: Option<Ident>,
    call: Layer,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let class = call.class();
    if let Some(input) = &call.input {
        errors.at(input.span, format!("`{class}` is no layer: it is given the output of the model"));
    }
    if let Some(trainable) = &call.trainable {
        errors.on(trainable, format!("`{class}` is no layer: it has no weights"));
    }
    if let (Some(_), Some(second)) = (&name, &call.name) {
        errors.at(second.span(), "this metric has a name already");
    }
    if call.is_broken {
        return None;
    }
    let name = name.or_else(|| call.name.clone()).map_or_else(|| class.clone(), |name| name.text());
    let name = snake_case(&name);
    let (path, span, quiet) = (&call.path, call.path.span(), quiet());
    let setters = call.setters(|i| super::layer::wrapped(library, &call.inner[i], i));
    let private = located(&quote!(#library::__private), span);
    let ty = quote_spanned!(span=> <__Metric as #private::Configured>::Arguments);
    let none = quote_spanned!(span=> <__Metric as #private::Configured>::ARGUMENTS);
    let is_known = call
        .arguments
        .iter()
        .all(|argument| matches!(&argument.value, Value::Plain(value) if is_constant(value)));
    let made = if is_known {
        // It is what rustc names when it says what is wrong.
        let check = word::ident(&snake_case(&class), span).unwrap_or_else(|| Ident::new("metric", span));
        let check = quote_spanned!(span=> const #check: () = __ARGUMENTS.__check(););
        quote_spanned! {span=>
            #quiet
            #[allow(unused_braces)]
            const __ARGUMENTS: #ty = { #none #setters };
            #quiet
            #check
            let arguments = __ARGUMENTS;
        }
    } else {
        quote_spanned!(span=> let arguments = #none #setters;)
    };
    let maker = quote_spanned!(span=> #private::configured_metric);
    Some(quote_spanned!(span=> {
        #[allow(non_camel_case_types)]
        type __Metric = #path;
        #made
        #maker(#name, #class, arguments.build())
    }))
}

/// Whether a value is surely not decided by the running program. A word may be a variable.
fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => true,
        Expr::Paren(inner) => is_constant(&inner.expr),
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_constant(&unary.expr),
        Expr::Path(path) => {
            let word = path.path.get_ident().map(Word::text);
            word.is_none_or(|word| word.starts_with(char::is_uppercase))
        }
        _ => tuple(value).is_some_and(|elements| elements.iter().all(is_constant)),
    }
}

/// The word that names a metric: of a function its own, of a value its type's.
fn named(value: &Expr) -> Option<Ident> {
    match value {
        Expr::Path(path) => {
            let is_type = |name: &Ident| name.text().starts_with(char::is_uppercase);
            let mut segments = path.path.segments.iter().rev().map(|segment| &segment.ident);
            let last = segments.next()?;
            Some(segments.next().filter(|name| is_type(name)).unwrap_or(last).clone())
        }
        Expr::Call(call) => named(&call.func),
        Expr::MethodCall(call) => named(&call.receiver),
        Expr::Struct(value) => value.path.segments.last().map(|segment| segment.ident.clone()),
        _ => None,
    }
}
