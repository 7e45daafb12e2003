//! What the arguments make: a layer, a value of an argument of a layer, or something that a program holds by itself.

use proc_macro2::Ident;
use syn::Token;
use syn::meta::ParseNestedMeta;

use crate::word::Word;

/// What a struct of arguments is.
pub enum Kind {
    Layer,
    Value(Value),
    Standalone(Standalone),
}

/// The words for all but layers.
pub const NAMES: [&str; 7] =
    ["initializer", "regularizer", "constraint", "metric", "loss", "schedule", "optimizer"];

impl Kind {
    /// The kind of this name.
    pub fn of(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Self>> {
        let word = meta.path.get_ident().map(Word::text);
        Ok(match word.as_deref() {
            Some("loss") => Some(Kind::Standalone(Standalone::Loss)),
            Some("metric") => Some(Kind::Standalone(Standalone::Metric)),
            Some("schedule") => Some(Kind::Standalone(Standalone::Schedule)),
            Some("optimizer") => Some(Kind::Standalone(Standalone::Rule { is_built_in: is_built_in(meta)? })),
            _ => Value::of(meta)?.map(Kind::Value),
        })
    }
}

/// The trait of a kind, and how it is spoken of.
pub struct Trait {
    /// With its article.
    pub word: &'static str,
    pub path: &'static str,
    /// The constant of `TraitsOf` that says whether a struct has it.
    pub question: &'static str,
    /// The function of `Declared` that makes of a struct what a file means by it.
    pub make: &'static str,
}

impl Kind {
    /// The trait of what is no layer, and not the library's own.
    pub fn of_trait(&self) -> Option<Trait> {
        let (word, path, question, make) = match self {
            Kind::Standalone(Standalone::Loss) => ("a loss", "losses::Loss", "IS_LOSS", "loss"),
            Kind::Standalone(Standalone::Metric) => ("a metric", "metrics::Metric", "IS_METRIC", "metric"),
            Kind::Standalone(Standalone::Schedule) => {
                ("a learning-rate schedule", "schedules::Schedule", "IS_SCHEDULE", "schedule")
            }
            Kind::Standalone(Standalone::Rule { is_built_in: false }) => {
                ("the update rule of an optimizer", "optimizers::UpdateRule", "IS_OPTIMIZER", "")
            }
            Kind::Value(value) if !value.is_built_in => return Some(value.of_trait()),
            _ => return None,
        };
        Some(Trait { word, path, question, make })
    }

    /// The name of the class: that of the struct, but for the rule of an optimizer.
    pub fn class(&self, config: &str) -> String {
        let is_rule = matches!(self, Kind::Standalone(Standalone::Rule { .. }));
        config.strip_suffix("Rule").filter(|_| is_rule).unwrap_or(config).to_owned()
    }

    /// What Keras's classes of this kind have besides their arguments, and nothing here depends on. A layer sees to that
    /// itself.
    pub fn common(&self) -> Option<&'static [&'static str]> {
        match self {
            Kind::Standalone(Standalone::Loss | Standalone::Metric) => Some(&["name", "dtype"]),
            Kind::Standalone(Standalone::Schedule | Standalone::Rule { .. }) => Some(&["name"]),
            _ => None,
        }
    }

    /// Arguments of all of Keras's classes of this kind that do not exist here: names, and the JSON of the values that
    /// change nothing.
    pub fn neutral(&self) -> &'static [(&'static str, &'static str)] {
        match self {
            Kind::Standalone(Standalone::Loss) => &[("reduction", "\"sum_over_batch_size\"")],
            Kind::Standalone(Standalone::Metric) => &[("dtype", "\"float32\"")],
            _ => &[],
        }
    }
}

/// What a program holds by itself.
pub enum Standalone {
    Loss,
    Metric,
    /// A learning-rate schedule.
    Schedule,
    /// The update rule of an optimizer. The optimizer around one of the library takes the arguments, too.
    Rule {
        is_built_in: bool,
    },
}

/// Whether the library says of one of its own `initializer = built_in`.
fn is_built_in(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    let is_built_in = meta.input.peek(Token![=]);
    if is_built_in {
        let word: Ident = meta.value()?.parse()?;
        if word != "built_in" {
            return Err(syn::Error::new(word.span(), "expected `built_in`"));
        }
    }
    Ok(is_built_in)
}

/// A value of an argument: an initializer, a regularizer, a constraint.
pub struct Value {
    /// The type of the argument, and how it holds a value of a user's own.
    pub ty: &'static str,
    pub holder: &'static str,
    /// Whether the library has a value of its own for it.
    pub is_built_in: bool,
}

impl Value {
    fn of_trait(&self) -> Trait {
        let (word, path, question, make) = match self.ty {
            "Initializer" => {
                ("an initializer", "initializers::CustomInitializer", "IS_INITIALIZER", "initializer")
            }
            "Regularizer" => {
                ("a regularizer", "regularizers::CustomRegularizer", "IS_REGULARIZER", "regularizer")
            }
            _ => ("a constraint", "constraints::CustomConstraint", "IS_CONSTRAINT", "constraint"),
        };
        Trait { word, path, question, make }
    }

    /// The value of this name; one of the library, written `initializer = built_in`, says by itself what value it is.
    fn of(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<Self>> {
        let (ty, holder) = match meta.path.get_ident().map(Word::text).as_deref() {
            Some("initializer") => ("Initializer", "own_initializer"),
            Some("regularizer") => ("Regularizer", "own_regularizer"),
            Some("constraint") => ("Constraint", "own_constraint"),
            _ => return Ok(None),
        };
        Ok(Some(Self { ty, holder, is_built_in: is_built_in(meta)? }))
    }
}
