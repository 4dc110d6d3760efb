import type { ModelCase } from "../case.ts";
import elasticNetDiabetes from "./elastic-net-diabetes.ts";
import gammaClaims from "./gamma-claims.ts";
import lassoDiabetes from "./lasso-diabetes.ts";
import linearDiabetes from "./linear-diabetes.ts";
import logisticBreastCancer from "./logistic-breast-cancer.ts";
import logisticDigits from "./logistic-digits.ts";
import logisticIris from "./logistic-iris.ts";
import logisticL1BreastCancer from "./logistic-l1-breast-cancer.ts";
import poissonClaims from "./poisson-claims.ts";
import ridgeDiabetes from "./ridge-diabetes.ts";
import sgdClassifierBreastCancer from "./sgd-classifier-breast-cancer.ts";
import sgdRegressorDiabetes from "./sgd-regressor-diabetes.ts";
import svcBreastCancer from "./svc-breast-cancer.ts";
import svrDiabetes from "./svr-diabetes.ts";
import tweedieClaims from "./tweedie-claims.ts";

/** Every linear model of the package on a data set that suits it: classifiers, regressors, GLMs. */
export const linearCases: readonly ModelCase[] = [
  ...[logisticBreastCancer, logisticL1BreastCancer, logisticIris, logisticDigits],
  ...[svcBreastCancer, sgdClassifierBreastCancer],
  ...[linearDiabetes, ridgeDiabetes, lassoDiabetes, elasticNetDiabetes, svrDiabetes, sgdRegressorDiabetes],
  ...[poissonClaims, gammaClaims, tweedieClaims],
];
