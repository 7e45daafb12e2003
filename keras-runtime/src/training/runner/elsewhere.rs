//! Steps that another engine computes.

use std::mem::take;
use std::path::Path;

use super::Runner;
use crate::config::Value;
use crate::losses::Direction;
use crate::metrics::parts::whole;
use crate::model::weights_file::Notes;
use crate::optimizers::Optimizer;
use crate::training::Scores;
use crate::training::batch::Batch;
use crate::training::callbacks::Trained;
use crate::training::distribution::Distribution;
use crate::training::engine::{Engine, EngineSession, EngineStep};
use crate::training::saving::load_network;
use crate::training::update::SMALLER;
use crate::{Error, ErrorKind, Result};

/// The engine that has the model, too.
pub(super) struct Elsewhere {
    session: Box<dyn EngineSession>,
    newer: Newer,
    /// The learning rate there, if it is one.
    rate: Option<f32>,
    /// Whether the scores there are to begin anew.
    pub resets: bool,
    scores: Vec<(String, f32)>,
    /// What went wrong when a callback asked for the weights, which it has not seen then.
    failed: Option<Error>,
}

/// The score of a name: the mean of what an engine has found under it, or one value of a metric of several.
fn score(name: &str, names: &[(String, Option<Direction>)], found: &[(String, Vec<f32>)]) -> Result<f32> {
    let metric = whole(name).unwrap_or(name);
    let values = found.iter().find(|(found, _)| found == metric).map_or(&[][..], |(_, values)| values);
    let mean = || (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32);
    let mut parts = names.iter().filter(|(other, _)| whole(other) == Some(metric));
    let value = match parts.position(|(other, _)| other == name) {
        Some(at) => values.get(at).copied(),
        None => mean(),
    };
    value.ok_or_else(|| {
        let found: Vec<&str> = found.iter().map(|(name, _)| &**name).collect();
        Error::expected("backend, scores", format!("`{name}`"), found.join(", "))
    })
}

/// Which of the two models has changed since they were equal.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Newer {
    Neither,
    Here,
    There,
}

impl Elsewhere {
    pub fn scores(&self) -> Scores {
        Scores::new(self.scores.clone())
    }
}

impl Runner<'_> {
    /// Hands the model over to an engine, which computes its steps from here on.
    ///
    /// # Errors
    ///
    /// If it has something that cannot be written to a file, or that would not come back; if the engine does not start.
    pub fn hand_over(
        &mut self,
        engine: &dyn Engine,
        distribution: Option<Distribution>,
        optimizer: &dyn Optimizer,
    ) -> Result<()> {
        const PLACE: &str = "backend";
        if self.is_custom {
            let error = Error::new(PLACE, "a step of one's own is a function of Rust, which runs here alone");
            return Err(error.help("`compile` the model with a loss, or leave the backend out"));
        }
        if let Some(name) = self.network.to_json().ok().as_ref().and_then(stateful) {
            let message = format!("what the layer `{name}` keeps from batch to batch would not come back");
            return Err(Error::new(PLACE, message).help("leave `stateful` out, or the backend"));
        }
        if let Some(argument) = optimizer.argument_beyond_files() {
            let place = format!("{PLACE}, optimizer, argument `{argument}`");
            let error = Error::new(place, "no file has it, by which Keras would be told");
            return Err(error
                .help("a `MultiOptimizer` can give these weights to an optimizer without `weight_decay`"));
        }
        let mut write = |path: &Path| self.save(path, optimizer, Notes::new());
        let session = engine.start(distribution, &mut write)?;
        let rate = optimizer.rate().ok();
        self.elsewhere = Some(Elsewhere {
            session,
            newer: Newer::Neither,
            rate,
            resets: true,
            scores: Vec::new(),
            failed: None,
        });
        Ok(())
    }

    /// Ends the work of the engine.
    pub fn take_over(&mut self) {
        self.elsewhere = None;
    }

    /// Whether an engine computes the steps.
    pub fn is_elsewhere(&self) -> bool {
        self.elsewhere.is_some()
    }

    /// Notes that weights have changed here.
    pub fn changed(&mut self) {
        self.is_changed = true;
        if let Some(elsewhere) = &mut self.elsewhere {
            elsewhere.newer = Newer::Here;
        }
    }

    /// Gives the engine what has changed here.
    pub fn push(&mut self, optimizer: &dyn Optimizer) -> Result<()> {
        let Some(mut elsewhere) = self.elsewhere.take() else { return Ok(()) };
        let pushed = if let Some(error) = &elsewhere.failed {
            Err(error.clone())
        } else if elsewhere.newer == Newer::Here {
            (elsewhere.newer, elsewhere.rate) = (Newer::Neither, optimizer.rate().ok());
            elsewhere.session.load(&mut |path| self.save(path, optimizer, Notes::new()))
        } else {
            Ok(())
        };
        self.elsewhere = Some(elsewhere);
        pushed
    }

    /// Takes from the engine what has changed there.
    pub fn pull(&mut self, optimizer: &mut Box<dyn Optimizer>) -> Result<()> {
        let Some(elsewhere) = self.elsewhere.as_mut().filter(|elsewhere| elsewhere.newer == Newer::There)
        else {
            return Ok(());
        };
        if let Some(error) = &elsewhere.failed {
            return Err(error.clone());
        }
        let pulled = elsewhere.session.save(&mut |path| load_network(path, self.network, optimizer));
        match &pulled {
            Ok(()) => elsewhere.newer = Newer::Neither,
            Err(error) => elsewhere.failed = Some(error.clone()),
        }
        pulled
    }

    /// Lets the engine learn from a batch, at the learning rate of an optimizer, or measure it.
    pub(super) fn step_elsewhere(&mut self, batch: &Batch, optimizer: Option<&dyn Optimizer>) -> Result<()> {
        let learns = optimizer.is_some();
        // Where there is a schedule, the engine has it, too.
        let rate = optimizer.filter(|optimizer| !optimizer.has_schedule());
        let rate = rate.and_then(|optimizer| optimizer.rate().ok());
        let names = Trained::directions(self);
        let outputs = self.objectives.len();
        let Some(elsewhere) = &mut self.elsewhere else { return Ok(()) };
        if let Some(error) = &elsewhere.failed {
            return Err(error.clone());
        }
        let [inputs, labels, mut weights] = batch.arrays();
        if let [one] = weights[..] {
            weights = vec![one; outputs];
        }
        let step = EngineStep {
            learns,
            resets: take(&mut elsewhere.resets),
            rate: rate.filter(|_| rate != elsewhere.rate),
            inputs,
            labels,
            weights,
        };
        elsewhere.rate = rate.or(elsewhere.rate);
        let found = elsewhere.session.step(&step)?;
        let scores = names.iter().map(|(name, _)| Ok((name.clone(), score(name, &names, &found)?)));
        let scores = scores.collect::<Result<Vec<_>>>()?;
        let loss = scores.iter().find(|(name, _)| name == "loss").map_or(f32::NAN, |(_, loss)| *loss);
        elsewhere.scores = scores;
        if loss.is_finite() {
            if learns {
                elsewhere.newer = Newer::There;
            }
            return Ok(());
        }
        // What the model there has become is of no use.
        elsewhere.newer = Newer::Neither;
        let error = Error::expected("loss", "a finite number", loss).with_kind(ErrorKind::NotFinite);
        Err(if learns { error.help(SMALLER) } else { error })
    }
}

/// The name of the first layer with the argument `stateful`, which it may be given in another one.
pub(super) fn stateful(config: &Value) -> Option<&str> {
    match config {
        Value::Object(entries) if config["stateful"] == true => Some(entries.get("name")?.as_str()?),
        Value::Object(entries) => entries.values().find_map(stateful),
        Value::Array(elements) => elements.iter().find_map(stateful),
        _ => None,
    }
}
