//! Ctrl-C, or a request to end as a scheduler makes it, during a training that has something to put away first: its state, or
//! what runs elsewhere.

#[cfg(any(unix, windows))]
pub(crate) use signals::Interrupt;

#[cfg(not(any(unix, windows)))]
pub(crate) struct Interrupt;

/// Where there are no signals nothing interrupts.
#[cfg(not(any(unix, windows)))]
impl Interrupt {
    pub fn listen() -> Self {
        Self
    }

    pub fn has_come(&self) -> bool {
        false
    }
}

#[cfg(any(unix, windows))]
mod signals {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;

    /// As long as it lives, the first such signal does not end the program.
    pub(crate) struct Interrupt(&'static Flags);

    struct Flags {
        has_come: Arc<AtomicBool>,
        /// Whether a signal ends the program.
        ends_program: Arc<AtomicBool>,
        listeners: AtomicUsize,
    }

    impl Interrupt {
        pub fn listen() -> Self {
            static FLAGS: OnceLock<Flags> = OnceLock::new();
            let flags = FLAGS.get_or_init(|| {
                let (has_come, ends_program) = (Arc::default(), Arc::new(AtomicBool::new(true)));
                // In this order: the second signal finds that the first has set both. What cannot be registered is as if
                // nobody listened: the program ends, and goes on from its last backup.
                for signal in [SIGINT, SIGTERM] {
                    let _ = flag::register_conditional_default(signal, Arc::clone(&ends_program));
                    let _ = flag::register(signal, Arc::clone(&ends_program));
                    let _ = flag::register(signal, Arc::clone(&has_come));
                }
                Flags { has_come, ends_program, listeners: AtomicUsize::new(0) }
            });
            if flags.listeners.fetch_add(1, Ordering::SeqCst) == 0 {
                flags.has_come.store(false, Ordering::SeqCst);
                flags.ends_program.store(false, Ordering::SeqCst);
            }
            Self(flags)
        }

        pub fn has_come(&self) -> bool {
            self.0.has_come.load(Ordering::Relaxed)
        }
    }

    impl Drop for Interrupt {
        fn drop(&mut self) {
            if self.0.listeners.fetch_sub(1, Ordering::SeqCst) == 1 {
                self.0.ends_program.store(true, Ordering::SeqCst);
            }
        }
    }
}
