//! What the two sides say to each other: lines of JSON, followed by the numbers of the arrays whose shapes they name.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

use crate::training::engine::{EngineArray, EngineStep};

/// The version of what is written here, which a greeting has.
pub(super) const PROTOCOL: u64 = 1;

/// A longer line is none of these.
const LONGEST: u64 = 1 << 20;

/// A request: a head, and arrays.
pub(super) struct Request<'a> {
    head: Value,
    arrays: Vec<EngineArray<'a>>,
}

impl<'a> Request<'a> {
    /// To do something with the file at a path.
    pub fn file(what: &str, path: &str) -> Self {
        Self { head: json!({ "do": what, "path": path }), arrays: Vec::new() }
    }

    pub fn step(step: &EngineStep<'a>) -> Self {
        let EngineStep { learns, resets, rate, inputs, labels, weights } = step;
        let head = json!({
            "do": "step",
            "learns": learns,
            "resets": resets,
            "rate": rate,
            "x": shapes(inputs),
            "y": shapes(labels),
            "weights": shapes(weights),
        });
        Self { head, arrays: [&inputs[..], labels, weights].concat() }
    }

    pub fn predict(inputs: &[EngineArray<'a>]) -> Self {
        Self { head: json!({ "do": "predict", "x": shapes(inputs) }), arrays: inputs.to_vec() }
    }

    /// Writes it, by way of `bytes`.
    pub fn write(&self, to: &mut impl Write, bytes: &mut Vec<u8>) -> io::Result<()> {
        writeln!(to, "{}", self.head)?;
        for (_, numbers) in &self.arrays {
            bytes.clear();
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            to.write_all(bytes)?;
        }
        to.flush()
    }
}

fn shapes(arrays: &[EngineArray<'_>]) -> Vec<Value> {
    arrays.iter().map(|(sizes, _)| json!(sizes)).collect()
}

/// A reply: a head, and arrays.
pub(super) struct Reply {
    pub head: Value,
    pub arrays: Vec<(Vec<usize>, Vec<f32>)>,
}

impl Reply {
    /// Reads the next one; `None` at the end.
    pub fn read(from: &mut impl BufRead) -> io::Result<Option<Self>> {
        let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
        let mut line = Vec::new();
        from.take(LONGEST).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let head: Value = serde_json::from_slice(&line)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| invalid(format!("expected a reply, found {:?}", start_of(&line))))?;
        let mut arrays = Vec::new();
        for sizes in head["arrays"].as_array().into_iter().flatten() {
            let sizes = sizes.as_array().into_iter().flatten();
            let sizes: Option<Vec<usize>> = sizes.map(|size| size.as_u64()?.try_into().ok()).collect();
            let len = sizes
                .as_ref()
                .and_then(|sizes| sizes.iter().try_fold(4_u64, |len, &size| len.checked_mul(size as u64)));
            let (Some(sizes), Some(len)) = (sizes, len) else {
                return Err(invalid(format!("expected shapes of arrays, found {}", head["arrays"])));
            };
            // What is not there takes no memory, whatever a shape says.
            let mut bytes = Vec::new();
            from.take(len).read_to_end(&mut bytes)?;
            if bytes.len() as u64 != len {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let numbers = bytes
                .chunks_exact(4)
                .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
            arrays.push((sizes, numbers.collect()));
        }
        Ok(Some(Self { head, arrays }))
    }
}

/// The first characters of a line.
fn start_of(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end().chars().take(60).collect()
}
