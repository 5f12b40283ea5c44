import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The Node that an action's `using: node24` asks for: this one when it is of that version, else the one that
 * is installed as a package.
 */
export function nodeBinary(using: string): string {
  const major = using.replace('node', '');
  if (process.versions.node.split('.')[0] === major) return process.execPath;

  const name = `node-${process.platform}-${process.arch}`;
  const manifest = createRequire(__filename).resolve(`${name}/package.json`);
  const { version } = createRequire(__filename)(manifest) as { version: string };
  if (version.split('.')[0] !== major) {
    throw new Error(
      `The action runs on ${using}, this is Node ${process.versions.node} and ${name} is ${version}`,
    );
  }
  return join(manifest, '..', 'bin', 'node');
}
