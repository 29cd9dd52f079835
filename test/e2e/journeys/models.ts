import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { FOLDER_MODEL, HUB_MODEL } from '../offer-models.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';
import { tabTo } from '../tab-to.ts';
import { findViolations } from './look.ts';

const PHONE_WIDTH = 360;
const SLUG = 'an-uploaded-model';
/** The page sends files in pieces of 4 MiB. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Its end is sent in a second piece: JSON may end with spaces. */
const LARGE_FILE = 'tokenizer.json';

interface Registered {
  readonly model: {
    readonly name: string;
    readonly source: string;
    readonly licence: string | null;
    readonly blockCount: number;
    readonly family: { readonly name: string };
  } | null;
}

const REGISTERED = 'query($slug: String!) { model(slug: $slug) { name source licence blockCount family { name } } }';

/** Registers users' models with the form: a folder of the scorer, a repository of the hub, and uploaded files. */
export async function checkModels(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, stack);

  await checks.check('a folder that is not there is refused with its name', async () => {
    await page.goto(`${stack.webUrl}/submit#register`);
    await page.getByLabel('Folder or hub model').fill('no-such-folder');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /no-such-folder/ })
      .waitFor();
  });

  for (const { what, reference, slug, source } of [
    { what: 'a folder of the scorer', reference: FOLDER_MODEL, slug: FOLDER_MODEL, source: 'folder' },
    { what: 'a model of the hub', reference: HUB_MODEL, slug: 'from-the-hub', source: 'hub' },
  ]) {
    await checks.check(`${what} is registered, read from its graph, and chosen for a study`, async () => {
      await page.goto(`${stack.webUrl}/submit#register`);
      await page.getByLabel('Folder or hub model').fill(reference);
      await page.getByLabel('Short name').fill(slug);
      await page.getByLabel('Licence').fill('Apache-2.0');
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('link', { name: 'Measure it in a study' }).click();
      await page.waitForURL((url) => url.searchParams.get('models') === slug);
      await page.locator(`input[name="models"][value="${slug}"]:checked`).waitFor();
      const { model } = await stack.query<Registered>(REGISTERED, {
        slug,
      });
      assert.deepEqual([model?.name, model?.source, model?.licence, model?.blockCount], [slug, source, 'Apache-2.0', 8]);
      await page.goto(`${stack.webUrl}/models/${slug}`);
      await page.getByRole('heading', { level: 1, name: slug }).waitFor();
    });
  }

  await checks.check('a hub model that is not there fails with what to do next', async () => {
    await page.goto(`${stack.webUrl}/submit#register`);
    await page.getByLabel('Folder or hub model').fill('people/no-such-model');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /people\/no-such-model/ })
      .waitFor();
  });
  await checks.check('a registered model gets another name and family, and is deleted; a bundled one cannot be', async () => {
    await page.goto(`${stack.webUrl}/models/${FOLDER_MODEL}`);
    await page.getByText('Edit or delete').click();
    await page.getByLabel('Name', { exact: true }).fill('Another name');
    await page.getByLabel('Family, short name').fill('other-family');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Another name' }).waitFor();
    const { model } = await stack.query<{ model: { name: string; family: { slug: string } } }>(
      'query($slug: String!) { model(slug: $slug) { name family { slug } } }',
      { slug: FOLDER_MODEL },
    );
    assert.deepEqual(model, { name: 'Another name', family: { slug: 'other-family' } });
    await page.getByRole('button', { name: 'Delete this model' }).click();
    await page.getByRole('button', { name: 'Delete it for good' }).click();
    await page.waitForURL(`${stack.webUrl}/`);
    assert.equal((await page.goto(`${stack.webUrl}/models/${FOLDER_MODEL}`))?.status(), 404);
    await page.goto(`${stack.webUrl}/models/lamina-llama-8`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.getByText('Edit or delete').count(), 0, 'a bundled model can be edited');
  });
  await context.close();
  await checkUpload(checks, browser, stack);
}

/** Uploads a tiny model with the form: in pieces, with a reload in the middle. */
async function checkUpload(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-e2e-upload-'));
  cpSync('apps/scorer/fixtures/llama-safetensors', folder, { recursive: true });
  appendFileSync(join(folder, LARGE_FILE), ' '.repeat(PIECE_BYTES));
  writeFileSync(join(folder, 'README.md'), 'A tiny model.');
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const context = await browser.newContext({ viewport: { width: PHONE_WIDTH, height: 800 } });
  const page = await context.newPage();
  const blocked: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) blocked.push(message.text());
  });
  /** Offsets of the pieces of the large file, in the order in which the page sent them. */
  const offsets: number[] = [];
  page.on('request', (request) => {
    const offset = Number(request.headers()['upload-offset']);
    if (request.method() === 'PATCH' && (request.postDataBuffer()?.length ?? 0) + offset >= PIECE_BYTES) offsets.push(offset);
  });
  try {
    await signIn(page, stack);
    await checks.check('files of a model are announced with their size and the limit before one is sent, on a phone', async () => {
      const part = await openPart(page, stack);
      await part.getByLabel('Files of the model').setInputFiles(paths);
      await part.getByText(/6 files, 4\.\d+ MB of at most 2\.15 GB/).waitFor();
      assert.deepEqual(offsets, []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
      assert.deepEqual(await findViolations(page), []);
    });

    await checks.check('an upload that a reload ended goes on with the piece that was missing', async () => {
      const part = findPart(page);
      // The second piece never arrives, however often it is sent.
      await page.route(
        (url) => url.pathname.endsWith(LARGE_FILE),
        (route) => (route.request().headers()['upload-offset'] === String(PIECE_BYTES) ? route.abort() : route.continue()),
      );
      await tabTo(page, part.getByRole('button', { name: 'Start the upload' }));
      await page.keyboard.press('Enter');
      await page.waitForRequest((request) => request.method() === 'PATCH' && request.headers()['upload-offset'] === String(PIECE_BYTES));
      await page.reload();
      await page.unrouteAll();
      assert.deepEqual([...new Set(offsets)], [0, PIECE_BYTES]);
      await part.getByText('1 upload of yours is not finished').waitFor();
      offsets.length = 0;
      await part.getByLabel('Files of the model').setInputFiles(paths);
      await part.getByText('An earlier upload of these files is continued.').waitFor();
      await part.getByRole('button', { name: 'Continue the upload' }).click();
      await part.getByText('Everything has arrived.').waitFor();
      assert.deepEqual(offsets, [PIECE_BYTES]);
    });

    await checks.check('an uploaded model shows the digests of its files, is registered, and chosen for a study', async () => {
      const part = findPart(page);
      for (const name of ['model.safetensors', LARGE_FILE]) {
        const sha256 = createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex');
        assert.equal(await part.locator(`[data-sha256="${name}"]`).textContent(), sha256);
      }
      await part.getByLabel('Short name').fill(SLUG);
      await part.getByLabel('Name', { exact: true }).fill('An uploaded model');
      await part.getByLabel('Licence').fill('MIT');
      await part.getByLabel('Family').fill('Uploaded');
      await part.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('link', { name: 'Measure it in a study' }).click();
      await page.waitForURL((url) => url.searchParams.get('models') === SLUG);
      assert.equal(await page.getByText('There is no model').count(), 0);
      const { model } = await stack.query<Registered>(REGISTERED, { slug: SLUG });
      assert.deepEqual(model, {
        name: 'An uploaded model',
        source: 'folder',
        licence: 'MIT',
        blockCount: 4,
        family: { name: 'Uploaded' },
      });
    });

    await checks.check('a file with other content than its name says is refused where it was chosen, and can be removed', async () => {
      const wrong = join(folder, 'wrong.gguf');
      writeFileSync(wrong, 'PK: an archive');
      const part = await openPart(page, stack);
      await part.getByLabel('Files of the model').setInputFiles([wrong]);
      await part.getByRole('button', { name: 'Start the upload' }).click();
      await part
        .getByRole('alert')
        .filter({ hasText: /wrong\.gguf is not what its name says/ })
        .waitFor();
      await part.getByRole('button', { name: 'Remove the upload' }).click();
      await part.getByText('wrong.gguf').first().waitFor({ state: 'detached' });
    });
    await checks.check('the page’s Content-Security-Policy blocked nothing', async () => assert.deepEqual(blocked, []));
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openPart(page: Page, stack: Stack): Promise<Locator> {
  await page.goto(`${stack.webUrl}/submit#register`);
  const part = findPart(page);
  await part.getByLabel('Files of the model').waitFor();
  return part;
}

function findPart(page: Page): Locator {
  return page.getByRole('region', { name: 'Upload a model' });
}
