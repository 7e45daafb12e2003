//! A process that is asked and replies.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, BufWriter};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::protocol::{Reply, Request};
use crate::training::interrupt::Interrupt;
use crate::{Error, ErrorKind, Result};

/// A process with which one talks over its stdin and stdout. It does not outlive this.
pub(super) struct Process {
    child: Child,
    requests: Option<BufWriter<ChildStdin>>,
    replies: Receiver<io::Result<Reply>>,
    bytes: Vec<u8>,
    complaints: Arc<Mutex<VecDeque<String>>>,
    listener: JoinHandle<()>,
    /// A Ctrl-C waits until the process has ended.
    interrupt: Interrupt,
    /// Why it has ended.
    failed: Option<Error>,
}

/// So often is looked whether there is still somebody to be waited for.
const LOOK: Duration = Duration::from_millis(50);
/// So long is waited for the last words of a process that has ended.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// So many lines of them are kept.
const LINES: usize = 12;

impl Process {
    pub fn start(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        in_its_own_group(command);
        let interrupt = Interrupt::listen();
        let mut child = command.spawn()?;
        let complaints = Arc::default();
        let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = taken else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, replies) = sync_channel(1);
        // Both end when the pipe does, of which somebody else may have the other end: nobody waits for them.
        let started = thread::Builder::new().spawn(move || forward(stdout, &sender)).and_then(|_| {
            let complaints = Arc::clone(&complaints);
            thread::Builder::new().spawn(move || listen(stderr, &complaints))
        });
        let listener = started.inspect_err(|_| {
            let _ = child.kill().and_then(|()| child.wait());
        })?;
        let requests = Some(BufWriter::with_capacity(64 * 1024, stdin));
        Ok(Self {
            child,
            requests,
            replies,
            bytes: Vec::new(),
            complaints,
            listener,
            interrupt,
            failed: None,
        })
    }

    /// Asks, and waits for the reply.
    ///
    /// # Errors
    ///
    /// If the process says that it cannot, has ended, or says something else; after Ctrl-C. It has ended then.
    pub fn ask(&mut self, request: &Request<'_>) -> Result<Reply> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let Self { requests, bytes, .. } = self;
        let written = requests.as_mut().map(|requests| request.write(requests, bytes));
        if written.is_none_or(|written| written.is_err()) {
            // One that does not read any more may have said why.
            let _ = self.kill();
        }
        self.wait()
    }

    /// Waits for what the process says.
    pub fn wait(&mut self) -> Result<Reply> {
        let received = self.receive();
        received.map_err(|error| {
            let error = self.end(error);
            self.failed = Some(error.clone());
            error
        })
    }

    fn receive(&mut self) -> Result<Reply> {
        let ended = || Error::new("", "").with_kind(ErrorKind::Backend);
        loop {
            if self.interrupt.has_come() {
                return Err(Error::new("", "interrupted").with_kind(ErrorKind::Interrupted));
            }
            let reply = match self.replies.recv_timeout(LOOK) {
                Ok(reply) => reply,
                Err(RecvTimeoutError::Disconnected) => return Err(ended()),
                // It may have said something before it ended.
                Err(RecvTimeoutError::Timeout) if matches!(self.child.try_wait(), Ok(None)) => continue,
                Err(RecvTimeoutError::Timeout) => match self.replies.recv_timeout(LAST_WORDS) {
                    Ok(reply) => reply,
                    Err(_) => return Err(ended()),
                },
            };
            let reply = reply.map_err(|error| {
                Error::new("", error.to_string()).with_kind(ErrorKind::Backend).caused_by(error)
            })?;
            return match reply.head["error"].as_str() {
                Some(error) => {
                    let kind = if reply.head["kind"] == "MemoryError" {
                        ErrorKind::Memory
                    } else {
                        ErrorKind::Backend
                    };
                    Err(Error::new("", error).with_kind(kind))
                }
                None => Ok(reply),
            };
        }
    }

    /// Ends the process, and says what it said last.
    fn end(&mut self, error: Error) -> Error {
        let waited = Instant::now();
        let status = self.kill();
        if error.kind() == ErrorKind::Interrupted {
            return error;
        }
        while waited.elapsed() < 2 * LAST_WORDS && !self.listener.is_finished() {
            thread::sleep(Duration::from_millis(10));
        }
        let lines = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut message = error.message().to_owned();
        if message.is_empty() {
            message = match status {
                Ok(status) => format!("Python has ended ({status})"),
                Err(error) => format!("Python has ended ({error})"),
            };
        }
        if !lines.is_empty() {
            message = format!("{message}\nPython's last lines:\n  {}", lines.join("\n  "));
        }
        Error::new("", message).with_kind(error.kind())
    }
}

impl Process {
    /// Lets the process end by itself, if it does so soon.
    fn kill(&mut self) -> io::Result<ExitStatus> {
        self.requests = None;
        let waited = Instant::now();
        while waited.elapsed() < LAST_WORDS && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        self.child.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends on what comes, until nothing comes any more or makes sense.
fn forward(stdout: ChildStdout, to: &SyncSender<io::Result<Reply>>) {
    let mut stdout = BufReader::with_capacity(64 * 1024, stdout);
    while let Some(reply) = Reply::read(&mut stdout).transpose() {
        let is_last = reply.is_err();
        if to.send(reply).is_err() || is_last {
            return;
        }
    }
}

/// Keeps the last lines that come.
fn listen(stderr: ChildStderr, complaints: &Mutex<VecDeque<String>>) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut stderr, 4096).read_until(b'\n', &mut line);
        if !read.is_ok_and(|read| read > 0) {
            return;
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let mut lines = complaints.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(text);
    }
}

/// A Ctrl-C is for the program, which then ends the process.
#[cfg(unix)]
fn in_its_own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
fn in_its_own_group(_: &mut Command) {}
