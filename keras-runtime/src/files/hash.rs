//! Hash of a file: SHA-256 or MD5, as its length tells.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use md5::Md5;
use sha2::Sha256;
use sha2::digest::DynDigest;

use super::not_read;
use crate::{Error, Result};

/// Hash of a file that is being computed.
pub struct Hash {
    algorithm: &'static str,
    digest: Box<dyn DynDigest>,
    expected: String,
}

impl Hash {
    /// The hash of a file that should be `expected`, in hexadecimal.
    pub fn new(expected: &str) -> Result<Self> {
        let is_hexadecimal = expected.bytes().all(|digit| digit.is_ascii_hexdigit());
        let (algorithm, digest): (_, Box<dyn DynDigest>) = match expected.len() {
            64 if is_hexadecimal => ("SHA-256", Box::new(Sha256::default())),
            32 if is_hexadecimal => ("MD5", Box::new(Md5::default())),
            _ => {
                let expected_form = "64 hexadecimal digits of SHA-256 or 32 of MD5";
                return Err(Error::expected("file_hash", expected_form, format!("`{expected}`")));
            }
        };
        Ok(Self { algorithm, digest, expected: expected.to_ascii_lowercase() })
    }

    /// Takes the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
    }

    /// Whether the file at `path` has this hash.
    pub fn matches(mut self, path: &Path) -> Result<bool> {
        let not_read = |error| not_read(path, error);
        let mut file = File::open(path).map_err(not_read)?;
        let mut block = Vec::new();
        while file.by_ref().take(1 << 16).read_to_end(&mut block).map_err(not_read)? > 0 {
            self.update(&block);
            block.clear();
        }
        Ok(self.check().is_ok())
    }

    /// Compares the hash. The error is what was expected, and what was found.
    pub fn check(self) -> Result<(), (String, String)> {
        let found: String = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.expected {
            return Ok(());
        }
        Err((format!("{} {}", self.algorithm, self.expected), found))
    }
}
