import type { Result } from "./measure.ts";

/** A small table for people. */
export function formatResult(result: Result): string {
  const { scores, milliseconds: ms, bytes } = result;
  const line = (label: string, value: string): string => `  ${label.padEnd(38)}${value}`;
  const score = (value: number): string => value.toFixed(4);
  const time = (value: number): string =>
    value >= 100 ? `${value.toFixed(0)} ms` : `${value.toPrecision(2)} ms`;
  return [
    result.title,
    line("rows: train / test, features", `${result.rows.train} / ${result.rows.test}, ${result.features}`),
    line(`${result.metric}: float`, score(scores.float)),
    line(`${result.metric}: quantized, in the clear`, score(scores.quantized)),
    line(`${result.metric}: simulated`, score(scores.simulated)),
    line(`${result.metric}: encrypted, ${describeRows(result.rows)}`, score(scores.encrypted)),
    line("encrypted answers that differ", `${result.differences} of ${result.rows.encrypted}`),
    line("widest integer", `${result.bits} bits`),
    ...(result.cmux > 0 ? [line("CMUX gates, bootstraps", `${result.cmux}, ${result.bootstraps}`)] : []),
    line("parameters", describe(result.parameters)),
    line("failure probability", `2^${result.log2FailureProbability.toFixed(1)} an output`),
    line("fit, compile", `${time(ms.fit)}, ${time(ms.compile)}`),
    line("simulate a row", `${(1000 * ms.simulate).toFixed(1)} µs`),
    line("keygen", time(ms.keygen)),
    line("encrypt / run / decrypt a row", [ms.encrypt, ms.run, ms.decrypt].map(time).join(" / ")),
    line(
      "request / reply / evaluation keys",
      `${bytes.input} / ${bytes.output} / ${bytes.evaluationKeys} bytes`,
    ),
  ].join("\n");
}

function describeRows({ test, encrypted }: Result["rows"]): string {
  return encrypted === test ? "all test rows" : `${encrypted} rows`;
}

function describe(parameters: Result["parameters"]): string {
  const { security, glweDimension, polynomialSize, noise } = parameters;
  return `${String(security)} bits of security, k = ${String(glweDimension)}, N = ${String(polynomialSize)}, ${String(noise)}`;
}
