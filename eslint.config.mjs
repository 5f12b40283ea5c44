import eslint from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/**
 * The dependency arrows: which of our packages each folder may import. They point one way; a new arrow is a decision.
 */
const arrows = {
  'src/contracts': [],
  'src/engine': ['contracts'],
  'src/images': ['contracts'],
  'src/pipeline': ['contracts', 'engine', 'images'],
  'src/cli': ['contracts', 'engine', 'pipeline'],
  'src/action': ['contracts', 'engine', 'images', 'pipeline', 'backstage-plugin-livery-common'],
  'plugins/backstage-common': ['contracts'],
  'plugins/backstage-backend': [
    'contracts',
    'engine',
    'images',
    'pipeline',
    'backstage-plugin-livery-common',
    'backstage-plugin-livery-node',
  ],
  'plugins/backstage-node': [],
  'plugins/backstage-scaffolder': ['contracts', 'engine', 'pipeline', 'backstage-plugin-livery-common'],
  'plugins/backstage-frontend': ['contracts', 'backstage-plugin-livery-common'],
  'portal/app': ['backstage-plugin-livery'],
  'portal/backend': ['backstage-plugin-livery-backend', 'backstage-plugin-scaffolder-backend-module-livery'],
};

const backstage = { regex: '^@backstage/', reason: 'runs without Backstage' };
const actions = { regex: '^@actions/', reason: 'runs without GitHub; only src/action knows it' };
const network = {
  regex: '^(?:node:)?(?:http|https|http2|net|tls|dgram|dns)(?:/|$)|^(?:simple-git|undici)(?:/|$)',
  reason: 'plans and applies without network',
};

/** What else a folder may not import, beside our own packages. */
const strangers = {
  'src/contracts': [backstage, actions, network],
  'src/engine': [backstage, actions, network],
  'src/images': [backstage, actions],
  'src/pipeline': [backstage, actions],
  'src/cli': [backstage, actions],
  'src/action': [backstage],
};

/** The names that the files of a folder may not import, each with the reason. */
function forbiddenImports(folder, additional = '-') {
  const targets = arrows[folder];
  return [
    {
      regex: `^@livery/(?!(?:${[...targets, additional].join('|')})$)`,
      message: `${folder} may only import ${targets.map(target => `@livery/${target}`).join(', ') || 'no other package of ours'}. See "arrows" in eslint.config.mjs.`,
    },
    {
      regex: '^(?:\\.\\./)+(?:src|plugins|portal|profiles|test|scripts)/',
      message: 'Import another package by its name, not by its path.',
    },
    ...(strangers[folder] ?? []).map(({ regex, reason }) => ({
      regex,
      message: `${folder} ${reason}. See "strangers" in eslint.config.mjs.`,
    })),
  ];
}

/** What tests may import beside: real servers and other things to test against. */
const testSupport = 'test/(?:support/\\w+|requirements)';

const arrowRules = Object.keys(arrows).flatMap(folder => [
  arrowRule(`${folder}/**/*.{ts,tsx}`, forbiddenImports(folder)),
  arrowRule(`${folder}/**/*.test.{ts,tsx}`, forbiddenImports(folder, testSupport)),
]);

function arrowRule(files, forbidden) {
  return {
    files: [files],
    rules: {
      'no-restricted-imports': ['error', { patterns: forbidden }],
      // The same for import(), which the rule above does not look at. A selector has no other way to write a slash.
      'no-restricted-syntax': [
        'error',
        ...forbidden.map(({ regex, message }) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\u002f')}/]`,
          message,
        })),
      ],
    },
  };
}

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
    files: ['src/**/*.{ts,tsx}', 'plugins/**/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    // express-promise-router awaits its handlers; the types of Express do not know.
    files: ['plugins/backstage-backend/src/**/{router,createRoutes,openApiRouter}.ts'],
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  ...arrowRules,
);
