//! Assertions about the inputs of a model's layers.

use crate::shape::{Fault, MAX_TENSORS, Shape, ShapeResult, Spec, Specs};

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

/// The specs of a model's inputs or outputs, if all are known. What is wrong if they are not is said in the model.
pub const fn gather(tensors: &[Option<Spec>]) -> ShapeResult<Specs> {
    let mut i = 0;
    while i < tensors.len() {
        if tensors[i].is_none() {
            return ShapeResult::Err(Fault::SAID);
        }
        i += 1;
    }
    ShapeResult::Ok(gather_or_unknown(tensors))
}

/// Whether the `input` of a later layer agrees with what it is given.
pub const fn claim(claimed: ShapeResult<Shape>, given: Option<Spec>) -> ShapeResult<()> {
    let claimed = crate::shape_try!(claimed);
    match given {
        Some(given) if !given.shape().fits(&claimed) => ShapeResult::Err(
            Fault::new("says `input` is ")
                .shape(&claimed)
                .text(", but the layer before it gives ")
                .shape(&given.shape())
                .help("only the first layer needs `input`: leave it out here"),
        ),
        _ => ShapeResult::Ok(()),
    }
}
