import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The first page of a suite waits for the modules behind it, which takes seconds while they are not compiled yet.
configure({ asyncUtilTimeout: 20_000 });
jest.setTimeout(60_000);

// What the host app of the tests says of itself on every rendering. Anything else that is said stays visible.
const saidByTheHost = [
  /^Warning: \[JSS\] processedRuleToParse is not defined/,
  /^The following icons were registered as IconComponent/,
  // The tabs and the breadcrumbs of the page header.
  /^WARN: A component changed from uncontrolled to controlled/,
  /^<Focusable> child must have an interactive ARIA role/,
  // Its page for what is not found.
  /^Warning: findDOMNode is deprecated/,
];
for (const level of ['warn', 'error'] as const) {
  const say = console[level];
  console[level] = (...words: unknown[]) => {
    if (!saidByTheHost.some(pattern => pattern.test(String(words[0])))) {
      say(...words);
    }
  };
}
