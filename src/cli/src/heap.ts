import { setFlagsFromString } from 'node:v8';

if (process.argv[2] === 'image') {
  // Layers pass through and are thrown away at once. V8 would let them pile up in a young generation of tens of megabytes; asked when
  // the program is loaded it no longer listens: https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
  setFlagsFromString('--semi-space-growth-factor=1');
}
