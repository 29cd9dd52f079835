import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Findings come from the colours of a theme or from the layout of a width, so each theme and each width is read once, not all four pairs. */
export function isReadByAxe(theme: 'light' | 'dark', width: number): boolean {
  return (theme === 'light') === width > 400;
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Serious and critical findings of axe on the current page, one line each; excludes the parts in `exclude`. */
export async function findAxeViolations(page: Page, exclude: readonly string[] = []): Promise<readonly string[]> {
  // The script is evaluated, not loaded: the page's content security policy allows no foreign scripts.
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate(
    (left) =>
      (globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResult> } }).axe.run(
        { exclude: left.map((one) => [one]) },
        // Descriptions of what passed would take most of the time.
        { resultTypes: ['violations'] },
      ),
    exclude,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes[0]?.html.slice(0, 200)} and ${nodes.length - 1} more`);
}
