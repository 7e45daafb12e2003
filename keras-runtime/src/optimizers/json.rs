//! Optimizers to and from JSON.

use super::{CLASSES, Descent, Optimizer, UpdateRule};
use crate::Result;
use crate::config::{Class, Classes, Config, Form, Map, Read, Value, Written, made, word_of};

/// The optimizer that Keras has written, as an object or as a word such as `"adam"`; as
/// [`keras.optimizers.deserialize`](https://keras.io/api/optimizers/). [`Optimizer::to_json`] is the other way.
///
/// ```
/// use keras::optimizers::{self, Adam, Optimizer};
/// use keras::saving::CustomObjects;
/// use keras::schedules::CosineDecay;
///
/// let optimizer = Adam::new(CosineDecay::new(0.1, 1000)).clipnorm(1.0);
/// let written = optimizer.to_json()?;
/// assert_eq!(written["config"]["learning_rate"]["class_name"], "CosineDecay");
///
/// let read = optimizers::deserialize(&written, &CustomObjects::new())?;
/// assert_eq!(read.to_json()?, written);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the class is not known, or an argument is missing, is not there, or has a value that is not one of its own.
pub fn deserialize(optimizer: &Value, classes: &dyn Classes) -> Result<Box<dyn Optimizer>> {
    // The words are the classes in small letters.
    let word = word_of(optimizer).unwrap_or_default();
    match CLASSES.iter().find(|class| class.class().eq_ignore_ascii_case(word)) {
        Some(class) => class.make(&Map::new(), classes),
        None => made(optimizer, classes, "an optimizer"),
    }
}

impl<R: UpdateRule + Config> Config for Descent<R> {
    const CLASS: &'static str = R::CLASS;
    const MODULE: &'static str = R::MODULE;
    const WORD: &'static str = R::WORD;

    fn config(&self) -> Result<Map> {
        let mut config = self.rule.config()?;
        config.extend(self.shared()?);
        Ok(config)
    }

    fn from_config(config: &Map, classes: &dyn Classes) -> Result<Self> {
        let mut read = Read::new(R::CLASS, config, classes);
        let name = Form::<Option<String>>::read("name", &mut read)?;
        let learning_rate = Form::read("learning_rate", &mut read)?;
        let weight_decay = Form::read("weight_decay", &mut read)?;
        let norm = Form::read("clipnorm", &mut read)?;
        let global_norm = Form::read("global_clipnorm", &mut read)?;
        let value = Form::read("clipvalue", &mut read)?;
        let use_ema = Form::read("use_ema", &mut read)?;
        let ema_momentum = Form::read("ema_momentum", &mut read)?;
        let ema_overwrite_frequency = Form::read("ema_overwrite_frequency", &mut read)?;
        let loss_scale_factor = Form::read("loss_scale_factor", &mut read)?;
        let accumulation = Form::read("gradient_accumulation_steps", &mut read)?;
        let mut optimizer = Self::of(R::from_config(&read.rest(&[])?, classes)?);
        optimizer.name = name.flatten();
        optimizer.learning_rate = learning_rate.unwrap_or(optimizer.learning_rate);
        optimizer.weight_decay = weight_decay.unwrap_or(optimizer.weight_decay);
        optimizer.clipping.norm = norm.flatten();
        optimizer.clipping.global_norm = global_norm.flatten();
        optimizer.clipping.value = value.flatten();
        let average = &mut optimizer.average;
        average.in_use = use_ema.unwrap_or(average.in_use);
        average.momentum = ema_momentum.unwrap_or(average.momentum);
        average.overwrite_frequency = ema_overwrite_frequency.flatten();
        optimizer.loss_scale_factor = loss_scale_factor.flatten();
        optimizer.accumulation.0 = accumulation.flatten();
        Ok(optimizer)
    }
}

#[diagnostic::do_not_recommend]
impl<R: UpdateRule + Config> Class for Descent<R> {
    type Made = Box<dyn Optimizer>;

    fn make(self) -> Box<dyn Optimizer> {
        Box::new(self)
    }
}

impl<R: UpdateRule> Descent<R> {
    /// The optimizer as Keras writes it.
    pub(super) fn written(&self) -> Result<Value> {
        let mut written = self.rule.to_json()?;
        if let Some(config) = written["config"].as_object_mut() {
            config.extend(self.shared()?);
        }
        Ok(written)
    }

    /// The arguments that all optimizers share.
    fn shared(&self) -> Result<Map> {
        let mut config = Written::new(R::NAME);
        Form::write(&self.learning_rate, "learning_rate", &mut config)?;
        Form::write(&self.weight_decay, "weight_decay", &mut config)?;
        Form::write(&self.clipping.norm, "clipnorm", &mut config)?;
        Form::write(&self.clipping.global_norm, "global_clipnorm", &mut config)?;
        Form::write(&self.clipping.value, "clipvalue", &mut config)?;
        Form::write(&self.average.in_use, "use_ema", &mut config)?;
        Form::write(&self.average.momentum, "ema_momentum", &mut config)?;
        Form::write(&self.average.overwrite_frequency, "ema_overwrite_frequency", &mut config)?;
        Form::write(&self.loss_scale_factor, "loss_scale_factor", &mut config)?;
        Form::write(&self.accumulation.0, "gradient_accumulation_steps", &mut config)?;
        if let Some(name) = &self.name {
            config.name(name);
        }
        config.finish(&[], |_| Ok(()))
    }
}
