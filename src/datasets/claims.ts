import type { Dataset } from "./dataset.ts";
import { column, firstColumns, readTable } from "./table.ts";

/** Motor insurance claims: features, and several targets and weights, one number a row each. */
export interface ClaimsDataset extends Dataset {
  /** Insured time in years, 0 to 1: the weight of `frequency` and `purePremium`. */
  readonly exposure: Float64Array;
  /** Number of claims: the weight of `avgClaim`. */
  readonly claimNb: Float64Array;
  /** Sum of the claims. */
  readonly claimAmount: Float64Array;
  /** Claims a year: claimNb / exposure. The same as `y`. */
  readonly frequency: Float64Array;
  /** Mean size of a claim: claimAmount / claimNb, 0 where there was none. */
  readonly avgClaim: Float64Array;
  /** Cost a year: claimAmount / exposure. */
  readonly purePremium: Float64Array;
}

const FEATURES = 7;

/** Synthetic motor insurance claims: 2500 contracts, 7 features; `y` is the yearly claim frequency. */
export async function loadClaims(): Promise<ClaimsDataset> {
  const { csv } = await import("./data/claims.ts");
  const table = readTable(csv);
  const named = (name: string): Float64Array => column(table, table.names.indexOf(name));
  const frequency = named("frequency");
  return {
    X: firstColumns(table, FEATURES),
    y: frequency,
    featureNames: table.names.slice(0, FEATURES),
    exposure: named("exposure"),
    claimNb: named("claim_nb"),
    claimAmount: named("claim_amount"),
    frequency,
    avgClaim: named("avg_claim"),
    purePremium: named("pure_premium"),
    description:
      "Synthetic motor insurance claims: 2500 contracts, 7 features of driver and vehicle, shaped like French " +
      "motor claims but not derived from them. Targets: frequency (weight: exposure), average claim (weight: " +
      "number of claims), pure premium (weight: exposure).",
    licence: "CC0",
  };
}
