//! Connectionist temporal classification of one sample: all ways to read a sequence of labels from more steps.
//!
//! States are the labels with a blank before, between and after them. Probabilities are logarithms.

use super::{log_softmax, scratch};

/// A sample: logits of `classes` for each of its steps, and its labels, none of which is the blank.
#[derive(Clone, Copy)]
pub(crate) struct Sample<'a> {
    pub logits: &'a [f32],
    pub labels: &'a [f32],
    pub classes: usize,
    pub blank: usize,
}

impl Sample<'_> {
    fn steps(&self) -> usize {
        self.logits.len() / self.classes
    }

    fn states(&self) -> usize {
        2 * self.labels.len() + 1
    }

    /// How many steps its labels take at least: equal ones need a blank between them.
    pub fn least_steps(&self) -> usize {
        self.labels.len() + self.labels.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    /// The class that a state reads.
    fn class(&self, state: usize) -> usize {
        if state.is_multiple_of(2) { self.blank } else { self.labels[state / 2] as usize }
    }

    /// Whether the state may follow the one before the last, without the blank between.
    fn skips(&self, state: usize) -> bool {
        state >= 3 && !state.is_multiple_of(2) && self.class(state) != self.class(state - 2)
    }

    /// The negative logarithm of the probability of the labels.
    pub fn loss(&self) -> f32 {
        let states = self.states();
        scratch::with(self.logits.len() + self.steps() * states, |memory| {
            let (log_probabilities, alpha) = memory.split_at_mut(self.logits.len());
            log_softmax::log_softmax(self.logits, self.classes, log_probabilities);
            -self.forward(log_probabilities, alpha)
        })
    }

    /// Adds `dy` times the gradient of the loss by the logits to `g`: the softmax less how probable it is that a step reads
    /// the class.
    pub fn add_gradient(&self, dy: f32, g: &mut [f32]) {
        let (classes, states) = (self.classes, self.states());
        scratch::with(self.logits.len() + (self.steps() + 2) * states, |memory| {
            let (log_probabilities, memory) = memory.split_at_mut(self.logits.len());
            let (alpha, beta) = memory.split_at_mut(self.steps() * states);
            let (mut beta, mut before) = beta.split_at_mut(states);
            log_softmax::log_softmax(self.logits, classes, log_probabilities);
            let total = self.forward(log_probabilities, alpha);
            beta.fill(f32::NEG_INFINITY);
            beta[states.saturating_sub(2)..].fill(0.0);
            for step in (0..self.steps()).rev() {
                let log_probabilities = &log_probabilities[step * classes..][..classes];
                let g = &mut g[step * classes..][..classes];
                g.iter_mut().zip(log_probabilities).for_each(|(g, log)| *g += dy * log.exp());
                for state in 0..states {
                    let read = alpha[step * states + state] + beta[state] - total;
                    g[self.class(state)] -= dy * read.exp();
                }
                let onwards = |state: usize| beta[state] + log_probabilities[self.class(state)];
                for (state, before) in before.iter_mut().enumerate() {
                    *before = onwards(state);
                    if state + 1 < states {
                        *before = log_add(*before, onwards(state + 1));
                    }
                    if state + 2 < states && self.skips(state + 2) {
                        *before = log_add(*before, onwards(state + 2));
                    }
                }
                std::mem::swap(&mut beta, &mut before);
            }
        });
    }

    /// Fills `alpha`: for each step and state, how probable it is to have come there. Gives that of all labels.
    fn forward(&self, log_probabilities: &[f32], alpha: &mut [f32]) -> f32 {
        let (classes, states) = (self.classes, self.states());
        alpha[..states].fill(f32::NEG_INFINITY);
        for (state, alpha) in alpha[..states.min(2)].iter_mut().enumerate() {
            *alpha = log_probabilities[self.class(state)];
        }
        for step in 1..self.steps() {
            let (before, alpha) = alpha[(step - 1) * states..].split_at_mut(states);
            for (state, alpha) in alpha[..states].iter_mut().enumerate() {
                let mut sum = before[state];
                if state >= 1 {
                    sum = log_add(sum, before[state - 1]);
                }
                if self.skips(state) {
                    sum = log_add(sum, before[state - 2]);
                }
                *alpha = sum + log_probabilities[step * classes + self.class(state)];
            }
        }
        let last = &alpha[(self.steps() - 1) * states..][..states];
        last[states.saturating_sub(2)..].iter().copied().fold(f32::NEG_INFINITY, log_add)
    }
}

/// `log(exp(a) + exp(b))`; of what is impossible, the other.
fn log_add(a: f32, b: f32) -> f32 {
    let (large, small) = if a < b { (b, a) } else { (a, b) };
    if small == f32::NEG_INFINITY { large } else { large + (small - large).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The probability of the labels, path by path.
    fn by_enumeration(sample: &Sample<'_>) -> f64 {
        let (steps, classes) = (sample.steps(), sample.classes);
        let mut log_probabilities = vec![0.0; sample.logits.len()];
        log_softmax::log_softmax(sample.logits, classes, &mut log_probabilities);
        let mut total = 0.0;
        for path in 0..classes.pow(steps as u32) {
            let path: Vec<usize> = (0..steps).map(|step| path / classes.pow(step as u32) % classes).collect();
            let mut read: Vec<usize> = path.clone();
            read.dedup();
            read.retain(|&class| class != sample.blank);
            if read.iter().map(|&class| class as f32).eq(sample.labels.iter().copied()) {
                let log: f32 = path
                    .iter()
                    .enumerate()
                    .map(|(step, class)| log_probabilities[step * classes + class])
                    .sum();
                total += f64::from(log).exp();
            }
        }
        total
    }

    #[test]
    fn the_loss_is_that_of_all_paths_and_its_slopes_are_those_of_differences() {
        let logits: Vec<f32> = (0..12).map(|i| ((i * 7 % 11) as f32 - 5.0) / 3.0).collect();
        for labels in [&[][..], &[1.0], &[1.0, 2.0], &[2.0, 2.0], &[1.0, 2.0, 1.0]] {
            let sample = Sample { logits: &logits, labels, classes: 3, blank: 0 };
            assert!((f64::from(sample.loss()) + by_enumeration(&sample).ln()).abs() < 1e-5, "{labels:?}");
            let mut g = vec![0.0; 12];
            sample.add_gradient(2.0, &mut g);
            for (i, found) in g.iter().enumerate() {
                let [up, down] = [1e-2, -1e-2].map(|by| {
                    let mut logits = logits.clone();
                    logits[i] += by;
                    -by_enumeration(&Sample { logits: &logits, ..sample }).ln()
                });
                let expected = 2.0 * (up - down) / 2e-2;
                assert!((f64::from(*found) - expected).abs() < 1e-3, "{labels:?} {i}: {found} {expected}");
            }
        }
    }
}
