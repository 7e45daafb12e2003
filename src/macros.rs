//! The macros, wrapped so that their expansion finds this crate under whatever name.

/// A model as a list of layers, checked while it compiles.
///
/// As an expression it is the model, with freshly initialized weights:
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![
///     Dense(32, input = 784),
///     Activation(relu),
///     Dense(10),
///     Activation(softmax),
/// ];
/// assert_eq!(model.count_params(), 25_450);
/// ```
///
/// As an item it is a struct with a name, usable in signatures and fields, whose layers are its fields:
///
/// ```
/// use keras::prelude::*;
///
/// sequential! {
///     /// Tells ten handwritten digits apart.
///     pub struct Digits {
///         Dense(32, activation = relu, input = 64),
///         Dense(10, activation = softmax, name = logits),
///     }
/// }
///
/// const SIZE: usize = Digits::PARAMS;
/// let model = Digits::new();
/// assert_eq!(model.logits.get_weight("kernel")?.shape(), [32, 10]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Arguments
///
/// The arguments of a layer are Keras's, by position or by name: `Dense(32)`, `Dense(units = 32)`. The first layer
/// also takes `input = 784`, `input = (28, 28, 1)` or Keras's `input_shape = (784,)`; or the list begins with
/// `Input(784)`. A size that only the data decides is `_`. Every layer takes `name` and `trainable`.
///
/// The words of the library (`Dense`, `relu`, `glorot_uniform`, `l2(1e-4)`) need no import; layers and constants of
/// your own are found as usual. Sizes are constants: numbers, `const`s, or the shape of another model
/// (`Dense(Encoder::OUTPUT.at(0))`).
///
/// A name that is a keyword is written as Rust writes it, `name = r#type`, or as a string, `name = "type"`: that is the
/// field `r#type`, and in text `type`.
///
/// # Comments and attributes
///
/// A comment `///` above a layer is the documentation of its field. Other attributes inside the macro are refused: above
/// `struct`, they are those of the struct, and `#[cfg(…)]` there is about the whole model.
///
/// # Errors
///
/// A model whose shapes do not fit does not compile:
///
/// ```compile_fail
/// # use keras::prelude::*;
/// // `Reshape` cannot make (28, 28) of (100): 100 values are not 784
/// let model = sequential![Dense(100, input = 784), Reshape((28, 28))];
/// ```
#[macro_export]
macro_rules! sequential {
    ($($tokens:tt)*) => { $crate::__private::sequential! { ($crate) $($tokens)* } };
}

/// A model as a graph of layers, checked while it compiles.
///
/// A variable is a tensor; a layer is called on tensors; the last expression is the output, or a tuple of several.
///
/// ```
/// use keras::prelude::*;
///
/// let model = graph!({
///     let image = Input(28, 28);
///     let text = Input(100);
///     let x = Concatenate()([Flatten()(image), Dense(64, activation = relu)(text)]);
///     let label = Dense(10, activation = softmax, name = label)(x);
///     let angle = Dense(1, name = angle)(x);
///     (label, angle)
/// });
/// assert_eq!(model.output_names(), ["label", "angle"]);
/// ```
///
/// - A layer that is bound without being called is shared: `let encode = Dense(16); encode(a) + encode(b)`.
/// - `+`, `-`, `*` and `/` on tensors are `Add()`, `Subtract()`, `Multiply()` and
///   [`Divide()`](crate::layers::Divide); `-x`, `2.0 * x` and `1.0 - x` are a `Rescaling(…)`.
/// - A local `fn` is a block, unrolled where it is called, and `for` over a literal range or list is unrolled. An `if` is
///   decided by what is written, such as the arguments of a block:
///
/// ```
/// use keras::prelude::*;
///
/// graph! {
///     /// A few blocks that each add to what they were given.
///     pub struct Residual {
///         fn block(x, units, is_gated) {
///             let y = Dense(units, activation = relu)(x);
///             if is_gated {
///                 y *= Dense(units, activation = sigmoid)(x);
///             }
///             0.5 * Dense(16)(y) + x
///         }
///         let input = Input(16);
///         let x = Dense(16)(input);
///         for units in [32, 64, 128] {
///             x = block(x, units, units > 32);
///         }
///         x
///     }
/// }
///
/// // A model is itself a layer. Of a size that it leaves open, `_`, it is asked again where it is called.
/// let model = graph!({
///     let x = Input(16);
///     Dense(3, activation = softmax)(Residual()(x))
/// });
/// ```
///
/// The name of a layer may be made of what a block or loop is given, as `format!` would fill it:
///
/// ```
/// use keras::prelude::*;
///
/// let model = graph!({
///     let x = Input(16);
///     for i in 1..=3 {
///         x = Dense(8, name = "block{i}_dense")(x);
///     }
///     x
/// });
/// assert_eq!(model.get_layer("block3_dense")?.outputs().as_slice()[0].shape().to_string(), "(8)");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A `sequential![…]` inside a graph is called like a layer, and layers are written as in [`sequential!`].
///
/// # Limits
///
/// A graph has at most 4096 calls of layers, and at most 768 brackets inside each other.
#[macro_export]
macro_rules! graph {
    ($($tokens:tt)*) => { $crate::__private::graph! { ($crate) $($tokens)* } };
}

/// A model in a file that Keras or this library wrote, as a type, or as a value with its weights.
///
/// The file is read while the program compiles: its model is checked as if its layers were written in [`graph!`], and its
/// weights are part of the program. The path counts from the folder of `Cargo.toml`.
///
/// ```
/// use keras::ndarray::Array2;
/// use keras::prelude::*;
///
/// keras_file! {
///     /// Tells ten handwritten digits apart; trained in Python.
///     pub struct Digits = "examples/data/digits.keras";
/// }
///
/// let model = Digits::pretrained();
/// let images = Array2::<f32>::zeros((1, 64));
/// assert_eq!(model.predict(&images)?.dim(), (1, 10));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// The struct is that of [`sequential!`] or [`graph!`]: its fields are the layers under their names, `Digits::new()` has
/// fresh weights, and all constants are there. Where a name of a layer is no identifier, what is none of its letters is `_`.
/// A model that is a layer of another is a field with fields; its own type has no name.
///
/// As an expression it is the model with its weights:
///
/// ```
/// use keras::prelude::*;
///
/// let model = keras_file!("examples/data/digits.keras");
/// assert_eq!(model.inputs().as_slice()[0].shape().to_string(), "(64)");
/// ```
///
/// Layers of your own are found by their names, as in [`graph!`]. The program is compiled again when the file changes.
///
/// # Weights
///
/// Numbers of 32 bits that are not compressed, as Keras writes them, are read where they stand in the program; others are
/// unpacked while it compiles. That none is missing, NaN or infinite is seen then.
///
/// # Errors
///
/// A file that is missing or damaged, a layer that the library does not have, an argument with a value that it does not
/// have: each is a compile error at the path, and says which.
///
/// # Panics
///
/// `pretrained` panics on a file that lies: as many numbers as the layers have, in other shapes.
#[macro_export]
macro_rules! keras_file {
    ($($tokens:tt)*) => { $crate::__private::keras_file! { ($crate) $($tokens)* } };
}

/// One layer as a value, for [`Sequential::add`](crate::Sequential::add).
///
/// Its arguments need not be constants; what does not fit is an error of `add`.
///
/// ```
/// use keras::prelude::*;
///
/// let units = 64;
/// let mut model = Sequential::new();
/// model.add(layer!(Dense(units, activation = relu, input_shape = (784,))))?;
/// let error = model.add(layer!(Reshape((8, 9)))).unwrap_err();
/// assert_eq!(error.to_string(), "`Reshape` cannot make (8, 9) of (64): 64 values are not 72");
/// # Ok::<(), keras::Error>(())
/// ```
#[macro_export]
macro_rules! layer {
    ($($tokens:tt)*) => { $crate::__private::layer! { ($crate) $($tokens)* } };
}

/// A list of metrics for `compile`.
///
/// A metric is a word, a metric or a loss with its arguments, written like a layer, a function of `(y_true, y_pred)`, or a
/// closure with a name:
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::prelude::*;
///
/// fn mean_pred(_: &Tensor, y_pred: &Tensor) -> Tensor {
///     K::mean(y_pred)
/// }
///
/// let metrics = metrics![accuracy, mean_pred, bias = |y_true, y_pred| K::mean(&(y_pred - y_true))];
/// let metrics = metrics![AUC(curve = PR), Precision(thresholds = 0.7), coarse = AUC(num_thresholds = 20)];
/// let metrics = metrics![Huber(delta = 2.0), MeanAbsoluteError(), Precision::default().top_k(2)];
/// ```
///
/// Metrics of your own with `#[derive(Config)]` are written like those of the library: see
/// [`Metric`](crate::metrics::Metric). What rustc knows of the arguments it checks; values that the running program
/// decides are checked when training starts.
#[macro_export]
macro_rules! metrics {
    ($($tokens:tt)*) => { $crate::__private::metrics! { ($crate) $($tokens)* } };
}
