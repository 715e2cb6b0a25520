import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/*.generated.ts", "dist/", "node_modules/", "lib/constructs/generated/", "lib/provider/wire/generated/", "**/cdktf.out/", "**/*.mjs", "**/*.mts"] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
    },
  },
  { files: ["test/**/*.ts", "scripts/**/*.ts"], rules: { "max-lines-per-function": "off", "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }] } },
);
