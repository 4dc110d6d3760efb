import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const from = (file: string): string =>
  JSON.stringify(new URL(`../../../../src/${file}`, import.meta.url).href);

/** A run over two threads, in the words of a script or of a module. */
const script = `(async () => {
  const { compile, encrypted } = await import(${from("index.ts")});
  const { Tensor } = await import(${from("core/index.ts")});
  const circuit = await compile((x) => x.greaterThan(1), { x: encrypted }, [0, 3], { lookups: "diagrams" });
  const { executable } = circuit;
  const { secretKey, evaluationKeys } = await executable.keygen();
  const query = executable.encrypt([new Tensor(Float64Array.of(2), [])], secretKey);
  const [answer] = await executable.run([query], evaluationKeys, { threads: 2 });
  console.log(executable.decrypt(answer, secretKey)[0].data[0]);
  await executable.close();
})();`;

// V8's flags may not be given to a worker again, and those of --eval must not be inherited.
test.each(["--max-old-space-size=1000", "--expose-gc", "--input-type=module", "--no-warnings"])(
  "threads start in a process run with %s",
  (flag) => {
    const { stdout, stderr } = spawnSync(process.execPath, [flag, "--eval", script], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe("1\n");
  },
);
