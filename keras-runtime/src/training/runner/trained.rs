//! What callbacks see of what is trained.

use std::path::Path;

use ndarray::ArrayD;

use super::Runner;
use crate::Result;
use crate::metrics::parts::by_name;
use crate::model::weights_file::{self, Format, Notes};
use crate::optimizers::Optimizer;
use crate::training::Scores;
use crate::training::callbacks::{Direction, GraphNode, Trained};
use crate::training::saving::{Saving, arrays};
use crate::training::trainer::check_ending;
use crate::training::weights::Weights;

impl Trained for Runner<'_> {
    fn scores(&self) -> Scores {
        Runner::scores(self)
    }

    fn directions(&self) -> Vec<(String, Option<Direction>)> {
        // Of scores of a step of one's own nothing is known but the name.
        let mut directions: Vec<_> = self.custom.iter().map(|(name, _)| ((*name).to_owned(), None)).collect();
        if !self.is_custom {
            directions.push(("loss".to_owned(), Some(Direction::Min)));
        }
        let is_single = self.objectives.len() == 1;
        for objective in &self.objectives {
            if !is_single {
                directions.push((format!("{}_loss", objective.name), Some(Direction::Min)));
            }
            for (name, _, direction) in objective.metrics.scores() {
                directions.push((objective.score_name(&name, is_single), direction));
            }
        }
        directions.sort_by(|(a, _), (b, _)| by_name(a, b));
        directions
    }

    fn graph(&self) -> Vec<GraphNode> {
        self.network.graph()
    }

    fn weight_paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.network.each_weight(&mut |path, _| paths.push(path.to_string()));
        paths
    }

    fn get_weights(&self) -> Vec<ArrayD<f32>> {
        arrays(self.network)
    }

    fn pull(&mut self, optimizer: &mut Box<dyn Optimizer>) -> Result<()> {
        Runner::pull(self, optimizer)
    }

    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        self.changed();
        self.network.set_weights(weights)
    }

    fn weights_mut(&mut self) -> &mut dyn Weights {
        self.changed();
        self.network
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.is_changed)
    }

    fn save(&self, path: &Path, optimizer: &dyn Optimizer, notes: Notes) -> Result<()> {
        let format = Format::of(path)?;
        if self.is_custom {
            check_ending(path)?;
        }
        if format != Format::Keras {
            return weights_file::write(path, &self.network.saved_weights(), self.get_weights(), &notes);
        }
        let outputs = self.objectives.iter().map(|objective| (objective.loss, &*objective.metrics));
        Saving { network: self.network, outputs: outputs.collect(), optimizer }.write(path, notes)
    }
}
