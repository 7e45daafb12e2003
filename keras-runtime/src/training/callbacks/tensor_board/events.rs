//! Files of events, one record each.
//!
//! Sources: `event.proto` and `summary.proto` of TensorFlow for the messages,
//! [TFRecord](https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details) for the records.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::super::CallbackState;
use super::protobuf::{Message, Value, fields};
use crate::files::not_written;
use crate::{Error, ErrorKind, Result};

/// A file that events are added to, or nothing.
#[derive(Debug, Default)]
pub(super) struct EventFile(Option<Open>);

#[derive(Debug)]
struct Open {
    path: PathBuf,
    /// What tells its name from those of other files.
    number: u64,
    file: File,
}

impl EventFile {
    /// A new file in a folder.
    pub fn create(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(|error| not_written(folder, error))?;
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        for number in seconds.. {
            let path = path(folder, number);
            match File::create_new(&path) {
                Ok(file) => {
                    let mut file = Self(Some(Open { path, number, file }));
                    file.write(&Message::default().with_text(3, "brain.Event:2"))?;
                    return Ok(file);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(not_written(&path, error)),
            }
        }
        unreachable!("a folder has not so many files")
    }

    /// The file of a folder that a state has noted under a name, as it was then.
    pub fn reopen(folder: &Path, state: &CallbackState, name: &str) -> Result<Self> {
        let Ok(number) = state.count(name) else { return Ok(Self(None)) };
        let (path, bytes) = (path(folder, number), state.count(&format!("{name}/bytes"))?);
        let failed = |error| not_written(&path, error);
        let mut file = File::options().write(true).open(&path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?.len();
        if found < bytes {
            let expected = format!("{bytes} bytes or more, as when the training was put down");
            return Err(
                Error::expected(path.display().to_string(), expected, found).with_kind(ErrorKind::Format)
            );
        }
        file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed)?;
        Ok(Self(Some(Open { path, number, file })))
    }

    /// A state that notes the file.
    pub fn note(&self, state: CallbackState, name: &str) -> CallbackState {
        let Some(Open { number, file, .. }) = &self.0 else { return state };
        let len = file.sync_all().and(file.metadata()).map_or(0, |metadata| metadata.len());
        state.with_count(name, *number).with_count(&format!("{name}/bytes"), len)
    }

    pub fn scalar(&mut self, tag: &str, step: u64, value: f32) -> Result<()> {
        self.value(tag, step, |summary| summary.with_float(2, value))
    }

    pub fn histogram(&mut self, tag: &str, step: u64, histogram: &Message) -> Result<()> {
        self.value(tag, step, |summary| summary.with_message(5, histogram))
    }

    pub fn graph(&mut self, graph: &Message) -> Result<()> {
        self.write(&Message::default().with_message(4, graph))
    }

    fn value(&mut self, tag: &str, step: u64, add: impl FnOnce(Message) -> Message) -> Result<()> {
        let value = add(Message::default().with_text(1, tag));
        let summary = Message::default().with_message(1, &value);
        self.write(&Message::default().with_integer(2, step).with_message(5, &summary))
    }

    /// Adds an event, whose time is now, as a record.
    fn write(&mut self, event: &Message) -> Result<()> {
        let Some(Open { path, file, .. }) = &mut self.0 else { return Ok(()) };
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64());
        let time = Message::default().with_double(1, seconds);
        let data = [time.bytes(), event.bytes()].concat();
        let len = (data.len() as u64).to_le_bytes();
        let record =
            [&len[..], &checksum(&len).to_le_bytes(), &data, &checksum(&data).to_le_bytes()].concat();
        file.write_all(&record).map_err(|error| not_written(path, error))
    }
}

fn path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("events.out.tfevents.{number}.keras"))
}

/// The last step of an epoch among the events of a folder; what cannot be read has none.
pub(super) fn last_epoch(folder: &Path) -> Option<u64> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let is_log =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().contains(".tfevents."));
    let files = entries.map(|entry| entry.path()).filter(is_log).filter_map(|path| fs::read(path).ok());
    files.filter_map(|bytes| records(&bytes).filter_map(epoch_of).max()).max()
}

/// The data of each record that is whole.
fn records(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let header = bytes.split_off(..12)?;
        let len = u64::from_le_bytes(*header.first_chunk()?);
        let data = bytes.split_off(..usize::try_from(len).ok()?)?;
        bytes.split_off(..4)?;
        Some(data)
    })
}

/// The step of an event, if it is about an epoch.
fn epoch_of(event: &[u8]) -> Option<u64> {
    let (mut step, mut is_epoch) = (0, false);
    for (field, value) in fields(event) {
        match (field, value) {
            (2, Value::Integer(value)) => step = value,
            (5, Value::Bytes(summary)) => {
                is_epoch = fields(summary).any(|(_, value)| match value {
                    Value::Bytes(value) => fields(value)
                        .any(|(field, tag)| matches!(tag, Value::Bytes(tag) if field == 1 && tag.starts_with(b"epoch_"))),
                    _ => false,
                });
            }
            _ => {}
        }
    }
    is_epoch.then_some(step)
}

/// The masked CRC-32C of a record.
fn checksum(bytes: &[u8]) -> u32 {
    let crc = !bytes.iter().fold(!0, |crc: u32, &byte| {
        (0..8).fold(
            crc ^ u32::from(byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0x82f6_3b78 } else { crc >> 1 },
        )
    });
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn the_checksum_is_that_of_castagnoli() {
        // The check value of CRC-32C, <https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iscsi>.
        assert_eq!(checksum(b"123456789"), 0xe306_9283_u32.rotate_right(15).wrapping_add(0xa282_ead8));
    }

    #[test]
    fn the_last_epoch_of_a_folder_is_found_and_batches_are_not_epochs() {
        let folder = TempDir::new().unwrap();
        assert_eq!(last_epoch(folder.path()), None);
        let mut file = EventFile::create(folder.path()).unwrap();
        assert_eq!(last_epoch(folder.path()), None);
        for step in [1, 300] {
            file.scalar("epoch_loss", step, 0.5).unwrap();
            file.scalar("batch_loss", 10 * step, 0.5).unwrap();
        }
        let mut other = EventFile::create(folder.path()).unwrap();
        other.scalar("epoch_loss", 2, 0.5).unwrap();
        assert_eq!(last_epoch(folder.path()), Some(300));
        // A record that was cut off.
        let path = file.0.unwrap().path;
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 90]).unwrap();
        assert!(last_epoch(folder.path()) < Some(300));
    }
}
