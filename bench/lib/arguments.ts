import { parseArgs } from "node:util";
import { FheLearnError, OptionValueError } from "../../src/core/index.ts";

export interface BenchArguments {
  readonly suite: string;
  /** Print JSON instead of a table. */
  readonly json: boolean;
  /** Fewer rounds: for a first look. */
  readonly quick: boolean;
  /** Only what has this text in its name. */
  readonly only: string;
}

/**
 * Reads `SUITE [--quick] [--json] [--only TEXT]`.
 *
 * @throws OptionValueError for an unknown suite or option.
 */
export function readArguments(name: string, suites: readonly string[]): BenchArguments {
  const refuse = (problem: string): OptionValueError =>
    new OptionValueError({
      where: name,
      problem,
      allowed: `${suites.join(" | ")}, then --quick, --json, --only TEXT`,
      remedy: `for example: ${name} -- ${suites[0]} --quick`,
    });
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        only: { type: "string", default: "" },
      },
    });
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  const { positionals, values } = parsed;
  if (positionals.length !== 1 || !suites.includes(positionals[0])) {
    throw refuse(positionals.length === 0 ? "got no suite" : `got ${positionals.join(" ")}`);
  }
  return { suite: positionals[0], ...values };
}

/** Runs a command; a refusal of ours is one line on stderr and status 2, anything else is a bug and throws. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof FheLearnError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
