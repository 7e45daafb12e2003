//! Gradient clipping.

use crate::Result;
use crate::schedules::require;

/// What was asked for; at most one of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clipping {
    pub norm: Option<f32>,
    pub global_norm: Option<f32>,
    pub value: Option<f32>,
}

impl Clipping {
    pub fn validate(&self, optimizer: &str) -> Result<()> {
        let all = [("clipnorm", self.norm), ("global_clipnorm", self.global_norm), ("clipvalue", self.value)];
        let mut first = None;
        for (argument, limit) in all.into_iter().filter_map(|(argument, limit)| Some((argument, limit?))) {
            require(limit.is_finite() && limit > 0.0, optimizer, argument, "a finite number above 0", limit)?;
            if let Some(first) = first.replace(argument) {
                let found = format!("`{first}` as well");
                require(false, optimizer, argument, "one way of clipping", found)?;
            }
        }
        Ok(())
    }
}

/// The factor that brings a gradient to a norm of at most `limit`; not a number if the gradient is not.
pub(super) fn shrink(limit: f32, squares: f64) -> f32 {
    let (limit, norm) = (f64::from(limit), squares.sqrt());
    if norm <= limit { 1.0 } else { (limit / norm) as f32 }
}
