//! Downloads from a server on loopback that behaves in all ways but one.

use super::*;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use tempfile::TempDir;

const CONTENT: &[u8] = b"ten thousand digits";
const SIZE: u64 = CONTENT.len() as u64;
const MD5: &str = "f425e34269f01e34e5ed66a644416613";
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
    patient(patience).proxy(None).build().into()
}

/// The file as it should be.
fn origin(url: &str) -> Origin<'_> {
    Origin { url, size: Some(SIZE), hash: Some(SHA256) }
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
    let result = download(agent, &origin(url), &path);
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
fn a_file_of_which_nothing_is_known_is_kept_as_it_comes() {
    let server = serve(|_, stream| send(stream, "200 OK", CONTENT));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("digits.bin");
    let origin = Origin { url: &server, size: None, hash: None };
    download(&plain_agent(PATIENCE), &origin, &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    // Of a known length, less of it is still less.
    let server = serve(|_, stream| send(stream, "200 OK\r\nContent-Length: 19", &CONTENT[..9]));
    let origin = Origin { url: &server, size: None, hash: None };
    assert!(download(&plain_agent(PATIENCE), &origin, &path).is_err());
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
}

#[test]
fn a_hash_is_compared_by_the_algorithm_of_its_length() {
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let get = |hash: &str| {
        let folder = TempDir::new().unwrap();
        let origin = Origin { url: &server, size: None, hash: Some(hash) };
        download(&plain_agent(PATIENCE), &origin, &folder.path().join("digits.bin"))
    };
    get(MD5).unwrap();
    get(&MD5.to_uppercase()).unwrap();
    get(SHA256).unwrap();
    let error = get(&MD5.replace('5', "6")).unwrap_err().to_string();
    assert!(error.contains("expected a file of MD5 ") && error.contains(MD5), "{error}");
    let error = get("c1a70e").unwrap_err().to_string();
    assert!(
        error.contains("expected 64 hexadecimal digits of SHA-256 or 32 of MD5, found `c1a70e`"),
        "{error}"
    );
}

#[test]
fn a_wrong_hash_is_an_error() {
    let server = serve(|_, stream| send_whole(stream, b"ten thousand kitten"));
    assert_fails(&server, &format!("expected a file of SHA-256 {SHA256}, found "));
}

#[test]
fn a_connection_that_drops_is_an_error() {
    let server = serve(|_, stream| send(stream, "200 OK\r\nContent-Length: 19", &CONTENT[..9]));
    assert_fails(&server, "the download broke off");
}

#[test]
fn a_truncated_file_of_unknown_length_is_an_error() {
    let server = serve(|_, stream| send(stream, "200 OK", &CONTENT[..9]));
    assert_fails(&server, "expected a file of 19 bytes, found one of 9");
}

#[test]
fn a_length_that_is_not_that_of_the_file_is_an_error_before_the_body() {
    for (length, found) in
        [("100", "a longer one"), ("18446744073709551615", "a longer one"), ("0", "one of 0")]
    {
        let server = serve(move |_, stream| {
            send(stream, &format!("200 OK\r\nContent-Length: {length}"), b"")?;
            stream.read(&mut [0]).map(drop)
        });
        assert_fails(&server, &format!("expected a file of 19 bytes, found {found}"));
    }
}

#[test]
fn a_body_without_end_is_an_error() {
    let blocks = [("200 OK", "digits"), ("200 OK\r\nTransfer-Encoding: chunked", "6\r\ndigits\r\n")];
    for (head, block) in blocks {
        let server = serve(move |_, stream| {
            send(stream, head, b"")?;
            loop {
                stream.write_all(block.as_bytes())?;
            }
        });
        assert_fails(&server, "expected a file of 19 bytes, found a longer one");
    }
}

#[test]
fn a_head_without_end_is_an_error() {
    let server = serve(|_, stream| {
        write!(stream, "HTTP/1.1 200 OK\r\nX-Digits: ")?;
        loop {
            stream.write_all(b"digits")?;
        }
    });
    assert_fails(&server, "cannot be downloaded");
}

#[test]
fn a_page_instead_of_the_file_is_an_error() {
    let server = serve(|_, stream| {
        send(stream, "200 OK\r\nContent-Type: text/html", b"<html>Log in to the network of the hotel</html>")
    });
    assert_fails(&server, "expected a file of 19 bytes, found a longer one");
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
    for sent in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\nten"] {
        let server = serve(move |_, stream| {
            stream.write_all(sent.as_bytes())?;
            // Waits for the client to hang up.
            stream.read(&mut [0]).map(drop)
        });
        assert_fails_for(&plain_agent(Duration::from_millis(200)), &server, "timeout");
    }
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
            scope.spawn(|| download(&plain_agent(PATIENCE), &origin(&server), &path).unwrap());
        }
    });
    assert_eq!(fs::read(&path).unwrap(), CONTENT);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn what_a_killed_run_has_left_is_removed_whatever_becomes_of_this_one() {
    for (content, good) in [(CONTENT, true), (&b"ten thousand kitten"[..], false)] {
        let server = serve(move |_, stream| send_whole(stream, content));
        let home = TempDir::new().unwrap();
        let path = home.path().join("digits.bin");
        fs::write(home.path().join("digits.bin.17-0.part"), "ten").unwrap();
        assert_eq!(download(&plain_agent(PATIENCE), &origin(&server), &path).is_ok(), good);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), usize::from(good));
    }
}

#[test]
fn the_partial_file_of_a_run_that_goes_on_is_left_to_it() {
    let (half_sent, half_got) = mpsc::channel();
    let (overtaken, go_on) = mpsc::channel();
    let go_on = Mutex::new(go_on);
    let server = serve(move |asked, stream| {
        if asked == "/fast" {
            return send_whole(stream, CONTENT);
        }
        send(stream, "200 OK\r\nContent-Length: 19", &CONTENT[..9])?;
        half_sent.send(()).unwrap();
        go_on.lock().unwrap().recv().unwrap();
        stream.write_all(&CONTENT[9..])
    });
    let home = TempDir::new().unwrap();
    let path = home.path().join("digits.bin");
    let get = |name| download(&plain_agent(PATIENCE), &origin(&format!("{server}/{name}")), &path);
    let files = || fs::read_dir(home.path()).unwrap().count();
    thread::scope(|scope| {
        let slow = scope.spawn(|| get("slow"));
        half_got.recv().unwrap();
        while files() == 0 {
            thread::yield_now();
        }
        get("fast").unwrap();
        assert_eq!((fs::read(&path).unwrap().as_slice(), files()), (CONTENT, 2));
        overtaken.send(()).unwrap();
        slow.join().unwrap().unwrap();
    });
    assert_eq!((fs::read(&path).unwrap().as_slice(), files()), (CONTENT, 1));
}

#[test]
fn a_place_that_cannot_be_written_is_an_error() {
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    fs::create_dir(home.path().join("folder")).unwrap();
    for path in [home.path().join("file").join("digits.bin"), home.path().join("folder")] {
        let error = download(&plain_agent(PATIENCE), &origin(&server), &path).unwrap_err().to_string();
        assert!(error.contains(&format!("{}: cannot be written", path.display())), "{error}");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
    }
}

#[test]
fn plain_http_is_refused() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("digits.bin");
    let server = serve(|_, stream| send_whole(stream, CONTENT));
    let error = download(&agent(), &origin(&server), &path).unwrap_err().to_string();
    assert!(error.contains("https"), "{error}");
    assert!(!path.exists());
}
