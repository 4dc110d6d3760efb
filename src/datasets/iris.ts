import type { ClassificationDataset } from "./dataset.ts";
import { readTable, splitTarget } from "./table.ts";

/** Iris: 150 flowers of three species, 4 lengths in centimetres. */
export async function loadIris(): Promise<ClassificationDataset> {
  const { csv } = await import("./data/iris.ts");
  return {
    ...splitTarget(readTable(csv)),
    targetNames: ["setosa", "versicolor", "virginica"],
    description:
      "Iris: 150 flowers, 4 features (sepal and petal length and width, cm), 3 classes of 50 each. " +
      "R. A. Fisher (1936), The use of multiple measurements in taxonomic problems, Annals of Eugenics 7.",
    licence: "CC BY 4.0 (UCI Machine Learning Repository)",
  };
}
