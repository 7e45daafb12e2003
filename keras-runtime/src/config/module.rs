//! Module paths of Keras's classes.

use crate::shape::begins_with;

/// The module of Keras that a class of this module of Rust is in: the library's have its names. Any other is a class of
/// one's own, under the package that Keras registers such classes in.
#[doc(hidden)]
pub const fn keras_module(path: &str) -> &'static str {
    const MODULES: [(&str, &str); 8] = [
        ("keras_runtime::layers::", "keras.layers"),
        ("keras_runtime::initializers::", "keras.initializers"),
        ("keras_runtime::regularizers::", "keras.regularizers"),
        ("keras_runtime::constraints::", "keras.constraints"),
        ("keras_runtime::losses::", "keras.losses"),
        ("keras_runtime::metrics::", "keras.metrics"),
        ("keras_runtime::optimizers::", "keras.optimizers"),
        ("keras_runtime::schedules::", "keras.optimizers.schedules"),
    ];
    let mut i = 0;
    while i < MODULES.len() {
        let (of_rust, of_keras) = MODULES[i];
        if begins_with(path, of_rust) {
            return of_keras;
        }
        i += 1;
    }
    "Custom"
}
