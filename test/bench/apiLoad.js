'use strict';

const http = require('node:http');

const connections = 50;

function send(agent, { method = 'GET', address, headers, body }) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const request = http.request(address, { agent, method, headers }, response => {
      response.on('data', () => {});
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          milliseconds: Number(process.hrtime.bigint() - started) / 1e6,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/**
 * Keeps 50 connections busy for some seconds.
 *
 * @param {(index: number) => { method?: string, address: string, headers?: object, body?: string }} next - makes a request
 * @returns requests per second, and the 50th and 99th percentile of their times in milliseconds
 */
async function load(next, seconds) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  const refused = new Map();
  let index = 0;
  const started = Date.now();
  const until = started + seconds * 1000;
  async function work() {
    while (Date.now() < until) {
      index += 1;
      const { status, milliseconds } = await send(agent, next(index));
      times.push(milliseconds);
      if (status >= 300) {
        refused.set(status, (refused.get(status) ?? 0) + 1);
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  if (refused.size > 0) {
    throw new Error(`Requests were refused: ${JSON.stringify([...refused])}`);
  }
  times.sort((one, other) => one - other);
  return {
    requests: times.length,
    perSecond: times.length / ((Date.now() - started) / 1000),
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
  };
}

module.exports = { load };
