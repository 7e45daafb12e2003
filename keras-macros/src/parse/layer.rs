//! One layer: `Dense(32, activation = relu, input = 784, name = hidden)`.

use keras_files::source::{is_class, lacks_argument};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, LitStr, Path, Token};

use super::argument::{Argument, Value, is_config, is_deep, is_unfinished, name_of, split_named, tuple};
use super::called::is_activation;
use super::input::{Dims, InputShape};
use super::{python, synonyms};
use crate::errors::Errors;
use crate::word::{self, Word, camel_case};

/// A layer as it is written. `input`, `input_shape`, `name` and `trainable` belong to every layer; the rest of the
/// arguments to this one.
#[derive(Clone)]
pub struct Layer {
    pub path: Path,
    /// The comment above it.
    pub docs: TokenStream,
    pub arguments: Vec<Argument>,
    /// The layers among the arguments: `Bidirectional(LSTM(10))`.
    pub inner: Vec<Layer>,
    pub input: Option<InputShape>,
    pub name: Option<Ident>,
    /// The name that an argument gives which is none, as somebody meant it: `nam = hidden`.
    pub misnamed: Option<Ident>,
    pub trainable: Option<Expr>,
    /// The layer of an operator: the library's own, whatever else has its name.
    pub is_operator: bool,
    /// Some of it is reported already: nothing is known of what it gives.
    pub is_broken: bool,
    /// Nothing is known but its name.
    pub is_lost: bool,
}

/// What is said of a function of a type where a layer stands: `Dense::new(32)`.
pub fn made_by_function(path: &Path) -> Option<syn::Error> {
    let mut segments = path.segments.iter().rev().map(|segment| segment.ident.text());
    let (function, class) = (segments.next()?, segments.next()?);
    // `K` has functions of tensors.
    let is_class = class.starts_with(char::is_uppercase) && class.len() > 1;
    let is_made = is_class && function.starts_with(char::is_lowercase);
    let message = || {
        format!(
            "a layer, or a model as one, is made by its name: `{class}(…)` in place of `{class}::{function}(…)`"
        )
    };
    is_made.then(|| syn::Error::new_spanned(path, message()))
}

/// What is said of a word in the place of a layer.
fn uncalled(path: &Path) -> String {
    let name = path.to_token_stream().to_string().replace(' ', "");
    let class = camel_case(&name);
    match path.get_ident() {
        Some(word) if is_activation(&word.text()) => {
            format!("an activation stands in a layer: `Activation({word})`")
        }
        Some(word) if word == "pass" || word == "None" => {
            format!("nothing stands for an empty place: leave `{word}` out")
        }
        Some(word) if word.text().starts_with(char::is_lowercase) && !is_class(&class) => format!(
            "a layer stands here, not a variable: a model used as a layer is a named struct, \
             `sequential! {{ struct {class} {{ … }} }}` and `{class}()`\n\
             help: a metric, a loss or an optimizer is given to `compile`"
        ),
        Some(word) if word.text().starts_with(char::is_lowercase) => {
            format!("a layer is called by its class: `{class}(…)`, or `{class}()` if it takes no arguments")
        }
        _ => format!("a layer is called: `{name}(…)`, or `{name}()` if it takes no arguments"),
    }
}

/// The value of an argument that is none, as a text: nothing is said of the words in it, such as those of `nam = hidden`.
fn unread(value: Expr) -> Expr {
    if is_config(&value) || is_unfinished(&value) {
        return value;
    }
    let text = LitStr::new(&value.to_token_stream().to_string(), value.span());
    Expr::Lit(ExprLit { attrs: vec![], lit: Lit::Str(text) })
}

impl Layer {
    fn empty(path: Path) -> Layer {
        let (input, name, misnamed, trainable) = (None, None, None, None);
        Layer {
            path,
            docs: TokenStream::new(),
            arguments: vec![],
            inner: vec![],
            input,
            name,
            misnamed,
            trainable,
            is_operator: false,
            is_broken: false,
            is_lost: false,
        }
    }

    /// A layer that does not parse.
    pub fn lost(span: Span) -> Layer {
        Layer { is_broken: true, is_lost: true, ..Layer::empty(Path::from(Ident::new("Layer", span))) }
    }

    /// Reads a layer from an expression of the form `Path(arguments)`.
    pub fn from_expr(expr: Expr, errors: &mut Errors) -> Option<Layer> {
        match expr {
            Expr::Call(call) => match *call.func {
                Expr::Path(path) if let Some(error) = made_by_function(&path.path) => {
                    errors.note(error);
                    None
                }
                Expr::Path(path) => Some(Layer::new(path.path, call.args, errors)),
                Expr::Call(_) => {
                    errors.on(
                        &call.args,
                        "a layer stands here, which is called where the model runs: leave this call out",
                    );
                    None
                }
                func => {
                    errors.on(func, "expected the name of a layer, such as `Dense`");
                    None
                }
            },
            Expr::Path(path) => {
                errors.on(&path, uncalled(&path.path));
                None
            }
            other => {
                let error = python::dotted(&other).unwrap_or_else(|| {
                    let message = match &other {
                        Expr::Struct(_) => "a layer is called on its arguments: `Dense(units = 32)`",
                        Expr::Array(_) => {
                            "a list of layers stands in the brackets of the macro, `sequential![…]`, alone"
                        }
                        _ => "expected a layer, such as `Dense(32, activation = relu)`",
                    };
                    syn::Error::new_spanned(&other, message)
                });
                errors.note(error);
                None
            }
        }
    }

    /// A layer of this path and these arguments.
    pub fn new(path: Path, arguments: Punctuated<Expr, Token![,]>, errors: &mut Errors) -> Layer {
        let mut layer = Layer::empty(path);
        let mut named: Vec<String> = vec![];
        for argument in arguments {
            let (name, value) = match split_named(argument) {
                Ok((Some(name), value)) => (Some(name.clone()), synonyms::value(&name, value)),
                Ok(parts) => parts,
                Err(error) => {
                    errors.note(error);
                    layer.is_broken = true;
                    continue;
                }
            };
            if let Some(error) = name.as_ref().and_then(|name| synonyms::number_alone(name, &value)) {
                errors.note(error);
                layer.is_broken = true;
                continue;
            }
            if let Some(name) = &name {
                let text = name.text();
                if named.contains(&text) {
                    errors.at(name.span(), format!("`{text}` is given twice"));
                    layer.is_broken = true;
                    continue;
                }
                named.push(text);
            } else if let (Some(last), false) = (named.last(), is_unfinished(&value)) {
                errors.on(value, format!("a positional argument cannot follow a named one (`{last}`)"));
                layer.is_broken = true;
                continue;
            }
            layer.set(name, value, errors);
        }
        layer
    }

    fn set(&mut self, name: Option<Ident>, value: Expr, errors: &mut Errors) {
        let text = name.as_ref().map(Word::text);
        match text.as_deref() {
            Some("input" | "input_shape") => {
                let span = name.as_ref().map_or_else(Span::call_site, Ident::span);
                if self.input.is_some() {
                    return errors.at(span, "`input` and `input_shape` are one argument: give it once");
                }
                self.input = Some(InputShape { span, dims: Dims::of(value), dtype: None });
            }
            Some("name") => self.name = name_of(&value, errors),
            Some("trainable") => self.trainable = Some(value),
            _ => {
                let value = match text {
                    Some(text) if self.lacks(&text) => {
                        self.name_by_slip(&text, &value);
                        unread(value)
                    }
                    _ => value,
                };
                let value = self.value(value, errors);
                self.arguments.extend(value.map(|value| Argument { name, value }));
            }
        }
    }

    /// Takes the name that a misspelt `name` gives, `nam = logits`: rustc says so there, and not at the model's field, too.
    fn name_by_slip(&mut self, argument: &str, value: &Expr) {
        if let Expr::Path(path) = value
            && word::nearest(argument, std::iter::once("name")).is_some()
        {
            let is_field = |name: &&Ident| word::ident(&name.text(), name.span()).is_some();
            self.misnamed = path.path.get_ident().filter(is_field).cloned();
        }
    }

    /// Whether it is a class of the library without this argument, as rustc will say.
    fn lacks(&self, argument: &str) -> bool {
        self.path.get_ident().is_some_and(|class| lacks_argument(&class.text(), argument))
    }

    /// The value of an argument, from which layers are taken.
    fn value(&mut self, value: Expr, errors: &mut Errors) -> Option<Value> {
        if is_config(&value) {
            self.enclose(value, errors);
            return Some(Value::Layer(self.inner.len() - 1));
        }
        if is_deep(&value) {
            errors.on(&value, "layers are nested too deeply inside each other");
            self.is_broken = true;
            return None;
        }
        match tuple(&value) {
            Some(elements) if elements.iter().any(is_config) => {
                let first = self.inner.len();
                elements.iter().for_each(|element| self.enclose(element.clone(), errors));
                Some(Value::Layers(first..self.inner.len()))
            }
            _ => Some(Value::Plain(value)),
        }
    }

    /// Whether an argument of this name belongs to every layer.
    pub fn is_common(name: &Ident) -> bool {
        ["input", "input_shape", "name", "trainable"].contains(&name.text().as_str())
    }

    /// Where it is written, and with which values: the same of what is unrolled more than once.
    pub fn place(&self) -> String {
        let value = |value: &Expr| format!("{:?}", value.to_token_stream());
        let mut place = format!("{:?}", self.path.to_token_stream());
        for argument in &self.arguments {
            place += &format!("{:?}{:?}", argument.name, argument.name.as_ref().map(Ident::span));
            place += &match &argument.value {
                Value::Plain(plain) => value(plain),
                Value::Layer(_) | Value::Layers(_) => String::new(),
            };
        }
        place.extend(self.trainable.as_ref().map(value));
        place.extend(self.inner.iter().map(Layer::place));
        place
    }

    /// The values of the arguments that are no layers.
    pub fn values(&self) -> impl Iterator<Item = &Expr> {
        self.arguments.iter().filter_map(|argument| match &argument.value {
            Value::Plain(value) => Some(value),
            Value::Layer(_) | Value::Layers(_) => None,
        })
    }

    /// Whether an argument is given by this name.
    pub fn has(&self, name: &Ident) -> bool {
        let is = |given: &Ident| given.text() == name.text();
        self.arguments.iter().any(|argument| argument.name.as_ref().is_some_and(is))
    }

    /// Gives an argument by name.
    pub fn give(&mut self, name: Ident, value: Expr) {
        self.arguments.push(Argument { name: Some(name), value: Value::Plain(value) });
    }

    /// Adds a layer inside this one.
    fn enclose(&mut self, value: Expr, errors: &mut Errors) {
        let Some(layer) = Layer::from_expr(value, errors) else { return };
        if let Some(input) = &layer.input {
            errors.at(
                input.span,
                format!("what goes in is said at the layer around it, `{}`: leave this out", self.class()),
            );
        }
        if let Some(name) = &layer.name {
            errors.at(
                name.span(),
                format!("a layer inside another has no name in the model: name `{}`", self.class()),
            );
        }
        self.inner.push(layer);
    }

    /// The layer after an operator: `x + y` is `Add()([x, y])`, and `2.0 * x` is `Rescaling(2.0)(x)`.
    pub fn operator(class: &str, operator: Span, arguments: impl IntoIterator<Item = Expr>) -> Layer {
        let argument = |value| Argument { name: None, value: Value::Plain(value) };
        Layer {
            is_operator: true,
            arguments: arguments.into_iter().map(argument).collect(),
            ..Layer::empty(Path::from(Ident::new(class, operator)))
        }
    }

    /// The last segment of the path: what messages and automatic names call this layer.
    pub fn class(&self) -> String {
        self.path.segments.last().map_or_else(|| "Layer".to_owned(), |segment| segment.ident.text())
    }
}
