//! The tensors that a model takes and gives, by the type of its shapes.

use crate::autodiff::Tensor;
use crate::shape::{Dynamic, Rank0, Rank1, Rank2, Rank3, Rank4, Rank5, each_tuple};

/// A shape, or a tuple of shapes, as tensors.
#[diagnostic::on_unimplemented(message = "tensors of `{Self}` are not known")]
pub trait TensorsOf {
    /// What a model of these inputs is given.
    type Given<'a>;
    /// What a model of these outputs gives.
    type Taken;

    /// Shows each tensor.
    #[doc(hidden)]
    fn list(given: Self::Given<'_>, f: &mut dyn FnMut(&Tensor));

    /// As many tensors as there are shapes.
    #[doc(hidden)]
    fn take(tensors: &mut dyn Iterator<Item = Tensor>) -> Self::Taken;
}

macro_rules! single {
    ($([$($generics:tt)*] $shape:ty;)*) => {$(
        impl<$($generics)*> TensorsOf for $shape {
            type Given<'a> = &'a Tensor;
            type Taken = Tensor;

            fn list(given: &Tensor, f: &mut dyn FnMut(&Tensor)) {
                f(given);
            }

            fn take(tensors: &mut dyn Iterator<Item = Tensor>) -> Tensor {
                tensors.next().expect("a model gives as many tensors as it has outputs")
            }
        }
    )*};
}

single! {
    [] Dynamic;
    [E] Rank0<E>;
    [const A: usize, E] Rank1<A, E>;
    [const A: usize, const B: usize, E] Rank2<A, B, E>;
    [const A: usize, const B: usize, const C: usize, E] Rank3<A, B, C, E>;
    [const A: usize, const B: usize, const C: usize, const D: usize, E] Rank4<A, B, C, D, E>;
    [const A: usize, const B: usize, const C: usize, const D: usize, const F: usize, E] Rank5<A, B, C, D, F, E>;
}

macro_rules! tuples {
    ($($($shape:ident $_1:ident $_2:ident $position:tt),*;)*) => {$(
        impl<$($shape: TensorsOf),*> TensorsOf for ($($shape,)*) {
            type Given<'a> = ($($shape::Given<'a>,)*);
            type Taken = ($($shape::Taken,)*);

            fn list(given: Self::Given<'_>, f: &mut dyn FnMut(&Tensor)) {
                $($shape::list(given.$position, f);)*
            }

            fn take(tensors: &mut dyn Iterator<Item = Tensor>) -> Self::Taken {
                ($($shape::take(tensors),)*)
            }
        }
    )*};
}

each_tuple! { tuples! }
