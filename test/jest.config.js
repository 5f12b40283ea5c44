// The tests here stand beside what they test and not below src/, where Backstage's own configuration looks.
module.exports = {
  displayName: '@livery/test',
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': [
      require.resolve('@backstage/cli-module-test-jest/config/jestSwcTransform'),
      { jsc: { parser: { syntax: 'typescript' } } },
    ],
  },
};
