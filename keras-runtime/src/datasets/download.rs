//! Gets a file over the network: whole and right, or not at all.

use crate::files::{not_written, write_whole};
use crate::{Error, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;
use ureq::Agent;

#[cfg(test)]
mod tests;

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks servers over TLS only, even where one sends us to another.
pub fn agent() -> Agent {
    Agent::config_builder()
        .https_only(true)
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .timeout_per_read(Some(PATIENCE))
        .build()
        .into()
}

/// Makes `path` the file at `url`, whose hash must be `sha256`.
///
/// Any failure leaves `path` as it was.
pub fn download(agent: &Agent, url: &str, sha256: &str, path: &Path) -> Result<()> {
    try_download(agent, url, sha256, path)
        .map_err(|error| error.help(format!("the file belongs in {}", path.display())))
}

fn try_download(agent: &Agent, url: &str, sha256: &str, path: &Path) -> Result<()> {
    let not_got = |error| Error::new(url, format!("cannot be downloaded: {error}")).caused_by(error);
    let broken_off = |error| Error::new(url, format!("the download broke off: {error}")).caused_by(error);

    let mut response = agent.get(url).call().map_err(not_got)?;
    let bar = progress_bar(url, response.body().content_length());
    let mut body = bar.wrap_read(response.body_mut().as_reader());
    write_whole(path, |file| {
        let mut hash = Sha256::new();
        let mut block = Vec::new();
        while body.by_ref().take(1 << 16).read_to_end(&mut block).map_err(broken_off)? > 0 {
            hash.update(&block);
            file.write_all(&block).map_err(|error| not_written(path, error))?;
            block.clear();
        }
        let found: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == sha256 {
            return Ok(());
        }
        Err(Error::expected(url, format!("a file of SHA-256 {sha256}"), found))
    })
}

fn progress_bar(url: &str, length: Option<u64>) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}\n{bar:30} {bytes}/{total_bytes}, {eta} left")
        .expect("the template is well formed");
    ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr())
        .with_style(style)
        .with_message(format!("Downloading {url}"))
        .with_finish(ProgressFinish::Abandon)
}
