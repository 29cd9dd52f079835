import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';

/** The token: pasted once, not readable by scripts, used by this site's own pages only. */
export async function checkSignIn(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();

  await checks.check('a token that is not valid is refused in words, and nothing is kept', async () => {
    await page.goto(`${stack.webUrl}/sign-in?next=${encodeURIComponent('/jobs?status=failed')}`);
    await page.getByLabel('API token').fill('lam_not_a_real_token');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'The token is unknown' }).waitFor();
    assert.deepEqual(await context.cookies(), []);
  });

  await checks.check('a valid one leads back to where it was asked for', async () => {
    await page.getByLabel('API token').fill(stack.adminToken());
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/jobs?status=failed');
    await page.getByRole('link', { name: 'administrator' }).waitFor();
  });

  await checks.check('the token is sealed in a cookie that scripts and other sites do not get', async () => {
    const [cookie] = await context.cookies();
    assert.equal(cookie?.httpOnly, true);
    assert.equal(cookie?.sameSite, 'Strict');
    const token = stack.adminToken();
    assert.ok(!cookie?.value.includes(token), 'the cookie holds the token in the open');
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!kept.includes(token) && !kept.includes('lamina-session'), kept);
    assert.ok(!(await page.content()).includes(token), 'the page holds the token');
  });

  await checks.check('what other sites send is refused', async () => {
    const body = JSON.stringify({ query: 'mutation { cancelJob(id: "x") { job { id } } }' });
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const origin of ['http://evil.test', 'null']) {
      const answer = await fetch(`${stack.webUrl}/api/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin, cookie },
        body,
      });
      assert.equal(answer.status, 403, origin);
      assert.equal((await fetch(`${stack.webUrl}/api/session`, { method: 'DELETE', headers: { origin, cookie } })).status, 403);
    }
    const form = await fetch(`${stack.webUrl}/api/graphql`, { method: 'POST', headers: { origin: stack.webUrl, cookie }, body });
    assert.equal(form.status, 415, 'a form of another site could send this');
  });

  await checks.check('signing out ends it, and an address cannot lead to another site', async () => {
    await page.goto(`${stack.webUrl}/sign-in?next=//evil.test/`);
    assert.equal(await page.getByRole('link', { name: 'Continue' }).count(), 0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    assert.deepEqual(await context.cookies(), []);
    await signIn(page, stack);
    assert.equal(new URL(page.url()).origin, stack.webUrl);
  });
  await context.close();
}
