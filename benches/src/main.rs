//! How fast we are, beside others, in one table.
//!
//! ```text
//! cargo run --release --manifest-path benches/Cargo.toml [words]
//! ```
//!
//! Each row is a piece of work: a product of matrices, a training step, an answer. Its time is held against the
//! multiply-adds that the machine could have done meanwhile, as measured in the same run, and against the time that
//! others take for the same work: above 1.00 we are faster. The contestants of a row take turns, so that a neighbour who
//! slows the machine down slows all of them. Given words, only rows in whose names one of them occurs are measured.
//!
//! The environment variable `KERAS_BENCH_PYTHON` names Pythons with NumPy, and with PyTorch or JAX, separated by colons, to be
//! measured, too (`peers.py`): these after the others, in a process of their own. `RAYON_NUM_THREADS` is respected by
//! all but JAX.
//!
//! Everyone is built as cargo builds by default, for any machine of its kind: who wants the instructions of this one
//! must find them at run time, as we do.

mod denormals;
mod fitting;
mod machine;
mod networks;
mod operations;
mod products;
mod python;
mod table;

fn main() -> keras::Result<()> {
    let mut table = table::Table::new(std::env::args().skip(1).collect());
    products::rows(&mut table);
    denormals::rows(&table)?;
    networks::rows(&mut table)?;
    operations::rows(&table)?;
    fitting::rows(&table)
}
