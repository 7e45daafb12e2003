//! Activation functions, a file for each family of names.
//!
//! To add one, write its file and add its line to the list below.
#![allow(non_upper_case_globals)]

use crate::activations::function::Function;

macro_rules! activations {
    ($($file:ident: $($name:ident),*;)*) => {
        $(mod $file;)*

        /// The functions alone, as a model may name them.
        pub mod words {
            pub use crate::activations::function::custom;
            $(pub use super::$file::*;)*
        }

        /// The functions by name where an editor looks for methods: among the arguments of a layer, of which the first
        /// may be one of them.
        pub trait Words {
            $($(
                #[doc = concat!("The activation function `", stringify!($name), "`.")]
                fn $name<V>(&self, _: V) {}
            )*)*
        }

        /// The functions as constants of the crate at hand. rust-analyzer puts those first, among constants of one type.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __activations {
            () => {
                $($(
                    #[doc = concat!("The activation function `", stringify!($name), "`.")]
                    #[allow(non_upper_case_globals)]
                    const $name: $crate::activations::Function = $crate::activations::$name;
                )*)*
            };
        }

        /// Activation functions by Keras's names, with Keras's default arguments.
        ///
        /// ```
        /// use keras::activations::{NAMES, tanh};
        ///
        /// assert!(NAMES.contains(&("tanh", tanh)));
        /// ```
        pub const NAMES: &[(&str, Function)] = &[$($((stringify!($name), words::$name)),*),*];
    };
}

// `threshold` has no defaults.
activations! {
    celu: celu;
    elu: elu;
    exponential: exponential;
    gelu: gelu;
    glu: glu;
    hard_shrink: hard_shrink;
    hard_sigmoid: hard_sigmoid;
    hard_silu: hard_silu, hard_swish;
    hard_tanh: hard_tanh;
    linear: linear;
    log_sigmoid: log_sigmoid;
    log_softmax: log_softmax;
    mish: mish;
    relu: relu, relu6, leaky_relu;
    selu: selu;
    sigmoid: sigmoid;
    silu: silu, swish;
    soft_shrink: soft_shrink;
    softmax: softmax;
    softplus: softplus;
    softsign: softsign;
    sparse_plus: sparse_plus;
    sparse_sigmoid: sparse_sigmoid;
    sparsemax: sparsemax;
    squareplus: squareplus;
    tanh: tanh;
    tanh_shrink: tanh_shrink;
    threshold:;
}
