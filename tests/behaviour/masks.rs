//! What becomes of a mask in each layer of the catalogue, and whether the values of steps that do not count are read.

use crate::catalogue::check_complete;
use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend as K;
use keras::layers::ForwardPass;
use keras::prelude::*;
use keras::shape::{Shape, ShapeResult};
use ndarray::{Array2, ArrayD, Axis, Dimension, IxDyn, array, concatenate, s};

/// The steps of four samples: padded behind, before, in between, and nothing else.
fn mask() -> Array2<f32> {
    array![[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0]]
}

/// The mask of an output.
type Fate = fn(Array2<f32>) -> Option<Array2<f32>>;

const PASSED: Fate = Some;
const DROPPED: Fate = |_| None;
const TURNED: Fate = |mask| Some(mask.slice(s![.., ..;-1]).to_owned());
const TWICE: Fate = |mask| Some(concatenate![Axis(1), mask, mask]);

/// Whether values of the output depend on steps that do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Padding {
    Read,
    Unread,
}

use Padding::{Read, Unread};

/// A model, whatever its type.
trait Network {
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Tensor;
    fn variables(&self) -> Vec<&Variable>;
    fn takes(&self) -> Vec<usize>;
}

impl<M: Model> Network for M {
    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Tensor {
        Model::call(self, inputs, pass).tensor(0)
    }

    fn variables(&self) -> Vec<&Variable> {
        self.nodes().iter().flat_map(|node| node.weights()).map(|weight| weight.variable()).collect()
    }

    fn takes(&self) -> Vec<usize> {
        self.inputs().as_slice()[0].shape().dims().iter().map(|dim| dim.code()).collect()
    }
}

struct Row {
    layer: &'static str,
    what: &'static str,
    fate: Fate,
    padding: Padding,
    network: Box<dyn Network>,
}

/// Rows of the table: what becomes of the mask, whether padding is read, the layer, the shape of a sample.
macro_rules! rows {
    ($($fate:ident $padding:ident $layer:ident($($arguments:tt)*) on $shape:expr;)*) => {
        vec![$(Row {
            layer: stringify!($layer),
            what: stringify!($layer($($arguments)*)),
            fate: $fate,
            padding: $padding,
            network: Box::new({
                let mut model = Sequential::new();
                let layer = layer!($layer($($arguments)*)).input(ShapeResult::Ok(Shape::known(&$shape)));
                model.add(layer).expect("the layer takes sequences");
                model
            }),
        }),*]
    };
}

/// As [`rows`], for layers that are given a tensor twice.
macro_rules! pairs {
    ($($fate:ident $padding:ident $layer:ident($($arguments:tt)*);)*) => {
        vec![$(Row {
            layer: stringify!($layer),
            what: stringify!($layer($($arguments)*)),
            fate: $fate,
            padding: $padding,
            network: Box::new(graph!({
                let x = Input(4, 3);
                $layer($($arguments)*)(x, x)
            })),
        }),*]
    };
}

const SERIES: [usize; 2] = [4, 3];
const IMAGES: [usize; 3] = [4, 3, 2];
const FILM: [usize; 4] = [4, 3, 3, 2];
const VOLUMES: [usize; 5] = [4, 2, 2, 2, 1];

/// Layers whose output says by itself which steps count.
const MAKE_MASKS: [&str; 4] = ["Embedding", "Masking", "ReversibleEmbedding", "TokenAndPositionEmbedding"];

/// Layers that take no sequence.
const OF_ONE_STEP: [&str; 6] =
    ["GRUCell", "LSTMCell", "MelSpectrogram", "RepeatVector", "SimpleRNNCell", "StackedRNNCells"];

/// Layers of categories, which have no gradient, and whose output has no steps or says nothing of them.
const OF_CATEGORIES: [&str; 2] = ["CategoryEncoding", "Discretization"];

fn table() -> Vec<Row> {
    let mut table = rows! {
        PASSED Unread Activation(softmax) on SERIES;
        PASSED Unread ActivityRegularization(0.1) on SERIES;
        DROPPED Read AdaptiveAveragePooling1D(2) on SERIES;
        DROPPED Read AdaptiveAveragePooling2D(2) on IMAGES;
        DROPPED Read AdaptiveAveragePooling3D(2) on FILM;
        DROPPED Read AdaptiveMaxPooling1D(2) on SERIES;
        DROPPED Read AdaptiveMaxPooling2D(2) on IMAGES;
        DROPPED Read AdaptiveMaxPooling3D(2) on FILM;
        PASSED Unread AlphaDropout(0.3) on SERIES;
        DROPPED Read AveragePooling1D(2) on SERIES;
        DROPPED Read AveragePooling2D(2) on IMAGES;
        DROPPED Read AveragePooling3D(2) on FILM;
        PASSED Unread BatchNormalization() on SERIES;
        PASSED Unread BatchNormalization() on FILM;
        PASSED Unread Bidirectional(LSTM(2, return_sequences = true)) on SERIES;
        PASSED Unread Bidirectional(ConvLSTM2D(2, 2, return_sequences = true), merge_mode = mul) on FILM;
        DROPPED Unread Bidirectional(GRU(2)) on SERIES;
        DROPPED Unread Bidirectional(ConvLSTM2D(2, 2)) on FILM;
        DROPPED Read Conv1D(2, 2) on SERIES;
        DROPPED Read Conv1D(2, 2, padding = same) on SERIES;
        DROPPED Read Conv1DTranspose(2, 2) on SERIES;
        DROPPED Read Conv2D(2, 2) on IMAGES;
        DROPPED Read Conv2DTranspose(2, 2) on IMAGES;
        DROPPED Read Conv3D(2, 2) on FILM;
        DROPPED Read Conv3DTranspose(2, 2) on FILM;
        PASSED Unread ConvLSTM1D(2, 2, return_sequences = true) on IMAGES;
        DROPPED Unread ConvLSTM1D(2, 2) on IMAGES;
        PASSED Unread ConvLSTM2D(2, 2, return_sequences = true, dropout = 0.3) on FILM;
        TURNED Unread ConvLSTM2D(2, 2, return_sequences = true, go_backwards = true) on FILM;
        PASSED Unread ConvLSTM3D(2, 2, return_sequences = true) on VOLUMES;
        DROPPED Read Cropping1D(1) on SERIES;
        DROPPED Read Cropping2D(1) on [4, 4, 2];
        DROPPED Read Cropping3D(1) on [4, 4, 4, 2];
        PASSED Unread Dense(2, activation = tanh) on SERIES;
        PASSED Unread Dense(2) on FILM;
        DROPPED Read DepthwiseConv1D(2) on SERIES;
        DROPPED Read DepthwiseConv2D(2) on IMAGES;
        PASSED Unread Dropout(0.3) on SERIES;
        PASSED Unread Dropout(0.3, noise_shape = (_, 1, _)) on SERIES;
        PASSED Unread ELU() on SERIES;
        DROPPED Read EinsumDense("abc,cd->abd", (_, 2), bias_axes = "d") on SERIES;
        DROPPED Read Flatten() on SERIES;
        PASSED Unread GRU(2, return_sequences = true) on SERIES;
        PASSED Unread GRU(2, return_sequences = true, reset_after = false) on SERIES;
        TURNED Unread GRU(2, return_sequences = true, go_backwards = true) on SERIES;
        DROPPED Unread GRU(2) on SERIES;
        PASSED Unread GaussianDropout(0.3) on SERIES;
        PASSED Unread GaussianNoise(0.3) on SERIES;
        DROPPED Unread GlobalAveragePooling1D() on SERIES;
        DROPPED Unread GlobalAveragePooling1D(keepdims = true) on SERIES;
        DROPPED Read GlobalAveragePooling2D() on IMAGES;
        DROPPED Read GlobalAveragePooling3D() on FILM;
        DROPPED Read GlobalMaxPooling1D() on SERIES;
        DROPPED Read GlobalMaxPooling2D() on IMAGES;
        DROPPED Read GlobalMaxPooling3D() on FILM;
        PASSED Read GroupNormalization(1) on SERIES;
        PASSED Unread Identity() on SERIES;
        PASSED Unread LSTM(2, return_sequences = true) on SERIES;
        PASSED Unread LSTM(2, return_sequences = true, activation = softsign) on SERIES;
        PASSED Unread LSTM(2, return_sequences = true, dropout = 0.3, recurrent_dropout = 0.3) on SERIES;
        TURNED Unread LSTM(2, return_sequences = true, go_backwards = true) on SERIES;
        DROPPED Unread LSTM(2) on SERIES;
        PASSED Unread Lambda(|x| x * 2.0) on SERIES;
        DROPPED Read Lambda(|x| K::reverse(x, 1), output_shape = (4, 3)) on SERIES;
        PASSED Unread LayerNormalization() on SERIES;
        PASSED Read LayerNormalization(axis = (1, 2)) on SERIES;
        PASSED Unread LeakyReLU() on SERIES;
        DROPPED Read MaxPooling1D(2) on SERIES;
        DROPPED Read MaxPooling2D(2) on IMAGES;
        DROPPED Read MaxPooling3D(2) on FILM;
        PASSED Unread Normalization() on SERIES;
        PASSED Unread PReLU() on SERIES;
        DROPPED Read Permute((2, 1)) on SERIES;
        PASSED Unread Pipeline([Dense(2), Dropout(0.3)]) on SERIES;
        DROPPED Read Pipeline([Dense(2), Conv1D(2, 2)]) on SERIES;
        DROPPED Unread PositionEmbedding(4) on SERIES;
        PASSED Unread RNN(SimpleRNNCell(2), return_sequences = true) on SERIES;
        PASSED Unread RNN(LSTMCell(2), return_sequences = true, zero_output_for_mask = true) on SERIES;
        PASSED Unread RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)]), return_sequences = true) on SERIES;
        TURNED Unread RNN(GRUCell(2), return_sequences = true, go_backwards = true) on SERIES;
        DROPPED Unread RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)])) on SERIES;
        DROPPED Read RMSNormalization() on SERIES;
        DROPPED Read RMSNormalization(axis = (1, 2)) on SERIES;
        DROPPED Read AugMix() on [4, 3, 3];
        DROPPED Read AutoContrast() on IMAGES;
        DROPPED Read CenterCrop(2, 2) on IMAGES;
        DROPPED Read ContrastLimitedAdaptiveHistogramEqualization() on IMAGES;
        DROPPED Read Equalization() on IMAGES;
        DROPPED Read RandAugment() on [4, 3, 3];
        DROPPED Read RandomBrightness(0.3) on IMAGES;
        DROPPED Read RandomColorDegeneration(0.3) on [4, 3, 3];
        DROPPED Read RandomColorJitter(brightness_factor = 0.3) on IMAGES;
        DROPPED Read RandomContrast(0.3) on IMAGES;
        DROPPED Read RandomCrop(2, 2) on IMAGES;
        DROPPED Read RandomElasticTransform() on IMAGES;
        DROPPED Read RandomErasing() on IMAGES;
        DROPPED Read RandomFlip() on IMAGES;
        DROPPED Read RandomGaussianBlur() on IMAGES;
        DROPPED Read RandomGrayscale() on [4, 3, 3];
        DROPPED Read RandomHue(0.3) on [4, 3, 3];
        DROPPED Read RandomInvert() on IMAGES;
        DROPPED Read RandomPerspective() on IMAGES;
        DROPPED Read RandomPosterization(4) on IMAGES;
        DROPPED Read RandomRotation(0.1) on IMAGES;
        DROPPED Read RandomSaturation(0.3) on [4, 3, 3];
        DROPPED Read RandomSharpness(0.3) on IMAGES;
        DROPPED Read RandomShear(0.3) on IMAGES;
        DROPPED Read RandomTranslation(0.1, 0.1) on IMAGES;
        DROPPED Read RandomZoom(0.1) on IMAGES;
        DROPPED Read Resizing(2, 3) on IMAGES;
        DROPPED Read Solarization() on IMAGES;
        PASSED Unread ReLU() on SERIES;
        PASSED Unread Rescaling(2.0, offset = 1.0) on SERIES;
        DROPPED Read Reshape((-1, 2)) on SERIES;
        DROPPED Read SeparableConv1D(2, 2) on SERIES;
        DROPPED Read SeparableConv2D(2, 2) on IMAGES;
        PASSED Unread SimpleRNN(2, return_sequences = true) on SERIES;
        TURNED Unread SimpleRNN(2, return_sequences = true, go_backwards = true) on SERIES;
        DROPPED Unread SimpleRNN(2) on SERIES;
        DROPPED Unread SinePositionEncoding() on [4, 2];
        PASSED Unread Softmax() on SERIES;
        PASSED Unread Softmax(axis = 1) on SERIES;
        PASSED Unread Softmax(axis = (1, 2)) on IMAGES;
        PASSED Unread SpatialDropout1D(0.3) on SERIES;
        PASSED Unread SpatialDropout2D(0.3) on IMAGES;
        PASSED Unread SpatialDropout3D(0.3) on FILM;
        PASSED Unread TimeDistributed(Dense(2)) on SERIES;
        PASSED Unread TimeDistributed(BatchNormalization()) on SERIES;
        PASSED Unread TimeDistributed(LSTM(2)) on IMAGES;
        PASSED Unread TimeDistributed(Conv1D(2, 2)) on IMAGES;
        PASSED Unread TimeDistributed(TimeDistributed(LSTM(2))) on FILM;
        DROPPED Read STFTSpectrogram(frame_length = 3) on SERIES;
        PASSED Unread SpectralNormalization(Dense(2)) on SERIES;
        DROPPED Read SpectralNormalization(Conv1D(2, 2)) on SERIES;
        PASSED Unread UnitNormalization() on SERIES;
        DROPPED Read Unmask() on SERIES;
        PASSED Read UnitNormalization(axis = (1, 2)) on SERIES;
        DROPPED Read UpSampling1D(2) on SERIES;
        DROPPED Read UpSampling2D(2) on IMAGES;
        DROPPED Read UpSampling3D(2) on FILM;
        DROPPED Read ZeroPadding1D(1) on SERIES;
        DROPPED Read ZeroPadding2D(1) on IMAGES;
        DROPPED Read ZeroPadding3D(1) on FILM;
    };
    table.extend(pairs! {
        PASSED Unread Add();
        PASSED Unread AdditiveAttention();
        PASSED Unread Attention();
        PASSED Unread Attention(score_mode = concat, use_causal_mask = true);
        PASSED Unread Average();
        PASSED Unread Concatenate();
        TWICE Unread Concatenate(axis = 1);
        DROPPED Read Dot(axes = 1);
        DROPPED Read Dot(axes = 2);
        PASSED Unread Maximum();
        PASSED Unread Minimum();
        PASSED Unread GroupQueryAttention(2, 4, 2);
        PASSED Unread MultiHeadAttention(2, 2);
        PASSED Unread MultiHeadAttention(2, 2, dropout = 0.3, use_gate = true);
        PASSED Unread Multiply();
        PASSED Unread Subtract();
    });
    table
}

/// What a network makes of samples whose steps that do not count hold `filler`.
struct Made {
    y: ArrayD<f32>,
    mask: Option<ArrayD<f32>>,
    /// Gradients by the samples, then by all weights.
    gradients: Vec<ArrayD<f32>>,
}

fn make(network: &dyn Network, filler: f32, is_training: bool) -> Made {
    let mask = mask();
    let mut shape = network.takes();
    shape.insert(0, mask.nrows());
    let x = ArrayD::from_shape_fn(IxDyn(&shape), |at| {
        let number = (0..at.ndim()).fold(0, |number, axis| number * 7 + at[axis] * 3);
        if mask[[at[0], at[1]]] == 0.0 { filler } else { (number % 23) as f32 / 10.0 - 1.1 }
    });
    let x = Variable::new("x", &shape, |to| to.copy_from_slice(x.as_slice().unwrap())).unwrap();
    keras::set_random_seed(3);
    let tape = Tape::new();
    let pass = if is_training { ForwardPass::training(&tape) } else { ForwardPass::inference(&tape) };
    let y = network.call(&[tape.variable(&x).with_mask(&tape.array(&mask))], &pass);
    let cotangents: Vec<f32> = (0..y.shape().elements()).map(|i| (i * 5 % 7) as f32 - 2.8).collect();
    let cotangents = tape.constant(&y.shape(), |to| to.copy_from_slice(&cotangents));
    let of_counted = y.mask().map_or(y.clone(), |mask| {
        let mask = (mask.rank()..y.rank()).fold(mask, |mask, _| K::expand_dims(&mask, -1));
        K::where_(&mask, &y, 0.0)
    });
    tape.backward(&K::sum(&(of_counted * cotangents))).unwrap();
    let gradient = |variable: &&Variable| {
        let values = tape.gradient(variable, |gradient| gradient.to_vec())?;
        Some(ArrayD::from_shape_vec(&variable.shape()[..], values).unwrap())
    };
    let gradients =
        [&x].into_iter().chain(network.variables()).filter_map(|variable| gradient(&variable)).collect();
    Made { y: y.to_array(), mask: y.mask().map(|mask| mask.to_array()), gradients }
}

impl Made {
    /// The output where it counts, and the gradients.
    fn seen(&self) -> Vec<f32> {
        let mut y = self.y.clone();
        if let Some(mask) = &self.mask {
            for (at, counts) in mask.indexed_iter() {
                let mut place = y.view_mut();
                (0..at.ndim()).for_each(|axis| place.index_axis_inplace(Axis(0), at[axis]));
                if *counts == 0.0 {
                    place.fill(0.0);
                }
            }
        }
        y.iter().chain(self.gradients.iter().flatten()).copied().collect()
    }
}

fn close(a: &[f32], b: &[f32]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.is_finite() && (a - b).abs() <= 1e-6 * b.abs().max(1.0))
}

#[test]
fn each_layer_keeps_its_word_on_masks() {
    let table = table();
    check_complete(
        table.iter().map(|row| row.layer).chain(MAKE_MASKS).chain(OF_ONE_STEP).chain(OF_CATEGORIES),
    );
    let mut failures = vec![];
    for Row { layer, what, fate, padding, network } in &table {
        for is_training in [false, true] {
            // When asked, these hand on what they are given.
            let acts_while_learning =
                layer.starts_with("Rand") || ["AugMix", "Equalization", "Solarization"].contains(layer);
            if acts_while_learning && !is_training {
                continue;
            }
            let made = make(&**network, 0.0, is_training);
            let expected = fate(mask()).map(|mask| mask.into_dyn());
            if made.mask != expected {
                failures.push(format!("{what}: the mask is {:?}", made.mask));
            }
            let of_others = [7.0, -1e6, 1e20].map(|filler| make(&**network, filler, is_training).seen());
            let is_unread = of_others.iter().all(|seen| close(seen, &made.seen()));
            if is_unread != (*padding == Unread) {
                failures.push(format!("{what}, training {is_training}: padding is not {padding:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn layers_that_make_masks_say_which_places_count() {
    let tape = Tape::new();
    let pass = ForwardPass::inference(&tape);
    let mask = |model: &dyn Network, x: &Tensor| {
        model.call(std::slice::from_ref(x), &pass).mask().unwrap().to_array()
    };
    let ids = tape.array(&array![[1.0, 2.0, 0.0], [0.0, 0.0, 0.0]]);
    let expected = array![[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]].into_dyn();
    assert_eq!(mask(&sequential![Embedding(4, 2, mask_zero = true, input = 3)], &ids), expected);
    let both = sequential![TokenAndPositionEmbedding(4, 3, 2, mask_zero = true, input = 3)];
    assert_eq!(mask(&both, &ids), expected);
    let documents = tape.array(&array![[[1.0, 0.0], [0.0, 0.0]], [[3.0, 3.0], [0.0, 2.0]]]);
    let expected = documents.to_array().mapv(|id| if id == 0.0 { 0.0 } else { 1.0 });
    assert_eq!(mask(&sequential![Embedding(4, 2, mask_zero = true, input = (2, 2))], &documents), expected);
    assert_eq!(
        mask(&sequential![Masking(input = (2, 2))], &documents),
        array![[1.0, 0.0], [1.0, 1.0]].into_dyn()
    );
    let words = K::expand_dims(&documents, -1);
    assert_eq!(mask(&sequential![Masking(input = (2, 2, 1))], &words), expected);
    let inside = graph!({ TimeDistributed(Embedding(4, 2, mask_zero = true))(Input(2, 2, dtype = int32)) });
    assert_eq!(mask(&inside, &documents), expected);
    assert_eq!(
        mask(&sequential![Masking(mask_value = 3.0, input = (2, 2))], &documents),
        array![[1.0, 1.0], [0.0, 1.0]].into_dyn()
    );
}
