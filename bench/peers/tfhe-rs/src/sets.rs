//! Parameter sets, by the names the harness uses.

use serde::{Deserialize, Serialize};

/// Numbers of one parameter set. `ks` is the keyswitch from dimension k N to n, `pbs` the bootstrap.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Shape {
    pub n: usize,
    pub k: usize,
    #[serde(rename = "N")]
    pub poly: usize,
    pub pbs_base_log: usize,
    pub pbs_levels: usize,
    pub ks_base_log: usize,
    pub ks_levels: usize,
    /// Bits of message, a padding bit above them: for the check that results are right.
    pub precision: u32,
}

const fn shape(
    (n, k, poly): (usize, usize, usize),
    (pbs_base_log, pbs_levels): (usize, usize),
    (ks_base_log, ks_levels): (usize, usize),
    precision: u32,
) -> Shape {
    Shape {
        n,
        k,
        poly,
        pbs_base_log,
        pbs_levels,
        ks_base_log,
        ks_levels,
        precision,
    }
}

/// The four sets of the engine's benchmarks. C is A with k = 2, N = 1024; D is A with N = 4096. The
/// precision is what each carries with the noise of the 132-bit curve after its keyswitch.
pub fn named(name: &str) -> Option<Shape> {
    Some(match name {
        "A" => shape((834, 1, 2048), (23, 1), (3, 5), 4),
        "B" => shape((887, 1, 8192), (15, 2), (6, 3), 3),
        "C" => shape((834, 2, 1024), (23, 1), (3, 5), 3),
        "D" => shape((834, 1, 4096), (22, 1), (3, 5), 4),
        _ => return None,
    })
}
