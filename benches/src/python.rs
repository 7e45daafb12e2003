//! NumPy, PyTorch and JAX, where there is a Python with them.

use std::env;
use std::process::Command;

const SCRIPT: &str = include_str!("../peers.py");

/// The libraries that know a row, and the seconds that it takes them with so many threads. Of NumPy, which all Pythons have,
/// the first counts.
pub fn times(row: &str, threads: usize) -> Vec<(String, f64)> {
    // To import a framework takes seconds: not for a row that the script does not have, in steps of any size.
    let name = row.rsplit_once(", step of ").map_or(row, |(name, _)| name);
    if !SCRIPT.contains(&format!("\"{name}\": ")) {
        return Vec::new();
    }
    let pythons = env::var("KERAS_BENCH_PYTHON").unwrap_or_default();
    let mut times: Vec<(String, f64)> = Vec::new();
    for python in pythons.split(':').filter(|python| !python.is_empty()) {
        for (name, seconds) in ask(python, row, threads) {
            if times.iter().all(|(known, _)| *known != name) {
                times.push((name, seconds));
            }
        }
    }
    times
}

fn ask(python: &str, row: &str, threads: usize) -> Vec<(String, f64)> {
    let output = match Command::new(python)
        .args(["-c", SCRIPT, row])
        .env("OMP_NUM_THREADS", threads.to_string())
        .output()
    {
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
