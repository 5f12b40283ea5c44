import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PortalAddress, refuseOtherHosts } from './refuseOtherHosts';

async function statusOf(portal: PortalAddress, host: string): Promise<number | undefined> {
  const refuse = refuseOtherHosts(portal);
  const server = createServer((incoming, response) => refuse(incoming, response, () => response.end()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ host: '127.0.0.1', port, headers: { host } }, response => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  } finally {
    await new Promise(resolve => server.close(resolve));
  }
}

const local = { baseUrl: 'http://localhost:7007', listen: { host: '127.0.0.1', port: 7007 } };
const open = { ...local, listen: { host: '0.0.0.0', port: 7007 } };
const proxied = { ...open, baseUrl: 'https://livery.example.org' };

describe('refuseOtherHosts', () => {
  it.each([
    [local, 'localhost:7007', 200],
    [local, '127.0.0.1:7007', 200],
    [local, '[::1]:7007', 200],
    [local, 'LOCALHOST:7007', 200],
    [local, 'localhost:7008', 421],
    [local, 'localhost', 421],
    [local, 'rebind.example.net:7007', 421],
    [local, 'localhost.example.net:7007', 421],
    [local, '10.0.0.5:7007', 421],
    [local, 'me@localhost:7007', 421],
    [local, '', 421],
    [open, '10.0.0.5:7007', 200],
    [open, 'rebind.example.net:7007', 421],
    [proxied, 'livery.example.org', 200],
    [proxied, 'localhost:7007', 200],
    [proxied, 'rebind.example.net', 421],
  ])('of the portal %j, a request to "%s" gets %d', async (portal, host, status) => {
    expect(await statusOf(portal, host)).toBe(status);
  });
});
