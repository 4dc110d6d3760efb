/**
 * `node model-memory.ts CASE`: a model case, as JSON, from fitting to a decrypted answer and a simulation in a process
 * that does nothing else; prints its peak memory in bytes. `lib/built-process.ts` runs it on dist.
 */
import * as library from "../../src/index.ts";
import { loadData } from "../lib/data.ts";
import { FittedModel } from "../lib/fitted-model.ts";
import type { ModelCase } from "../peers/cases/index.ts";

const choice = JSON.parse(process.argv[2]) as ModelCase;
const fitted = await FittedModel.open(library, choice, await loadData(choice.data));
await fitted.keygen();
fitted.decrypt(await fitted.run(fitted.encrypt(0)));
await fitted.predict("simulate");
await fitted.circuit.executable.close?.();
process.stdout.write(`${process.resourceUsage().maxRSS * 1024}\n`);
