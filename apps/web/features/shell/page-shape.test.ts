import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { getPageShape } from './page-shape.ts';

const APP = new URL('../../app/', import.meta.url);

describe('the shape of a page', () => {
  it('is that of its section', () => {
    expect(getPageShape('/').name).toBe('the answer');
    expect(getPageShape('/models/lamina-llama-8').parts).toEqual(['facts', 'chart', 'table']);
    expect(getPageShape('/benchmarks')).toEqual(getPageShape('/benchmarks/word-copy'));
  });

  it('is a text where nothing is known', () => {
    expect(getPageShape('/no-such-page')).toEqual({ name: 'the page', parts: ['text'] });
  });

  it('is known for every page except texts and forms', () => {
    const sections = readdirSync(APP, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'api' && hasPage(entry.name))
      .map(({ name }) => name);
    expect(sections).toContain('models');
    expect(sections.filter((name) => getPageShape(`/${name}`).name === 'the page').sort()).toEqual(['docs', 'sign-in']);
  });
});

/** Whether a folder of the app, or one below it, has a page. */
function hasPage(folder: string): boolean {
  return readdirSync(new URL(`${folder}/`, APP), { recursive: true }).some(
    (path) => String(path).endsWith('page.tsx') && existsSync(new URL(`${folder}/${path}`, APP)),
  );
}
