/**
 * The exhaustive search for the cheapest parameters, with exact cuts: nothing is skipped that could be
 * cheaper. After concrete-optimizer optimization/atomic_pattern (tfhe solo_key search).
 */
import type { Requirement, Requirements } from "./requirements.ts";
import { constraintFailure, effectiveHalfWidth, log2AnyFailure } from "./requirements.ts";
import type { Candidate, GadgetPoint, GlweSize, SearchCost, SearchModel, SmallKeys } from "./search-model.ts";

/** A candidate that meets everything, and its cost. */
export interface Found {
  readonly candidate: Candidate;
  readonly cost: number;
}

/** Whether a candidate may be taken besides its noise; must not turn true with more levels or larger n. */
export type Admissible = (candidate: Candidate) => boolean;

/** One constraint at one (k, N) and n. */
interface Room {
  readonly bootstrapNorm: number;
  readonly keyswitched: boolean;
  /** Variance left for bootstrap and keyswitch. */
  room: number;
}

/** The cheapest candidate; among equally cheap ones the least likely to fail, then the first. */
export function searchParameters(
  model: SearchModel,
  cost: SearchCost,
  requirements: Requirements,
  admissible: Admissible = () => true,
): Found | undefined {
  let best: (Found & { failure?: number }) | undefined;
  for (const size of model.sizes) {
    const bounds = boundsAt(model, requirements.deciding, size);
    if (bounds === undefined) continue;
    for (const keys of model.smallKeys) {
      for (const lweDimension of keys.dimensions) {
        const rooms = roomsAt(model, requirements.deciding, bounds, size, keys, lweDimension);
        // More words to switch only add noise.
        if (rooms === undefined) break;
        if (lowestCost(size, keys, lweDimension) > (best?.cost ?? Infinity)) break;
        tryGadgets(size, keys, lweDimension, rooms);
      }
    }
  }
  return best;

  function lowestCost(size: GlweSize, keys: SmallKeys, n: number): number {
    return total(size, keys, n, model.bootstrapGadgets(size)[0], model.keyswitchGadgets(keys, n)[0]);
  }

  function total(
    size: GlweSize,
    keys: SmallKeys,
    n: number,
    bootstrap: GadgetPoint,
    keyswitch: GadgetPoint,
  ): number {
    return (
      requirements.rotations * cost.rotation(size, n, bootstrap.levels) +
      requirements.keyswitches * cost.keyswitch(size, n, keyswitch.levels, keys.modulusLog) +
      (cost.levelled?.(size) ?? 0)
    );
  }

  function tryGadgets(size: GlweSize, keys: SmallKeys, lweDimension: number, rooms: readonly Room[]): void {
    const rotations = model.bootstrapGadgets(size);
    const switches = model.keyswitchGadgets(keys, lweDimension);
    const inputDimension = size.glweDimension * size.polynomialSize;
    const least = inputDimension * switches.at(-1)!.noise + keys.constant;
    if (leftForKeyswitch(rooms, lweDimension * rotations.at(-1)!.noise) < least) return;
    for (const bootstrap of rotations) {
      const left = leftForKeyswitch(rooms, lweDimension * bootstrap.noise);
      if (left < least) continue;
      if (!admissible({ size, keys, lweDimension, bootstrap, keyswitch: switches[0] })) break;
      if (total(size, keys, lweDimension, bootstrap, switches[0]) > (best?.cost ?? Infinity)) break;
      for (const keyswitch of switches) {
        if (inputDimension * keyswitch.noise + keys.constant > left) continue;
        const spent = total(size, keys, lweDimension, bootstrap, keyswitch);
        if (spent > (best?.cost ?? Infinity)) break;
        const candidate = { size, keys, lweDimension, bootstrap, keyswitch };
        if (!meetsGlobal(model, requirements, candidate)) continue;
        if (admissible(candidate)) consider(candidate, spent);
        break;
      }
    }
  }

  function consider(candidate: Candidate, spent: number): void {
    if (best?.cost === spent) {
      best.failure ??= worstFailure(best.candidate);
      const failure = worstFailure(candidate);
      if (failure >= best.failure) return;
      best = { candidate, cost: spent, failure };
    } else {
      best = { candidate, cost: spent };
    }
  }

  function worstFailure(candidate: Candidate): number {
    return Math.max(
      ...requirements.deciding.map(({ constraint }) => constraintFailure(constraint, candidate, model)),
    );
  }
}

/** Largest variance of every constraint at N, fresh noise taken off; undefined where there is none. */
function boundsAt(
  model: SearchModel,
  deciding: readonly Requirement[],
  size: GlweSize,
): number[] | undefined {
  const bounds = deciding.map(({ constraint, sigmas }) => {
    const halfWidth = effectiveHalfWidth(constraint, size.polynomialSize);
    return halfWidth <= 0 ? -1 : (halfWidth / sigmas) ** 2 - constraint.freshNorm * model.freshVariance(size);
  });
  return bounds.every((bound) => bound > 0) ? bounds : undefined;
}

function roomsAt(
  model: SearchModel,
  deciding: readonly Requirement[],
  bounds: readonly number[],
  size: GlweSize,
  keys: SmallKeys,
  lweDimension: number,
): Room[] | undefined {
  const toLog = Math.log2(2 * size.polynomialSize);
  const rooms: Room[] = [];
  for (let i = 0; i < deciding.length; i++) {
    const { bootstrapNorm, keyswitched, droppedBits } = deciding[i].constraint;
    const switched =
      droppedBits === null ? 0 : model.modulusSwitchVariance(lweDimension, toLog - droppedBits, keys);
    const room = bounds[i] - switched;
    if (room <= 0) return undefined;
    rooms.push({ bootstrapNorm, keyswitched, room });
  }
  return rooms;
}

/** Variance a keyswitch may add beside bootstraps of this variance; negative where these are too noisy. */
function leftForKeyswitch(rooms: readonly Room[], bootstrap: number): number {
  let left = Number.POSITIVE_INFINITY;
  for (const { bootstrapNorm, keyswitched, room } of rooms) {
    const rest = room - bootstrapNorm * bootstrap;
    if (rest < 0) return -1;
    if (keyswitched && rest < left) left = rest;
  }
  return left;
}

/** The exact probability of a whole sample; what each constraint needs by itself was checked before. */
function meetsGlobal(model: SearchModel, requirements: Requirements, candidate: Candidate): boolean {
  const { log2GlobalPError } = requirements;
  return log2GlobalPError === undefined || log2Global(model, requirements, candidate) <= log2GlobalPError;
}

/** log2 of the probability that anything fails in a sample. */
export function log2Global(model: SearchModel, { all }: Requirements, candidate: Candidate): number {
  return log2AnyFailure(
    all.map(({ constraint, count }) => ({
      log2Failure: constraintFailure(constraint, candidate, model),
      count,
    })),
  );
}
