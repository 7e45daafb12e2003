//! Piecewise constant learning-rate schedule.

use super::{LearningRate, Schedule, require, require_rate};
use crate::Result;
use crate::config::{Class, Classes, Config, Form, Map, Read, ToObject, Value, Written};
use crate::shape::{Fault, ShapeResult};

/// Piecewise constant decay: a learning rate that is constant up to each boundary and takes the next value after it.
///
/// See [`PiecewiseConstantDecay`](https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/).
///
/// ```
/// use keras::schedules::{PiecewiseConstantDecay, Schedule};
///
/// let schedule = PiecewiseConstantDecay::new([1000, 2000], [0.1, 0.05, 0.01]);
/// assert_eq!([1000, 1001, 5000].map(|step| schedule.rate(step)), [0.1, 0.05, 0.01]);
/// ```
// No derived `Config`: lists of any length are no constants.
#[derive(Debug, Clone, PartialEq)]
pub struct PiecewiseConstantDecay {
    boundaries: Vec<u64>,
    values: Vec<f32>,
}

impl PiecewiseConstantDecay {
    /// Increasing boundaries, the last step of each piece but the last, and one value a piece.
    pub fn new(boundaries: impl Into<Vec<u64>>, values: impl Into<Vec<f32>>) -> Self {
        Self { boundaries: boundaries.into(), values: values.into() }
    }
}

impl Config for PiecewiseConstantDecay {
    const CLASS: &'static str = "PiecewiseConstantDecay";
    const MODULE: &'static str = "keras.optimizers.schedules";
    const WORD: &'static str = "piecewise_constant_decay";

    fn config(&self) -> Result<Map> {
        let mut config = Written::new(Self::CLASS);
        Form::write(&self.boundaries, "boundaries", &mut config)?;
        Form::write(&self.values, "values", &mut config)?;
        config.name("PiecewiseConstant");
        config.finish(&[], |_| Ok(()))
    }

    fn from_config(config: &Map, classes: &dyn Classes) -> Result<Self> {
        let mut config = Read::new(Self::CLASS, config, classes);
        let boundaries = Form::<Vec<u64>>::read("boundaries", &mut config)?;
        let values = Form::<Vec<f32>>::read("values", &mut config)?;
        config.common(&["name"])?;
        let made = match (boundaries, values) {
            (Some(boundaries), Some(values)) => ShapeResult::Ok(Self { boundaries, values }),
            (None, _) => ShapeResult::Err(Fault::new("needs `boundaries`")),
            _ => ShapeResult::Err(Fault::new("needs `values`")),
        };
        config.finish(&[], made)
    }
}

#[diagnostic::do_not_recommend]
impl Class for PiecewiseConstantDecay {
    type Made = LearningRate;

    fn make(self) -> LearningRate {
        self.into()
    }
}

impl Schedule for PiecewiseConstantDecay {
    fn rate(&self, step: u64) -> f32 {
        let piece = self.boundaries.partition_point(|&boundary| boundary < step);
        self.values.get(piece).copied().unwrap_or(f32::NAN)
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "PiecewiseConstantDecay";
        let pieces = self.boundaries.len() + 1;
        require(
            self.values.len() == pieces,
            NAME,
            "values",
            &format!("{pieces} values, one more than boundaries"),
            self.values.len(),
        )?;
        require(
            self.boundaries.is_sorted_by(|a, b| a < b),
            NAME,
            "boundaries",
            "increasing steps",
            format_args!("{:?}", self.boundaries),
        )?;
        self.values.iter().try_for_each(|&value| require_rate(NAME, "values", value))
    }
}
