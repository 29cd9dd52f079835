import { describe, expect, it } from '@jest/globals';
import { PUBLISHED_REMOVALS } from './read-published.ts';

/** The set of blocks of a paper's list, ascending; `count` takes the first ones of an order. */
function findSet(paper: string, wanted: { readonly model: string; readonly method: string | null; readonly size: number }, count?: number) {
  const found = PUBLISHED_REMOVALS.filter(
    (one) =>
      one.paper.startsWith(`${paper}:`) && one.model === wanted.model && one.method === wanted.method && one.order.length === wanted.size,
  );
  expect(found).toHaveLength(1);
  return found.flatMap(({ order }) => order.slice(0, count)).toSorted((a, b) => a - b);
}

describe('published removals', () => {
  it('are as many as each paper gives', () => {
    const counts = [...Map.groupBy(PUBLISHED_REMOVALS, ({ paper }) => paper.split(':')[0])].map(([name, list]) => [name, list.length]);
    expect(counts).toEqual([
      ['ShortGPT', 4],
      ['LinearPatch', 13],
      ['Prune&Comp', 11],
    ]);
  });

  it('list distinct blocks of the model', () => {
    for (const { blockCount, order } of PUBLISHED_REMOVALS) {
      expect(new Set(order).size).toBe(order.length);
      expect(order.every((block) => Number.isInteger(block) && block >= 0 && block < blockCount)).toBe(true);
    }
  });

  it('are runs of consecutive blocks, except for eight known ones', () => {
    const apart = PUBLISHED_REMOVALS.filter(({ order }) => Math.max(...order) - Math.min(...order) !== order.length - 1);
    expect(apart.map(({ paper, model, method, order }) => `${paper.split(':')[0]} ${model} ${method} ${order.length}`)).toEqual([
      'LinearPatch Llama-2-7B SLEB 7',
      'LinearPatch Llama-3-8B SLEB 7',
      'Prune&Comp Llama-2-7B PPL 7',
      'Prune&Comp Llama-3-8B BI 9',
      'Prune&Comp Llama-3-8B BI + Prune&Comp 7',
      'Prune&Comp Qwen3-8B BI 7',
      'Prune&Comp Qwen3-8B Magnitude+ 7',
      'Prune&Comp Qwen3-8B Taylor+ 7',
    ]);
  });

  it('have ascending blocks where the paper gives a set', () => {
    for (const { order, isOrdered } of PUBLISHED_REMOVALS) if (!isOrdered) expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('agree between papers that removed blocks of the same models', () => {
    // Each pair was transcribed from two papers, so a wrong index in one of them shows here.
    const llama2 = { model: 'Llama-2-7B', size: 9 };
    const nine = findSet('ShortGPT', { ...llama2, method: 'ShortGPT' });
    expect(findSet('LinearPatch', { ...llama2, method: null })).toEqual(nine);
    expect(findSet('Prune&Comp', { ...llama2, method: 'BI' })).toEqual(nine);
    expect(findSet('Prune&Comp', { ...llama2, method: 'BI' }, 7)).toEqual(
      findSet('LinearPatch', { model: 'Llama-2-7B', method: 'ShortGPT, LLM-Streamline', size: 7 }),
    );

    const llama3 = { model: 'Llama-3-8B', size: 7 };
    expect(findSet('Prune&Comp', { model: 'Llama-3-8B', method: 'BI', size: 9 }, 7)).toEqual(
      findSet('LinearPatch', { ...llama3, method: 'ShortGPT' }),
    );
    expect(findSet('Prune&Comp', { ...llama3, method: 'Taylor+' })).toEqual(findSet('LinearPatch', { ...llama3, method: 'Taylor+' }));
    expect(findSet('LinearPatch', { ...llama3, method: 'LLM-Streamline' })).toEqual(
      findSet('LinearPatch', { ...llama3, method: 'Taylor+' }),
    );

    const llama13 = { model: 'Llama-2-13B', method: null };
    expect(findSet('LinearPatch', { ...llama13, size: 10 })).toEqual(
      findSet('ShortGPT', { model: 'Llama-2-13B', method: 'ShortGPT', size: 10 }),
    );
    expect(findSet('Prune&Comp', { model: 'Llama-2-13B', method: 'BI', size: 12 }, 8)).toEqual(
      findSet('LinearPatch', { ...llama13, size: 8 }),
    );
    expect(findSet('LinearPatch', { model: 'Baichuan2-7B', method: null, size: 9 })).toEqual(
      findSet('ShortGPT', { model: 'Baichuan2-7B', method: 'ShortGPT', size: 9 }),
    );
  });
});
