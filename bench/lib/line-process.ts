import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { UnsupportedOperationError } from "../../src/core/index.ts";

/** One request of the line protocol. */
export interface LineRequest {
  readonly op: string;
  readonly [field: string]: unknown;
}

export interface LineProcessOptions {
  /** For messages: "Concrete ML", "tfhe-rs". */
  readonly name: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * A program that answers one JSON line on stdout for each JSON line on stdin and lives until stdin
 * closes. Its stderr is kept and quoted when it fails.
 */
export class LineProcess {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #stderr = "";

  constructor(command: string, args: readonly string[], options: LineProcessOptions) {
    this.name = options.name;
    this.#child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4000);
    });
    // A program that cannot start ends its stdout: `ask` reports it. Without a listener Node would throw.
    this.#child.on("error", (error) => (this.#stderr += String(error)));
    this.#child.stdin.on("error", () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Sends one request and waits for its answer. Requests are not to overlap.
   *
   * @throws UnsupportedOperationError when the program answers an error, or is gone.
   */
  async ask<Answer>(request: LineRequest): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const next = await this.#lines.next();
    if (next.done === true) throw this.#failure(request.op, `it ended; last words: ${this.#stderr.trim()}`);
    const answer = JSON.parse(next.value) as Answer & { error?: string };
    if (answer.error !== undefined) throw this.#failure(request.op, answer.error);
    return answer;
  }

  /** Closes its stdin and waits until it has ended. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    await ended;
  }

  #failure(op: string, problem: string): UnsupportedOperationError {
    return new UnsupportedOperationError({
      where: `${this.name}, request "${op}"`,
      problem,
      allowed: "a request this program answers",
      remedy: "run the program by hand and send it the request, see bench/peers/README.md",
    });
  }
}
