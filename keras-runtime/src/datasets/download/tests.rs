//! Downloads from a server on loopback that behaves in all ways but one.

use super::*;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use tempfile::TempDir;

const CONTENT: &[u8] = b"ten thousand digits";
const SHA256: &str = "c1a70e9bfb7b136f4d45d777e8d44b3c52f265514750c97d8ba87f7dd1aca9de";

/// Answers every request in its own thread, given what was asked for; returns its address.
fn serve(answer: impl Fn(&str, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let request = lines.next().unwrap().unwrap();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                // A client that has given up is no fault of the server's.
                let _ = answer(request.split(' ').nth(1).unwrap(), &mut stream);
            });
        }
    });
    address
}

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(body)
}

fn send_whole(stream: &mut TcpStream, content: &[u8]) -> io::Result<()> {
    send(stream, &format!("200 OK\r\nContent-Length: {}", content.len()), content)
}

/// As [`agent`], but over plain HTTP and past any proxy.
fn plain_agent(patience: Duration) -> Agent {
    Agent::config_builder().proxy(None).timeout_per_read(Some(patience)).build().into()
}

/// What became of a download: the result, the file's content if there is one, the number of files beside it.
struct Outcome {
    result: Result<()>,
    content: Option<Vec<u8>>,
    others: usize,
}

fn outcome(url: &str, before: Option<&[u8]>) -> Outcome {
    outcome_for(&plain_agent(PATIENCE), url, before)
}

fn outcome_for(agent: &Agent, url: &str, before: Option<&[u8]>) -> Outcome {
    let home = TempDir::new().unwrap();
    let path = home.path().join("datasets").join("digits.bin");
    if let Some(before) = before {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, before).unwrap();
    }
    let result = download(agent, url, SHA256, &path);
    let content = fs::read(&path).ok();
    let files = fs::read_dir(home.path().join("datasets")).map_or(0, Iterator::count);
    Outcome { result, others: files - usize::from(content.is_some()), content }
}

/// Asserts that the download fails with `message` and leaves nothing, and an older file as it was.
fn assert_fails(url: &str, message: &str) {
    assert_fails_for(&plain_agent(PATIENCE), url, message);
}

fn assert_fails_for(agent: &Agent, url: &str, message: &str) {
    for before in [None, Some(&b"older"[..])] {
        let Outcome { result, content, others } = outcome_for(agent, url, before);
        let error = result.unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert!(error.contains("help: the file belongs in "), "{error}");
        assert_eq!((content.as_deref(), others), (before, 0));
    }
}

#[test]
fn a_good_file_is_kept_and_nothing_else() {
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    for before in [None, Some(&b"older"[..])] {
        let Outcome { result, content, others } = outcome(&format!("{server}/digits.bin"), before);
        result.unwrap();
        assert_eq!((content.as_deref(), others), (Some(CONTENT), 0));
    }
}

#[test]
fn a_file_of_unknown_length_is_kept() {
    let server = serve(|_, stream| send(stream, "200 OK", CONTENT));
    assert_eq!(outcome(&server, None).content.as_deref(), Some(CONTENT));
}

#[test]
fn a_redirect_is_followed() {
    let server = serve(|asked, stream| match asked {
        "/new" => send_whole(stream, CONTENT),
        _ => send(stream, "302 Found\r\nLocation: /new\r\nContent-Length: 0", b""),
    });
    assert_eq!(outcome(&format!("{server}/old"), None).content.as_deref(), Some(CONTENT));
}

#[test]
fn redirects_without_end_are_an_error() {
    let server = serve(|_, stream| send(stream, "302 Found\r\nLocation: /again\r\nContent-Length: 0", b""));
    assert_fails(&server, "too many redirects");
}

#[test]
fn a_wrong_hash_is_an_error() {
    let server = serve(|_, stream| send_whole(stream, b"ten thousand cats"));
    assert_fails(&server, &format!("expected a file of SHA-256 {SHA256}, found "));
}

#[test]
fn a_truncated_file_is_an_error() {
    let server = serve(|_, stream| send(stream, "200 OK\r\nContent-Length: 100", CONTENT));
    assert_fails(&server, "the download broke off");
}

#[test]
fn a_truncated_file_of_unknown_length_is_an_error() {
    let server = serve(|_, stream| send(stream, "200 OK", &CONTENT[..9]));
    assert_fails(&server, "expected a file of SHA-256");
}

#[test]
fn a_missing_file_is_an_error() {
    let server = serve(|_, stream| send(stream, "404 Not Found\r\nContent-Length: 0", b""));
    assert_fails(&server, "404");
}

#[test]
fn a_connection_closed_without_an_answer_is_an_error() {
    let server = serve(|_, _| Ok(()));
    assert_fails(&server, "cannot be downloaded");
}

#[test]
fn a_server_that_is_not_there_is_an_error() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_fails(&format!("http://{address}"), "cannot be downloaded");
}

#[test]
fn a_server_that_falls_silent_is_an_error() {
    let server = serve(|_, stream| {
        send(stream, "200 OK\r\nContent-Length: 100", CONTENT)?;
        // Waits for the client to hang up.
        stream.read(&mut [0]).map(drop)
    });
    assert_fails_for(&plain_agent(Duration::from_millis(200)), &server, "timeout");
}

#[test]
fn a_slow_server_that_goes_on_is_waited_for() {
    let server = serve(|_, stream| {
        send(stream, &format!("200 OK\r\nContent-Length: {}", CONTENT.len()), b"")?;
        CONTENT.iter().try_for_each(|byte| {
            thread::sleep(Duration::from_millis(60));
            stream.write_all(&[*byte])
        })
    });
    // The whole takes longer than the patience, but no byte of it does.
    let agent = plain_agent(Duration::from_secs(1));
    assert_eq!(outcome_for(&agent, &server, None).content.as_deref(), Some(CONTENT));
}

#[test]
fn downloads_at_the_same_time_all_succeed() {
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let home = TempDir::new().unwrap();
    let path = home.path().join("digits.bin");
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| download(&plain_agent(PATIENCE), &server, SHA256, &path).unwrap());
        }
    });
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let path = home.path().join("file").join("digits.bin");
    let error = download(&plain_agent(PATIENCE), &server, SHA256, &path).unwrap_err().to_string();
    assert!(error.contains("digits.bin: cannot be written"), "{error}");
}

#[test]
fn plain_http_is_refused() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("digits.bin");
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let error = download(&agent(), &server, SHA256, &path).unwrap_err().to_string();
    assert!(error.contains("https"), "{error}");
    assert!(!path.exists());
}
