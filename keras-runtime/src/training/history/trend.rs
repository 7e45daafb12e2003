//! Learning curves in a terminal.

use std::fmt;

use super::{History, shown};
use crate::metrics::parts::whole;

/// The most letters of a curve.
const WIDTH: usize = 40;
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Learning curves for a terminal, by [`History::trend`].
#[derive(Clone, Copy, Debug)]
pub struct Trend<'a>(&'a History);

impl History {
    /// Learning curves in a terminal: a line for the loss and each metric, with a block for each epoch (or for several, if
    /// there are more than 40), the first value and the last.
    ///
    /// ```
    /// use keras::ndarray::array;
    /// use keras::prelude::*;
    ///
    /// let (x, y) = (array![[0.0], [1.0], [2.0], [3.0]], array![[1.0], [3.0], [5.0], [7.0]]);
    /// let mut model = sequential![Dense(1, input = 1)].compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    /// let history = model.fit(&x, &y, Fit::epochs(20).verbose(0))?;
    /// println!("{}", history.trend());
    /// // loss  █▃▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  9.1234 → 0.0032
    /// assert!(history.trend().to_string().starts_with("loss  "));
    /// # Ok::<(), keras::Error>(())
    /// ```
    pub fn trend(&self) -> Trend<'_> {
        Trend(self)
    }
}

impl fmt::Display for Trend<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = || self.0.iter().filter(|(name, _)| whole(name).is_none());
        let width = columns().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (line, (name, values)) in columns().enumerate() {
            if line > 0 {
                writeln!(f)?;
            }
            write!(f, "{name:<width$}  {}", blocks(values))?;
            // What some epochs do not measure is left out.
            let mut measured = values.iter().copied().filter(|value| !value.is_nan());
            match (measured.next(), measured.next_back()) {
                (Some(first), Some(last)) => write!(f, "  {} → {}", shown(first), shown(last))?,
                (Some(only), None) => write!(f, "  {}", shown(only))?,
                (None, _) => write!(f, "  NaN")?,
            }
        }
        Ok(())
    }
}

/// A block for each number or for the mean of several, the lowest for the least. What is not finite is a blank.
fn blocks(values: &[f32]) -> String {
    let count = values.len().min(WIDTH);
    let means: Vec<f64> = (0..count)
        .map(|i| {
            let of = &values[i * values.len() / count..(i + 1) * values.len() / count];
            let finite: Vec<f64> =
                of.iter().filter(|value| value.is_finite()).map(|&value| value.into()).collect();
            finite.iter().sum::<f64>() / finite.len() as f64
        })
        .collect();
    let finite = || means.iter().copied().filter(|mean| mean.is_finite());
    let (least, greatest) =
        (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let block = |mean: &f64| match (mean.is_finite(), greatest > least) {
        (false, _) => ' ',
        (true, true) => BLOCKS[((mean - least) / (greatest - least) * 7.0).round() as usize],
        (true, false) => BLOCKS[3],
    };
    means.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn the_least_number_is_the_lowest_block_and_the_greatest_the_highest() {
        assert_eq!(blocks(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), "▁▂▃▄▅▆▇█");
        assert_eq!(blocks(&[7.0, f32::NAN, 0.0]), "█ ▁");
        assert_eq!(blocks(&[2.0, 2.0]), "▄▄");
        assert_eq!((blocks(&[]), blocks(&[f32::NAN])), (String::new(), " ".to_owned()));
    }

    #[test]
    fn more_epochs_than_blocks_are_means() {
        let curve = blocks(&(0..80).map(|i| i as f32).collect::<Vec<_>>());
        assert_eq!(curve.chars().count(), 40);
        assert!(curve.starts_with('▁') && curve.ends_with('█'));
    }
}
