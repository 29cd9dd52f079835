import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import type { Stack } from '../start-stack.ts';
import { tabTo } from '../tab-to.ts';
import { open } from './look.ts';

interface Board {
  readonly board: readonly { readonly model: { readonly slug: string; readonly name: string } }[];
}

/** From the first page to a judged test model, to the command that removes what can go, by keyboard alone; and what stands behind what is shown. */
export async function checkModel(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const { board } = await stack.query<Board>('{ board(lose: 0.1, testModels: true) { model { slug name } } }');
  const [model] = board.map((row) => row.model);
  assert.ok(model, 'a judged model is needed');
  const address = `${stack.webUrl}/models/${model.slug}`;
  const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });

  await checks.check('by keyboard alone: from the first page to a model', async () => {
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
    await page.keyboard.press('Enter');
    await tabTo(page, page.locator('main a[href="/test-models"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/test-models');
    await tabTo(page, page.locator(`main a[href^="/models/${model.slug}"]`).first());
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/models/${model.slug}**`);
    await page.getByRole('heading', { level: 1, name: model.name }).waitFor();
  });

  await checks.check('the limit is dragged in the chart, and a mark shows its own command, which the command line knows', async () => {
    await page.goto(address, { waitUntil: 'networkidle' });
    const chart = page.locator('[data-chart="front"]');
    const line = await chart.locator('[data-limit]').boundingBox();
    assert.ok(line);
    await page.mouse.move(line.x + 20, line.y + line.height / 2);
    await page.mouse.down();
    await page.mouse.move(line.x + 20, line.y + line.height / 2 + 40, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.has('lose'));
    await chart.getByRole('group', { name: 'Points of the chart' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Back to the answer' }).waitFor();
    const command = (await page.locator('[data-command]').first().textContent()) ?? '';
    const [, verb = ''] = /^npx lamina(?:-llm)? (\w+) /.exec(command) ?? [];
    assert.ok(verb === 'prune' && command.includes(model.slug), command);
    const help = spawnSync('node_modules/.bin/lamina', [verb, '--help'], { encoding: 'utf8' });
    assert.equal(help.status, 0, `${command}\n${help.stderr}`);
  });

  await checks.check('a chart is saved as SVG, and shown as a table', async () => {
    const chart = page.locator('[data-chart]').first();
    await chart.getByRole('button', { name: 'Export', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator(':popover-open').getByRole('button', { name: 'SVG' }).first().click(),
    ]);
    assert.match(download.suggestedFilename(), /\.svg$/);
    await page.keyboard.press('Escape');
    await chart.getByRole('button', { name: 'As table' }).click();
    await chart.locator('tbody td').first().waitFor();
  });

  await checks.check('the query behind what is shown runs outside of the page', async () => {
    await open(page, address);
    await page.getByRole('button', { name: 'Show query' }).first().click();
    await page.getByLabel('As', { exact: true }).selectOption('curl');
    const curl = (await page.locator('[data-language="curl"]').textContent()) ?? '';
    const { stdout, stderr } = spawnSync('sh', ['-c', curl.replace(/^curl/, 'curl --silent')], { encoding: 'utf8' });
    const { data, errors } = JSON.parse(stdout || '{}') as { readonly data?: object; readonly errors?: unknown };
    assert.ok(data && errors === undefined, stdout + stderr);
  });

  await checks.check('the theme button wins over the system, also after a reload', async () => {
    // A click before the scripts are loaded would be lost.
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    for (const name of ['Light', 'Dark']) {
      await page.getByRole('button', { name: /Theme/ }).click();
      await page.getByRole('button', { name: `Theme: ${name}` }).waitFor();
    }
    assert.match((await (await page.reload())?.text()) ?? '', /<html[^>]*data-theme="dark"/);
  });
  await page.close();
}
