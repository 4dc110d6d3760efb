import { NoParametersError } from "../../../core/index.ts";
import { calibratedCosts } from "../params/index.ts";
import type { EngineCosts, SecurityLevel } from "../params/index.ts";
import { elementBits, sentBits } from "./bits.ts";
import { log2MixedFailure, maximalMixedVariance, varianceFreedom } from "./failure.ts";
import { diagramVariance } from "./noise.ts";
import type { DiagramProgram } from "./program.ts";
import { searchParameters } from "./search.ts";
import { answerBytes, ciphertextBytes, keyPayloadBytes } from "./sizes.ts";
import type { DiagramParameters } from "./shape.ts";
import { tableCmux } from "./vertical.ts";
import { diagramWeights } from "./weights.ts";

/** What the parameters of a circuit of diagrams must hold for. */
export interface DiagramProblem {
  readonly program: DiagramProgram;
  /** log2 of the probability that one output of a sample may be wrong with. */
  readonly log2PError: number;
  readonly security: SecurityLevel;
  /** Names the problem in messages. */
  readonly where: string;
  /** Those of the machine it will run on. Default: the stored ones. */
  readonly costs?: EngineCosts | undefined;
}

/** What the optimizer knows of its choice. */
export interface DiagramPrediction {
  /** On one thread, for one sample. */
  readonly milliseconds: number;
  readonly keyswitches: number;
  readonly schemeSwitches: number;
  readonly cmux: number;
  readonly keyBytes: number;
  readonly queryBytes: number;
  readonly answerBytes: number;
  /** Memory of one sample's GGSW ciphertexts. */
  readonly memoryBytes: number;
  /** log2 of the probability that one output is wrong, at most. */
  readonly log2Failure: number;
}

export interface DiagramChoice {
  readonly parameters: DiagramParameters;
  readonly prediction: DiagramPrediction;
}

/** Bytes of a sealed object besides its payload. */
const ENVELOPE_BYTES = 32;
/** Bits x - min of an element may have: bits are read with 32-bit shifts. */
const MOST_BITS = 31;
/** Share of the allowed variance for what the optimizer chooses first; the rest is for words cut on the wire. */
const SHARE = 0.85;

/**
 * The cheapest secure parameters for which every output is exact with the probability asked for: exhaustive over sizes,
 * ciphertexts of a query, and gadgets; those of the expansion's steps by a Lagrange multiplier.
 *
 * @throws NoParametersError where nothing fits, or a range is too wide for bits.
 */
export function chooseDiagramParameters(problem: DiagramProblem): DiagramChoice {
  const { program, log2PError, security, costs = calibratedCosts } = problem;
  checkRanges(problem);
  const precision = precisionOf(program);
  const weights = diagramWeights(program);
  const outputs = program.bias.length;
  const sent = sentBits(program.inputs);
  const number = new Map(sent.map(({ element, bit }, i) => [`${element},${bit}`, i]));
  const used = program.bits.map(({ element, bit }) => number.get(`${element},${bit}`)!);
  const limits = new Map<string, number>();
  const limitOf = (bits: number, levels: number): number => {
    const key = `${bits} ${levels}`;
    let limit = limits.get(key);
    if (limit === undefined) {
      limit = maximalMixedVariance(2 ** -(bits + 1), log2PError, varianceFreedom(weights, levels));
      limits.set(key, limit);
    }
    return limit;
  };
  const find = (bits: number): ReturnType<typeof searchParameters> =>
    searchParameters({
      bits: sent.length,
      used,
      weights,
      outputs,
      cmux: (size) => program.nodes.length + tableCmux(program, size),
      precision: bits,
      variance: (levels) => SHARE * limitOf(bits, levels),
      security,
      costs,
    });
  const found = find(precision);
  if (found === undefined) throw noRoom(problem, precision, find);
  const { levels } = found.parameters.query;
  const limit = limitOf(precision, levels);
  const parameters = cutWords(found.parameters, (candidate, share) => {
    return diagramVariance(candidate, weights, outputs) <= share * limit;
  });
  const variance = diagramVariance(parameters, weights, outputs);
  return {
    parameters,
    prediction: {
      ...found.counts,
      cmux: program.nodes.length + tableCmux(program, parameters.polynomialSize),
      keyBytes: ENVELOPE_BYTES + keyPayloadBytes(parameters),
      queryBytes: 2 * ENVELOPE_BYTES + parameters.ciphertexts * ciphertextBytes(sent.length, parameters),
      answerBytes: ENVELOPE_BYTES + answerBytes(parameters, outputs),
      log2Failure: log2MixedFailure(variance, 2 ** -(precision + 1), varianceFreedom(weights, levels)),
    },
  };
}

/** Bits of the widest range of an output. */
export function precisionOf({ ranges }: Pick<DiagramProgram, "ranges">): number {
  const span = ranges.reduce((widest, { min, max }) => Math.max(widest, max - min), 1);
  return Math.ceil(Math.log2(span + 1));
}

/** The fewest bits of keys, query and answer that still travel; each in turn may take a part of what is left. */
function cutWords(
  found: DiagramParameters,
  fits: (candidate: DiagramParameters, share: number) => boolean,
): DiagramParameters {
  let parameters = found;
  const least = found.query.baseLog * found.query.levels + found.expansion.length;
  const fewest = (name: "keyBits" | "queryBits" | "answerBits", from: number, share: number): void => {
    for (let bits = parameters[name] - 1; bits >= from; bits--) {
      const candidate = { ...parameters, [name]: bits };
      if (!fits(candidate, share)) break;
      parameters = candidate;
    }
  };
  // Digits of the body need bits below them that are not zero: for rounding without offset, and the coin.
  const switched = found.schemeSwitch.baseLog * found.schemeSwitch.levels + 8;
  fewest("keyBits", switched, SHARE + 0.04);
  fewest("queryBits", least, SHARE + 0.07);
  fewest("answerBits", 1, 1);
  return parameters;
}

function checkRanges({ program, where }: DiagramProblem): void {
  elementBits(program.inputs).forEach(({ min, max, bits }, element) => {
    if (bits <= MOST_BITS) return;
    throw new NoParametersError({
      where,
      problem: `element ${element} of the sample has the range ${min} to ${max}, ${bits} bits`,
      allowed: `at most ${MOST_BITS} bits an element that travels as bits`,
      remedy: "lower nBits of the inputs",
    });
  });
}

function noRoom(
  { program, log2PError, where }: DiagramProblem,
  precision: number,
  find: (precision: number) => unknown,
): NoParametersError {
  let possible = precision - 1;
  while (possible > 0 && find(possible) === undefined) possible--;
  const roots = program.roots.length;
  const width = program.bias.length;
  return new NoParametersError({
    where,
    problem:
      `sums of ${roots} diagrams with ${program.nodes.length} nodes, ${precision} bits wide, ${width} outputs:` +
      ` no secure parameters keep them exact at p_error 2^${log2PError.toFixed(1)}`,
    allowed:
      possible > 0
        ? `sums of at most ${possible} bits for diagrams of this size`
        : "fewer bits, diagrams or outputs: not even one bit fits",
    remedy: "lower opLeaves, use fewer or shallower trees, fewer input bits, or a larger pError",
  });
}
