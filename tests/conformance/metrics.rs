use crate::fixture;
use keras::autodiff::Tape;
use keras::losses::*;
use keras::metrics::{self, *};
use keras::saving::CustomObjects;
use serde_json::Value;

/// The counterpart of an expression of Keras, if it is written out here; of the others it is what Keras writes that is
/// read.
fn counterpart(source: &str) -> Option<Box<dyn Metric>> {
    fn mean(loss: impl Loss + Clone + 'static) -> Box<dyn Metric> {
        Box::new(MeanOf::new(loss))
    }
    Some(match source {
        "Accuracy()" => Box::new(Accuracy::default()),
        "BinaryAccuracy()" => Box::new(BinaryAccuracy::default()),
        "BinaryAccuracy(threshold=0.3)" => Box::new(BinaryAccuracy::default().threshold(0.3)),
        "CategoricalAccuracy()" => Box::new(CategoricalAccuracy::default()),
        "SparseCategoricalAccuracy()" => Box::new(SparseCategoricalAccuracy::default()),
        "TopKCategoricalAccuracy()" => Box::new(TopKCategoricalAccuracy::default()),
        "TopKCategoricalAccuracy(k=2)" => Box::new(TopKCategoricalAccuracy::new(2)),
        "SparseTopKCategoricalAccuracy(k=2)" => Box::new(SparseTopKCategoricalAccuracy::new(2)),
        "Precision()" => Box::new(Precision::default()),
        "Precision(thresholds=0.3)" => Box::new(Precision::default().threshold(0.3)),
        "Precision(top_k=2)" => Box::new(Precision::default().top_k(2)),
        "Precision(class_id=1)" => Box::new(Precision::default().class_id(1)),
        "Precision(top_k=1, class_id=2)" => Box::new(Precision::default().top_k(1).class_id(2)),
        "Recall()" => Box::new(Recall::default()),
        "Recall(thresholds=0.7)" => Box::new(Recall::default().threshold(0.7)),
        "Recall(top_k=2)" => Box::new(Recall::default().top_k(2)),
        "Recall(class_id=1)" => Box::new(Recall::default().class_id(1)),
        "AUC()" => Box::new(AUC::default()),
        "AUC(num_thresholds=7)" => Box::new(AUC::new(7)),
        "AUC(curve='PR')" => Box::new(AUC::default().curve(Curve::PR)),
        "F1Score(average='macro')" => Box::new(F1Score::default().average(Averaging::Macro)),
        "F1Score(average='micro')" => Box::new(F1Score::micro()),
        "F1Score(average='weighted')" => Box::new(F1Score::weighted()),
        "F1Score(average='macro', threshold=0.4)" => {
            Box::new(F1Score::default().average(Averaging::Macro).threshold(0.4))
        }
        "RootMeanSquaredError()" => Box::new(RootMeanSquaredError::default()),
        "MeanSquaredError()" => mean(MeanSquaredError::default()),
        "MeanAbsoluteError()" => mean(MeanAbsoluteError::default()),
        "MeanAbsolutePercentageError()" => mean(MeanAbsolutePercentageError::default()),
        "MeanSquaredLogarithmicError()" => mean(MeanSquaredLogarithmicError::default()),
        "CosineSimilarity()" => mean(cosine_similarity),
        "LogCoshError()" => mean(LogCosh::default()),
        "KLDivergence()" => mean(KLDivergence::default()),
        "Poisson()" => mean(Poisson::default()),
        "Hinge()" => mean(Hinge::default()),
        "SquaredHinge()" => mean(SquaredHinge::default()),
        "CategoricalHinge()" => mean(CategoricalHinge::default()),
        "CategoricalCrossentropy(label_smoothing=0.1)" => {
            mean(CategoricalCrossentropy::default().label_smoothing(0.1))
        }
        "BinaryCrossentropy(from_logits=True, label_smoothing=0.1)" => {
            mean(BinaryCrossentropy::default().label_smoothing(0.1).from_logits())
        }
        "BinaryCrossentropy()" => mean(BinaryCrossentropy::default()),
        "CategoricalCrossentropy()" => mean(CategoricalCrossentropy::default()),
        "SparseCategoricalCrossentropy()" => mean(SparseCategoricalCrossentropy::default()),
        _ => return None,
    })
}

/// Feeds a stream of batches to a metric; its values after each.
fn run(metric: &mut dyn Metric, stream: &Value, weighted: bool) -> Vec<f32> {
    let tape = Tape::inference();
    let batches = fixture::arrays(&stream["y_true"]).into_iter().zip(fixture::arrays(&stream["y_pred"]));
    let weights = fixture::arrays(&stream["sample_weight"]);
    let value = |((y_true, y_pred), weight): ((_, _), &ndarray::ArrayD<f32>)| {
        let (y_true, y_pred): (ndarray::ArrayD<f32>, ndarray::ArrayD<f32>) = (y_true, y_pred);
        let weight = weighted.then(|| tape.array(weight));
        metric.update(&tape.array(&y_true), &tape.array(&y_pred), weight.as_ref());
        tape.check().expect("the batch is one that the metric takes");
        let (results, result) = (metric.results(), metric.result());
        let mean = results.iter().sum::<f64>() / results.len() as f64;
        assert!((mean - result).abs() < 1e-9, "the value of all is the mean: {result}, {results:?}");
        results.into_iter().map(|value| value as f32)
    };
    batches.zip(&weights).flat_map(value).collect()
}

#[test]
fn metrics_gather_what_those_of_keras_gather() {
    let fixture = fixture::read("metrics");
    for case in fixture::list(&fixture["cases"]) {
        let source = fixture::source(case);
        let (_, read) = metrics::deserialize(&case["written"], &CustomObjects::new()).expect(source);
        let mut metric = counterpart(source).unwrap_or_else(|| read.clone());
        let (stream, weighted) =
            (case["stream"].as_str().expect("a name"), case["weighted"].as_bool() == Some(true));
        let found = run(&mut *metric, &fixture["streams"][stream], weighted);
        let keras: Vec<f32> = fixture::list(&case["results"]).iter().flat_map(fixture::data).collect();
        fixture::assert_close(&format!("{source} on {stream}, weighted: {weighted}"), &found, &keras, 1e-5);
        // Another goes on from its state.
        let mut other = read;
        assert!(other.restore(&metric.state().expect(source)), "{source} is taken up again");
        assert_eq!(other.results(), metric.results(), "{source}");
        metric.reset();
        assert_eq!(metric.result(), 0.0, "{source} forgets");
    }
}

#[test]
fn means_and_sums_are_of_values() {
    let fixture = fixture::read("metrics");
    for case in fixture::list(&fixture["means"]) {
        let source = fixture::source(case);
        let tape = Tape::inference();
        let (mut mean, mut sum) = (Mean::default(), Sum::default());
        let weights = fixture::arrays(&case["sample_weight"]);
        let value = |(values, weights): (ndarray::ArrayD<f32>, &ndarray::ArrayD<f32>)| {
            let (values, weights) = (tape.array(&values), tape.array(weights));
            mean.add(&values, Some(&weights));
            sum.add(&values, Some(&weights));
            (if source == "Mean()" { mean.result() } else { sum.result() }) as f32
        };
        let found: Vec<f32> = fixture::arrays(&case["values"]).into_iter().zip(&weights).map(value).collect();
        let keras: Vec<f32> = fixture::list(&case["results"]).iter().flat_map(fixture::data).collect();
        fixture::assert_close(source, &found, &keras, 1e-6);
    }
}

#[test]
fn accuracy_is_resolved_as_keras_resolves_it() {
    let fixture = fixture::read("metrics");
    for case in fixture::list(&fixture["resolved"]) {
        let stream = case["stream"].as_str().expect("a name");
        let found = run(&mut accuracy.clone(), &fixture["streams"][stream], false);
        fixture::assert_close(stream, &found[..1], &[fixture::number(&case["result"])], 1e-6);
    }
}
