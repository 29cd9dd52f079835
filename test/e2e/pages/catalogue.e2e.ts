import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

interface Results {
  readonly evaluations: { readonly nodes: readonly { readonly id: string; readonly value: number; readonly retention: number | null }[] };
}

interface Families {
  readonly families: {
    readonly nodes: readonly {
      readonly slug: string;
      readonly name: string;
      readonly models: { readonly nodes: readonly { readonly slug: string; readonly canonicalScoreRun: object | null }[] };
    }[];
  };
}

interface Release {
  readonly dataRelease: { readonly citation: string; readonly files: readonly { readonly name: string; readonly sha256: string }[] };
}

interface Retentions {
  readonly leaderboard: {
    readonly nodes: readonly { readonly averageRetention: number | null; readonly model: { readonly slug: string } }[];
  };
}

const RETENTIONS = `query($families: [String!]!) {
  leaderboard(first: 100, filter: { families: $families }) { nodes { averageRetention model { slug } } }
}`;

const RESULTS = `query($names: [String!]!, $dense: Boolean!) {
  evaluations(first: 100, filter: { benchmarks: $names, dense: $dense }) { nodes { id value retention } }
}`;

/** The pages of benchmarks, families and data releases: their numbers are those of the API, and every link of them opens. */
export async function checkCatalogue(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const page = await browser.newPage();

  await checks.check('the page of a benchmark shows every evaluation of whole models as the API says', async () => {
    await page.goto(`${stack.webUrl}/benchmarks`);
    const [name = ''] = await page.locator('tr[data-benchmark] [data-column="name"]').allInnerTexts();
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const { evaluations } = await stack.query<Results>(RESULTS, { names: [name], dense: true });
    assert.ok(evaluations.nodes.length > 0);
    for (const { id, value } of evaluations.nodes) {
      const cell = page.locator(`tr[data-whole-result="${id}"] [data-column="value"]`);
      assert.equal(await cell.getAttribute('data-value'), String(value));
    }
  });

  await checks.check('a family lists its models, and the model leads back to it', async () => {
    const { families } = await stack.query<Families>(
      '{ families(first: 100) { nodes { slug name models(first: 100) { nodes { slug canonicalScoreRun { id } } } } } }',
    );
    const family = families.nodes.find(({ models }) => models.nodes.length > 1);
    assert.ok(family, 'no family holds two models');
    await page.goto(`${stack.webUrl}/families/${family.slug}`);
    for (const { slug } of family.models.nodes) assert.equal(await page.locator(`tr[data-member="${slug}"]`).count(), 1, slug);
    // One model alone is no profile of a family.
    const scored = family.models.nodes.filter(({ canonicalScoreRun }) => canonicalScoreRun !== null);
    assert.equal(await page.locator('[data-chart="influence"]').count(), scored.length > 1 ? 1 : 0);
    const { leaderboard } = await stack.query<Retentions>(RETENTIONS, { families: [family.slug] });
    assert.ok(leaderboard.nodes.length > 0, 'no model of the family is measured');
    for (const { averageRetention, model } of leaderboard.nodes) {
      const cell = page.locator(`tr[data-member="${model.slug}"] [data-column="average"]`);
      assert.equal(await cell.getAttribute('data-value'), String(averageRetention ?? ''), model.slug);
    }
    await page.locator(`tr[data-member="${family.models.nodes[0]?.slug}"] a`).click();
    await page.waitForURL('**/models/**');
    await page.getByRole('link', { name: family.name, exact: true }).first().click();
    await page.waitForURL(`**/families/${family.slug}`);
  });

  await checks.check('a release shows its citation and files, and the files download with their digests', async () => {
    const version = '1.0.0-page';
    await stack.write(
      'mutation($version: String!) { publishRelease(input: { version: $version, authors: ["Lamina"] }) { release { id } } }',
      {
        version,
      },
    );
    const { dataRelease } = await stack.query<Release>(
      'query($version: String!) { dataRelease(version: $version) { citation files { name sha256 } } }',
      { version },
    );
    await page.goto(`${stack.webUrl}/releases`);
    await page.locator(`[data-release="${version}"] a`).click();
    await page.waitForURL(`**/releases/${version}`);
    assert.equal(await page.locator('figure:has-text("BibTeX") pre').textContent(), dataRelease.citation);
    for (const { name, sha256 } of dataRelease.files) await page.locator(`tr[data-file="${name}"]`, { hasText: sha256 }).waitFor();
    const address = await page.locator('tr[data-file="SHA256SUMS"] a').getAttribute('href');
    const answer = await fetch(String(address));
    assert.equal(answer.status, 200);
    const sums = await answer.text();
    for (const { name, sha256 } of dataRelease.files.filter((file) => file.name.endsWith('.parquet')))
      assert.ok(sums.includes(sha256), name);
  });

  await checks.check('a benchmark, a family and a release that do not exist are a 404', async () => {
    for (const path of ['benchmarks/no-such', 'families/no-such', 'releases/0.0.0-none'])
      assert.equal((await page.goto(`${stack.webUrl}/${path}`))?.status(), 404, path);
  });
  await page.close();
}

/** API tokens: only administrators see them; a new one works until it is revoked. */
export async function checkTokens(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const name = 'made by the page';

  await checks.check('nobody sees tokens without the scope ADMIN', async () => {
    await page.goto(`${stack.webUrl}/tokens`);
    await page.getByRole('heading', { name: 'For administrators' }).waitFor();
    assert.equal(await page.locator('tr[data-token]').count(), 0);
  });

  await checks.check('a new token is shown once, may do what was chosen, and stops when it is revoked', async () => {
    await signIn(page, stack);
    await page.goto(`${stack.webUrl}/tokens`);
    await page.getByRole('textbox', { name: 'Purpose' }).fill(name);
    await page.getByLabel(/^IMPORT/).check();
    await page.getByRole('button', { name: 'Make token' }).click();
    const secret = await page.getByRole('status').locator('code', { hasText: 'lam_' }).textContent();
    assert.ok(secret);
    assert.deepEqual(await askViewer(stack, secret), { name, scopes: ['IMPORT', 'SCORE'] });
    await page.reload();
    assert.ok(!(await page.content()).includes(secret), 'the page still holds the secret');
    const row = page.locator('tr[data-token]', { hasText: name });
    await row.getByRole('button', { name: `Revoke ${name}` }).click();
    await row.getByRole('button', { name: `Really revoke ${name}` }).click();
    await row.getByText('revoked', { exact: true }).waitFor();
    assert.equal(await askViewer(stack, secret), null);
  });
  await context.close();
}

/** Name and scopes of a token; null if the API refuses it. */
async function askViewer({ apiUrl }: Stack, token: string): Promise<{ readonly name: string; readonly scopes: readonly string[] } | null> {
  const answer = await fetch(apiUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { name scopes } }' }),
  });
  const { data } = (await answer.json()) as { data?: { viewer: { name: string; scopes: string[] } } | null };
  return data ? { ...data.viewer, scopes: data.viewer.scopes.toSorted() } : null;
}
