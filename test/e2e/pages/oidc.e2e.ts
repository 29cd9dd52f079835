import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { findFreePort } from '@lamina/database';
import Provider from 'oidc-provider';
import type { Browser, Page } from 'playwright-core';
import { type Checks, waitFor } from '../checks.ts';
import type { Stack } from '../start-stack.ts';

/** Sign-in with a provider on this machine: a second web server beside the stack, and every possible error of the callback. */
export async function checkOidc(checks: Checks, browser: Browser, stack: Stack): Promise<void> {
  const [webPort, providerPort] = [await findFreePort(), await findFreePort()];
  const webUrl = `http://localhost:${webPort}`;
  const provider = await startProvider(providerPort, `${webUrl}/api/session/oidc/callback`);
  const web = startWeb(webPort, providerPort, stack);
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await waitFor('the second web server', async () => (await fetch(`${webUrl}/sign-in`).catch(() => null))?.ok);

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
    web.kill('SIGTERM');
    if (web.exitCode === null) await once(web, 'exit');
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

function startWeb(port: number, providerPort: number, stack: Stack): ChildProcess {
  const env = {
    ...process.env,
    LAMINA_API_PORT: new URL(stack.apiUrl).port,
    LAMINA_OIDC_ISSUER: `http://localhost:${providerPort}`,
    LAMINA_OIDC_CLIENT_ID: 'lamina',
    LAMINA_OIDC_CLIENT_SECRET: 'a secret of this check only',
    LAMINA_OIDC_API_TOKEN: stack.adminToken(),
    LAMINA_OIDC_ALLOW: '@lab.test',
    NODE_ENV: 'production',
  };
  return spawn(process.execPath, ['../../node_modules/next/dist/bin/next', 'start', '--port', String(port)], {
    cwd: 'apps/web',
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}
