import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { boundaryRules, testFiles } from './apps/commands/boundaries.mjs';
import { templateRules } from './apps/commands/templates.mjs';

const root = import.meta.dirname;

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**', '.nx/**', '.tandem/**'] },
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.mjs', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({
        conditionNames: ['@tandem/source', 'node', 'import', 'default'],
        extensionAlias: { '.js': ['.ts', '.js'] },
        extensions: ['.ts', '.mjs', '.js'],
      })],
    },
    rules: {
      'import-x/no-cycle': ['error'],
      'import-x/no-self-import': 'error',
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  { files: ['**/*.ts'], rules: { 'import-x/no-default-export': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // `consistent-type-imports` stays off: a DTO imported with `import type` silently loses its validation.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off', // ports are asynchronous, some of their adapters are not
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  // factories have no `this`: their methods may be taken apart; Nest's classes may not
  { files: ['libs/**', 'apps/simulator/**', 'apps/bench/**', ...testFiles], rules: { '@typescript-eslint/unbound-method': 'off' } },
  ...boundaryRules(root),
  ...templateRules,
);
