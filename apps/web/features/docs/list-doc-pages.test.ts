import { expect, it } from '@jest/globals';
import { parseDocPage } from './list-doc-pages.ts';

it('takes the first heading as title without marks, and the path of a file without heading', () => {
  expect(parseDocPage('metrics', '# Metric *definitions*\n\nWhat `BI` is.\n')).toMatchObject({
    title: 'Metric definitions',
    text: 'What `BI` is.\n',
  });
  expect(parseDocPage('notes', 'Only text.').title).toBe('notes');
});
