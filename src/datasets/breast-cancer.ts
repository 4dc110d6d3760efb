import type { ClassificationDataset } from "./dataset.ts";
import { readTable, splitTarget } from "./table.ts";

/** Breast Cancer Wisconsin (Diagnostic): 569 biopsies, 30 measurements of cell nuclei, two classes. */
export async function loadBreastCancer(): Promise<ClassificationDataset> {
  const { csv } = await import("./data/breast-cancer.ts");
  return {
    ...splitTarget(readTable(csv)),
    targetNames: ["malignant", "benign"],
    description:
      "Breast Cancer Wisconsin (Diagnostic): 569 rows, 30 features of very different scales, " +
      "212 malignant (0), 357 benign (1). Wolberg, Mangasarian, Street, Street (1993).",
    licence: "CC BY 4.0 (UCI Machine Learning Repository)",
  };
}
