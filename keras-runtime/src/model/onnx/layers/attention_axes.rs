//! Attention along some axes of values that have more.

use super::super::call::{Call, known};
use super::super::graph::{Name, Size};
use crate::shape::{Dim, OneOrMore, Shape};
use crate::{Error, Result};

/// The axes of values, the batch included, that attention goes along, and those that it does not.
pub struct AttentionAxes {
    along: Vec<usize>,
    others: Vec<usize>,
}

impl AttentionAxes {
    /// Those of a layer; none of values that are sequences already.
    pub fn of(call: &Call<'_>) -> Result<Option<Self>> {
        let last = call.rank(0) - 1;
        if last == 2 {
            return Ok(None);
        }
        let given = match call.config.get("attention_axes") {
            None => None,
            Some(_) => call.argument::<Option<OneOrMore<isize>>>("attention_axes")?,
        };
        let along: Vec<usize> = match given {
            Some(given) => given.iter().map(|axis| axis.rem_euclid(last as isize + 1) as usize).collect(),
            None => (1..last).collect(),
        };
        let others = (1..last).filter(|axis| !along.contains(axis)).collect();
        let is_masked = (0..call.inputs.len()).any(|input| call.mask(input).is_some());
        if is_masked || call.inputs.len() > 3 {
            return Err(Error::new("", "has a mask of more axes than a sequence, which is not exported")
                .help("make one axis of those that it attends along: `Reshape` before it"));
        }
        Ok(Some(Self { along, others }))
    }

    fn order(&self) -> Vec<usize> {
        let features = self.along.len() + self.others.len() + 1;
        [0].iter().chain(&self.others).chain(&self.along).copied().chain([features]).collect()
    }

    /// A value `x` that is projected to so many features as sequences: `(sequences, steps, features)`.
    pub fn fold(&self, call: &mut Call<'_>, x: &str, shape: &Shape, features: usize) -> Result<Name> {
        let order = self.order();
        let y = call.graph().transpose(x, &order);
        let steps = self.along.iter().map(|&axis| known(shape.dim(axis - 1), "axes that it attends along"));
        let sizes = match (steps.product::<Result<usize>>(), &self.along[..], &self.others[..]) {
            (Ok(steps), ..) => [Size::Rest, Size::Known(steps), Size::Known(features)],
            (_, [_], _) => [Size::Rest, Size::Of(y.clone(), self.others.len() + 1), Size::Known(features)],
            (_, _, []) => [Size::Of(y.clone(), 0), Size::Rest, Size::Known(features)],
            (Err(error), ..) => return Err(error),
        };
        Ok(call.graph().reshape(&y, &sizes))
    }

    /// What has come of the sequences of a query, with the axes of that.
    pub fn unfold(&self, call: &mut Call<'_>, y: &str, query: &str) -> Name {
        let order = self.order();
        let mut sizes: Vec<Size> = order.iter().map(|&axis| Size::Of(query.to_owned(), axis)).collect();
        sizes.pop();
        sizes.push(Size::Rest);
        let y = call.graph().reshape(y, &sizes);
        let mut back = order.clone();
        order.iter().enumerate().for_each(|(place, &axis)| back[axis] = place);
        call.graph().transpose(&y, &back)
    }

    /// The scores of sequences with all axes, of which one may be unknown.
    pub fn unfold_scores(&self, call: &mut Call<'_>, scores: &str, query: &str) -> Result<Name> {
        let shape = call.outputs[1].shape();
        if shape.dims().iter().filter(|dim| **dim == Dim::Unknown).count() > 1 {
            known(Dim::Unknown, "scores")?;
        }
        let sizes = shape.dims().iter().map(|dim| match dim {
            Dim::Known(size) => Size::Known(*size),
            Dim::Unknown => Size::Rest,
        });
        let sizes: Vec<Size> = [Size::Of(query.to_owned(), 0)].into_iter().chain(sizes).collect();
        Ok(call.graph().reshape(scores, &sizes))
    }
}
