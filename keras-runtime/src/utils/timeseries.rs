//! Time series datasets: windows that slide over a series.

use ndarray::{Array, ArrayRef, Axis, Dimension, IxDyn, RemoveAxis};

use crate::datasets::Dataset;
use crate::training::data::Number;
use crate::{Error, Result};

const PLACE: &str = "`timeseries_dataset_from_array`";

/// Time series dataset: windows of a series, whose axis 0 is time, sequences of `sequence_length` steps each.
///
/// This is [`keras.utils.timeseries_dataset_from_array`](https://keras.io/api/data_loading/timeseries/#timeseriesdatasetfromarray-function),
/// its arguments by their names and with their defaults. The windows come in the order of time; `fit` shuffles. All are
/// in memory at once, each value as often as there are windows that show it.
///
/// ```
/// use keras::utils::timeseries_dataset_from_array;
/// use keras::ndarray::{Array1, array, s};
///
/// // The next value from the three before it.
/// let series = Array1::from_iter(0..6);
/// let data = timeseries_dataset_from_array(&series, 3).with_targets(&series.slice(s![3..]))?;
/// assert_eq!(data.x, array![[0, 1, 2], [1, 2, 3], [2, 3, 4]]);
/// assert_eq!(data.y, array![3, 4, 5]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// An `LSTM` takes `(steps, features)`, so a series of one number a step needs an axis of features:
///
/// ```
/// use keras::utils::timeseries_dataset_from_array;
/// use keras::ndarray::{Array1, Axis, s};
///
/// let series = Array1::from_iter((0..100).map(|step| (step as f32 / 5.0).sin()));
/// let (next, series) = (series.slice(s![24..]), series.view().insert_axis(Axis(1)));
/// let data = timeseries_dataset_from_array(&series, 24).with_targets(&next)?;
/// assert_eq!((data.x.dim(), data.y.dim()), ((76, 24, 1), 76));
/// # Ok::<(), keras::Error>(())
/// ```
pub fn timeseries_dataset_from_array<E, D: Dimension>(
    data: &ArrayRef<E, D>,
    sequence_length: usize,
) -> Timeseries<'_, E, D> {
    Timeseries {
        data,
        sequence_length,
        sequence_stride: 1,
        sampling_rate: 1,
        start_index: 0,
        end_index: None,
    }
}

/// Options of the windows that [`timeseries_dataset_from_array`] shall take.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Timeseries<'a, E, D: Dimension> {
    data: &'a ArrayRef<E, D>,
    sequence_length: usize,
    sequence_stride: usize,
    sampling_rate: usize,
    start_index: usize,
    end_index: Option<usize>,
}

/// Windows of a series, shape `(windows, sequence_length, ...)`, and the target of each.
pub type Windows<E, D, T, F> = Dataset<Array<E, <D as Dimension>::Larger>, Array<T, F>>;

impl<E: Number, D: RemoveAxis> Timeseries<'_, E, D> {
    /// The steps from one window to the next; default 1.
    pub fn sequence_stride(mut self, steps: usize) -> Self {
        self.sequence_stride = steps;
        self
    }

    /// The steps from one value of a window to the next; default 1.
    pub fn sampling_rate(mut self, steps: usize) -> Self {
        self.sampling_rate = steps;
        self
    }

    /// The first step that is used; default 0.
    pub fn start_index(mut self, step: usize) -> Self {
        self.start_index = step;
        self
    }

    /// The first step that is not used any more; by default the length of the series.
    pub fn end_index(mut self, step: usize) -> Self {
        self.end_index = Some(step);
        self
    }

    /// The windows, shape `(windows, sequence_length, ...)`.
    ///
    /// # Errors
    ///
    /// Where no window fits, or a length or a number of steps is 0.
    pub fn sequences(self) -> Result<Array<E, D::Larger>> {
        let starts = self.starts(usize::MAX)?;
        self.windows(&starts)
    }

    /// The windows, and the target of each: that of the step at which the window begins.
    ///
    /// There are no more windows than targets.
    ///
    /// # Errors
    ///
    /// Those of [`sequences`](Self::sequences).
    pub fn with_targets<T: Clone, F: RemoveAxis>(
        self,
        targets: &ArrayRef<T, F>,
    ) -> Result<Windows<E, D, T, F>> {
        let starts = self.starts(targets.shape().first().copied().unwrap_or(0))?;
        Ok(Dataset { x: self.windows(&starts)?, y: targets.select(Axis(0), &starts) })
    }

    /// Where the windows begin, before step `end_of_targets`.
    fn starts(&self, end_of_targets: usize) -> Result<Vec<usize>> {
        for (name, number) in [
            ("sequence_length", self.sequence_length),
            ("sequence_stride", self.sequence_stride),
            ("sampling_rate", self.sampling_rate),
        ] {
            if number == 0 {
                return Err(Error::expected(format!("{PLACE}, `{name}`"), "1 or more", number));
            }
        }
        let length = self.data.shape().first().copied().unwrap_or(0);
        let end = self.end_index.unwrap_or(length);
        if end > length {
            return Err(Error::expected(format!("{PLACE}, `end_index`"), format!("{length} at most"), end));
        }
        let span = (self.sequence_length - 1).saturating_mul(self.sampling_rate);
        let starts = self.start_index..end.saturating_sub(span).min(end_of_targets);
        if starts.is_empty() {
            let expected = format!("a window of {} steps", span.saturating_add(1));
            let found = format!("{} steps", end.saturating_sub(self.start_index));
            let found =
                if end_of_targets < end { format!("{found}, and {end_of_targets} targets") } else { found };
            return Err(Error::expected(PLACE, expected, found));
        }
        Ok(starts.step_by(self.sequence_stride).collect())
    }

    fn windows(&self, starts: &[usize]) -> Result<Array<E, D::Larger>> {
        let mut shape = vec![starts.len(), self.sequence_length];
        shape.extend(&self.data.shape()[1..]);
        let mut values = Vec::new();
        for start in starts {
            for step in 0..self.sequence_length {
                values
                    .extend(self.data.index_axis(Axis(0), start + step * self.sampling_rate).iter().copied());
            }
        }
        Array::from_shape_vec(IxDyn(&shape), values)
            .and_then(Array::into_dimensionality)
            .map_err(|error| Error::new(PLACE, error.to_string()).caused_by(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2, array, s};

    #[test]
    fn strides_and_rates_are_those_of_keras_documentation() {
        let data = Array1::from_iter(0..99);
        let windows =
            timeseries_dataset_from_array(&data, 10).sampling_rate(2).sequence_stride(3).sequences().unwrap();
        assert_eq!(windows.dim(), (27, 10));
        for (row, start) in [(0, 0), (1, 3), (2, 6), (26, 78)] {
            assert_eq!(windows.row(row).to_vec(), (start..).step_by(2).take(10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_steps_between_start_and_end_are_used() {
        let data = Array1::from_iter(0..10);
        let windows = timeseries_dataset_from_array(&data, 2).start_index(3).end_index(6);
        assert_eq!(windows.sequences().unwrap(), array![[3, 4], [4, 5]]);
        let targets = Array1::from_iter(100..110);
        let Dataset { x, y } = windows.with_targets(&targets).unwrap();
        assert_eq!((x, y), (array![[3, 4], [4, 5]], array![103, 104]));
    }

    #[test]
    fn there_are_no_more_windows_than_targets() {
        let data = Array1::from_iter(0..10);
        let Dataset { x, y } =
            timeseries_dataset_from_array(&data, 2).with_targets(&data.slice(s![7..])).unwrap();
        assert_eq!((x, y), (array![[0, 1], [1, 2], [2, 3]], array![7, 8, 9]));
    }

    #[test]
    fn a_series_of_several_values_a_step_gives_them_all() {
        let data = Array2::from_shape_fn((3, 2), |(step, value)| 10 * step + value);
        let windows = timeseries_dataset_from_array(&data, 2).sequences().unwrap();
        assert_eq!(windows, array![[[0, 1], [10, 11]], [[10, 11], [20, 21]]]);
    }

    #[test]
    fn a_window_that_does_not_fit_is_an_error() {
        let data = Array1::from_iter(0..5);
        let windows = |length| timeseries_dataset_from_array(&data, length);
        let error = |windows: Timeseries<'_, _, _>| windows.sequences().unwrap_err().to_string();
        assert!(error(windows(6)).ends_with("expected a window of 6 steps, found 5 steps"));
        assert!(error(windows(3).sampling_rate(3)).ends_with("expected a window of 7 steps, found 5 steps"));
        assert!(error(windows(usize::MAX).sampling_rate(2)).contains("found 5 steps"));
        assert!(error(windows(1).start_index(9)).ends_with("found 0 steps"));
        assert!(error(windows(1).end_index(6)).ends_with("`end_index`: expected 5 at most, found 6"));
        assert!(error(windows(0)).contains("`sequence_length`: expected 1 or more, found 0"));
        assert!(error(windows(1).sequence_stride(0)).contains("`sequence_stride`"));
        assert!(error(windows(1).sampling_rate(0)).contains("`sampling_rate`"));
        let none = windows(1).with_targets(&Array1::<u8>::zeros(0)).unwrap_err().to_string();
        assert!(none.ends_with("found 5 steps, and 0 targets"), "{none}");
    }
}
