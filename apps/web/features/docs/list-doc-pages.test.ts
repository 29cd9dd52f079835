import { describe, expect, it } from '@jest/globals';
import { parseDocPage } from './list-doc-pages.ts';

describe('parseDocPage', () => {
  it('takes the first heading as title and the first paragraph as summary, without marks', () => {
    const page = parseDocPage('metrics', '# Metric *definitions*\n\nWhat `BI` is, see [the\npaper](https://x.test):\n\n## Next\n');
    expect(page.title).toBe('Metric definitions');
    expect(page.summary).toBe('What BI is, see the paper.');
    expect(page.text).toMatch(/^What `BI` is/);
  });

  it('names its sections where a table or a list comes first, and has the path as title of a file without heading', () => {
    expect(parseDocPage('glossary', '# Glossary\n\n| a | b |\n| - | - |\n\n## Blocks\n\n## Lanes\n').summary).toBe('Blocks · Lanes');
    expect(parseDocPage('notes', 'Only text.').title).toBe('notes');
  });
});
