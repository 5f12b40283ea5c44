import { inspect } from 'node:util';
import {
  BadHour,
  BLOBS,
  describeBadHour,
  failureOf,
  readDigest,
  REPOSITORY,
  SIZE,
} from '@livery/test/support/badHour';
import {
  alterByte,
  cutAnswerAfter,
  redirectTo,
  rewrite,
  stall,
  trickle,
  truncateTo,
} from '@livery/test/support/faults';

const { address } = BadHour;

describeBadHour('Reading a blob in a bad hour', hour => {
  it.each([0, 1, 150_000, SIZE - 1])('goes on when the connection is cut after %i bytes', async bytes => {
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(bytes));
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
    expect(hour().client.statistics).toMatchObject({ requests: 2, retries: 1, bytesDown: SIZE });
    expect(hour().proxy.requests[1]?.headers.range).toBe(bytes === 0 ? undefined : `bytes=${bytes}-`);
  });

  it('goes on however often it is cut, as long as it gets further', async () => {
    for (let cut = 0; cut < 9; cut += 1) {
      hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(30_000));
    }
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
    expect(hour().client.statistics).toMatchObject({ retries: 9, bytesDown: SIZE });
  });

  it('starts over where a range is not understood, and passes over what it has', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(100_000));
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, async ({ request, forward, relay }) => {
      const { range: _range, ...headers } = request.headers;
      await relay(await forward({ headers }));
    });
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
  });

  it('refuses another part than it asked for', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, cutAnswerAfter(100_000));
    hour().proxy.add(
      { method: 'GET', path: BLOBS },
      rewrite({ headers: { 'content-range': `bytes 5-9/${SIZE}` } }),
    );
    const error = await failureOf(readDigest(hour().client, address));
    expect(error).toMatchObject({ code: 'registry-failed' });
    expect(error.message).toContain('sent another part than it was asked for');
  });

  it('takes a body that is too short, and says so of itself, for a cut', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, truncateTo(1000));
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
    hour().proxy.reset();
    hour().proxy.add({ method: 'GET', path: BLOBS }, truncateTo(0));
    const error = await failureOf(readDigest(hour().client, address));
    expect(error.message).toContain(
      `failed in 4 tries: ${hour().proxy.host} ended the answer too early, after 0 of ${SIZE} bytes.`,
    );
  });

  it.each([0, SIZE - 1])('refuses a blob whose byte %i was changed on the way', async index => {
    hour().proxy.add({ method: 'GET', path: BLOBS }, alterByte(index));
    const chunks: Buffer[] = [];
    const error = await failureOf(
      (async () => {
        for await (const chunk of hour().client.readBlob(REPOSITORY, address)) {
          chunks.push(chunk);
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'digest-mismatch' });
    expect(error.message).toMatch(new RegExp(`should be ${address.digest}, but what .* sent has sha256:`));
    // Nobody can take what came for the whole.
    expect(Buffer.concat(chunks).length).toBeLessThan(SIZE);
    expect(hour().methods()).toEqual(['GET']);
  });

  it('refuses a blob that is longer than it should be', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS }, rewrite({ body: body => Buffer.concat([body, body]) }));
    const error = await failureOf(readDigest(hour().client, address));
    expect(error).toMatchObject({ code: 'digest-mismatch' });
    expect(error.message).toContain(`it should have ${SIZE} bytes`);
  });

  it('follows a redirect to another host, without what opens this one', async () => {
    const target = `http://localhost:${hour().elsewhere.host.split(':')[1]}/v2/${REPOSITORY}/blobs/${address.digest}?signature=a%2Fb`;
    hour().proxy.add({ method: 'GET', path: BLOBS }, redirectTo(target));
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
    expect(hour().elsewhere.requests[0]?.target).toContain('?signature=a%2Fb');
  });

  it('does not go round in circles', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS }, redirectTo(`/v2/${REPOSITORY}/blobs/${address.digest}`));
    const error = await failureOf(readDigest(hour().client, address));
    expect(error).toMatchObject({ code: 'registry-unsafe' });
    expect(error.message).toContain('sends us on and on, 6 times by now');
  });

  it.each([
    ['never answers', stall],
    ['sends one byte now and then', trickle(1, 30)],
  ])('tries again when the registry %s, and then says that nothing moved', async (_what, fault) => {
    hour().proxy.add({ method: 'GET', path: BLOBS, times: 1 }, fault);
    await expect(readDigest(hour().client, address)).resolves.toBe(address.digest);
    hour().proxy.reset();
    hour().proxy.add({ method: 'GET', path: BLOBS }, stall);
    const error = await failureOf(readDigest(hour().connect({ stallMs: 60 }), address));
    expect(error).toMatchObject({ code: 'registry-unreachable' });
    expect(error.message).toContain(
      `in 4 tries: nothing moved for 0.1 s on the connection to ${hour().proxy.host}`,
    );
  });

  it('ends when all its time is over', async () => {
    hour().proxy.add({ method: 'GET', path: BLOBS }, trickle(1000, 20));
    const error = await failureOf(readDigest(hour().connect({ transferDeadlineMs: 300 }), address));
    expect(error).toMatchObject({ code: 'registry-unreachable' });
    expect(error.message).toMatch(/the 0\.3 s for it are over/);
  });

  it('shows no secret of a URL in any of its errors', async () => {
    hour().proxy.add(
      { path: BLOBS, times: 1 },
      redirectTo(`http://127.0.0.1:1/x?X-Amz-Signature=canary-signature`),
    );
    const error = await failureOf(readDigest(hour().connect({ retry: { tries: 1 } }), address));
    expect(error.message).toContain('127.0.0.1:1: nothing answers on that port (ECONNREFUSED)');
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });
});
