export { traceExpression } from "./expression.ts";
export type { ExpressionOptions } from "./expression.ts";
export { traceMathjs } from "./register.ts";
export type { MathjsInstance } from "./register.ts";
