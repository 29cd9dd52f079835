import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

const MODEL = 'lamina-llama-8';
const TEAM = 'Team of the journey';

/** A file that a team shares is chosen in a browser, appears in the picture under the team's name, and is verified where the model is at hand. */
export async function checkContribute(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-e2e-share-'));
  const file = join(folder, 'shared.json');
  const context = await browser.newContext();
  const page = await context.newPage();
  const shared = page.locator('[data-contribution]').filter({ hasText: `measured by ${TEAM}` });
  try {
    await checks.check('the command measures every block, and writes a file to share', async () => {
      await runLamina(stack, ['answer', MODEL, '--share', file, '--by', TEAM]);
      assert.equal(JSON.parse(readFileSync(file, 'utf8')).contributor, TEAM);
    });

    await checks.check('a file whose sums were changed is refused in words', async () => {
      const changed = JSON.parse(readFileSync(file, 'utf8'));
      changed.scores.measures[0].sum[3] += 1;
      const other = join(folder, 'changed.json');
      writeFileSync(other, JSON.stringify(changed));
      await signIn(page, stack);
      await page.goto(`${stack.webUrl}/contribute`, { waitUntil: 'networkidle' });
      await page.getByLabel('File', { exact: true }).setInputFiles(other);
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: 'add up to' }).waitFor();
      assert.equal(await shared.count(), 0);
    });

    await checks.check('the file appears under its contributor, on this page and in the picture of many models', async () => {
      await page.getByLabel('File', { exact: true }).setInputFiles(file);
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await shared.getByText('Nobody has measured a sample again.').waitFor();
      await page.goto(`${stack.webUrl}/models`);
      await page.locator(`[data-strip="${MODEL}"][data-measured="false"]`).getByText(`Measured by ${TEAM}`).waitFor();
      await page.goto(`${stack.webUrl}/contribute`);
      await shared.getByRole('link', { name: MODEL }).click();
      await page.waitForURL(`**/published/${MODEL}`);
      await page.getByText(`Measured by ${TEAM}`).first().waitFor();
    });

    await checks.check('a sample that is measured again stands beside it, with the name of who reports it', async () => {
      await runLamina(stack, ['import', file, MODEL]);
      await page.goto(`${stack.webUrl}/contribute`);
      await shared.getByText(/Verified by administrator on .+: 2 documents measured again/).waitFor();
      await page.goto(`${stack.webUrl}/models`);
      await page.locator(`[data-strip="${MODEL}"][data-measured="false"]`).getByRole('link', { name: 'verified' }).waitFor();
    });
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the command beside the stack, whose measurements it knows. */
async function runLamina(stack: Stack, args: readonly string[]): Promise<void> {
  const variables = { LAMINA_API_PORT: new URL(stack.apiUrl).port, LAMINA_API_TOKEN: stack.adminToken() };
  const child = spawn('node_modules/.bin/lamina', args, { env: { ...process.env, ...variables }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, said);
}
