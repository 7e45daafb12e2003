//! Data larger than memory: sources of batches in place of arrays.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use keras::autodiff::Tensor;
use keras::callbacks::{BackupAndRestore, EarlyStopping, LambdaCallback};
use keras::data::{BatchBuffer, Batches, Dataset, Elements, Labels, Pass, Samples};
use keras::losses::AnyLabels;
use keras::prelude::*;
use keras::training::{Evaluate, History, Predict};
use keras::{Error, set_random_seed};
use ndarray::{Array1, Array2, ArrayD, s};

const SAMPLES: usize = 40;

fn data() -> (Array2<f32>, Array1<u8>) {
    let x = Array2::from_shape_fn((SAMPLES, 4), |(i, j)| ((i * 4 + j) as f32 * 0.7).sin());
    (x, Array1::from_shape_fn(SAMPLES, |i| (i % 3) as u8))
}

/// The samples one by one.
fn samples() -> Dataset<Box<dyn Elements<Item = (Array1<f32>, u8)>>> {
    let generator = |_| {
        let (x, y) = data();
        (0..SAMPLES).map(move |i| (x.row(i).to_owned(), y[i]))
    };
    Dataset::from_generator(generator).boxed()
}

sequential! {
    struct Network {
        Dense(8, activation = tanh, input = 4),
        Dropout(0.2),
        Dense(3, activation = softmax),
    }
}

type Compiled = keras::training::Compiled<Network, SparseCategoricalCrossentropy>;

fn network() -> Compiled {
    set_random_seed(3);
    Network::new().compile(Adam::new(0.01), SparseCategoricalCrossentropy::default(), metrics![accuracy])
}

/// Everything that a training comes to.
fn result(history: &History, model: &Compiled) -> (Vec<Vec<u32>>, Vec<ArrayD<f32>>) {
    let scores = history.iter().map(|(_, values)| values.iter().map(|value| value.to_bits()).collect());
    (scores.collect(), model.get_weights())
}

#[test]
fn batches_of_a_stream_are_learnt_as_those_of_arrays() {
    let (x, y) = data();
    let mut arrays = network();
    let plan = Fit::epochs(3).batch_size(16).shuffle(false).verbose(0).validation_data(&x, &y);
    let history = arrays.fit(&x, &y, plan).unwrap();
    let expected = result(&history, &arrays);

    let mut streams = network();
    let (train, validation) = (samples().batch(16), samples().batch(16));
    let history =
        streams.fit_batches(train, Fit::epochs(3).verbose(0).validation_batches(validation)).unwrap();
    assert!(result(&history, &streams) == expected);
    let mut mixed = network();
    let plan = Fit::epochs(3).verbose(0).validation_data(&x, &y).validation_batch_size(16);
    let history = mixed.fit_batches(samples().batch(16), plan).unwrap();
    assert!(result(&history, &mixed) == expected);
}

#[test]
fn a_stream_is_measured_and_predicted_as_its_arrays() {
    let (x, y) = data();
    let mut model = network();
    let scores = model.evaluate(&x, &y).unwrap();
    assert_eq!(model.evaluate_batches(samples().batch(32), Evaluate::new()).unwrap(), scores);
    let inputs = || samples().map(|(x, _)| x).batch(32);
    assert_eq!(model.predict_batches(inputs(), Predict::new()).unwrap(), model.predict(&x).unwrap());

    let (some_x, some_y) = (x.slice(s![..20, ..]), y.slice(s![..20]));
    let scores = model.evaluate(some_x, some_y).unwrap();
    let ten = || Evaluate::new().batch_size(10);
    assert_eq!(model.evaluate_with(some_x, some_y, ten()).unwrap().get("accuracy"), scores.get("accuracy"));
    let two_steps = model.evaluate_with(&x, &y, ten().steps(2)).unwrap();
    assert_eq!(two_steps, model.evaluate_with(some_x, some_y, ten()).unwrap());
    assert_eq!(model.evaluate_batches(samples().batch(10), Evaluate::new().steps(2)).unwrap(), two_steps);
    let predicted = model.predict_with(&x, Predict::new().batch_size(10).steps(2)).unwrap();
    assert_eq!(predicted.dim(), (20, 3));
    assert_eq!(
        model.predict_batches(samples().map(|(x, _)| x).batch(10), Predict::new().steps(2)).unwrap(),
        predicted
    );
    let none = model.evaluate_with(&x, &y, Evaluate::new().steps(0)).unwrap_err().to_string();
    assert_eq!(none, "`evaluate`, steps: expected 1 or more, found 0");
    let few = model.evaluate_batches(samples().batch(10), Evaluate::new().steps(5)).unwrap_err().to_string();
    assert_eq!(few, "`evaluate_batches`, data: expected 5 batches, found 4");
}

/// What a pass over a dataset gives.
fn pass<T: Elements>(dataset: Dataset<T>, each: impl Fn(T::Item) -> f32 + Send + 'static) -> Vec<Vec<f32>> {
    // The model is a witness: it learns nothing from what it is shown, and gives it back.
    let identity = sequential![Rescaling(1.0, input = 1)];
    let mut dataset = dataset.map(move |element| [each(element)]).batch(1);
    (0..2)
        .map(|_| identity.predict_batches(&mut dataset, Predict::new()).unwrap().into_raw_vec_and_offset().0)
        .collect()
}

fn numbers(count: usize) -> Dataset<impl Elements<Item = f32>> {
    Dataset::from_generator(move |_| (0..count).map(|i| i as f32))
}

#[test]
fn adapters_do_what_they_do_in_tf_data() {
    let identity = |element| element;
    let up_to = |count: usize| (0..count).map(|i| i as f32).collect::<Vec<_>>();
    assert_eq!(pass(numbers(5), identity)[1], up_to(5));
    assert_eq!(pass(numbers(5).take(3), identity)[1], up_to(3));
    assert_eq!(pass(numbers(2).repeat(2), identity), [[0.0, 1.0, 0.0, 1.0]; 2]);
    assert_eq!(pass(numbers(3).repeat(None).take(5), identity)[1], [0.0, 1.0, 2.0, 0.0, 1.0]);
    assert_eq!(pass(numbers(4).map(|i| i * i), identity)[0], [0.0, 1.0, 4.0, 9.0]);
    assert_eq!(pass(numbers(5).prefetch(2), identity)[1], up_to(5));
    assert_eq!(pass(numbers(5).batch(2), |batch| batch.iter().sum()), [[1.0, 5.0, 4.0]; 2]);

    // A buffer of two: the first element is one of the first two, the second one of the first three.
    for _ in 0..10 {
        let shuffled = pass(numbers(6).shuffle(2), identity).swap_remove(0);
        assert!(shuffled.iter().enumerate().all(|(i, &element)| element as usize <= i + 1), "{shuffled:?}");
        let mut sorted = shuffled.clone();
        sorted.sort_by(f32::total_cmp);
        assert_eq!(sorted, up_to(6));
    }
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let counted = numbers(4).map(|i| (i, MADE.fetch_add(1, Ordering::Relaxed)).0).cache();
    assert_eq!(pass(counted, identity), [up_to(4), up_to(4)]);
    assert_eq!(MADE.load(Ordering::Relaxed), 4);
}

/// Which numbers a training of a few epochs sees.
fn seen(epochs: usize, data: impl Batches<Rank1<1>, AnyLabels>, steps: Option<usize>) -> Vec<Vec<f32>> {
    set_random_seed(5);
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let noted = seen.clone();
    let loss = move |y_true: &Tensor, y_pred: &Tensor| {
        noted.lock().unwrap().extend(y_true.to_array().iter().copied());
        K::mean_axis(&(y_pred - y_true), -1)
    };
    let mut model = sequential![Dense(1, input = 1)].compile(SGD::new(0.0), loss, metrics![]);
    let mut plan = Fit::epochs(epochs).verbose(0).callback(LambdaCallback::new());
    if let Some(steps) = steps {
        plan = plan.steps_per_epoch(steps);
    }
    model.fit_batches(data, plan).unwrap();
    let all = seen.lock().unwrap().clone();
    let each = all.len() / epochs;
    all.chunks(each).map(<[f32]>::to_vec).collect()
}

#[test]
fn each_epoch_has_another_order_and_a_seed_repeats_them() {
    let shuffled = || numbers(20).shuffle(20).map(|i| ([i], i)).batch(4);
    let epochs = seen(3, shuffled(), None);
    assert!(epochs[0] != epochs[1] && epochs[1] != epochs[2], "{epochs:?}");
    assert_eq!(epochs, seen(3, shuffled(), None));
    let augmented = || numbers(8).map_with_random(|i, random| ([i], random.uniform())).batch(4);
    let epochs = seen(2, augmented(), None);
    assert_ne!(epochs[0], epochs[1]);
    assert!(epochs[0].windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(epochs, seen(2, augmented(), None));
}

#[test]
fn epochs_of_so_many_steps_go_on_where_the_last_one_ended() {
    let data = || numbers(5).map(|i| ([i], i)).batch(1);
    assert_eq!(
        seen(4, data(), Some(3)),
        [[0.0, 1.0, 2.0], [3.0, 4.0, 0.0], [1.0, 2.0, 3.0], [4.0, 0.0, 1.0]]
    );
    let endless = Dataset::from_iterator((0..).map(|i| (vec![[i as f32]], vec![i as f32])));
    assert_eq!(seen(2, endless, Some(2)), [[0.0, 1.0], [2.0, 3.0]]);
}

#[test]
fn an_iterator_that_cannot_begin_anew_says_so() {
    let (x, y) = data();
    let once = Dataset::from_iterator([(x, y)]);
    let error = network().fit_batches(once, Fit::epochs(2).verbose(0)).unwrap_err().to_string();
    assert_eq!(
        error,
        "`fit`, epoch 2, batch 1, `Dataset::from_iterator`: the iterator was gone through before\n\
         help: `Dataset::from_generator(|_| …)` makes one for each pass over the data"
    );
}

#[test]
fn the_error_of_a_source_says_in_which_epoch_and_batch_it_was() {
    let failing = Dataset::try_from_generator(|pass: Pass| {
        let (x, y) = data();
        Ok::<_, Error>((0..4).map(move |batch| match (pass.index, batch) {
            (1, 2) => Err(io::Error::other("the disk has gone")),
            _ => Ok((x.clone(), y.clone())),
        }))
    });
    let mut model = network();
    let mut steps = 0;
    let count = LambdaCallback::new().on_train_batch_end(|_| {
        steps += 1;
        Ok(())
    });
    let error = model.fit_batches(failing, Fit::epochs(3).verbose(0).callback(count)).unwrap_err();
    assert_eq!(error.to_string(), "`fit`, epoch 2, batch 3: the disk has gone");
    assert!(
        std::error::Error::source(&error).is_some_and(|source| source.to_string() == "the disk has gone")
    );
    assert_eq!(steps, 4 + 2);
}

#[test]
fn bad_numbers_of_a_stream_are_found_before_they_are_learnt() {
    let with = |bad: f32, class: u8| {
        Dataset::from_generator(move |_| {
            (0..3).map(move |batch| {
                let (mut x, mut y) = data();
                if batch == 1 {
                    (x[[5, 2]], y[7]) = (bad, class);
                }
                (x, y)
            })
        })
    };
    let error = |bad, class| {
        network().fit_batches(with(bad, class), Fit::epochs(1).verbose(0)).unwrap_err().to_string()
    };
    assert!(
        error(f32::NAN, 0).starts_with("`fit`, epoch 1, batch 2, input `input_layer`, sample 5 at [2]: expected a finite number, found NaN"),
        "{}", error(f32::NAN, 0)
    );
    assert!(error(0.0, 3).starts_with("`fit`, epoch 1, batch 2, labels for `dense_1`, sample 7: expected a whole number from 0 to 2, found 3"), "{}", error(0.0, 3));
    let none = Dataset::from_generator(|_| Vec::<(Array2<f32>, Array1<u8>)>::new());
    let error = network().fit_batches(none, Fit::epochs(1).verbose(0)).unwrap_err().to_string();
    assert_eq!(error, "`fit`, epoch 1, batch 1, data: they have no batches");
}

#[test]
fn classes_and_samples_count_as_much_as_they_do_for_arrays() {
    let (x, y) = data();
    let class_weight = [(0, 0.5), (1, 2.0), (2, 1.25)];
    let weights: Vec<f32> = (0..SAMPLES).map(|i| (i % 5) as f32).collect();
    let mut arrays = network();
    let plan = Fit::epochs(2).batch_size(8).shuffle(false).verbose(0).class_weight(class_weight);
    let history = arrays.fit(&x, &y, plan.sample_weight(&weights)).unwrap();
    let mut streams = network();
    let weighted = Dataset::from_generator(|_| {
        let (x, y) = data();
        (0..SAMPLES).map(move |i| (x.row(i).to_owned(), y[i], (i % 5) as f32))
    });
    let plan = Fit::epochs(2).verbose(0).class_weight(class_weight);
    let other = streams.fit_batches(weighted.batch(8), plan).unwrap();
    assert!(result(&history, &arrays) == result(&other, &streams));

    let plan = Fit::epochs(2).verbose(0).class_weight([(0, 1.0), (1, 1.0)]);
    let error = network().fit_batches(samples().batch(8), plan).unwrap_err().to_string();
    assert!(
        error.starts_with(
            "`fit`, epoch 1, batch 1, class_weight: expected a weight for each class, found none for class 2"
        ),
        "{error}"
    );
}

/// Fills the memory that it is given.
struct Source {
    x: Array2<f32>,
    y: Array1<f32>,
    batch: usize,
}

impl<S, K> Batches<S, K> for Source
where
    for<'a> &'a Array2<f32>: Samples<S>,
    for<'a> &'a Array1<f32>: Labels<K>,
{
    fn begin(&mut self, _: Pass) -> keras::Result<()> {
        self.batch = 0;
        Ok(())
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
        if self.batch == 4 {
            return Ok(false);
        }
        self.x.fill(self.batch as f32);
        self.y.fill(self.batch as f32);
        self.batch += 1;
        batch.set(&self.x, &self.y)?;
        Ok(true)
    }
}

#[test]
fn a_source_of_ones_own_fills_memory_that_is_used_again() {
    let mut source = Source { x: Array2::zeros((3, 1)), y: Array1::zeros(3), batch: 0 };
    let seen = seen(2, &mut source, None);
    let expected: Vec<f32> = (0..12).map(|i| (i / 3) as f32).collect();
    assert_eq!(seen, [expected.clone(), expected]);
}

#[test]
fn validation_is_as_often_and_as_long_as_asked() {
    let (x, y) = data();
    let mut model = network();
    let plan = Fit::epochs(5)
        .verbose(0)
        .validation_freq(2)
        .validation_batches(samples().batch(8))
        .validation_steps(2);
    let stopping = EarlyStopping::monitor("val_loss").patience(3);
    let history = model.fit(&x, &y, plan.callback(stopping)).unwrap();
    let measured: Vec<bool> = history.get("val_loss").iter().map(|loss| !loss.is_nan()).collect();
    assert_eq!(measured, [false, true, false, true, false]);
    let scores = model.evaluate(x.slice(s![..16, ..]), y.slice(s![..16])).unwrap();
    let mut after = network();
    after.set_weights(&model.get_weights()).unwrap();
    let plan = Fit::epochs(1).verbose(0).validation_data(&x, &y).validation_batch_size(8).validation_steps(2);
    let mut frozen = after.into_model().compile(
        SGD::new(0.0),
        SparseCategoricalCrossentropy::default(),
        metrics![accuracy],
    );
    let history = frozen.fit(&x, &y, plan).unwrap();
    assert!((history.last("val_loss").unwrap() - scores.loss).abs() < 1e-6);
    for plan in [<Fit>::epochs(1).steps_per_epoch(0), Fit::epochs(1).validation_freq(0)] {
        assert!(
            model
                .fit(&x, &y, plan.verbose(0))
                .unwrap_err()
                .to_string()
                .ends_with("expected 1 or more, found 0")
        );
    }
}

/// A stream with everything in it that is random.
fn pipeline() -> impl Batches<<Network as Model>::Input, keras::losses::Classes<<Network as Model>::Output>> {
    samples()
        .cache()
        .shuffle(11)
        .map_with_random(|(x, y), random| (x.mapv(|value| value + 0.1 * random.normal()), y))
        .batch(6)
        .prefetch(2)
}

/// What a training comes to: its history and its weights.
type Run = (Vec<Vec<u32>>, Vec<ArrayD<f32>>);

/// Trains for 4 epochs in a folder, and fails in a batch, if it says so.
fn trained(folder: &Path, steps: Option<usize>, fails_at: Option<usize>) -> keras::Result<Run> {
    let (mut model, mut done) = (network(), 0);
    let fail = LambdaCallback::new().on_train_batch_begin(|_| {
        done += 1;
        if fails_at == Some(done) { Err(Error::new("test", "killed")) } else { Ok(()) }
    });
    let mut plan =
        Fit::epochs(4).verbose(0).callback(fail).callback(BackupAndRestore::new(folder).save_freq(1));
    if let Some(steps) = steps {
        plan = plan.steps_per_epoch(steps);
    }
    let history = model.fit_batches(pipeline(), plan)?;
    Ok(result(&history, &model))
}

#[test]
fn a_training_on_a_stream_goes_on_at_the_batch_it_was_at_bit_for_bit() {
    // Of seven batches a pass; epochs of five do not end where passes do.
    for steps in [None, Some(5)] {
        let folder = tempfile::tempdir().unwrap();
        let whole = trained(folder.path(), steps, None).unwrap();
        for fails_at in [1, 2, 6, 8, 9, 15, 17] {
            let folder = tempfile::tempdir().unwrap();
            trained(folder.path(), steps, Some(fails_at)).unwrap_err();
            // And once more, so that what was resumed is resumed.
            trained(folder.path(), steps, Some(3)).unwrap_err();
            assert!(trained(folder.path(), steps, None).unwrap() == whole, "{steps:?}, batch {fails_at}");
        }
    }
}

#[test]
fn a_panic_of_a_source_is_one_of_fit() {
    let panicking = samples().map(|(x, y)| if y == 2 { panic!("of the source") } else { (x, y) }).batch(4);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        network().fit_batches(panicking.prefetch(1), Fit::epochs(1).verbose(0))
    }));
    assert_eq!(caught.unwrap_err().downcast_ref::<&str>(), Some(&"of the source"));
}

#[test]
fn samples_of_other_shapes_are_no_batch() {
    let ragged = Dataset::from_generator(|_| (1..4).map(|len| (Array1::<f32>::zeros(len), 0_u8))).batch(3);
    let error = network().fit_batches(ragged, Fit::epochs(1).verbose(0)).unwrap_err().to_string();
    assert!(
        error.starts_with("`fit`, epoch 1, batch 1, data, sample 1 of a batch: expected [1], found [2]"),
        "{error}"
    );
    let error = network().fit_batches(samples().batch(0), Fit::epochs(1).verbose(0)).unwrap_err().to_string();
    assert_eq!(error, "`fit`, epoch 1, batch 1, `Dataset`, `batch`: expected 1 or more, found 0");
}

#[test]
fn a_source_that_waits_costs_less_than_a_tenth_of_the_step_that_it_hides_behind() {
    // The step sleeps, too: how busy the machine is makes no difference.
    const STEP: Duration = Duration::from_millis(10);
    const WAIT: Duration = Duration::from_millis(8);
    let epoch = |wait: Duration| {
        let slow = samples().repeat(3).batch(4).map(move |batch| (batch, sleep(wait)).0);
        let step = LambdaCallback::new().on_train_batch_begin(|_| {
            sleep(STEP);
            Ok(())
        });
        let (mut model, begin) = (network(), Instant::now());
        model.fit_batches(slow, Fit::epochs(1).verbose(0).callback(step)).unwrap();
        begin.elapsed()
    };
    let best = |wait| (0..3).map(|_| epoch(wait)).min().unwrap();
    let (with, without) = (best(WAIT), best(Duration::ZERO));
    // The first batch has no step to hide behind.
    assert!(with < without + without / 10 + WAIT, "{with:?}, {without:?} without waiting");
}

#[test]
fn tuples_of_inputs_are_stacked_each_by_itself() {
    let model = graph!({
        let (a, b) = (Input(2), Input(3));
        Dense(1)(Concatenate()([a, b]))
    });
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    let pairs = Dataset::from_generator(|_| {
        (0..10).map(|i| (([i as f32, 1.0], Array1::from_elem(3, i as f32)), i as f32))
    });
    let history = model.fit_batches(pairs.batch(5), Fit::epochs(2).verbose(0)).unwrap();
    assert_eq!(history.epochs().len(), 2);
}

/// A source that says that there are batches, and gives none after the first.
struct Empty(usize);

impl<S, K> Batches<S, K> for Empty
where
    for<'a> &'a [[f32; 1]]: Samples<S>,
    for<'a> &'a [f32]: Labels<K>,
{
    fn begin(&mut self, _: Pass) -> keras::Result<()> {
        Ok(())
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> keras::Result<bool> {
        self.0 += 1;
        if self.0 == 1 {
            batch.set(&[[1.0]][..], &[2.0][..])?;
        }
        Ok(true)
    }
}

#[test]
fn a_batch_that_is_said_to_be_there_and_is_not_is_an_error() {
    let model = sequential![Dense(1, input = 1)];
    let mut model = model.compile(SGD::new(0.01), MeanSquaredError::default(), metrics![]);
    let plan = Fit::epochs(1).steps_per_epoch(3).verbose(0);
    let error = model.fit_batches(Empty(0), plan).unwrap_err().to_string();
    assert!(error.contains("batch 2") && error.contains("has put none into memory"), "{error}");
}
