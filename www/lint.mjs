// SPDX-License-Identifier: ISC
// What the linters hold of the pages' sources; tests/ui/lint.test.mjs runs them.

/** In: the packages of eslint's plugins. */
export const eslintConfig = ({ js, lit, unsanitized, globals }) => [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals },
    plugins: { lit, "no-unsanitized": unsanitized },
    rules: {
      ...lit.configs.recommended.rules,
      "lit/no-template-map": "off", "lit/attribute-names": "off",
      "no-unsanitized/method": "error", "no-unsanitized/property": "error",
      "no-unused-vars": ["error", { args: "after-used", argsIgnorePattern: "^(all|event|_)", caughtErrors: "none" }],
      eqeqeq: ["error", "always"], "no-var": "error", "prefer-const": ["error", { destructuring: "all" }], "no-eval": "error", "no-implied-eval": "error", "no-new-func": "error",
      "no-console": "error", "no-alert": "error",
      "no-restricted-imports": ["error", { paths: [{ name: "lit/directives/style-map.js", message: "The policy allows no inline style." }, { name: "lit/directives/unsafe-html.js", message: "Text is text." }] }],
      "no-restricted-properties": ["error", { property: "innerHTML" }, { property: "outerHTML" }, { property: "insertAdjacentHTML" }, { object: "document", property: "write" }],
      "max-lines": ["error", 300], "no-useless-escape": "off", "no-control-regex": "off", "no-empty": ["error", { allowEmptyCatch: false }],
    },
  },
  { files: ["view/markdown.js"], rules: { "no-restricted-imports": "off" } },
];

/** Colours stand in tokens.css alone; what looks like a mistake is one. */
export const stylelintConfig = {
  rules: {
    "block-no-empty": true, "color-no-invalid-hex": true, "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates-with-different-values"] }], "declaration-block-no-shorthand-property-overrides": true,
    "font-family-no-duplicate-names": true, "function-calc-no-unspaced-operator": true, "function-no-unknown": true, "keyframe-declaration-no-important": true, "named-grid-areas-no-invalid": true,
    "no-duplicate-at-import-rules": true, "no-invalid-double-slash-comments": true, "no-unknown-animations": null, "property-no-unknown": true, "selector-pseudo-class-no-unknown": true, "selector-pseudo-element-no-unknown": true,
    "selector-type-no-unknown": [true, { ignore: ["custom-elements"] }], "string-no-newline": true, "unit-no-unknown": true, "at-rule-no-unknown": true, "media-feature-name-no-unknown": true, "custom-property-no-missing-var-function": true,
    "color-named": "never", "declaration-no-important": [true, { severity: "warning" }],
  },
};

export const htmlConfig = { extends: ["html-validate:standard"], rules: { "void-style": "off", "require-sri": "off", "no-trailing-whitespace": "off", "no-implicit-button-type": "off", "no-inline-style": "error", "long-title": "off" } };
