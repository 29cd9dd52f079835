import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';
import { PUBLISHED_ROWS } from './published-result.list.ts';
import { PUBLISHED_REMOVALS, PUBLISHED_RESULTS } from './read-published.ts';

const LIST = `query ($filter: PublishedResultFilter, $orderBy: [PublishedResultOrder!], $first: Int, $after: String) {
  publishedResults(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id table model method unit repair column metric value removedRatio } } }`;

interface Listed {
  readonly publishedResults: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    readonly nodes: readonly { readonly id: string; readonly value: number; readonly removedRatio: number | null }[];
  };
}

describe('published results', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const list = async (variables: object) => (await api.query<Listed>(LIST, variables)).data.publishedResults;

  it('come with the lists of layers that papers and repositories removed', async () => {
    const query = '{ publishedRemovals { table model method repair blockCount order isOrdered printedRatio } }';
    const { data } = await api.query<{ publishedRemovals: readonly object[] }>(query);
    expect(data.publishedRemovals).toHaveLength(PUBLISHED_REMOVALS.length + 69);
    expect(data.publishedRemovals[0]).toMatchObject({ blockCount: 32, order: [27, 26, 25, 28, 24, 29, 23, 21, 22], printedRatio: 0.271 });
    // LinearPatch gives sets and counts.
    const set = { table: '8', model: 'Llama-3-8B', method: 'SLEB', repair: null, order: [9, 10, 11, 12, 23, 25, 26] };
    expect(data.publishedRemovals).toContainEqual({ ...set, blockCount: 32, isOrdered: false, printedRatio: null });
  });

  it('are found by model, method and benchmark, in any case, and asked of no database', async () => {
    api.statements.length = 0;
    const found = await list({ filter: { model: 'llama-2-7b', method: 'shortgpt', benchmark: 'MMLU', table: '2' } });
    // Table 2 of the paper, row "Llama-2-7B ShortGPT", column MMLU.
    expect(found.nodes).toMatchObject([{ value: 43.96, metric: 'ACCURACY_PERCENT' }]);
    const fromPaper = PUBLISHED_RESULTS.filter(({ paper }) => paper.startsWith('ShortGPT:'));
    expect((await list({ filter: { paper: 'redundant shortgpt' } })).totalCount).toBe(fromPaper.length);
    expect((await list({ filter: { paper: 'elsewhere' } })).totalCount).toBe(0);
    expect(api.statements).toEqual([]);
  });

  it('say which units were removed and what repaired them, and a method never finds repaired rows by accident', async () => {
    // The transcribed perplexity of Llama-3-8B without 7 of 32 blocks: 58.43, and 28.42 with LinearPatch.
    const ofMethod = async (method: string) =>
      (await list({ filter: { paper: 'LinearPatch', model: 'Llama-3-8B', method, benchmark: 'average', table: 'perplexity' } })).nodes;
    expect(await ofMethod('ShortGPT')).toMatchObject([{ unit: 'BLOCK', repair: null, value: 58.43, metric: 'PERPLEXITY' }]);
    expect(await ofMethod('ShortGPT + LinearPatch')).toMatchObject([{ unit: 'BLOCK', repair: 'LinearPatch', value: 28.42 }]);
    expect(await ofMethod('dense')).toMatchObject([{ unit: null, repair: null }]);
    const { nodes } = await list({ filter: { paper: 'LLM-Drop', model: 'Mistral-7B', method: 'attn-8' } });
    expect(nodes).toMatchObject([{ unit: 'ATTENTION' }, { unit: 'ATTENTION', metric: 'SPEEDUP', value: 1.23 }]);
  });

  it('page through to the last one, each once, sorted', async () => {
    const seen: { id: string; value: number }[] = [];
    let after: string | null = null;
    do {
      const page: Listed['publishedResults'] = await list({ first: 100, after, orderBy: [{ field: 'VALUE', direction: 'DESC' }] });
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.map(({ value }) => value)).toEqual(PUBLISHED_ROWS.map(({ value }) => value).toSorted((a, b) => b - a));
    // The tables of papers, and 75 cells of repositories.
    expect(new Set(seen.map(({ id }) => id)).size).toBe(PUBLISHED_RESULTS.length + 75);
  });

  it('with a bound of the ratio leave out rows without one', async () => {
    const { nodes } = await list({ filter: { removedRatio: { lte: 1 } }, first: 100 });
    expect(nodes.every(({ removedRatio }) => removedRatio !== null)).toBe(true);
  });

  it('are nodes', async () => {
    const [row] = (await list({ first: 1 })).nodes;
    const { data } = await api.query('query ($id: ID!) { node(id: $id) { ... on PublishedResult { value } } }', { id: row?.id });
    expect(data).toEqual({ node: { value: row?.value } });
  });
});
