import { type AxeResults, source as axeSource } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/**
 * The header with the tabs, which control panels that only the chosen tab has, and the place where react-aria puts
 * what a screen reader is to say, which may name what is gone by now.
 */
const frameOfBackstage = ['[class*="bui-PluginHeader"]', '[data-live-announcer]'];

/** Somebody with a browser of their own, and everything that went wrong in it. */
export class Visitor {
  readonly page: Page;
  /** Errors of the console, errors of scripts, and requests that left the portal. */
  readonly problems: string[] = [];

  /** Opens the portal and signs in as guest, which ends on the first page. */
  static async signIn(browser: Browser, address: string, options: BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en', timezoneId: 'UTC', ...options });
    const visitor = new Visitor(await context.newPage(), address);
    await visitor.page.goto(address);
    // The one button has the focus, so the Enter key is enough.
    await visitor.page.getByRole('button', { name: 'Enter' }).and(visitor.page.locator(':focus')).waitFor();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.waitForURL(`${address}/livery/runs`);
    return visitor;
  }

  private constructor(page: Page, address: string) {
    this.page = page;
    page.on('console', message => {
      if (message.type() === 'error') {
        this.problems.push(`console: ${message.text()}`);
      }
    });
    page.on('pageerror', error => this.problems.push(`script: ${error.message}`));
    page.on('request', request => {
      const url = request.url();
      if (!url.startsWith(`${address}/`) && !/^(?:data|blob):/.test(url)) {
        this.problems.push(`request to another origin: ${url}`);
      }
    });
  }

  /** Starts a run with what the form opens with, and waits on its page until it has completed. */
  async completeRun(button = 'Start a run'): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true }).click();
    await this.page.waitForURL(/\/livery\/runs\/[0-9a-f-]{36}$/);
    const state = this.page.getByRole('status', { name: 'State' });
    await state.filter({ hasText: /Completed|Failed|Timed out/ }).waitFor({ timeout: 90_000 });
  }

  /**
   * What axe finds on the page that keeps people from using it: serious and critical violations, each with where it
   * is. The frame of Backstage around our pages is left out; it is not ours to change.
   */
  async barriers(): Promise<string[]> {
    // What still fades in has the colours of no theme.
    await this.page.waitForFunction(() =>
      document.getAnimations().every(animation => !(animation instanceof CSSTransition)),
    );
    await this.page.evaluate(axeSource);
    const { violations } = await this.page.evaluate<AxeResults>(
      `axe.run({ exclude: ${JSON.stringify(frameOfBackstage)} }, { resultTypes: ['violations'] })`,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
      );
  }

  /** By how many pixels the page is wider than the window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  /** Closes the browser window with all it remembers. */
  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
