//! Padding and cropping arguments: two ends for each of some axes.

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
}

/// What one axis is given: a number for both ends, or two numbers.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing about the ends of an axis",
    label = "a number for both ends, or `(before, after)`, is expected"
)]
pub trait Side: Copy {}

#[diagnostic::do_not_recommend]
impl Side for usize {}
#[diagnostic::do_not_recommend]
impl Side for [usize; 2] {}
