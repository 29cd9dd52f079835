import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { findFreePort } from '@lamina/database';
import Provider from 'oidc-provider';
import type { Browser, Page } from 'playwright-core';
import type { Checks } from '../checks.ts';
import { signIn } from '../sign-in.ts';
import type { Stack } from '../start-stack.ts';
import { startWeb, waitForWeb } from '../start-web.ts';

/** A token that is pasted, and a provider of an organisation. */
export async function checkSignIn(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  await checkToken(checks, browser, stack);
  await checkProvider(checks, browser, stack);
}

/** It is pasted once, not readable by scripts, and used by this site's own pages only. */
async function checkToken(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
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

/** Sign-in with a provider on this machine: a second web server beside the stack, and every possible error of the callback. */
async function checkProvider(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const providerPort = await findFreePort();
  const web = await startWeb(new URL(stack.apiUrl).port, {
    LAMINA_OIDC_ISSUER: `http://localhost:${providerPort}`,
    LAMINA_OIDC_CLIENT_ID: 'lamina',
    LAMINA_OIDC_CLIENT_SECRET: 'a secret of this check only',
    LAMINA_OIDC_API_TOKEN: stack.adminToken(),
    LAMINA_OIDC_ALLOW: '@lab.test',
  });
  const webUrl = web.url;
  const provider = await startProvider(providerPort, `${webUrl}/api/session/oidc/callback`);
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await waitForWeb(web);

    await checks.check('a member of the organisation signs in and comes back to the page', async () => {
      await page.goto(`${webUrl}/sign-in?next=${encodeURIComponent('/jobs?status=succeeded')}`);
      await signInAtProvider(page, 'ada');
      await page.waitForURL(`${webUrl}/jobs?status=succeeded`);
      await page.getByRole('link', { name: 'ada@lab.test' }).waitFor();
      const cookie = (await context.cookies(webUrl)).find(({ name }) => name === 'lamina-session');
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
    });

    await checks.check('writes of members reach the API with the page’s token and in their own name', async () => {
      const answer = await page.evaluate(async () => {
        const response = await fetch('/api/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ viewer { name scopes } }' }),
        });
        return response.json();
      });
      assert.deepEqual(answer.data.viewer, { name: 'ada by administrator', scopes: ['ADMIN'] });
      await page.goto(`${webUrl}/sign-in`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in with your organisation' }).waitFor();
    });

    await checks.check('somebody whom the provider knows and Lamina does not is told so', async () => {
      const stranger = await browser.newContext();
      const own = await stranger.newPage();
      await own.goto(`${webUrl}/sign-in`);
      await signInAtProvider(own, 'eve@evil.test');
      await own.getByRole('alert').filter({ hasText: 'not allowed to write here' }).waitFor();
      assert.ok((await stranger.cookies(webUrl)).every(({ name }) => name !== 'lamina-session'));
      await stranger.close();
    });

    await checks.check('an answer that nobody asked for opens nothing', async () => {
      await page.goto(`${webUrl}/api/session/oidc/callback?code=stolen&state=guessed`);
      await page.getByRole('alert').filter({ hasText: 'Start again' }).waitFor();
      assert.ok((await context.cookies(webUrl)).every(({ name }) => name !== 'lamina-session'));
    });
  } finally {
    await context.close();
    await web.stop();
    provider.close();
    provider.closeAllConnections();
  }
}

async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  // The consent page, shown once for each application.
  await page.getByRole('button', { name: /continue/i }).click();
}

/** oidc-provider with its own development pages: any password is accepted, `ada` has a verified address of the organisation. */
async function startProvider(port: number, redirectUri: string): Promise<Server> {
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [
      {
        client_id: 'lamina',
        client_secret: 'a secret of this check only',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id.includes('@') ? id : `${id}@lab.test`, email_verified: true }),
    }),
    cookies: { keys: ['a key of this check only'] },
  });
  const server = provider.listen(port);
  await once(server, 'listening');
  return server;
}
