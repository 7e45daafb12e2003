//! Layers of one tensor, or of one that they are given twice, and what may follow them.

use crate::catalogue::check_complete;
use crate::failures::Failures;
use crate::journey::{Maker, travel};
use keras::autodiff::Tensor;
use keras::layers::{Context, Inner, InnerLayer, Layer, LayerSpec};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Specs};

/// Gives a layer the same tensor twice.
#[derive(Config, Clone, Copy)]
struct Twice {
    layer: InnerLayer,
}

impl Twice {
    const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        match inputs.one() {
            ShapeResult::Ok(x) => ShapeResult::Ok(Specs::new(&[x, x])),
            ShapeResult::Err(fault) => ShapeResult::Err(fault),
        }
    }

    const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        let spec = LayerSpec::new(self.layer.spec(inner).outputs().as_slice()[0]);
        ShapeResult::Ok(spec.with_inner(&self.layer, inner, 1))
    }
}

impl Layer for Twice {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        context.call_inner(0, &[inputs[0].clone(), inputs[0].clone()]).tensor(0)
    }
}

/// Layers, under the names that they have in the catalogue.
fn layers() -> Vec<(&'static str, Maker)> {
    vec![
        ("Activation", || layer!(Activation(relu))),
        ("Activation", || layer!(Activation(softmax))),
        ("ActivityRegularization", || layer!(ActivityRegularization(0.1, 0.2))),
        ("AdaptiveAveragePooling1D", || layer!(AdaptiveAveragePooling1D(2))),
        ("AdaptiveAveragePooling2D", || layer!(AdaptiveAveragePooling2D((3, 2)))),
        ("AdaptiveAveragePooling3D", || layer!(AdaptiveAveragePooling3D(2))),
        ("AdaptiveMaxPooling1D", || layer!(AdaptiveMaxPooling1D(4))),
        ("AdaptiveMaxPooling2D", || layer!(AdaptiveMaxPooling2D(2))),
        ("AdaptiveMaxPooling3D", || layer!(AdaptiveMaxPooling3D((1, 2, 3)))),
        ("AlphaDropout", || layer!(AlphaDropout(0.5))),
        ("AlphaDropout", || layer!(AlphaDropout(0.5, (_, 1, 3)))),
        ("AdditiveAttention", || layer!(Twice(AdditiveAttention()))),
        ("Attention", || layer!(Twice(Attention()))),
        ("Attention", || layer!(Twice(Attention(score_mode = concat, use_causal_mask = true)))),
        ("GroupQueryAttention", || layer!(Twice(GroupQueryAttention(2, 4, 2)))),
        ("GroupQueryAttention", || {
            layer!(Twice(GroupQueryAttention(1, 2, 1, dropout = 0.2, use_gate = true)))
        }),
        ("MultiHeadAttention", || layer!(Twice(MultiHeadAttention(2, 2)))),
        ("MultiHeadAttention", || layer!(Twice(MultiHeadAttention(1, 2, sliding_window = 2, dropout = 0.2)))),
        ("MultiHeadAttention", || layer!(Twice(MultiHeadAttention(2, 2, attention_axes = 2)))),
        ("AugMix", || layer!(AugMix())),
        ("AugMix", || layer!(AugMix((-1.0, 1.0), num_chains = 2, alpha = 0.3, all_ops = false))),
        ("AutoContrast", || layer!(AutoContrast())),
        ("CenterCrop", || layer!(CenterCrop(2, 3))),
        ("ContrastLimitedAdaptiveHistogramEqualization", || {
            layer!(ContrastLimitedAdaptiveHistogramEqualization((-1.0, 1.0)))
        }),
        ("Equalization", || layer!(Equalization())),
        ("RandAugment", || layer!(RandAugment((-1.0, 1.0), num_ops = 4))),
        ("RandomBrightness", || layer!(RandomBrightness(0.3))),
        ("RandomColorDegeneration", || layer!(RandomColorDegeneration(0.3))),
        ("RandomColorJitter", || layer!(RandomColorJitter((-1.0, 1.0), 0.1, 0.2, 0.3, 0.4))),
        ("RandomContrast", || layer!(RandomContrast(0.3))),
        ("RandomCrop", || layer!(RandomCrop(2, 3))),
        ("RandomElasticTransform", || layer!(RandomElasticTransform())),
        ("RandomErasing", || layer!(RandomErasing())),
        ("RandomErasing", || layer!(RandomErasing(fill_value = 0.5))),
        ("RandomFlip", || layer!(RandomFlip())),
        ("RandomGaussianBlur", || layer!(RandomGaussianBlur())),
        ("RandomGrayscale", || layer!(RandomGrayscale())),
        ("RandomHue", || layer!(RandomHue(0.3))),
        ("RandomInvert", || layer!(RandomInvert())),
        ("RandomPerspective", || layer!(RandomPerspective())),
        ("RandomPosterization", || layer!(RandomPosterization(4))),
        ("RandomRotation", || layer!(RandomRotation(0.1))),
        ("RandomSaturation", || layer!(RandomSaturation(0.3))),
        ("RandomSharpness", || layer!(RandomSharpness(0.3))),
        ("RandomShear", || layer!(RandomShear(0.3, 0.2))),
        ("RandomTranslation", || layer!(RandomTranslation(0.1, 0.1))),
        ("RandomZoom", || layer!(RandomZoom(0.1))),
        ("Resizing", || layer!(Resizing(2, 3))),
        ("Resizing", || layer!(Resizing(3, 2, bicubic, pad_to_aspect_ratio = true, antialias = true))),
        ("Solarization", || layer!(Solarization(0.1, 0.5))),
        ("Bidirectional", || layer!(Bidirectional(LSTM(2)))),
        ("Bidirectional", || layer!(Bidirectional(GRU(2, return_sequences = true)))),
        ("Bidirectional", || layer!(Bidirectional(ConvLSTM2D(2, 2)))),
        ("Bidirectional", || layer!(Bidirectional(RNN(GRUCell(2)), merge_mode = sum))),
        ("CategoryEncoding", || layer!(CategoryEncoding(5))),
        ("CategoryEncoding", || layer!(CategoryEncoding(3, one_hot))),
        ("CategoryEncoding", || layer!(CategoryEncoding(5, count))),
        ("Discretization", || layer!(Discretization((-0.5, 0.5)))),
        ("Discretization", || layer!(Discretization(0.1, output_mode = one_hot))),
        ("Discretization", || layer!(Discretization(0.1, output_mode = multi_hot))),
        ("Concatenate", || layer!(Twice(Concatenate()))),
        ("Concatenate", || layer!(Twice(Concatenate(axis = 1)))),
        ("Conv1D", || layer!(Conv1D(2, 3))),
        ("Conv1D", || layer!(Conv1D(2, 3, padding = same))),
        ("Conv1D", || layer!(Conv1D(2, 3, padding = causal))),
        ("Conv1D", || layer!(Conv1D(2, 2, strides = 2))),
        ("Conv1D", || layer!(Conv1D(2, 3, dilation_rate = 2))),
        ("Conv2D", || layer!(Conv2D(2, 3))),
        ("Conv2D", || layer!(Conv2D(2, 3, padding = same))),
        ("Conv2D", || layer!(Conv2D(2, 2, strides = 2))),
        ("Conv2D", || layer!(Conv2D(2, (1, 2), padding = same, strides = 3))),
        ("Conv3D", || layer!(Conv3D(2, 2))),
        ("Conv3D", || layer!(Conv3D(2, 3, padding = same))),
        ("Conv1DTranspose", || layer!(Conv1DTranspose(2, 3))),
        ("Conv1DTranspose", || layer!(Conv1DTranspose(2, 2, strides = 2, padding = same))),
        ("Conv2DTranspose", || layer!(Conv2DTranspose(2, 3))),
        ("Conv2DTranspose", || layer!(Conv2DTranspose(2, 2, strides = 2, padding = same))),
        ("Conv3DTranspose", || layer!(Conv3DTranspose(2, 2))),
        ("Conv3DTranspose", || layer!(Conv3DTranspose(2, 2, strides = 2, padding = same))),
        ("Cropping1D", || layer!(Cropping1D(1))),
        ("Cropping1D", || layer!(Cropping1D((0, 2)))),
        ("Cropping2D", || layer!(Cropping2D(1))),
        ("Cropping2D", || layer!(Cropping2D((0, 2)))),
        ("Cropping3D", || layer!(Cropping3D(1))),
        ("Dense", || layer!(Dense(2))),
        ("Dense", || layer!(Dense(3, activation = softmax))),
        ("DepthwiseConv1D", || layer!(DepthwiseConv1D(3))),
        ("DepthwiseConv1D", || layer!(DepthwiseConv1D(2, padding = same, strides = 2))),
        ("DepthwiseConv2D", || layer!(DepthwiseConv2D(3))),
        ("DepthwiseConv2D", || layer!(DepthwiseConv2D(2, padding = same, strides = 2))),
        ("Dot", || layer!(Twice(Dot(axes = 1)))),
        ("Dot", || layer!(Twice(Dot(axes = -1)))),
        ("Dot", || layer!(Twice(Dot(axes = 2, normalize = true)))),
        ("Dropout", || layer!(Dropout(0.5))),
        ("Dropout", || layer!(Dropout(0.5, noise_shape = (_, 1, _)))),
        ("EinsumDense", || layer!(EinsumDense("ab,bc->ac", 2, bias_axes = "c"))),
        ("EinsumDense", || layer!(EinsumDense("...x,xhd->...hd", (2, 3), activation = softmax))),
        ("EinsumDense", || layer!(EinsumDense("abc,bd->adc", (2, _), bias_axes = "d"))),
        ("EinsumDense", || layer!(EinsumDense("ab...,bc->ac...", 2, relu, bias_axes = "c"))),
        ("Embedding", || layer!(Embedding(5, 3))),
        ("Embedding", || layer!(Embedding(5, 3, mask_zero = true))),
        ("Embedding", || layer!(Embedding(2, 3))),
        ("Flatten", || layer!(Flatten())),
        ("GaussianDropout", || layer!(GaussianDropout(0.5))),
        ("GaussianNoise", || layer!(GaussianNoise(0.1))),
        ("GlobalAveragePooling1D", || layer!(GlobalAveragePooling1D())),
        ("GlobalAveragePooling1D", || layer!(GlobalAveragePooling1D(keepdims = true))),
        ("GlobalAveragePooling2D", || layer!(GlobalAveragePooling2D())),
        ("GlobalAveragePooling2D", || layer!(GlobalAveragePooling2D(keepdims = true))),
        ("GlobalAveragePooling3D", || layer!(GlobalAveragePooling3D())),
        ("GlobalMaxPooling1D", || layer!(GlobalMaxPooling1D())),
        ("GlobalMaxPooling1D", || layer!(GlobalMaxPooling1D(keepdims = true))),
        ("GlobalMaxPooling2D", || layer!(GlobalMaxPooling2D())),
        ("GlobalMaxPooling3D", || layer!(GlobalMaxPooling3D())),
        ("Identity", || layer!(Identity())),
        ("Lambda", || layer!(Lambda(|x| x * 2.0))),
        ("Lambda", || layer!(Lambda(|x| K::sum_axis(x, 1)))),
        ("Lambda", || layer!(Lambda(|x| K::sum_axis(x, -1), output_shape = (3,)))),
        ("Masking", || layer!(Masking())),
        ("Add", || layer!(Twice(Add()))),
        ("Average", || layer!(Twice(Average()))),
        ("Maximum", || layer!(Twice(Maximum()))),
        ("Minimum", || layer!(Twice(Minimum()))),
        ("Multiply", || layer!(Twice(Multiply()))),
        ("Subtract", || layer!(Twice(Subtract()))),
        ("BatchNormalization", || layer!(BatchNormalization())),
        ("BatchNormalization", || layer!(BatchNormalization(axis = 1))),
        ("BatchNormalization", || layer!(BatchNormalization(renorm = true))),
        ("GroupNormalization", || layer!(GroupNormalization(1))),
        ("GroupNormalization", || layer!(GroupNormalization(-1))),
        ("LayerNormalization", || layer!(LayerNormalization())),
        ("LayerNormalization", || layer!(LayerNormalization(axis = (1, 2)))),
        ("Normalization", || layer!(Normalization())),
        ("Normalization", || layer!(Normalization((), 0.5, 2.0))),
        ("RMSNormalization", || layer!(RMSNormalization())),
        ("RMSNormalization", || layer!(RMSNormalization(axis = (1, 2)))),
        ("SpectralNormalization", || layer!(SpectralNormalization(Dense(2)))),
        ("SpectralNormalization", || layer!(SpectralNormalization(Conv2D(2, 2), power_iterations = 2))),
        ("UnitNormalization", || layer!(UnitNormalization())),
        ("UnitNormalization", || layer!(UnitNormalization(axis = (1, 3)))),
        ("Permute", || layer!(Permute((2, 1)))),
        ("Permute", || layer!(Permute((3, 1, 2)))),
        ("Permute", || layer!(Permute((2, 3, 4, 1)))),
        ("AveragePooling1D", || layer!(AveragePooling1D(2))),
        ("AveragePooling1D", || layer!(AveragePooling1D(3, strides = 1, padding = same))),
        ("AveragePooling2D", || layer!(AveragePooling2D(2))),
        ("AveragePooling2D", || layer!(AveragePooling2D(3, strides = 1, padding = same))),
        ("AveragePooling3D", || layer!(AveragePooling3D(2))),
        ("MaxPooling1D", || layer!(MaxPooling1D(2))),
        ("MaxPooling1D", || layer!(MaxPooling1D(3, strides = 1, padding = same))),
        ("MaxPooling2D", || layer!(MaxPooling2D(2))),
        ("MaxPooling2D", || layer!(MaxPooling2D(3, strides = 1, padding = same))),
        ("MaxPooling3D", || layer!(MaxPooling3D(2))),
        ("MaxPooling3D", || layer!(MaxPooling3D(2, padding = same))),
        ("PositionEmbedding", || layer!(PositionEmbedding(3))),
        ("SinePositionEncoding", || layer!(SinePositionEncoding())),
        ("ReversibleEmbedding", || layer!(ReversibleEmbedding(5, 3))),
        ("ReversibleEmbedding", || layer!(ReversibleEmbedding(5, 3, tie_weights = false, mask_zero = true))),
        ("TokenAndPositionEmbedding", || layer!(TokenAndPositionEmbedding(5, 3, 2))),
        ("TokenAndPositionEmbedding", || layer!(TokenAndPositionEmbedding(5, 3, 2, mask_zero = true))),
        ("Pipeline", || layer!(Pipeline([Dense(2), Dropout(0.5)]))),
        ("Pipeline", || layer!(Pipeline([RandomFlip(), CenterCrop(2, 2)]))),
        ("PReLU", || layer!(PReLU())),
        ("PReLU", || layer!(PReLU(shared_axes = 1))),
        ("PReLU", || layer!(PReLU(shared_axes = (1, 2)))),
        ("ELU", || layer!(ELU())),
        ("LeakyReLU", || layer!(LeakyReLU())),
        ("ReLU", || layer!(ReLU())),
        ("ConvLSTM1D", || layer!(ConvLSTM1D(2, 2))),
        ("ConvLSTM1D", || layer!(ConvLSTM1D(2, 3, padding = same, return_sequences = true))),
        ("ConvLSTM2D", || layer!(ConvLSTM2D(2, 2))),
        ("ConvLSTM2D", || layer!(ConvLSTM2D(2, 2, return_sequences = true, stateful = true))),
        ("ConvLSTM3D", || layer!(ConvLSTM3D(2, 2, return_sequences = true))),
        ("GRU", || layer!(GRU(2))),
        ("GRU", || layer!(GRU(2, return_sequences = true, reset_after = false))),
        ("GRU", || layer!(GRU(2, go_backwards = true))),
        ("GRUCell", || layer!(RNN(GRUCell(2)))),
        ("LSTM", || layer!(LSTM(2))),
        ("LSTM", || layer!(LSTM(2, return_sequences = true, dropout = 0.2, recurrent_dropout = 0.2))),
        ("LSTM", || layer!(LSTM(2, activation = softsign))),
        ("LSTM", || layer!(LSTM(2, stateful = true))),
        ("LSTMCell", || layer!(RNN(LSTMCell(2)))),
        ("RNN", || layer!(RNN(LSTMCell(3)))),
        ("RNN", || layer!(RNN(SimpleRNNCell(2), return_sequences = true, zero_output_for_mask = true))),
        ("RNN", || layer!(RNN(GRUCell(2), go_backwards = true, stateful = true))),
        ("SimpleRNN", || layer!(SimpleRNN(2))),
        ("SimpleRNN", || layer!(SimpleRNN(2, return_sequences = true))),
        ("SimpleRNN", || layer!(SimpleRNN(2, activation = gelu))),
        ("SimpleRNNCell", || layer!(RNN(SimpleRNNCell(2)))),
        ("StackedRNNCells", || layer!(RNN(StackedRNNCells([LSTMCell(2), GRUCell(3)])))),
        ("RepeatVector", || layer!(RepeatVector(3))),
        ("Rescaling", || layer!(Rescaling(2.0))),
        ("Reshape", || layer!(Reshape((-1,)))),
        ("Reshape", || layer!(Reshape((-1, 1)))),
        ("Reshape", || layer!(Reshape((2, -1)))),
        ("Reshape", || layer!(Reshape((3, 1)))),
        ("SeparableConv1D", || layer!(SeparableConv1D(2, 3))),
        ("SeparableConv1D", || layer!(SeparableConv1D(2, 2, padding = same))),
        ("SeparableConv2D", || layer!(SeparableConv2D(2, 3))),
        ("SeparableConv2D", || layer!(SeparableConv2D(2, 2, padding = same))),
        ("MelSpectrogram", || layer!(MelSpectrogram(2, 1, num_mel_bins = 3))),
        ("MelSpectrogram", || layer!(MelSpectrogram(3, 2, 2, None, power_to_db = false, mag_exp = 1.0))),
        ("STFTSpectrogram", || layer!(STFTSpectrogram(frame_length = 2))),
        ("STFTSpectrogram", || layer!(STFTSpectrogram(psd, 3, 2, padding = same, expand_dims = true))),
        ("Softmax", || layer!(Softmax())),
        ("Softmax", || layer!(Softmax(axis = 1))),
        ("Softmax", || layer!(Softmax(axis = (1, 2)))),
        ("SpatialDropout1D", || layer!(SpatialDropout1D(0.5))),
        ("SpatialDropout2D", || layer!(SpatialDropout2D(0.5))),
        ("SpatialDropout3D", || layer!(SpatialDropout3D(0.5))),
        ("TimeDistributed", || layer!(TimeDistributed(Dense(2)))),
        ("TimeDistributed", || layer!(TimeDistributed(LSTM(2)))),
        ("TimeDistributed", || layer!(TimeDistributed(Conv1D(2, 2)))),
        ("TimeDistributed", || layer!(TimeDistributed(GlobalAveragePooling1D()))),
        ("TimeDistributed", || layer!(TimeDistributed(Flatten()))),
        ("TimeDistributed", || layer!(TimeDistributed(Conv2D(2, 2)))),
        ("UpSampling1D", || layer!(UpSampling1D(2))),
        ("UpSampling2D", || layer!(UpSampling2D(2))),
        ("UpSampling2D", || layer!(UpSampling2D(2, interpolation = bilinear))),
        ("UpSampling3D", || layer!(UpSampling3D(2))),
        ("ZeroPadding1D", || layer!(ZeroPadding1D(1))),
        ("ZeroPadding2D", || layer!(ZeroPadding2D(1))),
        ("ZeroPadding3D", || layer!(ZeroPadding3D(1))),
    ]
}

/// Layers that look at the shape of what they are given.
const FOLLOWERS: [Maker; 17] = [
    || layer!(GlobalAveragePooling1D()),
    || layer!(GlobalAveragePooling2D()),
    || layer!(GlobalMaxPooling1D()),
    || layer!(GlobalMaxPooling3D()),
    || layer!(Flatten()),
    || layer!(Dense(2)),
    || layer!(LSTM(2)),
    || layer!(GRU(2, return_sequences = true)),
    || layer!(Bidirectional(SimpleRNN(2))),
    || layer!(RNN(LSTMCell(2))),
    || layer!(TimeDistributed(Dense(2))),
    || layer!(Conv1D(2, 2)),
    || layer!(BatchNormalization()),
    || layer!(Twice(Add())),
    || layer!(Twice(Concatenate(axis = 1))),
    || layer!(Twice(Attention())),
    // Its weights stay small after pixels of 0 to 255.
    || {
        layer!(Twice(MultiHeadAttention(
            1,
            2,
            kernel_constraint = max_norm(1.0),
            bias_constraint = max_norm(1.0)
        )))
    },
];

/// The shapes of samples; the data decides what is none.
const SHAPES: [&[Option<usize>]; 13] = [
    &[],
    &[None],
    &[Some(3)],
    &[None, Some(3)],
    &[Some(4), Some(3)],
    &[Some(1), Some(1)],
    &[None, None],
    &[None, Some(3), Some(2)],
    &[None, None, Some(2)],
    &[Some(4), None, Some(3)],
    &[None, None, None, Some(2)],
    &[None, Some(3), Some(3), Some(2)],
    &[None, None, None, None, Some(1)],
];

#[test]
fn each_layer_gives_finite_numbers_or_an_error_whatever_the_size_and_whatever_follows() {
    let layers = layers();
    check_complete(layers.iter().map(|(name, _)| *name));
    let mut failures = Failures::default();
    for (name, layer) in layers {
        let mut fits = false;
        for shape in SHAPES {
            if travel(&[layer], shape, &mut failures) {
                fits = true;
                for follower in FOLLOWERS {
                    travel(&[layer, follower], shape, &mut failures);
                }
            }
        }
        assert!(fits, "`{name}` takes none of the shapes");
    }
    failures.finish();
}
