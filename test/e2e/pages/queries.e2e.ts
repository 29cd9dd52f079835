import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { openWholePage } from '../open-whole-page.ts';
import type { Stack } from '../start-stack.ts';

const run = promisify(execFile);

interface Board {
  readonly leaderboard: { readonly nodes: readonly { readonly model: { readonly slug: string } }[] };
}

/** The request behind every table and chart is shown, and runs outside of the page. */
export async function checkQueries(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();
  const { leaderboard } = await stack.query<Board>('{ leaderboard(first: 2) { nodes { model { slug } } } }');
  const slugs = leaderboard.nodes.map(({ model }) => model.slug);

  for (const path of ['/', ...slugs.map((slug) => `/models/${slug}`), `/compare?models=${slugs}`, '/explore', '/papers', '/jobs']) {
    await checks.check(`${path}: every chart and every table shows a query`, async () => {
      await openWholePage(page, `${stack.webUrl}${path}`);
      const parts = page.locator('[data-chart], main section:has(> table)');
      await parts.first().waitFor();
      const shown = page.getByRole('button', { name: 'Show query' });
      assert.ok((await shown.count()) >= (await parts.count()), `${await shown.count()} queries for ${await parts.count()} parts`);
    });
  }

  await checks.check('the query runs as curl and as Python, and gives the rows shown', async () => {
    await page.goto(stack.webUrl);
    await page.getByRole('button', { name: 'Show query' }).first().click();
    const read = async (label: string, language: string) => {
      await page.getByRole('button', { name: label, exact: true }).click();
      return (await page.locator(`[data-language="${language}"]`).textContent()) ?? '';
    };
    const rows = await page.locator('tr[data-model]').count();
    const curl = await run('sh', ['-c', (await read('curl', 'curl')).replace(/^curl/, 'curl --silent')]);
    assert.equal((JSON.parse(curl.stdout) as { data: Board }).data.leaderboard.nodes.length, rows);
    const python = await run('python3', ['-c', `${await read('Python', 'python')}\nprint(len(data["leaderboard"]["nodes"]))`]);
    assert.equal(python.stdout.trim(), String(rows));
  });
  await page.close();
}
