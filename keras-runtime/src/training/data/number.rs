//! Numeric element types of arrays.

use std::fmt::Display;

/// An element of the arrays that a model takes: a float, an integer or a `bool`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that a model takes",
    label = "an array of these was given",
    note = "a model takes arrays of `f32`, `f64`, integers and `bool`"
)]
pub trait Number: Copy + Display + Send + Sync + 'static {
    /// Whether every value is whole.
    const IS_WHOLE: bool;

    /// The nearest `f32`; 0 or 1 for a `bool`.
    fn to_f32(self) -> f32;

    /// The nearest `f64`; 0 or 1 for a `bool`.
    fn to_f64(self) -> f64;

    /// The numbers themselves, if they are `f32`s.
    #[doc(hidden)]
    fn floats(_: &[Self]) -> Option<&[f32]> {
        None
    }
}

/// An element of the arrays that name things: token ids, classes.
#[diagnostic::on_unimplemented(
    message = "classes and token ids are integers, not `{Self}`",
    label = "an array of `{Self}` was given",
    note = "convert the array once: `ids.mapv(|id| id as u32)`"
)]
pub trait Integer: Number {}

macro_rules! numbers {
    ($is_whole:literal: $($number:ident $($floats:expr)?),*) => {$(
        impl Number for $number {
            const IS_WHOLE: bool = $is_whole;

            fn to_f32(self) -> f32 {
                self as f32
            }

            fn to_f64(self) -> f64 {
                self as f64
            }
            $(
                fn floats(numbers: &[Self]) -> Option<&[f32]> {
                    $floats(numbers)
                }
            )?
        }
    )*};
}

macro_rules! integers {
    ($($integer:ident)*) => {
        numbers!(true: $($integer),*);
        $(impl Integer for $integer {})*
    };
}

numbers!(false: f32 Some, f64);
integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Number for bool {
    const IS_WHOLE: bool = true;

    fn to_f32(self) -> f32 {
        u8::from(self).into()
    }

    fn to_f64(self) -> f64 {
        u8::from(self).into()
    }
}
