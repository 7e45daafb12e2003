//! Traits that may gain methods: only this library, and what its macros expand to, implement them.

/// What only this library, and what its macros expand to, can be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a model or a layer of one by itself",
    label = "write it with `sequential!`, `graph!` or `#[derive(Config)]`"
)]
pub trait Sealed {}
