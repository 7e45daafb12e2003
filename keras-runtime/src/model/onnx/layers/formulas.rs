//! Formulas of the activation functions.

use super::super::call::known;
use super::super::graph::{Graph, Name};
use super::super::proto::{Attribute, FLOAT};
use crate::Result;
use crate::shape::Dim;

/// What a function is written of: its arguments, and the axis of classes with its size.
pub struct Given<'a> {
    pub graph: &'a mut Graph,
    pub x: &'a str,
    pub arguments: [f32; 3],
    pub axis: usize,
    /// How many axes stand behind it.
    pub behind: usize,
    pub size: Dim,
}

impl Given<'_> {
    fn op(&mut self, op: &str) -> Name {
        self.on(op, &[self.x.to_owned()])
    }

    fn on(&mut self, op: &str, inputs: &[Name]) -> Name {
        self.graph.node(op, &inputs.iter().map(|name| &**name).collect::<Vec<_>>(), vec![])
    }

    fn with(&mut self, op: &str, attributes: Vec<Attribute>) -> Name {
        self.graph.node(op, &[self.x], attributes)
    }

    /// Of `a` and a number.
    fn by(&mut self, op: &str, a: &str, number: f32) -> Name {
        let number = self.graph.scalar(number);
        self.graph.node(op, &[a, &number], vec![])
    }

    fn times_x(&mut self, factor: &str) -> Name {
        self.graph.node("Mul", &[self.x, factor], vec![])
    }

    fn clip(&mut self, x: &str, [low, high]: [f32; 2]) -> Name {
        let (low, high) = (self.graph.scalar(low), self.graph.scalar(high));
        self.graph.node("Clip", &[x, &low, &high], vec![])
    }

    fn choose(&mut self, condition: &str, yes: &str, no: &str) -> Name {
        self.graph.node("Where", &[condition, yes, no], vec![])
    }
}

pub type Formula = fn(&mut Given<'_>) -> Result<Name>;

/// The functions by Keras's names.
pub const FORMULAS: &[(&str, Formula)] = &[
    ("linear", |given| Ok(given.x.to_owned())),
    ("relu", rectified),
    ("elu", |given| Ok(given.with("Elu", vec![Attribute::float("alpha", given.arguments[0])]))),
    ("celu", |given| Ok(given.with("Celu", vec![Attribute::float("alpha", given.arguments[0])]))),
    ("selu", |given| Ok(given.op("Selu"))),
    ("exponential", |given| Ok(given.op("Exp"))),
    ("sigmoid", |given| Ok(given.op("Sigmoid"))),
    ("tanh", |given| Ok(given.op("Tanh"))),
    ("softplus", |given| Ok(given.op("Softplus"))),
    ("softsign", |given| Ok(given.op("Softsign"))),
    ("mish", |given| Ok(given.op("Mish"))),
    ("hard_silu", |given| Ok(given.op("HardSwish"))),
    ("hard_sigmoid", |given| {
        Ok(given
            .with("HardSigmoid", vec![Attribute::float("alpha", 1.0 / 6.0), Attribute::float("beta", 0.5)]))
    }),
    ("hard_tanh", |given| Ok(given.clip(given.x, [-1.0, 1.0]))),
    ("softmax", |given| Ok(given.with("Softmax", vec![Attribute::int("axis", given.axis as i64)]))),
    ("log_softmax", |given| Ok(given.with("LogSoftmax", vec![Attribute::int("axis", given.axis as i64)]))),
    ("silu", |given| {
        let gate = given.op("Sigmoid");
        Ok(given.times_x(&gate))
    }),
    // `-softplus(-x)`
    ("log_sigmoid", |given| {
        let x = given.op("Neg");
        let y = given.on("Softplus", &[x]);
        Ok(given.on("Neg", &[y]))
    }),
    // `x (1 + erf(x / √2)) / 2`
    ("gelu", |given| {
        let x = given.by("Mul", given.x, std::f32::consts::FRAC_1_SQRT_2);
        let erf = given.on("Erf", &[x]);
        half_of_x_times_one_plus(given, &erf)
    }),
    // `x (1 + tanh(√(2 / π) (x + 0.044715 x³))) / 2`
    ("gelu_tanh", |given| {
        let square = given.times_x(given.x);
        let cube = given.times_x(&square);
        let cube = given.by("Mul", &cube, 0.044_715);
        let sum = given.on("Add", &[given.x.to_owned(), cube]);
        let inner = given.by("Mul", &sum, (2.0 / std::f32::consts::PI).sqrt());
        let tanh = given.on("Tanh", &[inner]);
        half_of_x_times_one_plus(given, &tanh)
    }),
    ("glu", |given| {
        let half = known(given.size, "an axis to halve")? as i64 / 2;
        let sizes = given.graph.ints(&[half, half]);
        let axis = vec![Attribute::int("axis", given.axis as i64)];
        let halves = given.graph.nodes("Split", &[given.x, &sizes], axis, 2);
        let gate = given.on("Sigmoid", &halves[1..]);
        Ok(given.on("Mul", &[halves[0].clone(), gate]))
    }),
    ("hard_shrink", |given| Ok(shrink(given, 0.0))),
    ("soft_shrink", |given| Ok(shrink(given, given.arguments[0]))),
    ("tanh_shrink", |given| {
        let tanh = given.op("Tanh");
        Ok(given.on("Sub", &[given.x.to_owned(), tanh]))
    }),
    // `(x + 1)² / 4` between -1 and 1
    ("sparse_plus", |given| {
        let clipped = given.clip(given.x, [-1.0, 1.0]);
        let sum = given.by("Add", &clipped, 1.0);
        let square = given.on("Mul", &[sum.clone(), sum]);
        let curve = given.by("Div", &square, 4.0);
        let above = given.by("Greater", given.x, 1.0);
        Ok(given.choose(&above, given.x, &curve))
    }),
    ("sparse_sigmoid", |given| {
        let clipped = given.clip(given.x, [-1.0, 1.0]);
        let sum = given.by("Add", &clipped, 1.0);
        Ok(given.by("Div", &sum, 2.0))
    }),
    ("sparsemax", sparsemax),
    // `(x + √(x² + b)) / 2`
    ("squareplus", |given| {
        let square = given.times_x(given.x);
        let sum = given.by("Add", &square, given.arguments[0]);
        let root = given.on("Sqrt", &[sum]);
        let sum = given.on("Add", &[given.x.to_owned(), root]);
        Ok(given.by("Div", &sum, 2.0))
    }),
    ("threshold", |given| {
        let [threshold, other, _] = given.arguments;
        let (above, other) = (given.by("Greater", given.x, threshold), given.graph.scalar(other));
        Ok(given.choose(&above, given.x, &other))
    }),
];

fn half_of_x_times_one_plus(given: &mut Given<'_>, y: &str) -> Result<Name> {
    let sum = given.by("Add", y, 1.0);
    let product = given.times_x(&sum);
    Ok(given.by("Mul", &product, 0.5))
}

fn shrink(given: &mut Given<'_>, bias: f32) -> Name {
    given.with("Shrink", vec![Attribute::float("lambd", given.arguments[0]), Attribute::float("bias", bias)])
}

fn rectified(given: &mut Given<'_>) -> Result<Name> {
    let [slope, most, threshold] = given.arguments;
    let is_capped = most < f32::INFINITY;
    Ok(match (slope == 0.0, is_capped, threshold == 0.0) {
        (true, false, true) => given.op("Relu"),
        (true, true, true) => given.clip(given.x, [0.0, most]),
        (false, false, true) => given.with("LeakyRelu", vec![Attribute::float("alpha", slope)]),
        _ => {
            let above = given.by("Greater", given.x, threshold);
            let below = given.by("Sub", given.x, threshold);
            let below = given.by("Mul", &below, slope);
            let kept = if is_capped { given.clip(given.x, [0.0, most]) } else { given.x.to_owned() };
            given.choose(&above, &kept, &below)
        }
    })
}

/// The projection onto the simplex: the largest are lowered by as much as lets them sum to 1, and the rest are 0.
fn sparsemax(given: &mut Given<'_>) -> Result<Name> {
    let (size, axis) = (known(given.size, "an axis of classes")?, given.axis);
    let count = given.graph.ints(&[size as i64]);
    let along = vec![Attribute::int("axis", axis as i64)];
    let sorted = given.graph.nodes("TopK", &[given.x, &count], along, 2).remove(0);
    let position = given.graph.int(axis as i64);
    let sums = given.graph.node("CumSum", &[&sorted, &position], vec![]);
    let ranks: Vec<f32> = (1..=size).map(|rank| rank as f32).collect();
    let dims = [vec![size], vec![1; given.behind]].concat();
    let ranks = given.graph.floats(&dims, &ranks);
    let scaled = given.on("Mul", &[ranks, sorted.clone()]);
    let above = given.by("Add", &scaled, 1.0);
    let is_in = given.on("Greater", &[above, sums]);
    let is_in = given.graph.cast(&is_in, FLOAT);
    let number = given.graph.reduce("ReduceSum", &is_in, &[axis], true);
    let kept = given.on("Mul", &[sorted, is_in]);
    let sum = given.graph.reduce("ReduceSum", &kept, &[axis], true);
    let excess = given.by("Sub", &sum, 1.0);
    let threshold = given.on("Div", &[excess, number]);
    let lowered = given.on("Sub", &[given.x.to_owned(), threshold]);
    Ok(given.on("Relu", &[lowered]))
}
