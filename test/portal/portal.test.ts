import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { describeWith } from '../requirements';
import { RunningPortal } from './RunningPortal';
import { Visitor } from './Visitor';

const screenshot = resolve(__dirname, '../../docs/images/run.png');
const logo = resolve(__dirname, '../../portal/sample-brand/assets/icon.png');

// The first start on a machine builds the pages.
const START_MS = 240_000;
const TEST_MS = 180_000;

describeWith('chromium', 'the portal in a browser', executablePath => {
  let portal: RunningPortal;
  let browser: Browser;

  beforeAll(async () => {
    portal = await RunningPortal.start();
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  }, START_MS);

  it(
    'lets a guest start a run, watch it complete, and download just the bytes that its digest names',
    async () => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
        colorScheme: 'light',
      });
      const { page } = visitor;
      await page.getByRole('heading', { name: 'No run yet' }).waitFor();
      expect(await page.title()).toBe('Livery');
      await visitor.completeRun();

      expect(await page.getByRole('status', { name: 'State' }).innerText()).toBe('Completed');
      const steps = await page.getByRole('list', { name: 'Steps' }).getByRole('listitem').allInnerTexts();
      expect(steps.length).toBeGreaterThanOrEqual(3);
      expect(steps.join('\n')).toMatch(/Get the source\s+Completed/);
      expect(steps.join('\n')).toMatch(/Apply the brand\s+Completed/);
      expect(steps.join('\n')).toMatch(/Pack the zip\s+Completed/);

      const log = page.getByRole('log', { name: 'Log of the run' });
      await log.getByRole('region', { name: 'Pack the zip' }).waitFor();
      expect((await log.getByRole('paragraph').all()).length).toBeGreaterThan(3);
      expect(
        await page.getByText('Changed files').locator('xpath=following-sibling::dd').innerText(),
      ).toMatch(/^[1-9]/);

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: /^Download .*\.zip$/ }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.zip$/);
      const bytes = await readFile(await download.path());
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      expect(await page.getByRole('list', { name: 'Outputs' }).innerText()).toContain(digest);
      expect(bytes.subarray(0, 2).toString()).toBe('PK');

      if (process.env.LIVERY_SCREENSHOT === '1') {
        await mkdir(resolve(screenshot, '..'), { recursive: true });
        await page.mouse.move(0, 0);
        await page.screenshot({ path: screenshot });
      }

      await page.goto(`${portal.address}/livery/runs`);
      await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );

  it(
    'lets a guest make a brand of their own, and run it',
    async () => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
      });
      const { page } = visitor;
      await page.goto(`${portal.address}/livery/brands`);
      await page.getByRole('button', { name: 'New brand' }).click();
      const dialog = page.getByRole('dialog', { name: 'New brand' });
      await dialog.getByRole('button', { name: 'Create' }).click();
      await dialog.getByText('Choose a PNG or an SVG of at most 10 MB').waitFor();
      expect(await visitor.barriers()).toEqual([]);
      await dialog.getByRole('textbox', { name: /^Brand name/ }).fill('Harbour Chat');
      await dialog.getByRole('textbox', { name: 'Primary' }).fill('#8a2be2');
      await dialog.getByLabel(/^Logo/).setInputFiles(logo);
      await dialog.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('img', { name: 'Logo of Harbour Chat' }).waitFor();

      await visitor.completeRun('Start a run with Harbour Chat');
      expect(await page.getByRole('status', { name: 'State' }).innerText()).toBe('Completed');
      await page.getByRole('button', { name: /^Download harbour-chat.*\.zip$/ }).waitFor();
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );

  it(
    'completes a run from the form of the template as it opens, with a link to the run',
    async () => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
      });
      const { page } = visitor;
      await page.goto(`${portal.address}/create/templates/default/livery-brand-app`);
      await page.getByRole('button', { name: 'Review' }).click();
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('link', { name: 'Open the run' }).first().click({ timeout: 60_000 });
      await page.waitForURL(/\/livery\/runs\/[0-9a-f-]{36}$/);
      await page.getByRole('status', { name: 'State' }).filter({ hasText: 'Completed' }).waitFor();
      await visitor.leave();
    },
    TEST_MS,
  );

  it(
    'can be used by keyboard alone, and gives the focus back after a dialog',
    async () => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
      });
      const { page } = visitor;
      const start = page.getByRole('button', { name: 'Start a run' });
      await start.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Start a run' });
      await dialog.getByRole('radio').first().waitFor({ state: 'attached' });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await start.evaluate(element => element === document.activeElement)).toBe(true);

      await page.keyboard.press('Enter');
      const submit = dialog.getByRole('button', { name: 'Start', exact: true });
      await submit.waitFor();
      for (let presses = 0; presses < 10; presses += 1) {
        if (await submit.evaluate(element => element === document.activeElement)) {
          break;
        }
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/livery\/runs\/[0-9a-f-]{36}$/);
      await page
        .getByRole('status', { name: 'State' })
        .filter({ hasText: 'Completed' })
        .waitFor({ timeout: 90_000 });
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );

  it.each(['light', 'dark'] as const)(
    'has no serious barrier on any of its pages in the %s theme',
    async colorScheme => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      const { page } = visitor;
      const barriers: Record<string, string[]> = {};
      await page.getByRole('button', { name: 'Start a run' }).click();
      await page.getByRole('dialog').getByRole('radio').first().waitFor({ state: 'attached' });
      await page.getByText('Another git repository').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
      await page.getByText(/^Enter an address that starts with https/).waitFor();
      barriers.dialog = await visitor.barriers();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await visitor.completeRun();
      await page.getByRole('button', { name: /^Download .*\.zip$/ }).waitFor();
      await page.getByRole('log').getByRole('region', { name: 'Pack the zip' }).waitFor();
      barriers.run = await visitor.barriers();

      await page.goto(`${portal.address}/livery/runs`);
      await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
      barriers.runs = await visitor.barriers();

      await page.goto(`${portal.address}/livery/brands`);
      await page
        .getByRole('img', { name: /^Logo of / })
        .first()
        .waitFor();
      barriers.brands = await visitor.barriers();

      expect(barriers).toEqual({ dialog: [], run: [], runs: [], brands: [] });
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );

  it(
    'knows the guest: by name on a run, and on the page of the settings, which asks for nothing that is not there',
    async () => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width: 1280, height: 900 },
      });
      const { page } = visitor;
      await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
      await page.getByRole('row').filter({ hasText: 'Guest' }).first().waitFor();
      await page.goto(`${portal.address}/settings`);
      await page.getByText('user:default/guest').first().waitFor();
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );

  it.each([
    { width: 320, colorScheme: 'light' as const },
    { width: 360, colorScheme: 'dark' as const },
    { width: 1440, colorScheme: 'dark' as const },
  ])(
    'fits a window of $width px in the $colorScheme theme',
    async ({ width, colorScheme }) => {
      const visitor = await Visitor.signIn(browser, portal.address, {
        viewport: { width, height: 740 },
        colorScheme,
      });
      const { page } = visitor;
      expect(await page.locator('body').getAttribute('data-theme-mode')).toBe(colorScheme);
      await page.getByRole('button', { name: 'Start a run' }).click();
      await page.getByText('Another git repository').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
      await page.getByText(/^Enter an address that starts with https/).waitFor();
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });

      await visitor.completeRun();
      await page.getByRole('button', { name: /^Download .*\.zip$/ }).waitFor();
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);

      await page.goto(`${portal.address}/livery/runs`);
      await page.getByRole('row').filter({ hasText: 'Completed' }).first().waitFor();
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);

      await page.goto(`${portal.address}/livery/brands`);
      await page
        .getByRole('img', { name: /^Logo of / })
        .first()
        .waitFor();
      expect(await visitor.overflow()).toBeLessThanOrEqual(0);
      expect(visitor.problems).toEqual([]);
      await visitor.leave();
    },
    TEST_MS,
  );
});
