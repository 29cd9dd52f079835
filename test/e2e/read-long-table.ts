import type { Page } from 'playwright-core';

/** The cells of a row by column: the value that the table sorts by, and the text. */
export type ShownCells = Readonly<Record<string, { readonly value: string; readonly text: string }>>;

/** A row that is drawn later than that is missed, and its reader says so. */
const FRAMES = 8;

/** Reads a table whole, by the names of its rows (`data-<name>`). A long table draws only the rows in sight, so it is scrolled through. */
export async function readLongTable(page: Page, name: string): Promise<ReadonlyMap<string, ShownCells>> {
  await page.locator(`tr[data-${name}]`).first().waitFor();
  const found = await page.evaluate(
    async ([attribute, frames]) => {
      const selector = `tr[${attribute}]`;
      const scroller = document.querySelector(selector)?.closest('table')?.parentElement;
      const rows: [string, ShownCells][] = [];
      for (let top = 0; scroller && top < scroller.scrollHeight; top += scroller.clientHeight / 2) {
        scroller.scrollTop = top;
        // Rows are drawn some frames after the scroll.
        for (let frame = 0; frame < frames; frame++) await new Promise(requestAnimationFrame);
        for (const row of document.querySelectorAll(selector)) {
          const cells = [...row.querySelectorAll<HTMLElement>('[data-column]')].map(
            ({ dataset: { column = '', value = '' }, textContent }) => [column, { value, text: textContent ?? '' }] as const,
          );
          rows.push([row.getAttribute(attribute) ?? '', Object.fromEntries(cells)]);
        }
      }
      return rows;
    },
    [`data-${name}`, FRAMES] as const,
  );
  return new Map(found);
}
