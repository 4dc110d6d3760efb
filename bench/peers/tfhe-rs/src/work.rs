//! What is timed: a keyswitch, a bootstrap, and one after the other, on a batch of ciphertexts.

use crate::keys::Keys;
use std::time::Instant;
use tfhe::core_crypto::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Keyswitch,
    Bootstrap,
    /// Keyswitch, then bootstrap: a table lookup from the big key to the big key.
    Lookup,
}

/// Which of the library's two entries bootstraps a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry {
    /// One pass over the key for all ciphertexts.
    Batch,
    /// One ciphertext after the other.
    Loop,
}

/// A thread's share of the batch, allocated once: buffers are no part of the time.
struct Share {
    big_in: LweCiphertextListOwned<u64>,
    small: LweCiphertextListOwned<u64>,
    out: LweCiphertextListOwned<u64>,
    accumulators: GlweCiphertextListOwned<u64>,
    buffers: ComputationBuffers,
    expected: Vec<u64>,
}

pub struct Work<'a> {
    keys: &'a Keys,
    kind: Kind,
    entry: Entry,
    fft: Fft,
    shares: Vec<Share>,
}

const MODULUS: CiphertextModulus<u64> = CiphertextModulus::new_native();

impl<'a> Work<'a> {
    /// `batch` fresh ciphertexts spread over `threads`. The table is m -> 3m + 1 mod 2^precision.
    pub fn new(keys: &'a Keys, kind: Kind, entry: Entry, batch: usize, threads: usize) -> Self {
        let fft = Fft::new(PolynomialSize(keys.shape.poly));
        let shares = (0..threads)
            .map(|t| (batch * t / threads, batch * (t + 1) / threads))
            .map(|(from, to)| Share::new(keys, &fft, (from as u64..to as u64).collect()))
            .collect();
        let mut work = Work {
            keys,
            kind,
            entry,
            fft,
            shares,
        };
        work.fill_small();
        work
    }

    /// The bootstrap alone needs inputs under the small key: what the keyswitch makes of ours.
    fn fill_small(&mut self) {
        for share in &mut self.shares {
            share.keyswitch(self.keys);
        }
    }

    /// Milliseconds for the whole batch: of the clock, and of processor time over all threads.
    pub fn round(&mut self) -> (f64, f64) {
        let Work {
            keys,
            kind,
            entry,
            fft,
            shares,
        } = self;
        let (keys, kind, entry, fft) = (*keys, *kind, *entry, fft.as_view());
        let (start, cpu) = (Instant::now(), processor_ms());
        if let [only] = shares.as_mut_slice() {
            only.run(keys, kind, entry, fft);
        } else {
            std::thread::scope(|scope| {
                for share in shares {
                    scope.spawn(move || share.run(keys, kind, entry, fft));
                }
            });
        }
        (start.elapsed().as_secs_f64() * 1e3, processor_ms() - cpu)
    }

    /// How many of the batch decrypt to something else than they should.
    pub fn wrong(&self) -> usize {
        let precision = self.keys.shape.precision;
        let shift = 63 - precision;
        let mask = (1u64 << precision) - 1;
        let decode = |phase: u64| ((phase >> (shift - 1)).wrapping_add(1) >> 1) & mask;
        let (key, kind) = match self.kind {
            Kind::Keyswitch => (&self.keys.small, Kind::Keyswitch),
            other => (&self.keys.big, other),
        };
        self.shares
            .iter()
            .flat_map(|share| {
                let list = if kind == Kind::Keyswitch {
                    &share.small
                } else {
                    &share.out
                };
                list.iter()
                    .zip(&share.expected)
                    .map(|(ciphertext, &message)| {
                        let want = if kind == Kind::Keyswitch {
                            message
                        } else {
                            (3 * message + 1) & mask
                        };
                        usize::from(decode(decrypt_lwe_ciphertext(key, &ciphertext).0) != want)
                    })
            })
            .sum()
    }
}

/// Processor time of this process so far, which other work on the machine does not lengthen much.
#[cfg(unix)]
fn processor_ms() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: writes the struct it is given, and the clock exists on every unix.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[cfg(not(unix))]
fn processor_ms() -> f64 {
    f64::NAN
}

impl Share {
    fn new(keys: &Keys, fft: &Fft, messages: Vec<u64>) -> Self {
        let shape = keys.shape;
        let precision = shape.precision;
        let delta = 1u64 << (63 - precision);
        let mask = (1u64 << precision) - 1;
        let count = messages.len();
        let expected: Vec<u64> = messages.iter().map(|m| m & mask).collect();
        let mut seeder = new_seeder();
        let mut generator = EncryptionRandomGenerator::<DefaultRandomGenerator>::new(
            seeder.seed(),
            seeder.as_mut(),
        );

        let big_size = keys.big.lwe_dimension().to_lwe_size();
        let small_size = keys.small.lwe_dimension().to_lwe_size();
        let number = LweCiphertextCount(count);
        let mut big_in = LweCiphertextList::new(0u64, big_size, number, MODULUS);
        let plaintexts =
            PlaintextList::from_container(expected.iter().map(|m| m * delta).collect::<Vec<u64>>());
        if count > 0 {
            encrypt_lwe_ciphertext_list(
                &keys.big,
                &mut big_in,
                &plaintexts,
                keys.big_noise,
                &mut generator,
            );
        }

        let glwe_size = GlweDimension(shape.k).to_glwe_size();
        let poly = PolynomialSize(shape.poly);
        let table = generate_programmable_bootstrap_glwe_lut(
            poly,
            glwe_size,
            1 << precision,
            MODULUS,
            delta,
            |m: u64| (3 * m + 1) & mask,
        );
        let mut accumulators =
            GlweCiphertextList::new(0u64, glwe_size, poly, GlweCiphertextCount(count), MODULUS);
        for mut accumulator in accumulators.iter_mut() {
            accumulator.as_mut().copy_from_slice(table.as_ref());
        }

        let mut buffers = ComputationBuffers::new();
        let one = programmable_bootstrap_lwe_ciphertext_mem_optimized_requirement::<u64>(
            glwe_size,
            poly,
            fft.as_view(),
        );
        let all = batch_programmable_bootstrap_lwe_ciphertext_mem_optimized_requirement::<u64>(
            glwe_size,
            poly,
            CiphertextCount(count.max(1)),
            fft.as_view(),
        );
        buffers.resize(
            one.unaligned_bytes_required()
                .max(all.unaligned_bytes_required()),
        );
        Share {
            big_in,
            small: LweCiphertextList::new(0u64, small_size, number, MODULUS),
            out: LweCiphertextList::new(0u64, big_size, number, MODULUS),
            accumulators,
            buffers,
            expected,
        }
    }

    fn run(&mut self, keys: &Keys, kind: Kind, entry: Entry, fft: FftView<'_>) {
        if kind != Kind::Bootstrap {
            self.keyswitch(keys);
        }
        if kind != Kind::Keyswitch {
            self.bootstrap(keys, entry, fft);
        }
    }

    fn keyswitch(&mut self, keys: &Keys) {
        for (input, mut output) in self.big_in.iter().zip(self.small.iter_mut()) {
            keyswitch_lwe_ciphertext(&keys.ksk, &input, &mut output);
        }
    }

    fn bootstrap(&mut self, keys: &Keys, entry: Entry, fft: FftView<'_>) {
        if entry == Entry::Batch && self.expected.len() > 1 {
            batch_programmable_bootstrap_lwe_ciphertext_mem_optimized(
                &self.small,
                &mut self.out,
                &self.accumulators,
                &keys.bsk,
                fft,
                self.buffers.stack(),
            );
            return;
        }
        for ((input, mut output), accumulator) in self
            .small
            .iter()
            .zip(self.out.iter_mut())
            .zip(self.accumulators.iter())
        {
            programmable_bootstrap_lwe_ciphertext_mem_optimized(
                &input,
                &mut output,
                &accumulator,
                &keys.bsk,
                fft,
                self.buffers.stack(),
            );
        }
    }
}
