//! The moments of a callback: the one list of them.

/// Hands all moments to the macro `$to`: what each is, its name, and what it is shown.
macro_rules! moments {
    ($to:ident) => {
        $to! {
            /// Before the first epoch, or the first after a training was taken up again: the place to check arguments.
            on_train_begin(training: Training);
            /// After the last epoch.
            on_train_end(training: Training);
            /// Before an epoch.
            on_epoch_begin(training: Training);
            /// After an epoch and its validation.
            on_epoch_end(training: Training);
            /// Before a batch is learnt.
            on_train_batch_begin(training: Training);
            /// After a batch was learnt.
            on_train_batch_end(training: Training);
            /// Before a validation, or before the first batch of `evaluate`.
            on_test_begin(training: Training);
            /// After a validation, or after the last batch of `evaluate`.
            on_test_end(training: Training);
            /// Before a batch is measured, in a validation or in `evaluate`.
            on_test_batch_begin(training: Training);
            /// After a batch was measured, in a validation or in `evaluate`.
            on_test_batch_end(training: Training);
            /// Before the first batch of `predict`.
            on_predict_begin(prediction: Prediction);
            /// After the last batch of `predict`.
            on_predict_end(prediction: Prediction);
            /// Before a batch is predicted.
            on_predict_batch_begin(prediction: Prediction);
            /// After a batch was predicted: the place to look at its outputs.
            on_predict_batch_end(prediction: Prediction);
        }
    };
}

pub(super) use moments;
