//! Form of data as a type: its axes and its element type.

use ndarray::{ArrayBase, ArrayRef, ArrayView, Data, Dimension, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn};
use std::borrow::Cow;
use std::marker::PhantomData;

use super::{Number, Table};
use crate::Result;

/// Batch of samples, whatever holds them: an array whose first axis is the batch, or a slice of samples.
pub trait Rows {
    /// What it looks like: an array such as [`Array2<f32>`], or a sample such as `[f32; 784]`.
    type Form: Form;

    /// Its numbers.
    fn table(&self) -> Result<Table<'_>>;
}

/// Form of data: its axes and its element type.
pub trait Form {
    /// The numbers in it.
    type Number;
}

/// The number of axes of an array.
#[diagnostic::on_unimplemented(
    message = "an array of samples has 1 to 6 axes, the first of which is the batch",
    label = "an array of `{Self}` was given"
)]
pub trait Axes: Dimension {
    /// An array of so many axes, as the compiler's messages should call it.
    type Array<E>: Form<Number = E>;
}

macro_rules! arrays {
    ($($axes:ident $array:ident $count:literal;)*) => {$(
        #[doc = concat!("An array ", $count, ", owned or borrowed.")]
        #[derive(Debug)]
        pub struct $array<E>(PhantomData<E>);

        impl<E> Form for $array<E> {
            type Number = E;
        }

        impl Axes for $axes {
            type Array<E> = $array<E>;
        }
    )*};
}

arrays! {
    Ix1 Array1 "of one axis";
    Ix2 Array2 "of two axes";
    Ix3 Array3 "of three axes";
    Ix4 Array4 "of four axes";
    Ix5 Array5 "of five axes";
    Ix6 Array6 "of six axes";
    IxDyn ArrayD "of any number of axes";
}

/// A sample in a Rust array: a number, or an array of what is itself a sample.
pub trait Nested: Form + Sized {
    /// The number of its axes.
    const RANK: usize;

    /// Its size at an axis.
    fn size(axis: usize) -> usize;

    /// All the numbers in a row of samples.
    fn flat(samples: &[Self]) -> &[Self::Number];
}

impl<E: Number> Form for E {
    type Number = E;
}

impl<E: Number> Nested for E {
    const RANK: usize = 0;

    fn size(_: usize) -> usize {
        1
    }

    fn flat(samples: &[Self]) -> &[E] {
        samples
    }
}

impl<E: Form, const N: usize> Form for [E; N] {
    type Number = E::Number;
}

impl<E: Nested, const N: usize> Nested for [E; N] {
    const RANK: usize = 1 + E::RANK;

    fn size(axis: usize) -> usize {
        if axis == 0 { N } else { E::size(axis - 1) }
    }

    fn flat(samples: &[Self]) -> &[E::Number] {
        E::flat(samples.as_flattened())
    }
}

impl<S: Data, D: Axes> Rows for ArrayBase<S, D>
where
    S::Elem: Number,
{
    type Form = D::Array<S::Elem>;

    fn table(&self) -> Result<Table<'_>> {
        of_view(self.view())
    }
}

impl<E: Number, D: Axes> Rows for ArrayRef<E, D> {
    type Form = D::Array<E>;

    fn table(&self) -> Result<Table<'_>> {
        of_view(self.view())
    }
}

impl<E: Nested<Number: Number>> Rows for [E] {
    type Form = E;

    fn table(&self) -> Result<Table<'_>> {
        let sizes: Vec<usize> =
            std::iter::once(self.len()).chain((0..E::RANK).map(|axis| E::size(axis))).collect();
        Table::new(&sizes, Cow::Borrowed(E::flat(self)))
    }
}

impl<E: Nested<Number: Number>, const N: usize> Rows for [E; N] {
    type Form = E;

    fn table(&self) -> Result<Table<'_>> {
        self[..].table()
    }
}

impl<E: Nested<Number: Number>> Rows for Vec<E> {
    type Form = E;

    fn table(&self) -> Result<Table<'_>> {
        self[..].table()
    }
}

/// The rows of an array. One whose rows do not lie one after the other is copied, once.
fn of_view<E: Number, D: Dimension>(view: ArrayView<'_, E, D>) -> Result<Table<'_>> {
    let shape = view.raw_dim();
    let numbers = match view.to_slice() {
        Some(numbers) => Cow::Borrowed(numbers),
        None => Cow::Owned(view.iter().copied().collect()),
    };
    Table::new(shape.slice(), numbers)
}
