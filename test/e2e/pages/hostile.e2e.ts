import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import type { Stack } from '../start-stack.ts';

const SCRIPT = '<img src=x onerror="window.ran=1">';

/** Texts that other people choose, in addresses and in replies of the API: pages show them but never run them. */
export async function checkHostile(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  await checks.check('markup in every parameter of every page is text', async () => {
    const page = await browser.newPage();
    const words = encodeURIComponent(SCRIPT);
    for (const path of [
      `/?q=${words}&family=${words}&sort=${words}&columns=model,${words}&group=${words}&lane=${words}`,
      `/compare?models=${words}&families=${words}&baseline=${words}`,
      `/explore?x=${words}&y=${words}&q=${words}`,
      `/papers?table=${words}&models=${words}&q=${words}`,
      `/models/${words}`,
      `/jobs?status=${words}`,
    ]) {
      await page.goto(stack.webUrl + path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      assert.equal(await page.evaluate(() => (window as { readonly ran?: number }).ran), undefined, path);
      assert.equal(await page.locator('img[src="x"]').count(), 0, path);
    }
    await page.close();
  });

  await checks.check('a model named like markup and a formula is shown as it is named, and its export is harmless', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stack.webUrl);
    const name = `=HYPERLINK("http://x")${SCRIPT}`;
    // The page reads more rows from its own server: the first page of rows there says that more follow.
    await page.route('**/api/graphql', async (route) => {
      const reply = await route.fetch();
      const text = await reply.text();
      await route.fulfill({ response: reply, body: text.replaceAll(/"name":"lamina-[^"]*"/g, `"name":${JSON.stringify(name)}`) });
    });
    await page.goto(`${stack.webUrl}/compare`);
    await page.getByRole('button', { name: 'Add a model or family' }).click();
    await page.getByRole('button', { name }).first().waitFor();
    assert.equal(await page.evaluate(() => (window as { readonly ran?: number }).ran), undefined);
    await context.close();
  });

  await checks.check('a slow API leaves the page usable: what is there is shown, and the next page is on its way', async () => {
    const page = await browser.newPage();
    await page.goto(stack.webUrl);
    await page.route('**/*', async (route) => {
      if (route.request().resourceType() === 'fetch') await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    await page.getByRole('button', { name: '12.5 %' }).click();
    await page.locator('search[aria-busy="true"]').waitFor();
    assert.ok((await page.locator('tr[data-model]').count()) > 0, 'the rows went away');
    await page.locator('search[aria-busy="false"]').waitFor();
    await page.close();
  });

  await checks.check('CSV of what is shown has as many fields in each line', async () => {
    const page = await browser.newPage();
    await page.goto(`${stack.webUrl}/papers`);
    const csv = await downloadText(page, page.locator('#published').locator('xpath=ancestor::section[1]'), 'CSV');
    const counts = new Set(
      csv
        .trimEnd()
        .split('\r\n')
        .map((line) => line.replaceAll(/"(?:[^"]|"")*"/g, '').split(',').length),
    );
    assert.equal(counts.size, 1);
    await page.close();
  });
}
