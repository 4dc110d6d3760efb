import { OptionValueError } from "../core/index.ts";
import type { Backend } from "./backend.ts";

const backends = new Map<string, Backend>();

/**
 * Makes a backend available to `compile({ backend: name })`.
 *
 * @throws OptionValueError when another backend has that name already.
 */
export function registerBackend(backend: Backend): void {
  const present = backends.get(backend.name);
  if (present === backend) return;
  if (present !== undefined) {
    throw new OptionValueError({
      where: "registerBackend",
      problem: `a backend named "${backend.name}" is registered already`,
      allowed: `a name other than ${registeredBackends().join(", ")}`,
      remedy: "give the new backend a name of its own",
    });
  }
  backends.set(backend.name, backend);
}

/** @throws OptionValueError for a name nobody registered. */
export function findBackend(name: string, where = "compile option backend"): Backend {
  const backend = backends.get(name);
  if (backend !== undefined) return backend;
  throw new OptionValueError({
    where,
    problem: `backend "${name}" is not registered`,
    allowed: registeredBackends().join(", "),
    remedy: "check the spelling, or call registerBackend first",
  });
}

export function registeredBackends(): string[] {
  return [...backends.keys()];
}
