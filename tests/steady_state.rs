//! Training allocates before its first steps, and after that nothing.

#![allow(unsafe_code, reason = "a global allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use keras::data::{BatchBuffer, Batches, Labels, Pass, Samples};
use keras::prelude::*;
use keras::training::{ApplyGradients, Trainer};
use ndarray::{Array1, Array2, s};

struct Counting;

thread_local! {
    /// Of this thread alone: the test harness has others, which allocate as they please.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often an epoch over so many samples allocates, preparations included.
fn allocations(samples: usize, model: impl Fn(&Array2<f32>, &Array1<u8>)) -> usize {
    let x = Array2::from_shape_fn((samples, 8), |(i, j)| ((i * 7 + j * 3) % 13) as f32 / 13.0);
    let y = Array1::from_shape_fn(samples, |i| (i % 3) as u8);
    let before = ALLOCATIONS.get();
    model(&x, &y);
    ALLOCATIONS.get() - before
}

/// Trains a sequential model of these layers on few samples and on many.
macro_rules! assert_that_more_steps_allocate_no_more {
    ($($layers:tt)*) => {
        let train = |x: &Array2<f32>, y: &Array1<u8>| {
            let loss = SparseCategoricalCrossentropy::default();
            let mut model = sequential![$($layers)*].compile(Adam::default(), loss, metrics![accuracy]);
            model.fit(x, y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
        };
        allocations(200, train);
        assert_eq!(allocations(200, train), allocations(2008, train));
    };
}

#[test]
fn more_steps_allocate_no_more() {
    assert_that_more_steps_allocate_no_more![
        Dense(16, activation = relu, kernel_constraint = max_norm(2.0), input = 8),
        Dense(3, activation = softmax),
    ];
}

#[test]
fn steps_of_several_optimizers_allocate_no_more() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let model = sequential![Dense(16, activation = relu, input = 8), Dense(3, activation = softmax)];
        let map = OptimizerMap::new(SGD::new(0.1)).with("dense/.*", Adam::default().global_clipnorm(1.0));
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = model.compile(MultiOptimizer::new(map), loss, metrics![accuracy]);
        model.fit(x, y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

#[test]
fn metrics_of_probabilities_of_logits_allocate_no_more() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let y = y.mapv(|class| class.min(1));
        let model = sequential![Dense(4, activation = sigmoid, input = 8), Dense(1)];
        let metrics = metrics![accuracy, keras::metrics::Precision::default(), binary_crossentropy];
        let mut model = model.compile(Adam::default(), BinaryCrossentropy::default().from_logits(), metrics);
        model.fit(x, &y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

#[test]
fn more_steps_of_convolutions_allocate_no_more() {
    assert_that_more_steps_allocate_no_more![
        Reshape((2, 4, 1), input = 8),
        Conv2D(4, 3, padding = same, activation = relu),
        Conv2D(6, 2, strides = 2),
        Conv2DTranspose(2, 3, strides = 2),
        Flatten(),
        Dense(3, activation = softmax),
    ];
}

#[test]
fn more_steps_of_a_recurrent_model_allocate_no_more() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let model = graph!({
            let sequence = Reshape((4, 2))(Input(8));
            let (y, h, c) = LSTM(9, return_sequences = true, return_state = true)(sequence);
            let y = GRU(5, dropout = 0.1, recurrent_dropout = 0.2, return_sequences = true)(y);
            let y = SimpleRNN(3, dropout = 0.2)(y);
            Dense(3, activation = softmax)(Concatenate()([y, h, c]))
        });
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = model.compile(Adam::default(), loss, metrics![]);
        model.fit(x, y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

#[test]
fn more_steps_of_attention_allocate_no_more() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let model = graph!({
            let x = Masking()(Reshape((4, 2))(Input(8)));
            let x = x + MultiHeadAttention(2, 3, dropout = 0.1, use_causal_mask = true)(x, x);
            let x = AdditiveAttention()(x, Attention(use_scale = true)(x, x));
            Dense(3, activation = softmax)(GlobalAveragePooling1D()(x))
        });
        let loss = SparseCategoricalCrossentropy::default();
        let mut model = model.compile(Adam::default(), loss, metrics![]);
        model.fit(x, y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

#[test]
fn more_steps_of_ones_own_allocate_no_more() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let generator = sequential![Dense(6, activation = relu, input = 4), BatchNormalization(), Dense(8)];
        let critic = sequential![Dense(6, activation = tanh, input = 8), Dense(1)];
        let optimizers = (Adam::default(), SGD::new(0.01).momentum(0.5));
        let mut trainer = Trainer::new(
            (generator, critic),
            optimizers,
            ["critic", "generator"],
            |batch, tape, models, optimizers| {
                let ((generator, critic), (adam, sgd)) = (models, optimizers);
                let fake = tape.call(&*generator, &K::random_normal(tape, &[batch.len(), 4]));
                // A penalty on a gradient, and a gradient through operations that are differentiable once.
                let between = tape.watch(&(0.5 * (batch.x() + K::stop_gradient(&fake))));
                let slope = tape.gradient(&tape.call(&*critic, &between), &between)?;
                let once = tape.gradient(&K::sum(&K::cumsum(&between, -1)), &between)?;
                let loss =
                    K::mean(&tape.call(&*critic, &batch.x())) + K::mean(&K::square(&slope)) + K::mean(&once);
                sgd.apply(&tape.gradient(&loss, &*critic)?, critic)?;
                let judged = K::mean(&tape.call(&*critic, &fake));
                adam.apply(&tape.gradient(&judged, &*generator)?, generator)?;
                Ok([loss, judged])
            },
        );
        trainer.fit(x, y, Fit::epochs(1).batch_size(16).verbose(0)).unwrap();
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

#[test]
fn a_predictor_answers_one_sample_after_the_other_without_an_allocation() {
    let model = sequential![
        Reshape((4, 4, 1), input = 16),
        Conv2D(4, 3, activation = relu),
        BatchNormalization(),
        MaxPooling2D(2),
        Flatten(),
        Dropout(0.5),
        Dense(3, activation = softmax),
    ];
    let samples = Array2::from_shape_fn((20, 16), |(i, j)| ((i * 7 + j * 3) % 13) as f32 / 13.0);
    let expected = model.predict(&samples).unwrap();
    let mut predictor = model.predictor();
    let mut before = 0;
    for (i, sample) in samples.rows().into_iter().enumerate() {
        if i == 1 {
            before = ALLOCATIONS.get();
        }
        let answer = predictor.predict(sample.insert_axis(ndarray::Axis(0))).unwrap();
        assert!(answer.iter().zip(expected.row(i)).all(|(a, b)| (a - b).abs() < 1e-6));
    }
    assert_eq!(ALLOCATIONS.get() - before, 0);
}

/// Gives the same batch so many times, and notes what its thread has allocated in one that is not the first.
struct Stream {
    x: Array2<f32>,
    y: Array1<u8>,
    batches: usize,
    given: usize,
    before: usize,
    allocated: usize,
}

impl<S, K> Batches<S, K> for Stream
where
    for<'a> &'a Array2<f32>: Samples<S>,
    for<'a> &'a Array1<u8>: Labels<K>,
{
    fn begin(&mut self, _: Pass) -> keras::Result<()> {
        self.given = 0;
        Ok(())
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
        // Two buffers go around.
        match self.given {
            4 => self.before = ALLOCATIONS.get(),
            5.. => self.allocated = ALLOCATIONS.get() - self.before,
            _ => {}
        }
        self.given += 1;
        if self.given <= self.batches {
            batch.set(&self.x, &self.y)?;
        }
        Ok(self.given <= self.batches)
    }
}

#[test]
fn more_batches_of_a_stream_allocate_no_more_on_either_thread() {
    let train = |x: &Array2<f32>, y: &Array1<u8>| {
        let loss = SparseCategoricalCrossentropy::default();
        let model = sequential![Dense(16, activation = relu, input = 8), Dense(3, activation = softmax)];
        let mut model = model.compile(Adam::default(), loss, metrics![accuracy]);
        let (x, y, batches) = (x.slice(s![..16, ..]), y.slice(s![..16]), x.nrows() / 16);
        let (x, y) = (x.to_owned(), y.to_owned());
        let mut stream = Stream { x, y, batches, given: 0, before: 0, allocated: 0 };
        let plan = Fit::epochs(1).verbose(0).class_weight([(0, 1.0), (1, 2.0), (2, 3.0)]);
        model.fit_batches(&mut stream, plan).unwrap();
        assert_eq!((stream.given, stream.allocated), (batches + 1, 0));
    };
    allocations(200, train);
    assert_eq!(allocations(200, train), allocations(2008, train));
}

keras_file! { struct Deep = "tests/conformance/data/keras_file/image.keras"; }

#[test]
fn weights_in_the_program_allocate_nothing_but_their_model() {
    let count = |make: fn() -> Deep| {
        let before = ALLOCATIONS.get();
        let model = make();
        (ALLOCATIONS.get() - before, model.count_params()).0
    };
    count(Deep::new);
    assert!(count(Deep::pretrained) <= count(Deep::new) + 1, "one list of all places, however many layers");
}
