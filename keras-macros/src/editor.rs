//! Who runs the macros.

/// Whether it is rust-analyzer, which has a process of its own for that.
pub fn is_for_editor() -> bool {
    let program = std::env::current_exe().unwrap_or_default();
    program.file_name().is_some_and(|name| name.to_string_lossy().contains("rust-analyzer"))
}
