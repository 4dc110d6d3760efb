/**
 * Multi-bit bootstraps (groups of g key bits a step). The engine does not have them; the formulas
 * stand here because 288 published sets check the rest of the model through them.
 * Source: tfhe-rs commons/noise_formulas/lwe_multi_bit_programmable_bootstrap.rs and
 * multi_bit_modulus_switch.rs.
 */
import type { BlindRotationShape } from "./blind-rotation.ts";
import type { ModulusSwitchNoiseShape } from "./modulus-switch.ts";
import { maskRounding, uniformDigitEnergy, type Variance } from "./variance.ts";

/** Key bits a step. */
export type GroupingFactor = 2 | 3 | 4;

/** Constants of the fitted FFT noise: factor, exponent of l and k + 1, exponent of k N. */
const fftFit: Record<GroupingFactor, [factor: number, linear: number, size: number]> = {
  2: [0.0022, 1.04148, 1.94548],
  3: [0.00492, 1.0111, 1.90722],
  4: [0.00855, 1.00715, 1.90759],
};

/**
 * V = n/g [ 2^g l N (k+1) V_bsk (B^2/12 + 1/6) + k N (1/(48 q^2) + B^(-2l)/24) + B^(-2l)/12 - 1/(12 q^2) + FFT_g ].
 */
export function multiBitBlindRotationVariance(shape: BlindRotationShape, group: GroupingFactor): Variance {
  const {
    lweDimension,
    glweDimension: k,
    polynomialSize: N,
    baseLog,
    levels,
    keyVariance,
    logQ = 64,
  } = shape;
  const [factor, linear, size] = fftFit[group];
  const q2 = 2 ** (-2 * logQ);
  const fft =
    factor *
    2 ** (2 * Math.max(0, logQ - 53) + 2 * baseLog) *
    q2 *
    levels ** linear *
    k ** size *
    N ** (size + 1) *
    (k + 1) ** linear;
  const rows = 2 ** group * levels * N * (k + 1) * keyVariance * uniformDigitEnergy(shape);
  const rounding = k * N * maskRounding(shape, logQ) + 2 ** (-2 * baseLog * levels) / 12 - q2 / 12;
  return (lweDimension / group) * (rows + rounding + fft);
}

/** V = n/g (1 - 2^-g) (2^(-g-2)/q^2 + (1/w^2 - 1/q^2)/12) - 1/(12 q^2) + 1/(12 w^2). */
export function multiBitModulusSwitchVariance(
  shape: ModulusSwitchNoiseShape,
  group: GroupingFactor,
): Variance {
  const { dimension, toLog, logQ = 64 } = shape;
  const q2 = 2 ** (-2 * logQ);
  const w2 = 2 ** (-2 * toLog);
  const one = (1 - 2 ** -group) * (2 ** (-group - 2) * q2 + (w2 - q2) / 12);
  return (dimension / group) * one - q2 / 12 + w2 / 12;
}
