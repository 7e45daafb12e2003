//! Scratch memory of a thread.

use std::cell::RefCell;

use super::Aligned;

thread_local! {
    static SPARE: RefCell<Vec<Aligned>> = const { RefCell::new(Vec::new()) };
}

/// Lends `use_it` a 64-byte aligned slice of `len` values, which hold whatever they held last.
///
/// Calls may nest, as they do when a thread that waits for others picks up their work: each has its own slice.
pub(crate) fn with<R>(len: usize, use_it: impl FnOnce(&mut [f32]) -> R) -> R {
    let mut memory = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    if memory.len() < len {
        memory = Aligned::zeroed(len);
    }
    if cfg!(test) {
        // A kernel that reads what it has not written is to be found out.
        memory[..len].fill(f32::NAN);
    }
    let result = use_it(&mut memory[..len]);
    SPARE.with_borrow_mut(|spare| spare.push(memory));
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_kept_from_call_to_call() {
        let first = with(100, |memory| memory.as_ptr());
        assert_eq!(with(50, |memory| memory.as_ptr()), first);
    }

    #[test]
    fn nested_calls_have_their_own_memory() {
        with(10, |outer| {
            outer.fill(1.0);
            with(10, |inner| inner.fill(2.0));
            assert!(outer.iter().all(|&v| v == 1.0));
        });
    }
}
