import { Tensor } from "../../core/index.ts";
import { flag, integer } from "../base/index.ts";
import type { EstimatorSpec } from "../base/index.ts";
import { count, list } from "./codecs.ts";
import type { StateCodec } from "./codecs.ts";
import { Transformer } from "./transformer.ts";
import type { TransformerState } from "./transformer.ts";

/** Options of {@link PolynomialFeatures}. */
export interface PolynomialFeaturesOptions {
  /** Greatest total degree, 1 to 10. Default 2. */
  degree: number;
  /** Only products of different features. Default false. */
  interactionOnly: boolean;
  /** Whether the constant 1 comes first. Default true. */
  includeBias: boolean;
}

interface State extends TransformerState {
  /** Indices of the features multiplied, one list a term. */
  readonly terms: readonly (readonly number[])[];
}

/** All products of features up to a degree, ordered by degree, then lexicographically. */
export class PolynomialFeatures extends Transformer<PolynomialFeaturesOptions, State> {
  static readonly spec: EstimatorSpec<PolynomialFeaturesOptions> = {
    name: "PolynomialFeatures",
    options: { degree: integer(2, 1, 10), interactionOnly: flag(false), includeBias: flag(true) },
    tags: { kind: "transformer", targets: "none" },
  };

  override get spec(): EstimatorSpec<PolynomialFeaturesOptions> {
    return PolynomialFeatures.spec;
  }

  /** Exponent of each feature in each term, shape [terms, d]. @throws NotFittedError */
  get powers_(): Tensor {
    const { terms, features } = this.state("powers_");
    const powers = Tensor.zeros([terms.length, features]);
    terms.forEach((term, t) => {
      for (const j of term) powers.data[t * features + j]++;
    });
    return powers;
  }

  /** Number of terms. @throws NotFittedError */
  get nOutputFeatures_(): number {
    return this.state("nOutputFeatures_").terms.length;
  }

  protected override get codec(): StateCodec<Omit<State, "features">> {
    return { terms: list(list(count)) };
  }

  protected override isConsistent({ features, terms }: State): boolean {
    return terms.length > 0 && terms.flat().every((j) => j < features);
  }

  protected override learn(
    X: Tensor,
    { degree, interactionOnly, includeBias }: PolynomialFeaturesOptions,
  ): State {
    const features = X.shape[1];
    const terms: number[][] = includeBias ? [[]] : [];
    let last: number[][] = [[]];
    for (let d = 1; d <= degree; d++) {
      last = last.flatMap((term) => {
        const first = term.length === 0 ? 0 : term[term.length - 1] + (interactionOnly ? 1 : 0);
        return Array.from({ length: Math.max(features - first, 0) }, (_, k) => [...term, first + k]);
      });
      terms.push(...last);
    }
    return { features, terms };
  }

  /** Products as `a b`, powers as `a^2`, the constant as `1`. */
  protected override namesOut(inputs: readonly string[], { terms }: State): string[] {
    return terms.map((term) => {
      const factors = [...new Set(term)].map((j) => {
        const power = term.filter((other) => other === j).length;
        return power === 1 ? inputs[j] : `${inputs[j]}^${power}`;
      });
      return factors.length === 0 ? "1" : factors.join(" ");
    });
  }

  protected override apply(X: Tensor, { terms }: State): Tensor {
    const out = Tensor.zeros([X.length, terms.length]);
    let at = 0;
    for (const row of X) {
      for (const term of terms) {
        let product = 1;
        for (const j of term) product *= row[j];
        out.data[at++] = product;
      }
    }
    return out;
  }
}
