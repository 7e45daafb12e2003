//! Datasets that are streams of elements, in the words of
//! [`tf.data`](https://www.tensorflow.org/api_docs/python/tf/data/Dataset).

mod batch;
mod cache;
mod elements;
mod generator;
mod map;
mod prefetch;
mod repeat;
mod shard;
mod shuffle;
mod stack;
mod take;

use super::{BatchBuffer, BatchOf, Batches, Pass};
use crate::random::Random;
use crate::{Error, Result};

pub use elements::Elements;
pub use stack::Stack;

/// Dataset: a stream of elements, samples or batches, which are made when they are needed.
///
/// The words are those of [`tf.data.Dataset`](https://www.tensorflow.org/api_docs/python/tf/data/Dataset). Elements are
/// samples, `(x, y)` or `(x, y, sample_weight)`, until [`batch`](Self::batch) makes batches of them; a
/// [`fit_batches`](crate::training::Compiled::fit_batches) takes a dataset of batches.
///
/// ```
/// use keras::data::Dataset;
/// use keras::ndarray::{Array1, Array2};
/// use keras::prelude::*;
///
/// let (train, test) = datasets::digits::load();
/// let digits = |x: Array2<f32>, y: Array1<u8>| move |_| {
///     x.outer_iter().map(|x| x.to_owned()).zip(y.clone()).collect::<Vec<_>>()
/// };
/// let train = Dataset::from_generator(digits(train.x, train.y))
///     .cache()
///     .shuffle(500)
///     .map_with_random(|(x, y), random| (x.mapv(|pixel: f32| pixel + 0.05 * random.normal()), y))
///     .batch(32)
///     .prefetch(2);
///
/// let model = sequential![Dense(32, activation = relu, input = 64), Dense(10, activation = softmax)];
/// let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let test = Dataset::from_generator(digits(test.x, test.y)).batch(32);
/// model.fit_batches(train, Fit::epochs(3).verbose(0).validation_batches(test))?;
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each pass over the data begins the stream anew, and all that is random in it comes from the seed of the pass: the same
/// [`set_random_seed`](crate::random::set_random_seed) gives the same bits, on a training that was killed and taken up
/// again, too.
#[derive(Clone, Debug)]
#[must_use]
pub struct Dataset<T>(T);

impl Dataset<()> {
    /// A dataset of what a function gives for each pass: the elements of an iterator.
    pub fn from_generator<F, I>(mut generator: F) -> Dataset<impl Elements<Item = I::Item>>
    where
        F: FnMut(Pass) -> I + Send,
        I: IntoIterator<Item: Send, IntoIter: Send>,
    {
        Dataset(generator::Generator::new(move |pass| Ok(generator(pass).into_iter().map(Ok))))
    }

    /// A dataset of what a function gives for each pass, where it may fail, and so may each element.
    ///
    /// ```
    /// use std::fs::File;
    /// use std::io::{BufRead, BufReader};
    ///
    /// use keras::data::Dataset;
    ///
    /// let lines = Dataset::try_from_generator(|_| {
    ///     let file = File::open("numbers.txt")?;
    ///     Ok::<_, std::io::Error>(BufReader::new(file).lines())
    /// });
    /// let numbers = lines.try_map(|line| line.parse::<f32>());
    /// # let _ = numbers;
    /// ```
    pub fn try_from_generator<F, I, T, E, G>(mut generator: F) -> Dataset<impl Elements<Item = T>>
    where
        F: FnMut(Pass) -> Result<I, G> + Send,
        I: IntoIterator<Item = Result<T, E>, IntoIter: Send>,
        T: Send,
        E: Into<Cause>,
        G: Into<Cause>,
    {
        Dataset(generator::Generator::new(move |pass| {
            let elements = generator(pass).map_err(|error| Error::from_cause(error.into()))?;
            Ok(elements.into_iter().map(|element| element.map_err(|error| Error::from_cause(error.into()))))
        }))
    }

    /// A dataset of the elements of an iterator, which can be gone through only once.
    ///
    /// For endless ones, with [`Fit::steps_per_epoch`](crate::training::Fit::steps_per_epoch); others are given as
    /// [`from_generator`](Self::from_generator), for each pass anew.
    pub fn from_iterator<I>(elements: I) -> Dataset<impl Elements<Item = I::Item>>
    where
        I: IntoIterator<Item: Send, IntoIter: Send>,
    {
        let mut elements = Some(elements.into_iter());
        Dataset(generator::Generator::new(move |_| {
            let elements = elements.take().ok_or_else(|| {
                Error::new("`Dataset::from_iterator`", "the iterator was gone through before")
                    .help("`Dataset::from_generator(|_| …)` makes one for each pass over the data")
            })?;
            Ok(elements.map(Ok))
        }))
    }
}

/// Any error.
type Cause = Box<dyn std::error::Error + Send + Sync>;

impl<T: Elements> Dataset<T> {
    /// A dataset of these elements.
    pub fn new(elements: T) -> Self {
        Self(elements)
    }

    /// What a function makes of each element.
    ///
    /// It is the same in each pass: what is random belongs into [`map_with_random`](Self::map_with_random).
    pub fn map<U: Send>(self, f: impl Fn(T::Item) -> U + Send) -> Dataset<impl Elements<Item = U>> {
        Dataset(map::Map::new(self.0, move |element, _| Ok(f(element))))
    }

    /// What a function makes of each element, where it may fail.
    pub fn try_map<U: Send, E: Into<Cause>>(
        self,
        f: impl Fn(T::Item) -> Result<U, E> + Send,
    ) -> Dataset<impl Elements<Item = U>> {
        Dataset(map::Map::new(self.0, move |element, _| {
            f(element).map_err(|error| Error::from_cause(error.into()))
        }))
    }

    /// What a function makes of each element by random numbers, other ones for each element and pass: an augmentation.
    pub fn map_with_random<U: Send>(
        self,
        f: impl Fn(T::Item, &mut Random) -> U + Send,
    ) -> Dataset<impl Elements<Item = U>> {
        Dataset(map::Map::new(self.0, move |element, pass: map::At<'_>| Ok(f(element, &mut pass.random()))))
    }

    /// The elements in another order in each pass: each is drawn from a buffer of so many, which the next one refills.
    pub fn shuffle(self, buffer_size: usize) -> Dataset<impl Elements<Item = T::Item>> {
        Dataset(shuffle::Shuffle::new(self.0, buffer_size))
    }

    /// Batches of so many elements; the last may be smaller.
    ///
    /// An element is a number, an array, or a tuple of such: see [`Stack`].
    pub fn batch(self, batch_size: usize) -> Dataset<impl Elements<Item = <T::Item as Stack>::Batch>>
    where
        T::Item: Stack,
    {
        Dataset(batch::Batched::new(self.0, batch_size))
    }

    /// Makes elements on a thread of its own, so many ahead.
    ///
    /// `fit_batches` makes one batch ahead without it: this is for sources that take longer at times.
    pub fn prefetch(self, buffer_size: usize) -> Dataset<impl Elements<Item = T::Item>>
    where
        T: 'static,
    {
        Dataset(prefetch::Prefetch::new(self.0, buffer_size))
    }

    /// Keeps the elements of the first pass in memory, and gives them again in all others.
    pub fn cache(self) -> Dataset<impl Elements<Item = T::Item>>
    where
        T::Item: Clone,
    {
        Dataset(cache::Cache::new(self.0))
    }

    /// Goes through the elements so many times in one pass; `None` is without end.
    ///
    /// `fit` begins anew by itself where the data end in an epoch of
    /// [`steps_per_epoch`](crate::training::Fit::steps_per_epoch).
    pub fn repeat(self, count: impl Into<Option<usize>>) -> Dataset<impl Elements<Item = T::Item>> {
        Dataset(repeat::Repeat::new(self.0, count.into()))
    }

    /// The first elements only, as many as this.
    pub fn take(self, count: usize) -> Dataset<impl Elements<Item = T::Item>> {
        Dataset(take::Take::new(self.0, count))
    }

    /// Every `shards`-th element, from that at `index` on: one of as many parts, for ranks of which each reads its own.
    ///
    /// TensorFlow has the two the other way round. What is random before it, as [`shuffle`](Self::shuffle), is the same for
    /// all parts; of what comes after it, each part has its own.
    ///
    /// ```
    /// use keras::data::Dataset;
    ///
    /// let numbers = || Dataset::from_generator(|_| 0..10);
    /// let parts = [0, 1, 2].map(|rank| numbers().shard(rank, 3));
    /// // 0 3 6 9, 1 4 7 and 2 5 8.
    /// # let _ = parts;
    /// ```
    pub fn shard(self, index: usize, shards: usize) -> Dataset<impl Elements<Item = T::Item>> {
        Dataset(shard::Shard::new(self.0, index, shards))
    }

    /// The same with a type that can be written down: `Dataset<Box<dyn Elements<Item = (Array1<f32>, u8)>>>`.
    pub fn boxed<'a>(self) -> Dataset<Box<dyn Elements<Item = T::Item> + 'a>>
    where
        T: 'a,
    {
        Dataset(Box::new(self.0))
    }

    /// The number of elements in a pass, if that is known.
    #[expect(
        clippy::len_without_is_empty,
        reason = "nobody knows whether there are any before a pass begins"
    )]
    pub fn len(&self) -> Option<usize> {
        self.0.len()
    }
}

#[diagnostic::do_not_recommend]
impl<S, K, T: Elements<Item: BatchOf<S, K>>> Batches<S, K> for Dataset<T> {
    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.0.begin(pass)
    }

    fn fill(&mut self, batch: &mut BatchBuffer<'_, S, K>) -> Result<bool> {
        self.0.next()?.map_or(Ok(false), |element| element.put(batch).map(|()| true))
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        self.0.skip(batches)
    }

    fn batches(&self) -> Option<usize> {
        self.0.len()
    }
}

/// An error if the argument of an adapter is 0.
fn require(adapter: &str, count: usize) -> Result<()> {
    if count > 0 { Ok(()) } else { Err(Error::expected(format!("`Dataset`, `{adapter}`"), "1 or more", 0)) }
}
