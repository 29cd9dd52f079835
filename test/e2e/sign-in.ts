import type { Page } from 'playwright-core';
import type { Stack } from './start-stack.ts';

/** Signs this browser in with the administrator's token and waits until it is done. */
export async function signIn(page: Page, stack: Stack): Promise<void> {
  await page.goto(`${stack.webUrl}/sign-in`);
  await page.getByLabel('API token').fill(stack.adminToken());
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('link', { name: 'administrator' }).waitFor();
}
