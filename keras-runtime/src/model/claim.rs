//! What a model says of its inputs and outputs, against what its layers take and give.

use crate::shape::{Fault, MAX_TENSORS, Rule, Shape, Spec, Specs};

/// The specs of a model's inputs or outputs. What is not known is a scalar here; the model does not compile anyway.
pub const fn gather_or_unknown(tensors: &[Option<Spec>]) -> Specs {
    let (mut specs, mut i) = (Specs::new(&[]), 0);
    while i < tensors.len() && i < MAX_TENSORS {
        specs = specs.push(match tensors[i] {
            Some(spec) => spec,
            None => Spec::new(Shape::SCALAR),
        });
        i += 1;
    }
    specs
}

/// Whether the `input` of a later layer agrees with what it is given.
pub const fn claim(claimed: Rule<Shape>, given: Option<Spec>) -> Rule<()> {
    let claimed = crate::tri!(claimed);
    match given {
        Some(given) if !given.shape().fits(&claimed) => Rule::Fails(
            Fault::new("says `input` is ")
                .shape(&claimed)
                .text(", but the layer before it gives ")
                .shape(&given.shape())
                .help("only the first layer needs `input`: leave it out here"),
        ),
        _ => Rule::Fits(()),
    }
}
