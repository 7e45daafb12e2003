//! One layer: `Dense(32, activation = relu, input = 784, name = hidden)`.

use std::ops::Range;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Path, PathSegment, Token, parse2};

use super::Errors;
use crate::word::{self, Word};

/// An argument of a layer: the setter to call, by position or by name, and the value.
#[derive(Clone)]
pub struct Argument {
    pub name: Option<Ident>,
    pub value: Value,
}

/// The value of an argument; layers by their position among those inside.
#[derive(Clone)]
pub enum Value {
    Plain(Expr),
    Layer(usize),
    Layers(Range<usize>),
}

/// The shape that a model's input is declared with, and the token to blame.
#[derive(Clone)]
pub struct InputShape {
    pub span: Span,
    pub dims: Dims,
    pub dtype: Option<Expr>,
}

/// Dimensions written out, or a constant that holds a shape.
#[derive(Clone)]
pub enum Dims {
    List(Vec<Expr>),
    Constant(Box<Expr>),
}

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
    pub trainable: Option<Expr>,
    /// The layer of an operator: the library's own, whatever else has its name.
    pub is_operator: bool,
    /// Some of it is reported already: nothing is known of what it gives.
    pub is_broken: bool,
}

impl Layer {
    fn empty(path: Path) -> Layer {
        let (input, name, trainable) = (None, None, None);
        Layer {
            path,
            docs: TokenStream::new(),
            arguments: vec![],
            inner: vec![],
            input,
            name,
            trainable,
            is_operator: false,
            is_broken: false,
        }
    }

    /// Reads a layer from an expression of the form `Path(arguments)`.
    pub fn from_expr(expr: Expr, errors: &mut Errors) -> Option<Layer> {
        match expr {
            Expr::Call(call) => match *call.func {
                Expr::Path(path) => Some(Layer::new(path.path, call.args, errors)),
                func => {
                    errors.on(func, "expected the name of a layer, such as `Dense`");
                    None
                }
            },
            Expr::Path(path) => {
                let name = path.path.to_token_stream().to_string().replace(' ', "");
                errors.on(path, format!("a layer is called even when it takes no arguments: `{name}()`"));
                None
            }
            other => {
                errors.on(other, "expected a layer, such as `Dense(32, activation = relu)`");
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
                Ok(parts) => parts,
                Err(error) => {
                    errors.take::<()>(Err(error));
                    layer.is_broken = true;
                    continue;
                }
            };
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
                let value = self.value(value, errors);
                self.arguments.push(Argument { name, value });
            }
        }
    }

    /// The value of an argument, from which layers are taken.
    fn value(&mut self, value: Expr, errors: &mut Errors) -> Value {
        if is_config(&value) {
            self.enclose(value, errors);
            return Value::Layer(self.inner.len() - 1);
        }
        match tuple(&value) {
            Some(elements) if !elements.is_empty() && elements.iter().all(is_config) => {
                let first = self.inner.len();
                elements.iter().for_each(|element| self.enclose(element.clone(), errors));
                Value::Layers(first..self.inner.len())
            }
            _ => Value::Plain(value),
        }
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

    /// The layer after an operator: `x + y` is `Add()([x, y])`.
    pub fn merge(class: &str, operator: Span) -> Layer {
        Layer { is_operator: true, ..Layer::empty(Path::from(Ident::new(class, operator))) }
    }

    /// The last segment of the path: what messages and automatic names call this layer.
    pub fn class(&self) -> String {
        self.path.segments.last().map_or_else(|| "Layer".to_owned(), |segment| segment.ident.text())
    }

    /// The calls of the setters, and after each what its value was: `.positional_0([32; _]).__one()`,
    /// `.kernel_size([3, 5]).__several()`, `.padding([[0, 1], [2, 3]]).__pairs()`. An argument that takes any of these
    /// could not tell from the array alone. `wrapped` is what stands for a layer inside, by its position.
    pub fn setters(&self, wrapped: impl Fn(usize) -> TokenStream) -> TokenStream {
        let mut calls = TokenStream::new();
        for (position, Argument { name, value }) in self.arguments.iter().enumerate() {
            let (span, kind, value) = match value {
                Value::Plain(value) => (value.span(), kind(value), array(value)),
                Value::Layer(inner) => {
                    let (span, value) = (self.inner[*inner].path.span(), wrapped(*inner));
                    (span, "__one", quote_spanned!(span=> [#value; _]))
                }
                Value::Layers(inner) => {
                    let (span, values) = (self.inner[inner.start].path.span(), inner.clone().map(&wrapped));
                    (span, "__several", quote_spanned!(span=> [#(#values),*]))
                }
            };
            let setter = name.clone().unwrap_or_else(|| Ident::new(&format!("positional_{position}"), span));
            let kind = Ident::new(kind, span);
            calls.extend(quote_spanned!(span=> .#setter(#value).#kind()));
        }
        calls
    }
}

impl Dims {
    /// `784`, `(28, 28, 1)` and `[28, 28, 1]` are lists; a path may be a number or a whole shape.
    pub fn of(value: Expr) -> Dims {
        match value {
            Expr::Tuple(tuple) => Dims::List(tuple.elems.into_iter().collect()),
            Expr::Array(array) => Dims::List(array.elems.into_iter().collect()),
            Expr::Paren(paren) => Dims::of(*paren.expr),
            Expr::Lit(_) | Expr::Infer(_) | Expr::Unary(_) => Dims::List(vec![value]),
            _ => Dims::Constant(Box::new(value)),
        }
    }
}

impl InputShape {
    /// Reads `Input(28, 28, 1)`, `Input((784,))`, `Input(shape = (80,), dtype = int32)`, and its name.
    pub fn from_arguments(
        span: Span,
        arguments: Punctuated<Expr, Token![,]>,
        errors: &mut Errors,
    ) -> (InputShape, Option<Ident>) {
        let (mut positional, mut shape, mut dtype, mut name) = (vec![], None, None, None);
        for argument in arguments {
            let Some((argument, value)) = errors.take(split_named(argument)) else { continue };
            match argument.as_ref().map(Word::text).as_deref() {
                None if shape.is_some() || dtype.is_some() || name.is_some() => {
                    errors.on(value, "a positional argument cannot follow a named one");
                }
                None => positional.push(value),
                Some("shape") if shape.is_none() && positional.is_empty() => shape = Some(Dims::of(value)),
                Some("dtype") if dtype.is_none() => dtype = Some(value),
                Some("name") if name.is_none() => name = name_of(&value, errors),
                Some("shape" | "dtype" | "name") => errors.at(value.span(), "this argument is given twice"),
                Some(other) => errors.at(
                    argument.map_or(span, |argument| argument.span()),
                    format!("`Input` takes `shape`, `dtype` and `name`, not `{other}`"),
                ),
            }
        }
        let dims = shape.unwrap_or_else(|| match positional.len() {
            1 => Dims::of(positional.remove(0)),
            _ => Dims::List(positional),
        });
        (InputShape { span, dims, dtype }, name)
    }
}

/// Splits `name = value`.
fn split_named(argument: Expr) -> syn::Result<(Option<Ident>, Expr)> {
    match argument {
        Expr::Assign(assign) => match *assign.left {
            Expr::Path(path) if parse2::<Ident>(path.to_token_stream()).is_ok() => {
                Ok((path.path.get_ident().cloned(), *assign.right))
            }
            left => Err(syn::Error::new_spanned(left, "expected the name of an argument before `=`")),
        },
        value => Ok((None, value)),
    }
}

/// An editor's completion asks about a bare word that is still being typed.
fn is_unfinished(value: &Expr) -> bool {
    matches!(value, Expr::Verbatim(_))
}

/// A layer's name, written as a word or as a string.
fn name_of(value: &Expr, errors: &mut Errors) -> Option<Ident> {
    let word = match value {
        Expr::Path(path) => {
            path.path.get_ident().filter(|name| word::ident(&name.text(), name.span()).is_some()).cloned()
        }
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => word::ident(&text.value(), text.span()),
        _ => None,
    };
    if word.is_none() {
        errors.on(value, "a name is one word, such as `name = encoder`: it becomes a field of the model");
    }
    word
}

/// A value as the array that a setter takes: `(3, 5)` is `[3, 5]`, and anything else `e` is `[e; _]`.
pub fn array(value: &Expr) -> TokenStream {
    let span = value.span();
    match elements(value) {
        Some(elements) => quote_spanned!(span=> [#(#elements),*]),
        None => quote_spanned!(span=> [#value; _]),
    }
}

/// What the setter of a value is told about it.
fn kind(value: &Expr) -> &'static str {
    match tuple(value) {
        None => "__one",
        Some(elements) if elements.iter().any(|element| tuple(element).is_some()) => "__pairs",
        Some(_) => "__several",
    }
}

/// Whether a value is a call of a struct of arguments, `LSTM(10)` or `RandomNormal(stddev = 0.1)`: its type says whether
/// it makes a layer. A variant of an enum, `Mode::Fixed(3)`, and a function, `l2(0.01)`, are Rust's own.
pub fn is_config(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    let Expr::Path(path) = &*call.func else { return false };
    let is_type = |segment: &PathSegment| segment.ident.text().starts_with(char::is_uppercase);
    let mut segments = path.path.segments.iter().rev();
    path.qself.is_none() && segments.next().is_some_and(is_type) && !segments.next().is_some_and(is_type)
}

/// The elements of a tuple or array.
pub fn tuple(value: &Expr) -> Option<&Punctuated<Expr, Token![,]>> {
    match value {
        Expr::Tuple(tuple) => Some(&tuple.elems),
        Expr::Array(array) => Some(&array.elems),
        _ => None,
    }
}

/// The elements of a tuple or array, tuples inside it made arrays too.
fn elements(value: &Expr) -> Option<Vec<TokenStream>> {
    let elements = tuple(value)?;
    let nested = |element: &Expr| match self::elements(element) {
        Some(inner) => quote_spanned!(element.span()=> [#(#inner),*]),
        None => element.to_token_stream(),
    };
    Some(elements.iter().map(nested).collect())
}

/// The constant of one dimension; `_` is one that only the data decides.
pub fn dim(library: &TokenStream, value: &Expr) -> TokenStream {
    let span = value.span();
    match value {
        Expr::Infer(_) => quote_spanned!(span=> #library::__private::Dim::Unknown),
        Expr::Lit(_) | Expr::Unary(_) => quote_spanned!(span=> #library::__private::Dim::Known(#value)),
        _ => quote_spanned!(span=> #library::__private::ShapeLiteral(#value).dim()),
    }
}
