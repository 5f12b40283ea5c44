import { cancelled, type ErrorCode, LiveryError, messageOf } from '@livery/contracts';
import { cleanText, Redactor, Secret } from '@livery/images';
import type { GitAccess } from './GitAccess';
import type { RemoteTask } from './withRemote';

/** What git or ssh print when something is wrong, and what it means. */
interface RemoteFault {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  reason(task: RemoteTask): string;
  hint(task: RemoteTask): string;
}

const CREDENTIAL = 'Check that its credential is right, has not expired, and may read the repository.';

/** The first that fits counts. The words are those of git with `LC_ALL=C`, of libcurl and of OpenSSH. */
const faults: readonly RemoteFault[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: 'host-key-unknown',
    reason: ({ access }) => `${access.hostname} answers with another host key than the one that is known`,
    hint: () =>
      'Somebody may be in between. Nothing was sent. If the host has new keys, which its owner must confirm, approve them.',
  },
  {
    pattern: /Host key verification failed|No \S+ host key is known|host key for .* (?:is not|has) /i,
    code: 'host-key-unknown',
    reason: ({ access }) => `the host key of ${access.hostname} is not known`,
    hint: () => 'Compare its fingerprint with the one that the owner of the host publishes, and approve it.',
  },
  {
    pattern: /Permission denied|Too many authentication failures|no mutual signature/i,
    code: 'repository-denied',
    reason: ({ access }) =>
      access.login ? 'its host does not take the SSH key' : 'its host wants an SSH key, and there is none',
    hint: ({ access }) =>
      access.login
        ? 'Check that the public half of the key is registered there, and that it may read the repository.'
        : 'Choose a credential with an SSH key for the repository.',
  },
  {
    pattern:
      /could not read (?:Username|Password)|Authentication failed|terminal prompts disabled|returned error: 401|HTTP Basic: Access denied/i,
    code: 'repository-denied',
    reason: ({ access }) =>
      access.login
        ? 'its host refuses the user name or the token'
        : 'its host asks for a user name and a token',
    hint: ({ access }) =>
      access.login ? CREDENTIAL : 'Choose a credential for it; if it is public, check its name.',
  },
  {
    pattern: /returned error: 403|access denied|not authori[sz]ed/i,
    code: 'repository-denied',
    reason: () => 'its host does not allow it to be read',
    hint: () => CREDENTIAL,
  },
  {
    pattern: /couldn't find remote ref|not our ref|invalid refspec|no such ref/i,
    code: 'ref-not-found',
    reason: ({ ref }) => `it has no branch or tag "${ref ?? 'HEAD'}"`,
    hint: () => 'Look up the name in the repository.',
  },
  {
    pattern: /returned error: 30\d|redirect/i,
    code: 'repository-not-found',
    reason: () => 'its server sends us on to another address, which is not followed',
    hint: () => 'The repository may have moved: give its new address.',
  },
  {
    pattern:
      /returned error: 404|repository (?:'.*' )?not found|does not (?:exist|appear to be a git repository)|not a git repository/i,
    code: 'repository-not-found',
    reason: () => 'there is no such repository, or it is not shown to us',
    hint: () => 'Check the address. Many hosts answer like this as well for what a credential may not see.',
  },
  {
    pattern: /certificate|SSL|TLS|gnutls/i,
    code: 'repository-unreachable',
    reason: ({ access }) => `the certificate of ${access.hostname} is not one that is trusted here`,
    hint: () =>
      'Give the certificate of the authority that signed it, in livery.remotes.certificateAuthorities.',
  },
  {
    pattern: /timed? ?out|too slow|Operation too slow|not responding/i,
    code: 'repository-unreachable',
    reason: ({ access }) => `${access.hostname} did not answer in time`,
    hint: () => 'Check the network between here and there, and try again.',
  },
];

/** The error of a look at a repository that failed. What foreign programs printed is shown as one short line, without secrets. */
export function explainRemote(error: unknown, task: RemoteTask): LiveryError {
  const { url, purpose, signal } = task;
  if (signal.aborted) {
    return isTimeout(signal.reason)
      ? new LiveryError('repository-unreachable', {
          message: `${purpose} ${url} failed: ${task.access.hostname} was too slow, and the time for it is over.`,
          hint: 'Check the network between here and there, and try again.',
          cause: error,
        })
      : cancelled(`${purpose} ${url}`, error);
  }
  const output = messageOf(error);
  const fault = faults.find(({ pattern }) => pattern.test(output));
  const said = gistOf(output, redactorOf(task.access));
  return new LiveryError(fault?.code ?? 'repository-unreachable', {
    message: `${purpose} ${url} failed: ${fault ? fault.reason(task) : said}${fault && said !== '' ? ` (${said})` : ''}.`,
    hint: fault?.hint(task) ?? 'Check the address, and the network between here and there.',
  });
}

function isTimeout(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';
}

/** The last line that git gives as a reason, or else the last one that there is. */
function gistOf(output: string, redactor: Redactor): string {
  const lines = output
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^Please make sure|^and the repository exists/.test(line));
  const reasons = lines.filter(line => /^(?:fatal|error|remote|ERROR):/.test(line));
  const line = (reasons.at(-1) ?? lines.at(-1) ?? '').replace(/^(?:fatal|error|remote|ERROR):\s*/, '');
  return cleanText(line, redactor).replace(/\.$/, '');
}

function redactorOf({ login }: GitAccess): Redactor {
  const redactor = new Redactor();
  if (login?.kind === 'password') {
    redactor.add(login.password);
    redactor.add(new Secret(`${login.username}:${login.password.reveal()}`));
  } else if (login) {
    redactor.add(login.privateKey);
    if (login.passphrase) {
      redactor.add(login.passphrase);
    }
  }
  return redactor;
}
