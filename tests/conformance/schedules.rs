use crate::fixture;
use keras::schedules::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, LearningRate,
    PiecewiseConstantDecay, PolynomialDecay,
};

fn schedule(source: &str) -> LearningRate {
    match source {
        "ExponentialDecay(0.1, 10, 0.7)" => ExponentialDecay::new(0.1, 10, 0.7).into(),
        "ExponentialDecay(0.1, 10, 0.7, staircase=True)" => {
            ExponentialDecay::new(0.1, 10, 0.7).staircase(true).into()
        }
        "InverseTimeDecay(0.1, 10, 0.7)" => InverseTimeDecay::new(0.1, 10, 0.7).into(),
        "InverseTimeDecay(0.1, 10, 0.7, staircase=True)" => {
            InverseTimeDecay::new(0.1, 10, 0.7).staircase(true).into()
        }
        "PolynomialDecay(0.1, 10)" => PolynomialDecay::new(0.1, 10).into(),
        "PolynomialDecay(0.1, 10, 0.02, power=0.5)" => {
            PolynomialDecay::new(0.1, 10).end_learning_rate(0.02).power(0.5).into()
        }
        "PolynomialDecay(0.1, 10, 0.02, power=2.0, cycle=True)" => {
            PolynomialDecay::new(0.1, 10).end_learning_rate(0.02).power(2.0).cycle(true).into()
        }
        "PiecewiseConstantDecay([9, 11, 40], [0.4, 0.3, 0.2, 0.1])" => {
            PiecewiseConstantDecay::new([9, 11, 40], [0.4, 0.3, 0.2, 0.1]).into()
        }
        "CosineDecay(0.1, 40)" => CosineDecay::new(0.1, 40).into(),
        "CosineDecay(0.1, 40, alpha=0.2)" => CosineDecay::new(0.1, 40).alpha(0.2).into(),
        "CosineDecay(0.01, 40, warmup_target=0.1, warmup_steps=10)" => {
            CosineDecay::new(0.01, 40).warmup(0.1, 10).into()
        }
        "CosineDecayRestarts(0.1, 10)" => CosineDecayRestarts::new(0.1, 10).into(),
        "CosineDecayRestarts(0.1, 10, t_mul=1.0, m_mul=0.5)" => {
            CosineDecayRestarts::new(0.1, 10).t_mul(1.0).m_mul(0.5).into()
        }
        "CosineDecayRestarts(0.1, 10, t_mul=1.5, m_mul=0.9, alpha=0.1)" => {
            CosineDecayRestarts::new(0.1, 10).t_mul(1.5).m_mul(0.9).alpha(0.1).into()
        }
        _ => panic!("{source} has no counterpart here"),
    }
}

#[test]
fn schedules_give_the_rates_of_keras() {
    let fixture = fixture::read("schedules");
    let steps = fixture::data(&fixture["steps"]);
    for case in fixture::list(&fixture["cases"]) {
        let source = fixture::source(case);
        let schedule = schedule(source);
        schedule.validate().expect("Keras accepts the arguments");
        let rates: Vec<f32> = steps.iter().map(|&step| schedule.rate(step as u64)).collect();
        fixture::assert_close(source, &rates, &fixture::data(&case["rates"]), 1e-6);
    }
}
