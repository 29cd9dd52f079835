import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

const LIMIT = 200;

/** Presses Tab until `target` has the focus. Every element on the way must show the focus and have an accessible name. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let pressed = 0; pressed < LIMIT; pressed++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      // A control inside a frame, such as a select, is outlined by its frame.
      const isOutlined = [element, element.parentElement].some((one) => one !== null && getComputedStyle(one).outlineStyle !== 'none');
      const name = element.ariaLabel || element.textContent || (element as HTMLInputElement).labels?.[0]?.textContent;
      return { isOutlined, name, html: element.outerHTML.slice(0, 200) };
    });
    assert.ok(focused.isOutlined, `the focus cannot be seen after ${pressed + 1} times Tab on the way to ${target}: ${focused.html}`);
    assert.ok(focused.name, `no name: ${focused.html}`);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`${LIMIT} times Tab did not reach ${target}`);
}
