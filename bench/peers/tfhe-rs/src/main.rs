//! Times tfhe-rs core_crypto for the harness: one JSON request a line on stdin, one JSON answer a
//! line on stdout. The process lives as long as stdin, so that its rounds can alternate with those
//! of another program. See README.md for the requests.

mod keys;
mod sets;
mod work;

use keys::Keys;
use serde::Deserialize;
use serde_json::{json, Value};
use sets::Shape;
use std::collections::HashMap;
use std::io::{stdin, stdout, BufRead, Write};
use work::{Entry, Kind, Work};

#[derive(Deserialize)]
struct Request {
    op: String,
    set: Option<String>,
    shape: Option<Shape>,
    batch: Option<usize>,
    threads: Option<usize>,
    rounds: Option<usize>,
    entry: Option<String>,
}

fn main() {
    let mut keys = HashMap::new();
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let answer = match serde_json::from_str::<Request>(&line.expect("text on stdin")) {
            Ok(request) => {
                answer(&request, &mut keys).unwrap_or_else(|error| json!({ "error": error }))
            }
            Err(error) => json!({ "error": format!("not a request: {error}") }),
        };
        writeln!(out, "{answer}")
            .and_then(|()| out.flush())
            .expect("a reader on stdout");
    }
}

fn answer(request: &Request, keys: &mut HashMap<String, Keys>) -> Result<Value, String> {
    if request.op == "version" {
        return Ok(
            json!({ "library": "tfhe-rs", "version": "1.8.2", "avx512": cfg!(target_feature = "avx512f") }),
        );
    }
    let name = request
        .set
        .clone()
        .ok_or("\"set\" is missing: A, B, C, D, or a name of your own with \"shape\"")?;
    if request.op == "drop" {
        return Ok(json!({ "dropped": keys.remove(&name).is_some() }));
    }
    let shape = request
        .shape
        .or_else(|| sets::named(&name))
        .ok_or_else(|| format!("set {name:?} is not A, B, C or D and comes without a \"shape\""))?;
    let threads = request.threads.unwrap_or(1).max(1);
    if request.op == "keygen" {
        let made = keys::generate(shape, threads);
        let report = json!(made.report);
        keys.insert(name, made);
        return Ok(report);
    }
    let kind = match request.op.as_str() {
        "keyswitch" => Kind::Keyswitch,
        "bootstrap" => Kind::Bootstrap,
        "lookup" => Kind::Lookup,
        other => {
            return Err(format!(
                "op {other:?} is not version, keygen, keyswitch, bootstrap, lookup or drop"
            ))
        }
    };
    let entry = match request.entry.as_deref() {
        None | Some("batch") => Entry::Batch,
        Some("loop") => Entry::Loop,
        Some(other) => return Err(format!("entry {other:?} is not batch or loop")),
    };
    let keys = keys
        .entry(name)
        .or_insert_with(|| keys::generate(shape, threads));
    let batch = request.batch.unwrap_or(1).max(1);
    let mut work = Work::new(keys, kind, entry, batch, threads.min(batch));
    let (ms, cpu_ms): (Vec<f64>, Vec<f64>) = (0..request.rounds.unwrap_or(1).max(1))
        .map(|_| work.round())
        .unzip();
    Ok(json!({ "ms": ms, "cpu_ms": cpu_ms, "batch": batch, "wrong": work.wrong() }))
}
