import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** SHA-256 of the graph that an open list of a pruned model's files downloads. */
export async function digestDownloadedGraph(page: Page): Promise<string> {
  const link = page.getByRole('link', { name: /onnx\/model\.onnx \d/ });
  const [graph] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return createHash('sha256')
    .update(readFileSync(await graph.path()))
    .digest('hex');
}
