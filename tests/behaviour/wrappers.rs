//! Layers inside layers, and cells.

use keras::autodiff::{Tape, Tensor};
use keras::initializers::glorot_uniform;
use keras::layers::{Context, ForwardPass, Inner, InnerLayer, Layer, LayerSpec, Outputs, WeightSpec};
use keras::prelude::*;
use keras::shape::{Inputs, Shape, ShapeResult, Spec, Specs};
use ndarray::{Array2, Array3, ArrayD, Axis, Ix2, array};

fn sequences() -> Array3<f32> {
    Array3::from_shape_fn((6, 5, 4), |(i, t, j)| ((i * 5 + t * 7 + j * 3) % 11) as f32 / 5.0 - 1.0)
}

#[test]
fn weights_of_a_layer_inside_are_found_under_the_argument_that_holds_it() {
    let model = sequential![Bidirectional(GRU(3), input = (5, 4))];
    let weight = |name: &str| model.bidirectional.get_weight(name);
    assert_eq!(weight("layer/kernel").unwrap().shape(), [4, 9]);
    assert_ne!(weight("layer/kernel").unwrap(), weight("backward_layer/kernel").unwrap());
    let error = weight("kernel").unwrap_err().to_string();
    assert!(
        error.contains("layer/kernel, layer/recurrent_kernel, layer/bias, backward_layer/kernel"),
        "{error}"
    );
}

#[test]
fn a_layer_inside_is_frozen_alone_or_with_the_one_around_it() {
    fn trainable<M: Checked>(_: &M) -> (usize, usize) {
        (M::PARAMS, M::TRAINABLE_PARAMS)
    }
    assert_eq!(trainable(&sequential![TimeDistributed(Dense(3), input = (5, 4))]), (15, 15));
    let model = sequential![TimeDistributed(Dense(3, trainable = false), input = (5, 4))];
    assert_eq!(trainable(&model), (15, 0));
    let frozen = |model: &dyn Fn() -> Vec<bool>| model().into_iter().all(|trainable| !trainable);
    let weights = |nodes: Vec<&dyn keras::layers::Node>| -> Vec<bool> {
        nodes.iter().flat_map(|node| node.weights()).map(|weight| weight.variable().trainable()).collect()
    };
    assert!(frozen(&|| weights(model.nodes())));
    let model = sequential![TimeDistributed(Dense(3), trainable = false, input = (5, 4))];
    assert_eq!(trainable(&model), (15, 0));
    assert!(frozen(&|| weights(model.nodes())));
}

#[test]
fn a_loop_or_block_passes_numbers_on_to_layers_inside() {
    let model = graph!({
        fn both(x, units, steps) {
            Bidirectional(LSTM(units = units, return_sequences = steps))(x)
        }
        let x = Input(_, 4);
        for units in [3, 2] {
            x = both(x, units, true);
        }
        both(x, 1, false)
    });
    let outputs = model.outputs();
    assert_eq!(outputs.as_slice()[0].shape().to_string(), "(2)");
    assert_eq!(model.nodes()[1].outputs().as_slice()[0].shape().to_string(), "(_, 4)");
}

#[test]
fn the_running_program_wraps_layers_and_is_told_what_does_not_fit() {
    for units in [2, 3] {
        let mut model = Sequential::new();
        model.add(layer!(Bidirectional(LSTM(units, return_sequences = true), input_shape = (5, 4)))).unwrap();
        model.add(layer!(TimeDistributed(Dense(units + 1)))).unwrap();
        let y = model.predict(sequences()).unwrap();
        assert_eq!(y.shape(), [6, 5, units + 1]);
        let error = model.add(layer!(TimeDistributed(Conv1D(units, 3)))).unwrap_err().to_string();
        assert!(
            error.starts_with("`TimeDistributed` has a layer inside that does not fit: `Conv1D` "),
            "{error}"
        );
        let error = model.add(layer!(RNN(Dense(units)))).unwrap_err().to_string();
        assert!(error.starts_with("`RNN` takes a cell"), "{error}");
        let error = model.add(layer!(TimeDistributed(Dense(0)))).unwrap_err().to_string();
        assert!(error.contains("`Dense` "), "{error}");
        assert_eq!(model.nodes().len(), 2);
    }
}

#[test]
fn what_a_cell_drops_in_one_step_it_drops_in_all() {
    let ones = Array3::<f32>::ones((6, 5, 40));
    let model = sequential![RNN(
        SimpleRNNCell(
            40,
            activation = linear,
            use_bias = false,
            kernel_initializer = identity,
            recurrent_initializer = zeros,
            dropout = 0.5
        ),
        return_sequences = true,
        input = (5, 40)
    )];
    let tape = Tape::new();
    let y = model.call(&[tape.array(&ones)], &ForwardPass::training(&tape)).tensor(0).to_array();
    let first = y.index_axis(Axis(1), 0);
    assert!(first.iter().any(|&y| y == 0.0) && first.iter().any(|&y| y == 2.0));
    y.axis_iter(Axis(1)).for_each(|step| assert_eq!(step, first));
}

/// A cell of the user's own: a running mean of what a kernel makes of the steps.
#[derive(Config, Clone, Copy)]
struct MeanCell {
    units: usize,
}

impl MeanCell {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let features = inputs.as_slice()[0].shape().at(0);
        let units = Spec::new(Shape::known(&[self.units]));
        let kernel = WeightSpec::new("kernel", Shape::known(&[features, self.units]), glorot_uniform);
        ShapeResult::Ok(LayerSpec::with_outputs(Specs::new(&[units, units])).weight(kernel))
    }
}

impl Layer for MeanCell {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let new = K::dot(&inputs[0], &context.weight("kernel"));
        match inputs {
            [_, mean] => mean * 0.5 + new * 0.5,
            _ => new,
        }
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let mean = self.call(inputs, context);
        Outputs::new([mean.clone(), mean])
    }
}

/// A wrapper of the user's own: doubles what the layer inside gives.
#[derive(Config, Clone, Copy)]
struct Twice {
    layer: InnerLayer,
}

impl Twice {
    const fn given(&self, inputs: Inputs<'_>, _: Inner<'_>) -> ShapeResult<Specs> {
        ShapeResult::Ok(Specs::new(inputs.as_slice()))
    }

    const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        let spec = LayerSpec::with_outputs(self.layer.spec(inner).outputs());
        ShapeResult::Ok(spec.with_inner(&self.layer, inner, 1))
    }
}

impl Layer for Twice {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        context.call_inner(0, inputs).tensor(0) * 2.0
    }
}

#[test]
fn a_cell_and_a_wrapper_of_the_users_own_learn() {
    let x = sequences();
    let y = x.sum_axis(Axis(1)).sum_axis(Axis(1)).insert_axis(Axis(1));
    let mut model = sequential![Twice(RNN(MeanCell(8)), input = (_, 4)), Dense(1)].compile(
        Adam::new(0.05),
        MeanSquaredError::default(),
        metrics![],
    );
    let before = model.evaluate(&x, &y).unwrap().loss;
    model.fit(&x, &y, Fit::epochs(60).verbose(0)).unwrap();
    assert!(model.evaluate(&x, &y).unwrap().loss < before / 4.0);
    assert_eq!(model.predict(&x).unwrap().dim(), Array2::<f32>::zeros((6, 1)).dim());
}

#[test]
fn a_step_of_training_starts_from_the_normalized_kernel() {
    let model = sequential![SpectralNormalization(Dense(1, use_bias = false), input = 2, name = outer)];
    let (x, y) = (array![[1.0, 2.0], [0.5, -1.0], [2.0, 0.25]], array![[0.5], [1.0], [-1.0]]);
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    for _ in 0..2 {
        let kernel = |weights: Vec<ArrayD<f32>>| weights[0].clone().into_dimensionality::<Ix2>().unwrap();
        // Of one column, the norm is its length.
        let before = kernel(model.model().get_weights());
        let normalized = &before / before.map(|value| value * value).sum().sqrt();
        let gradient = x.t().dot(&(x.dot(&normalized) - &y)) * (2.0 / 3.0);
        model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
        let difference = kernel(model.model().get_weights()) - (normalized - gradient * 0.1);
        assert!(difference.iter().all(|difference| difference.abs() < 1e-6), "{difference}");
    }
    assert!(model.model().outer.get_weight("layer/kernel").is_ok());
}

#[test]
fn a_kernel_of_zeros_is_not_normalized() {
    let model = sequential![
        Input(1, dtype = int32),
        SpectralNormalization(Embedding(3, 2, embeddings_initializer = zeros))
    ];
    let mut model = model.compile(SGD::new(0.0), MeanSquaredError::default(), metrics![]);
    model.fit(&array![[1]], &array![[[1.0, 1.0]]], Fit::epochs(1).verbose(0)).unwrap();
    assert!(model.model().get_weights()[0].iter().all(|&value| value == 0.0));
}
