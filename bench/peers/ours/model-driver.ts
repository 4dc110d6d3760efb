/** This library behind the line protocol of `../protocol.ts`, as `../concrete/driver.py` is for Concrete ML. */
import type { LineRequest } from "../../lib/line-process.ts";
import type { HelloAnswer, MemoryAnswer, OpenRequest } from "../protocol.ts";
import type { DriverCase, FitCase, PhaseRequest } from "./driver-case.ts";

const start = performance.now();
const library = await import("../../../src/index.ts");
const importMs = performance.now() - start;
// After the clock has stopped: the harness is not what is measured.
const { DriverCase: Case, FitCase: Fit } = await import("./driver-case.ts");
const { serveLines } = await import("../../lib/serve-lines.ts");

const cases = new Map<string, DriverCase>();
const fits = new Map<string, FitCase>();

function memory(): MemoryAnswer {
  return {
    peakBytes: process.resourceUsage().maxRSS * 1024,
    residentBytes: process.memoryUsage.rss(),
  };
}

function hello(): HelloAnswer {
  const { peakBytes } = memory();
  return { library: "fhe-learn", version: `from source, Node ${process.versions.node}`, importMs, peakBytes };
}

async function answer(request: LineRequest): Promise<object> {
  const { op } = request;
  const id = String(request.case);
  switch (op) {
    case "hello":
      return hello();
    case "memory":
      return memory();
    case "open": {
      const asked = request as unknown as OpenRequest;
      const fit = new Fit(library, asked);
      fits.set(id, fit);
      if (asked.fitOnly) return fit.describe();
      const opened = await Case.open(library, asked);
      cases.set(id, opened);
      return opened.describe();
    }
    case "close":
      cases.delete(id);
      return { closed: fits.delete(id) };
    case "fit": {
      const fit = fits.get(id);
      if (fit === undefined) return { error: `case "${id}" is not open` };
      return fit.fit(request as unknown as PhaseRequest);
    }
    case "simulate":
    case "keygen":
    case "encrypt":
    case "run":
    case "decrypt":
    case "clear": {
      const opened = cases.get(id);
      if (opened === undefined) return { error: `case "${id}" is not open` };
      return opened[op](request as unknown as PhaseRequest);
    }
    default:
      return { error: `op "${op}" is not known` };
  }
}

await serveLines(answer);
