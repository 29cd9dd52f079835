import { describe, expect, it } from '@jest/globals';
import { SlowResults } from './slow-results.ts';

describe('slow results', () => {
  function create() {
    const clock = { now: 0, computed: 0 };
    const results = new SlowResults<number>(() => clock.now);
    const ask = (key: string, ms: number) =>
      results.get(key, async () => {
        clock.computed += 1;
        clock.now += ms;
        return clock.computed;
      });
    return { clock, ask };
  }

  it('are computed anew each time while that is quick', async () => {
    const { ask } = create();
    expect([await ask('a', 100), await ask('a', 100)]).toEqual([1, 2]);
  });

  it('are shown for half a minute when they were slow, each under its own key', async () => {
    const { clock, ask } = create();
    expect([await ask('a', 600), await ask('a', 600), await ask('b', 600)]).toEqual([1, 1, 2]);
    clock.now += 31_000;
    expect(await ask('a', 600)).toBe(3);
  });

  it('are computed once for callers of one moment', async () => {
    const { ask } = create();
    expect(await Promise.all([ask('a', 100), ask('a', 100)])).toEqual([1, 1]);
  });

  it('are few', async () => {
    const { clock, ask } = create();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) await ask(key, 600);
    await ask('a', 600);
    expect(clock.computed).toBe(10);
  });

  it('that fail are not kept', async () => {
    const results = new SlowResults<number>();
    await expect(results.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await results.get('a', () => Promise.resolve(1))).toBe(1);
  });
});
