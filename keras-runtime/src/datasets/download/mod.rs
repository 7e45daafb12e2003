//! Downloads: whole and with the right hash, or not at all.

use crate::files::{not_written, remove_abandoned, write_whole};
use crate::{Error, ErrorKind, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;

#[cfg(test)]
mod tests;

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks servers over TLS only, even where one sends us to another.
pub fn agent() -> Agent {
    patient(PATIENCE).https_only(true).build().into()
}

/// Waits so long for whatever comes next. A body may take as long as it likes, if only it goes on.
fn patient(patience: Duration) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_resolve(Some(patience))
        .timeout_connect(Some(patience))
        .timeout_send_request(Some(patience))
        .timeout_recv_response(Some(patience))
        .timeout_per_read(Some(patience))
}

/// Makes `path` the file at `url`, which must have `size` bytes and the hash `sha256`.
///
/// Any failure leaves `path` as it was. What runs that were killed have left beside it is removed.
pub fn download(agent: &Agent, url: &str, size: u64, sha256: &str, path: &Path) -> Result<()> {
    // Before, to make room; after, for a run that was killed meanwhile.
    remove_abandoned(path);
    let result = try_download(agent, url, size, sha256, path);
    remove_abandoned(path);
    result.map_err(|error| error.help(format!("the file belongs in {}", path.display())))
}

fn try_download(agent: &Agent, url: &str, size: u64, sha256: &str, path: &Path) -> Result<()> {
    let failed = |message: String| Error::new(url, message).with_kind(ErrorKind::Download);
    let not_got = |error| failed(format!("cannot be downloaded: {error}")).caused_by(error);
    let broken_off = |error| failed(format!("the download broke off: {error}")).caused_by(error);
    let other = |expected: String, found: &str| {
        Err(Error::expected(url, expected, found).with_kind(ErrorKind::Download))
    };
    let check_size = |found: u64| match found {
        _ if found == size => Ok(()),
        _ if found > size => other(format!("a file of {size} bytes"), "a longer one"),
        _ => other(format!("a file of {size} bytes"), &format!("one of {found}")),
    };

    let mut response = agent.get(url).call().map_err(not_got)?;
    check_size(response.body().content_length().unwrap_or(size))?;
    let bar = progress_bar(url, size);
    // One byte more than there may be tells that there are too many.
    let mut body = bar.wrap_read(response.body_mut().as_reader()).take(size + 1);
    write_whole(path, |file| {
        let mut hash = Sha256::new();
        let mut block = Vec::new();
        while body.by_ref().take(1 << 16).read_to_end(&mut block).map_err(broken_off)? > 0 {
            hash.update(&block);
            file.write_all(&block).map_err(|error| not_written(path, error))?;
            block.clear();
        }
        check_size(size + 1 - body.limit())?;
        let found: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == sha256 {
            return Ok(());
        }
        other(format!("a file of SHA-256 {sha256}"), &found)
    })
}

fn progress_bar(url: &str, size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}\n{bar:30} {bytes}/{total_bytes}, {eta} left")
        .expect("the template is well formed");
    ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr())
        .with_style(style)
        .with_message(format!("Downloading {url}"))
        .with_finish(ProgressFinish::Abandon)
}
