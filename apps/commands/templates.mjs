// The rules for the templates of the CMS, inline or in files of their own; `eslint.config.mjs` puts them into the configuration.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const template = require('@angular-eslint/eslint-plugin-template');
const parser = require('@angular-eslint/template-parser');

/** Named one by one, so that an update brings no rule unseen. */
const rules = {
  // who does not see the screen, or uses no mouse
  '@angular-eslint/template/alt-text': 'error',
  '@angular-eslint/template/click-events-have-key-events': 'error',
  '@angular-eslint/template/elements-content': 'error',
  '@angular-eslint/template/interactive-supports-focus': 'error',
  '@angular-eslint/template/label-has-associated-control': 'error',
  '@angular-eslint/template/mouse-events-have-key-events': 'error',
  '@angular-eslint/template/no-autofocus': 'error',
  '@angular-eslint/template/no-distracting-elements': 'error',
  '@angular-eslint/template/role-has-required-aria': 'error',
  '@angular-eslint/template/table-scope': 'error',
  '@angular-eslint/template/valid-aria': 'error',
  // what is easily wrong
  '@angular-eslint/template/banana-in-box': 'error',
  '@angular-eslint/template/button-has-type': 'error',
  '@angular-eslint/template/eqeqeq': 'error',
  '@angular-eslint/template/no-any': 'error',
  '@angular-eslint/template/no-duplicate-attributes': 'error',
  '@angular-eslint/template/no-positive-tabindex': 'error',
  '@angular-eslint/template/prefer-control-flow': 'error',
  '@angular-eslint/template/use-track-by-function': 'error',
  // a template imports nothing
  'import-x/no-restricted-paths': 'off',
  'no-restricted-imports': 'off',
};

/** ESLint configuration objects: the processor that takes inline templates out of components, and the rules for all of them. */
export const templateRules = [
  { files: ['apps/cms/src/**/*.ts'], ignores: ['**/*.spec.ts'], processor: template.processors['extract-inline-html'] },
  { files: ['apps/cms/src/**/*.html'], plugins: { '@angular-eslint/template': template }, languageOptions: { parser }, rules },
];
