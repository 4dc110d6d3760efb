import type { ModelCase } from "./case.ts";
import linearDiabetes from "./linear/linear-diabetes.ts";
import logisticBreastCancer from "./linear/logistic-breast-cancer.ts";
import logisticDigits from "./linear/logistic-digits.ts";
import logisticIris from "./linear/logistic-iris.ts";
import poissonClaims from "./linear/poisson-claims.ts";

export type { ModelCase } from "./case.ts";

/** Cases of each suite, in the order of the table. A new case is a file and a line here. */
export const modelSuites: Readonly<Record<string, readonly ModelCase[]>> = {
  linear: [logisticBreastCancer, logisticIris, logisticDigits, linearDiabetes, poissonClaims],
};
