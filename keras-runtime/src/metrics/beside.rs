//! Metrics beside the loss that trains the output which they measure.

use super::Metrics;
use crate::losses::{LabelForm, Loss};
use crate::{Error, Result};

impl Metrics {
    /// Whether each metric makes sense beside the loss, which takes labels of this form.
    ///
    /// # Errors
    ///
    /// The first that does not.
    pub(crate) fn check_beside(&self, loss: &dyn Loss, labels: LabelForm) -> Result<()> {
        let loss = loss.name();
        for (name, metric) in self.iter() {
            let place = || format!("metric `{name}`");
            if metric.is_accuracy() && self.is_of_numbers() {
                let message = format!("`{loss}` trains numbers, and none of them is right or wrong");
                let help = "measure `mae`; of classes, end with `activation = softmax` or `sigmoid` and train a cross-entropy";
                return Err(Error::new(place(), message).help(help));
            }
            let [expected, found] = match (metric.label_form(), labels) {
                (LabelForm::Same, LabelForm::Classes) => {
                    ["labels shaped as the output, such as one-hot rows", "classes by number"]
                }
                (LabelForm::Classes, LabelForm::Same) => ["classes by number", "labels shaped as the output"],
                _ => continue,
            };
            let error = Error::expected(place(), expected, format_args!("{found}, as `{loss}` takes them"));
            return Err(error.help(match labels {
                LabelForm::Classes => {
                    "measure `accuracy`, which fits both; or train one-hot labels, with `CategoricalCrossentropy`"
                }
                _ => "measure `accuracy`, which fits both; or train classes, with `SparseCategoricalCrossentropy`",
            }));
        }
        Ok(())
    }
}
