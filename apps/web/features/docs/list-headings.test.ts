import { describe, expect, it } from '@jest/globals';
import { listHeadings } from './list-headings.ts';

describe('listHeadings', () => {
  it('gives second-level headings the anchors that the page has, counting repeats of every level', () => {
    expect(listHeadings('## Lanes & keys\n### Use\n## `Use`\n## Use\n')).toEqual([
      { id: 'lanes--keys', title: 'Lanes & keys' },
      { id: 'use-1', title: 'Use' },
      { id: 'use-2', title: 'Use' },
    ]);
  });

  it('leaves comments of shell examples alone', () => {
    expect(listHeadings('```sh\n## not a heading\n```\n## One\n')).toEqual([{ id: 'one', title: 'One' }]);
  });
});
