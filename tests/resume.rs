//! Trainings that are killed at any moment and run again come to the same bits as those that nobody disturbs.
//!
//! The program runs itself: a child process trains, and its parent kills it. `KERAS_KILLS` is how often each training is
//! killed, 3 times unless it says otherwise; a thorough run takes 100.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, exit};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use keras::callbacks::{
    BackupAndRestore, CSVLogger, EarlyStopping, LambdaCallback, ReduceLROnPlateau, SwapEMAWeights,
};
use keras::data::Dataset;
use keras::ndarray::{Array, Array1};
use keras::prelude::*;
use keras::random::Random;
use keras::training::{History, NoValidation};
use keras::{ErrorKind, Result, set_num_threads, set_random_seed};
use tempfile::TempDir;

const SAMPLES: usize = 96;

/// How a child ends that was interrupted.
const INTERRUPTED: i32 = 130;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, child, training, threads, folder] = &*arguments
        && child == "child"
    {
        set_num_threads(threads.parse().expect("a number of threads"));
        match train(training, Path::new(folder)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => exit(INTERRUPTED),
            result => return result.expect("the training ends well"),
        }
    }
    // Whoever asks for a test of another name means none of these.
    let filter = arguments[1..].iter().find(|argument| !argument.starts_with('-'));
    for training in ["dense", "convolution", "lstm", "stateful", "stream"] {
        for threads in [1, 2] {
            let name = format!("a_killed_{training}_training_on_{threads}_threads_ends_with_the_same_bits");
            if filter.is_none_or(|filter| name.contains(filter.as_str())) {
                let kills = check(training, threads);
                println!("test {name} ... ok ({kills} kills)");
            }
        }
    }
    let name = "ctrl_c_ends_a_training_after_its_batch_with_the_state_written";
    if cfg!(unix) && filter.is_none_or(|filter| name.contains(filter.as_str())) {
        interrupt();
        println!("test {name} ... ok");
    }
}

/// How it is trained: with callbacks that all remember something.
fn plan_in<D>(folder: &Path) -> Fit<'static, NoValidation, D> {
    Fit::epochs(15)
        .verbose(0)
        .callback(CSVLogger::new(folder.join("log.csv")))
        .callback(EarlyStopping::monitor("loss").patience(100).restore_best_weights(true))
        .callback(TensorBoard::new(folder.join("logs")).update_freq(4))
        .callback(ModelCheckpoint::new(folder.join("best.safetensors")).monitor("loss").save_best_only(true))
        .callback(ReduceLROnPlateau::monitor("loss").patience(1).factor(0.9))
        // What is between two steps is a moment, too.
        .callback(LambdaCallback::new().on_train_batch_end(|_| {
            sleep(Duration::from_millis(2));
            Ok(())
        }))
        .callback(BackupAndRestore::new(folder.join("backup")).save_freq(2))
}

/// Trains a model in a folder, with callbacks that all remember something, and leaves the result there.
fn train(name: &str, folder: &Path) -> Result<()> {
    set_random_seed(7);
    // Without a backup this is another training than the one that has left its logs.
    if !folder.join("backup").join("training.safetensors").exists() {
        let _ = fs::remove_dir_all(folder.join("logs"));
    }
    let labels = Array1::from_shape_fn(SAMPLES, |i| (i % 3) as u32);
    let loss = SparseCategoricalCrossentropy::default();
    let plan = || plan_in(folder).batch_size(16);
    match name {
        "dense" => {
            let x = Array::from_shape_fn((SAMPLES, 8), |(i, j)| wave(i * 8 + j));
            let model = sequential![
                Dense(16, activation = relu, input = 8),
                BatchNormalization(),
                Dropout(0.4),
                Dense(3, activation = softmax),
            ];
            let mut model = model.compile(
                Adam::new(0.01).use_ema(true).ema_momentum(0.9),
                loss,
                metrics![accuracy, SparseTopKCategoricalAccuracy(k = 2)],
            );
            let averages = SwapEMAWeights::new().swap_on_epoch(true);
            let history = model.fit(&x, &labels, plan().validation_split(0.25).callback(averages))?;
            finish(folder, &history, &model.get_weights())
        }
        "convolution" => {
            let x = Array::from_shape_fn((SAMPLES, 8, 8, 1), |(i, j, k, _)| wave(i * 64 + j * 8 + k));
            let model = sequential![
                RandomFlip(input = (8, 8, 1)),
                RandomRotation(0.2),
                Conv2D(4, 3, activation = relu),
                Flatten(),
                Dense(3, activation = softmax),
            ];
            let mut model = model.compile(RMSprop::new(0.01), loss, metrics![accuracy]);
            let history = model.fit(&x, &labels, plan())?;
            finish(folder, &history, &model.get_weights())
        }
        "lstm" => {
            let x = Array::from_shape_fn((SAMPLES, 5, 2), |(i, j, k)| wave(i * 10 + j * 2 + k));
            let model = sequential![
                LSTM(6, dropout = 0.2, recurrent_dropout = 0.3, input = (5, 2)),
                Dense(3, activation = softmax),
            ];
            let mut model = model.compile(SGD::new(0.1).momentum(0.9), loss, metrics![accuracy]);
            let history = model.fit(&x, &labels, plan())?;
            finish(folder, &history, &model.get_weights())
        }
        "stateful" => {
            let x = Array::from_shape_fn((SAMPLES, 5, 2), |(i, j, k)| wave(i * 10 + j * 2 + k));
            let model = sequential![GRU(6, stateful = true, input = (5, 2)), Dense(3, activation = softmax)];
            let mut model = model.compile(AdamW::new(0.01), loss, metrics![accuracy]);
            let history = model.fit(&x, &labels, plan().shuffle(false))?;
            finish(folder, &history, &model.get_weights())
        }
        "stream" => {
            let samples = Dataset::from_generator(|_| 0..SAMPLES)
                .shuffle(40)
                .map(|i| (Array1::from_shape_fn(8, |j| wave(i * 8 + j)), (i % 3) as u32))
                .map_with_random(|(x, y), random| (x.mapv(|x| x + 0.1 * random.normal()), y));
            let model = sequential![Dense(16, input = 8), Dropout(0.4), Dense(3, activation = softmax)];
            let mut model = model.compile(Adam::new(0.01), loss, metrics![accuracy]);
            let plan = plan_in(folder).steps_per_epoch(5);
            let history = model.fit_batches(samples.batch(16).prefetch(2), plan)?;
            finish(folder, &history, &model.get_weights())
        }
        _ => panic!("there is no training `{name}`"),
    }
}

fn wave(i: usize) -> f32 {
    (i as f32 * 0.7).sin()
}

/// Writes down every bit of a training.
fn finish(folder: &Path, history: &History, weights: &[keras::ndarray::ArrayD<f32>]) -> Result<()> {
    let bits = |values: &mut dyn Iterator<Item = f32>| {
        format!("{:x?}", values.map(f32::to_bits).collect::<Vec<_>>())
    };
    let mut text = format!("{:?}\n", history.epochs());
    for (name, values) in history.iter() {
        text += &format!("{name} {}\n", bits(&mut values.iter().copied()));
    }
    for weight in weights {
        text += &format!("{}\n", bits(&mut weight.iter().copied()));
    }
    fs::write(folder.join("result"), text).expect("the folder can be written");
    Ok(())
}

/// Kills a training again and again; how often.
fn check(training: &str, threads: usize) -> usize {
    let whole = TempDir::new().expect("there is a folder for temporary files");
    let begin = Instant::now();
    assert!(start(training, threads, whole.path()).wait().is_ok_and(|status| status.success()));
    let took = begin.elapsed();

    let killed = TempDir::new().expect("there is a folder for temporary files");
    let wanted = env::var("KERAS_KILLS").map_or(3, |kills| kills.parse().expect("`KERAS_KILLS` is a number"));
    let mut random = Random::from_seed(threads as u64);
    let (mut kills, mut runs) = (0, 0);
    while kills < wanted {
        let after = took.mul_f32(random.uniform());
        match kill(start(training, threads, killed.path()), after) {
            Some(status) => assert!(status.success(), "run {runs} of `{training}` failed"),
            None => kills += 1,
        }
        if killed.path().join("result").exists() {
            compare(training, whole.path(), killed.path());
        }
        runs += 1;
    }
    assert!(start(training, threads, killed.path()).wait().is_ok_and(|status| status.success()));
    compare(training, whole.path(), killed.path());
    kills
}

fn start(training: &str, threads: usize, folder: &Path) -> Child {
    let program: PathBuf = env::current_exe().expect("this program is a file");
    let (threads, folder) = (threads.to_string(), folder.to_str().expect("a path of letters"));
    Command::new(program).args(["child", training, &threads, folder]).spawn().expect("this program runs")
}

/// Presses Ctrl-C in the middle of a training.
fn interrupt() {
    let [whole, interrupted] =
        [(); 2].map(|()| TempDir::new().expect("there is a folder for temporary files"));
    assert!(start("dense", 1, whole.path()).wait().is_ok_and(|status| status.success()));
    let mut child = start("dense", 1, interrupted.path());
    let backup = interrupted.path().join("backup").join("training.safetensors");
    while !backup.exists() {
        sleep(Duration::from_millis(1));
    }
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(pressed.is_ok_and(|status| status.success()));
    let status = child.wait().expect("a child ends");
    assert_eq!(status.code(), Some(INTERRUPTED), "{status}");
    assert!(backup.exists());
    assert!(start("dense", 1, interrupted.path()).wait().is_ok_and(|status| status.success()));
    assert!(!backup.exists(), "a training that has ended needs no backup");
    compare("dense", whole.path(), interrupted.path());
}

/// Kills a child after a while; how it has ended, if it was faster.
fn kill(mut child: Child, after: Duration) -> Option<ExitStatus> {
    sleep(after);
    let ended = child.try_wait().expect("a child has a state");
    if ended.is_none() {
        child.kill().expect("a child can be killed");
        child.wait().expect("a child ends");
    }
    ended
}

#[track_caller]
fn compare(training: &str, whole: &Path, killed: &Path) {
    let [expected, found] = [whole, killed]
        .map(|folder| fs::read(folder.join("best.safetensors")).expect("there is a checkpoint"));
    assert!(found == expected, "`{training}`: another checkpoint");
    let [expected, found] = [whole, killed].map(|folder| scalars(&folder.join("logs").join("train")));
    assert!(!expected.is_empty() && found == expected, "`{training}`: other logs");
    for file in ["result", "log.csv"] {
        let [expected, found] =
            [whole, killed].map(|folder| fs::read_to_string(folder.join(file)).unwrap_or_default());
        assert!(
            !expected.is_empty() && found == expected,
            "`{training}`, {file}:\n{found}\nexpected:\n{expected}"
        );
    }
    fs::remove_file(killed.join("result")).expect("the folder can be written");
}

/// The records of logs in their order, without the times at which they were written.
fn scalars(folder: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("there are logs").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let mut records = vec![];
    if let Some(file) = files.last() {
        let bytes = fs::read(file).expect("there are logs");
        let mut rest = &bytes[..];
        while let Some((len, _)) = rest.split_first_chunk() {
            let len = u64::from_le_bytes(*len) as usize;
            // A length, its checksum, a time in nine bytes, what it is about, a checksum.
            records.push(rest[12 + 9..12 + len].to_vec());
            rest = &rest[12 + len + 4..];
        }
    }
    records
}
