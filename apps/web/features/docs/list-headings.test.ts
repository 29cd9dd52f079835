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

  it('takes the words of links, code and emphasis, and headings that are underlined', () => {
    expect(listHeadings('## A [link](x.md), `code_name` and *more* of ~~it~~\n\nLanes\n-----\n')).toEqual([
      { id: 'a-link-code_name-and-more-of-it', title: 'A link, code_name and more of it' },
      { id: 'lanes', title: 'Lanes' },
    ]);
  });

  it('leaves comments of shell examples alone, indented ones and those that hold a shorter fence too', () => {
    expect(listHeadings('```sh\n## not a heading\n```\n## One\n')).toEqual([{ id: 'one', title: 'One' }]);
    expect(listHeadings('- step\n\n  ```sh\n  ## no\n  ```\n\n````md\n```\n## no\n````\n## One\n')).toEqual([{ id: 'one', title: 'One' }]);
  });
});
