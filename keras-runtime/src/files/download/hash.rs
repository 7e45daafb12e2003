//! Hash of a file: SHA-256 or MD5, as its length tells.

use md5::Md5;
use sha2::Sha256;
use sha2::digest::DynDigest;

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
        let (algorithm, digest): (_, Box<dyn DynDigest>) = match expected.len() {
            64 => ("SHA-256", Box::new(Sha256::default())),
            32 => ("MD5", Box::new(Md5::default())),
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

    /// Compares the hash. The error is what was expected, and what was found.
    pub fn check(self) -> Result<(), (String, String)> {
        let found: String = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.expected {
            return Ok(());
        }
        Err((format!("{} {}", self.algorithm, self.expected), found))
    }
}
