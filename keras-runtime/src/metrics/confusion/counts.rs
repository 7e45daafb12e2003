//! Weights of decisions.

/// How much was decided rightly and wrongly.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub true_positives: f64,
    pub false_positives: f64,
    pub true_negatives: f64,
    pub false_negatives: f64,
}

impl Counts {
    pub fn add(&mut self, truth: bool, said: bool, weight: f64) {
        *match (truth, said) {
            (true, true) => &mut self.true_positives,
            (false, true) => &mut self.false_positives,
            (true, false) => &mut self.false_negatives,
            (false, false) => &mut self.true_negatives,
        } += weight;
    }

    /// All decisions taken together.
    pub fn sum(all: &[Self]) -> Self {
        let sum = |of: fn(&Self) -> f64| all.iter().map(of).sum();
        Self {
            true_positives: sum(|counts| counts.true_positives),
            false_positives: sum(|counts| counts.false_positives),
            true_negatives: sum(|counts| counts.true_negatives),
            false_negatives: sum(|counts| counts.false_negatives),
        }
    }

    /// What was a yes in truth.
    pub fn positives(&self) -> f64 {
        self.true_positives + self.false_negatives
    }

    /// The numbers of several, as the state of a metric.
    pub fn states(all: &[Self]) -> Vec<f64> {
        let numbers = |counts: &Self| {
            [counts.true_positives, counts.false_positives, counts.true_negatives, counts.false_negatives]
        };
        all.iter().flat_map(numbers).collect()
    }

    /// Those whose [`states`](Self::states) these are, if they are some.
    pub fn of_states(state: &[f64]) -> Option<Vec<Self>> {
        let (all, rest) = state.as_chunks();
        let counts = |&[true_positives, false_positives, true_negatives, false_negatives]: &[f64; 4]| Self {
            true_positives,
            false_positives,
            true_negatives,
            false_negatives,
        };
        rest.is_empty().then(|| all.iter().map(counts).collect())
    }
}
