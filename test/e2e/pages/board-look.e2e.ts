import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { downloadText } from '../download-text.ts';
import type { Stack } from '../start-stack.ts';

interface Errors {
  readonly leaderboard: {
    readonly nodes: readonly {
      readonly averageRetention: number | null;
      readonly averageRetentionStandardError: number | null;
      readonly cells: readonly { readonly retention: number | null; readonly retentionStandardError: number | null }[];
    }[];
  };
}

const ERRORS = `query($ratio: Float!) { leaderboard(first: 100, strategy: BLOCK_INFLUENCE, removedRatio: $ratio) { nodes {
  averageRetention averageRetentionStandardError cells { retention retentionStandardError } } } }`;

const LEAST_TARGET_PX = 24;

/** The leaderboard's files, its targets, its cards on a phone, and the columns that stay while the others scroll. */
export async function checkBoardLook(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 900, height: 800 } });
  const page = await context.newPage();

  await checks.check('files escape percent signs, say where no answer changed, and hold no address of this machine', async () => {
    for (const ratio of [0.125, 0.25, 0.5]) {
      await page.goto(`${stack.webUrl}/?removed=${ratio}`, { waitUntil: 'networkidle' });
      const { leaderboard } = await stack.query<Errors>(ERRORS, { ratio });
      const latex = await downloadText(page, page.locator('body'), 'LaTeX');
      assert.ok(latex.includes(`at most ${ratio * 100} \\% of their blocks`), latex);
      // A percent sign begins a comment: in the first line, and at the end of a line to keep its break away.
      for (const line of latex.split('\n').slice(1)) assert.doesNotMatch(line, /(?<!\\)%./);
      assert.equal(latex.match(/\(no answer changed\)/g)?.length ?? 0, countUnchanged(leaderboard.nodes));
      const bibtex = await downloadText(page, page.locator('body'), 'BibTeX');
      assert.match(bibtex, /title {8}= \{\{[^%]*\d \\% of their blocks/);
      const json = JSON.parse(await downloadText(page, page.locator('body'), 'JSON')) as { readonly url: string | null };
      assert.equal(json.url, null);
    }
  });

  await checks.check('LaTeX of the columns in sight holds those in sight and no others', async () => {
    await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
    for (const left of [0, 500]) {
      await findBoard(page).evaluate((region, to) => region.scrollTo({ left: to }), left);
      const { shown, all } = await listTitles(page);
      assert.ok(shown.length < all.length, `all of ${all.length} columns are in sight`);
      const latex = await downloadText(page, page.locator('body'), 'LaTeX, columns in sight');
      assert.deepEqual(readHead(latex), shown);
      assert.deepEqual(readHead(await downloadText(page, page.locator('body'), 'LaTeX')), all);
    }
  });

  await checks.check('the first columns stay where they are while the others scroll, also those of the head and of groups', async () => {
    await page.goto(`${stack.webUrl}/?group=family`, { waitUntil: 'networkidle' });
    const kept = page.locator(
      '[data-head="rank"], [data-head="model"], tr[data-model] [data-column="rank"], tr[data-model] [data-column="model"], tr[data-group] th',
    );
    const moving = page.locator('[data-head="perplexity"]');
    const readLeft = (cells: typeof kept) =>
      cells.evaluateAll((found) => found.map((cell) => Math.round(cell.getBoundingClientRect().left)));
    const [before, movingBefore] = [await readLeft(kept), await readLeft(moving)];
    await findBoard(page).evaluate((region) => region.scrollTo({ left: 300 }));
    assert.deepEqual(await readLeft(kept), before);
    assert.deepEqual(
      await readLeft(moving),
      movingBefore.map((left) => left - 300),
    );
  });

  await checks.check('everything that sorts is a target of 24 pixels at least', async () => {
    for (const button of await page.locator('thead button').all()) {
      const box = await button.boundingBox();
      assert.ok(
        box && box.width >= LEAST_TARGET_PX && box.height >= LEAST_TARGET_PX,
        `${await button.textContent()}: ${JSON.stringify(box)}`,
      );
    }
  });
  await context.close();

  await checks.check('on a phone each row is a card that names its values, and it sorts without column heads', async () => {
    const phone = await browser.newContext({ viewport: { width: 390, height: 800 } });
    const cards = await phone.newPage();
    await cards.goto(stack.webUrl, { waitUntil: 'networkidle' });
    assert.ok(!(await cards.locator('thead').first().isVisible()), 'column heads are shown above cards');
    const [card] = await cards.locator('tr[data-model]').all();
    assert.ok(card);
    assert.equal(await card.evaluate((row) => getComputedStyle(row).display), 'grid');
    const labels = await card
      .locator('td[data-label]')
      .evaluateAll((cells) =>
        cells.map((cell) => [getComputedStyle(cell, '::before').content.replaceAll('"', ''), cell.getAttribute('data-label')]),
      );
    assert.ok(labels.length > 3);
    for (const [drawn, label] of labels) assert.equal(drawn, label);
    const widths = await cards
      .locator('tr[data-model]')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect()).map(({ left, right }) => [left, right]));
    for (const [left = 0, right = 0] of widths) assert.ok(left >= 0 && right <= 390, `a card reaches from ${left} to ${right}`);
    await cards.getByLabel('Sort by').first().selectOption('blocks');
    await cards.waitForURL(/sort=-blocks/);
    await phone.close();
  });
}

function findBoard(page: Page) {
  return page.getByRole('region', { name: /^Models with at most/ }).first();
}

function countUnchanged(rows: Errors['leaderboard']['nodes']): number {
  return rows
    .flatMap(({ averageRetention, averageRetentionStandardError, cells }) => [
      { retention: averageRetention, retentionStandardError: averageRetentionStandardError },
      ...cells,
    ])
    .filter(({ retention, retentionStandardError }) => retention !== null && retentionStandardError === 0).length;
}

/** The titles of all columns, and of those of which at least half is in sight. */
async function listTitles(page: Page): Promise<{ readonly shown: readonly string[]; readonly all: readonly string[] }> {
  const frame = await findBoard(page).boundingBox();
  assert.ok(frame);
  const heads = await findBoard(page)
    .locator('[data-head]')
    .evaluateAll((found) =>
      found.map((head) => {
        const { left, right } = head.getBoundingClientRect();
        return {
          title: head.querySelector('button > span')?.textContent ?? '',
          left,
          right,
          isPinned: getComputedStyle(head).left !== 'auto',
        };
      }),
    );
  const edge = Math.max(frame.x, ...heads.filter(({ isPinned }) => isPinned).map(({ right }) => right));
  const isShown = ({ left, right, isPinned }: (typeof heads)[number]) =>
    isPinned || ((left + right) / 2 >= edge && (left + right) / 2 <= frame.x + frame.width);
  return { shown: heads.filter(isShown).map(({ title }) => title), all: heads.map(({ title }) => title) };
}

/** The titles in the head of a LaTeX table. */
function readHead(latex: string): readonly string[] {
  const [, line = ''] = /\\toprule\n +(.*) \\\\\n/.exec(latex) ?? [];
  return line.split(' & ').map((title) => title.replaceAll(/\\([&%$#_{}])/g, '$1'));
}
