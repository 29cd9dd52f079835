import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** What each column must hold of a row; nothing where the row has no value. */
export type Expected<Row> = Readonly<Record<string, (row: Row) => string | number | null | undefined>>;

/** Waits until as many rows are drawn, and compares these columns of them, in any order of the rows. */
export async function compareTable<Row>(page: Page, rows: string, wanted: readonly Row[], columns: Expected<Row>): Promise<void> {
  await page.waitForFunction(([selector, count]) => document.querySelectorAll(selector).length === count, [rows, wanted.length] as const);
  const names = Object.keys(columns);
  const write = (cell: (name: string) => unknown) => names.map((name) => `${name} ${toDigits(String(cell(name) ?? ''))}`).join(', ');
  const drawn = await page.locator(rows).evaluateAll((found) =>
    found.map((row) => {
      const cells = [...row.querySelectorAll<HTMLElement>('[data-column]')];
      return Object.fromEntries(cells.map(({ dataset: { column, value } }) => [column, value]));
    }),
  );
  const shown = drawn.map((row) => write((name) => row[name] ?? 'has no cell'));
  assert.deepEqual(shown.sort(), wanted.map((row) => write((name) => columns[name]?.(row))).sort(), `${page.url()}: ${rows}`);
}

/** Compares the values of a chart that is shown as a table: the cells of its third column, in any order. */
export async function compareChart(page: Page, chart: string, wanted: readonly number[]): Promise<void> {
  const cells = page.locator(`[data-chart="${chart}"] tbody td:nth-child(3)`);
  await cells.first().waitFor();
  const shown = await cells.evaluateAll((found) => found.map((cell) => cell.getAttribute('data-value') ?? ''));
  assert.deepEqual(shown.map(toDigits).sort(), wanted.map((value) => toDigits(String(value))).sort(), `${page.url()}: ${chart}`);
}

/** PostgreSQL adds up the same numbers in any order, so the last digits of two answers may differ. */
function toDigits(value: string): string {
  return value === '' || Number.isNaN(Number(value)) ? value : String(Number(Number(value).toPrecision(12)));
}
