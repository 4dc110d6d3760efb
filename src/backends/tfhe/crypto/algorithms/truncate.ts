import { OptionValueError } from "../../../../core/index.ts";
import { roundToTopBits } from "../torus/index.ts";

/**
 * A copy of seeded ciphertexts or keys whose bodies are rounded to their top `bits` bits, so that the
 * rest need not travel. Adds `truncationVariance(bits)` to the noise; masks are never cut.
 *
 * @param bits 1 to 64.
 * @throws OptionValueError for other numbers.
 */
export function truncateBodies<Seeded extends { readonly bodies: BigUint64Array }>(
  seeded: Seeded,
  bits: number,
): Seeded {
  if (!Number.isInteger(bits) || bits < 1 || bits > 64) {
    throw new OptionValueError({
      where: "truncateBodies(bits)",
      problem: `got ${bits}`,
      allowed: "an integer from 1 to 64",
      remedy: "count bits from the top of a 64-bit word",
    });
  }
  const bodies = seeded.bodies.slice();
  roundToTopBits(bodies, bits);
  return { ...seeded, bodies };
}
