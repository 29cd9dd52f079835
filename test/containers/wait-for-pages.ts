import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { waitFor } from '../e2e/checks.ts';

/** Waits until the page of a model shows it. Then every page whose address has no parameter must answer. */
export async function waitForPages(port: number, slug: string): Promise<void> {
  const origin = `http://127.0.0.1:${port}`;
  await waitFor('the page', async () => {
    const response = await fetch(`${origin}/models/${slug}`).catch(() => null);
    return response?.ok && (await response.text()).includes(slug);
  });
  const files = readdirSync('apps/web/app', { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => /(^|\/)page\.tsx$/.test(name) && !name.includes('['))) {
    const { status } = await fetch(`${origin}/${dirname(file)}`);
    assert.equal(status, 200, `/${dirname(file)}`);
  }
}
