//! Every spelling of a layer that the documentation promises, by the model that it makes.

use keras::metrics::{Averaging, F1Score, SummationMethod};
use keras::prelude::*;
use keras::shape::{Dim, Shape};

/// The shapes that a model takes and gives, and its number of weights.
fn facts<M: Checked>(model: &M) -> (String, String, usize) {
    assert_eq!(model.count_params(), M::PARAMS, "the constant is what the model has");
    let text = |shapes: keras::shape::Specs| {
        let shapes: Vec<String> = shapes.as_slice().iter().map(|spec| spec.shape().to_string()).collect();
        shapes.join(" ")
    };
    (text(M::INPUTS), text(M::OUTPUTS), M::PARAMS)
}

fn is<M: Checked>(model: &M, input: &str, output: &str, params: usize) {
    assert_eq!(facts(model), (input.to_owned(), output.to_owned(), params));
}

fn names(model: &impl Model) -> Vec<String> {
    model.nodes().iter().map(|node| node.name().to_owned()).collect()
}

#[test]
fn the_input_is_said_in_each_of_keras_s_ways() {
    is(&sequential![Dense(32, input = 784)], "(784)", "(32)", 25_120);
    is(&sequential![Dense(32, input = (784,))], "(784)", "(32)", 25_120);
    is(&sequential![Dense(32, input_shape = (784,))], "(784)", "(32)", 25_120);
    is(&sequential![Dense(32, input = [784])], "(784)", "(32)", 25_120);
    is(&sequential![Input(784), Dense(32)], "(784)", "(32)", 25_120);
    is(&sequential![Input((784,)), Dense(32)], "(784)", "(32)", 25_120);
    is(&sequential![Input(shape = (784,)), Dense(32)], "(784)", "(32)", 25_120);
    is(&sequential![Input(shape = 784), Dense(32)], "(784)", "(32)", 25_120);
    is(&sequential![Input(7, 28, dtype = float32), Dense(2)], "(7, 28)", "(7, 2)", 58);
    is(&sequential![Dense(2, input = (_, 28))], "(_, 28)", "(_, 2)", 58);
}

#[test]
fn angle_brackets_and_trailing_commas_are_understood() {
    is(&sequential![< Dense(32, input = 784), Dense(10) >], "(784)", "(10)", 25_450);
    is(&sequential![Dense(32, input = 784,), Dense(10,),], "(784)", "(10)", 25_450);
    is(&sequential!(Dense(32, input = 784)), "(784)", "(32)", 25_120);
    is(&sequential! { Dense(32, input = 784) }, "(784)", "(32)", 25_120);
}

#[test]
fn arguments_are_given_by_position_or_by_name() {
    is(&sequential![Dense(units = 3, input = 4)], "(4)", "(3)", 15);
    is(&sequential![Dense(3, relu, false, input = 4)], "(4)", "(3)", 12);
    is(&sequential![Dense(use_bias = false, units = 3, activation = relu, input = 4)], "(4)", "(3)", 12);
    is(&sequential![Input(4, 5), Permute((2, 1)), Reshape(target_shape = (2, -1))], "(4, 5)", "(2, 10)", 0);
    is(&sequential![Input(4), Reshape((4,)), RepeatVector(n = 3)], "(4)", "(3, 4)", 0);
}

#[test]
fn values_of_the_library_need_no_import() {
    let model = sequential![
        Dense(
            8,
            input = 4,
            kernel_initializer = he_normal,
            bias_initializer = zeros,
            kernel_regularizer = l2(1e-4),
            kernel_constraint = max_norm(2.0),
        ),
        Activation(gelu),
        Dropout(0.5),
        Lambda(|x| K::square(x)),
        Dense(2, activation = softmax),
    ];
    is(&model, "(4)", "(2)", 58);
}

#[test]
fn values_are_understood_as_python_writes_them() {
    let model = sequential![
        Conv2D(3, 3, padding = "same", activation = "relu", use_bias = False, input_shape = (None, 8, 1)),
        MaxPooling2D(2, strides = None),
        TimeDistributed(
            Dense(4, "tanh", kernel_initializer = "he_normal", bias_constraint = None),
            name = None
        ),
    ];
    is(&model, "(_, 8, 1)", "(_, 4, 4)", 27 + 16);
    is(&sequential![Input(None, 4, dtype = "int32"), Reshape((-1,))], "(_, 4)", "(_)", 0);
    let model = graph!({
        fn block(x, act, bias) {
            Dense(4, activation = act, use_bias = bias)(x)
        }
        let x = Input(4);
        for act in ["relu", "tanh"] {
            x = block(x, act, False);
        }
        x
    });
    is(&model, "(4)", "(4)", 32);
    assert!(metrics!["accuracy", AUC(curve = "PR"), Precision(thresholds = None)].names().count() == 3);
}

const WIDTH: usize = 6;
const IMAGE: (usize, usize) = (4, 7);
const SHAPE: [usize; 2] = [3, 5];
const fn twice(size: usize) -> usize {
    2 * size
}

#[test]
fn sizes_are_any_constant_expression() {
    is(&sequential![Dense(WIDTH, input = WIDTH)], "(6)", "(6)", 42);
    is(&sequential![Dense(2 * WIDTH + 1, input = WIDTH - 1)], "(5)", "(13)", 78);
    is(&sequential![Dense(twice(3), input = twice(WIDTH))], "(12)", "(6)", 78);
    is(&sequential![Input(IMAGE.0, IMAGE.1), Flatten()], "(4, 7)", "(28)", 0);
    is(&sequential![Input(shape = SHAPE), Flatten()], "(3, 5)", "(15)", 0);
    is(&sequential![Input(4 * 4), Dense({ 1 + 1 })], "(16)", "(2)", 34);
    is(&sequential![Input(usize::MAX - usize::MAX + 1), Dense(size_of::<u32>())], "(1)", "(4)", 8);
    const LOCAL: usize = 3;
    is(&sequential![Dense(LOCAL, input = LOCAL)], "(3)", "(3)", 12);
}

mod somewhere {
    pub const WIDTH: usize = 9;
}

#[test]
fn sizes_may_have_a_path() {
    is(&sequential![Dense(somewhere::WIDTH, input = self::WIDTH)], "(6)", "(9)", 63);
    is(
        &sequential![keras::layers::Dense(2, input = 4), keras::vocabulary::Activation(relu)],
        "(4)",
        "(2)",
        10,
    );
}

sequential! {
    /// Tells ten handwritten digits apart.
    #[derive(Debug)]
    pub struct Digits {
        Dense(32, activation = relu, input = 64),
        Dense(10, activation = softmax, name = logits),
    }
}

sequential! {
    struct Plain { Dense(3, input = 2) }
}

graph! {
    pub(crate) struct Fork {
        let x = Input(4);
        (Dense(2)(x), Dense(3)(x))
    }
}

#[test]
fn a_named_model_keeps_its_docs_attributes_and_fields() {
    let model = Digits::new();
    is(&model, "(64)", "(10)", 2410);
    assert_eq!(model.name(), "digits");
    assert_eq!(model.logits.get_weight("kernel").unwrap().shape(), [32, 10]);
    assert!(format!("{model:?}").starts_with("Digits"));
    assert_eq!(Plain::default().dense.get_weight("bias").unwrap().shape(), [3]);
}

/// Ten classes for 64 numbers, whatever is between.
fn takes(model: &impl Model<Input = Rank1<64>, Output = Rank1<10>>) -> usize {
    model.count_params()
}

struct Holder {
    digits: Digits,
    scores: Vec<f32>,
}

#[test]
fn a_named_model_is_usable_in_signatures_fields_and_constants() {
    const SIZE: usize = Digits::PARAMS;
    const COST: u64 = Digits::FLOPS;
    let holder = Holder { digits: Digits::new(), scores: vec![0.0; SIZE] };
    assert_eq!(takes(&holder.digits), holder.scores.len());
    assert_eq!(takes(&sequential![Input(64), Dense(10)]), 650);
    assert_eq!(COST, 2 * (64 * 32 + 32 * 10));
    assert_eq!(Digits::TRAINABLE_PARAMS, 2410);
    assert_eq!(Digits::ACTIVATION_BYTES, 4 * (32 + 10));
}

#[test]
fn an_item_may_stand_in_a_function() {
    sequential! {
        struct Inner { Dense(3, input = 2) }
    }
    graph! {
        struct Outer {
            let x = Input(2);
            Inner()(x)
        }
    }
    is(&Outer::new(), "(2)", "(3)", 9);
}

#[test]
fn the_shapes_of_a_model_are_constants_for_another() {
    is(&sequential![Input(shape = Digits::OUTPUT), Dense(Digits::INPUT.at(0))], "(10)", "(64)", 704);
    is(&sequential![Dense(Digits::OUTPUT.at(0), input = Digits::INPUT)], "(64)", "(10)", 650);
    const INPUT: Shape = Digits::INPUT;
    assert_eq!(INPUT.last(), Some(Dim::Known(64)));
    assert_eq!(Fork::OUTPUTS.as_slice()[1].shape(), Shape::known(&[3]));
}

#[test]
fn a_model_is_a_layer() {
    is(&sequential![Input(64), Digits(), Dense(2)], "(64)", "(2)", 2432);
    let model = sequential![Digits(input = 64, name = inner, trainable = false), Dense(2)];
    is(&model, "(64)", "(2)", 2432);
    assert_eq!(names(&model), ["inner", "dense"]);
    assert_eq!(model.inner.logits.get_weight("bias").unwrap().shape(), [10]);
}

#[test]
fn a_list_may_begin_with_a_model_which_says_what_it_takes() {
    let model = sequential![Digits(), Dense(2)];
    is(&model, "(64)", "(2)", 2432);
    is(&sequential![Plain(name = r#match), Dense(1, name = "type")], "(2)", "(1)", 13);
}

#[test]
fn names_are_keras_s_unless_they_are_given() {
    let model = sequential![
        Dense(3, input = 2),
        Dense(3),
        Activation(relu),
        Dense(3, name = dense_2),
        Dense(3),
        Dense(3, name = "last"),
        RepeatVector(2),
    ];
    let expected = ["dense", "dense_1", "activation", "dense_2", "dense_3", "last", "repeat_vector"];
    assert_eq!(names(&model), expected);
}

#[test]
fn a_layer_that_is_not_trainable_is_counted_as_such() {
    fn trainable<M: Checked>(_: &M) -> usize {
        M::TRAINABLE_PARAMS
    }
    let frozen = sequential![Dense(3, input = 2, trainable = false), Dense(1)];
    assert_eq!(trainable(&frozen), 4);
    assert!(!frozen.nodes()[0].weights()[0].variable().trainable());
    assert!(frozen.nodes()[1].weights()[0].variable().trainable());
}

#[test]
fn integers_come_in_as_such() {
    let model = sequential![Input(8, dtype = int32), Reshape((2, 4))];
    fn takes_ids(model: &impl Model<Input = Rank1<8, i32>, Output = Rank2<2, 4, i32>>) -> String {
        model.input_names().join(" ")
    }
    assert_eq!(takes_ids(&model), "input_layer");
}

sequential! {
    /// A model that is there.
    #[cfg(all())]
    #[derive(Debug)]
    pub struct Configured {
        /// A comment that documents the field.
        Dense(3, input = 2),
        /** And another. */
        Dense(1),
    }
}

sequential! {
    #[cfg(any())]
    pub struct Configured {
        Dense(5, input = 2),
    }
}

#[test]
fn a_condition_above_a_model_is_about_all_of_it() {
    is(&Configured::new(), "(2)", "(1)", 13);
    assert!(format!("{:?}", Configured::new()).starts_with("Configured"));
}

#[test]
fn comments_stand_where_they_do_in_rust() {
    let model = graph!({
        /// A block.
        fn block(x) {
            /// Its layer.
            let y = Dense(2)(x);
            y
        }
        /// The input.
        let x = Input(2);
        /// Twice.
        for _ in 0..2 {
            x = block(x);
        }
        /// The output.
        block(x)
    });
    is(&model, "(2)", "(2)", 18);
    let mut model = Sequential::new();
    model
        .add(layer!(
            /// A layer.
            Dense(3, input_shape = (2,))
        ))
        .unwrap();
    assert_eq!(model.count_params(), 9);
    model.add(layer!(Dense(4, activation = "relu", use_bias = False, kernel_regularizer = None))).unwrap();
    assert_eq!(model.count_params(), 9 + 12);
}

#[test]
fn words_that_keras_has_for_several_things_mean_what_the_argument_takes() {
    let model = sequential![
        Dense(4, kernel_regularizer = "l2", bias_regularizer = l1, input = (3, 4)),
        Dense(4, kernel_initializer = VarianceScaling(2.0, mode = fan_in, distribution = "truncated_normal")),
        Dense(4, kernel_initializer = Identity(gain = 0.5)),
        Identity(),
    ];
    is(&model, "(3, 4)", "(3, 4)", 60);
    let model = sequential![
        Dense(
            4,
            kernel_initializer = "normal",
            bias_initializer = one,
            kernel_constraint = max_norm,
            input = 4
        ),
        Dense(4, kernel_initializer = uniform, bias_initializer = "zero", kernel_constraint = "min_max_norm"),
    ];
    is(&model, "(4)", "(4)", 40);
    let of =
        |layer: &str, argument: &str| model.get_layer(layer).unwrap().config().unwrap()[argument].clone();
    for (layer, argument, class) in [
        ("dense", "kernel_initializer", "RandomNormal"),
        ("dense", "bias_initializer", "Ones"),
        ("dense", "kernel_constraint", "MaxNorm"),
        ("dense_1", "kernel_initializer", "RandomUniform"),
        ("dense_1", "bias_initializer", "Zeros"),
        // Norms of 0 to 1.
        ("dense_1", "kernel_constraint", "MaxNorm"),
    ] {
        assert_eq!(of(layer, argument)["class_name"], class, "{argument} of {layer}");
    }
    assert_eq!(of("dense", "kernel_constraint")["config"]["max_value"], 2.0);
    let model = sequential![
        Dense(2, activation = none, kernel_regularizer = none, bias_constraint = "none", input = (3, 4)),
        LSTM(3, recurrent_activation = none),
    ];
    is(&model, "(3, 4)", "(3)", 10 + 72);
    let activation =
        |layer: &str, argument: &str| model.get_layer(layer).unwrap().config().unwrap()[argument].clone();
    assert_eq!(activation("dense", "activation"), "linear");
    assert_eq!(activation("lstm", "recurrent_activation"), "linear");
    let model = graph!({
        let x = Input(5, 4);
        let (forward, backward) = Bidirectional(LSTM(3), merge_mode = None)(x);
        forward + backward
    });
    is(&model, "(5, 4)", "(3)", 192);
}

/// An import that only a macro uses is used.
#[test]
fn types_in_metrics_may_be_imported() {
    let _ = metrics![AUC(summation_method = "minoring"), F1Score(average = "macro")];
    let _ = metrics![
        AUC(summation_method = SummationMethod::Majoring),
        F1Score::default().average(Averaging::Macro)
    ];
}
