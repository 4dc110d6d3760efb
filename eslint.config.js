import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist",
      "coverage",
      "docs/reference",
      "src/datasets/data",
      "src/backends/tfhe/kernel/assembly",
      "src/backends/tfhe/kernel/wasm",
      "bench/peers/.venv",
      "bench/peers/tfhe-rs",
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Typed arrays are indexed everywhere in numeric code; bounds are proved by the surrounding loop.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "max-lines": ["error", { max: 450, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Behaviour for wrong input is tested with values the types forbid.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
    },
  },
  { files: ["**/*.js", "**/*.cjs"], extends: [tseslint.configs.disableTypeChecked] },
);
