import { describe, expect, it } from '@jest/globals';
import { countObjects } from '../server/execution.plugin.ts';

describe('the objects of a reply', () => {
  it('are its rows and connections, not lists and scalars', () => {
    expect(
      countObjects({
        models: {
          nodes: [
            { slug: 'a', tags: ['b', 'c'] },
            { slug: null, layers: { nodes: [] } },
          ],
        },
      }),
    ).toBe(5);
    expect(countObjects(null)).toBe(0);
    expect(countObjects(undefined)).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 'NaN', 'Infinity', '-Infinity'])('are not a number with %p inside', (value) => {
    expect(countObjects({ rows: [{ fine: 1 }, { inner: { odd: [0, value] } }] })).toBeNaN();
  });
});
