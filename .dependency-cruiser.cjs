/** Imports go down the layers only; a folder is entered through its index.ts. See docs/architecture.md. */
const below = {
  core: [],
  graph: ["core"],
  quant: ["core", "graph"],
  backends: ["core", "graph", "quant"],
  datasets: ["core"],
  models: ["core", "graph", "quant", "backends", "datasets"],
  onnx: ["core", "graph", "quant", "backends", "datasets", "models"],
  plots: ["core", "graph", "quant", "backends", "datasets", "models"],
};

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        path: "^src",
        pathNot: ["/index\\.ts$", "\\.d\\.ts$", "/kernel/(assembly|wasm)/"],
      },
      to: {},
    },
    ...Object.entries(below).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      comment: `${layer} imports only ${["itself", ...allowed].join(", ")}`,
      severity: "error",
      from: { path: `^src/${layer}/` },
      to: { path: "^src/", pathNot: `^src/(${[layer, ...allowed].join("|")})/` },
    })),
    ...Object.keys(below).map((layer) => ({
      name: `door-${layer}`,
      comment: `other rooms enter ${layer} through an index.ts`,
      severity: "error",
      from: { path: "^src/", pathNot: `^src/${layer}/` },
      to: { path: `^src/${layer}/`, pathNot: "/index\\.ts$" },
    })),
    {
      name: "src-needs-declared-packages",
      severity: "error",
      from: { path: "^src" },
      to: {
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"],
        dependencyTypesNot: ["type-only", "npm-peer"],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "kernel/(assembly|wasm)/" },
    tsPreCompilationDeps: true,
    // src has a package.json of its own, without dependencies.
    combinedDependencies: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
