'use strict';

// The data folder of the portal: that it can be written to, that one portal has it for itself, its key, and its log.

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { readText, Refusal } = require('./processes');

const logRotatedAtBytes = 5 * 1024 * 1024;

/** Makes the folder and tries to write to it. */
function checkDataFolder(settings) {
  const probe = path.join(settings.dataFolder, `.writable-${process.pid}`);
  try {
    // The databases hold what the portal knows: they are for its own user only.
    makeFolder(settings.dataFolder);
    fs.writeFileSync(probe, '');
    fs.unlinkSync(probe);
  } catch (error) {
    throw new Refusal(
      `Cannot write to the data folder ${settings.dataFolder}: ${error.message}. ` +
        'Make it writable, or choose another one with LIVERY_DATA.',
    );
  }
}

/**
 * Keeps other portals out of the data folder: two of them would write to the same databases and the same log.
 *
 * The lock file names this process and, later, the portal that it started. A lock whose processes are gone is taken
 * over.
 */
function lockDataFolder(settings) {
  const lock = lockOf(settings);
  const holder = (readText(lock) || '')
    .split(' ')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid)
    .filter(isAlive)[0];
  if (holder !== undefined) {
    throw new Refusal(
      `A portal with the data folder ${settings.dataFolder} runs already, as process ${holder}. Stop it, or choose ` +
        `another folder with LIVERY_DATA. If that process is no portal, remove ${lock}.`,
    );
  }
  try {
    fs.rmSync(lock, { force: true });
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new Refusal(`Another portal was just started with ${settings.dataFolder}: ${error.message}.`);
  }
  process.on('exit', () => {
    if ((readText(lock) || '').split(' ')[0] === String(process.pid)) {
      fs.unlinkSync(lock);
    }
  });
}

function lockOf(settings) {
  return path.join(settings.dataFolder, 'portal.lock');
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and belongs to somebody else.
    return error.code === 'EPERM';
  }
}

/**
 * Makes the key of the vault unless there is one. A portal that is more than a demo gets its key from elsewhere, and keeps
 * it apart from its databases.
 *
 * @returns whether it was made now
 */
function makeVaultKey(settings) {
  try {
    fs.writeFileSync(vaultKeyOf(settings), `${crypto.randomBytes(32).toString('base64')}\n`, {
      flag: 'wx',
      mode: 0o600,
    });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function vaultKeyOf(settings) {
  return path.join(settings.dataFolder, 'vault.key');
}

/** Opens the log to append to it; one that has grown large becomes portal.log.1. */
function openLog(logFile) {
  const facts = fs.statSync(logFile, { throwIfNoEntry: false });
  if (facts && facts.size > logRotatedAtBytes) {
    fs.renameSync(logFile, `${logFile}.1`);
  }
  return fs.openSync(logFile, 'a', 0o600);
}

/** Like mkdir with `recursive`, which never returns below a file system that has no new folders, such as /proc. */
function makeFolder(folder) {
  if (!fs.existsSync(folder)) {
    makeFolder(path.dirname(folder));
    fs.mkdirSync(folder, { mode: 0o700 });
  }
}

module.exports = { checkDataFolder, lockDataFolder, lockOf, makeVaultKey, openLog, vaultKeyOf };
