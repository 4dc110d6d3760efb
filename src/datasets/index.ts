export type { ClassificationDataset, Dataset } from "./dataset.ts";
export { loadBreastCancer } from "./breast-cancer.ts";
export { loadClaims } from "./claims.ts";
export type { ClaimsDataset } from "./claims.ts";
export { loadDiabetes } from "./diabetes.ts";
export type { DiabetesOptions } from "./diabetes.ts";
export { loadDigits } from "./digits.ts";
export { loadIris } from "./iris.ts";
export * from "./make/index.ts";
