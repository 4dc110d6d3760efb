/** What is done to the features before the linear part, in order. Lists have one entry a feature, or one for all. */
export type FeatureStep =
  | {
      /** (x - mean) / scale. */
      readonly kind: "standard";
      readonly mean: Float64Array;
      readonly scale: Float64Array;
    }
  | {
      /** x * scale + offset, then cut to `clip` where given. */
      readonly kind: "affine";
      readonly scale: Float64Array;
      readonly offset: Float64Array;
      readonly clip?: readonly [number, number];
    }
  | {
      /** Each row divided by its norm. */
      readonly kind: "norm";
      readonly norm: "l1" | "l2" | "max";
    };

/** A list with one entry a feature; undefined where it has neither that many nor one. */
export function spread(values: Float64Array, features: number): Float64Array | undefined {
  if (values.length === features) return values;
  return values.length === 1 ? new Float64Array(features).fill(values[0]) : undefined;
}

/** The lists of a step. */
export function listsOf(step: FeatureStep): readonly Float64Array[] {
  if (step.kind === "norm") return [];
  return step.kind === "standard" ? [step.mean, step.scale] : [step.scale, step.offset];
}

/**
 * The steps with x * factor + offset added: into the last one where it is of that kind and as wide.
 */
export function withAffine(
  steps: readonly FeatureStep[],
  factor: Float64Array,
  offset: Float64Array,
): FeatureStep[] {
  const last = steps.at(-1);
  const added: FeatureStep = { kind: "affine", scale: factor, offset };
  if (last?.kind !== "affine" || last.clip) return [...steps, added];
  const size = Math.max(...[factor, offset, last.scale, last.offset].map((list) => list.length));
  const [f, o, s, before] = [factor, offset, last.scale, last.offset].map((list) => spread(list, size));
  if (!f || !o || !s || !before) return [...steps, added];
  return [
    ...steps.slice(0, -1),
    { kind: "affine", scale: s.map((x, j) => x * f[j]), offset: before.map((x, j) => x * f[j] + o[j]) },
  ];
}

/** The steps with a cut to [low, high] added. */
export function withClip(steps: readonly FeatureStep[], low: number, high: number): FeatureStep[] {
  const last = steps.at(-1);
  const clip = [low, high] as const;
  if (last?.kind === "affine" && !last.clip) return [...steps.slice(0, -1), { ...last, clip }];
  return [...steps, { kind: "affine", scale: Float64Array.of(1), offset: Float64Array.of(0), clip }];
}
