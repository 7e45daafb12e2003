//! Padding and cropping arguments: two ends for each of some axes.

use super::{Fault, ShapeResult};

/// Padding or cropping amounts at the two ends of each of `N` axes, such as how much to pad: one number for all, `2`;
/// one for each axis, `(1, 2)`; or two for each axis, before and after, `((0, 1), (2, 2))`.
///
/// `#[derive(Config)]` knows the type by this name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides<const N: usize>(pub [[usize; 2]; N]);

impl<const N: usize> Sides<N> {
    /// As much at both ends of an axis.
    pub const fn even(sizes: [usize; N]) -> Self {
        let (mut sides, mut i) = ([[0; 2]; N], 0);
        while i < N {
            sides[i] = [sizes[i]; 2];
            i += 1;
        }
        Self(sides)
    }

    /// One number for all.
    #[doc(hidden)]
    pub const fn one(size: [usize; 1]) -> ShapeResult<Self> {
        ShapeResult::Ok(Self([[size[0]; 2]; N]))
    }

    /// A number for each axis.
    #[doc(hidden)]
    pub const fn several(argument: &str, sizes: &[usize]) -> ShapeResult<Self> {
        if sizes.len() != N {
            return Self::other_axes(argument, sizes.len());
        }
        let (mut each, mut i) = ([0; N], 0);
        while i < N {
            each[i] = sizes[i];
            i += 1;
        }
        ShapeResult::Ok(Self::even(each))
    }

    /// Two numbers for each axis.
    #[doc(hidden)]
    pub const fn pairs(argument: &str, sizes: &[[usize; 2]]) -> ShapeResult<Self> {
        if sizes.len() != N {
            return Self::other_axes(argument, sizes.len());
        }
        let (mut sides, mut i) = ([[0; 2]; N], 0);
        while i < N {
            sides[i] = sizes[i];
            i += 1;
        }
        ShapeResult::Ok(Self(sides))
    }

    /// What is said of something that is no number.
    #[doc(hidden)]
    pub const fn mistaken(argument: &str, given: &str) -> ShapeResult<Self> {
        let fault = Fault::new("needs numbers in ").name(argument).text(", was given ").text(given);
        let help = fault.help("`").text(argument).text(" = 1` for every side");
        ShapeResult::Err(help.text("; for each axis a number, or `(before, after)`"))
    }

    const fn other_axes(argument: &str, given: usize) -> ShapeResult<Self> {
        let fault = Fault::new("needs ").number(N).text(" values in ").name(argument);
        let fault = fault.text(", one for each axis, was given ").number(given);
        ShapeResult::Err(fault.help("each is a number, or `(before, after)`"))
    }
}

/// What one axis is given: a number for both ends, or two numbers; and what is written there by mistake, of which the
/// arguments say what to write instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing about the ends of an axis",
    label = "a number for both ends, or `(before, after)`, is expected"
)]
pub trait Side: Copy {}

#[diagnostic::do_not_recommend]
impl Side for usize {}
#[diagnostic::do_not_recommend]
impl Side for [usize; 2] {}
#[diagnostic::do_not_recommend]
impl Side for bool {}
#[diagnostic::do_not_recommend]
impl Side for f64 {}

/// The arguments of a layer after a value that is no [`Side`], of which rustc has spoken: what the macros call next is there
/// and is never evaluated.
#[doc(hidden)]
pub trait NoSide: Sized {
    /// The arguments.
    type Arguments;

    /// One value was given.
    fn __one(self) -> Self::Arguments {
        unreachable!("this does not compile")
    }

    /// A tuple was given.
    fn __several(self) -> Self::Arguments {
        unreachable!("this does not compile")
    }

    /// A tuple of tuples was given.
    fn __pairs(self) -> Self::Arguments {
        unreachable!("this does not compile")
    }
}
