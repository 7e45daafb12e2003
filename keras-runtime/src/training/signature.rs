//! Signature of a network: which data it takes.

use super::data::Kind;
use super::network::Network;
use crate::shape::Specs;

/// The inputs and outputs of a network, and the labels of its losses.
pub(super) struct Signature {
    pub inputs: Specs,
    pub outputs: Specs,
    pub input_names: Vec<String>,
    pub output_names: Vec<String>,
    pub kinds: Vec<Kind>,
}

impl Signature {
    pub fn new(network: &(impl Network + ?Sized), kinds: Vec<Kind>) -> Self {
        Self {
            inputs: network.inputs(),
            outputs: network.outputs(),
            input_names: network.input_names(),
            output_names: network.output_names().into_iter().map(str::to_owned).collect(),
            kinds,
        }
    }
}
