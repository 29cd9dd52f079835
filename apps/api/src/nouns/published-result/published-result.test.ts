import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PUBLISHED_RESULTS } from '@lamina/benchmarks';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const LIST = `query ($filter: PublishedResultFilter, $orderBy: [PublishedResultOrder!], $first: Int, $after: String) {
  publishedResults(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id table model method column metric value removedRatio verification { agrees } } } }`;

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

  it('come with the lists of layers that the paper removed', async () => {
    const query = '{ publishedRemovals { table model blockCount order printedRatio } }';
    const { data } = await api.query<{ publishedRemovals: readonly object[] }>(query);
    expect(data.publishedRemovals).toHaveLength(4);
    expect(data.publishedRemovals[0]).toMatchObject({ blockCount: 32, order: [27, 26, 25, 28, 24, 29, 23, 21, 22], printedRatio: 0.271 });
  });

  it('are found by model, method and benchmark, in any case, and asked of no database', async () => {
    api.statements.length = 0;
    const found = await list({ filter: { model: 'llama-2-7b', method: 'shortgpt', benchmark: 'MMLU', table: '2' } });
    // Table 2 of the paper, row "Llama-2-7B ShortGPT", column MMLU.
    expect(found.nodes).toMatchObject([{ value: 43.96, metric: 'ACCURACY_PERCENT' }]);
    expect((await list({ filter: { paper: 'redundant shortgpt' } })).totalCount).toBe(PUBLISHED_RESULTS.length);
    expect((await list({ filter: { paper: 'elsewhere' } })).totalCount).toBe(0);
    expect(api.statements).toEqual([]);
  });

  it('page through to the last one, each once, sorted', async () => {
    const seen: { id: string; value: number }[] = [];
    let after: string | null = null;
    do {
      const page: Listed['publishedResults'] = await list({ first: 100, after, orderBy: [{ field: 'VALUE', direction: 'DESC' }] });
      seen.push(...page.nodes);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.map(({ value }) => value)).toEqual(PUBLISHED_RESULTS.map(({ value }) => value).toSorted((a, b) => b - a));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(PUBLISHED_RESULTS.length);
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
