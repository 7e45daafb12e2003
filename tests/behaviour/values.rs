//! Values of arguments that are written with a capital: the type says what a call makes.

use keras::autodiff::Tensor;
use keras::constraints::{Constraint, CustomConstraint};
use keras::initializers::CustomInitializer;
use keras::layers::{Built, Context, Inner, InnerLayer, Layer, LayerSpec};
use keras::prelude::*;
use keras::random::Random;
use keras::regularizers::CustomRegularizer;
use keras::shape::{Inputs, ShapeResult, Spec, Specs};

fn kernel<L: keras::LayerConfig>(layer: &Built<L>) -> Vec<f32> {
    layer.get_weight("kernel").expect("it has a kernel").into_raw_vec_and_offset().0
}

#[test]
fn initializers_take_their_arguments_by_name_and_by_position() {
    let model = sequential![
        Dense(40, input = 50, kernel_initializer = RandomNormal(stddev = 0.1), name = first),
        Dense(40, kernel_initializer = RandomUniform(2.0, maxval = 3.0), name = second),
        Dense(
            40,
            kernel_initializer = VarianceScaling(2.0, fan_out, uniform),
            bias_initializer = Constant(0.5),
            name = third
        ),
        Dense(40, kernel_initializer = GlorotUniform(), name = fourth),
        Dense(2, kernel_initializer = keras::initializers::Orthogonal(gain = 2.0), name = fifth),
    ];
    let first = kernel(&model.first);
    let deviation = (first.iter().map(|w| w * w).sum::<f32>() / first.len() as f32).sqrt();
    assert!((deviation - 0.1).abs() < 0.01, "{deviation}");
    assert!(kernel(&model.second).iter().all(|w| (2.0..=3.0).contains(w)));
    assert_eq!(
        model.third.get_weight("bias").expect("it has a bias"),
        ndarray::Array1::from_elem(40, 0.5).into_dyn()
    );
    let norm: f32 = kernel(&model.fifth).iter().map(|w| w * w).sum();
    assert!((norm - 8.0).abs() < 1e-3, "{norm}");
}

#[test]
fn regularizers_and_constraints_take_their_arguments() -> keras::Result<()> {
    let model = sequential![Dense(
        1,
        input = 2,
        kernel_initializer = Constant(3.0),
        kernel_regularizer = L1L2(l2 = 0.5),
        bias_regularizer = L2(),
        kernel_constraint = MaxNorm(1.0, axis = 0),
        bias_constraint = NonNeg(),
        name = dense
    )];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let (x, y) = (ndarray::Array2::<f32>::zeros((4, 2)), ndarray::Array2::<f32>::zeros((4, 1)));
    let loss = model.evaluate(&x, &y)?;
    assert!((loss.loss - 9.0).abs() < 1e-5, "{loss:?}");
    model.fit(&x, &y, Fit::epochs(1).verbose(0))?;
    let norm: f32 = kernel(&model.into_model().dense).iter().map(|w| w * w).sum();
    assert!(norm <= 1.0 + 1e-5, "{norm}");
    Ok(())
}

/// Rising values.
#[derive(Config, Clone, Copy, Debug)]
#[config(initializer)]
struct Ramp {
    /// The size of a step.
    step: f32,
}

impl CustomInitializer for Ramp {
    fn fill(&self, _: &[usize], _: &mut Random, weights: &mut [f32]) {
        weights.iter_mut().enumerate().for_each(|(i, weight)| *weight = i as f32 * self.step);
    }
}

/// A factor times the largest magnitude.
#[derive(Config, Clone, Copy, Debug)]
#[config(regularizer)]
struct Largest {
    /// The factor.
    #[default(0.5)]
    factor: f32,
}

impl CustomRegularizer for Largest {
    fn penalty(&self, x: &Tensor) -> Tensor {
        self.factor * K::max(&K::abs(x))
    }
}

/// No weight is larger than a bound.
#[derive(Config, Clone, Copy, Debug)]
#[config(constraint)]
struct Clipped {
    /// The bound.
    bound: f32,
}

impl CustomConstraint for Clipped {
    fn apply(&self, _: &[usize], weights: &mut [f32]) {
        weights.iter_mut().for_each(|weight| *weight = weight.clamp(-self.bound, self.bound));
    }
}

#[test]
fn values_of_a_users_own_are_as_good_as_those_of_the_library() -> keras::Result<()> {
    let model = graph!({
        let x = Input(2);
        Dense(
            2,
            kernel_initializer = Ramp(step = 0.5),
            kernel_regularizer = Largest(),
            kernel_constraint = Clipped(0.25),
            name = dense,
        )(x)
    });
    assert_eq!(kernel(&model.dense), [0.0, 0.5, 1.0, 1.5]);
    let mut model = model.compile(SGD::new(0.0), MeanSquaredError::default(), metrics![]);
    let (x, y) = (ndarray::Array2::<f32>::zeros((4, 2)), ndarray::Array2::<f32>::zeros((4, 2)));
    assert!((model.evaluate(&x, &y)?.loss - 0.75).abs() < 1e-6);
    model.fit(&x, &y, Fit::epochs(1).verbose(0))?;
    assert_eq!(kernel(&model.into_model().dense), [0.0, 0.25, 0.25, 0.25]);
    Ok(())
}

#[test]
fn layers_added_at_run_time_take_them_too() -> keras::Result<()> {
    let mut model = Sequential::new();
    model.add(layer!(Dense(2, input_shape = (2,), kernel_initializer = Ramp(2.0))))?;
    model
        .add(layer!(TimeDistributed(Dense(3, kernel_initializer = Ones()), input_shape = (4, 2))))
        .expect_err("a vector has no steps");
    assert_eq!(model.get_weights()[0], ndarray::arr2(&[[0.0, 2.0], [4.0, 6.0]]).into_dyn());
    Ok(())
}

/// A way to scale.
#[derive(Clone, Copy, Debug)]
enum Mode {
    By(f32),
    Not,
}

/// A layer inside another, scaled.
#[derive(Config, Clone, Copy)]
struct Scaled {
    /// The initializer of the factor, if the mode has none.
    #[default(Initializer::Constant(2.0))]
    initializer: Initializer,
    /// The layer.
    layer: InnerLayer,
    /// The mode.
    #[default(Mode::Not)]
    mode: Mode,
    /// A constraint on the factor.
    constraint: Option<Constraint>,
}

use keras::initializers::Initializer;

impl Scaled {
    const fn given(&self, inputs: Inputs<'_>, before: Inner<'_>) -> ShapeResult<Specs> {
        assert!(before.is_empty(), "one layer is inside, whatever else is written with a capital");
        match inputs.one() {
            ShapeResult::Ok(x) => ShapeResult::Ok(Specs::new(&[x])),
            ShapeResult::Err(fault) => ShapeResult::Err(fault),
        }
    }

    const fn rule(&self, _: Inputs<'_>, inner: Inner<'_>) -> ShapeResult<LayerSpec> {
        let factor =
            keras::layers::WeightSpec::new("factor", keras::shape::Shape::known(&[1]), self.initializer);
        let spec = LayerSpec::with_outputs(self.layer.spec(inner).outputs());
        ShapeResult::Ok(spec.weight(factor.constraint(self.constraint)).with_inner(&self.layer, inner, 1))
    }
}

impl Layer for Scaled {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let y = context.call_inner(0, inputs).tensor(0);
        match self.mode {
            Mode::By(factor) => y * factor,
            Mode::Not => y * context.weight("factor"),
        }
    }
}

#[test]
fn layers_and_values_stand_among_the_arguments_of_one_layer() -> keras::Result<()> {
    let model = sequential![
        Scaled(Constant(3.0), Dense(2, kernel_initializer = Ramp(1.0)), input = 2, constraint = NonNeg()),
        Scaled(layer = Dense(1, kernel_initializer = Ones()), mode = Mode::By(10.0)),
    ];
    let model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
    let y = model.predict(ndarray::arr2(&[[1.0f32, 1.0]]))?;
    // (0 + 2, 1 + 3) · 3 = (6, 12), whose sum is 18, times 10.
    assert_eq!(y, ndarray::arr2(&[[180.0]]));

    let mut added = Sequential::new();
    added.add(layer!(Scaled(Constant(3.0), Dense(2, kernel_initializer = Ramp(1.0)), input_shape = (2,))))?;
    assert_eq!(added.count_params(), 7);
    Ok(())
}

/// A rule that is asked for a single output.
#[derive(Config, Clone, Copy)]
struct Same {
    /// Something that is no layer.
    #[default(Mode::Not)]
    mode: Mode,
}

impl Same {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for Same {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        match self.mode {
            Mode::By(factor) => &inputs[0] * factor,
            Mode::Not => inputs[0].clone(),
        }
    }
}

#[test]
fn a_variant_of_an_enum_is_a_value() -> keras::Result<()> {
    let model = sequential![
        Same(Mode::By(2.0), input = 1),
        Same(mode = Mode::By(4.0)),
        Same(),
        Dense(1, kernel_initializer = Ones())
    ];
    let model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
    assert_eq!(model.predict(ndarray::arr2(&[[1.0f32]]))?, ndarray::arr2(&[[8.0]]));
    Ok(())
}

#[test]
fn the_arguments_of_weights_stand_where_keras_has_them() -> keras::Result<()> {
    let model = sequential![
        Dense(
            2,
            linear,
            true,
            ones,
            zeros,
            l2(0.1),
            l2(0.1),
            l2(0.1),
            non_neg,
            max_norm(1.0),
            input = (5, 3)
        ),
        LSTM(
            2,
            tanh,
            sigmoid,
            true,
            ones,
            zeros,
            zeros,
            true,
            l2(0.1),
            l2(0.1),
            l2(0.1),
            l2(0.1),
            non_neg,
            non_neg,
            non_neg,
            0.5,
            0.5,
            name = lstm
        ),
        Dense(2, linear, true, zeros, ones, name = last),
    ];
    assert!(model.lstm.get_weight("kernel")?.iter().all(|&value| value == 1.0));
    assert_eq!(
        model.lstm.get_weight("bias")?.as_slice(),
        Some(&[0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0][..])
    );
    assert!(model.last.get_weight("kernel")?.iter().all(|&value| value == 0.0));
    assert!(model.last.get_weight("bias")?.iter().all(|&value| value == 1.0));
    Ok(())
}

/// Multiplies by a number that has a name.
#[derive(Config, Clone, Copy, Debug)]
struct Named {
    /// Name of the factor.
    by: &'static str,
}

impl Named {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one_float()
    }
}

impl Layer for Named {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * if self.by == "two" { 2.0 } else { 3.0 }
    }
}

#[test]
fn a_raw_string_is_a_text_and_a_quoted_word_the_word() -> keras::Result<()> {
    #[allow(non_upper_case_globals)]
    const three: &str = "another";
    let model = sequential![Named(by = r"two", input = 1), Named("three"), Named(r#"two"#)];
    assert_eq!(model.predict(&ndarray::array![[1.0]])?, ndarray::array![[12.0]]);
    Ok(())
}
