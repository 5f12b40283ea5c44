import { readFileSync } from 'node:fs';
import { LiveryError } from '@livery/contracts';
import { encodePng } from '../encodePng';
import { drawSvg, type DrawingLimits } from './drawSvg';
import { limitMemory } from './limitMemory';

const wrap = (content: string, attributes = 'viewBox="0 0 10 10"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${content}</svg>`;

const draw = (svg: string, limits?: DrawingLimits) =>
  drawSvg('assets/icon.svg', Buffer.from(svg), 64, limits);

async function refusalOf(drawing: Promise<unknown>): Promise<string> {
  const error = await drawing.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LiveryError);
  expect(error).toMatchObject({ code: 'asset-invalid', message: expect.stringContaining('assets/icon.svg') });
  return (error as LiveryError).message;
}

describe('Drawing an SVG', () => {
  it('makes the longer side as long as asked, with or without a size of its own', async () => {
    for (const [attributes, width, height] of [
      ['viewBox="0 0 20 10"', 64, 32],
      ['viewBox="0 0 10 20"', 32, 64],
      ['width="5" height="5"', 64, 64],
      ['width="10mm" height="5mm" viewBox="0 0 4 2"', 64, 32],
    ] as const) {
      expect(await draw(wrap('<rect width="4" height="2"/>', attributes))).toMatchObject({ width, height });
    }
  });

  it('gives the same pixels each time, and several at once', async () => {
    const gradient = wrap(
      '<defs><radialGradient id="g"><stop stop-color="#123"/><stop offset="1" stop-color="#fa0" stop-opacity=".3"/></radialGradient><filter id="f"><feGaussianBlur stdDeviation=".4"/></filter></defs><circle cx="5" cy="5" r="4" fill="url(#g)" filter="url(#f)" transform="rotate(33)"/>',
    );
    const [one, ...others] = await Promise.all([draw(gradient), draw(gradient), draw(gradient)]);
    for (const other of others) {
      expect(Buffer.from(other.data).equals(one.data)).toBe(true);
    }
  });

  it('refuses what draws nothing, and says what to look at', async () => {
    for (const empty of [
      wrap(''),
      wrap('<rect x="50" width="5" height="5"/>'),
      wrap('<rect width="5" height="5" fill="none"/>'),
      wrap('<text y="9">A</text>'),
    ]) {
      expect(await refusalOf(draw(empty))).toMatch(/draws nothing/);
    }
  });

  it('refuses what is no drawing', async () => {
    expect(await refusalOf(draw('<svg viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'))).toMatch(
      /could not be drawn/,
    );
    expect(await refusalOf(draw(wrap('<rect width="1" height="1"/>', 'width="0" height="5"')))).toMatch(
      /invalid size/,
    );
    expect(await refusalOf(draw(wrap('<rect width="1" height="1"/>', 'width="1" height="900000"')))).toMatch(
      /could not be drawn/,
    );
  });

  it('refuses a drawing that multiplies itself', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `<g id="l${level + 1}">${`<use href="#l${level}"/>`.repeat(10)}</g>`,
    );
    const laughs = wrap(
      `<defs><rect id="l0" width="1" height="1"/>${levels.join('')}</defs><use href="#l9"/>`,
    );
    expect(await refusalOf(draw(laughs))).toMatch(/could not be drawn \(.*limit/);
  });

  it('stops a drawing that takes for ever, and goes on', async () => {
    const endless = wrap(
      '<filter id="f"><feTurbulence numOctaves="100000000" baseFrequency="0.05"/></filter><rect filter="url(#f)" width="9" height="9"/>',
    );
    const started = performance.now();
    const limits = { timeoutMs: 400, memoryBytes: 64 * 1024 * 1024 };
    expect(await refusalOf(draw(endless, limits))).toMatch(/within 0\.4 seconds/);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await draw(wrap('<rect width="9" height="9"/>'))).toMatchObject({ width: 64 });
  });

  it('stops a drawing that wants more memory than it may have, be it by depth or by a picture', async () => {
    const limits = { timeoutMs: 20_000, memoryBytes: 8 * 1024 * 1024 };
    const deep = wrap(`${'<g opacity="0.9">'.repeat(150)}<rect width="5" height="5"/>${'</g>'.repeat(150)}`);
    const drawLarge = drawSvg('assets/icon.svg', Buffer.from(deep), 1024, limits);
    expect(await refusalOf(drawLarge)).toMatch(/more memory than a logo may take/);
    const bomb = encodePng(new Uint8Array(2000 * 2000 * 4), 2000).toString('base64');
    const carrier = wrap(`<image width="10" height="10" href="data:image/png;base64,${bomb}"/>`);
    expect(await refusalOf(draw(carrier, limits))).toMatch(/more memory than a logo may take|draws nothing/);
  });

  it('reads no file and no network', async () => {
    const outside = `<image width="10" height="10" href="${__filename}"/><image width="10" height="10" href="http://127.0.0.1:9/a.png"/>`;
    expect(await refusalOf(draw(wrap(outside)))).toMatch(/draws nothing/);
  });
});

describe('The memory of the drawing module', () => {
  const module = readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm'));

  it('gets a limit, and nothing else of the module changes', async () => {
    const limited = limitMemory(module, 4 * 1024 * 1024);
    expect(limited.length).toBe(module.length + 1);
    await expect(WebAssembly.compile(limited as BufferSource)).resolves.toBeDefined();
    expect(() => limitMemory(limited, 1024 * 1024)).toThrow(/one memory without a limit/);
    expect(() => limitMemory(module.subarray(0, 8), 1024 * 1024)).toThrow(/one memory without a limit/);
  });
});
