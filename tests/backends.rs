//! What goes wrong on the other side of a backend: an error that says what Python said, a model that is as before, no
//! process and no folder left. Python is played by a shell.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use keras::autodiff::Tensor;
use keras::backends::Backend;
use keras::ndarray::ArrayD;
use keras::prelude::*;
use keras::training::{Compiled, Distribution, Evaluate, Predict, Trainer};
use keras::{Error, ErrorKind};

const GREETING: &str = r#"echo '{"protocol": 1, "keras": "3.15.1"}'"#;
const DONE: &str = "echo '{}'";
const SCORES: &str = r#"echo '{"scores": {"loss": [0.5]}}'"#;

sequential! { struct Line { Dense(2, input = 3), Dense(1) } }

fn line() -> Compiled<Line, MeanSquaredError> {
    Line::new().compile(Adam::new(0.1), MeanSquaredError::default(), metrics![])
}

const X: [[f32; 3]; 4] = [[0.0, 1.0, 2.0]; 4];
const Y: [f32; 4] = [1.0; 4];

/// An interpreter that does these lines, and notes its number and its folder.
struct Fake {
    folder: tempfile::TempDir,
}

impl Fake {
    fn new(lines: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("python");
        let note = folder.path().join("note");
        let lines = lines.join("\n");
        fs::write(&path, format!("#!/bin/sh\necho \"$$ $3\" > '{}'\n{lines}\n", note.display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    fn backend(&self) -> Backend {
        Backend::Jax.python(self.folder.path().join("python"))
    }

    /// The number of the process and the folder it was given, if it was started.
    fn started(&self) -> Option<(u32, PathBuf)> {
        let note = fs::read_to_string(self.folder.path().join("note")).ok()?;
        let (number, folder) = note.trim_end().split_once(' ')?;
        Some((number.parse().ok()?, folder.into()))
    }

    fn check_gone(&self) {
        let (number, folder) = self.started().unwrap();
        assert!(!folder.exists(), "{} is left", folder.display());
        assert!(!is_alive(number), "the process is left");
    }
}

fn is_alive(number: u32) -> bool {
    let asked = Command::new("kill").args(["-0", &number.to_string()]).output();
    asked.unwrap().status.success()
}

type Bits = Vec<ArrayD<u32>>;

/// The weights and all that the optimizer remembers, bit by bit.
fn bits(model: &Compiled<Line, MeanSquaredError>) -> (Bits, String) {
    let weights = model.get_weights().iter().map(|weight| weight.mapv(f32::to_bits)).collect();
    (weights, format!("{:?}", model.optimizer_state().unwrap()))
}

/// The error of a training with this Python, after which everything is as before.
fn fault(lines: &[&str]) -> Error {
    let (fake, mut model) = (Fake::new(lines), line());
    model.fit(X, Y, Fit::epochs(2).verbose(0)).unwrap();
    let before = bits(&model);
    let begun = Instant::now();
    let error = model.fit(X, Y, Fit::epochs(1).verbose(0).backend(fake.backend())).unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "it took {:?}", begun.elapsed());
    assert!(bits(&model) == before, "the model has changed");
    fake.check_gone();
    // The model is one to go on with.
    model.fit(X, Y, Fit::epochs(1).verbose(0)).unwrap();
    error
}

fn says(error: &Error, parts: &[&str]) {
    let text = error.to_string();
    parts.iter().for_each(|part| assert!(text.contains(part), "{part:?} is not in: {text}"));
}

#[test]
fn a_python_that_is_not_there_is_named() {
    let backend = Backend::Torch.python("/nowhere/python");
    let error = line().fit(X, Y, Fit::epochs(1).backend(backend)).unwrap_err();
    says(&error, &["`fit`", "backend `torch`", "/nowhere/python", "KERAS_PYTHON"]);
    assert_eq!(error.kind(), ErrorKind::File);
}

#[test]
fn a_python_without_keras_says_so() {
    let error = fault(&["echo \"ModuleNotFoundError: No module named 'keras'\" >&2", "exit 1"]);
    says(&error, &["backend `jax`", "No module named 'keras'", "pip install"]);
    let error = fault(&[r#"echo '{"error": "ImportError: Keras 3 is needed, and this is Keras 2.15.0"}'"#]);
    says(&error, &["Keras 3 is needed, and this is Keras 2.15.0"]);
}

#[test]
fn who_speaks_otherwise_is_refused() {
    says(&fault(&[r#"echo '{"protocol": 2}'"#]), &["version 1 of the protocol", "2"]);
    says(&fault(&["echo hello", "sleep 60"]), &["expected a reply", "hello"]);
    says(&fault(&["exec cat /dev/zero"]), &["expected a reply"]);
    says(&fault(&[GREETING, DONE, "printf '\\377\\000\\n'", "sleep 60"]), &["expected a reply"]);
    says(&fault(&[GREETING, DONE, "echo '[1, 2]'", "sleep 60"]), &["expected a reply"]);
    says(
        &fault(&[GREETING, DONE, r#"echo '{"scores": {"height": [3]}}'"#, "sleep 60"]),
        &["`loss`", "height"],
    );
}

#[test]
fn a_model_that_python_does_not_know_is_an_error_before_a_batch() {
    let error = r#"echo '{"error": "TypeError: Could not locate class Mine"}'"#;
    says(&fault(&[GREETING, error, "exit 1"]), &["Could not locate class Mine"]);
}

#[test]
fn a_crash_and_a_kill_are_errors_with_the_last_lines() {
    says(&fault(&[GREETING, DONE, "echo 'out of luck' >&2", "exit 3"]), &["out of luck", "exit status: 3"]);
    says(&fault(&[GREETING, DONE, SCORES, "echo 'boom' >&2", "kill -9 $$"]), &["boom", "signal: 9"]);
    let error = fault(&[GREETING, DONE, "sleep 30 &", "exit 4"]);
    says(&error, &["exit status: 4"]);
    assert_eq!(error.kind(), ErrorKind::Backend);
    says(&fault(&[GREETING, "exec 0<&-", "sleep 0.5", DONE, "exec sleep 60"]), &["has ended"]);
}

#[test]
fn a_full_disk_is_an_error() {
    let full = r#"echo '{"error": "OSError: [Errno 28] No space left on device"}'"#;
    says(&fault(&[GREETING, DONE, SCORES, full, "exit 1"]), &["No space left on device"]);
}

#[test]
fn a_file_that_was_not_written_is_not_read() {
    let error = fault(&[GREETING, DONE, SCORES, DONE, "sleep 60"]);
    assert_eq!(error.kind(), ErrorKind::File, "{error}");
    let damaged = "echo damaged > \"$3/model.keras\"";
    let error = fault(&[GREETING, DONE, SCORES, "sleep 0.5", damaged, DONE, "sleep 60"]);
    assert_eq!(error.kind(), ErrorKind::Format, "{error}");
}

#[test]
fn a_loss_that_is_not_finite_is_an_error() {
    let error = fault(&[GREETING, DONE, r#"echo '{"scores": {"loss": [null]}}'"#, "sleep 60"]);
    assert_eq!(error.kind(), ErrorKind::NotFinite, "{error}");
}

#[test]
fn evaluate_and_predict_end_as_well() {
    let lines = [GREETING, DONE, "echo 'no more' >&2", "exit 1"];
    let fake = Fake::new(&lines);
    let error = line().evaluate_with(X, Y, Evaluate::new().backend(fake.backend())).unwrap_err();
    says(&error, &["`evaluate`", "no more"]);
    fake.check_gone();
    let fake = Fake::new(&lines);
    let error = line().predict_with(X, Predict::new().backend(fake.backend())).unwrap_err();
    says(&error, &["`predict`", "no more"]);
    fake.check_gone();
    let fake =
        Fake::new(&[GREETING, DONE, r#"echo '{"arrays": [[3, 1]]}'"#, "printf '0123456789ab'", "sleep 60"]);
    let error = line().predict_with(X, Predict::new().backend(fake.backend())).unwrap_err();
    says(&error, &["4 samples", "[3, 1]"]);
    fake.check_gone();
}

#[test]
fn what_cannot_go_over_is_an_error_before_python_is_started() {
    let fake = Fake::new(&[GREETING]);
    let fit = || Fit::epochs(1).verbose(0).backend(fake.backend());
    let closure = |y_true: &Tensor, y_pred: &Tensor| K::mean(&K::square(&(y_true - y_pred)));
    let mut model = Line::new().compile(SGD::new(0.1), closure, metrics![]);
    says(&model.fit(X, Y, fit()).unwrap_err(), &["`fit`", "loss"]);
    let model = sequential![SimpleRNN(2, stateful = true, name = memory, input = (3, 1)), Dense(1)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
    says(&model.fit([[[0.0]; 3]; 4], Y, fit()).unwrap_err(), &["memory", "stateful"]);
    let mut trainer = Trainer::new(Line::new(), SGD::new(0.1), ["loss"], |batch, tape, model, _| {
        Ok([K::mean(&tape.call(&*model, &batch.x()))])
    });
    says(&trainer.fit(X, Y, fit()).unwrap_err(), &["a step of one's own"]);
    let backup = BackupAndRestore::new(fake.folder.path().join("backup")).save_freq(1);
    says(&line().fit(X, Y, fit().callback(backup)).unwrap_err(), &["save_freq"]);
    let distribution = Distribution::data_parallel();
    says(
        &line().fit(X, Y, Fit::epochs(1).distribution(distribution.clone())).unwrap_err(),
        &["Backend::Jax"],
    );
    let torch = Backend::Torch.python(fake.folder.path().join("python"));
    let plan = Fit::epochs(1).backend(torch).distribution(distribution);
    says(&line().fit(X, Y, plan).unwrap_err(), &["JAX alone"]);
    assert!(fake.started().is_none());
}

#[test]
fn python_has_its_backend_from_the_program() {
    let lines = [GREETING, DONE, "echo \"$KERAS_BACKEND\" >&2", "exit 1"];
    says(&fault(&lines), &["Python's last lines:\n  jax"]);
}

/// Runs a test of this file as a program of its own.
fn program(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--include-ignored", "--nocapture", "--test-threads=1"]);
    command
}

#[test]
fn the_variable_is_read_where_it_is_asked_for() {
    let Ok(expected) = std::env::var("EXPECTED_BACKEND") else {
        let run = |variable: &str, expected: &str| {
            let mut command = program("the_variable_is_read_where_it_is_asked_for");
            let output = command.env("KERAS_BACKEND", variable).env("EXPECTED_BACKEND", expected).output();
            assert!(output.as_ref().unwrap().status.success(), "{variable}: {output:?}");
        };
        ["jax", "tensorflow", "torch"].iter().for_each(|name| run(name, name));
        run("numpy", "");
        run("", "");
        return;
    };
    // Without being asked, nobody minds it.
    line().fit(X, Y, Fit::epochs(1).verbose(0)).unwrap();
    match Backend::from_env() {
        Ok(backend) => assert_eq!(backend.name(), expected),
        Err(error) => {
            assert_eq!(expected, "", "{error}");
            says(&error, &["KERAS_BACKEND", "`jax`, `tensorflow` or `torch`"]);
        }
    }
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    if let Ok(python) = std::env::var("FAKE_PYTHON") {
        let backend = Backend::Jax.python(python);
        let error = line().fit(X, Y, Fit::epochs(1).verbose(0).backend(backend)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
        return;
    }
    let fake = Fake::new(&[GREETING, DONE, "exec sleep 60"]);
    let mut command = program("ctrl_c_leaves_nothing_behind");
    command.env("FAKE_PYTHON", fake.folder.path().join("python"));
    let mut child = command.spawn().unwrap();
    wait_for(|| fake.started().is_some());
    std::thread::sleep(Duration::from_millis(300));
    let number = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &number]).status().unwrap().success());
    wait_for(|| child.try_wait().unwrap().is_some());
    assert!(child.wait().unwrap().success());
    fake.check_gone();
}

fn wait_for(mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing happens");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    if std::env::var_os("TMPDIR").is_some_and(|path| path == "/nowhere") {
        let error = line().fit(X, Y, Fit::epochs(1).verbose(0).backend(Backend::Jax)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::File);
        says(&error, &["/nowhere", "TMPDIR"]);
        return;
    }
    assert!(!Path::new("/nowhere").exists());
    let mut command = program("a_folder_that_cannot_be_made_is_an_error");
    assert!(command.env("TMPDIR", "/nowhere").status().unwrap().success());
}
