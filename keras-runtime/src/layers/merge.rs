//! Layers that join tensors of one shape, element by element.

use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::masks::{any, counted, spread};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Spec};
use crate::shape_try;

macro_rules! merges {
    ($($(#[$doc:meta])* $layer:ident $page:literal $padding:literal $join:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// The inputs have one shape, or differ where one of them has an axis of size 1, which is repeated. Tensors of
        /// different ranks, which Keras would broadcast, are refused.
        ///
        #[doc = concat!($padding, " A step of the output counts where that of any input does, or all do if an input has no mask.")]
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/merging_layers/", $page, "/).")]
        #[derive(Config, Clone, Copy, Debug)]
        pub struct $layer {}

        impl $layer {
            /// The output is shaped as the inputs.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                joined(inputs)
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                let join: fn(&[Tensor]) -> Tensor = $join;
                join(inputs)
            }

            fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
                any(inputs)
            }
        }
    )*};
}

merges! {
    /// Elementwise sum of its inputs; `x + y` in `graph!`.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = graph!({
    ///     let a = Input(2);
    ///     let b = Input(2);
    ///     Add()(a, b)
    /// });
    /// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[4.0, 9.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    Add "add"
        "What stands in a step that is masked is added as it is, as in Keras; that of [`Masking`](super::Masking) is 0."
        |inputs| fold(inputs, |a, b| a + b);
    /// Elementwise product of its inputs; `x * y` in `graph!`.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = graph!({
    ///     let a = Input(2);
    ///     let b = Input(2);
    ///     Multiply()(a, b)
    /// });
    /// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[3.0, 20.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "Mul")]
    Multiply "multiply"
        "A step that is masked takes no part: it is 1, and where all are masked the product is 0."
        product;
    /// Elementwise mean of its inputs.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = graph!({
    ///     let a = Input(2);
    ///     let b = Input(2);
    ///     Average()(a, b)
    /// });
    /// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[2.0, 4.5]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "Mean")]
    Average "average"
        "What stands in a step that is masked has its share in the mean, as in Keras; that of \
         [`Masking`](super::Masking) is 0."
        |inputs| fold(inputs, |a, b| a + b) / inputs.len() as f32;
    /// Elementwise maximum of its inputs.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = graph!({
    ///     let a = Input(2);
    ///     let b = Input(2);
    ///     Maximum()(a, b)
    /// });
    /// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[3.0, 5.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "Max")]
    Maximum "maximum"
        "A step that is masked takes no part; where all are masked, the first is taken."
        |inputs| extreme(inputs, |a, b| K::maximum(a, b));
    /// Elementwise minimum of its inputs.
    ///
    /// ```
    /// use keras::{ndarray::array, prelude::*};
    ///
    /// let model = graph!({
    ///     let a = Input(2);
    ///     let b = Input(2);
    ///     Minimum()(a, b)
    /// });
    /// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[1.0, 4.0]]);
    /// # Ok::<(), keras::Error>(())
    /// ```
    #[doc(alias = "Min")]
    Minimum "minimum"
        "A step that is masked takes no part; where all are masked, the first is taken."
        |inputs| extreme(inputs, |a, b| K::minimum(a, b));
}

/// Elementwise difference: the first input less the second; `x - y` in `graph!`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = graph!({
///     let a = Input(2);
///     let b = Input(2);
///     Subtract()(a, b)
/// });
/// assert_eq!(model.predict((&array![[1.0, 5.0]], &array![[3.0, 4.0]]))?, array![[-2.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The inputs have one shape, or differ where one of them has an axis of size 1, which is repeated.
///
/// What stands in a step that is masked is subtracted as it is, as in Keras; that of [`Masking`](super::Masking) is 0. A
/// step of the output counts where that of either input does, or all do if one has no mask.
///
/// As [`keras.layers.Subtract`](https://keras.io/api/layers/merging_layers/subtract/).
#[doc(alias = "Sub")]
#[derive(Config, Clone, Copy, Debug)]
pub struct Subtract {}

impl Subtract {
    /// The output is shaped as the two inputs.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        match inputs.as_slice().len() {
            0..=2 => joined(inputs),
            count => ShapeResult::Err(Fault::new("takes two tensors, was given ").number(count)),
        }
    }
}

impl Layer for Subtract {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] - &inputs[1]
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        any(inputs)
    }
}

/// Elementwise quotient of two inputs: `x / y` in `graph!`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = graph!({
///     let a = Input(2);
///     let b = Input(2);
///     a / b
/// });
/// assert_eq!(model.predict((&array![[1.0, 6.0]], &array![[4.0, 3.0]]))?, array![[0.25, 2.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The inputs have one shape, or differ where one of them has an axis of size 1, which is repeated. In Keras this is an
/// operation, [`keras.ops.divide`](https://keras.io/api/ops/numpy/#divide-function), as which it stands in files.
#[derive(Config, Clone, Copy, Debug)]
pub struct Divide {}

impl Divide {
    /// The output is shaped as the two inputs.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        Subtract {}.rule(inputs)
    }
}

impl Layer for Divide {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        K::divide(&inputs[0], &inputs[1])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        any(inputs)
    }
}

fn fold(inputs: &[Tensor], join: impl Fn(&Tensor, &Tensor) -> Tensor) -> Tensor {
    let first = join(&inputs[0], &inputs[1]);
    inputs[2..].iter().fold(first, |joined, next| join(&joined, next))
}

fn product(inputs: &[Tensor]) -> Tensor {
    let mut factors = inputs.iter().map(|x| x.mask().map_or(x.clone(), |mask| counted(x, &mask, 1.0)));
    let first = factors.next().expect("the rule takes two");
    let y = factors.fold(first, |y, x| y * x);
    any(inputs).map_or(y.clone(), |mask| counted(&y, &mask, 0.0))
}

/// The greatest or least of those inputs whose step counts.
fn extreme(inputs: &[Tensor], choose: impl Fn(&Tensor, &Tensor) -> Tensor) -> Tensor {
    let mask = |x: &Tensor| x.mask().map(|mask| spread(&mask, x.rank()));
    let first = (inputs[0].clone(), mask(&inputs[0]));
    let (y, _) = inputs[1..].iter().fold(first, |(y, y_mask), x| {
        let x_mask = mask(x);
        let x = x_mask.as_ref().map_or(x.clone(), |mask| K::where_(mask, x, &y));
        let y = y_mask.as_ref().map_or(y.clone(), |mask| K::where_(mask, &y, &x));
        (choose(&y, &x), y_mask.zip(x_mask).map(|(a, b)| K::maximum(&a, b)))
    });
    y
}

/// The spec of all inputs joined.
const fn joined(inputs: Inputs<'_>) -> ShapeResult<Spec> {
    let inputs = shape_try!(inputs.at_least_two());
    let mut spec = inputs[0];
    let mut i = 1;
    while i < inputs.len() {
        let shape = shape_try!(broadcast(spec.shape(), inputs[i].shape()));
        spec = spec.with_shape(shape);
        i += 1;
    }
    ShapeResult::Ok(spec)
}

const fn broadcast(a: Shape, b: Shape) -> ShapeResult<Shape> {
    let cannot = Fault::new("cannot join ").shape(&a).text(" and ").shape(&b).text(": ");
    if a.rank() != b.rank() {
        let fault = cannot.text("ranks ").number(a.rank()).text(" and ").number(b.rank()).text(" differ");
        return ShapeResult::Err(fault.help("bring both to one rank first, with `Flatten` or `Reshape`"));
    }
    let (mut shape, mut differ, mut by_one, mut axis) = (a, 0u32, true, 0);
    while axis < a.rank() {
        match (a.dim(axis), b.dim(axis)) {
            (Dim::Known(1), dim) | (dim, Dim::Known(1)) => shape = shape.with(axis, dim),
            (Dim::Unknown, dim) | (dim, Dim::Unknown) => shape = shape.with(axis, dim),
            (Dim::Known(x), Dim::Known(y)) if x == y => {}
            (Dim::Known(x), Dim::Known(y)) => {
                by_one &= x.abs_diff(y) == 1;
                differ |= 1 << axis;
            }
        }
        axis += 1;
    }
    if differ == 0 {
        ShapeResult::Ok(shape)
    } else {
        ShapeResult::Err(name_axes(cannot, differ, by_one, (&a, &b)))
    }
}

/// Adds how two images of other sizes become one: often one of them has been made smaller by strides, in a block.
const fn shortcut(fault: Fault, is_size_alone: bool, a: &Shape, b: &Shape) -> Fault {
    let mut channels = a.dim(2);
    let mut strides = 1;
    if let (Dim::Known(height), Dim::Known(width), Dim::Known(other_height), Dim::Known(other_width)) =
        (a.dim(0), a.dim(1), b.dim(0), b.dim(1))
        && height > 0
        && other_height > 0
    {
        let (large, small) = if height > other_height {
            channels = b.dim(2);
            ((height, width), (other_height, other_width))
        } else {
            ((other_height, other_width), (height, width))
        };
        let times = large.0.div_ceil(small.0);
        if large.0.div_ceil(times) == small.0 && large.1.div_ceil(times) == small.1 {
            strides = times;
        }
    }
    let is_strided = strides > 1;
    match (is_strided, is_size_alone) {
        (true, true) => fault.help("give the shortcut the same `strides` as the block"),
        (true, false) => {
            let fault = fault.help("bring the shortcut to the size of the block: `Conv2D(").dim(channels);
            fault.text(", 1, strides = ").number(strides).text(")` on it")
        }
        (false, true) => {
            fault.help("bring both to one size first, such as by `Cropping2D` or `ZeroPadding2D` of one")
        }
        (false, false) => fault.help("bring both to one shape first, such as by a `Conv2D` on one of them"),
    }
}

/// Adds which axes differ, counted as Keras does, the batch being 0; and the likely fix.
const fn name_axes(mut fault: Fault, differ: u32, by_one: bool, (a, b): (&Shape, &Shape)) -> Fault {
    let rank = a.rank();
    let mut left = differ.count_ones();
    fault = fault.text(if left == 1 { "axis " } else { "axes " });
    let mut axis = 0;
    while axis < rank {
        if differ & (1 << axis) != 0 {
            left -= 1;
            fault = fault.number(axis + 1);
            fault = fault.text(match left {
                0 if differ.count_ones() == 1 => " differs",
                0 => " differ",
                1 => " and ",
                _ => ", ",
            });
        }
        axis += 1;
    }
    let channels = 1 << (rank - 1);
    if differ & channels == 0 && by_one {
        fault.help("one of them was halved, from an odd size, and doubled: `Cropping` of the other brings both to one size")
    } else if rank == 3 && differ & channels != differ {
        shortcut(fault, differ & channels == 0, a, b)
    } else if differ & channels == 0 {
        fault.help(match rank {
            2 => "bring both to one number of steps first",
            _ => "bring both to one size first, such as by `Cropping` or `ZeroPadding` of one of them",
        })
    } else if differ == channels && rank > 1 {
        fault.help("give both the same number of `filters` or `units`")
    } else {
        fault.help("bring both to one shape first, with a `Dense` or `Reshape` on one of them")
    }
}
