import type { Dataset } from "./dataset.ts";
import { readTable, splitTarget } from "./table.ts";

/** Which form of the diabetes features to load. */
export interface DiabetesOptions {
  /** True (default): features centred, each with a sum of squares of 1. False: as they were measured. */
  readonly scaled?: boolean;
}

/** Diabetes: 442 patients, 10 features, disease progression after a year (25 to 346). */
export async function loadDiabetes({ scaled = true }: DiabetesOptions = {}): Promise<Dataset> {
  const { csv } = scaled ? await import("./data/diabetes.ts") : await import("./data/diabetes-raw.ts");
  return {
    ...splitTarget(readTable(csv)),
    description:
      "Diabetes: 442 patients; age, sex, body mass index, blood pressure and six serum measurements; target: " +
      "a measure of disease progression after one year. Efron, Hastie, Johnstone, Tibshirani (2004), " +
      "Least Angle Regression, Annals of Statistics 32.",
    licence: "no explicit licence by its authors; published with the paper",
  };
}
