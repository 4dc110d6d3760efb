/**
 * For `node --import`: modules of src are taken from dist, as users of the package have them. JavaScript, as worker
 * threads load it too.
 */
import { registerHooks } from "node:module";

const [src, dist] = ["../../src/", "../../dist/"].map((folder) => new URL(folder, import.meta.url).href);

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    if (!found.url.startsWith(src)) return found;
    const file = found.url.slice(src.length).replace(/\.ts$/, ".js");
    return { ...found, url: `${dist}${file}`, format: "module" };
  },
});
