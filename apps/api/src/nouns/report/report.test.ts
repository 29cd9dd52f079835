import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../../testing/start-test-api.ts';

const TABLE = {
  columns: [
    { id: 'layer', title: 'Layer', numeric: true },
    { id: 'influence', title: 'Influence', numeric: true },
  ],
  rows: [
    [0, 0.25],
    [1, null],
  ],
};
const CHART = {
  title: 'Influence by layer',
  caption: 'Layer 0 matters most.',
  table: JSON.stringify(TABLE),
  picture: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  path: '/models/small',
  takenAt: '2026-11-28T07:00:00.000Z',
  query: 'query ($slug: String!) { model(slug: $slug) { name } }',
  variables: '{"slug":"small"}',
};
const BLOCKS = 'blocks { markdown chart { title caption columns { id title numeric } rows picture path takenAt query variables } }';
const SAVE = `mutation ($input: SaveReportInput!) { saveReport(input: $input) { report { id slug title chartCount createdAt ${BLOCKS} } } }`;
const DELETE = 'mutation ($slug: String!) { deleteReport(slug: $slug) { slug } }';

interface Report {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly blocks: readonly { readonly markdown: string | null; readonly chart: object | null }[];
}

type Saved = { readonly saveReport: { readonly report: Report } };

describe('reports', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const save = (title: string, blocks: readonly object[] = [{ chart: CHART }], headers: Readonly<Record<string, string>> = ADMIN_HEADERS) =>
    api.query<Saved>(SAVE, { input: { title, blocks } }, headers);
  const makeToken = async (scope: string) => {
    const { data } = await api.query<{ createApiToken: { secret: string } }>(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }',
      { input: { name: scope, scopes: [scope] } },
      ADMIN_HEADERS,
    );
    return { authorization: `Bearer ${data.createApiToken.secret}` };
  };

  it('are read as they were saved, by short name and by global id', async () => {
    const { data } = await save('Whole', [{ markdown: '# Why\n\n<b>text</b>' }, { chart: CHART }]);
    const { table: _, ...facts } = CHART;
    expect(data.saveReport.report).toMatchObject({
      title: 'Whole',
      chartCount: 1,
      blocks: [
        { markdown: '# Why\n\n<b>text</b>', chart: null },
        { markdown: null, chart: { ...facts, ...TABLE, variables: { slug: 'small' } } },
      ],
    });
    const { id, slug } = data.saveReport.report;
    const read = await api.query<{ report: Report; node: Report }>(
      `query ($id: ID!, $slug: String!) { report(slug: $slug) { title ${BLOCKS} } node(id: $id) { ... on Report { slug ${BLOCKS} } } }`,
      { id, slug },
    );
    expect(read.data.report.blocks).toEqual(data.saveReport.report.blocks);
    expect(read.data.node).toEqual({ slug, blocks: data.saveReport.report.blocks });
    expect((await api.query('{ report(slug: "none") { id } }')).data).toEqual({ report: null });
  });

  it('are one report if the same content is saved twice, and another one if anything differs', async () => {
    const first = await save('Twice');
    expect((await save('Twice')).data).toEqual(first.data);
    const other = await save('Twice', [{ chart: { ...CHART, caption: 'Other words.' } }]);
    expect(other.data.saveReport.report.slug).not.toBe(first.data.saveReport.report.slug);
  });

  it('are saved with the scope SCORE, and deleted with the scope ADMIN', async () => {
    const [scorer, importer] = [await makeToken('SCORE'), await makeToken('IMPORT')];
    const codeOf = ({ errors }: { readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }) =>
      errors?.[0]?.extensions.code;
    expect(codeOf(await save('Scopes', undefined, {}))).toBe('UNAUTHENTICATED');
    expect(codeOf(await save('Scopes', undefined, importer))).toBe('FORBIDDEN');
    const { slug } = (await save('Scopes', undefined, scorer)).data.saveReport.report;
    expect(codeOf(await api.query(DELETE, { slug }))).toBe('UNAUTHENTICATED');
    expect(codeOf(await api.query(DELETE, { slug }, scorer))).toBe('FORBIDDEN');
    expect((await api.query(DELETE, { slug }, ADMIN_HEADERS)).data).toEqual({ deleteReport: { slug } });
    expect((await api.query('query ($slug: String!) { report(slug: $slug) { id } }', { slug })).data).toEqual({ report: null });
    expect(codeOf(await api.query(DELETE, { slug }, ADMIN_HEADERS))).toBe('NOT_FOUND');
  });

  it('leave entries in the audit log, without their pictures', async () => {
    await save('Audited', [{ chart: { ...CHART, picture: `<svg>${'x'.repeat(5000)}</svg>` } }]);
    const { data } = await api.query<{ auditEntries: { nodes: object[] } }>(
      '{ auditEntries(first: 1) { nodes { action outcome arguments } } }',
      {},
      ADMIN_HEADERS,
    );
    expect(data.auditEntries.nodes).toMatchObject([{ action: 'saveReport', outcome: 'OK' }]);
    expect(JSON.stringify(data).length).toBeLessThan(2000);
  });

  it('refuse what is too large or wrong, naming value, limit and place', async () => {
    const problemOf = async (...given: Parameters<typeof save>) => {
      const { errors } = await save(...given);
      return `${errors?.[0]?.extensions.code}: ${errors?.[0]?.message}`;
    };
    expect(await problemOf('x'.repeat(201))).toMatch(/^BAD_USER_INPUT: .*title holds 201 characters; it must hold 1 to 200/);
    expect(await problemOf('Many', Array(41).fill({ markdown: 'x' }))).toMatch(/blocks holds 41 entries; it must hold 1 to 40/);
    const table = JSON.stringify({ ...TABLE, rows: Array(2001).fill([0, 0]) });
    expect(await problemOf('Rows', [{ chart: { ...CHART, table } }])).toMatch(/blocks.0.chart.table.rows holds 2001 entries/);
    expect(await problemOf('Path', [{ chart: { ...CHART, path: '//evil.test' } }])).toMatch(
      /blocks.0.chart.path is not a path of this site/,
    );
  });

  it('of 3 MB are saved: whoever may write may send more than a query needs', async () => {
    const chart = { ...CHART, picture: `<svg>${'x'.repeat(390_000)}</svg>` };
    const { data, errors } = await save('Large', Array(8).fill({ chart }), await makeToken('SCORE'));
    expect(errors).toBeUndefined();
    expect(data.saveReport.report.blocks).toHaveLength(8);
  });

  it('are listed newest first without their blocks, in as many statements whatever their number', async () => {
    const list = async (first: number) => {
      api.statements.length = 0;
      const query = `{ reports(first: ${first}) { totalCount nodes { id slug title chartCount createdAt } } }`;
      const { data } = await api.query<{ reports: { totalCount: number; nodes: Report[] } }>(query);
      return { ...data.reports, statements: [...api.statements] };
    };
    await save('Newest');
    const [few, many] = [await list(1), await list(5)];
    expect(few.nodes.map(({ title }) => title)).toEqual(['Newest']);
    expect(many.nodes).toHaveLength(5);
    expect(many.totalCount).toBeGreaterThanOrEqual(5);
    expect(many.statements).toHaveLength(few.statements.length);
    expect(many.statements.join()).not.toContain('blocks');
    const found = await api.query('{ reports(filter: { search: "newest" }) { nodes { title } } }');
    expect(found.data).toEqual({ reports: { nodes: [{ title: 'Newest' }] } });
  });

  it('refuse a request for the blocks of more than five', async () => {
    const ask = (first: number) =>
      api.query<{ reports: { nodes: Report[] } }>(`{ reports(first: ${first}) { nodes { title ${BLOCKS} } } }`);
    const five = await ask(5);
    expect(five.data.reports.nodes.map(({ blocks }) => blocks.length > 0)).toEqual(Array(5).fill(true));
    const six = await ask(6);
    expect(six.errors?.[0]).toMatchObject({
      message: 'The request asks for the blocks of 6 reports; the limit is 5. Ask for them one by one: report(slug).',
      extensions: { code: 'COST_LIMIT_EXCEEDED', requested: 6, limit: 5 },
    });
  });
});
