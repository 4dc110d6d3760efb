//! Keys of one parameter set, with the time each took and the bytes each fills.

use crate::sets::Shape;
use serde::Serialize;
use std::time::Instant;
use tfhe::core_crypto::commons::noise_formulas::secure_noise::{
    minimal_glwe_variance_for_132_bits_security_gaussian,
    minimal_lwe_variance_for_132_bits_security_gaussian,
};
use tfhe::core_crypto::prelude::*;

pub struct Keys {
    pub shape: Shape,
    pub small: LweSecretKeyOwned<u64>,
    pub big: LweSecretKeyOwned<u64>,
    pub big_noise: Gaussian<f64>,
    pub bsk: FourierLweBootstrapKeyOwned,
    pub ksk: LweKeyswitchKeyOwned<u64>,
    pub report: KeyReport,
}

/// Milliseconds and bytes. "Seeded" counts bodies and one 16-byte seed, as the key travels.
#[derive(Clone, Debug, Serialize)]
pub struct KeyReport {
    pub threads: usize,
    /// Secret keys and both seeded keys.
    pub generate_ms: f64,
    pub bootstrap_key_ms: f64,
    pub keyswitch_key_ms: f64,
    /// Expanding the masks and the transform of the bootstrapping key.
    pub load_ms: f64,
    pub bootstrap_key_bytes: usize,
    pub keyswitch_key_bytes: usize,
    pub seeded_bootstrap_key_bytes: usize,
    pub seeded_keyswitch_key_bytes: usize,
    pub fourier_bootstrap_key_bytes: usize,
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

pub fn generate(shape: Shape, threads: usize) -> Keys {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a thread pool")
        .install(|| generate_here(shape, threads))
}

fn generate_here(shape: Shape, threads: usize) -> Keys {
    let modulus = CiphertextModulus::<u64>::new_native();
    let n = LweDimension(shape.n);
    let k = GlweDimension(shape.k);
    let poly = PolynomialSize(shape.poly);
    let small_noise = Gaussian::from_dispersion_parameter(
        minimal_lwe_variance_for_132_bits_security_gaussian(n, 2f64.powi(64)),
        0.0,
    );
    let big_noise = Gaussian::from_dispersion_parameter(
        minimal_glwe_variance_for_132_bits_security_gaussian(k, poly, 2f64.powi(64)),
        0.0,
    );

    let start = Instant::now();
    let mut seeder = new_seeder();
    let mut secrets = SecretRandomGenerator::<DefaultRandomGenerator>::new(seeder.seed());
    let small = allocate_and_generate_new_binary_lwe_secret_key(n, &mut secrets);
    let glwe = allocate_and_generate_new_binary_glwe_secret_key(k, poly, &mut secrets);
    let big = glwe.clone().into_lwe_secret_key();

    // The library has no parallel generation of a seeded keyswitching key: beside the other one.
    let ((seeded_bsk, bootstrap_key_ms), (seeded_ksk, keyswitch_key_ms)) = rayon::join(
        || {
            let start = Instant::now();
            let key = par_allocate_and_generate_new_seeded_lwe_bootstrap_key(
                &small,
                &glwe,
                DecompositionBaseLog(shape.pbs_base_log),
                DecompositionLevelCount(shape.pbs_levels),
                big_noise,
                modulus,
                new_seeder().as_mut(),
            );
            (key, ms(start))
        },
        || {
            let start = Instant::now();
            let key = allocate_and_generate_new_seeded_lwe_keyswitch_key(
                &big,
                &small,
                DecompositionBaseLog(shape.ks_base_log),
                DecompositionLevelCount(shape.ks_levels),
                small_noise,
                modulus,
                new_seeder().as_mut(),
            );
            (key, ms(start))
        },
    );
    let generate_ms = ms(start);

    let load = Instant::now();
    let standard = seeded_bsk.clone().par_decompress_into_lwe_bootstrap_key();
    let ksk = seeded_ksk.clone().decompress_into_lwe_keyswitch_key();
    let mut bsk = FourierLweBootstrapKey::new(
        n,
        k.to_glwe_size(),
        poly,
        DecompositionBaseLog(shape.pbs_base_log),
        DecompositionLevelCount(shape.pbs_levels),
    );
    par_convert_standard_lwe_bootstrap_key_to_fourier(&standard, &mut bsk);
    let load_ms = ms(load);

    let report = KeyReport {
        threads,
        generate_ms,
        bootstrap_key_ms,
        keyswitch_key_ms,
        load_ms,
        bootstrap_key_bytes: 8 * standard.as_ref().len(),
        keyswitch_key_bytes: 8 * ksk.as_ref().len(),
        seeded_bootstrap_key_bytes: 8 * seeded_bsk.as_ref().len() + 16,
        seeded_keyswitch_key_bytes: 8 * seeded_ksk.as_ref().len() + 16,
        fourier_bootstrap_key_bytes: 16 * bsk.as_view().data().len(),
    };
    Keys {
        shape,
        small,
        big,
        big_noise,
        bsk,
        ksk,
        report,
    }
}
