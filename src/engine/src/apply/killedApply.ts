import fs from 'node:fs';
import { loadBrand } from '../brand/loadBrand';
import { openUpstream, plan } from '../plan/plan';
import { loadProfiles } from '../profile/loadProfile';
import { applyPlan } from './apply';
import { revertTree } from './revert';

/**
 * For the tests: applies or reverts a brand in a process that is killed at its n-th change to the file system.
 * Arguments: `apply` or `revert`, tree, brand folder, profiles folder, n.
 */
const [action, tree = '', brand = '', profiles = '', killedAt = ''] = process.argv.slice(2);

let changes = 0;
for (const name of [
  'writeFileSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
  'chmodSync',
  'rmdirSync',
] as const) {
  const original = fs[name] as (...parameters: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...parameters: unknown[]) => {
      changes += 1;
      if (changes === Number(killedAt)) {
        process.kill(process.pid, 'SIGKILL');
      }
      return original(...parameters);
    },
  });
}

async function main(): Promise<void> {
  if (action === 'revert') {
    revertTree(tree);
  } else {
    const branding = await plan({
      tree: openUpstream(tree),
      upstream: { source: 'demo' },
      profiles: loadProfiles(profiles),
      brand: await loadBrand(brand),
      today: '2026-11-20',
    });
    applyPlan(branding);
  }
  process.stdout.write(String(changes));
}

void main();
