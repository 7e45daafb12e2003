//! Models in crates that make it hard: without a prelude, with one that is shadowed, under another name.
#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types, unused_imports)]

extern crate keras as other_name;

/// A crate's own words in the place of the prelude's.
mod shadows {
    pub struct Option;
    pub struct Vec;
    pub struct Result;
    pub struct String;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub trait Default {}
    pub trait Copy {}
    pub trait Clone {}
    pub trait Send {}
    pub trait Sync {}
    pub type usize = u8;
    pub type str = u8;
    pub type bool = u8;
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod keras {}
}

mod shadowed {
    use crate::shadows::*;

    ::keras::sequential! {
        /// A model.
        pub struct Digits {
            Dense(10, activation = softmax, input = 64),
        }
    }

    ::keras::graph! {
        pub struct Twice {
            let x = Input(10);
            x + Dense(10, trainable = false)(x)
        }
    }

    ::keras::sequential! {
        pub struct Steps {
            TimeDistributed(Dense(2, trainable = false), input = (3, 4)),
        }
    }

    pub fn params() -> ::std::primitive::usize {
        let model = ::keras::graph!({
            let x = Input(64);
            Twice()(Digits()(x))
        });
        ::keras::Model::count_params(&model) + ::keras::Model::count_params(&Steps::new())
    }
}

/// A library that hands on this one.
mod reexported {
    pub mod ml {
        pub use ::keras::*;
    }
}

#[::std::prelude::v1::test]
fn a_shadowed_prelude_does_no_harm() {
    ::std::assert_eq!(shadowed::params(), 650 + 110 + 10);
}

#[::std::prelude::v1::test]
fn the_library_may_have_another_name() {
    use ::std::prelude::v1::*;

    let model = other_name::sequential![Dense(3, input = 2)];
    ::std::assert_eq!(other_name::Model::count_params(&model), 9);
    let model = reexported::ml::graph!({
        let x = Input(2);
        Dense(4)(x)
    });
    ::std::assert_eq!(reexported::ml::Model::count_params(&model), 12);
    let mut model = reexported::ml::Sequential::new();
    model.add(other_name::layer!(Dense(3, input = 2))).unwrap();
    ::std::assert_eq!(other_name::Model::count_params(&model), 9);
}
