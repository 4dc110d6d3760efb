import { ConflictingOptionsError, EmptyInputError, OptionValueError } from "../../../../core/index.ts";
import type { NoiseConstraint, OptimizationProblem } from "./problem.ts";

/**
 * @throws ConflictingOptionsError unless exactly one probability is given.
 * @throws EmptyInputError without constraints.
 * @throws OptionValueError naming the first bad field.
 */
export function checkProblem(problem: OptimizationProblem): void {
  const { where, constraints, log2PError, log2GlobalPError, rotations, keyswitches } = problem;
  if ((log2PError === undefined) === (log2GlobalPError === undefined)) {
    throw new ConflictingOptionsError({
      where,
      problem: log2PError === undefined ? "no failure probability is given" : "two failure probabilities",
      allowed: "exactly one of log2PError (each lookup) and log2GlobalPError (a whole sample)",
      remedy: "give one of the two",
    });
  }
  if (constraints.length === 0) {
    throw new EmptyInputError({
      where,
      problem: "no constraints",
      allowed: "at least one lookup or output",
      remedy: "pass the constraint of every lookup and output of the program",
    });
  }
  probability("log2PError", log2PError);
  probability("log2GlobalPError", log2GlobalPError);
  need("rotations", rotations, "0 or more", Number.isFinite(rotations) && rotations >= 0);
  need("keyswitches", keyswitches, "0 or more", Number.isFinite(keyswitches) && keyswitches >= 0);
  const limit = problem.memoryLimit ?? 1;
  need("memoryLimit", limit, "a positive number of bytes", limit > 0);
  for (const constraint of constraints) checkConstraint(constraint);

  function probability(name: string, log2: number | undefined): void {
    if (log2 === undefined) return;
    need(name, log2, "a negative number: the base-2 logarithm of a probability", log2 < 0 && log2 > -2000);
  }

  function checkConstraint({ origin, ...constraint }: NoiseConstraint): void {
    const { bootstrapNorm, freshNorm, droppedBits, halfWidth, count } = constraint;
    const norm = (value: number): boolean => Number.isFinite(value) && value >= 0;
    need(`${origin}, bootstrapNorm`, bootstrapNorm, "a finite number from 0", norm(bootstrapNorm));
    need(`${origin}, freshNorm`, freshNorm, "a finite number from 0", norm(freshNorm));
    const dropped = droppedBits ?? 0;
    const bits = Number.isInteger(dropped) && dropped >= 0 && dropped <= 15;
    need(`${origin}, droppedBits`, dropped, "null, or an integer from 0 to 15", bits);
    need(`${origin}, halfWidth`, halfWidth, "above 0, at most 1/2", halfWidth > 0 && halfWidth <= 0.5);
    need(`${origin}, count`, count, "a positive number", Number.isFinite(count) && count > 0);
  }

  function need(name: string, value: number, allowed: string, right: boolean): void {
    if (right) return;
    throw new OptionValueError({
      where: `${where}: ${name}`,
      problem: `got ${value}`,
      allowed,
      remedy: "correct this field of the optimization problem",
    });
  }
}
