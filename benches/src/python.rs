//! PyTorch and JAX, where there is a Python with them.

use std::env;
use std::process::Command;

/// The frameworks that know a row, and the seconds that it takes them.
pub fn times(row: &str) -> Vec<(String, f64)> {
    let pythons = env::var("KERAS_BENCH_PYTHON").unwrap_or_default();
    pythons.split(':').filter(|python| !python.is_empty()).flat_map(|python| ask(python, row)).collect()
}

fn ask(python: &str, row: &str) -> Vec<(String, f64)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers.py");
    let output = match Command::new(python).args([script, row]).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("{python}: {error}");
            return Vec::new();
        }
    };
    if !output.status.success() {
        eprintln!("{python}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines
        .lines()
        .filter_map(|line| {
            let (name, seconds) = line.split_once('\t')?;
            Some((name.to_owned(), seconds.parse().ok()?))
        })
        .collect()
}
