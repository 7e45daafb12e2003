use crate::fixture;
use keras::Result;
use keras::optimizers::{
    Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Ftrl, Lamb, Lion, MultiOptimizer, Muon, Nadam,
    Optimizer, OptimizerMap, Parameters, RMSprop, SGD, ScheduleFreeAdamW, Visitor, WeightPath,
};
use keras::schedules::{CosineDecay, ExponentialDecay};
use serde_json::Value;

fn optimizer(source: &str) -> Box<dyn Optimizer> {
    match source {
        "SGD()" => Box::new(SGD::default()),
        "SGD(0.1)" => Box::new(SGD::new(0.1)),
        "SGD(0.1, momentum=0.9)" => Box::new(SGD::new(0.1).momentum(0.9)),
        "SGD(0.1, momentum=0.9, nesterov=True)" => Box::new(SGD::new(0.1).momentum(0.9).nesterov(true)),
        "SGD(0.1, weight_decay=0.2)" => Box::new(SGD::new(0.1).weight_decay(0.2)),
        "SGD(0.1, clipnorm=0.7)" => Box::new(SGD::new(0.1).clipnorm(0.7)),
        "SGD(0.1, global_clipnorm=0.7)" => Box::new(SGD::new(0.1).global_clipnorm(0.7)),
        "SGD(0.1, clipvalue=0.3)" => Box::new(SGD::new(0.1).clipvalue(0.3)),
        "SGD(schedules.ExponentialDecay(0.5, 3, 0.6), momentum=0.5)" => {
            Box::new(SGD::new(ExponentialDecay::new(0.5, 3, 0.6)).momentum(0.5))
        }
        "SGD(0.1, momentum=0.9, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3)" => {
            let optimizer = SGD::new(0.1).momentum(0.9).use_ema(true);
            Box::new(optimizer.ema_momentum(0.8).ema_overwrite_frequency(3))
        }
        "RMSprop()" => Box::new(RMSprop::default()),
        "RMSprop(0.05, rho=0.8, epsilon=0.001)" => Box::new(RMSprop::new(0.05).rho(0.8).epsilon(0.001)),
        "RMSprop(0.05, momentum=0.6)" => Box::new(RMSprop::new(0.05).momentum(0.6)),
        "RMSprop(0.05, centered=True)" => Box::new(RMSprop::new(0.05).centered(true)),
        "RMSprop(0.05, momentum=0.6, centered=True, weight_decay=0.1)" => {
            Box::new(RMSprop::new(0.05).momentum(0.6).centered(true).weight_decay(0.1))
        }
        "Adam()" => Box::new(Adam::default()),
        "Adam(0.1)" => Box::new(Adam::new(0.1)),
        "Adam(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01)" => {
            Box::new(Adam::new(0.1).beta_1(0.7).beta_2(0.95).epsilon(0.01))
        }
        "Adam(0.1, amsgrad=True)" => Box::new(Adam::new(0.1).amsgrad(true)),
        "Adam(0.1, weight_decay=0.3, global_clipnorm=1.0)" => {
            Box::new(Adam::new(0.1).weight_decay(0.3).global_clipnorm(1.0))
        }
        "Adam(schedules.CosineDecay(0.0, 6, warmup_target=0.1, warmup_steps=3))" => {
            Box::new(Adam::new(CosineDecay::new(0.0, 6).warmup(0.1, 3)))
        }
        "Adam(0.1, use_ema=True, ema_overwrite_frequency=2)" => {
            Box::new(Adam::new(0.1).use_ema(true).ema_overwrite_frequency(2))
        }
        "AdamW()" => Box::new(AdamW::default()),
        "AdamW(0.1, weight_decay=0.2)" => Box::new(AdamW::new(0.1).weight_decay(0.2)),
        "AdamW(0.1, amsgrad=True, clipnorm=0.5)" => Box::new(AdamW::new(0.1).amsgrad(true).clipnorm(0.5)),
        "Adadelta()" => Box::new(Adadelta::default()),
        "Adadelta(1.0, rho=0.8, epsilon=0.001)" => Box::new(Adadelta::new(1.0).rho(0.8).epsilon(0.001)),
        "Adagrad()" => Box::new(Adagrad::default()),
        "Adagrad(0.1, initial_accumulator_value=0.0, epsilon=0.01)" => {
            Box::new(Adagrad::new(0.1).initial_accumulator_value(0.0).epsilon(0.01))
        }
        "Adamax()" => Box::new(Adamax::default()),
        "Adamax(0.1, beta_1=0.7, beta_2=0.8, epsilon=0.01)" => {
            Box::new(Adamax::new(0.1).beta_1(0.7).beta_2(0.8).epsilon(0.01))
        }
        "Ftrl()" => Box::new(Ftrl::default()),
        "Ftrl(0.1, learning_rate_power=-0.3, initial_accumulator_value=0.5)" => {
            Box::new(Ftrl::new(0.1).learning_rate_power(-0.3).initial_accumulator_value(0.5))
        }
        "Ftrl(0.1, l1_regularization_strength=0.5, l2_regularization_strength=0.2, l2_shrinkage_regularization_strength=0.1, beta=0.3)" => {
            Box::new(
                Ftrl::new(0.1)
                    .l1_regularization_strength(0.5)
                    .l2_regularization_strength(0.2)
                    .l2_shrinkage_regularization_strength(0.1)
                    .beta(0.3),
            )
        }
        "Lion()" => Box::new(Lion::default()),
        "Lion(0.1, beta_1=0.7, beta_2=0.8, weight_decay=0.1)" => {
            Box::new(Lion::new(0.1).beta_1(0.7).beta_2(0.8).weight_decay(0.1))
        }
        "Nadam()" => Box::new(Nadam::default()),
        "Nadam(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01)" => {
            Box::new(Nadam::new(0.1).beta_1(0.7).beta_2(0.95).epsilon(0.01))
        }
        "Adafactor()" => Box::new(Adafactor::default()),
        "Adafactor(0.1, beta_2_decay=-0.6, epsilon_1=0.001, epsilon_2=0.01, clip_threshold=0.5)" => Box::new(
            Adafactor::new(0.1).beta_2_decay(-0.6).epsilon_1(0.001).epsilon_2(0.01).clip_threshold(0.5),
        ),
        "Adafactor(schedules.ExponentialDecay(0.5, 3, 0.6), relative_step=False, weight_decay=0.1, clipnorm=0.5)" =>
        {
            let optimizer = Adafactor::new(ExponentialDecay::new(0.5, 3, 0.6)).relative_step(false);
            Box::new(optimizer.weight_decay(0.1).clipnorm(0.5))
        }
        "Lamb()" => Box::new(Lamb::default()),
        "Lamb(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01, weight_decay=0.1, global_clipnorm=0.5)" => {
            let optimizer = Lamb::new(0.1).beta_1(0.7).beta_2(0.95).epsilon(0.01);
            Box::new(optimizer.weight_decay(0.1).global_clipnorm(0.5))
        }
        "Muon()" => Box::new(Muon::default()),
        "Muon(0.1, exclude_layers=[\"kernel\"], adam_lr_ratio=0.5, adam_weight_decay=0.3, adam_beta_1=0.7, adam_beta_2=0.9)" =>
        {
            let optimizer = Muon::new(0.1).exclude_layers(["kernel"]).adam_lr_ratio(0.5);
            Box::new(optimizer.adam_weight_decay(Some(0.3)).adam_beta_1(0.7).adam_beta_2(0.9))
        }
        "Muon(0.1, momentum=0.8, nesterov=False, ns_steps=3, rms_rate=None, weight_decay=0.2, adam_weight_decay=None)" =>
        {
            let optimizer = Muon::new(0.1).momentum(0.8).nesterov(false).ns_steps(3).rms_rate(None);
            Box::new(optimizer.weight_decay(0.2).adam_weight_decay(None))
        }
        "Muon(0.1, muon_a=2.0, muon_b=-1.5, muon_c=0.5, exclude_embeddings=False, clipvalue=0.3)" => {
            let optimizer = Muon::new(0.1).muon_a(2.0).muon_b(-1.5).muon_c(0.5);
            Box::new(optimizer.exclude_embeddings(false).clipvalue(0.3))
        }
        "Muon(0.1, exclude_layers=[\"^ern\", \"tall_.+s$\"], exclude_embeddings=False)" => {
            Box::new(Muon::new(0.1).exclude_layers(["^ern", "tall_.+s$"]).exclude_embeddings(false))
        }
        "ScheduleFreeAdamW()" => Box::new(ScheduleFreeAdamW::default()),
        "ScheduleFreeAdamW(0.1, beta_1=0.7, beta_2=0.95, epsilon=0.01, warmup_steps=4, weight_decay=0.1)" => {
            let optimizer = ScheduleFreeAdamW::new(0.1).beta_1(0.7).beta_2(0.95).epsilon(0.01);
            Box::new(optimizer.warmup_steps(4).weight_decay(0.1))
        }
        "ScheduleFreeAdamW(0.1, gradient_accumulation_steps=2)" => {
            Box::new(ScheduleFreeAdamW::new(0.1).gradient_accumulation_steps(2))
        }
        "SGD(0.1, momentum=0.9, gradient_accumulation_steps=3, clipnorm=0.7)" => {
            Box::new(SGD::new(0.1).momentum(0.9).gradient_accumulation_steps(3).clipnorm(0.7))
        }
        "SGD(0.1, gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=2)" =>
        {
            let optimizer = SGD::new(0.1).gradient_accumulation_steps(2).use_ema(true);
            Box::new(optimizer.ema_momentum(0.8).ema_overwrite_frequency(2))
        }
        "SGD(0.1, gradient_accumulation_steps=2, loss_scale_factor=4.0, clipvalue=0.05)" => {
            Box::new(SGD::new(0.1).gradient_accumulation_steps(2).loss_scale_factor(4.0).clipvalue(0.05))
        }
        "SGD(0.1, loss_scale_factor=3.0, global_clipnorm=0.2)" => {
            Box::new(SGD::new(0.1).loss_scale_factor(3.0).global_clipnorm(0.2))
        }
        "Adam(schedules.ExponentialDecay(0.5, 3, 0.6), gradient_accumulation_steps=2, weight_decay=0.1, global_clipnorm=0.5)" =>
        {
            let optimizer = Adam::new(ExponentialDecay::new(0.5, 3, 0.6)).gradient_accumulation_steps(2);
            Box::new(optimizer.weight_decay(0.1).global_clipnorm(0.5))
        }
        "Nadam(0.1, gradient_accumulation_steps=4)" => {
            Box::new(Nadam::new(0.1).gradient_accumulation_steps(4))
        }
        "Adafactor(0.1, gradient_accumulation_steps=2)" => {
            Box::new(Adafactor::new(0.1).gradient_accumulation_steps(2))
        }
        "undecayed(AdamW(0.1, weight_decay=0.2), [\"bias\"])" => {
            Box::new(AdamW::new(0.1).weight_decay(0.2).exclude_from_weight_decay(["bias"]))
        }
        "undecayed(Muon(0.1, weight_decay=0.2), [\"kernel\"])" => {
            Box::new(Muon::new(0.1).weight_decay(0.2).exclude_from_weight_decay(["kernel"]))
        }
        "MultiOptimizer(OptimizerMap(SGD(0.1, momentum=0.9), {\"bias\": Adam(0.1, clipnorm=0.01)}))" => {
            let map = OptimizerMap::new(SGD::new(0.1).momentum(0.9));
            Box::new(MultiOptimizer::new(map.with("bias", Adam::new(0.1).clipnorm(0.01))))
        }
        "MultiOptimizer(OptimizerMap(SGD(0.1, gradient_accumulation_steps=2), {\".*er.*\": AdamW(0.1, use_ema=True, ema_overwrite_frequency=2)}), loss_scale_factor=4.0)" =>
        {
            let map = OptimizerMap::new(SGD::new(0.1).gradient_accumulation_steps(2));
            let map = map.with(".*er.*", AdamW::new(0.1).use_ema(true).ema_overwrite_frequency(2));
            Box::new(MultiOptimizer::new(map).loss_scale_factor(4.0))
        }
        _ => panic!("{source} has no counterpart here"),
    }
}

/// The names of the weights, as Keras was given them.
const NAMES: [&str; 4] = ["kernel", "bias", "tall_embeddings", "stack"];

/// Values, the gradients of one step, and shapes.
struct Weights(Vec<Vec<f32>>, Vec<Vec<f32>>, Vec<Vec<usize>>);

impl Parameters for Weights {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
        let pairs = self.0.iter_mut().zip(&self.1).enumerate();
        pairs.into_iter().try_for_each(|(index, (values, gradient))| visitor(index, values, gradient))
    }

    fn weights(&self) -> Vec<WeightPath> {
        let weights = NAMES.iter().zip(&self.2);
        let weights = weights.map(|(path, shape)| (path.to_string(), shape.clone()));
        weights.map(|(path, shape)| WeightPath { path, shape, trainable: true, python_path: None }).collect()
    }
}

fn arrays(value: &Value) -> Vec<Vec<f32>> {
    fixture::list(value).iter().map(fixture::data).collect()
}

#[test]
fn optimizers_lead_weights_along_the_path_of_keras() {
    for case in fixture::list(&fixture::read("optimizers")["cases"]) {
        let source = fixture::source(case);
        let mut optimizer = optimizer(source);
        optimizer.validate().expect("Keras accepts the arguments");
        let shapes = fixture::list(&case["start"]).iter().map(fixture::shape).collect();
        let mut weights = Weights(arrays(&case["start"]), Vec::new(), shapes);
        let steps = fixture::list(&case["gradients"]).iter().zip(fixture::list(&case["after"]));
        for (step, (gradients, after)) in steps.enumerate() {
            weights.1 = arrays(gradients);
            optimizer.step(&mut weights).expect("the arguments make sense");
            let what = format!("{source}, step {step}");
            fixture::assert_close(&what, &weights.0.concat(), &arrays(after).concat(), 5e-6);
        }
        assert_eq!(optimizer.iterations(), case["iterations"], "{source}");
    }
}
