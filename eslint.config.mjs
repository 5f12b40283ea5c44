import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/**
 * The dependency arrows: which of our packages each folder may import. They point one way; a new arrow is a decision.
 */
const arrows = {
  'src/contracts': [],
  'src/engine': ['contracts'],
  'src/pipeline': ['contracts', 'engine'],
  'src/cli': ['contracts', 'engine', 'pipeline'],
  'src/action': ['contracts', 'engine', 'pipeline'],
  'plugins/backstage-common': ['contracts'],
  'plugins/backstage-backend': ['contracts', 'engine', 'backstage-plugin-livery-common'],
  'plugins/backstage-scaffolder': ['contracts', 'engine', 'pipeline', 'backstage-plugin-livery-common'],
  'plugins/backstage-frontend': ['contracts', 'backstage-plugin-livery-common'],
  'portal/app': ['backstage-plugin-livery'],
  'portal/backend': ['backstage-plugin-livery-backend', 'backstage-plugin-scaffolder-backend-module-livery'],
};

const arrowRules = Object.entries(arrows).map(([folder, targets]) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@livery/(?!(?:${targets.join('|') || '-'})$)`,
            message: `${folder} may only import ${targets.map(target => `@livery/${target}`).join(', ') || 'no other package of ours'}. See "arrows" in eslint.config.mjs.`,
          },
          {
            regex: '^(?:\\.\\./)+(?:src|plugins|portal|profiles|test|scripts)/',
            message: 'Import another package by its name, not by its path.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      'dist/',
      'data/',
      'coverage/',
      'docs/',
      'profiles/*/fixture/upstream/',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strict,
  regexp.configs['flat/recommended'],
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'no-undef': 'off', // the type checker knows better
      'no-control-regex': 'off', // control characters of foreign text are what we look for
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
    },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      // In a test, what is missing fails it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  ...arrowRules,
);
