//! Weights in the form in which an operation reads them.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, PoisonError};

use super::state::Scatter;
use crate::Result;
use crate::tensor::{Buffer, allocate};

/// Prepared weights, by variable: what an operation makes of a weight before it computes with it, kept for its next call.
///
/// None is ever stale. Each is kept with the values that it was made from, and as long as these are shared, whoever
/// changes the variable changes a copy, which is another buffer.
#[derive(Default)]
pub(super) struct PreparedWeights(Mutex<HashMap<u64, Prepared, BuildHasherDefault<Scatter>>>);

struct Prepared {
    values: Arc<Buffer>,
    form: Arc<Buffer>,
}

impl PreparedWeights {
    /// The form of a variable of these values, `len` values that `prepare` writes if they are not there yet.
    pub fn form(
        &self,
        variable: u64,
        values: &Arc<Buffer>,
        len: usize,
        prepare: impl FnOnce(&mut [f32]),
    ) -> Result<Arc<Buffer>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |it: &&Prepared| Arc::ptr_eq(&it.values, values) && it.form.len() == len;
        if let Some(prepared) = all.get(&variable).filter(fits) {
            return Ok(Arc::clone(&prepared.form));
        }
        let mut form = allocate(len)?;
        prepare(&mut form);
        let form = Arc::new(form);
        all.insert(variable, Prepared { values: Arc::clone(values), form: Arc::clone(&form) });
        Ok(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Variable;

    #[test]
    fn a_weight_is_prepared_once_and_anew_when_it_has_changed() {
        let mut kernel = Variable::new("kernel", &[2], |values| values.fill(1.0)).unwrap();
        let prepared = PreparedWeights::default();
        let double = |kernel: &Variable| {
            let mut is_new = false;
            let form = prepared.form(kernel.id(), kernel.shared(), 2, |form| {
                is_new = true;
                form.iter_mut().zip(kernel.value()).for_each(|(form, value)| *form = 2.0 * value);
            });
            (form.unwrap()[0], is_new)
        };
        assert_eq!([double(&kernel), double(&kernel)], [(2.0, true), (2.0, false)]);
        kernel.value_mut()[0] = 3.0;
        assert_eq!([double(&kernel), double(&kernel)], [(6.0, true), (6.0, false)]);
        kernel.set(&[4.0, 4.0]).unwrap();
        assert_eq!([double(&kernel), double(&kernel)], [(8.0, true), (8.0, false)]);
    }
}
