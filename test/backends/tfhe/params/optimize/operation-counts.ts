import type { SearchCost } from "../../../../../src/backends/tfhe/params/optimize/search-model.ts";

/** Additions and multiplications of a forward or inverse transform: N log2 N + N. */
function transform(N: number): number {
  return N * Math.log2(N) + N;
}

/**
 * The published cost: numbers of additions and multiplications.
 * Source: concrete-optimizer computing_cost/operators/{cmux,pbs,keyswitch_lwe}.rs; tfhe-rs states the same
 * in millions beside its sets.
 */
export const operationCounts: SearchCost = {
  rotation({ glweDimension: k, polynomialSize: N }, n, levels) {
    const cmux = (k + 1) * levels * transform(N) + (k + 1) * transform(N) + (k + 1) ** 2 * levels * N;
    return n * cmux;
  },
  keyswitch({ glweDimension: k, polynomialSize: N }, n, levels) {
    const digits = k * N * levels;
    return digits + digits * (n + 1) + (digits - 1) * (n + 1) + 1;
  },
};

/** Ciphertexts in the sum that comes before every lookup in Concrete's tables. */
const SUMMED = 4096;

/** The same with the sum before the lookup, one addition a word. */
export const operationCountsWithSum: SearchCost = {
  ...operationCounts,
  levelled: ({ glweDimension: k, polynomialSize: N }) => SUMMED * k * N,
};
