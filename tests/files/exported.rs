//! Models that the library has written as source text: `KERAS_EXPORTED=1 cargo test --test files exported`.

use keras::{Result, prelude::*, serde_json::Value};

graph! {
    /// The model `around_activation`.
    pub struct AroundActivation {
        let x0 = Input(6, name = x0);
        Activation(elu_with(0.5))(x0)
    }
}

graph! {
    /// The model `around_activityregularization`.
    pub struct AroundActivityregularization {
        let x0 = Input(6, name = x0);
        ActivityRegularization(l1 = 0.1, l2 = 0.2)(x0)
    }
}

graph! {
    /// The model `around_add`.
    pub struct AroundAdd {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Add()([x0, x1])
    }
}

graph! {
    /// The model `around_additiveattention`.
    pub struct AroundAdditiveattention {
        let x0 = Input(5, 4, name = x0);
        let x1 = Input(5, 4, name = x1);
        AdditiveAttention(use_scale = false, dropout = 0.5, seed = 3)([x0, x1])
    }
}

graph! {
    /// The model `around_alphadropout`.
    pub struct AroundAlphadropout {
        let x0 = Input(6, name = x0);
        AlphaDropout(0.25, noise_shape = (None, 1), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_attention`.
    pub struct AroundAttention {
        let x0 = Input(5, 4, name = x0);
        let x1 = Input(5, 4, name = x1);
        Attention(use_scale = true, score_mode = concat, dropout = 0.5, seed = 3)([x0, x1])
    }
}

graph! {
    /// The model `around_augmix`.
    pub struct AroundAugmix {
        let x0 = Input(10, 10, 4, name = x0);
        AugMix(
            value_range = (0.0, 1.0),
            num_chains = 2,
            chain_depth = 4,
            factor = (0.1, 0.2),
            alpha = 0.5,
            all_ops = false,
            interpolation = nearest,
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_autocontrast`.
    pub struct AroundAutocontrast {
        let x0 = Input(10, 10, 4, name = x0);
        AutoContrast(value_range = (0.0, 1.0))(x0)
    }
}

graph! {
    /// The model `around_average`.
    pub struct AroundAverage {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Average()([x0, x1])
    }
}

graph! {
    /// The model `around_batchnormalization`.
    pub struct AroundBatchnormalization {
        let x0 = Input(6, name = x0);
        BatchNormalization(
            renorm = true,
            renorm_clipping = RenormClipping::new().dmax(4.0).rmax(2.0).rmin(0.5),
            renorm_momentum = 0.9,
        )(x0)
    }
}

graph! {
    /// The model `around_bidirectional`.
    pub struct AroundBidirectional {
        let x0 = Input(10, 10, 10, 4, name = x0);
        Bidirectional(ConvLSTM2D(2, (3, 3)), merge_mode = mul)(x0)
    }
}

graph! {
    /// The model `around_categoryencoding`.
    pub struct AroundCategoryencoding {
        let x0 = Input(6, dtype = int32, name = x0);
        CategoryEncoding(7, output_mode = count)(x0)
    }
}

graph! {
    /// The model `around_centercrop`.
    pub struct AroundCentercrop {
        let x0 = Input(10, 10, 4, name = x0);
        CenterCrop(4, 5)(x0)
    }
}

graph! {
    /// The model `around_concatenate`.
    pub struct AroundConcatenate {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Concatenate(axis = 1)([x0, x1])
    }
}

graph! {
    /// The model `around_contrastlimitedadaptivehistogramequalization`.
    pub struct AroundContrastlimitedadaptivehistogramequalization {
        let x0 = Input(10, 10, 4, name = x0);
        ContrastLimitedAdaptiveHistogramEqualization(
            value_range = (0.0, 1.0),
            clip_limit = 0.0,
            tile_grid_size = (2, 3),
        )(x0)
    }
}

graph! {
    /// The model `around_dense`.
    pub struct AroundDense {
        let x0 = Input(6, name = x0);
        Dense(3, lora_rank = 2, lora_alpha = 4.5)(x0)
    }
}

graph! {
    /// The model `around_discretization`.
    pub struct AroundDiscretization {
        let x0 = Input(6, name = x0);
        Discretization(bin_boundaries = (-0.5, 0.0, 0.5), output_mode = one_hot)(x0)
    }
}

graph! {
    /// The model `around_dot`.
    pub struct AroundDot {
        let x0 = Input(6, 6, name = x0);
        let x1 = Input(6, 6, name = x1);
        Dot((1, 2), normalize = true)([x0, x1])
    }
}

graph! {
    /// The model `around_dropout`.
    pub struct AroundDropout {
        let x0 = Input(5, 4, name = x0);
        Dropout(0.1, noise_shape = (None, 1, 4))(x0)
    }
}

graph! {
    /// The model `around_elu`.
    pub struct AroundElu {
        let x0 = Input(6, name = x0);
        ELU(alpha = 0.25)(x0)
    }
}

graph! {
    /// The model `around_einsumdense`.
    pub struct AroundEinsumdense {
        let x0 = Input(6, name = x0);
        EinsumDense("ab,bc->ac", (3,), lora_rank = 2, lora_alpha = 1.0)(x0)
    }
}

graph! {
    /// The model `around_embedding`.
    pub struct AroundEmbedding {
        let x0 = Input(6, dtype = int32, name = x0);
        Embedding(7, 3, lora_rank = 2, lora_alpha = 4.0)(x0)
    }
}

graph! {
    /// The model `around_equalization`.
    pub struct AroundEqualization {
        let x0 = Input(10, 10, 4, name = x0);
        Equalization(value_range = (0.0, 1.0), bins = 16)(x0)
    }
}

graph! {
    /// The model `around_flatten`.
    pub struct AroundFlatten {
        let x0 = Input(6, name = x0);
        Flatten()(x0)
    }
}

graph! {
    /// The model `around_gru`.
    pub struct AroundGru {
        let x0 = Input(5, 4, name = x0);
        let (gru, _) = GRU(
            3,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            seed = 7,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
            unroll = true,
            reset_after = false,
        )(x0);
        gru
    }
}

graph! {
    /// The model `around_grucell`.
    pub struct AroundGrucell {
        let x0 = Input(5, 4, name = x0);
        RNN(
            GRUCell(
                3,
                activation = relu,
                recurrent_activation = hard_sigmoid,
                use_bias = false,
                kernel_initializer = he_normal,
                recurrent_initializer = Orthogonal(gain = 2.0),
                bias_initializer = Constant(0.5),
                kernel_regularizer = L2(l2 = 0.25),
                recurrent_regularizer = L2(),
                bias_regularizer = L1(l1 = 0.1),
                kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
                recurrent_constraint = UnitNorm(),
                bias_constraint = NonNeg(),
                dropout = 0.1,
                recurrent_dropout = 0.2,
                reset_after = false,
                seed = 7,
            ),
        )(x0)
    }
}

graph! {
    /// The model `around_gaussiandropout`.
    pub struct AroundGaussiandropout {
        let x0 = Input(6, name = x0);
        GaussianDropout(0.25, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_gaussiannoise`.
    pub struct AroundGaussiannoise {
        let x0 = Input(6, name = x0);
        GaussianNoise(0.3, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_groupnormalization`.
    pub struct AroundGroupnormalization {
        let x0 = Input(6, name = x0);
        GroupNormalization(
            groups = -1,
            axis = 1,
            epsilon = 0.01,
            center = false,
            scale = false,
            beta_initializer = random_normal,
            gamma_initializer = random_uniform,
            beta_regularizer = L1(),
            gamma_regularizer = L2(),
            beta_constraint = MaxNorm(),
            gamma_constraint = UnitNorm(),
        )(x0)
    }
}

graph! {
    /// The model `around_groupqueryattention`.
    pub struct AroundGroupqueryattention {
        let x0 = Input(5, 4, name = x0);
        let x1 = Input(5, 4, name = x1);
        GroupQueryAttention(
            2,
            6,
            1,
            dropout = 0.5,
            use_bias = false,
            sliding_window = 2,
            kernel_initializer = he_normal,
            bias_initializer = Constant(0.5),
            kernel_regularizer = L2(l2 = 0.25),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            bias_constraint = NonNeg(),
            use_gate = true,
            seed = 3,
            name = grouped_query_attention,
        )(x0, x1)
    }
}

graph! {
    /// The model `around_identity`.
    pub struct AroundIdentity {
        let x0 = Input(6, name = x0);
        Identity()(x0)
    }
}

graph! {
    /// The model `around_lstm`.
    pub struct AroundLstm {
        let x0 = Input(5, 4, name = x0);
        let (lstm, _, _) = LSTM(
            3,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            unit_forget_bias = false,
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            seed = 7,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
            unroll = true,
        )(x0);
        lstm
    }
}

graph! {
    /// The model `around_lstmcell`.
    pub struct AroundLstmcell {
        let x0 = Input(5, 4, name = x0);
        RNN(
            LSTMCell(
                3,
                activation = relu,
                recurrent_activation = hard_sigmoid,
                use_bias = false,
                kernel_initializer = he_normal,
                recurrent_initializer = Orthogonal(gain = 2.0),
                bias_initializer = Constant(0.5),
                unit_forget_bias = false,
                kernel_regularizer = L2(l2 = 0.25),
                recurrent_regularizer = L2(),
                bias_regularizer = L1(l1 = 0.1),
                kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
                recurrent_constraint = UnitNorm(),
                bias_constraint = NonNeg(),
                dropout = 0.1,
                recurrent_dropout = 0.2,
                seed = 7,
            ),
        )(x0)
    }
}

graph! {
    /// The model `around_layernormalization`.
    pub struct AroundLayernormalization {
        let x0 = Input(5, 4, name = x0);
        LayerNormalization(
            axis = (1, 2),
            epsilon = 0.01,
            center = false,
            scale = false,
            beta_initializer = random_normal,
            gamma_initializer = random_uniform,
            beta_regularizer = L1(),
            gamma_regularizer = L2(),
            beta_constraint = MaxNorm(),
            gamma_constraint = UnitNorm(),
        )(x0)
    }
}

graph! {
    /// The model `around_leakyrelu`.
    pub struct AroundLeakyrelu {
        let x0 = Input(6, name = x0);
        LeakyReLU(negative_slope = 0.1)(x0)
    }
}

graph! {
    /// The model `around_masking`.
    pub struct AroundMasking {
        let x0 = Input(5, 4, name = x0);
        Masking(mask_value = -1.0)(x0)
    }
}

graph! {
    /// The model `around_maximum`.
    pub struct AroundMaximum {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Maximum()([x0, x1])
    }
}

graph! {
    /// The model `around_minimum`.
    pub struct AroundMinimum {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Minimum()([x0, x1])
    }
}

graph! {
    /// The model `around_multiheadattention`.
    pub struct AroundMultiheadattention {
        let x0 = Input(4, 3, 5, name = x0);
        let x1 = Input(4, 6, 5, name = x1);
        MultiHeadAttention(2, 3, value_dim = 3, attention_axes = (2,), sliding_window = 2)(x0, x1)
    }
}

graph! {
    /// The model `around_multiply`.
    pub struct AroundMultiply {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Multiply()([x0, x1])
    }
}

graph! {
    /// The model `around_normalization`.
    pub struct AroundNormalization {
        let x0 = Input(5, 4, name = x0);
        Normalization(mean = (0.1, 0.2, 0.3, 0.4), variance = (1.0, 2.0, 0.0, 0.5))(x0)
    }
}

graph! {
    /// The model `around_prelu`.
    pub struct AroundPrelu {
        let x0 = Input(5, 4, name = x0);
        PReLU(shared_axes = (1, 2))(x0)
    }
}

graph! {
    /// The model `around_permute`.
    pub struct AroundPermute {
        let x0 = Input(5, 4, name = x0);
        Permute((2, 1))(x0)
    }
}

graph! {
    /// The model `around_pipeline`.
    pub struct AroundPipeline {
        let x0 = Input(10, 10, 4, name = x0);
        Pipeline((Rescaling(0.5), RandomFlip(mode = vertical, seed = 3), Conv2D(2, (3, 3))))(x0)
    }
}

graph! {
    /// The model `around_positionembedding`.
    pub struct AroundPositionembedding {
        let x0 = Input(5, 4, name = x0);
        PositionEmbedding(5, initializer = he_normal)(x0)
    }
}

graph! {
    /// The model `around_rmsnormalization`.
    pub struct AroundRmsnormalization {
        let x0 = Input(5, 4, name = x0);
        RMSNormalization(axis = (1, 2), epsilon = 0.01)(x0)
    }
}

graph! {
    /// The model `around_rnn`.
    pub struct AroundRnn {
        let x0 = Input(5, 4, name = x0);
        RNN(SimpleRNNCell(3), go_backwards = true)(x0)
    }
}

graph! {
    /// The model `around_randaugment`.
    pub struct AroundRandaugment {
        let x0 = Input(10, 10, 3, name = x0);
        RandAugment(
            value_range = (0.0, 1.0),
            num_ops = 3,
            factor = (0.1, 0.3),
            interpolation = nearest,
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randombrightness`.
    pub struct AroundRandombrightness {
        let x0 = Input(10, 10, 4, name = x0);
        RandomBrightness((-0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomcolordegeneration`.
    pub struct AroundRandomcolordegeneration {
        let x0 = Input(10, 10, 3, name = x0);
        RandomColorDegeneration((0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomcolorjitter`.
    pub struct AroundRandomcolorjitter {
        let x0 = Input(10, 10, 3, name = x0);
        RandomColorJitter(
            value_range = (0.0, 1.0),
            brightness_factor = (-0.1, 0.2),
            contrast_factor = 0.3,
            saturation_factor = (0.4, 0.5),
            hue_factor = 0.1,
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomcontrast`.
    pub struct AroundRandomcontrast {
        let x0 = Input(10, 10, 4, name = x0);
        RandomContrast((0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomcrop`.
    pub struct AroundRandomcrop {
        let x0 = Input(10, 10, 4, name = x0);
        RandomCrop(4, 5, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomelastictransform`.
    pub struct AroundRandomelastictransform {
        let x0 = Input(10, 10, 4, name = x0);
        RandomElasticTransform(
            factor = (0.1, 0.2),
            scale = (0.3, 0.4),
            interpolation = nearest,
            fill_mode = wrap,
            fill_value = 0.5,
            value_range = (0.0, 1.0),
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomerasing`.
    pub struct AroundRandomerasing {
        let x0 = Input(10, 10, 4, name = x0);
        RandomErasing(
            factor = (0.1, 0.2),
            scale = (0.3, 0.4),
            fill_value = 0.5,
            value_range = (0.0, 1.0),
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomflip`.
    pub struct AroundRandomflip {
        let x0 = Input(10, 10, 4, name = x0);
        RandomFlip(mode = vertical, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomgaussianblur`.
    pub struct AroundRandomgaussianblur {
        let x0 = Input(10, 10, 4, name = x0);
        RandomGaussianBlur(
            factor = (0.1, 0.2),
            kernel_size = (3, 5),
            sigma = (0.3, 0.4),
            value_range = (0.0, 1.0),
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomgrayscale`.
    pub struct AroundRandomgrayscale {
        let x0 = Input(10, 10, 3, name = x0);
        RandomGrayscale(factor = 0.3)(x0)
    }
}

graph! {
    /// The model `around_randomhue`.
    pub struct AroundRandomhue {
        let x0 = Input(10, 10, 3, name = x0);
        RandomHue((0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randominvert`.
    pub struct AroundRandominvert {
        let x0 = Input(10, 10, 4, name = x0);
        RandomInvert(factor = (0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomperspective`.
    pub struct AroundRandomperspective {
        let x0 = Input(10, 10, 4, name = x0);
        RandomPerspective(
            factor = (0.1, 0.2),
            scale = 0.3,
            interpolation = nearest,
            fill_value = 0.5,
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomposterization`.
    pub struct AroundRandomposterization {
        let x0 = Input(10, 10, 4, name = x0);
        RandomPosterization((2, 5), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomrotation`.
    pub struct AroundRandomrotation {
        let x0 = Input(10, 10, 4, name = x0);
        RandomRotation(
            (-0.1, 0.2),
            fill_mode = wrap,
            interpolation = nearest,
            seed = 3,
            fill_value = 0.5,
        )(x0)
    }
}

graph! {
    /// The model `around_randomsaturation`.
    pub struct AroundRandomsaturation {
        let x0 = Input(10, 10, 3, name = x0);
        RandomSaturation((0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomsharpness`.
    pub struct AroundRandomsharpness {
        let x0 = Input(10, 10, 4, name = x0);
        RandomSharpness((0.1, 0.2), value_range = (0.0, 1.0), seed = 3)(x0)
    }
}

graph! {
    /// The model `around_randomshear`.
    pub struct AroundRandomshear {
        let x0 = Input(10, 10, 4, name = x0);
        RandomShear(
            x_factor = (0.1, 0.2),
            y_factor = (0.3, 0.4),
            interpolation = nearest,
            fill_mode = wrap,
            fill_value = 0.5,
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_randomtranslation`.
    pub struct AroundRandomtranslation {
        let x0 = Input(10, 10, 4, name = x0);
        RandomTranslation(
            (-0.1, 0.2),
            (0.1, 0.3),
            fill_mode = wrap,
            interpolation = nearest,
            seed = 3,
            fill_value = 0.5,
        )(x0)
    }
}

graph! {
    /// The model `around_randomzoom`.
    pub struct AroundRandomzoom {
        let x0 = Input(10, 10, 4, name = x0);
        RandomZoom(
            (-0.1, 0.2),
            width_factor = (0.1, 0.3),
            fill_mode = wrap,
            interpolation = nearest,
            seed = 3,
            fill_value = 0.5,
        )(x0)
    }
}

graph! {
    /// The model `around_relu`.
    pub struct AroundRelu {
        let x0 = Input(6, name = x0);
        ReLU(max_value = 6.0, negative_slope = 0.1, threshold = 0.5)(x0)
    }
}

graph! {
    /// The model `around_repeatvector`.
    pub struct AroundRepeatvector {
        let x0 = Input(6, name = x0);
        RepeatVector(3)(x0)
    }
}

graph! {
    /// The model `around_rescaling`.
    pub struct AroundRescaling {
        let x0 = Input(6, name = x0);
        Rescaling(2.0, offset = -1.0)(x0)
    }
}

graph! {
    /// The model `around_resizing`.
    pub struct AroundResizing {
        let x0 = Input(10, 10, 4, name = x0);
        Resizing(5, 4, interpolation = nearest)(x0)
    }
}

graph! {
    /// The model `around_reshape`.
    pub struct AroundReshape {
        let x0 = Input(6, name = x0);
        Reshape((-1, 3))(x0)
    }
}

graph! {
    /// The model `around_reversibleembedding`.
    pub struct AroundReversibleembedding {
        let x0 = Input(6, dtype = int32, name = x0);
        ReversibleEmbedding(7, 3, lora_rank = 2, lora_alpha = 2.0)(x0)
    }
}

graph! {
    /// The model `around_simplernn`.
    pub struct AroundSimplernn {
        let x0 = Input(5, 4, name = x0);
        let (simple_rnn, _) = SimpleRNN(
            3,
            activation = relu,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
            unroll = true,
        )(x0);
        simple_rnn
    }
}

graph! {
    /// The model `around_simplernncell`.
    pub struct AroundSimplernncell {
        let x0 = Input(5, 4, name = x0);
        RNN(
            SimpleRNNCell(
                3,
                activation = relu,
                use_bias = false,
                kernel_initializer = he_normal,
                recurrent_initializer = Orthogonal(gain = 2.0),
                bias_initializer = Constant(0.5),
                kernel_regularizer = L2(l2 = 0.25),
                recurrent_regularizer = L2(),
                bias_regularizer = L1(l1 = 0.1),
                kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
                recurrent_constraint = UnitNorm(),
                bias_constraint = NonNeg(),
                dropout = 0.1,
                recurrent_dropout = 0.2,
                seed = 7,
            ),
        )(x0)
    }
}

graph! {
    /// The model `around_sinepositionencoding`.
    pub struct AroundSinepositionencoding {
        let x0 = Input(5, 4, name = x0);
        SinePositionEncoding(max_wavelength = 30)(x0)
    }
}

graph! {
    /// The model `around_softmax`.
    pub struct AroundSoftmax {
        let x0 = Input(5, 4, name = x0);
        Softmax(axis = (1, 2))(x0)
    }
}

graph! {
    /// The model `around_solarization`.
    pub struct AroundSolarization {
        let x0 = Input(10, 10, 4, name = x0);
        Solarization(
            addition_factor = (0.1, 0.2),
            threshold_factor = (0.3, 0.4),
            value_range = (0.0, 1.0),
            seed = 3,
        )(x0)
    }
}

graph! {
    /// The model `around_melspectrogram`.
    pub struct AroundMelspectrogram {
        let x0 = Input(6, name = x0);
        MelSpectrogram(
            fft_length = 4,
            sequence_stride = 1,
            sequence_length = 4,
            num_mel_bins = 3,
            max_freq = 8000.0,
            power_to_db = false,
        )(x0)
    }
}

graph! {
    /// The model `around_spectralnormalization`.
    pub struct AroundSpectralnormalization {
        let x0 = Input(5, dtype = int32, name = x0);
        SpectralNormalization(Embedding(7, 3), power_iterations = 3)(x0)
    }
}

graph! {
    /// The model `around_stftspectrogram`.
    pub struct AroundStftspectrogram {
        let x0 = Input(5, 4, name = x0);
        STFTSpectrogram(mode = stft, frame_length = 4, expand_dims = true)(x0)
    }
}

graph! {
    /// The model `around_stackedrnncells`.
    pub struct AroundStackedrnncells {
        let x0 = Input(5, 4, name = x0);
        RNN(StackedRNNCells((LSTMCell(3), GRUCell(2))))(x0)
    }
}

graph! {
    /// The model `around_subtract`.
    pub struct AroundSubtract {
        let x0 = Input(6, name = x0);
        let x1 = Input(6, name = x1);
        Subtract()([x0, x1])
    }
}

graph! {
    /// The model `around_timedistributed`.
    pub struct AroundTimedistributed {
        let x0 = Input(10, 10, 4, name = x0);
        TimeDistributed(
            TimeDistributed(Dense(3, trainable = false)),
            trainable = false,
            name = time_distributed_1,
        )(x0)
    }
}

graph! {
    /// The model `around_tokenandpositionembedding`.
    pub struct AroundTokenandpositionembedding {
        let x0 = Input(5, 4, dtype = int32, name = x0);
        TokenAndPositionEmbedding(
            7,
            5,
            4,
            embeddings_initializer = random_normal,
            mask_zero = true,
        )(x0)
    }
}

graph! {
    /// The model `around_unitnormalization`.
    pub struct AroundUnitnormalization {
        let x0 = Input(5, 4, name = x0);
        UnitNormalization(axis = (1, 2))(x0)
    }
}

graph! {
    /// The model `around_upsampling2d`.
    pub struct AroundUpsampling2d {
        let x0 = Input(10, 10, 4, name = x0);
        UpSampling2D(size = (3, 3))(x0)
    }
}

graph! {
    /// The model `around_upsampling3d`.
    pub struct AroundUpsampling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        UpSampling3D(size = (4, 4, 4))(x0)
    }
}

graph! {
    /// The model `around_adaptiveaveragepooling1d`.
    pub struct AroundAdaptiveaveragepooling1d {
        let x0 = Input(5, 4, name = x0);
        AdaptiveAveragePooling1D((2,))(x0)
    }
}

graph! {
    /// The model `around_adaptivemaxpooling1d`.
    pub struct AroundAdaptivemaxpooling1d {
        let x0 = Input(5, 4, name = x0);
        AdaptiveMaxPooling1D((2,))(x0)
    }
}

graph! {
    /// The model `around_averagepooling1d`.
    pub struct AroundAveragepooling1d {
        let x0 = Input(5, 4, name = x0);
        AveragePooling1D((2,), strides = (3,), padding = same)(x0)
    }
}

graph! {
    /// The model `around_maxpooling1d`.
    pub struct AroundMaxpooling1d {
        let x0 = Input(5, 4, name = x0);
        MaxPooling1D(strides = (3,), padding = same)(x0)
    }
}

graph! {
    /// The model `around_globalaveragepooling1d`.
    pub struct AroundGlobalaveragepooling1d {
        let x0 = Input(5, 4, name = x0);
        GlobalAveragePooling1D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_globalmaxpooling1d`.
    pub struct AroundGlobalmaxpooling1d {
        let x0 = Input(5, 4, name = x0);
        GlobalMaxPooling1D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_conv1d`.
    pub struct AroundConv1d {
        let x0 = Input(5, 4, name = x0);
        Conv1D(4, (2,), dilation_rate = (3,))(x0)
    }
}

graph! {
    /// The model `around_conv1dtranspose`.
    pub struct AroundConv1dtranspose {
        let x0 = Input(5, 4, name = x0);
        Conv1DTranspose(4, (2,), dilation_rate = (3,), use_bias = false)(x0)
    }
}

graph! {
    /// The model `around_convlstm1d`.
    pub struct AroundConvlstm1d {
        let x0 = Input(10, 10, 4, name = x0);
        let (conv_lstm1d, _, _) = ConvLSTM1D(
            4,
            (2,),
            strides = (3,),
            padding = same,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            unit_forget_bias = false,
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            seed = 7,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
        )(x0);
        conv_lstm1d
    }
}

graph! {
    /// The model `around_cropping1d`.
    pub struct AroundCropping1d {
        let x0 = Input(10, 4, name = x0);
        Cropping1D(cropping = (2, 3))(x0)
    }
}

graph! {
    /// The model `around_zeropadding1d`.
    pub struct AroundZeropadding1d {
        let x0 = Input(5, 4, name = x0);
        ZeroPadding1D(padding = (2, 3))(x0)
    }
}

graph! {
    /// The model `around_spatialdropout1d`.
    pub struct AroundSpatialdropout1d {
        let x0 = Input(5, 4, name = x0);
        SpatialDropout1D(0.25, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_upsampling1d`.
    pub struct AroundUpsampling1d {
        let x0 = Input(5, 4, name = x0);
        UpSampling1D()(x0)
    }
}

graph! {
    /// The model `around_depthwiseconv1d`.
    pub struct AroundDepthwiseconv1d {
        let x0 = Input(5, 4, name = x0);
        DepthwiseConv1D(
            (2,),
            strides = (3,),
            padding = same,
            depth_multiplier = 2,
            activation = relu,
            use_bias = false,
            depthwise_initializer = he_uniform,
            bias_initializer = ones,
            depthwise_regularizer = L1(),
            bias_regularizer = L2(),
            activity_regularizer = L2(),
            depthwise_constraint = NonNeg(),
            bias_constraint = NonNeg(),
        )(x0)
    }
}

graph! {
    /// The model `around_separableconv1d`.
    pub struct AroundSeparableconv1d {
        let x0 = Input(5, 4, name = x0);
        SeparableConv1D(
            4,
            (2,),
            strides = (3,),
            padding = same,
            depth_multiplier = 2,
            activation = relu,
            use_bias = false,
            depthwise_initializer = he_uniform,
            pointwise_initializer = lecun_normal,
            bias_initializer = ones,
            depthwise_regularizer = L1(),
            pointwise_regularizer = L1(),
            bias_regularizer = L2(),
            activity_regularizer = L2(),
            depthwise_constraint = NonNeg(),
            pointwise_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
        )(x0)
    }
}

graph! {
    /// The model `around_adaptiveaveragepooling2d`.
    pub struct AroundAdaptiveaveragepooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        AdaptiveAveragePooling2D((2, 3))(x0)
    }
}

graph! {
    /// The model `around_adaptivemaxpooling2d`.
    pub struct AroundAdaptivemaxpooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        AdaptiveMaxPooling2D((3, 3))(x0)
    }
}

graph! {
    /// The model `around_averagepooling2d`.
    pub struct AroundAveragepooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        AveragePooling2D((2, 3), strides = (3, 2), padding = same)(x0)
    }
}

graph! {
    /// The model `around_maxpooling2d`.
    pub struct AroundMaxpooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        MaxPooling2D(pool_size = (2, 3), strides = (3, 2), padding = same)(x0)
    }
}

graph! {
    /// The model `around_globalaveragepooling2d`.
    pub struct AroundGlobalaveragepooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        GlobalAveragePooling2D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_globalmaxpooling2d`.
    pub struct AroundGlobalmaxpooling2d {
        let x0 = Input(10, 10, 4, name = x0);
        GlobalMaxPooling2D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_conv2d`.
    pub struct AroundConv2d {
        let x0 = Input(10, 10, 4, name = x0);
        Conv2D(4, (2, 3), dilation_rate = (3, 2))(x0)
    }
}

graph! {
    /// The model `around_conv2dtranspose`.
    pub struct AroundConv2dtranspose {
        let x0 = Input(10, 10, 4, name = x0);
        Conv2DTranspose(4, (2, 3), dilation_rate = (3, 2), use_bias = false)(x0)
    }
}

graph! {
    /// The model `around_convlstm2d`.
    pub struct AroundConvlstm2d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        let (conv_lstm2d, _, _) = ConvLSTM2D(
            4,
            (2, 3),
            strides = (3, 2),
            padding = same,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            unit_forget_bias = false,
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            seed = 7,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
        )(x0);
        conv_lstm2d
    }
}

graph! {
    /// The model `around_cropping2d`.
    pub struct AroundCropping2d {
        let x0 = Input(10, 10, 4, name = x0);
        Cropping2D(cropping = ((1, 2), (0, 3)))(x0)
    }
}

graph! {
    /// The model `around_zeropadding2d`.
    pub struct AroundZeropadding2d {
        let x0 = Input(10, 10, 4, name = x0);
        ZeroPadding2D(padding = ((1, 2), (0, 3)))(x0)
    }
}

graph! {
    /// The model `around_spatialdropout2d`.
    pub struct AroundSpatialdropout2d {
        let x0 = Input(10, 10, 4, name = x0);
        SpatialDropout2D(0.25, seed = 3)(x0)
    }
}

graph! {
    /// The model `around_depthwiseconv2d`.
    pub struct AroundDepthwiseconv2d {
        let x0 = Input(10, 10, 4, name = x0);
        DepthwiseConv2D(
            (2, 3),
            strides = (3, 2),
            padding = same,
            depth_multiplier = 2,
            activation = relu,
            use_bias = false,
            depthwise_initializer = he_uniform,
            bias_initializer = ones,
            depthwise_regularizer = L1(),
            bias_regularizer = L2(),
            activity_regularizer = L2(),
            depthwise_constraint = NonNeg(),
            bias_constraint = NonNeg(),
        )(x0)
    }
}

graph! {
    /// The model `around_separableconv2d`.
    pub struct AroundSeparableconv2d {
        let x0 = Input(10, 10, 4, name = x0);
        SeparableConv2D(
            4,
            (2, 3),
            strides = (3, 2),
            padding = same,
            depth_multiplier = 2,
            activation = relu,
            use_bias = false,
            depthwise_initializer = he_uniform,
            pointwise_initializer = lecun_normal,
            bias_initializer = ones,
            depthwise_regularizer = L1(),
            pointwise_regularizer = L1(),
            bias_regularizer = L2(),
            activity_regularizer = L2(),
            depthwise_constraint = NonNeg(),
            pointwise_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
        )(x0)
    }
}

graph! {
    /// The model `around_adaptiveaveragepooling3d`.
    pub struct AroundAdaptiveaveragepooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        AdaptiveAveragePooling3D((2, 3, 4))(x0)
    }
}

graph! {
    /// The model `around_adaptivemaxpooling3d`.
    pub struct AroundAdaptivemaxpooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        AdaptiveMaxPooling3D((4, 4, 4))(x0)
    }
}

graph! {
    /// The model `around_averagepooling3d`.
    pub struct AroundAveragepooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        AveragePooling3D((2, 3, 4), strides = (3, 2, 1), padding = same)(x0)
    }
}

graph! {
    /// The model `around_maxpooling3d`.
    pub struct AroundMaxpooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        MaxPooling3D(pool_size = (2, 3, 4), strides = (3, 2, 1), padding = same)(x0)
    }
}

graph! {
    /// The model `around_globalaveragepooling3d`.
    pub struct AroundGlobalaveragepooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        GlobalAveragePooling3D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_globalmaxpooling3d`.
    pub struct AroundGlobalmaxpooling3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        GlobalMaxPooling3D(keepdims = true)(x0)
    }
}

graph! {
    /// The model `around_conv3d`.
    pub struct AroundConv3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        Conv3D(4, (2, 3, 4), dilation_rate = (3, 2, 1))(x0)
    }
}

graph! {
    /// The model `around_conv3dtranspose`.
    pub struct AroundConv3dtranspose {
        let x0 = Input(10, 10, 10, 4, name = x0);
        Conv3DTranspose(4, (2, 3, 4), dilation_rate = (3, 2, 1), use_bias = false)(x0)
    }
}

graph! {
    /// The model `around_convlstm3d`.
    pub struct AroundConvlstm3d {
        let x0 = Input(3, 10, 10, 10, 4, name = x0);
        let (conv_lstm3d, _, _) = ConvLSTM3D(
            4,
            (2, 3, 4),
            strides = (3, 2, 1),
            padding = same,
            activation = relu,
            recurrent_activation = hard_sigmoid,
            use_bias = false,
            kernel_initializer = he_normal,
            recurrent_initializer = Orthogonal(gain = 2.0),
            bias_initializer = Constant(0.5),
            unit_forget_bias = false,
            kernel_regularizer = L2(l2 = 0.25),
            recurrent_regularizer = L2(),
            bias_regularizer = L1(l1 = 0.1),
            activity_regularizer = L1L2(l1 = 0.1, l2 = 0.2),
            kernel_constraint = MaxNorm(max_value = 3.0, axis = (0, 1)),
            recurrent_constraint = UnitNorm(),
            bias_constraint = NonNeg(),
            dropout = 0.1,
            recurrent_dropout = 0.2,
            seed = 7,
            return_sequences = true,
            return_state = true,
            go_backwards = true,
        )(x0);
        conv_lstm3d
    }
}

graph! {
    /// The model `around_cropping3d`.
    pub struct AroundCropping3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        Cropping3D(cropping = ((1, 2), (0, 3), (4, 5)))(x0)
    }
}

graph! {
    /// The model `around_zeropadding3d`.
    pub struct AroundZeropadding3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        ZeroPadding3D(padding = ((1, 2), (0, 3), (4, 5)))(x0)
    }
}

graph! {
    /// The model `around_spatialdropout3d`.
    pub struct AroundSpatialdropout3d {
        let x0 = Input(10, 10, 10, 4, name = x0);
        SpatialDropout3D(0.25, seed = 3)(x0)
    }
}

sequential! {
    /// The model `arguments`.
    pub struct Arguments {
        Input(6, name = "x"),
        Dense(6, kernel_initializer = glorot_normal, name = dense_1),
        Dense(6, name = dense_2),
        Dense(6, kernel_initializer = he_normal, name = dense_3),
        Dense(6, kernel_initializer = he_uniform, name = dense_4),
        Dense(6, kernel_initializer = identity, name = dense_5),
        Dense(6, kernel_initializer = lecun_normal, name = dense_6),
        Dense(6, kernel_initializer = lecun_uniform, name = dense_7),
        Dense(6, kernel_initializer = ones, name = dense_8),
        Dense(6, kernel_initializer = orthogonal, name = dense_9),
        Dense(6, kernel_initializer = random_normal, name = dense_10),
        Dense(6, kernel_initializer = random_uniform, name = dense_11),
        Dense(6, kernel_initializer = zeros, name = dense_12),
        Dense(6, kernel_initializer = truncated_normal, name = dense_13),
        Dense(6, kernel_initializer = Constant(0.1), name = dense_14),
        Dense(6, kernel_initializer = Orthogonal(gain = 0.5), name = dense_15),
        Dense(6, kernel_initializer = RandomNormal(mean = 1.0, stddev = 0.3), name = dense_16),
        Dense(6, kernel_initializer = RandomUniform(minval = -0.1, maxval = 0.3), name = dense_17),
        Dense(6, kernel_initializer = TruncatedNormal(mean = 1.0, stddev = 0.3), name = dense_18),
        Dense(
            6,
            kernel_initializer = VarianceScaling(scale = 0.3, mode = fan_out, distribution = untruncated_normal),
            name = dense_19,
        ),
        Dense(
            6,
            kernel_initializer = VarianceScaling(scale = 0.3, mode = fan_avg, distribution = uniform),
            name = dense_20,
        ),
        Dense(6, kernel_initializer = zeros, name = dense_21),
        Dense(6, kernel_initializer = ones, name = dense_22),
        Dense(6, kernel_initializer = lecun_normal, name = dense_23),
        Dense(6, kernel_initializer = he_normal, name = dense_24),
        Dense(6, name = dense_25),
        Dense(6, kernel_regularizer = L1(), name = dense_26),
        Dense(6, kernel_regularizer = L1(l1 = 0.3), name = dense_27),
        Dense(6, kernel_regularizer = L1L2(), name = dense_28),
        Dense(6, kernel_regularizer = L1L2(l1 = 0.1, l2 = 0.2), name = dense_29),
        Dense(6, kernel_regularizer = L2(), name = dense_30),
        Dense(6, kernel_regularizer = L2(l2 = 0.3), name = dense_31),
        Dense(6, kernel_regularizer = OrthogonalRegularizer(), name = dense_32),
        Dense(
            6,
            kernel_regularizer = OrthogonalRegularizer(factor = 0.3, mode = columns),
            name = dense_33,
        ),
        Dense(6, kernel_regularizer = L1(l1 = 0.1), name = dense_34),
        Dense(6, kernel_regularizer = L2(l2 = 0.1), name = dense_35),
        Dense(6, kernel_constraint = MaxNorm(), name = dense_36),
        Dense(
            6,
            kernel_constraint = MinMaxNorm(min_value = 0.1, max_value = 0.9, rate = 0.5, axis = 1),
            name = dense_37,
        ),
        Dense(6, kernel_constraint = NonNeg(), name = dense_38),
        Dense(6, kernel_constraint = UnitNorm(), name = dense_39),
        Dense(6, kernel_constraint = MaxNorm(max_value = 1.0), name = dense_40),
        Dense(6, kernel_constraint = UnitNorm(axis = 1), name = dense_41),
        Activation(relu, name = activation_42),
        Activation(log_softmax, name = activation_43),
        Activation(linear, name = activation_44),
        Activation(leaky_relu_with(0.1), name = activation_45),
        Activation(relu_with(0.0, Some(2.0), 0.5), name = activation_46),
        Activation(elu_with(0.5), name = activation_47),
    }
}

sequential! {
    /// The model `image`.
    pub struct Image {
        Input(6, 6, 1),
        Conv2D(2, (3, 3), padding = same, kernel_regularizer = L2(), name = eyes),
        BatchNormalization(),
        ReLU(max_value = 6.0, negative_slope = 0.1),
        MaxPooling2D(strides = (2, 2)),
        SeparableConv2D(3, (2, 2)),
        Flatten(),
        Dropout(0.5),
        Dense(3, activation = leaky_relu, trainable = false),
        Dense(2, activation = softmax, name = label),
    }
}

graph! {
    /// The model `steps`.
    pub struct Steps {
        let input_layer = Input(_, dtype = int32);
        let x = Embedding(7, 3, mask_zero = true)(input_layer);
        let x = Bidirectional(LSTM(2, return_sequences = true))(x);
        let x = RNN(StackedRNNCells((GRUCell(2), SimpleRNNCell(2))), return_sequences = true)(x);
        let lstm_1 = LSTM(2, name = lstm_1)(x);
        let x = Dense(2, name = dense_1)(lstm_1);
        let x = Add()([lstm_1, x]);
        Dense(1)(x)
    }
}

graph! {
    /// The model `joined`.
    pub struct Joined {
        let input_layer_1 = Input(4, name = input_layer_1);
        let input_layer_2 = Input(4, name = input_layer_2);
        let dense_1 = Dense(4, name = dense_1)(input_layer_1);
        let add = Add()([dense_1, input_layer_2]);
        let x_output = Dense(2, name = "x")(dense_1);
        (add, x_output)
    }
}

sequential! {
    /// The model `coder`.
    pub struct Coder {
        Input(4),
        Dense(3, name = relu),
        Dense(4, activation = relu),
    }
}

graph! {
    /// The model `graph`.
    pub struct Graph {
        let ids = Input(5, dtype = int32, name = ids);
        let a = Input(4, name = a);
        let type_output = Embedding(7, 4, name = "type")(ids);
        let coder = Coder()(a);
        let (memory, memory_1, memory_2) = LSTM(
            4,
            return_sequences = true,
            return_state = true,
            name = Memory,
        )(type_output);
        let my_layer_1 = Dense(4, name = my_layer_1);
        let my_layer_1_output = my_layer_1(coder);
        let my_layer_1_output_1 = my_layer_1(a);
        let lstm = LSTM(4, return_sequences = true)(memory, initial_state = [memory_1, memory_2]);
        let (joined, joined_1) = Joined()([my_layer_1_output, my_layer_1_output_1]);
        let multi_head_attention = MultiHeadAttention(
            2,
            2,
            value_dim = 2,
            use_causal_mask = true,
        )(lstm, type_output, type_output);
        let multiply = Rescaling(0.5, name = multiply)(joined);
        let multiply_1 = Rescaling(2.0, name = multiply_1)(a);
        let time_distributed = TimeDistributed(Dense(1))(multi_head_attention);
        let add_1 = Add(name = add_1)([multiply, multiply_1]);
        let (bidirectional, bidirectional_1) = Bidirectional(
            GRU(2),
            merge_mode = none,
        )(multi_head_attention);
        let x = Flatten()(time_distributed);
        let x = Concatenate()([add_1, bidirectional, bidirectional_1, x]);
        let _1st = Dense(2, name = _1st)(x);
        (_1st, joined_1)
    }
}

sequential! {
    /// The model `encoder`.
    pub struct Encoder {
        Input(3),
        Dense(3),
        Dense(2, name = code),
    }
}

graph! {
    /// The model `sequence`.
    pub struct Sequence {
        let ids = Input(5, dtype = int32, name = ids);
        let x = Embedding(7, 4)(ids);
        let x = Bidirectional(LSTM(2, return_sequences = true))(x);
        let gru = GRU(3, dropout = 0.2, return_sequences = true)(x);
        let x = MultiHeadAttention(2, 2, use_gate = true)(gru, gru);
        let x = TimeDistributed(Dense(2))(x);
        let x = RNN(StackedRNNCells((GRUCell(2), SimpleRNNCell(2))), return_sequences = true)(x);
        let x = SimpleRNN(3)(x);
        let x = Encoder()(x);
        Dense(1)(x)
    }
}

graph! {
    /// The model `operators`.
    pub struct Operators {
        let a = Input(4, name = a);
        let b = Input(4, name = b);
        let dense = Dense(4, activation = sigmoid)(a);
        let add = Add()([dense, b]);
        let subtract = Subtract()([dense, b]);
        let multiply = Multiply()([dense, b]);
        let true_divide = Divide(name = true_divide)([b, dense]);
        let divide = Divide()([a, dense]);
        let maximum = Maximum()([dense, b]);
        let minimum = Minimum()([dense, b]);
        let add_1 = Rescaling(1.0, offset = 0.5, name = add_1)(dense);
        let add_2 = Rescaling(1.0, offset = 0.5, name = add_2)(dense);
        let subtract_1 = Rescaling(1.0, offset = -0.5, name = subtract_1)(dense);
        let subtract_2 = Rescaling(-1.0, offset = 0.5, name = subtract_2)(dense);
        let multiply_1 = Rescaling(0.5, name = multiply_1)(dense);
        let multiply_2 = Rescaling(0.5, name = multiply_2)(dense);
        let true_divide_1 = Rescaling(0.25, name = true_divide_1)(dense);
        let divide_1 = Rescaling(0.25, name = divide_1)(dense);
        let hard_sigmoid_output = Activation(hard_sigmoid, name = hard_sigmoid)(b);
        let log_sigmoid_output = Activation(log_sigmoid, name = log_sigmoid)(b);
        let hard_silu_output = Activation(hard_silu, name = hard_silu)(b);
        let log_softmax_output = Activation(log_softmax, name = log_softmax)(b);
        let softmax_output = Activation(softmax, name = softmax)(b);
        let re_lu = ReLU(negative_slope = 0.1, threshold = 0.2)(b);
        let leaky_relu = LeakyReLU(name = leaky_relu)(b);
        let elu = ELU(alpha = 0.5)(b);
        let concatenate = Concatenate()([add, subtract, multiply, true_divide, divide, maximum, minimum]);
        let concatenate_1 = Concatenate()([add_1, add_2, subtract_1, subtract_2, multiply_1, multiply_2, true_divide_1, divide_1]);
        let x = Concatenate()([hard_sigmoid_output, log_sigmoid_output, hard_silu_output, log_softmax_output, softmax_output, re_lu, leaky_relu, elu]);
        let x = Concatenate()([concatenate, concatenate_1, x]);
        let dense_1 = Dense(2)(x);
        let x = Dense(2)(dense);
        Divide(name = true_divide_2)([dense_1, x])
    }
}

graph! {
    /// The model `branches`.
    pub struct Branches {
        let a = Input(2, name = a);
        let b = Input(3, name = b);
        let dense_2 = Dense(5, name = dense_2)(b);
        let dense = Dense(5)(a);
        let x = Dense(5)(dense_2);
        let x = Add()([dense, x]);
        Dense(1, name = last)(x)
    }
}

graph! {
    /// The model `block`.
    pub struct Block {
        let inside = Input(5, 3, name = inside);
        let x = Unmask()(inside);
        Rescaling(-1.0, offset = 1.0, name = subtract)(x)
    }
}

graph! {
    /// The model `functional`.
    pub struct FunctionalModel {
        let ids = Input(5, dtype = int32, name = ids);
        let embedding = Embedding(7, 3, mask_zero = true)(ids);
        let unmask = Unmask()(embedding);
        let dense = Dense(3)(embedding);
        let multiply = Rescaling(0.5, name = multiply)(unmask);
        let x = Unmask()(dense);
        let add = Add()([multiply, x]);
        let add_1 = Rescaling(1.0, offset = 1.0, name = add_1)(add);
        let block = Block()(embedding);
        let true_divide = Divide(name = true_divide)([unmask, add_1]);
        let re_lu = ReLU()(unmask);
        let global_average_pooling1d = GlobalAveragePooling1D()(embedding);
        let global_average_pooling1d_1 = GlobalAveragePooling1D()(add);
        let global_average_pooling1d_2 = GlobalAveragePooling1D()(block);
        let global_average_pooling1d_3 = GlobalAveragePooling1D()(true_divide);
        let global_average_pooling1d_4 = GlobalAveragePooling1D()(re_lu);
        let lstm = LSTM(2)(embedding);
        let x = LSTM(2)(add);
        let x = Concatenate()([global_average_pooling1d, global_average_pooling1d_1, global_average_pooling1d_2, global_average_pooling1d_3, global_average_pooling1d_4, lstm, x]);
        let last = Dense(1, name = last)(x);
        let steps = Dense(1, name = steps)(add);
        let masked = Dense(1, name = masked)(embedding);
        (last, steps, masked)
    }
}

/// What each of them writes.
pub fn all() -> Vec<Result<Value>> {
    vec![
        AroundActivation::new().to_json(),
        AroundActivityregularization::new().to_json(),
        AroundAdd::new().to_json(),
        AroundAdditiveattention::new().to_json(),
        AroundAlphadropout::new().to_json(),
        AroundAttention::new().to_json(),
        AroundAugmix::new().to_json(),
        AroundAutocontrast::new().to_json(),
        AroundAverage::new().to_json(),
        AroundBatchnormalization::new().to_json(),
        AroundBidirectional::new().to_json(),
        AroundCategoryencoding::new().to_json(),
        AroundCentercrop::new().to_json(),
        AroundConcatenate::new().to_json(),
        AroundContrastlimitedadaptivehistogramequalization::new().to_json(),
        AroundDense::new().to_json(),
        AroundDiscretization::new().to_json(),
        AroundDot::new().to_json(),
        AroundDropout::new().to_json(),
        AroundElu::new().to_json(),
        AroundEinsumdense::new().to_json(),
        AroundEmbedding::new().to_json(),
        AroundEqualization::new().to_json(),
        AroundFlatten::new().to_json(),
        AroundGru::new().to_json(),
        AroundGrucell::new().to_json(),
        AroundGaussiandropout::new().to_json(),
        AroundGaussiannoise::new().to_json(),
        AroundGroupnormalization::new().to_json(),
        AroundGroupqueryattention::new().to_json(),
        AroundIdentity::new().to_json(),
        AroundLstm::new().to_json(),
        AroundLstmcell::new().to_json(),
        AroundLayernormalization::new().to_json(),
        AroundLeakyrelu::new().to_json(),
        AroundMasking::new().to_json(),
        AroundMaximum::new().to_json(),
        AroundMinimum::new().to_json(),
        AroundMultiheadattention::new().to_json(),
        AroundMultiply::new().to_json(),
        AroundNormalization::new().to_json(),
        AroundPrelu::new().to_json(),
        AroundPermute::new().to_json(),
        AroundPipeline::new().to_json(),
        AroundPositionembedding::new().to_json(),
        AroundRmsnormalization::new().to_json(),
        AroundRnn::new().to_json(),
        AroundRandaugment::new().to_json(),
        AroundRandombrightness::new().to_json(),
        AroundRandomcolordegeneration::new().to_json(),
        AroundRandomcolorjitter::new().to_json(),
        AroundRandomcontrast::new().to_json(),
        AroundRandomcrop::new().to_json(),
        AroundRandomelastictransform::new().to_json(),
        AroundRandomerasing::new().to_json(),
        AroundRandomflip::new().to_json(),
        AroundRandomgaussianblur::new().to_json(),
        AroundRandomgrayscale::new().to_json(),
        AroundRandomhue::new().to_json(),
        AroundRandominvert::new().to_json(),
        AroundRandomperspective::new().to_json(),
        AroundRandomposterization::new().to_json(),
        AroundRandomrotation::new().to_json(),
        AroundRandomsaturation::new().to_json(),
        AroundRandomsharpness::new().to_json(),
        AroundRandomshear::new().to_json(),
        AroundRandomtranslation::new().to_json(),
        AroundRandomzoom::new().to_json(),
        AroundRelu::new().to_json(),
        AroundRepeatvector::new().to_json(),
        AroundRescaling::new().to_json(),
        AroundResizing::new().to_json(),
        AroundReshape::new().to_json(),
        AroundReversibleembedding::new().to_json(),
        AroundSimplernn::new().to_json(),
        AroundSimplernncell::new().to_json(),
        AroundSinepositionencoding::new().to_json(),
        AroundSoftmax::new().to_json(),
        AroundSolarization::new().to_json(),
        AroundMelspectrogram::new().to_json(),
        AroundSpectralnormalization::new().to_json(),
        AroundStftspectrogram::new().to_json(),
        AroundStackedrnncells::new().to_json(),
        AroundSubtract::new().to_json(),
        AroundTimedistributed::new().to_json(),
        AroundTokenandpositionembedding::new().to_json(),
        AroundUnitnormalization::new().to_json(),
        AroundUpsampling2d::new().to_json(),
        AroundUpsampling3d::new().to_json(),
        AroundAdaptiveaveragepooling1d::new().to_json(),
        AroundAdaptivemaxpooling1d::new().to_json(),
        AroundAveragepooling1d::new().to_json(),
        AroundMaxpooling1d::new().to_json(),
        AroundGlobalaveragepooling1d::new().to_json(),
        AroundGlobalmaxpooling1d::new().to_json(),
        AroundConv1d::new().to_json(),
        AroundConv1dtranspose::new().to_json(),
        AroundConvlstm1d::new().to_json(),
        AroundCropping1d::new().to_json(),
        AroundZeropadding1d::new().to_json(),
        AroundSpatialdropout1d::new().to_json(),
        AroundUpsampling1d::new().to_json(),
        AroundDepthwiseconv1d::new().to_json(),
        AroundSeparableconv1d::new().to_json(),
        AroundAdaptiveaveragepooling2d::new().to_json(),
        AroundAdaptivemaxpooling2d::new().to_json(),
        AroundAveragepooling2d::new().to_json(),
        AroundMaxpooling2d::new().to_json(),
        AroundGlobalaveragepooling2d::new().to_json(),
        AroundGlobalmaxpooling2d::new().to_json(),
        AroundConv2d::new().to_json(),
        AroundConv2dtranspose::new().to_json(),
        AroundConvlstm2d::new().to_json(),
        AroundCropping2d::new().to_json(),
        AroundZeropadding2d::new().to_json(),
        AroundSpatialdropout2d::new().to_json(),
        AroundDepthwiseconv2d::new().to_json(),
        AroundSeparableconv2d::new().to_json(),
        AroundAdaptiveaveragepooling3d::new().to_json(),
        AroundAdaptivemaxpooling3d::new().to_json(),
        AroundAveragepooling3d::new().to_json(),
        AroundMaxpooling3d::new().to_json(),
        AroundGlobalaveragepooling3d::new().to_json(),
        AroundGlobalmaxpooling3d::new().to_json(),
        AroundConv3d::new().to_json(),
        AroundConv3dtranspose::new().to_json(),
        AroundConvlstm3d::new().to_json(),
        AroundCropping3d::new().to_json(),
        AroundZeropadding3d::new().to_json(),
        AroundSpatialdropout3d::new().to_json(),
        Arguments::new().to_json(),
        Image::new().to_json(),
        Steps::new().to_json(),
        Graph::new().to_json(),
        Sequence::new().to_json(),
        Operators::new().to_json(),
        Branches::new().to_json(),
        FunctionalModel::new().to_json(),
    ]
}
