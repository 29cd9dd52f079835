import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import { findAxeViolations, isReadByAxe } from '../find-axe-violations.ts';
import { saveScreenshot } from '../save-screenshot.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

interface Models {
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly slug: string } }[] };
}

interface Saved {
  readonly saveReport: { readonly report: { readonly slug: string } };
}

interface SavedCharts {
  readonly report: {
    readonly blocks: readonly {
      readonly chart: { readonly picture: string; readonly path: string; readonly rows: readonly unknown[][] } | null;
    }[];
  };
}

const SAVE = 'mutation($input: SaveReportInput!) { saveReport(input: $input) { report { slug } } }';
const READ = 'query($slug: String!) { report(slug: $slug) { blocks { chart { picture path rows } } } }';

/** Reports: charts of several pages and texts become one page that stays as it is. */
export async function checkReports(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { leaderboard } = await stack.query<Models>('{ leaderboard(first: 1) { nodes { model { slug } } } }');
  const slug = leaderboard.nodes[0]?.model.slug;
  assert.ok(slug, 'an evaluated model is needed');
  let saved = '';

  await checks.check('charts of two pages and a text are saved by the form, in the order chosen', async () => {
    const context = await browser.newContext({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(`${stack.webUrl}/reports`);
    await page.getByRole('heading', { name: 'The draft is empty' }).waitFor();
    assert.equal(await page.getByRole('link', { name: /^Report \(/ }).count(), 0);

    await page.goto(`${stack.webUrl}/models/${slug}`);
    const ofModel = page.locator('[data-chart]:has([data-drawn="true"] svg)').first();
    const first = await addToReport(page, ofModel);
    await page.getByRole('link', { name: 'Report (1)' }).waitFor();
    await page.goto(`${stack.webUrl}/explore?x=removed-parameters`);
    const second = await addToReport(page, page.locator('[data-chart="scatter"]'));

    await page.getByRole('link', { name: 'Report (2)' }).click();
    const blocks = page.locator('[data-draft-block]');
    await blocks.nth(1).waitFor();
    await page.getByRole('link', { name: 'Sign in with yours' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save report' }).count(), 0);
    await signIn(page, stack);
    await page.goto(`${stack.webUrl}/reports`);
    await page.getByLabel('Title').fill('Two charts');
    await page.getByRole('button', { name: 'Add text' }).click();
    await page.getByLabel('Markdown of block 3, Text').fill('## Why\n\nThe **lowest** layers [matter](https://example.org/).');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    await page.getByRole('button', { name: 'Move block 3, Text up' }).click();
    assert.deepEqual(await listBlocks(blocks), [first, 'Text', second]);
    await page.reload();
    await blocks.nth(2).waitFor();
    assert.deepEqual(await listBlocks(blocks), [first, 'Text', second]);
    await page.getByRole('button', { name: 'Save report' }).click();
    await page.waitForURL(/\/reports\/[0-9a-f]{16}$/);
    await page.getByRole('heading', { level: 1, name: 'Two charts' }).waitFor();
    // The title comes after the page, which is there at once.
    await page.waitForFunction(() => document.title === 'Two charts · Lamina');
    assert.equal(await page.getByRole('link', { name: /^Report \(/ }).count(), 0, 'the draft stayed');
    saved = new URL(page.url()).pathname.slice('/reports/'.length);
    await context.close();
  });

  await checks.check('the page shows pictures, numbers and texts as they were saved, and leads to the live pages', async () => {
    const page = await browser.newPage();
    const { report } = await stack.query<SavedCharts>(READ, { slug: saved });
    const charts = report.blocks.flatMap(({ chart }) => (chart ? [chart] : []));
    assert.deepEqual(
      charts.map(({ path }) => path),
      [`/models/${slug}`, '/explore?x=removed-parameters'],
    );
    for (const { picture } of charts) {
      assert.ok(picture.startsWith('<svg ') && !picture.includes('var(--') && !picture.includes('light-dark('), 'it needs no style sheet');
      assert.ok(picture.includes('fill="rgb(251, 251, 250)"'), 'its ground is that of the light theme');
    }
    await page.goto(`${stack.webUrl}/reports/${saved}`);
    const figures = page.locator('[data-report-chart]');
    assert.equal(await figures.count(), 2);
    for (const [place, { rows, path }] of charts.entries()) {
      const figure = figures.nth(place);
      const width = await figure.locator('img').evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return image.naturalWidth;
      });
      assert.ok(width > 100, `the picture is ${width} px wide`);
      await figure.locator('summary').click();
      assert.equal(await figure.locator('tbody tr').count(), rows.length);
      assert.equal(await figure.locator('figcaption a').getAttribute('href'), path);
      await figure.getByRole('button', { name: 'Show query' }).waitFor();
      const csv = await downloadText(page, figure, 'CSV');
      assert.equal(csv.trimEnd().split('\r\n').length, rows.length + 1);
    }
    assert.match((await page.getByRole('link', { name: 'matter' }).getAttribute('rel')) ?? '', /noopener/);
    await page.goto(`${stack.webUrl}/reports`);
    await page.getByRole('link', { name: 'Two charts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Two charts' }).waitFor();
    await page.close();
  });

  await checks.check('scripts and addresses in a picture, a text and a title do nothing', async () => {
    const evil = `<img src="https://elsewhere.test/x.png" onerror="window.ran=1">`;
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50" onload="window.ran=1"><script>window.ran=1;parent.ran=1</script>
      <image href="https://elsewhere.test/y.png" width="9" height="9"/><foreignObject width="9" height="9">${evil}</foreignObject></svg>`;
    const table = JSON.stringify({ columns: [{ id: 'a', title: evil, numeric: false }], rows: [[evil]] });
    const chart = { title: evil, caption: evil, picture, table, path: '/models', takenAt: '2026-11-28T07:00:00Z', query: evil };
    const markdown = `${evil}\n\n<script>window.ran=1</script>\n\n[here](javascript:window.ran=1) ![there](https://elsewhere.test/z.png)`;
    const { saveReport } = await stack.write<Saved>(SAVE, { input: { title: evil, blocks: [{ markdown }, { chart }] } });
    const page = await browser.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => request.url().includes('elsewhere.test') && foreign.push(request.url()));
    page.on('dialog', () => assert.fail('a dialog opened'));
    await page.goto(`${stack.webUrl}/reports/${saveReport.report.slug}`);
    await page.getByRole('heading', { level: 1, name: evil }).waitFor();
    await page.locator('[data-report-chart] img').evaluate((image: HTMLImageElement) => image.decode().catch(() => undefined));
    await page.locator('[data-report-chart] summary').click();
    await page.getByText('here').first().click();
    assert.equal(await page.evaluate(() => (window as { readonly ran?: number }).ran), undefined);
    assert.deepEqual(foreign, []);
    assert.equal(await page.locator('img:not([data-report-chart] img)').count(), 0);
    await page.close();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1360, 360]) {
      await checks.check(`${theme}, ${width} px: a report and a draft fit, and have no serious finding of axe`, async () => {
        const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 800 } });
        const page = await context.newPage();
        await page.goto(`${stack.webUrl}/models/${slug}`);
        await addToReport(page, page.locator('[data-chart]:has([data-drawn="true"] svg)').first());
        for (const [name, path] of [
          ['reports', '/reports'],
          ['report', `/reports/${saved}`],
        ]) {
          await page.goto(stack.webUrl + path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          if (name === 'reports') await page.locator('[data-draft-block]').waitFor();
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
          await saveScreenshot(page, width < 400 ? `${name}-phone` : String(name), theme);
          if (isReadByAxe(theme, width)) assert.deepEqual(await findAxeViolations(page), []);
        }
        await context.close();
      });
    }
  }

  await checks.check('a report that is not there has a page that says so', async () => {
    const page = await browser.newPage();
    const reply = await page.goto(`${stack.webUrl}/reports/0000000000000000`);
    assert.equal(reply?.status(), 404);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.close();
  });
}

/** Adds a chart to the draft by its menu; returns the title that it has there. */
async function addToReport(page: Page, chart: Locator): Promise<string> {
  await chart.locator('[data-drawn="true"] svg').first().waitFor();
  await chart.getByRole('button', { name: 'Export', exact: true }).click();
  const menu = page.locator(':popover-open');
  await menu.getByRole('button', { name: 'Add to report' }).click();
  await menu.getByText('Added').waitFor();
  const title = (await menu.getAttribute('aria-label'))?.replace(/^Export /, '');
  await page.keyboard.press('Escape');
  return `${title} · ${(await page.title()).replace(/ · Lamina$/, '')}`;
}

function listBlocks(blocks: Locator): Promise<(string | null)[]> {
  return blocks.evaluateAll((found) => found.map((block) => block.getAttribute('data-draft-block')));
}
