//! What the ranks have to come to.

use std::env::current_exe;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::{TempDir, tempdir};

/// A test by its name.
type Test = (&'static str, fn());

pub const TESTS: &[Test] = &[
    ("ranks_come_to_what_one_rank_comes_to_and_to_the_same_bits_again", equality),
    ("ranks_read_parts_of_a_stream", streams),
    ("callbacks_decide_once_and_only_rank_0_writes", callbacks),
    ("a_training_goes_on_with_another_number_of_ranks", resumption),
    ("what_differs_between_ranks_is_an_error_at_the_start", differences),
    ("a_rank_that_is_lost_ends_the_job", losses),
    ("what_a_program_makes_of_an_error_is_its_own", handled),
];

pub fn has_mpirun() -> bool {
    let mut mpirun = Command::new("mpirun");
    mpirun.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}

/// After which the ranks of a job are ended.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How a job has ended.
struct Job {
    succeeded: bool,
    said: String,
    seconds: f32,
}

fn mpirun(ranks: usize, case: &str, folder: &Path) -> Job {
    let mut mpirun = Command::new("mpirun");
    mpirun.args(["--allow-run-as-root", "--oversubscribe", "-n", &ranks.to_string()]);
    mpirun.args(["--timeout", &TIMEOUT.as_secs().to_string()]);
    // Loopback and nothing else; all ranks may use all processors.
    mpirun.envs([
        ("OMPI_MCA_btl", "self,vader,tcp"),
        ("OMPI_MCA_btl_tcp_if_include", "lo"),
        ("OMPI_MCA_oob_tcp_if_include", "lo"),
        ("OMPI_MCA_pml", "ob1"),
        ("OMPI_MCA_hwloc_base_binding_policy", "none"),
    ]);
    mpirun.arg(current_exe().unwrap()).args(["rank", case]).arg(folder).stdin(Stdio::null());
    let begin = Instant::now();
    let mut job = mpirun.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // That of `mpirun` ends the ranks, but not an `mpirun` that hangs itself.
    while job.try_wait().unwrap().is_none() {
        if begin.elapsed() > 2 * TIMEOUT {
            job.kill().unwrap();
            panic!("{case} on {ranks} ranks: `mpirun` hangs");
        }
        sleep(Duration::from_millis(5));
    }
    let output = job.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    Job {
        succeeded: output.status.success(),
        said: String::from_utf8_lossy(&said).into_owned(),
        seconds: begin.elapsed().as_secs_f32(),
    }
}

/// What the ranks of a training have come to, which is the same.
fn train(ranks: usize, case: &str, folder: &Path) -> (Vec<f32>, String) {
    let job = mpirun(ranks, case, folder);
    assert!(job.succeeded, "{case} on {ranks} ranks: {}", job.said);
    let of = |rank: usize| {
        let weights = fs::read(folder.join(format!("weights-{rank}"))).unwrap();
        (weights, fs::read_to_string(folder.join(format!("history-{rank}"))).unwrap())
    };
    let first = of(0);
    for rank in 1..ranks {
        assert!(of(rank) == first, "{case}: rank {rank} of {ranks} has come to something else than rank 0");
    }
    (first.0.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(), first.1)
}

fn assert_close(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len());
    let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    // 1e-6 an epoch.
    assert!(apart <= 3e-6, "{what}: the weights are {apart} apart");
}

fn folder() -> TempDir {
    tempdir().unwrap()
}

fn equality() {
    let folder = folder();
    let (alone, _) = train(1, "equality", folder.path());
    for ranks in [2, 4] {
        let outcome = train(ranks, "equality", folder.path());
        assert_close(&outcome.0, &alone, "arrays");
        assert!(
            outcome == train(ranks, "equality", folder.path()),
            "{ranks} ranks do not come to the same again"
        );
    }
}

fn streams() {
    let folder = folder();
    let (alone, _) = train(1, "stream", folder.path());
    for ranks in [2, 4] {
        assert_close(&train(ranks, "stream", folder.path()).0, &alone, "a stream");
    }
    let job = mpirun(2, "same stream", folder.path());
    assert!(!job.succeeded && job.said.contains("ranks 0 and 1 read the same samples"), "{}", job.said);
}

fn callbacks() {
    let folder = folder();
    let (alone, _) = train(1, "callbacks", folder.path());
    let (weights, history) = train(4, "callbacks", folder.path());
    assert_close(&weights, &alone, "callbacks");
    assert!(history.contains("learning_rate") && history.contains("val_accuracy"), "{history}");
    let log = fs::read_to_string(folder.path().join("log-0.csv")).unwrap();
    // Stopped after the second epoch.
    assert_eq!(log.lines().count(), 3, "{log}");
    assert!((1..4).all(|rank| !folder.path().join(format!("log-{rank}.csv")).exists()));
}

fn resumption() {
    let whole = folder();
    let (expected, _) = train(1, "backup", whole.path());
    for (before, after) in [(4, 2), (2, 1), (1, 4)] {
        let folder = folder();
        let job = mpirun(before, "backup killed", folder.path());
        assert!(!job.succeeded && folder.path().join("backup/training.safetensors").exists(), "{}", job.said);
        let (found, _) = train(after, "backup", folder.path());
        assert_close(&found, &expected, "a training that was killed");
        assert!(!folder.path().join("backup/training.safetensors").exists());
    }
}

fn differences() {
    let folder = folder();
    for (case, what) in [("seed", "initial weights"), ("data", "data")] {
        let job = mpirun(3, case, folder.path());
        let message = format!("`fit`, distribution: rank 1 differs from rank 0: {what}");
        assert!(!job.succeeded && job.said.matches(&message).count() == 1, "{}", job.said);
    }
}

fn losses() {
    let folder = folder();
    for (case, message) in [
        ("exit", "rank 0 of 4: `fit`: the program has ended within it"),
        ("left", "rank 0 of 4: `fit`, distribution: rank 1 has ended, and does not come to this `fit`"),
        (
            "label",
            "rank 1: `fit`, labels for `dense_2`, sample 3: expected a whole number from 0 to 2, found 9",
        ),
        ("killed", "signal 6"),
        ("hang", "the other ranks have not answered for 2 s"),
        ("panic", "rank 0 of 4: `fit`: it has panicked"),
        ("error", "a callback: it has had enough"),
        ("nan", ": expected finite numbers, found inf"),
    ] {
        let job = mpirun(4, case, folder.path());
        assert!(!job.succeeded && job.said.contains(message), "{case}: {}", job.said);
        let errors = job.said.matches("Error: ").count();
        assert!(errors <= 1 || case == "hang", "{case}: {errors} messages: {}", job.said);
        assert!(job.seconds < Duration::from_secs(20).as_secs_f32(), "{case}: {} s", job.seconds);
    }
}

/// All ranks meet the error, go on with something else and end well.
fn handled() {
    let folder = folder();
    let job = mpirun(3, "handled", folder.path());
    assert!(job.succeeded, "{}", job.said);
    for rank in 0..3 {
        let error = fs::read_to_string(folder.path().join(format!("error-{rank}"))).unwrap();
        assert!(error.contains("expected finite numbers, found inf"), "rank {rank}: {error}");
    }
}
