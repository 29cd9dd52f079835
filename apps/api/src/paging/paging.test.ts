import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../testing/seed-model.ts';
import { seedScoreRun } from '../testing/seed-score-run.ts';
import { startTestApi, type TestApi, type TestReply } from '../testing/start-test-api.ts';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly slug: string } }[];
  readonly nodes: readonly { readonly slug: string }[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string | null };
}

interface ScorePage {
  readonly nodes: readonly { readonly mean: number | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const MODELS = `query ($first: Int, $after: String, $orderBy: [ModelOrder!]) {
  models(first: $first, after: $after, orderBy: $orderBy) {
    edges { cursor node { slug } } nodes { slug } totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

describe('lists', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    for (const [index, slug] of ['delta', 'alpha', 'echo', 'bravo', 'charlie'].entries()) {
      // Two models share each number of layers, so that only the key tells them apart.
      await seedModel(api.database, { slug, blockCount: 2 + Math.floor(index / 2), parameterCount: 3_000_000_000 + index });
    }
  });
  afterAll(() => api.close());

  async function readPage(variables: object): Promise<Page> {
    const reply = await api.query<{ models: Page }>(MODELS, variables);
    expect(reply.errors).toBeUndefined();
    return reply.data.models;
  }

  async function readAll(orderBy: object[], first: number): Promise<string[]> {
    const slugs: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Page = await readPage({ first, after, orderBy });
      slugs.push(...page.nodes.map(({ slug }) => slug));
      if (!page.pageInfo.hasNextPage) return slugs;
      after = page.pageInfo.endCursor;
    }
  }

  it('return every row once, page by page, in every order and direction', async () => {
    for (const field of ['NAME', 'SLUG', 'BLOCK_COUNT', 'PARAMETER_COUNT', 'HIDDEN_SIZE', 'CREATED_AT']) {
      for (const direction of ['ASC', 'DESC']) {
        const whole = await readAll([{ field, direction }], 100);
        expect(new Set(whole).size).toBe(5);
        expect(await readAll([{ field, direction }], 2)).toEqual(whole);
      }
    }
  });

  it('sort by several columns with directions of their own', async () => {
    const orderBy = [
      { field: 'BLOCK_COUNT', direction: 'DESC' },
      { field: 'NAME', direction: 'ASC' },
    ];
    expect(await readAll(orderBy, 1)).toEqual(['charlie', 'bravo', 'echo', 'alpha', 'delta']);
  });

  it('give edges, nodes, a total over all pages, and page facts', async () => {
    const page = await readPage({ first: 2 });
    expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
    expect(page).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const last = await readPage({ first: 100, after: page.pageInfo.endCursor });
    expect(last).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  });

  it('stay stable while rows are inserted before and after the cursor', async () => {
    const orderBy = [{ field: 'NAME', direction: 'ASC' }];
    const before = await readPage({ first: 2, orderBy });
    await seedModel(api.database, { slug: 'aardvark' });
    await seedModel(api.database, { slug: 'bison' });
    await seedModel(api.database, { slug: 'zebra' });
    const after = await readPage({ first: 100, after: before.pageInfo.endCursor, orderBy });
    expect(after.nodes.map(({ slug }) => slug)).toEqual(['charlie', 'delta', 'echo', 'zebra']);
  });

  it('put missing values last in both directions and page through them', async () => {
    const model = await seedModel(api.database, { slug: 'with-nulls' });
    await seedScoreRun(api.database, model, [0.3, null, 0.1, null]);
    const query = `query ($after: String, $direction: OrderDirection!) {
      layerScores(first: 1, after: $after, filter: { models: ["with-nulls"] }, orderBy: { field: MEAN, direction: $direction }) {
        nodes { mean } pageInfo { hasNextPage endCursor } } }`;
    for (const [direction, expected] of [
      ['ASC', [0.1, 0.3, null, null]],
      ['DESC', [0.3, 0.1, null, null]],
    ] as const) {
      const means: (number | null)[] = [];
      let after: string | null = null;
      do {
        const reply: TestReply<{ layerScores: ScorePage }> = await api.query(query, { after, direction });
        const { layerScores } = reply.data;
        means.push(...layerScores.nodes.map(({ mean }) => mean));
        after = layerScores.pageInfo.hasNextPage ? layerScores.pageInfo.endCursor : null;
      } while (after !== null);
      expect(means).toEqual(expected);
    }
  });

  it('send large counts as plain numbers', async () => {
    const reply = await api.query<{ model: { parameterCount: number } }>('{ model(slug: "delta") { parameterCount } }');
    expect(reply.data.model.parameterCount).toBe(3_000_000_000);
  });

  it('filter by typed conditions', async () => {
    const query = `{ models(filter: { search: "ALPH", blocks: { gte: 2, lte: 2 }, parameters: { gte: 3000000000 }, normPlacement: PRE }) { nodes { slug } } }`;
    const reply = await api.query<{ models: Page }>(query);
    expect(reply.data.models.nodes).toEqual([{ slug: 'alpha' }]);
  });

  it('filter scores by the depth of their layers', async () => {
    const model = await seedModel(api.database, { slug: 'deep', blockCount: 5 });
    await seedScoreRun(api.database, model, [0.1, 0.2, 0.3, 0.4, 0.5]);
    const query = `{ layerScores(filter: { models: ["deep"], relativeDepth: { gte: 0.5, lte: 0.75 } }) { totalCount nodes { layerIndex } } }`;
    const reply = await api.query<{ layerScores: object }>(query);
    expect(reply.data.layerScores).toEqual({ totalCount: 2, nodes: [{ layerIndex: 2 }, { layerIndex: 3 }] });
  });

  it.each([
    [{ first: 101 }, /first is 101; it must be 0 to 100/],
    [{ first: -1 }, /first is -1/],
    [{ after: 'nonsense' }, /cursor in `after` is malformed/],
    [{ orderBy: [{ field: 'NAME' }, { field: 'NAME' }] }, /names a column twice/],
  ])('refuses %j', async (variables, message) => {
    const reply = await api.query(MODELS, variables);
    expect(reply.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(reply.errors?.[0]?.message).toMatch(message);
  });

  it('refuses a cursor of another order', async () => {
    const page = await readPage({ first: 1, orderBy: [{ field: 'NAME' }] });
    const reply = await api.query(MODELS, { after: page.pageInfo.endCursor, orderBy: [{ field: 'SLUG' }] });
    expect(reply.errors?.[0]?.message).toMatch(/belongs to a list with another orderBy/);
  });
});
