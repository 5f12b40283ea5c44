import './heap';
import { main } from './main';
import { createTerminal } from './terminal';

// The exit code is set, not called: what is still on its way to a pipe gets there.
void main(process.argv.slice(2), createTerminal()).then(code => {
  process.exitCode = code;
});
