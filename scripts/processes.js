'use strict';

// What the launchers share about files and child processes. Like them, without dependencies and young syntax.

const fs = require('fs');
const path = require('path');

/** A reason not to start that one line explains. */
class Refusal extends Error {}

/** Waits for the end of a child; signals that this process gets are passed on to it. */
function endOf(child) {
  const passOn = signal => {
    child.stopRequested = true;
    child.kill(signal);
  };
  process.on('SIGINT', passOn);
  process.on('SIGTERM', passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.removeListener('SIGINT', passOn);
      process.removeListener('SIGTERM', passOn);
      resolve({ code, signal });
    });
  });
}

/** Children of children find the same Node by its name. */
function pathWithNode(node) {
  return { PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
}

/** The text of a file, or undefined. */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

module.exports = { endOf, pathWithNode, readText, Refusal };
