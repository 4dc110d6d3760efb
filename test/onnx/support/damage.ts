/** Files damaged in every way, for readers that must accept them or refuse them with one of our errors. */
import fc from "fast-check";
import { FheLearnError } from "../../../src/core/index.ts";

/** The error bytes are refused with, undefined where they are read; errors of any other kind than ours are passed on. */
export function refusal(read: () => unknown): FheLearnError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof FheLearnError)) throw error;
    return error;
  }
}

/** The bytes cut off at every place, the shortest first. */
export function* cuts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.subarray(0, length);
}

/** Has `runs` copies read that have up to `changes` bytes altered at random. */
export function readAltered(
  bytes: Uint8Array,
  { runs, changes }: { readonly runs: number; readonly changes: number },
  read: (altered: Uint8Array) => unknown,
): void {
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: changes }), (list) => {
      const altered = bytes.slice();
      for (const [at, value] of list) altered[at] = value;
      read(altered);
    }),
    { numRuns: runs },
  );
}
