import { commonDivisor } from "../program/divisor.ts";
import { termsKey } from "./form.ts";
import type { ScalarCircuit } from "./scalar-circuit.ts";
import type { ScaledReader } from "./scales.ts";

/** A reader's weights as a sum that others read too, `factor` times, and the rest. */
export interface CommonSum {
  /** Equal for readers of the same sum. */
  readonly key: string;
  readonly core: ReadonlyMap<number, number>;
  readonly factor: number;
  readonly rest: ReadonlyMap<number, number>;
}

/** Shorter sums are as fast to make anew. */
const LEAST_TERMS = 3;

/**
 * What each reader has in common with another: the lookups of an exact rounding read the same sum up to a factor, all
 * but the bits that were taken off. Undefined for a reader that has a sum of its own.
 */
export function commonSums(
  readers: readonly ScaledReader[],
  circuit: ScalarCircuit,
): (CommonSum | undefined)[] {
  const sums = readers.map((reader) => withoutBits(reader, circuit));
  const counts = new Map<string, number>();
  for (const { key } of sums) counts.set(key, (counts.get(key) ?? 0) + 1);
  return sums.map((sum) => (sum.core.size >= LEAST_TERMS && counts.get(sum.key)! > 1 ? sum : undefined));
}

/** The sum without the bits that lookups took off, in lowest terms. */
function withoutBits({ weights }: ScaledReader, { producers, lookups }: ScalarCircuit): CommonSum {
  const isBit = (variable: number): boolean => {
    const producer = producers[variable]!;
    return producer.kind === "lookup" && lookups[producer.lookup].kind === "bit";
  };
  const terms = [...weights];
  const common = terms.filter(([variable]) => !isBit(variable));
  const factor = commonDivisor(common.map(([, weight]) => weight));
  const core = new Map(common.map(([variable, weight]) => [variable, weight / factor]));
  return {
    key: termsKey({ terms: core, constant: 0 }),
    core,
    factor,
    rest: new Map(terms.filter(([variable]) => isBit(variable))),
  };
}
