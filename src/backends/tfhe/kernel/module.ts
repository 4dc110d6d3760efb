import { UnsupportedOperationError } from "../../../core/index.ts";
import { modules } from "./wasm/index.ts";

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Compiles a module once a process, for shared or for plain memory.
 *
 * @param name as the build script names it: `n2048-relaxed`.
 * @throws UnsupportedOperationError when the module was not built.
 */
export function loadModule(name: string, sharedMemory: boolean): Promise<WebAssembly.Module> {
  const key = `${name} ${sharedMemory}`;
  let module = compiled.get(key);
  if (module === undefined) {
    module = compileModule(name, sharedMemory);
    compiled.set(key, module);
  }
  return module;
}

async function compileModule(name: string, sharedMemory: boolean): Promise<WebAssembly.Module> {
  const source = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (source === undefined) {
    throw new UnsupportedOperationError({
      where: "openEngine",
      problem: `there is no kernel "${name}"`,
      allowed: Object.keys(modules).join(", "),
      remedy: "run npm run build:kernels, then try again",
    });
  }
  const bytes = decodeBase64((await source()).base64);
  if (!sharedMemory) importPlainMemory(bytes);
  return WebAssembly.compile(bytes);
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

// Modules are built for shared memory. No instruction in them depends on it; only the flags of the
// import do: 3 is "shared, with maximum", 1 is "with maximum" (core specification 5.5.5, threads).
function importPlainMemory(bytes: Uint8Array): void {
  const name = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2]; // "env" "memory" memory
  const at = bytes.findIndex((_, start) => name.every((byte, i) => bytes[start + i] === byte));
  bytes[at + name.length] = 1;
}
