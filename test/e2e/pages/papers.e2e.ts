import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { goBack } from '../go-back.ts';
import type { Stack } from '../start-stack.ts';

interface Published {
  readonly publishedResults: {
    readonly nodes: readonly {
      readonly row: string;
      readonly column: string;
      readonly value: number;
      readonly verification: { readonly computed: number } | null;
    }[];
  };
}

const TABLE_2 = `{ publishedResults(first: 100, filter: { table: "2", method: "ShortGPT" }) { nodes { row column value verification { computed } } } }`;

/** Published numbers are shown beside measured ones, but never mixed with them. */
export async function checkPapers(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('printed numbers and the averages computed from them equal the API', async () => {
    await page.goto(`${stack.webUrl}/papers?methods=ShortGPT`);
    const { publishedResults } = await stack.query<Published>(TABLE_2);
    assert.ok(publishedResults.nodes.length > 20);
    for (const { row, column, value, verification } of publishedResults.nodes) {
      const cells = page.locator(`tr[data-published="${row}"]`);
      assert.equal(await cells.locator(`[data-column="${column}"]`).getAttribute('data-value'), String(value), `${row} ${column}`);
      if (verification)
        assert.equal(await cells.locator('[data-column="computed"]').getAttribute('data-value'), String(verification.computed));
    }
  });

  await checks.check('the known contradiction of the paper is flagged', async () => {
    await page.goto(`${stack.webUrl}/papers?check=disagrees`);
    const flagged = page.locator('tr[data-published]', { hasText: 'Llama-2-13B' }).filter({ hasText: 'see the note' });
    await flagged.locator('[data-column="note"]').getByText('The introduction prints 52.2').waitFor();
    const verdict = flagged.locator('[data-column="verdict"]');
    await verdict.getByRole('button').click();
    await verdict.getByRole('note').filter({ hasText: 'The introduction prints 52.2' }).waitFor();
    await page.keyboard.press('Escape');
  });

  await checks.check('measured models are in a table of their own', async () => {
    await page.goto(`${stack.webUrl}/papers`);
    assert.ok((await page.locator('tr[data-measured]').count()) > 0);
    assert.equal(await page.locator('table:has(tr[data-measured]):has(tr[data-published])').count(), 0);
  });

  await checks.check('pinned columns stay where they are while the others scroll', async () => {
    const cells = page.locator('tr[data-published]').first().locator('[data-column="model"], [data-column="method"]');
    const measure = () => cells.evaluateAll((found) => found.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    const before = await measure();
    await page
      .getByRole('region', { name: /ublished/ })
      .first()
      .evaluate((region) => region.scrollTo({ left: 400 }));
    assert.deepEqual(await measure(), before);
    const heads = page.locator('[data-head="model"], [data-head="method"]');
    assert.deepEqual(
      (await heads.evaluateAll((found) => found.map((head) => Math.round(head.getBoundingClientRect().left)))).slice(0, 2),
      before,
    );
  });

  await checks.check('the table chosen stands in the URL and comes back', async () => {
    await page.getByLabel('Table', { exact: true }).selectOption('7');
    await page.waitForURL(/table=7/);
    const rows = await page.locator('tr[data-published]').count();
    await page.reload();
    assert.equal(await page.locator('tr[data-published]').count(), rows);
    await goBack(page);
    await page.waitForURL((url) => !url.search.includes('table='));
  });
  await page.close();
}
