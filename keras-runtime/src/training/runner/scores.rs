//! What the loss and the metrics have gathered.

use super::Runner;
use crate::training::Scores;
use crate::training::mean::Mean;

impl Runner<'_> {
    /// What the loss and the metrics have gathered since the last reset; `None` if one of them cannot tell.
    pub fn state(&self) -> Option<Vec<Vec<f64>>> {
        if self.is_elsewhere() {
            return None;
        }
        let mut state = vec![self.mean.state()];
        state.extend(self.custom.iter().map(|(_, mean)| mean.state()));
        for objective in &self.objectives {
            state.push(objective.mean.state());
            for (_, metric) in objective.metrics.iter() {
                state.push(metric.state()?);
            }
        }
        Some(state)
    }

    /// Goes on from what was gathered, or from nothing; `false` if it is of other metrics.
    pub fn restore(&mut self, state: &[Vec<f64>]) -> bool {
        if state.is_empty() {
            return true;
        }
        let mut state = state.iter();
        let mut restores =
            |restore: &mut dyn FnMut(&[f64]) -> bool| state.next().is_some_and(|state| restore(state));
        let mut fits = restores(&mut |state| self.mean.restore(state));
        for (_, mean) in &mut self.custom {
            fits &= restores(&mut |state| mean.restore(state));
        }
        for objective in &mut self.objectives {
            fits &= restores(&mut |state| objective.mean.restore(state));
            for metric in objective.metrics.iter_mut() {
                fits &= restores(&mut |state| metric.restore(state));
            }
        }
        fits && state.next().is_none()
    }

    /// The first metric that cannot tell what it has gathered.
    pub fn without_state(&self) -> Option<&str> {
        let mut metrics = self.objectives.iter().flat_map(|objective| objective.metrics.iter());
        metrics.find_map(|(name, metric)| metric.state().is_none().then_some(name))
    }

    /// Forgets the scores.
    pub fn reset(&mut self) {
        if let Some(elsewhere) = &mut self.elsewhere {
            elsewhere.resets = true;
        }
        self.mean = Mean::default();
        self.custom.iter_mut().for_each(|(_, mean)| *mean = Mean::default());
        for objective in &mut self.objectives {
            objective.mean = Mean::default();
            objective.metrics.reset();
        }
    }

    /// The means since the last reset.
    pub fn scores(&self) -> Scores {
        if let Some(elsewhere) = &self.elsewhere {
            return elsewhere.scores();
        }
        if self.is_custom {
            return Scores::new(
                self.custom.iter().map(|(name, mean)| ((*name).to_owned(), mean.value())).collect(),
            );
        }
        let mut scores = vec![("loss".to_owned(), self.mean.value())];
        let is_single = self.objectives.len() == 1;
        for objective in &self.objectives {
            if !is_single {
                scores.push((format!("{}_loss", objective.name), objective.mean.value()));
            }
            for (name, value, _) in objective.metrics.scores() {
                scores.push((objective.score_name(&name, is_single), value as f32));
            }
        }
        Scores::new(scores)
    }
}
