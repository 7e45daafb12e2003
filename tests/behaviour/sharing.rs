//! Models as values: returned by functions, kept in structs, moved to threads and shared by them.

use std::sync::{Arc, Barrier, LazyLock};
use std::thread;

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::shape::SoftmaxHead;
use keras::training::Compiled;
use ndarray::{Array2, Axis};

sequential! {
    /// One of three classes.
    pub struct Classifier { Dense(8, activation = relu, input = 4), Dense(3, activation = softmax) }
}

fn is_shared<T: Send + Sync>(_: &T) {}

fn data() -> (Array2<f32>, Vec<u8>) {
    (Array2::from_shape_fn((64, 4), |(i, j)| ((i * 4 + j) as f32).sin()), (0..64).map(|i| i % 3).collect())
}

/// A function that returns a model which has a name.
fn named() -> Classifier {
    Classifier::new()
}

/// A function that returns one which has none.
fn unnamed(seed: u64) -> impl Model<Input = Rank1<4>, Output = Rank1<3>, Head = SoftmaxHead> {
    keras::set_random_seed(seed);
    sequential![Dense(8, activation = relu, input = 4), Dense(3, activation = softmax)]
}

/// A function that returns one that is ready to be trained.
fn compiled() -> Compiled<Classifier, SparseCategoricalCrossentropy> {
    named().compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy])
}

fn compiled_unnamed() -> Compiled<
    impl Model<Input = Rank1<4>, Output = Rank1<3>, Head = SoftmaxHead>,
    SparseCategoricalCrossentropy,
> {
    unnamed(1).compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy])
}

/// A function of any model of the kind.
fn trained<M>(model: M) -> Compiled<M, SparseCategoricalCrossentropy>
where
    M: Model<Input = Rank1<4>, Output = Rank1<3>, Head = SoftmaxHead>,
{
    let (x, y) = data();
    let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
    model
}

/// A program that keeps a model.
struct Service {
    model: Compiled<Classifier, SparseCategoricalCrossentropy>,
}

impl Service {
    fn answer(&self, question: [f32; 4]) -> keras::Result<usize> {
        let probabilities = self.model.predict([question])?;
        let greatest = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        Ok(greatest.map_or(0, |(class, _)| class))
    }
}

#[test]
fn functions_return_models_and_structs_keep_them() {
    let (x, y) = data();
    compiled_unnamed().fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
    trained(unnamed(2)).evaluate(&x, &y).unwrap();
    let service = Service { model: trained(named()) };
    assert!(service.answer([0.0, 1.0, 0.5, 0.25]).unwrap() < 3);
    let mut model = compiled();
    model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
}

#[test]
fn a_compiled_model_moves_to_a_thread_and_is_shared_by_many() {
    let (x, y) = data();
    let model = thread::spawn(move || {
        let mut model = compiled().weighted_metrics(metrics![
            SparseTopKCategoricalAccuracy(k = 2),
            mean = |_, y_pred| K::mean(y_pred)
        ]);
        let (x, y) = data();
        model.fit(&x, &y, Fit::epochs(1).verbose(0)).map(|_| model)
    });
    let model = model.join().unwrap().unwrap();
    is_shared(&model);
    let expected = model.predict(&x).unwrap();
    let shared = Arc::new(model);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (shared, x) = (Arc::clone(&shared), x.clone());
            thread::spawn(move || {
                let mut predictor = shared.predictor();
                let rows = x.axis_iter(Axis(0));
                let rows: Vec<f32> = rows
                    .flat_map(|row| {
                        predictor
                            .predict(row.insert_axis(Axis(0)))
                            .unwrap()
                            .into_iter()
                            .copied()
                            .collect::<Vec<_>>()
                    })
                    .collect();
                (shared.predict(&x).unwrap(), rows)
            })
        })
        .collect();
    for thread in threads {
        let (all, rows) = thread.join().unwrap();
        assert_eq!(all, expected);
        let apart = all.iter().zip(&rows).map(|(all, row)| (all - row).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6 && rows.len() == all.len());
    }
    let mut model = Arc::into_inner(shared).expect("the threads have ended");
    model.fit(&x, &y, Fit::epochs(1).verbose(0)).unwrap();
}

#[test]
fn predictions_of_several_threads_do_not_wait_for_each_other() {
    // Each thread is in the middle of a prediction until all of them are.
    const THREADS: usize = 4;
    static INSIDE: LazyLock<Barrier> = LazyLock::new(|| Barrier::new(THREADS));
    fn meet(x: &Tensor) -> Tensor {
        INSIDE.wait();
        x * 1.0
    }
    let model = sequential![
        Dense(64, activation = relu, input = 4),
        Lambda(meet),
        BatchNormalization(),
        Dense(3, activation = softmax),
    ];
    let model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    let x = data().0;
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| model.predict(x.slice(ndarray::s![..32, ..])).unwrap());
        }
    });
}
