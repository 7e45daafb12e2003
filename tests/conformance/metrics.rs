use crate::fixture;
use keras::autodiff::Tape;
use keras::losses::*;
use keras::metrics::*;
use serde_json::Value;

/// The counterpart of an expression of Keras; `None` of one that has none here.
///
/// A metric here is one number: lists of thresholds, and an `F1Score` of each class, are left out. So are the bare
/// counts of a confusion matrix, `summation_method` and `from_logits` of `AUC`, which follows from the loss.
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
        "F1Score(average='macro')" => Box::new(F1Score::default()),
        "F1Score(average='micro')" => Box::new(F1Score::micro()),
        "F1Score(average='weighted')" => Box::new(F1Score::weighted()),
        "F1Score(average='macro', threshold=0.4)" => Box::new(F1Score::default().threshold(0.4)),
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

/// Feeds a stream of batches to a metric; its value after each.
fn run(metric: &mut dyn Metric, stream: &Value, weighted: bool) -> Vec<f32> {
    let tape = Tape::inference();
    let batches = fixture::arrays(&stream["y_true"]).into_iter().zip(fixture::arrays(&stream["y_pred"]));
    let weights = fixture::arrays(&stream["sample_weight"]);
    let value = |((y_true, y_pred), weight): ((_, _), &ndarray::ArrayD<f32>)| {
        let (y_true, y_pred): (ndarray::ArrayD<f32>, ndarray::ArrayD<f32>) = (y_true, y_pred);
        let weight = weighted.then(|| tape.array(weight));
        metric.update(&tape.array(&y_true), &tape.array(&y_pred), weight.as_ref());
        metric.result() as f32
    };
    batches.zip(&weights).map(value).collect()
}

#[test]
fn metrics_gather_what_those_of_keras_gather() {
    let fixture = fixture::read("metrics");
    let mut left_out = vec![];
    let mut checked = 0;
    for case in fixture::list(&fixture["cases"]) {
        let source = fixture::source(case);
        let Some(mut metric) = counterpart(source) else {
            left_out.push(source);
            continue;
        };
        let (stream, weighted) =
            (case["stream"].as_str().expect("a name"), case["weighted"].as_bool() == Some(true));
        let found = run(&mut *metric, &fixture["streams"][stream], weighted);
        let keras: Vec<f32> = fixture::list(&case["results"]).iter().flat_map(fixture::data).collect();
        fixture::assert_close(&format!("{source} on {stream}, weighted: {weighted}"), &found, &keras, 1e-5);
        metric.reset();
        assert_eq!(metric.result(), 0.0, "{source} forgets");
        checked += 1;
    }
    assert!(checked > 60, "only {checked} cases have a counterpart; left out: {left_out:?}");
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
