"""What Keras writes of all that has a class, and of activations; layers of KerasHub as in `position.py`.

That Keras reads what is written here, too, is checked with

    KERAS_CONFIGS=/tmp/configs.json cargo test --test conformance configs
    python tests/conformance/configs.py /tmp/configs.json

which makes each object of the file with Keras, and compares what Keras writes of it with the file.
"""

import copy
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import keras_hub
from keras import activations, constraints, initializers, layers, losses, metrics, optimizers, regularizers
from keras.optimizers import schedules

HUB = ["PositionEmbedding", "SinePositionEncoding", "TokenAndPositionEmbedding"]

# The weights of a layer, with other arguments than its own.
KERNEL = (
    "kernel_initializer='he_normal', bias_initializer=initializers.Constant(0.5), kernel_regularizer=regularizers.L2(0.25), "
    "bias_regularizer=regularizers.L1(0.1), kernel_constraint=constraints.MaxNorm(3.0, axis=[0, 1]), "
    "bias_constraint='non_neg', activity_regularizer=regularizers.L1L2(0.1, 0.2)"
)
RECURRENT = (
    f"activation='relu', use_bias=False, {KERNEL}, recurrent_initializer=initializers.Orthogonal(gain=2.0), "
    "recurrent_regularizer='l2', recurrent_constraint='unit_norm', dropout=0.1, recurrent_dropout=0.2, seed=7"
)
CELL = RECURRENT.replace(", activity_regularizer=regularizers.L1L2(0.1, 0.2)", "")
GATED = "recurrent_activation='hard_sigmoid'"
SEQUENCES = "return_sequences=True, return_state=True, go_backwards=True, stateful=True"
NORMALIZED = (
    "epsilon=0.01, center=False, scale=False, beta_initializer='random_normal', gamma_initializer='random_uniform', "
    "beta_regularizer='l1', gamma_regularizer='l2', beta_constraint='max_norm', gamma_constraint='unit_norm'"
)
SEPARABLE = (
    "depth_multiplier=2, activation='relu', use_bias=False, depthwise_initializer='he_uniform', bias_initializer='ones', "
    "depthwise_regularizer='l1', bias_regularizer='l2', activity_regularizer='l2', depthwise_constraint='non_neg', "
    "bias_constraint='non_neg'"
)
POINTWISE = "pointwise_initializer='lecun_normal', pointwise_regularizer='l1', pointwise_constraint='unit_norm'"
IMAGES = "fill_mode='wrap', interpolation='nearest', seed=3, fill_value=0.5"


def of_axes(axes):
    """Layers that there are one of for each number of axes."""
    of = f"{axes}D"
    size, sizes = (2, 3, 4)[:axes], (3, 2, 1)[:axes]
    sides = "(2, 3)" if axes == 1 else str(((1, 2), (0, 3), (4, 5))[:axes])
    window = f"strides={sizes}, padding='same'"
    yield f"AdaptiveAveragePooling{of}({size if axes > 1 else 2})"
    yield f"AdaptiveMaxPooling{of}({axes + 1})"
    yield f"AveragePooling{of}(2)"
    yield f"AveragePooling{of}({size}, {window})"
    yield f"MaxPooling{of}(2)"
    yield f"MaxPooling{of}({size}, {window})"
    yield f"GlobalAveragePooling{of}()"
    yield f"GlobalAveragePooling{of}(keepdims=True)"
    yield f"GlobalMaxPooling{of}()"
    yield f"GlobalMaxPooling{of}(keepdims=True)"
    yield f"Conv{of}(4, 3)"
    yield f"Conv{of}(4, {size}, {window}, groups=2, activation='gelu', use_bias=False, {KERNEL})"
    yield f"Conv{of}(4, {size}, dilation_rate={sizes})"
    yield f"Conv{of}Transpose(4, 3)"
    yield f"Conv{of}Transpose(4, {size}, strides=3, padding='same', output_padding=1, activation='selu', {KERNEL})"
    yield f"Conv{of}Transpose(4, {size}, dilation_rate={sizes}, use_bias=False)"
    yield f"ConvLSTM{of}(4, 3)"
    yield f"ConvLSTM{of}(4, {size}, {window}, unit_forget_bias=False, {GATED}, {RECURRENT}, {SEQUENCES})"
    yield f"Cropping{of}()"
    yield f"Cropping{of}({sides})"
    yield f"ZeroPadding{of}()"
    yield f"ZeroPadding{of}({sides})"
    yield f"SpatialDropout{of}(0.5)"
    yield f"SpatialDropout{of}(0.25, seed=3)"
    yield f"UpSampling{of}()"
    yield f"UpSampling{of}({axes + 1})"
    if axes < 3:
        yield f"DepthwiseConv{of}(3)"
        yield f"DepthwiseConv{of}({size}, {window}, {SEPARABLE})"
        yield f"SeparableConv{of}(4, 3)"
        yield f"SeparableConv{of}(4, {size}, {window}, {SEPARABLE}, {POINTWISE})"


LAYERS = [
    "Activation('relu')",
    "Activation('log_softmax', trainable=False, name='logs')",
    "Activation(None)",
    "Activation(layers.LeakyReLU(0.1, name='leaky_re_lu'))",
    "Activation(layers.ReLU(max_value=2.0, threshold=0.5, name='re_lu'))",
    "Activation(layers.ELU(0.5, name='elu'))",
    "ActivityRegularization()",
    "ActivityRegularization(l1=0.1, l2=0.2)",
    "Add()",
    "AdditiveAttention()",
    "AdditiveAttention(use_scale=False, dropout=0.5, seed=3)",
    "AlphaDropout(0.5)",
    "AlphaDropout(0.25, noise_shape=(None, 1), seed=3)",
    "Attention()",
    "Attention(use_scale=True, score_mode='concat', dropout=0.5, seed=3)",
    "AugMix()",
    "AugMix((0, 1), 2, 4, (0.1, 0.2), alpha=0.5, all_ops=False, interpolation='nearest', seed=3)",
    "AutoContrast()",
    "AutoContrast((0, 1))",
    "Average()",
    "BatchNormalization()",
    f"BatchNormalization(axis=1, momentum=0.9, moving_mean_initializer='ones', moving_variance_initializer='zeros', {NORMALIZED})",
    "BatchNormalization(renorm=True)",
    "BatchNormalization(renorm=True, renorm_clipping={'rmin': 0.5, 'rmax': 2.0, 'dmax': 4.0}, renorm_momentum=0.9)",
    "Bidirectional(LSTM(3))",
    "Bidirectional(layers.GRU(3, name='reader'), merge_mode=None, name='both')",
    "Bidirectional(LSTM(3), merge_mode='ave', backward_layer=GRU(2, go_backwards=True, activation='relu'))",
    "Bidirectional(RNN(StackedRNNCells([LSTMCell(2), SimpleRNNCell(3)])), merge_mode='sum')",
    "Bidirectional(ConvLSTM2D(2, 3), merge_mode='mul')",
    "CategoryEncoding(7)",
    "CategoryEncoding(7, output_mode='one_hot')",
    "CategoryEncoding(7, output_mode='count')",
    "CenterCrop(4, 5)",
    "Concatenate()",
    "Concatenate(axis=1)",
    "ContrastLimitedAdaptiveHistogramEqualization()",
    "ContrastLimitedAdaptiveHistogramEqualization((0, 1), 0.0, (2, 3))",
    "Dense(3)",
    f"Dense(3, activation='softmax', use_bias=False, trainable=False, name='scores', {KERNEL})",
    "Discretization([-0.5, 0.5])",
    "Discretization(bin_boundaries=[-0.5, 0.0, 0.5], output_mode='one_hot')",
    "Dense(3, lora_rank=2)",
    "Dense(3, lora_rank=2, lora_alpha=4.5)",
    "Dot(1)",
    "Dot((1, 2), normalize=True)",
    "Dropout(0.5)",
    "Dropout(0.1, seed=4294967295)",
    "Dropout(0.1, noise_shape=(None, 1, 4))",
    "ELU()",
    "ELU(alpha=0.25)",
    "EinsumDense('ab,bc->ac', 3)",
    f"EinsumDense('abc,cd->abd', (None, 3), activation='relu', bias_axes='d', {KERNEL.replace('use_bias=False, ', '')})",
    "EinsumDense('...x,xhd->...hd', (2, 3), bias_axes='hd')",
    "EinsumDense('ab,bc->ac', 3, lora_rank=2, lora_alpha=1)",
    "Embedding(7, 3)",
    "Embedding(7, 3, embeddings_initializer='he_uniform', embeddings_regularizer='l1', embeddings_constraint='non_neg', mask_zero=True)",
    "Embedding(7, 3, lora_rank=2, lora_alpha=4)",
    "Equalization()",
    "Equalization((0, 1), bins=16)",
    "Flatten()",
    "GRU(3)",
    f"GRU(3, reset_after=False, unroll=True, {GATED}, {RECURRENT}, {SEQUENCES})",
    "GRUCell(3)",
    f"GRUCell(3, reset_after=False, {GATED}, {CELL})",
    "GaussianDropout(0.5)",
    "GaussianDropout(0.25, seed=3)",
    "GaussianNoise(0.1)",
    "GaussianNoise(0.3, seed=3)",
    "GroupNormalization()",
    f"GroupNormalization(groups=-1, axis=1, {NORMALIZED})",
    "GroupQueryAttention(3, 4, 2)",
    f"GroupQueryAttention(2, 6, 1, dropout=0.5, use_bias=False, sliding_window=2, use_gate=True, seed=3, {KERNEL})",
    "Identity()",
    "LSTM(3)",
    f"LSTM(3, unit_forget_bias=False, unroll=True, {GATED}, {RECURRENT}, {SEQUENCES})",
    "LSTMCell(3)",
    f"LSTMCell(3, unit_forget_bias=False, {GATED}, {CELL})",
    "LayerNormalization()",
    f"LayerNormalization(axis=(1, 2), {NORMALIZED})",
    "LeakyReLU()",
    "LeakyReLU(negative_slope=0.1)",
    "Masking()",
    "Masking(mask_value=-1.0)",
    "Maximum()",
    "Minimum()",
    "MultiHeadAttention(2, 3)",
    f"MultiHeadAttention(2, 3, value_dim=4, dropout=0.5, use_bias=False, output_shape=5, use_gate=True, seed=3, {KERNEL})",
    "MultiHeadAttention(2, 3, output_shape=(5, 6))",
    "MultiHeadAttention(2, 3, attention_axes=(2,), sliding_window=2)",
    "Multiply()",
    "Normalization()",
    "Normalization(axis=(1, 2), invert=True)",
    "Normalization(axis=None, mean=0.5, variance=2.0)",
    "Normalization(mean=[0.1, 0.2, 0.3, 0.4], variance=[1.0, 2.0, 0.0, 0.5])",
    "PReLU()",
    "PReLU(alpha_initializer='ones', alpha_regularizer='l1', alpha_constraint='non_neg', shared_axes=[1])",
    "PReLU(shared_axes=[1, 2])",
    "Permute((2, 1))",
    "Pipeline([Dense(3), Dense(2)])",
    "Pipeline([Rescaling(0.5), RandomFlip('vertical', seed=3), Conv2D(2, 3)])",
    "PositionEmbedding(5)",
    "PositionEmbedding(5, initializer='he_normal')",
    "RMSNormalization()",
    "RMSNormalization(axis=(1, 2), epsilon=0.01)",
    "RNN(LSTMCell(3))",
    "RNN([LSTMCell(3), GRUCell(2)], unroll=True, zero_output_for_mask=True, return_sequences=True, return_state=True)",
    "RNN(SimpleRNNCell(3), go_backwards=True, stateful=True)",
    "RandAugment()",
    "RandAugment(value_range=(0, 1), num_ops=3, factor=(0.1, 0.3), interpolation='nearest', seed=3)",
    "RandomBrightness(0.2)",
    "RandomBrightness((-0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomColorDegeneration(0.2)",
    "RandomColorDegeneration((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomColorJitter()",
    "RandomColorJitter((0, 1), (-0.1, 0.2), 0.3, (0.4, 0.5), hue_factor=0.1, seed=3)",
    "RandomContrast(0.2)",
    "RandomContrast((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomCrop(4, 5, seed=3)",
    "RandomElasticTransform()",
    "RandomElasticTransform((0.1, 0.2), (0.3, 0.4), 'nearest', 'wrap', fill_value=0.5, value_range=(0, 1), seed=3)",
    "RandomErasing()",
    "RandomErasing((0.1, 0.2), (0.3, 0.4), fill_value=0.5, value_range=(0, 1), seed=3)",
    "RandomFlip()",
    "RandomFlip('vertical', seed=3)",
    "RandomGaussianBlur()",
    "RandomGaussianBlur((0.1, 0.2), (3, 5), (0.3, 0.4), value_range=(0, 1), seed=3)",
    "RandomGrayscale()",
    "RandomGrayscale(0.3)",
    "RandomHue(0.2)",
    "RandomHue((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomInvert()",
    "RandomInvert((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomPerspective()",
    "RandomPerspective((0.1, 0.2), scale=0.3, interpolation='nearest', fill_value=0.5, seed=3)",
    "RandomPosterization(4)",
    "RandomPosterization((2, 5), value_range=(0, 1), seed=3)",
    "RandomRotation(0.1)",
    f"RandomRotation((-0.1, 0.2), {IMAGES})",
    "RandomSaturation(0.2)",
    "RandomSaturation((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomSharpness(0.2)",
    "RandomSharpness((0.1, 0.2), value_range=(0, 1), seed=3)",
    "RandomShear()",
    "RandomShear((0.1, 0.2), (0.3, 0.4), 'nearest', 'wrap', fill_value=0.5, seed=3)",
    "RandomTranslation(0.1, 0.2)",
    f"RandomTranslation((-0.1, 0.2), (0.1, 0.3), {IMAGES})",
    "RandomZoom(0.1)",
    f"RandomZoom((-0.1, 0.2), (0.1, 0.3), {IMAGES})",
    "ReLU()",
    "ReLU(max_value=6.0, negative_slope=0.1, threshold=0.5)",
    "RepeatVector(3)",
    "Rescaling(0.5)",
    "Rescaling(2, offset=-1)",
    "Resizing(4, 5)",
    "Resizing(4, 5, 'bicubic', crop_to_aspect_ratio=True, antialias=True)",
    "Resizing(4, 5, 'lanczos3', pad_to_aspect_ratio=True, fill_value=0.5)",
    "Resizing(5, 4, 'nearest')",
    "Reshape((2, 3))",
    "Reshape((-1, 3))",
    "ReversibleEmbedding(7, 3)",
    "ReversibleEmbedding(7, 3, tie_weights=False, mask_zero=True, logit_soft_cap=2.5, embeddings_constraint='non_neg')",
    "ReversibleEmbedding(7, 3, lora_rank=2)",
    "SimpleRNN(3)",
    f"SimpleRNN(3, unroll=True, {RECURRENT.replace(', seed=7', '')}, {SEQUENCES})",
    "SimpleRNNCell(3)",
    f"SimpleRNNCell(3, {CELL})",
    "SinePositionEncoding()",
    "SinePositionEncoding(max_wavelength=30)",
    "Softmax()",
    "Softmax(axis=(1, 2))",
    "Solarization()",
    "Solarization((0.1, 0.2), (0.3, 0.4), value_range=(0, 1), seed=3)",
    "MelSpectrogram()",
    "MelSpectrogram(64, 32, 60, 'hamming', 8000, 7, 30.0, 3000.0, power_to_db=False, top_db=60.0, mag_exp=1.0, min_power=0.001, "
    "ref_power=2.0)",
    "MelSpectrogram(4, 1, num_mel_bins=3, power_to_db=False)",
    "SpectralNormalization(Dense(3))",
    "SpectralNormalization(Embedding(7, 3), power_iterations=3)",
    "STFTSpectrogram()",
    "STFTSpectrogram('psd', 4, 3, 8, 'hamming', True, 'spectrum', 'same', True)",
    "STFTSpectrogram('angle', 4, window=None, scaling=None)",
    "STFTSpectrogram('stft', 4, expand_dims=True)",
    "StackedRNNCells([LSTMCell(3), GRUCell(2)])",
    "Subtract()",
    "TimeDistributed(Dense(3))",
    "TimeDistributed(TimeDistributed(Dense(3, trainable=False)), trainable=False)",
    "TokenAndPositionEmbedding(7, 5, 4)",
    "TokenAndPositionEmbedding(7, 5, 4, embeddings_initializer='normal', mask_zero=True)",
    "UnitNormalization()",
    "UnitNormalization(axis=(1, 2))",
    "UpSampling2D((2, 3), interpolation='bicubic')",
    "UpSampling3D((2, 3, 4))",
    *(source for axes in (1, 2, 3) for source in of_axes(axes)),
]

INITIALIZERS = [
    *(f"{name}()" for name in ("GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "LecunNormal")),
    *(f"{name}()" for name in ("LecunUniform", "Ones", "Orthogonal", "RandomNormal", "RandomUniform", "Zeros")),
    "TruncatedNormal()",
    "STFT()",
    "STFT('imag', 'hamming', 'spectrum', True)",
    "STFT(window=None, scaling=None)",
    "Constant(0.1)",
    "Orthogonal(gain=0.5)",
    "RandomNormal(mean=1.0, stddev=0.3)",
    "RandomUniform(minval=-0.1, maxval=0.3)",
    "TruncatedNormal(mean=1.0, stddev=0.3)",
    "VarianceScaling(0.3, mode='fan_out', distribution='untruncated_normal')",
    "VarianceScaling(0.3, mode='fan_avg', distribution='uniform')",
]

REGULARIZERS = [
    "L1()",
    "L1(0.3)",
    "L1L2()",
    "L1L2(0.1, 0.2)",
    "L2()",
    "L2(0.3)",
    "OrthogonalRegularizer()",
    "OrthogonalRegularizer(0.3, mode='columns')",
]

CONSTRAINTS = [
    "MaxNorm()",
    "MaxNorm(3.5, axis=[0, 1, 2])",
    "MinMaxNorm(0.1, 0.9, rate=0.5, axis=1)",
    "NonNeg()",
    "UnitNorm()",
    "UnitNorm(axis=[1, 2])",
]

LOSSES = [
    *(f"{name}()" for name in ("CategoricalHinge", "CosineSimilarity", "Hinge", "Huber", "KLDivergence", "LogCosh")),
    *(f"{name}()" for name in ("MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError")),
    *(f"{name}()" for name in ("MeanSquaredLogarithmicError", "Poisson", "SquaredHinge")),
    "BinaryCrossentropy()",
    "BinaryCrossentropy(from_logits=True, label_smoothing=0.1, name='truth')",
    "CategoricalCrossentropy()",
    "CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)",
    "SparseCategoricalCrossentropy()",
    "SparseCategoricalCrossentropy(from_logits=True)",
    "Poisson(name='counts', dtype='float32')",
    "BinaryCrossentropy(axis=1, reduction='sum')",
    "CategoricalCrossentropy(axis=1, reduction='mean')",
    "SparseCategoricalCrossentropy(ignore_class=2, reduction='mean_with_sample_weight')",
    "CosineSimilarity(axis=1, reduction='sum')",
    *(f"{name}()" for name in ("BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "CTC", "Circle", "Dice")),
    *(f"{name}()" for name in ("CategoricalGeneralizedCrossEntropy", "Tversky")),
    "BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.3, gamma=1.5, from_logits=True, label_smoothing=0.1)",
    "CategoricalFocalCrossentropy(alpha=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], gamma=1.5, from_logits=True, label_smoothing=0.1)",
    "CategoricalGeneralizedCrossEntropy(q=0.7)",
    "Circle(gamma=16.0, margin=0.3, remove_diagonal=False)",
    "Dice(axis=1)",
    "Tversky(alpha=0.3, beta=0.6, axis=(0, 1))",
]

METRICS = [
    *(f"{name}()" for name in ("Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy")),
    *(f"{name}()" for name in ("TopKCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "RootMeanSquaredError")),
    *(f"{name}()" for name in ("AUC", "Precision", "Recall")),
    "BinaryAccuracy(threshold=0.3, name='sure')",
    "TopKCategoricalAccuracy(k=2, name='near')",
    "SparseTopKCategoricalAccuracy(k=3)",
    "AUC(num_thresholds=30, curve='PR', name='area')",
    "Precision(thresholds=0.7, top_k=2, class_id=1)",
    "Recall(thresholds=0.7, top_k=2, class_id=1)",
    *(f"{name}()" for name in ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")),
    *(f"{name}(thresholds=[0.2, 0.5], name='counts')" for name in ("TruePositives", "FalseNegatives", "Precision")),
    "Recall(thresholds=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])",
    *(f"{name}(0.7)" for name in ("PrecisionAtRecall", "RecallAtPrecision")),
    *(f"{name}(0.7)" for name in ("SensitivityAtSpecificity", "SpecificityAtSensitivity")),
    "PrecisionAtRecall(0.5, num_thresholds=30, class_id=1, name='sure')",
    "AUC(summation_method='majoring', multi_label=True, num_labels=6, from_logits=True)",
    "AUC(thresholds=[0.2, 0.5, 0.9], curve='PRGAIN', summation_method='minoring')",
    "IoU(3, [0, 2])",
    "IoU(3, [0], dtype='float32', ignore_class=-1, sparse_y_true=False, sparse_y_pred=False, axis=1, name='overlap')",
    "MeanIoU(3)",
    "MeanIoU(3, dtype='float32', ignore_class=2, sparse_y_true=False, sparse_y_pred=False, axis=1)",
    "BinaryIoU()",
    "BinaryIoU([1], 0.3, dtype='float32')",
    "OneHotIoU(3, [0, 2])",
    "OneHotIoU(3, (0,), ignore_class=1, sparse_y_pred=True, axis=1)",
    "OneHotMeanIoU(3)",
    "OneHotMeanIoU(3, ignore_class=1, sparse_y_pred=True, axis=1)",
    "R2Score()",
    "R2Score(class_aggregation=None, num_regressors=2)",
    "R2Score(class_aggregation='variance_weighted_average')",
    "F1Score()",
    "FBetaScore()",
    "FBetaScore(average='micro', beta=2.0, threshold=0.5)",
    *(f"{name}()" for name in ("PearsonCorrelation", "ConcordanceCorrelation", "Mean", "Sum")),
    "PearsonCorrelation(axis=1)",
    "ConcordanceCorrelation(axis=[0, 1], name='agreement')",
    "SparseTopKCategoricalAccuracy(k=3, from_sorted_ids=True)",
    "F1Score(average='macro')",
    "F1Score(average='micro', threshold=0.5)",
    "F1Score(average='weighted', threshold=0.25, name='balance')",
    # The metrics that are the mean of a loss.
    *(f"{name}()" for name in ("CategoricalHinge", "CosineSimilarity", "Hinge", "KLDivergence", "LogCoshError")),
    *(f"{name}()" for name in ("MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError")),
    *(f"{name}()" for name in ("MeanSquaredLogarithmicError", "Poisson", "SquaredHinge")),
    "BinaryCrossentropy()",
    "BinaryCrossentropy(from_logits=True, label_smoothing=0.1, name='truth')",
    "CategoricalCrossentropy()",
    "CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)",
    "SparseCategoricalCrossentropy()",
    "SparseCategoricalCrossentropy(from_logits=True)",
]

SCHEDULES = [
    "CosineDecay(0.1, 100)",
    "CosineDecay(0.0, 100, alpha=0.1, name='wave', warmup_target=0.3, warmup_steps=10)",
    "CosineDecayRestarts(0.1, 100)",
    "CosineDecayRestarts(0.1, 100, t_mul=3.0, m_mul=0.5, alpha=0.1, name='waves')",
    "ExponentialDecay(0.1, 100, 0.9)",
    "ExponentialDecay(0.1, 100, 0.9, staircase=True, name='stairs')",
    "InverseTimeDecay(0.1, 100, 0.9)",
    "InverseTimeDecay(0.1, 100, 0.9, staircase=True)",
    "PiecewiseConstantDecay([10, 20], [0.1, 0.2, 0.3])",
    "PiecewiseConstantDecay([], [0.1], name='flat')",
    "PolynomialDecay(0.1, 100)",
    "PolynomialDecay(0.1, 100, end_learning_rate=0.01, power=2.0, cycle=True)",
]

SHARED = "learning_rate=0.3, weight_decay=0.2, global_clipnorm=2.0, name='fast'"
ADAM = "beta_1=0.8, beta_2=0.9, epsilon=0.001, amsgrad=True"
OPTIMIZERS = [
    *(f"{name}()" for name in ("Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lion", "Nadam", "RMSprop", "SGD")),
    *(f"{name}()" for name in ("Adafactor", "Lamb", "Muon", "ScheduleFreeAdamW")),
    *(f"{name}({SHARED}, {ADAM})" for name in ("Adam", "AdamW")),
    f"RMSprop({SHARED}, rho=0.8, momentum=0.7, epsilon=0.001, centered=True)",
    f"SGD({SHARED}, momentum=0.7, nesterov=True)",
    "Adam(clipnorm=0.5)",
    "SGD(clipvalue=0.5)",
    "SGD(use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=10)",
    "SGD(gradient_accumulation_steps=3, loss_scale_factor=64.0)",
    f"Adadelta({SHARED}, rho=0.8, epsilon=0.001)",
    f"Adafactor({SHARED}, beta_2_decay=-0.7, epsilon_1=0.001, epsilon_2=0.01, clip_threshold=0.5, relative_step=False)",
    f"Adagrad({SHARED}, initial_accumulator_value=0.2, epsilon=0.001)",
    *(f"{name}({SHARED}, beta_1=0.8, beta_2=0.9, epsilon=0.001)" for name in ("Adamax", "Lamb", "Nadam")),
    f"Ftrl({SHARED}, learning_rate_power=-0.3, l1_regularization_strength=0.5, l2_regularization_strength=0.2, beta=0.3)",
    f"Lion({SHARED}, beta_1=0.8, beta_2=0.9)",
    f"ScheduleFreeAdamW({SHARED}, beta_1=0.8, beta_2=0.9, epsilon=0.001, warmup_steps=10)",
    f"Muon({SHARED}, adam_beta_1=0.8, adam_beta_2=0.9, adam_weight_decay=None, epsilon=0.001, exclude_layers=['head', 'tail'], "
    "exclude_embeddings=False, muon_a=2.0, muon_b=-1.5, muon_c=0.5, adam_lr_ratio=0.5, momentum=0.8, ns_steps=3, "
    "nesterov=False, rms_rate=None)",
    "MultiOptimizer(OptimizerMap(SGD()))",
    "MultiOptimizer(OptimizerMap(SGD(0.2), {'.*/kernel': Adam(clipnorm=0.5), '.*/bias': RMSprop()}), loss_scale_factor=8.0, name='both')",
    *(f"{name}(schedules.{schedule})" for name in ("Adam", "SGD") for schedule in SCHEDULES[:2]),
]

KINDS = {
    "layers": LAYERS,
    "initializers": INITIALIZERS,
    "regularizers": REGULARIZERS,
    "constraints": CONSTRAINTS,
    "losses": LOSSES,
    "metrics": METRICS,
    "schedules": SCHEDULES,
    "optimizers": OPTIMIZERS,
}


# Values that two classes have: what is read as the first is written as the second.
SAME = {
    "initializers": [
        ("Constant()", "Zeros()"),
        ("Constant(1)", "Ones()"),
        ("VarianceScaling()", "LecunNormal()"),
        ("VarianceScaling(2)", "HeNormal()"),
        ("VarianceScaling(1, 'fan_avg', 'uniform')", "GlorotUniform()"),
    ],
    "regularizers": [("L1L2(0.1)", "L1(0.1)"), ("L1L2(0, 0.1)", "L2(0.1)")],
    "constraints": [("MinMaxNorm()", "MaxNorm(1)"), ("MinMaxNorm(1, 1, axis=1)", "UnitNorm(axis=1)")],
}


def fixture():
    for name in HUB:
        setattr(layers, name, getattr(keras_hub.layers, name))
    cases = {
        kind: [{"keras": source, "written": written(kind, source)} for source in sources]
        for kind, sources in KINDS.items()
    }
    for kind, pairs in SAME.items():
        same = [{"keras": wide, "written": written(kind, wide), "narrow": written(kind, narrow)} for wide, narrow in pairs]
        cases[f"wide_{kind}"] = same
    return cases | {"activations": sorted(function_names())}


def written(kind, source):
    keras.utils.clear_session()
    module = globals()[kind]
    value = eval(source, globals(), vars(module))
    return json.loads(json.dumps(module.serialize(value)))


def function_names():
    """The names that Keras writes of functions that take a tensor alone."""
    for name, function in vars(activations).items():
        if not name.startswith("_") and name not in ("deserialize", "get", "serialize", "threshold"):
            yield activations.serialize(function) if callable(function) else name


def accept(path):
    """Makes what is in a file with Keras, and fails unless Keras writes each as the file has it."""
    for name in HUB:
        setattr(layers, name, getattr(keras_hub.layers, name))
    with open(path) as file:
        kinds = json.load(file)
    for kind, objects in kinds.items():
        module = globals()[kind]
        for ours in objects:
            # Keras changes what it is given.
            value = module.deserialize(copy.deepcopy(ours))
            keras_writes = json.loads(json.dumps(module.serialize(value)))
            difference = differs(ours, keras_writes)
            if difference:
                sys.exit(f"{kind}: {json.dumps(ours)}\n{difference}")
        print(f"{kind}: Keras reads {len(objects)}")


# What Keras reads and does not write.
UNWRITTEN = ["axis", "delta", "flash_attention", "gain", "seed"]


def differs(ours, keras_writes, path=""):
    """Where two values differ: what Keras adds is its own, and of what is written here nothing may be lost."""
    if isinstance(ours, dict) and isinstance(keras_writes, dict):
        for key, value in ours.items():
            if key not in keras_writes:
                if value is not None and key not in UNWRITTEN and not (key == "trainable" and value is True):
                    return f"{path}.{key}: {value!r} is lost"
            elif (key, keras_writes[key]) != ("dtype", "float32") and (key, value) != ("module", "keras_hub"):
                found = differs(value, keras_writes[key], f"{path}.{key}")
                if found:
                    return found
        return None
    if isinstance(ours, list) and isinstance(keras_writes, list) and len(ours) == len(keras_writes):
        found = (differs(*pair, f"{path}[{i}]") for i, pair in enumerate(zip(ours, keras_writes)))
        return next(filter(None, found), None)
    if isinstance(ours, (int, float)) and isinstance(keras_writes, (int, float)):
        same = abs(ours - keras_writes) <= 1e-6 * abs(ours)
    else:
        same = ours == keras_writes or ours is None
    return None if same else f"{path}: {ours!r} becomes {keras_writes!r}"


if __name__ == "__main__":
    accept(sys.argv[1])
