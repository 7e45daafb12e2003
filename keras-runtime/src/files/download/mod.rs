//! Downloads: whole and with the right hash, or not at all.

use super::cache::Origin;
use super::hash::Hash;
use super::{not_written, remove_abandoned, write_whole};
use crate::{Error, ErrorKind, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
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

/// Makes `path` the file of an origin, which must have the size and the hash that are known of it.
///
/// Any failure leaves `path` as it was. What runs that were killed have left beside it is removed.
pub fn download(agent: &Agent, origin: &Origin<'_>, path: &Path) -> Result<()> {
    // Before, to make room; after, for a run that was killed meanwhile.
    remove_abandoned(path);
    let result = try_download(agent, origin, path);
    remove_abandoned(path);
    result.map_err(|error| error.help(format!("the file belongs in {}", path.display())))
}

fn try_download(agent: &Agent, origin: &Origin<'_>, path: &Path) -> Result<()> {
    let url = origin.url;
    let failed = |message: String| Error::new(url, message).with_kind(ErrorKind::Download);
    let not_got = |error| failed(format!("cannot be downloaded: {error}")).caused_by(error);
    let broken_off = |error| failed(format!("the download broke off: {error}")).caused_by(error);
    let other = |expected: String, found: &str| {
        Err(Error::expected(url, expected, found).with_kind(ErrorKind::Download))
    };
    let check_size = |found: u64| match origin.size {
        Some(size) if found > size => other(format!("a file of {size} bytes"), "a longer one"),
        Some(size) if found < size => other(format!("a file of {size} bytes"), &format!("one of {found}")),
        _ => Ok(()),
    };
    let hash = origin.hash.map(Hash::new).transpose()?;

    let mut response = agent.get(url).call().map_err(not_got)?;
    let length = response.body().content_length();
    length.map_or(Ok(()), check_size)?;
    let bar = progress_bar(url, origin.size.or(length));
    // One byte more than there may be tells that there are too many.
    let limit = origin.size.map_or(u64::MAX, |size| size + 1);
    let mut body = bar.wrap_read(response.body_mut().as_reader()).take(limit);
    write_whole(path, |file| {
        let mut hash = hash;
        let mut block = Vec::new();
        while body.by_ref().take(1 << 16).read_to_end(&mut block).map_err(broken_off)? > 0 {
            hash.iter_mut().for_each(|hash| hash.update(&block));
            file.write_all(&block).map_err(|error| not_written(path, error))?;
            block.clear();
        }
        check_size(limit - body.limit())?;
        match hash.map(Hash::check) {
            Some(Err((expected, found))) => other(format!("a file of {expected}"), &found),
            _ => Ok(()),
        }
    })
}

fn progress_bar(url: &str, size: Option<u64>) -> ProgressBar {
    let template = match size {
        Some(_) => "{msg}\n{bar:30} {bytes}/{total_bytes}, {eta} left",
        None => "{msg}\n{bytes}",
    };
    let style = ProgressStyle::with_template(template).expect("the template is well formed");
    ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr())
        .with_style(style)
        .with_message(format!("Downloading {url}"))
        .with_finish(ProgressFinish::Abandon)
}
