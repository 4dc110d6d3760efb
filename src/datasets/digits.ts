import type { ClassificationDataset } from "./dataset.ts";
import { readTable, splitTarget } from "./table.ts";

/** Handwritten digits: 1797 images of 8 x 8 grey values 0 to 16, row by row, ten classes. */
export async function loadDigits(): Promise<ClassificationDataset> {
  const { csv } = await import("./data/digits.ts");
  return {
    ...splitTarget(readTable(csv)),
    targetNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    description:
      "Optical Recognition of Handwritten Digits (test part): 1797 images of 8 x 8 pixels, values 0 to 16, " +
      "10 classes. Alpaydin, Kaynak (1998).",
    licence: "CC BY 4.0 (UCI Machine Learning Repository)",
  };
}
