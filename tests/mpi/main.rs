//! Trainings over MPI: needs `mpirun`, and says so where there is none.
//!
//! The program runs itself on several ranks; what these come to they write into a folder.

mod parent;
mod ranks;

use std::env;
use std::path::Path;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, rank, case, folder] = &*arguments
        && rank == "rank"
    {
        if let Err(error) = ranks::run(case, Path::new(folder)) {
            eprintln!("Error: {error}");
            std::process::exit(1);
        }
        return;
    }
    // Whoever asks for a test of another name means none of these.
    let filter = arguments[1..].iter().find(|argument| !argument.starts_with('-'));
    if !parent::has_mpirun() {
        println!("mpi: NOT RUN: there is no `mpirun`");
        return;
    }
    for (name, test) in parent::TESTS {
        if filter.is_none_or(|filter| name.contains(filter.as_str())) {
            test();
            println!("test {name} ... ok");
        }
    }
}
