import { Tensor } from "../../src/core/index.ts";
import {
  chooseDiagramParameters,
  DiagramClient,
  DiagramServer,
  makeDiagramSpecs,
  simulateDiagrams,
} from "../../src/backends/tfhe/diagrams/index.ts";
import { randomEnsemble } from "../../test/backends/tfhe/diagrams/ensembles.ts";
import { expectSame } from "../lib/expect-same.ts";
import { suite, type BenchTask, type Figure } from "../lib/suite.ts";

/** Random trees of the sizes of the models they stand for: the diagrams' cost depends on nodes and bits only. */
const ensembles = {
  "20 trees x depth 3, 30 x 6 bits": { trees: 20, depth: 3, features: 30, bits: 6, leafMax: 32, seed: 1 },
  "200 trees x depth 3, 10 outputs, 64 x 6 bits": {
    trees: 200,
    depth: 3,
    features: 64,
    bits: 6,
    classes: 10,
    leafMax: 32,
    seed: 2,
  },
};
const SIMULATED_ROWS = 2000;

export default suite("Decision diagrams on encrypted bits, one sample", async ({ quick }) => {
  const tasks: Record<string, BenchTask> = {};
  const figures: Record<string, Figure> = {};
  const servers: DiagramServer[] = [];
  for (const [name, shape] of Object.entries(ensembles).slice(0, quick ? 1 : 2)) {
    const { program, evaluate, row } = randomEnsemble(shape);
    const problem = { program, log2PError: -40, security: 128, where: "bench" } as const;
    const { parameters, prediction } = chooseDiagramParameters(problem);
    const specs = makeDiagramSpecs(program, parameters, "0123456789abcdef");
    const client = await DiagramClient.open(specs);
    const { secretKey, evaluationKeys } = await client.keygen();
    const x = row();
    const sample = [new Tensor(x, [x.length])];
    const query = client.encrypt(sample, secretKey);
    for (const threads of [1, 2]) {
      const server = await DiagramServer.open(program, specs);
      servers.push(server);
      const run = (): ReturnType<DiagramServer["run"]> => server.run([query], evaluationKeys, { threads });
      const [answer] = await run();
      expectSame(name, [...client.decrypt(answer, secretKey)[0].data], evaluate(x));
      tasks[`${name}: run, ${threads} thread${threads === 1 ? "" : "s"}`] = { run };
      figures[`${name}: memory, ${threads} thread${threads === 1 ? "" : "s"}`] = {
        value: await server.memoryBytes(),
        unit: "bytes",
      };
    }
    const rows = Array.from({ length: SIMULATED_ROWS }, row);
    const X = new Tensor(Float64Array.from(rows.flatMap((values) => [...values])), [rows.length, x.length]);
    tasks[`${name}: keygen`] = { run: () => client.keygen() };
    tasks[`${name}: encrypt`] = { run: () => client.encrypt(sample, secretKey) };
    tasks[`${name}: parameters`] = { run: () => chooseDiagramParameters(problem) };
    tasks[`${name}: simulate, a row`] = {
      per: SIMULATED_ROWS,
      run: () => simulateDiagrams(program, parameters, X, { randomState: 1 }),
    };
    figures[`${name}: predicted run, 1 thread`] = { value: prediction.milliseconds, unit: "ms" };
    figures[`${name}: keys`] = { value: evaluationKeys.serialize().length, unit: "bytes" };
    figures[`${name}: query`] = { value: query.serialize().length, unit: "bytes" };
    figures[`${name}: answer`] = { value: prediction.answerBytes, unit: "bytes" };
  }
  return { tasks, figures, close: () => Promise.all(servers.map((server) => server.close())) };
});
