//! What has gone wrong.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// Each kind of failure once, with the first model that has shown it, and how often it came.
#[derive(Default)]
pub struct Failures(Vec<(String, String, usize)>);

impl Failures {
    pub fn note(&mut self, what: String, model: &str) {
        match self.0.iter_mut().find(|(known, ..)| *known == what) {
            Some((_, _, count)) => *count += 1,
            None => self.0.push((what, model.to_owned(), 1)),
        }
    }

    #[track_caller]
    pub fn finish(self) {
        let lines =
            self.0.iter().map(|(what, model, count)| format!("{what}\n    {count} times, first {model}"));
        let lines: Vec<String> = lines.collect();
        assert!(lines.is_empty(), "{} kinds of failure:\n{}", lines.len(), lines.join("\n"));
    }
}

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What `f` gives, or where it has panicked.
pub fn caught<T>(f: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if CATCHING.get() {
                PANIC.set(info.to_string().replace('\n', " "));
            } else {
                loud(info);
            }
        }));
    });
    CATCHING.set(true);
    let result = catch_unwind(AssertUnwindSafe(f)).map_err(|_| PANIC.take());
    CATCHING.set(false);
    result
}
