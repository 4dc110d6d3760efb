export { StandardScaler } from "./standard-scaler.ts";
export type { StandardScalerOptions } from "./standard-scaler.ts";
