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

    /// The numbers themselves, if they are of one of the types of this library.
    #[doc(hidden)]
    fn slice(_: &[Self]) -> Option<Slice<'_>> {
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
    ($($number:ident $variant:ident $is_whole:literal |$value:ident| $to_f32:expr, $to_f64:expr;)*) => {
        /// Numbers of one of the types of this library.
        #[derive(Clone, Copy)]
        #[doc(hidden)]
        pub enum Slice<'a> {
            $($variant(&'a [$number]),)*
        }

        $(
            impl Number for $number {
                const IS_WHOLE: bool = $is_whole;

                fn to_f32(self) -> f32 {
                    let $value = self;
                    $to_f32
                }

                fn to_f64(self) -> f64 {
                    let $value = self;
                    $to_f64
                }

                fn slice(numbers: &[Self]) -> Option<Slice<'_>> {
                    Some(Slice::$variant(numbers))
                }
            }
        )*
    };
}

numbers! {
    f32 F32 false |number| number, number.into();
    f64 F64 false |number| number as f32, number;
    u8 U8 true |number| number.into(), number.into();
    u16 U16 true |number| number.into(), number.into();
    u32 U32 true |number| number as f32, number.into();
    u64 U64 true |number| number as f32, number as f64;
    usize Usize true |number| number as f32, number as f64;
    i8 I8 true |number| number.into(), number.into();
    i16 I16 true |number| number.into(), number.into();
    i32 I32 true |number| number as f32, number.into();
    i64 I64 true |number| number as f32, number as f64;
    isize Isize true |number| number as f32, number as f64;
    bool Bool true |number| u8::from(number).into(), u8::from(number).into();
}

macro_rules! integers {
    ($($integer:ident)*) => {
        $(impl Integer for $integer {})*
    };
}

integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
