import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FOLDER = 'test-results/screenshots';

interface Rows {
  readonly board: readonly { readonly model: { readonly slug: string; readonly family: { readonly slug: string } } }[];
  readonly benchmarks: { readonly nodes: readonly { readonly name: string }[] };
  readonly jobs: { readonly nodes: readonly { readonly id: string }[] };
}

const ROWS = `{
  board(lose: 0.1, testModels: true) { model { slug family { slug } } }
  benchmarks(first: 1) { nodes { name } }
  jobs(first: 1) { nodes { id } }
}`;

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Every page, in both themes and at the widths of a desktop and of a phone. */
export async function checkLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { board, benchmarks, jobs } = await stack.query<Rows>(ROWS);
  const [first, second] = board.map(({ model }) => model);
  assert.ok(first && second, 'two measured models are needed');
  const paths = [
    '/',
    '/test-models',
    '/models',
    '/models?operation=rounded-kl',
    '/models?operation=influence&view=table',
    `/models/${first.slug}`,
    `/compare?models=${first.slug},${second.slug}`,
    '/compare',
    '/compare?models=qwen3.5-9b,qwen3.5-4b',
    '/published/qwen3.5-9b',
    '/compare-runs',
    `/families/${first.family.slug}`,
    '/benchmarks',
    `/benchmarks/${benchmarks.nodes[0]?.name}`,
    '/findings',
    '/releases',
    '/contribute',
    '/docs',
    '/docs/glossary',
    '/jobs',
    `/jobs?job=${jobs.nodes[0]?.id}`,
    '/submit',
    `/submit?models=${first.slug}`,
    '/sign-in',
    '/no-such-page',
  ];
  // Findings come from the colours of a theme or from the layout of a width: these two show both.
  for (const { theme, width } of [
    { theme: 'light', width: 1360 },
    { theme: 'dark', width: 360 },
  ] as const)
    await checks.check(`every page: ${theme}, ${width} px`, async () => {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const errors = collectErrors(page);
      await signIn(page, stack);
      const problems: string[] = [];
      for (const path of paths) {
        await open(page, `${stack.webUrl}${path}`);
        await saveScreenshot(page, `${path.replaceAll(/\W+/g, '-').slice(0, 60)}-${width}-${theme}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const found = [
          ...(overflow === 0 ? [] : [`scrolls sideways by ${overflow} px`]),
          ...(isDark(ground) === (theme === 'dark') ? [] : [`the ground is ${ground}`]),
          ...(await findViolations(page)),
          ...errors.splice(0),
        ];
        problems.push(...found.map((problem) => `${path} ${problem}`));
      }
      assert.deepEqual(problems, []);
      await context.close();
    });

  await checks.check('a list of models and a model read without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${stack.webUrl}/test-models`);
    assert.ok(await page.locator(`main a[href^="/models/"]`).first().isVisible());
    await page.goto(`${stack.webUrl}/models/${first.slug}`);
    assert.match((await page.locator('main').textContent()) ?? '', /\d/);
    await context.close();
  });

  await checks.check('a page that does not exist answers 404', async () => {
    for (const name of [
      'no-such-page',
      'models/none',
      'published/none',
      'benchmarks/none',
      'families/none',
      'releases/0.0.0-none',
      'docs/none',
      'docs/..%2f..%2fpackage',
    ])
      assert.equal((await fetch(`${stack.webUrl}/${name}`)).status, 404, name);
  });

  await checks.check('every page has a content security policy and the usual headers', async () => {
    for (const path of paths) {
      const { headers } = await fetch(stack.webUrl + path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /script-src 'self' 'nonce-[^']+' 'strict-dynamic'/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.equal(headers.get('x-frame-options'), 'DENY', path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('referrer-policy'), 'strict-origin-when-cross-origin', path);
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/, path);
      assert.equal(headers.get('x-powered-by'), null, path);
    }
  });

  await checkMarkup(checks, browser, stack);
}

/** Texts that other people choose, in addresses and in what the API answers. */
async function checkMarkup(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  await checks.check('markup in an address, and a model named like markup, are text', async () => {
    const page = await browser.newPage();
    const script = '<img src=x onerror="globalThis.laminaRan=1">';
    await stack.write(
      'mutation ($name: String!) { registerModel(input: { slug: "markup", name: $name, description: $name, facts: { blockCount: 2, hiddenSize: 8, parameterCount: 100 } }) { model { slug } } }',
      { name: script },
    );
    const words = encodeURIComponent(script);
    for (const path of [
      `/?q=${words}&only=${words}&sort=${words}`,
      `/compare?models=markup,${words}`,
      `/benchmarks/${words}?after=${words}`,
      `/models/${words}`,
      '/models/markup',
      `/jobs?status=${words}`,
      '/submit?models=markup',
    ]) {
      await open(page, `${stack.webUrl}${path}`);
      assert.equal(await page.evaluate(() => 'laminaRan' in globalThis), false, path);
      assert.equal(await page.locator('img[src="x"]').count(), 0, path);
    }
    await stack.write('mutation { deleteModel(slug: "markup") { slug } }');
    await page.close();
  });
}

/** Opens a page and waits for its headline, for parts that the server sends later, and for drawings. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // React first adds late parts hidden, at the end of the body. What is folded is drawn when it is opened.
  const late = 'template[id^="B:"], body > [hidden][id^="S:"], [data-drawn="false"]:not(details:not([open]) *)';
  await page.waitForFunction((selector) => document.querySelector(selector) === null, late);
}

/** Errors of scripts, and what they log as errors. The browser itself logs the status of a page that must be missing. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 404')) errors.push(message.text());
  });
  return errors;
}

/** Serious and critical findings of axe on the current page, one line each. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  // The script is evaluated, not loaded: the page's content security policy allows no foreign scripts.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResult> } }).axe.run(document, {
      // Descriptions of what passed would take most of the time.
      resultTypes: ['violations'],
    }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes[0]?.html.slice(0, 200)} and ${nodes.length - 1} more`);
}

/** Writes the whole page as a PNG. Where nobody looks at them (CI=true), none is written. */
async function saveScreenshot(page: Page, name: string): Promise<void> {
  if (process.env.CI !== 'true') await page.screenshot({ path: `${FOLDER}/page${name}.png`, fullPage: true });
}

/** True if a CSS colour is nearer to black than to white. */
function isDark(color: string): boolean {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue < 3 * 128;
}
