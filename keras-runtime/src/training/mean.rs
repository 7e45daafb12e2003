//! Mean metrics, accumulated over batches.

/// A mean over samples.
#[derive(Clone, Copy, Default)]
pub(super) struct Mean {
    sum: f64,
    samples: usize,
}

impl Mean {
    pub fn add(&mut self, value: f32, samples: usize) {
        self.sum += f64::from(value) * samples as f64;
        self.samples += samples;
    }

    pub fn state(&self) -> Vec<f64> {
        vec![self.sum, self.samples as f64]
    }

    pub fn restore(&mut self, state: &[f64]) -> bool {
        let [sum, samples] = *state else { return false };
        *self = Self { sum, samples: samples as usize };
        true
    }

    pub fn value(&self) -> f32 {
        (self.sum / self.samples.max(1) as f64) as f32
    }
}
