import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { FOLDER_MODEL, HUB_MODEL } from '../offer-models.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';
import { checkUpload } from './upload.e2e.ts';

interface Registered {
  readonly model: { readonly name: string; readonly source: string; readonly licence: string | null; readonly blockCount: number } | null;
}

/** Registers users' models with the form: a folder of the scorer, a repository of the hub, and uploaded files. */
export async function checkRegister(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, stack);

  for (const { what, reference, slug, source } of [
    { what: 'a folder of the scorer', reference: FOLDER_MODEL, slug: FOLDER_MODEL, source: 'folder' },
    { what: 'a model of the hub', reference: HUB_MODEL, slug: 'from-the-hub', source: 'hub' },
  ]) {
    await checks.check(`${what} is registered, read from its graph, and chosen for a study`, async () => {
      await page.goto(`${stack.webUrl}/submit`);
      await page.getByText('Register another model').click();
      await page.getByLabel('Folder or hub model').fill(reference);
      await page.getByLabel('Short name').fill(slug);
      await page.getByLabel('Licence').fill('Apache-2.0');
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get('models') === slug);
      await page.locator(`input[name="models"][value="${slug}"]:checked`).waitFor();
      const { model } = await stack.query<Registered>('query($slug: String!) { model(slug: $slug) { name source licence blockCount } }', {
        slug,
      });
      assert.deepEqual(model, { name: slug, source, licence: 'Apache-2.0', blockCount: 8 });
      await page.goto(`${stack.webUrl}/models/${slug}`);
      await page.getByRole('heading', { level: 1, name: slug }).waitFor();
    });
  }

  await checks.check(
    'the form for registering opens from the leaderboard, from the head of Submit, from the footer and by its address',
    async () => {
      const field = page.getByLabel('Folder or hub model');
      const isOpen = async (open: () => Promise<unknown>) => {
        await open();
        await field.waitFor();
        assert.match(page.url(), /\/submit#register$/);
      };
      await page.goto(stack.webUrl, { waitUntil: 'networkidle' });
      await isOpen(() => page.getByRole('link', { name: 'Register it' }).click());
      await page.goto(`${stack.webUrl}/submit`, { waitUntil: 'networkidle' });
      assert.ok(!(await field.isVisible()), 'the form is open without being asked for');
      await isOpen(() => page.getByRole('link', { name: 'registered' }).click());
      await page.goto(`${stack.webUrl}/jobs`, { waitUntil: 'networkidle' });
      await isOpen(() => page.getByRole('link', { name: 'Register a model' }).click());
      await page.goto('about:blank');
      await isOpen(() => page.goto(`${stack.webUrl}/submit#register`));
    },
  );

  await checks.check('a hub model that is not there fails with what to do next', async () => {
    await page.goto(`${stack.webUrl}/submit`);
    await page.getByText('Register another model').click();
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
    await page.waitForURL(`${stack.webUrl}/`);
    assert.equal((await page.goto(`${stack.webUrl}/models/${FOLDER_MODEL}`))?.status(), 404);
    await page.goto(`${stack.webUrl}/models/lamina-llama-8`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    assert.equal(await page.getByText('Edit or delete').count(), 0, 'a bundled model can be edited');
  });
  await context.close();
  await checks.group('upload', () => checkUpload(checks, browser, stack));
}
