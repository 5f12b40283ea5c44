import { format, inspect } from 'node:util';
import { Redactor, Secret } from './Secret';

describe('A secret', () => {
  const secret = new Secret('canary-hunter2');

  it('is not seen however it is printed', () => {
    const printed = [
      String(secret),
      `${secret as unknown as string}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 9 }),
      format('%s %o %j', secret, secret, secret),
      Object.values(secret).join(),
      JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    ].join('\n');
    expect(printed).toContain('[secret]');
    expect(printed).not.toContain('canary');
    expect(secret.reveal()).toBe('canary-hunter2');
  });

  it('is taken out of foreign text in every form that it may have there', () => {
    const redactor = new Redactor();
    expect(redactor.add(secret)).toBe(secret);
    redactor.add(new Secret('robot:canary-hunter2'));
    redactor.add(new Secret('a b/ü+'));
    const value = Buffer.from('canary-hunter2');
    const pair = Buffer.from('robot:canary-hunter2');
    const text = [
      'you sent canary-hunter2',
      value.toString('base64'),
      value.toString('base64url'),
      value.toString('hex'),
      `Basic ${pair.toString('base64')}`,
      encodeURIComponent('a b/ü+'),
    ].join(' | ');
    expect(redactor.clean(text)).toBe(
      'you sent [secret] | [secret] | [secret] | [secret] | Basic [secret] | [secret]',
    );
  });

  it('of fewer than four characters leaves text as it is', () => {
    const redactor = new Redactor();
    redactor.add(new Secret('a'));
    expect(redactor.clean('a registry')).toBe('a registry');
  });
});
