import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signalOfClose } from './signalOfClose';

describe('signalOfClose', () => {
  it('aborts when the reader goes, and at once when it has gone before', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const reader = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
    reader.on('error', () => {});
    const [, response] = await once(server, 'request');

    const signal = signalOfClose(response);
    expect(signal.aborted).toBe(false);
    reader.destroy();
    await once(signal, 'abort');
    expect(signalOfClose(response).aborted).toBe(true);
    await new Promise(resolve => server.close(resolve));
  });
});
