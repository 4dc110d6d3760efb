import { FeatureNameError } from "../../core/index.ts";
import { warn } from "./warn.ts";

/**
 * Holds the column names of X against those of fit.
 *
 * Names on one side only are worth a warning (true is returned once it is given): order cannot be checked then.
 *
 * @throws FeatureNameError naming what is missing, what is new, or the order.
 */
export function checkFeatureNames(
  given: readonly string[] | undefined,
  fitted: readonly string[] | undefined,
  where: string,
  mayWarn: boolean,
): boolean {
  if (given !== undefined && fitted !== undefined) {
    checkSame(given, fitted, where);
    return false;
  }
  if (given === fitted || !mayWarn) return false;
  if (fitted) {
    warn(
      where,
      "X has no column names, but fit saw some",
      "pass a table with names, so that order is checked",
    );
  } else {
    warn(where, "X has column names, but fit saw none", "pass a table with names to fit, too");
  }
  return true;
}

function checkSame(given: readonly string[], fitted: readonly string[], where: string): void {
  const missing = fitted.filter((name) => !given.includes(name));
  const unknown = given.filter((name) => !fitted.includes(name));
  const moved = fitted.findIndex((name, j) => given[j] !== name);
  if (moved < 0 && given.length === fitted.length) return;
  const problems = [
    ...(missing.length > 0 ? [`without the columns ${missing.join(", ")}`] : []),
    ...(unknown.length > 0 ? [`with the columns ${unknown.join(", ")}, unknown to fit`] : []),
  ];
  throw new FeatureNameError({
    where: `${where}(X)`,
    problem:
      problems.length > 0
        ? `a table ${problems.join(" and ")}`
        : `column ${moved} is ${given[moved]}, it was ${fitted[moved]} in fit`,
    allowed: `the columns of fit in their order: ${fitted.join(", ")}`,
    remedy: "select the columns of fit: toFrame(X).select(model.featureNamesIn_)",
  });
}
