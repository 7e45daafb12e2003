//! What the statements of `graph!` mean, by the network that they make.

use keras::prelude::*;

/// The layers in the order in which they are called, and what each gives for a sample.
fn calls<M: Checked>(model: &M) -> String {
    let nodes = model.nodes();
    let wires = model.wires().expect("a graph says how it is wired");
    let call = |wire: &keras::models::Wire| {
        let node = &nodes[wire.node];
        format!("{}{}", node.name(), node.outputs().as_slice()[0].shape())
    };
    wires.iter().map(call).collect::<Vec<_>>().join(" ")
}

fn outputs<M: Checked>(_: &M) -> Vec<String> {
    M::OUTPUTS.as_slice().iter().map(|spec| spec.shape().to_string()).collect()
}

#[test]
fn a_variable_is_a_tensor_and_may_be_shadowed_or_assigned() {
    let model = graph!({
        let x = Input(4);
        let x = Dense(3)(x);
        let mut x = Dense(2)(x);
        x = Activation(relu)(x);
        x
    });
    assert_eq!(calls(&model), "dense(3) dense_1(2) activation(2)");
}

#[test]
fn operators_are_layers() {
    let model = graph!({
        let a = Input(4);
        let b = Input(4);
        (a + b) * a - b
    });
    assert_eq!(calls(&model), "add(4) multiply(4) subtract(4)");
}

#[test]
fn a_number_in_an_operator_rescales_a_tensor() {
    const HALF: f32 = 0.5;
    let model = graph!({
        fn gate(x, y, factor) {
            (1.0 - x) * y + factor * x
        }
        let a = Input(3);
        let b = Input(3);
        let c = gate(a, b, HALF);
        c += 1.0;
        c /= 4.0;
        (c, -a / b, a - 2.0 + HALF * 2.0)
    });
    let (a, b) = ([[1.0, -2.0, 4.0]], [[2.0, 4.0, -8.0]]);
    let (c, quotient, less) = model.predict((&a, &b)).unwrap();
    let values = |array: keras::ndarray::ArrayD<f32>| array.into_iter().collect::<Vec<_>>();
    assert_eq!(values(c.into_dyn()), [0.375, 3.0, 6.75]);
    assert_eq!(values(quotient.into_dyn()), [-0.5, 0.5, 0.5]);
    assert_eq!(values(less.into_dyn()), [0.0, -3.0, 3.0]);
}

#[test]
fn an_if_is_decided_by_what_is_written() {
    let model = graph!({
        fn block(x, units, norm, deep) {
            let shortcut = if units != 4 { Dense(units)(x) } else { x };
            if norm == "batch" {
                x = BatchNormalization()(x);
            } else if norm == layer {
                x = LayerNormalization()(x);
            }
            for i in 0..3 {
                if deep && i % 2 == 0 || i == 1 {
                    x = Dense(units)(x);
                }
            }
            x + shortcut
        }
        let x = Input(4);
        let x = block(x, 4, batch, True);
        block(x, 5, "layer", 1 > 2)
    });
    assert_eq!(
        calls(&model),
        "batch_normalization(4) dense(4) dense_1(4) dense_2(4) add(4) dense_3(5) layer_normalization(4) dense_4(5) add_1(5)"
    );
}

#[test]
fn a_layer_bound_without_a_call_is_shared() {
    let model = graph!({
        let a = Input(4);
        let b = Input(4);
        let encode = Dense(3);
        Concatenate()([encode(a), encode(b)])
    });
    assert_eq!(calls(&model), "dense(3) dense(3) concatenate(6)");
    assert_eq!(model.count_params(), 15);
}

#[test]
fn a_block_is_unrolled_with_layers_of_its_own() {
    let model = graph!({
        fn block(x, units) {
            let y = Dense(units, activation = relu)(x);
            Dense(4)(y) + x
        }
        let x = Input(4);
        let x = block(x, 8);
        block(x, 16)
    });
    assert_eq!(calls(&model), "dense(8) dense_1(4) add(4) dense_2(16) dense_3(4) add_1(4)");
}

const BASE: usize = 2;

#[test]
fn a_block_takes_its_arguments_by_name_too() {
    let model = graph!({
        fn block(x, units, use_bias) {
            Dense(units, use_bias = use_bias)(x)
        }
        let x = Input(3);
        let x = block(x, use_bias = false, units = 4);
        block(units = 5, x = x, use_bias = true)
    });
    assert_eq!(model.count_params(), 3 * 4 + 4 * 5 + 5);
}

#[test]
fn a_number_that_a_block_is_given_keeps_its_value() {
    let model = graph!({
        fn wide(x, units) {
            Dense(units * 2)(x)
        }
        let x = Input(4);
        let n = BASE + 1;
        Dense(n * 3)(wide(wide(x, 4 + 4), n))
    });
    assert_eq!(calls(&model), "dense_1(16) dense_2(6) dense(9)");
}

#[test]
fn loops_over_ranges_and_lists_are_unrolled() {
    let model = graph!({
        let x = Input(4);
        for _ in 0..2 {
            x = Dense(4)(x);
        }
        for i in 1..=2 {
            x = Dense(i * 10)(x);
        }
        for (units, function) in [(3, relu), (5, tanh)] {
            x = Dense(units, activation = function)(x);
        }
        for scale in [Dense(7), Dense(8)] {
            x = scale(x);
        }
        x
    });
    let expected = "dense(4) dense_1(4) dense_2(10) dense_3(20) dense_4(3) dense_5(5) dense_6(7) dense_7(8)";
    assert_eq!(calls(&model), expected);
}

#[test]
fn an_inner_block_has_variables_of_its_own() {
    let model = graph!({
        let x = Input(4);
        let y = {
            let x = Dense(3)(x);
            Activation(relu)(x)
        };
        Concatenate()([x, y])
    });
    assert_eq!(calls(&model), "dense(3) activation(3) concatenate(7)");
}

#[test]
fn a_block_may_be_used_inside_a_block_and_sees_no_variables() {
    let model = graph!({
        fn inner(x) {
            Dense(2)(x)
        }
        fn outer(x) {
            let y = inner(x);
            inner(y)
        }
        let x = Input(4);
        outer(x)
    });
    assert_eq!(calls(&model), "dense(2) dense_1(2)");
}

#[test]
fn a_block_may_take_a_layer_and_give_several_tensors() {
    let model = graph!({
        fn twice(layer, x) {
            (layer(x), Activation(relu)(x))
        }
        let x = Input(4);
        let (a, b) = twice(Dense(4), x);
        (a + b, a)
    });
    assert_eq!(calls(&model), "dense(4) activation(4) add(4)");
    assert_eq!(outputs(&model), ["(4)", "(4)"]);
}

#[test]
fn a_list_of_layers_is_called_like_one() {
    let model = graph!({
        let tower = sequential![Dense(3), Activation(relu)];
        let a = Input(4);
        let b = Input(4);
        let x = sequential![Dense(2), Dense(1)](a);
        (tower(a) - tower(b), x)
    });
    let expected = "dense_1(2) dense_2(1) dense(3) activation(3) dense(3) activation(3) subtract(3)";
    assert_eq!(calls(&model), expected);
    assert_eq!(outputs(&model), ["(3)", "(1)"]);
}

graph! {
    /// Two tensors from one.
    pub struct Fork {
        let x = Input(4, name = stem);
        (Dense(2, name = left)(x), Dense(3, name = right)(x))
    }
}

#[test]
fn the_outputs_of_a_nested_model_are_taken_apart() {
    let model = graph!({
        let x = Input(4);
        let (left, right) = Fork()(x);
        Concatenate()([right, left])
    });
    assert_eq!(outputs(&model), ["(5)"]);
    assert_eq!(model.count_params(), Fork::PARAMS);
}

#[test]
fn inputs_and_outputs_have_the_names_of_their_layers() {
    let model = Fork::new();
    assert_eq!(model.input_names(), ["stem"]);
    assert_eq!(model.output_names(), ["left", "right"]);
}

#[test]
fn the_parameter_of_a_closure_may_have_the_name_of_a_tensor() {
    let model = graph!({
        fn scale(x, factor) {
            Lambda(|x| x * factor)(x)
        }
        let x = Input(4);
        let y = Lambda(|x| K::square(x))(x);
        scale(y, 2.0)
    });
    assert_eq!(calls(&model), "lambda(4) lambda_1(4)");
}

#[test]
fn an_input_may_be_an_output_and_a_name_with_an_underscore_unused() {
    let model = graph!({
        let x = Input(4);
        let _ignored = Dense(3)(x);
        x
    });
    assert_eq!(outputs(&model), ["(4)"]);
}

#[test]
fn tensors_in_a_list_are_joined_in_its_order() {
    let model = graph!({
        let inputs = (Input(1), Input(2), Input(3));
        let (a, b, c) = inputs;
        Concatenate()([Concatenate()([c, a]), b])
    });
    assert_eq!(calls(&model), "concatenate_1(4) concatenate(6)");
}

#[test]
fn the_name_of_a_layer_may_be_made_of_variables() {
    let model = graph!({
        fn block(x, name) {
            Dense(2, name = "{name}_out")(Dense(3, name = "{name}_in")(x))
        }
        fn stack(x, stage, blocks) {
            for i in 1..=blocks {
                x = block(x, "stage{stage}_{i}");
            }
            x
        }
        let x = Input(4);
        block(stack(x, 2, 2), last)
    });
    assert_eq!(
        calls(&model),
        "stage2_1_in(3) stage2_1_out(2) stage2_2_in(3) stage2_2_out(2) last_in(3) last_out(2)"
    );
}

graph! {
    /// Takes any number of rows.
    pub struct Rows {
        let x = Input(_, 4);
        Dense(3)(x)
    }
}

#[test]
fn a_nested_model_knows_the_sizes_that_it_is_called_with() {
    graph! {
        struct Whole {
            let x = Input(5, 4);
            Dense(2)(Flatten()(Rows()(x)))
        }
    }
    assert_eq!(calls(&Whole::new()), "rows(5, 3) flatten(15) dense(2)");
    assert_eq!(Whole::FLOPS, 5 * Rows::FLOPS + 2 * 15 * 2);
}

#[test]
fn a_call_may_give_tensors_by_name_in_any_order() {
    let model = graph!({
        let a = Input(4, 1);
        let b = Input(4, 2);
        let c = Input(4, 3);
        let x = MultiHeadAttention(1, 2)(a, key = c, value = b);
        Dense(1)(x)
    });
    assert_eq!(calls(&model), "multi_head_attention(4, 1) dense(4, 1)");
    let sources: Vec<_> =
        model.wires().unwrap()[0].inputs.iter().map(|source| format!("{source:?}")).collect();
    assert_eq!(sources, ["Input(0)", "Input(1)", "Input(2)"]);
}

#[test]
fn what_keras_takes_with_a_call_may_be_given_with_it_or_with_the_layer() {
    let with_the_call = graph!({
        let x = Input(4, 6);
        let (y, _scores) = Attention()(x, x, return_attention_scores = true, use_causal_mask = true);
        MultiHeadAttention(2, 3)(y, value = x, use_causal_mask = true)
    });
    let with_the_layer = graph!({
        let x = Input(4, 6);
        let (y, _scores) = Attention(return_attention_scores = true, use_causal_mask = true)(x, x);
        MultiHeadAttention(2, 3, use_causal_mask = true)(y, x)
    });
    assert_eq!(
        format!("{:?}", with_the_call.attention.config()),
        format!("{:?}", with_the_layer.attention.config())
    );
    assert_eq!(
        format!("{:?}", with_the_call.multi_head_attention.config()),
        format!("{:?}", with_the_layer.multi_head_attention.config())
    );
}
