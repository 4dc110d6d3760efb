import { describe, test } from "vitest";
import { conformanceChecks } from "../../src/backends/conformance/index.ts";
import { findBackend, registeredBackends } from "../../src/backends/index.ts";

for (const name of registeredBackends()) {
  describe(`backend ${name}`, () => {
    for (const check of conformanceChecks(findBackend(name))) test(check.name, check.run);
  });
}
