//! Adaptation of a normalization to data: means and variances from what `fit` takes.

use super::Samples;
use crate::layer::{Built, Node};
use crate::layers::Normalization;
use crate::shape::Dynamic;
use crate::{Error, Result};

/// How many numbers are looked at together.
const AT_ONCE: usize = 1 << 16;

impl Built<Normalization> {
    /// Takes the means and variances from samples, the first axis being that of the batch: what the layer is given in the
    /// model, as the data themselves where it is the first. Samples are held as `fit` takes them.
    ///
    /// ```
    /// use keras::prelude::*;
    ///
    /// let mut model = sequential![Normalization(input = 2, name = features), Dense(1)];
    /// let rows: Vec<[f32; 2]> = vec![[0.0, 10.0], [2.0, 30.0]];
    /// model.features.adapt(&rows)?;
    /// assert_eq!(model.features.get_weight("mean")?.as_slice(), Some(&[1.0, 20.0][..]));
    /// # Ok::<(), keras::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the samples are none, have other sizes along the axes of `axis`, or hold what is not finite; or the layer has its
    /// means as arguments.
    pub fn adapt(&mut self, data: impl Samples<Dynamic>) -> Result<()> {
        let tables = data.tables()?;
        let [table] = &tables[..] else {
            let place = format!("layer `{}`, adapt", self.name());
            return Err(Error::expected(place, "one array of samples", tables.len()));
        };
        self.adapt_to(&table.dims(), &|visit| {
            let (samples, width) = (table.samples(), table.width());
            let rows: Vec<usize> = (0..samples).collect();
            let mut numbers = vec![0.0; (AT_ONCE / width).clamp(1, samples) * width];
            for rows in rows.chunks(numbers.len() / width) {
                let numbers = &mut numbers[..rows.len() * width];
                table.gather(rows, numbers)?;
                numbers.chunks(width).for_each(&mut *visit);
            }
            Ok(())
        })
    }
}
