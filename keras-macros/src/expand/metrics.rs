//! A list of metrics, each under the name that Keras would print.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Path, UnOp};

use super::ambiguities::Ambiguities;
use super::checks;
use super::hygiene::{located, quiet, vocabulary};
use super::layer::Inside;
use super::setters;
use crate::editor::is_for_editor;
use crate::errors::Errors;
use crate::parse::{Invocation, Layer, Metric, MetricValue, Value, tuple};
use crate::word::{self, Word, snake_case};

/// Expands `metrics![accuracy, AUC(curve = PR), Precision::default(), error = |y_true, y_pred| …]`.
pub fn metrics(Invocation { library, .. }: Invocation, metrics: Vec<Metric>, errors: Errors) -> TokenStream {
    let mut ambiguities = Ambiguities::default();
    for metric in &metrics {
        match &metric.value {
            MetricValue::Plain(value) => ambiguities.value(value),
            MetricValue::Configured(call) => ambiguities.layer(call),
        }
    }
    let ambiguities = ambiguities.statement(&library);
    let metrics = metrics.into_iter().map(|Metric { name, value }| {
        let name = name.map(|name| keras_name(&name.text()));
        match value {
            MetricValue::Plain(value) => plain(&library, name, &value),
            MetricValue::Configured(call) => configured(&library, name, &call),
        }
    });
    let (vocabulary, errors) = (vocabulary(&library), errors.into_items());
    quote!({
        #errors
        #ambiguities
        #vocabulary
        #[allow(unused_parens, unused_braces)]
        let metrics = #library::__private::vec![#(#metrics),*];
        #library::__private::Metrics::new(metrics)
    })
}

/// What Keras calls a metric of a class, or under a word.
fn keras_name(class: &str) -> String {
    if class == "FBetaScore" { "fbeta_score".to_owned() } else { snake_case(class) }
}

/// A metric that is a word, a function, a closure or a value.
fn plain(library: &TokenStream, name: Option<String>, value: &Expr) -> TokenStream {
    let (span, name) = (value.span(), name.unwrap_or_else(|| "metric".to_owned()));
    // A closure is told what it is given, so that its arguments need no types.
    let maker = match value {
        Expr::Closure(_) => quote_spanned!(span=> function_metric),
        _ => quote_spanned!(span=> metric),
    };
    quote_spanned!(span=> #library::__private::#maker(#name, #value))
}

/// A metric that is written as its class and its arguments. What rustc can know of them it says where the class stands;
/// values that the running program decides are looked at when the model is trained.
fn configured(library: &TokenStream, name: Option<String>, call: &Layer) -> TokenStream {
    let class = call.class();
    let name = name.unwrap_or_else(|| keras_name(&class));
    let (path, span, quiet) = (&call.path, call.path.span(), quiet());
    let private = located(&quote!(#library::__private), span);
    let names = quote_spanned!(span=> <__Metric as #private::Configured>::Names);
    let unknown = setters::unknown(&private, std::iter::once(call));
    let (inside, mut checks) = (Inside { library, layer: call, id: "" }, vec![]);
    let items = inside.items(names, &mut checks);
    let checks = checks::constants(&private, checks);
    let ty = quote_spanned!(span=> <__Metric as #private::Configured>::Arguments);
    let none = quote_spanned!(span=> <__Metric as #private::Configured>::ARGUMENTS);
    let given = inside.given(none);
    let is_known = call
        .arguments
        .iter()
        .all(|argument| matches!(&argument.value, Value::Plain(value) if is_constant(value)));
    let made = if is_known {
        // It is what rustc names when it says what is wrong.
        let check = word::ident(&snake_case(&class), span).unwrap_or_else(|| Ident::new("metric", span));
        let check = quote_spanned!(span=> const #check: () = __FAULT.check(#class););
        let fault = quote_spanned!(span=> #private::fault_of(__ARGUMENTS.__fault()));
        let fault = setters::made(&private, "", call, fault);
        quote_spanned! {span=>
            #quiet
            #[allow(unused_braces)]
            const __ARGUMENTS: #ty = #given;
            #quiet
            const __FAULT: #private::ShapeResult<()> = #fault;
            #quiet
            #check
            let arguments = __ARGUMENTS;
        }
    } else {
        quote_spanned!(span=> let arguments: #ty = #given;)
    };
    let maker = quote_spanned!(span=> #private::configured_metric);
    let ty = chosen(&private, &class, path);
    quote_spanned!(span=> {
        #ty
        #unknown
        #items
        #checks
        #made
        #maker(#name, #class, arguments.build())
    })
}

/// The type of a metric that takes arguments, or what stands for another; rustc says so once.
fn chosen(private: &TokenStream, class: &str, path: &Path) -> TokenStream {
    let (span, quiet) = (path.span(), quiet());
    // rust-analyzer does not make the choice.
    if is_for_editor() {
        return quote_spanned!(span=> #[allow(non_camel_case_types)] type __Metric = #path;);
    }
    let kind = quote_spanned!(span=> <#private::MetricKind<__Written>>::OF);
    // It is what rustc names when it says what is wrong.
    let name = word::ident(&snake_case(class), span).unwrap_or_else(|| Ident::new("metric", span));
    let check = quote_spanned!(span=> const #name: () = __KIND.check(#class););
    quote_spanned! {span=>
        #[allow(non_camel_case_types)]
        type __Written = #path;
        #[allow(non_camel_case_types)]
        type __Metric = <#private::Choice<{ #kind }> as #private::ChooseMetric<__Written>>::Metric;
        #quiet
        const _: () = {
            const __KIND: #private::ShapeResult<()> = #private::no_metric(#kind);
            #check
        };
    }
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
