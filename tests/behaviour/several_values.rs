//! Metrics of several values: thresholds, classes.

use keras::autodiff::Tape;
use keras::metrics::*;
use keras::prelude::*;
use keras::training::Scores;
use keras::training::callbacks::{CSVLogger, EarlyStopping};
use ndarray::array;

sequential! {
    struct Same { Activation(linear, input = 3) }
}

fn outputs() -> ndarray::Array2<f32> {
    array![[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1], [0.2, 0.2, 0.6]]
}

fn labels() -> ndarray::Array2<f32> {
    array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
}

fn measured(metrics: Metrics) -> keras::Result<Scores> {
    let mut model = Same::new().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics);
    model.evaluate(outputs(), labels())
}

#[test]
fn thresholds_are_one_or_several_however_they_are_written() {
    let scores = measured(metrics![
        Recall(thresholds = (0.25, 0.65)),
        listed = Recall(thresholds = [0.25, 0.65]),
        chained = Recall::default().thresholds([0.25, 0.65]),
        single = Recall(thresholds = 0.65),
        alone = Recall(thresholds = (0.65,)),
        none = Recall(thresholds = None),
        TruePositives((0.25, 0.65)),
        found = FalsePositives(thresholds = 0.25),
    ])
    .unwrap();
    for name in ["recall", "listed", "chained"] {
        assert_eq!(scores.get_all(name), [1.0, 0.5], "{name}");
        assert_eq!(scores.get(name), Some(0.75), "{name}");
        assert_eq!(scores.get(&format!("{name}[0.65]")), Some(0.5), "{name}");
    }
    assert_eq!((scores.get_all("single"), scores.get_all("alone")), (vec![0.5], vec![0.5]));
    assert_eq!((scores.get("single[0.65]"), scores.get("none")), (None, Some(0.75)));
    assert_eq!(scores.get_all("true_positives"), [4.0, 2.0]);
    assert_eq!(scores.get("found"), Some(1.0));
    let line = scores.to_string();
    assert!(line.contains("recall: 0.7500 - ") && !line.contains('['), "{line}");
}

#[test]
fn each_class_has_its_score_in_history_files_and_callbacks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let metrics = metrics![
        F1Score(),
        FBetaScore(average = Averaging::Micro, beta = 2.0),
        R2Score(class_aggregation = None)
    ];
    let mut model = Same::new().compile(SGD::new(0.1), CategoricalCrossentropy::default(), metrics);
    let (x, y) = (outputs(), labels());
    let fit = Fit::epochs(3)
        .verbose(0)
        .validation_data(&x, &y)
        .callback(EarlyStopping::monitor("val_f1_score[1]"))
        .callback(CSVLogger::new(&path));
    let history = model.fit(&x, &y, fit).unwrap();
    assert_eq!(history.epochs().len(), 1 + 1, "nothing gets better");
    let scores = ["f1_score[0]", "f1_score[1]", "f1_score[2]"].map(|name| history.last(name).unwrap());
    assert!((scores[0] - 2.0 / 3.0).abs() < 1e-4 && (scores[2] - 1.0).abs() < 1e-4, "{scores:?}");
    let mean = scores.iter().sum::<f32>() / 3.0;
    assert!((history.last("f1_score").unwrap() - mean).abs() < 1e-6);
    assert_eq!(history.last("fbeta_score[0]"), None);
    assert!(history.last("val_r2_score[2]").is_some());
    let header = std::fs::read_to_string(&path).unwrap();
    let columns = "epoch,f1_score,f1_score[0],f1_score[1],f1_score[2],fbeta_score,loss,r2_score,r2_score[0]";
    assert!(header.starts_with(columns), "{header}");
}

#[test]
fn what_makes_no_sense_is_refused_before_the_first_step() {
    let refused = |metrics, texts: [&str; 2]| {
        let error = measured(metrics).unwrap_err().to_string();
        assert!(texts.iter().all(|text| error.contains(text)), "{error}");
    };
    let (two, target, class) = (2.0, 3, 7);
    refused(metrics![Precision::default().thresholds([0.5, 1.5])], ["a threshold from 0 to 1", "1.5"]);
    refused(
        metrics![AUC(multi_label = true, label_weights = (1.0, two))],
        ["`label_weights` for the 3", "found 2"],
    );
    refused(
        metrics![AUC::default().num_labels(3)],
        ["`num_labels` without `multi_label`", "multi_label = true"],
    );
    refused(metrics![IoU(3, (0, target))], ["`target_class_ids` from 0 to 2", "found 3"]);
    refused(metrics![PrecisionAtRecall(0.5, class_id = class)], ["a `class_id` from 0 to 2", "found 7"]);
    refused(metrics![FBetaScore::default().beta(0.0)], ["FBetaScore", "`beta` above 0"]);
    refused(metrics![R2Score(num_regressors = 1), PearsonCorrelation(axis = 4)], ["an `axis` of", "4"]);
    let mut model = sequential![Dense(1, input = 2)].compile(
        SGD::new(0.1),
        MeanSquaredError::default(),
        metrics![pearson_correlation],
    );
    let error = model.evaluate([[0.0, 1.0]], [1.0]).unwrap_err().to_string();
    assert!(error.contains("`PearsonCorrelation`") && error.contains("`axis = 0`"), "{error}");
}

#[test]
fn segments_are_measured_along_any_axis() {
    let tape = Tape::inference();
    let places = array![[0.0f32, 1.0, 2.0, 1.0], [2.0, 2.0, 0.0, 1.0]];
    let last = ndarray::Array3::from_shape_fn((2, 4, 3), |(i, j, k)| ((i * 5 + j * 7 + k * 3) % 11) as f32);
    let first = last.clone().permuted_axes([0, 2, 1]).as_standard_layout().to_owned();
    let value = |mut metric: MeanIoU, y_pred: &ndarray::Array3<f32>| {
        metric.update(&tape.array(&places), &tape.array(y_pred), None);
        tape.check().unwrap();
        metric.result()
    };
    let of_last = value(MeanIoU::new(3).sparse_y_pred(false), &last);
    assert_eq!(value(MeanIoU::new(3).sparse_y_pred(false).axis(1), &first), of_last);
    assert!(of_last > 0.0 && of_last < 1.0);
    // A pixel of weight 0 counts nowhere.
    let mut metric = MeanIoU::new(2);
    let (t, p) = (tape.array(&[[0.0, 1.0], [1.0, 1.0]]), tape.array(&[[0.0, 0.0], [1.0, 1.0]]));
    metric.update(&t, &p, Some(&tape.array(&[[1.0, 0.0], [1.0, 1.0]])));
    assert!((metric.result() - 1.0).abs() < 1e-6);
    // Numbers of classes are not probabilities.
    let error = {
        let mut metric = MeanIoU::new(3);
        metric.update(&tape.array(&places), &tape.array(&last), None);
        tape.check().unwrap_err().to_string()
    };
    assert!(error.contains("`sparse_y_pred = false`"), "{error}");
}

#[test]
fn areas_of_labels_are_of_probabilities_that_the_loss_or_the_metric_makes() {
    let labels = array![[1.0f32, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]];
    let logits = array![[2.0f32, -1.0], [-3.0, 0.5], [0.5, 0.2], [-0.5, 0.4]];
    let metrics = || {
        metrics![
            AUC(multi_label = true, num_labels = 2),
            logits = AUC(multi_label = true, from_logits = true),
            MeanAveragePrecision(),
        ]
    };
    let model = || sequential![Activation(linear, input = 2)];
    let mut judged = model().compile(SGD::new(0.1), BinaryCrossentropy::default().from_logits(), metrics());
    let scores = judged.evaluate(&logits, &labels).unwrap();
    assert_eq!(scores.get("auc"), scores.get("logits"));
    assert_eq!(scores.get("auc"), Some((1.0 + 0.75) / 2.0));
    assert_eq!(scores.get_all("mean_average_precision").len(), 2);
}
