import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CredentialType } from '@livery/backstage-plugin-livery-common';
import { customizerTypes, mapCredential } from './mapCredential';
import { decodePythonBase64 } from './pythonBase64';
import { developmentMasterKey, readFirstGeneration } from './readFirstGeneration';
import { intendedSalt, readSecondGeneration, secondGenerationKeyId } from './readSecondGeneration';

const first = {
  master: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  stored: {
    ciphertext: 'Pmrxfx4X4ZHN1XZ6lyXEabejJ/bjeNZ9zJUaszBuVaRx/J8g5zu4BoRzMGErK8GjKb4E',
    nonce: 'QEFCQ0RFRkdISUpL',
    tag: 'sxbHY/+do8JBGUJ8Dzlabw==',
    salt: 'ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=',
    key_id: 'key_20260101_00000000',
    version: '1',
  },
};
const second = {
  key: { secret: 'correct horse battery staple', salt: 'pepper' },
  stored:
    'Z0FBQUFBQnBWYmtBQUFFQ0F3UUZCZ2NJQ1FvTERBME9EeWJ5RzM2blM2MXpTbWx0LXlJdjduaENxYmhrVmFuNzFBMDNfbkIydWZub0k0RXBfVzIweW5TRTMzX0RqSlZrVnlOdkpZbDdLalUxYnA5aXQ3SlM2ZW4yOVdyZV9kVlN1cURRRWs1cVBqWFA=',
};

describe('A stored credential of the first generation of the Customizer', () => {
  it('CR2: opens with its master key, whichever of several that is', async () => {
    const expected = { username: 'octo', password_or_token: 's3cret' };
    const stored = JSON.stringify(first.stored);
    expect(await readFirstGeneration(stored, [first.master])).toEqual(expected);
    const others = [randomBytes(32).toString('base64'), 'Q', developmentMasterKey];
    expect(await readFirstGeneration(stored, [...others, first.master])).toEqual(expected);
    expect(
      pbkdf2Sync(
        decodePythonBase64(first.master)!,
        Buffer.from(first.stored.salt, 'base64'),
        100_000,
        32,
        'sha256',
      ).toString('hex'),
    ).toBe('f466dae5417bb81164e62702d5b363cdaeb8eda1487707dc9371eae535afa48f');
  });

  it.each([
    ['another key', JSON.stringify(first.stored), 'none of 1 master keys opens it'],
    ['no JSON', 'gibberish', 'not a record of the version 1'],
    ['another version', JSON.stringify({ ...first.stored, version: '2' }), 'not a record of the version 1'],
    [
      'a short tag',
      JSON.stringify({ ...first.stored, tag: 'sxbHY/+do8JBGUJ8' }),
      'not a record of the version 1',
    ],
    ['no salt', JSON.stringify({ ...first.stored, salt: undefined }), 'not a record of the version 1'],
  ])('with %s does not open, and says why without showing anything', async (_name, stored, why) => {
    const error = await readFirstGeneration(stored, [developmentMasterKey]).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'secret-unreadable' });
    expect(error.message).toContain(why);
  });

  it('reads a master key as Python 3.11 does', () => {
    // What base64.b64decode of Python 3.11 answers; undefined where it raises.
    const answers: Record<string, string | undefined> = {
      QUJD: '414243',
      'QU JD\n': '414243',
      'QU-J_D': '414243',
      'QUI=': '4142',
      QUI: undefined,
      'QQ==': '41',
      'QQ=': undefined,
      QQ: undefined,
      Q: undefined,
      'QUJD=': '414243',
      '=QUJD': '414243',
      'Q=UJD': '414243',
      'QUI=QUJD': '4142',
      'QQ==QUJD': '41',
      [developmentMasterKey]: '75ebec79cadeb647b29e8b5fa2ba6ba1db9cb62a27',
      'Q==UJD': '414243',
      'QQ=a=': '4106',
      'QUJDRA=!=': '41424344',
      '': '',
      '====': '',
    };
    for (const [text, expected] of Object.entries(answers)) {
      expect([text, decodePythonBase64(text)?.toString('hex')]).toEqual([text, expected]);
    }
  });
});

describe('A stored credential of the second generation of the Customizer', () => {
  /** Encrypts as Fernet does. */
  function fernet(text: string, { secret, salt } = second.key): string {
    const key = pbkdf2Sync(secret, salt, 100_000, 32, 'sha256');
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
    const signed = Buffer.concat([
      Buffer.from([0x80]),
      Buffer.alloc(8),
      iv,
      cipher.update(text),
      cipher.final(),
    ]);
    const token = Buffer.concat([signed, createHmac('sha256', key.subarray(0, 16)).update(signed).digest()]);
    return Buffer.from(token.toString('base64').replaceAll('+', '-').replaceAll('/', '_')).toString('base64');
  }

  it('CR2: opens with its secret and salt, also with the salt that was meant', async () => {
    expect(await readSecondGeneration(second.stored, [second.key])).toEqual({
      username: 'octo',
      password: 'hunter2',
    });
    const intended = { secret: 'other', salt: intendedSalt };
    expect(await readSecondGeneration(fernet('{"api_key":"k"}', intended), [second.key, intended])).toEqual({
      api_key: 'k',
    });
    expect(await secondGenerationKeyId(second.key.secret)).toBe('-_Q0GmxeOkY2RheyMmoeLQ==');
  });

  it.each([
    ['an empty one', '', 'it is empty'],
    ['text', Buffer.from('not a token').toString('base64'), 'no Fernet token'],
    ['a changed byte', Buffer.from(flip(second.stored)).toString('base64'), 'none of 1 keys opens it'],
    ['a list', fernet('["hunter2"]'), 'no object'],
    ['no JSON', fernet('hunter2'), 'no object'],
  ])('that is %s does not open, and says why without showing anything', async (_name, stored, why) => {
    const error = await readSecondGeneration(stored, [second.key]).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'secret-unreadable' });
    expect(error.message).toContain(why);
    expect(`${error.stack} ${error.cause}`).not.toContain('hunter2');
  });

  it('that is anything at all never gives more than that it cannot be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.base64String()), async stored => {
        await expect(readSecondGeneration(stored, [])).rejects.toMatchObject({ code: 'secret-unreadable' });
        await expect(readFirstGeneration(stored, [])).rejects.toMatchObject({ code: 'secret-unreadable' });
      }),
    );
  });

  function flip(stored: string): string {
    const token = Buffer.from(stored, 'base64').toString();
    return token.replace(/.(?=.{20}$)/, character => (character === 'A' ? 'B' : 'A'));
  }
});

describe('mapCredential', () => {
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n';
  const aws = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

  it('CR1: has a place for the 6 types of the first and the 10 of the second generation, with all of their fields', () => {
    const cases: [string, Record<string, unknown>, unknown][] = [
      [
        'git_ssh',
        { private_key: key, passphrase: 'p', known_hosts: 'h k' },
        { type: 'git_ssh', secret: { privateKey: key, passphrase: 'p', knownHosts: 'h k' } },
      ],
      [
        'git_https',
        { username: 'u', password_or_token: 't' },
        { type: 'git_https', secret: { username: 'u', password: 't' } },
      ],
      [
        'registry_docker_hub',
        { username: 'u', access_token: 't' },
        { type: 'registry_docker_hub', secret: { username: 'u', password: 't' } },
      ],
      [
        'registry_aws_ecr',
        {
          aws_access_key_id: aws.id,
          aws_secret_access_key: aws.secret,
          region: 'eu-central-1',
          aws_session_token: '',
        },
        {
          type: 'registry_aws_ecr',
          secret: { accessKeyId: aws.id, secretAccessKey: aws.secret, region: 'eu-central-1' },
        },
      ],
      [
        'registry_quay_io',
        { username: 'u', password: 't' },
        { type: 'registry_quay_io', secret: { username: 'u', password: 't' } },
      ],
      [
        'registry_generic',
        { username: 'u', password_or_token: 't', registry_url: 'https://registry.example.org:5000/v2/' },
        {
          type: 'registry_generic',
          secret: { username: 'u', password: 't' },
          host: 'registry.example.org:5000',
        },
      ],
      ['git_ssh_key', { private_key: key }, { type: 'git_ssh', secret: { privateKey: key } }],
      ['git_https_token', { token: 't' }, { type: 'git_https', secret: { password: 't' } }],
      [
        'git_username_password',
        { username: 'u', password: 't' },
        { type: 'git_https', secret: { username: 'u', password: 't' } },
      ],
      [
        'docker_hub',
        { username: 'u', password: 't' },
        { type: 'registry_docker_hub', secret: { username: 'u', password: 't' } },
      ],
      [
        'aws_ecr',
        { access_key_id: aws.id, secret_access_key: aws.secret },
        { type: 'registry_aws_ecr', secret: { accessKeyId: aws.id, secretAccessKey: aws.secret } },
      ],
      [
        'quay_io',
        { username: 'u', password: 't' },
        { type: 'registry_quay_io', secret: { username: 'u', password: 't' } },
      ],
      [
        'generic_registry',
        { username: 'u', password: 't' },
        { type: 'registry_generic', secret: { username: 'u', password: 't' } },
      ],
      ['api_key', { api_key: 'k' }, { type: 'api_key', secret: { apiKey: 'k' } }],
      ['oauth_token', { access_token: 't' }, { type: 'oauth_token', secret: { accessToken: 't' } }],
      ['custom', { a: 'x', n: 5 }, { type: 'custom', secret: { fields: { a: 'x', n: '5' } } }],
    ];
    expect(cases.map(([type]) => type).sort()).toEqual([...customizerTypes].sort());
    expect(cases).toHaveLength(6 + 10);
    for (const [type, fields, expected] of cases) {
      expect(mapCredential(type, fields)).toEqual(expected);
    }
    expect(new Set(cases.map(([type, fields]) => mapCredential(type, fields).type))).toEqual(
      new Set(CredentialType.options),
    );
  });

  it('takes a user with a password for a registry where it was used for one', () => {
    const fields = { username: 'u', password: 't' };
    expect(mapCredential('git_username_password', fields, { isForRegistry: true })).toEqual({
      type: 'registry_generic',
      secret: fields,
    });
  });

  it.each([
    ['an unknown type', 'git_magic', {}, "no type 'git_magic'"],
    ['a missing field', 'git_ssh', {}, 'privateKey: '],
    ['an empty field', 'quay_io', { username: '', password: 't0pSecret' }, 'username: '],
    ['a wrong field', 'aws_ecr', { access_key_id: 'nope', secret_access_key: 't0pSecret' }, 'accessKeyId: '],
  ])('refuses %s by its name, and never shows a value', (_name, type, fields, why) => {
    expect(() => mapCredential(type, fields)).toThrow(why);
    expect(() => mapCredential(type, fields)).not.toThrow('t0pSecret');
  });
});
