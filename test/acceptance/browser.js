'use strict';

/**
 * Looks at a branded app in a real Chromium. Its back end is a program of many gigabytes, so its own answers to the first two requests of
 * the page are given here, with the name that the branded code of the back end has as its default.
 *
 *     node test/acceptance/browser.js TREE NAME PICTURES
 */
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { chromium } = require('playwright-core');

const TYPES = {
  css: 'text/css',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript',
  json: 'application/json',
  mjs: 'text/javascript',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

/** What the back end calls itself when nobody sets WEBUI_NAME, as Python reads its branded source. */
function defaultName(tree) {
  const program = `
import ast, sys
for node in ast.walk(ast.parse(open(sys.argv[1]).read())):
    if isinstance(node, ast.Call) and len(node.args) == 2 and getattr(node.args[0], 'value', '') == 'WEBUI_NAME':
        print(node.args[1].value)
        break
`;
  const run = spawnSync('python3', ['-c', program, path.join(tree, 'backend/open_webui/env.py')], {
    encoding: 'utf8',
  });
  return run.stdout.trimEnd();
}

function serve(tree) {
  const build = path.join(tree, 'build');
  const config = {
    status: true,
    name: defaultName(tree),
    version: JSON.parse(fs.readFileSync(path.join(tree, 'package.json'), 'utf8')).version,
    default_locale: '',
    features: { auth: true, enable_login_form: true, enable_signup: true, enable_websocket: false },
    oauth: { providers: {} },
  };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname.startsWith('/api/') || pathname.startsWith('/ws')) {
      const known = pathname === '/api/config';
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? config : { detail: 'Not signed in' }));
      return;
    }
    const file = path.join(build, path.normalize(pathname));
    const found = fs.statSync(file, { throwIfNoEntry: false })?.isFile()
      ? file
      : path.join(build, 'index.html');
    response.writeHead(200, {
      'content-type': TYPES[path.extname(found).slice(1)] ?? 'application/octet-stream',
    });
    response.end(fs.readFileSync(found));
  });
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function expect(what, is, wanted) {
  if (is !== wanted) {
    throw new Error(`In the browser ${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}.`);
  }
}

const digest = bytes => createHash('sha256').update(bytes).digest('hex');

/**
 * Looks at title, splash screen, sign-in page and icons, and keeps a picture of each page.
 *
 * @throws Error for what is not as the brand says
 */
async function lookAt(tree, name, pictures) {
  fs.mkdirSync(pictures, { recursive: true });
  const server = await serve(tree);
  const address = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.goto(`${address}/auth`, { waitUntil: 'commit' });
    await page.waitForSelector('#splash-screen, #logo', { state: 'attached' });
    expect(
      'the title before any script ran',
      await page.evaluate(
        async url => new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html').title,
        `${address}/`,
      ),
      name,
    );
    await page.screenshot({ path: path.join(pictures, 'splash.png') });
    await page
      .getByText(/^Sign in to/)
      .first()
      .waitFor({ timeout: 60_000 });
    const heading = (
      await page
        .getByText(/^Sign in to/)
        .first()
        .innerText()
    ).trim();
    expect('the sign-in page', heading, `Sign in to ${name}`);
    expect('the title of the tab', await page.title(), name);
    await page.screenshot({ path: path.join(pictures, 'sign-in.png') });
    for (const file of [
      'static/favicon.png',
      'static/favicon.svg',
      'static/favicon.ico',
      'static/splash.png',
      'static/apple-touch-icon.png',
      'favicon.png',
    ]) {
      const served = await (await page.request.get(`${address}/${file}`)).body();
      expect(`the bytes of ${file}`, digest(served), digest(fs.readFileSync(path.join(tree, 'build', file))));
      const drawn = await page.evaluate(
        url =>
          new Promise(resolve => {
            const image = new Image();
            image.onload = () => resolve(image.naturalWidth > 0);
            image.onerror = () => resolve(false);
            image.src = url;
          }),
        `/${file}`,
      );
      expect(`whether ${file} can be drawn`, drawn, true);
    }
    const words = await page.evaluate(() => document.documentElement.outerHTML);
    expect('the old name in the page', /Open WebUI(?! Pro)/.test(words), false);
    expect('what the console says', errors.join('; '), '');
  } finally {
    await browser.close();
    server.close();
  }
}

module.exports = { lookAt };

if (require.main === module) {
  const [tree, name, pictures] = process.argv.slice(2);
  lookAt(tree, name, pictures).then(
    () => console.log(`${tree} shows ${name}.`),
    error => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
