//! Long short-term memory for sequences of images.

use super::rnn::states_fit;
use super::stepwise::Stepwise;
use super::{WITHOUT_STATES, mask_of_outputs};
use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{Sliding, convolve};
use crate::backend as K;
use crate::kernels::pointwise::Pointwise;
use crate::kernels::windows::Padding;
use crate::layer::activated::add_penalty;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::windows::{WindowKind, sensible, slid, windows};
use crate::layer::rules::{at_least_one, in_each_step, known_elements, known_last, rate};
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::layers::convolution::kernel_shape;
use crate::layers::dropout::dropped;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;

/// Input gate, forget gate, candidate, output gate.
const GATES: usize = 4;

macro_rules! layers {
    ($($(#[$doc:meta])* $layer:ident $axes:literal $page:literal [$image:literal $kernel:literal])*) => {$(
        $(#[$doc])*
        ///
        /// In each step it is an [`LSTM`](super::LSTM) whose products are convolutions: of the image with `strides`, `padding`
        /// and `dilation_rate`, of the last output so that it keeps its size.
        ///
        /// | | shape |
        /// | --- | --- |
        #[doc = concat!("| input | `(steps, ", $image, ", channels)`; `steps` may be `_` |")]
        #[doc = concat!("| initial states `h`, `c`, which may follow it | `(", $image, ", filters)` each, sizes as of the output |")]
        #[doc = concat!("| output | `(", $image, ", filters)`, or `(steps, ", $image, ", filters)` with `return_sequences` |")]
        /// | last states `h`, `c`, which follow it with `return_state` | as the initial ones |
        #[doc = concat!("| `kernel` | `(", $kernel, ", channels, 4 * filters)` |")]
        #[doc = concat!("| `recurrent_kernel` | `(", $kernel, ", filters, 4 * filters)` |")]
        /// | `bias` | `(4 * filters)` |
        ///
        /// Masked time steps keep the previous output and cell state; Keras's layer fails there.
        ///
        #[doc = concat!("As [`keras.layers.", stringify!($layer), "`](https://keras.io/api/layers/recurrent_layers/", $page, "/).")]
        /// Source: Shi et al., "Convolutional LSTM network: a machine learning approach for precipitation nowcasting" (2015).
        #[derive(Config, Clone, Copy, Debug)]
        #[layer(inputs(sequences, initial_state*), neutral(unroll = false, zero_output_for_mask = false))]
        pub struct $layer {
            /// Number of filters: the channels of the output.
            filters: usize,
            /// Size of the window along each axis.
            kernel_size: [usize; $axes],
            /// Stride along each axis: how far the window moves over the image at a time.
            #[default([1; $axes])]
            strides: [usize; $axes],
            /// Padding of the image beyond its borders: `valid` or `same`.
            #[default(valid)]
            padding: Padding,
            /// Order of the axes: `channels_last` only.
            #[default(channels_last)]
            data_format: DataFormat,
            /// Dilation along each axis: how far apart the elements of the image are that a window sees.
            #[default([1; $axes])]
            dilation_rate: [usize; $axes],
            /// Activation function of the candidate and of the cell state.
            #[default(tanh)]
            activation: Function,
            /// Activation function of the gates.
            #[default(sigmoid)]
            recurrent_activation: Function,
            /// Whether biases are added.
            #[default(true)]
            use_bias: bool,
            /// The kernel.
            #[default(glorot_uniform)]
            kernel: WeightArguments,
            /// The recurrent kernel.
            #[default(orthogonal)]
            recurrent: WeightArguments,
            /// Whether the biases of the forget gate are initialized to 1.
            #[default(true)]
            unit_forget_bias: bool,
            /// The biases.
            #[default(zeros)]
            bias: WeightArguments,
            /// Regularizer applied to the outputs, averaged over the batch.
            activity_regularizer: Option<Regularizer>,
            /// Dropout rate of the input: while learning, the share of the image\'s values that are dropped, the same
            /// in all steps of a sample.
            #[default(0.0)]
            dropout: f32,
            /// Dropout rate of the recurrent state: while learning, the share of the last output's values that are
            /// dropped, the same in all steps of a sample.
            #[default(0.0)]
            recurrent_dropout: f32,
            /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
            seed: Option<u64>,
            /// Whether the outputs of all steps are given, not only the last.
            #[default(false)]
            return_sequences: bool,
            /// Whether the last states are given, too.
            #[default(false)]
            return_state: bool,
            /// Whether the last step comes first. The outputs are in the order in which they are made.
            #[default(false)]
            go_backwards: bool,
            /// Whether a batch begins with the states that the last one has left.
            #[default(false)]
            stateful: bool,
        }

        impl $layer {
            /// The image of each step becomes that of the output, once or for each step, and maybe the states.
            pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
                let filters = shape_try!(at_least_one("filters", self.filters));
                shape_try!(self.data_format.check());
                shape_try!(rate("dropout", self.dropout));
                shape_try!(rate("recurrent_dropout", self.recurrent_dropout));
                if let Padding::Causal = self.padding {
                    let fault = Fault::new("cannot have `padding = causal`").help("use `same` or `valid`");
                    return ShapeResult::Err(fault.of_argument());
                }
                let windows = windows(self.kernel_size, self.strides, self.dilation_rate, self.padding);
                shape_try!(sensible(WindowKind::Kernel, &windows));
                let x = shape_try!(sequence(inputs, $axes + 2));
                let (steps, image) = (x.dim(0), x.without(0));
                let channels = shape_try!(known_last(&image));
                let state = Spec::new(shape_try!(slid(WindowKind::Kernel, &image, &windows, Dim::Known(filters))));
                let outputs = [state; 3];
                shape_try!(states_fit(inputs.as_slice(), &outputs));
                let columns = GATES.saturating_mul(filters);
                let kernel = kernel_shape(&self.kernel_size, channels, columns);
                let recurrent = kernel_shape(&self.kernel_size, filters, columns);
                let products = known_elements(&kernel).saturating_add(known_elements(&recurrent));
                let pixels = known_elements(&state.shape()) / filters as u64;
                let times = if let Dim::Known(steps) = steps { steps as u64 } else { 1 };
                let outputs = [
                    if self.return_sequences { shape_try!(in_each_step(steps, &state)) } else { state },
                    state,
                    state,
                ];
                let spec = LayerSpec::with_outputs(Specs::new(outputs.split_at(if self.return_state { 3 } else { 1 }).0))
                    .one_output_by(WITHOUT_STATES)
                    .go_backwards(self.go_backwards)
                    .flops(products.saturating_mul(pixels).saturating_mul(2 * times))
                    .weight(self.kernel.weight("kernel", kernel))
                    .weight(self.recurrent.weight("recurrent_kernel", recurrent));
                if !self.use_bias {
                    return ShapeResult::Ok(spec);
                }
                let ones = if self.unit_forget_bias { [filters, filters * 2] } else { [0, 0] };
                ShapeResult::Ok(spec.weight(self.bias.weight("bias", Shape::known(&[columns])).ones(ones)))
            }
        }

        impl Layer for $layer {
        fn part_with_weight(_weight: &str) -> Option<&'static str> {
            Some("cell")
        }

            fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
                self.call_all(inputs, context).tensor(0)
            }

            fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
                let Self { return_sequences, return_state, go_backwards, stateful, .. } = *self;
                let way =
                    Stepwise { return_sequences, return_state, go_backwards, stateful, zero_output_for_mask: false };
                let [kernel, recurrent] = [context.weight("kernel"), context.weight("recurrent_kernel")];
                let bias = context.find_weight("bias");
                let sliding = Sliding::new(self.strides, self.padding, self.dilation_rate);
                let keeps_size = Sliding::new([1; $axes], Padding::Same, [1; $axes]);
                let outputs = way.call(inputs, context, |x, states| {
                    let x = dropped(x, self.dropout, self.seed, context);
                    let mut gates = convolve(&x, &kernel, bias.as_ref(), sliding, Pointwise::Linear);
                    if let Some(h) = states.first() {
                        let h = dropped(h, self.recurrent_dropout, self.seed.map(|seed| !seed), context);
                        gates = gates + convolve(&h, &recurrent, None, keeps_size, Pointwise::Linear);
                    }
                    let [i, f, g, o] = taken_apart(&gates);
                    let written = self.recurrent_activation.apply(&i) * self.activation.apply(&g);
                    let c = match states.get(1) {
                        Some(c) => self.recurrent_activation.apply(&f) * c + written,
                        None => written,
                    };
                    let h = self.recurrent_activation.apply(&o) * self.activation.apply(&c);
                    vec![h.clone(), h, c]
                });
                outputs.as_slice().iter().for_each(|y| add_penalty(self.activity_regularizer, y, context));
                outputs
            }

            fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
                mask_of_outputs(&inputs[0], self.return_sequences, self.go_backwards)
            }
        }
    )*};
}

layers! {
    /// Convolutional long short-term memory along sequences of series.
    ///
    /// ```
    /// use keras::{ndarray::Array4, prelude::*};
    ///
    /// let model = sequential![ConvLSTM1D(4, 3, input = (_, 8, 2))];
    /// let x = Array4::<f32>::zeros((1, 5, 8, 2));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 4));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ConvLSTM1D 1 "conv_lstm1d" ["length" "kernel_size"]
    /// Convolutional long short-term memory along sequences of images, such as those of a film.
    ///
    /// ```
    /// use keras::{ndarray::Array5, prelude::*};
    ///
    /// let model = sequential![ConvLSTM2D(4, 3, padding = same, input = (_, 6, 6, 1))];
    /// let x = Array5::<f32>::zeros((1, 3, 6, 6, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 6, 6, 4));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ConvLSTM2D 2 "conv_lstm2d" ["height, width" "kernel height, kernel width"]
    /// Convolutional long short-term memory along sequences of volumes.
    ///
    /// ```
    /// use keras::{ndarray::Array6, prelude::*};
    ///
    /// let model = sequential![ConvLSTM3D(2, 2, input = (_, 3, 3, 3, 1))];
    /// let x = Array6::<f32>::zeros((1, 2, 3, 3, 3, 1));
    /// assert_eq!(model.predict(&x)?.dim(), (1, 2, 2, 2, 2));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ConvLSTM3D 3 "conv_lstm3d" ["depth, height, width" "kernel depth, kernel height, kernel width"]
}

/// The sequence among the inputs, of so many axes; initial states may follow it.
const fn sequence(inputs: Inputs<'_>, axes: usize) -> ShapeResult<Shape> {
    let x = shape_try!(inputs.first().one_float()).shape();
    if x.rank() == axes {
        return ShapeResult::Ok(x);
    }
    let fault = Fault::new("takes sequences of ").text(match axes {
        3 => "series, (steps, length, channels)",
        4 => "images, (steps, height, width, channels)",
        _ => "volumes, (steps, depth, height, width, channels)",
    });
    let fault = fault.text(", was given ").shape(&x);
    ShapeResult::Err(if x.rank() + 1 == axes {
        fault.help("one step alone is a sequence, too: `Reshape` gives it an axis of steps")
    } else {
        fault
    })
}

/// The channels of the last axis by the gate that they belong to.
fn taken_apart(gates: &Tensor) -> [Tensor; GATES] {
    let shape = gates.shape();
    // An image that is smaller than the kernel has failed, and has no shape.
    let Some((channels, image)) = shape.split_last() else { return [(); GATES].map(|()| gates.clone()) };
    let (filters, pixels) = (channels / GATES, image.iter().product::<usize>());
    let by_gate = K::reshape(gates, &[pixels as isize, GATES as isize, filters as isize]);
    let by_gate = K::permute_dimensions(&by_gate, &[1, 0, 2]);
    let shape = [image, &[filters]].concat();
    std::array::from_fn(|gate| K::part(&by_gate, gate * pixels * filters, &shape))
}
