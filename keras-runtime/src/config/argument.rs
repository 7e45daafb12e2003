//! Values of arguments, to and from JSON.

use std::fmt::{self, Write as _};

use super::{Classes, Value};
use crate::shape::{DType, Dim, List, MAX_RANK, Shape, Sides};
use crate::{Error, Result};

/// Argument value, to and from the JSON that Keras writes for it.
///
/// `#[derive(Config)]` implements it for an enum without fields: its variants are words, `RootMeanSquare` is
/// `"root_mean_square"`. A layer whose argument is of a type without it works in a model, and is an error when its
/// [`config`](super::Config::config) is asked for.
///
/// ```
/// use keras::config::{Argument, Classes, Value};
/// use keras::{Error, Result};
///
/// /// An angle, in degrees for Keras.
/// #[derive(Clone, Copy, Debug)]
/// struct Radians(f32);
///
/// impl Argument for Radians {
///     fn to_json(&self) -> Result<Value> {
///         self.0.to_degrees().to_json()
///     }
///
///     fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
///         Ok(Self(f32::from_json(value, classes)?.to_radians()))
///     }
/// }
/// assert_eq!(Radians(std::f32::consts::PI).to_json()?, 180.0);
/// # Ok::<(), Error>(())
/// ```
pub trait Argument: Sized {
    /// The value as Keras writes it.
    ///
    /// # Errors
    ///
    /// If it has no form in JSON.
    fn to_json(&self) -> Result<Value>;

    /// The value that Keras has written.
    ///
    /// # Errors
    ///
    /// If it is none of this type.
    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self>;
}

/// The error for a value that is not what was expected.
pub(crate) fn unexpected(expected: impl std::fmt::Display, found: &Value) -> Error {
    let mut text = Beginning(String::new());
    // It ends where the text is too long, however deep the value is nested.
    let _ = write!(text, "{found}");
    let Beginning(mut text) = text;
    if text.len() > Beginning::MOST {
        let end = (0..=77).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text.truncate(end);
        text.push_str("...");
    }
    Error::expected("", expected, text)
}

/// The beginning of a text, whose writing fails beyond it.
struct Beginning(String);

impl Beginning {
    const MOST: usize = 80;
}

impl fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_str(text);
        if self.0.len() > Self::MOST { Err(fmt::Error) } else { Ok(()) }
    }
}

impl Argument for bool {
    fn to_json(&self) -> Result<Value> {
        Ok(Value::Bool(*self))
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        value.as_bool().ok_or_else(|| unexpected("true or false", value))
    }
}

macro_rules! whole_numbers {
    ($($type:ty: $expected:literal),*) => {$(
        impl Argument for $type {
            fn to_json(&self) -> Result<Value> {
                Ok(Value::from(*self))
            }

            fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
                let number = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
                number.and_then(|number| number.try_into().ok()).ok_or_else(|| unexpected($expected, value))
            }
        }
    )*};
}

whole_numbers! {
    u8: "a whole number from 0 to 255", u16: "a whole number from 0 to 65535", u32: "a whole number of 0 or more",
    u64: "a whole number of 0 or more", usize: "a whole number of 0 or more",
    i8: "a whole number", i16: "a whole number", i32: "a whole number", i64: "a whole number", isize: "a whole number"
}

/// Written by its shortest digits, `0.1` and not `0.10000000149011612`, and rounded when it is read.
impl Argument for f32 {
    fn to_json(&self) -> Result<Value> {
        let digits: f64 = self.to_string().parse().expect("digits of a number are one");
        digits.to_json()
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let number = f64::from_json(value, classes)? as f32;
        number
            .is_finite()
            .then_some(number)
            .ok_or_else(|| unexpected("a number that fits into 32 bits", value))
    }
}

impl Argument for f64 {
    fn to_json(&self) -> Result<Value> {
        let number = serde_json::Number::from_f64(*self).map(Value::Number);
        number.ok_or_else(|| Error::expected("", "a finite number, as JSON has no other", self))
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        value.as_f64().ok_or_else(|| unexpected("a number", value))
    }
}

/// A string that is read is kept for as long as the program runs.
impl Argument for &'static str {
    fn to_json(&self) -> Result<Value> {
        Ok(Value::from(*self))
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        Ok(Box::leak(String::from_json(value, classes)?.into_boxed_str()))
    }
}

impl Argument for String {
    fn to_json(&self) -> Result<Value> {
        Ok(Value::from(self.as_str()))
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        value.as_str().map(str::to_owned).ok_or_else(|| unexpected("a string", value))
    }
}

impl<T: Argument> Argument for Vec<T> {
    fn to_json(&self) -> Result<Value> {
        self.iter().map(T::to_json).collect::<Result<_>>().map(Value::Array)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let values = value.as_array().ok_or_else(|| unexpected("a list", value))?;
        values.iter().map(|value| T::from_json(value, classes)).collect()
    }
}

/// Texts of an argument, from any list of them, kept for as long as the program runs.
pub fn texts<T: AsRef<str>>(given: impl IntoIterator<Item = T>) -> &'static [&'static str] {
    let kept = |text: T| -> &'static str { Box::leak(text.as_ref().into()) };
    given.into_iter().map(kept).collect::<Vec<_>>().leak()
}

/// A list that is read is kept for as long as the program runs.
impl<T: Argument> Argument for &'static [T] {
    fn to_json(&self) -> Result<Value> {
        self.iter().map(T::to_json).collect::<Result<_>>().map(Value::Array)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        Ok(Vec::from_json(value, classes)?.leak())
    }
}

impl<T: Argument> Argument for Option<T> {
    fn to_json(&self) -> Result<Value> {
        self.as_ref().map_or(Ok(Value::Null), T::to_json)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        if value.is_null() { Ok(None) } else { T::from_json(value, classes).map(Some) }
    }
}

/// One value stands for all of them, as in Keras.
impl<T: Argument + Copy, const N: usize> Argument for [T; N] {
    fn to_json(&self) -> Result<Value> {
        self.iter().map(T::to_json).collect::<Result<_>>().map(Value::Array)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let Value::Array(values) = value else { return Ok([T::from_json(value, classes)?; N]) };
        let values: Vec<T> =
            values.iter().map(|value| T::from_json(value, classes)).collect::<Result<_>>()?;
        values.try_into().map_err(|_| unexpected(format_args!("{N} values, or one for all"), value))
    }
}

/// One value is a list of one, as in Keras. An array of numpy or of a backend is what Keras writes of it.
impl<T: Argument + Copy, const MOST: usize> Argument for List<T, MOST> {
    fn to_json(&self) -> Result<Value> {
        self.iter().map(|value| value.to_json()).collect::<Result<_>>().map(Value::Array)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let is_array = ["__tensor__", "__numpy__"].iter().any(|class| value["class_name"] == *class);
        let value = if is_array { &value["config"]["value"] } else { value };
        let Value::Array(values) = value else { return Ok(Self::new(&[T::from_json(value, classes)?])) };
        if values.len() > Self::MOST {
            return Err(unexpected(format_args!("at most {} values", Self::MOST), value));
        }
        let values: Vec<T> =
            values.iter().map(|value| T::from_json(value, classes)).collect::<Result<_>>()?;
        Ok(Self::new(&values))
    }
}

impl<const N: usize> Argument for Sides<N> {
    fn to_json(&self) -> Result<Value> {
        self.0.to_json()
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        match value {
            Value::Array(_) => <[[usize; 2]; N]>::from_json(value, classes).map(Self),
            _ => Ok(Self::even([usize::from_json(value, classes)?; N])),
        }
    }
}

impl Argument for DType {
    fn to_json(&self) -> Result<Value> {
        Ok(Value::from(match self {
            DType::Float => "float32",
            DType::Int => "int32",
        }))
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        match value.as_str() {
            Some("float32") => Ok(DType::Float),
            Some("int32") => Ok(DType::Int),
            _ => Err(unexpected("\"float32\" or \"int32\"", value)),
        }
    }
}

impl Argument for Dim {
    fn to_json(&self) -> Result<Value> {
        match self {
            Dim::Known(size) => size.to_json(),
            Dim::Unknown => Ok(Value::Null),
        }
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        Ok(Option::<usize>::from_json(value, classes)?.map_or(Dim::Unknown, Dim::Known))
    }
}

impl Argument for Shape {
    fn to_json(&self) -> Result<Value> {
        self.dims().iter().map(Dim::to_json).collect::<Result<_>>().map(Value::Array)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        match value.as_array() {
            Some(dims) if dims.len() <= MAX_RANK => {
                let dims: Result<Vec<Dim>> = dims.iter().map(|dim| Dim::from_json(dim, classes)).collect();
                Ok(Shape::new(&dims?))
            }
            _ => Err(unexpected(format_args!("a shape of at most {MAX_RANK} axes"), value)),
        }
    }
}
