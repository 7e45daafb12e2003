use crate::fixture;
use keras::autodiff::Tape;
use keras::metrics::{self, Averaging, MeanAveragePrecision, Metric, precision_recall_curve, roc_curve};
use keras::saving::CustomObjects;

fn single(values: &[f64]) -> Vec<f32> {
    values.iter().map(|&value| value as f32).collect()
}

#[test]
fn average_precision_is_that_of_scikit_learn() {
    let fixture = fixture::read("average_precision");
    let weights = fixture::data(&fixture["sample_weight"]);
    for case in fixture::list(&fixture["cases"]) {
        let (y_true, y_pred) = (fixture::array(&case["y_true"]), fixture::array(&case["y_pred"]));
        let averages = fixture::list(&case["averages"]).iter().zip(fixture::list(&case["scores"]));
        for (average, scores) in averages {
            let average = match average.as_str().unwrap() {
                "macro" => Some(Averaging::Macro),
                "micro" => Some(Averaging::Micro),
                "weighted" => Some(Averaging::Weighted),
                _ => None,
            };
            let mut metric = MeanAveragePrecision::default();
            if let Some(average) = average {
                metric = metric.average(average);
            }
            // In batches, and taken up again in between.
            for from in (0..y_true.shape()[0]).step_by(15) {
                let state = metric.state().unwrap();
                metric.reset();
                assert!(metric.restore(&state));
                let to = (from + 15).min(y_true.shape()[0]);
                let rows = |y: &ndarray::ArrayD<f32>| {
                    y.slice_each_axis(|axis| match axis.axis.index() {
                        0 => ndarray::Slice::from(from..to),
                        _ => ndarray::Slice::from(..),
                    })
                    .to_owned()
                };
                let tape = Tape::inference();
                let weight = (case["weighted"] == true).then(|| tape.array(&weights[from..to]));
                metric.update(&tape.array(&rows(&y_true)), &tape.array(&rows(&y_pred)), weight.as_ref());
                tape.check().unwrap();
            }
            let what = format!("{} of {average:?}, weighted: {}", case["name"], case["weighted"]);
            fixture::assert_close(&what, &single(&metric.results()), &fixture::data(scores), 1e-6);
        }
    }
}

#[test]
fn average_precision_is_written_and_read_under_a_package_of_its_own() {
    let written = MeanAveragePrecision::default().average(Averaging::Micro).to_json().unwrap();
    assert_eq!(written["registered_name"], "keras_rust>MeanAveragePrecision");
    let (name, read) = metrics::deserialize(&written, &CustomObjects::new()).unwrap();
    assert_eq!((name.as_str(), read.to_json().unwrap()), ("mean_average_precision", written));
}

#[test]
fn curves_are_those_of_scikit_learn() {
    for case in fixture::list(&fixture::read("average_precision")["curves"]) {
        let (y_true, y_pred) = (fixture::data(&case["y_true"]), fixture::data(&case["y_pred"]));
        let same = |what: &str, found: &[f64]| {
            fixture::assert_close(what, &single(found), &fixture::data(&case[what]), 1e-6);
        };
        let roc = roc_curve(&y_true, &y_pred).unwrap();
        same("false_positive_rate", &roc.false_positive_rate);
        same("true_positive_rate", &roc.true_positive_rate);
        let of_all = precision_recall_curve(&y_true, &y_pred).unwrap();
        same("precision", &of_all.precision);
        same("recall", &of_all.recall);
        same("thresholds", &of_all.thresholds);
        let areas = [roc.auc(), of_all.average_precision()];
        let expected = [fixture::number(&case["auc"]), fixture::number(&case["average_precision"])];
        fixture::assert_close("areas", &single(&areas), &expected, 1e-6);
    }
}

#[test]
fn curves_refuse_what_they_make_no_sense_of() {
    let refused = |y_true: &[i32], y_pred: &[f32]| {
        [
            roc_curve(y_true, y_pred).unwrap_err().to_string(),
            precision_recall_curve(y_true, y_pred).unwrap_err().to_string(),
        ]
    };
    let has = |errors: [String; 2], texts: [&str; 2]| {
        assert!(errors.iter().zip(texts).all(|(error, text)| error.contains(text)), "{errors:?}");
    };
    has(refused(&[0, 1], &[0.5]), ["a label for each of 1 outputs, found 2"; 2]);
    has(refused(&[0, 2], &[0.5, 0.1]), ["labels that are 0 or 1, found 2"; 2]);
    has(refused(&[0, 1], &[0.5, f32::NAN]), ["outputs that are numbers"; 2]);
    has(refused(&[0, 0], &[0.5, 0.1]), ["labels of 0 and of 1", "a label of 1, found none"]);
    has(refused(&[], &[]), ["labels of 0 and of 1", "a label of 1, found none"]);
}
