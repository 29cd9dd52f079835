import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { startTestApi, TEST_WEB_ORIGIN, type TestApi } from '../testing/start-test-api.ts';
import { REQUEST_LIMITS } from './request-limits.ts';

describe('limits', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  async function codeOf(query: string): Promise<string | undefined> {
    return (await api.query(query)).errors?.[0]?.extensions.code;
  }
  const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(api.url, { method: 'POST', headers, body });
  const nest = (levels: number): string => (levels === 0 ? 'slug' : `family { models(first: 1) { nodes { ${nest(levels - 1)} } } }`);

  it('let an introspection query through', async () => {
    expect(await codeOf(getIntrospectionQuery())).toBeUndefined();
  });

  it('refuse deep nesting, also inside fragments', async () => {
    expect(await codeOf(`{ models(first: 1) { nodes { ${nest(4)} } } }`)).toBeUndefined();
    expect(await codeOf(`{ models(first: 1) { nodes { ${nest(5)} } } }`)).toBe('DEPTH_LIMIT_EXCEEDED');
    const split = `{ models(first: 1) { nodes { ...A } } } fragment A on Model { family { models(first: 1) { nodes { ${nest(4)} } } } }`;
    expect(await codeOf(split)).toBe('DEPTH_LIMIT_EXCEEDED');
  });

  it('refuse many aliases, __typename included', async () => {
    const alias = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ')} }`;
    expect(await codeOf(alias(REQUEST_LIMITS.aliases))).toBeUndefined();
    expect(await codeOf(alias(REQUEST_LIMITS.aliases + 1))).toBe('COST_LIMIT_EXCEEDED');
  });

  it('refuse repeated fields, repeated directives and long documents', async () => {
    expect(await codeOf(`{ ${'__typename '.repeat(REQUEST_LIMITS.fields + 1)} }`)).toBe('COST_LIMIT_EXCEEDED');
    const reply = await api.query(`{ __typename ${'@aa '.repeat(10)} }`);
    expect(reply.errors?.length).toBeLessThanOrEqual(REQUEST_LIMITS.errors + 1);
    expect(await codeOf(`{ ${'__typename '.repeat(REQUEST_LIMITS.tokens)} }`)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('refuse operations by the rows they may touch, and name both numbers', async () => {
    const wide = '{ models(first: 100) { nodes { layers(first: 100) { nodes { scores(first: 100) { nodes { mean } } } } } } }';
    const reply = await api.query(wide);
    expect(reply.errors?.[0]).toMatchObject({
      extensions: { code: 'COST_LIMIT_EXCEEDED', requested: 1_010_100, limit: REQUEST_LIMITS.cost },
    });
    const viaVariable = await api.query(wide.replace('first: 100', 'first: $n').replace('{', 'query ($n: Int) {'), { n: 100 });
    expect(viaVariable.errors?.[0]?.extensions.code).toBe('COST_LIMIT_EXCEEDED');
  });

  it('tell the cost, the version and the release with every reply', async () => {
    const reply = await api.query('{ models(first: 10) { nodes { layers(first: 5) { nodes { index } } } } }');
    const { limit } = { limit: REQUEST_LIMITS.cost };
    expect(reply.extensions).toMatchObject({
      cost: { requested: 60, limit, remaining: limit - 60 },
      apiVersion: expect.any(String),
      dataRelease: null,
    });
    expect((await api.query('{ nothing }')).extensions).toMatchObject({ dataRelease: null });
  });

  it('refuse batches, GET, forms, and bodies that are too large or no JSON', async () => {
    const query = '{ __typename }';
    expect((await post(JSON.stringify([{ query }, { query }]))).status).toBe(400);
    expect((await fetch(`${api.url}?query=${encodeURIComponent(query)}`)).status).toBe(400);
    expect((await post(`query=${query}`, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBeGreaterThanOrEqual(400);
    expect((await post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(REQUEST_LIMITS.bodyBytes)}` }))).status).toBe(413);
    const broken = await post('{"query":');
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toMatch(/node_modules|SyntaxError/);
  });

  it('let only the web app’s origin read replies, and set safe headers', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const own = await post(body, { 'content-type': 'application/json', origin: TEST_WEB_ORIGIN });
    expect(own.headers.get('access-control-allow-origin')).toBe(TEST_WEB_ORIGIN);
    const other = await post(body, { 'content-type': 'application/json', origin: 'https://elsewhere.example' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(own.headers.get('x-content-type-options')).toBe('nosniff');
    expect(own.headers.get('x-powered-by')).toBeNull();
  });

  it('give browsers GraphiQL, which loads nothing from elsewhere and is allowed nothing else', async () => {
    const page = await fetch(api.url, { headers: { accept: 'text/html,*/*' } });
    const policy = page.headers.get('content-security-policy') ?? '';
    const text = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(policy).toContain("default-src 'none'");
    expect(text).toContain(/nonce-([^']+)'/.exec(policy)?.[1]);
    expect(text).not.toMatch(/https?:/);
    for (const path of ['graphiql.js', 'graphiql.css', 'graphql.worker.js']) {
      const asset = await fetch(`${api.url}/${path}`);
      expect(asset.headers.get('content-type')).toMatch(/^text\/(javascript|css)/);
      expect((await asset.text()).length).toBeGreaterThan(100_000);
    }
    expect(
      (await fetch(`${api.url}/graphiql.js`, { headers: { 'accept-encoding': 'identity' } })).headers.get('content-encoding'),
    ).toBeNull();
  });

  it('leave health checks open', async () => {
    const base = new URL(api.url).origin;
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect((await fetch(`${base}/readyz`)).status).toBe(200);
    expect((await fetch(`${base}/elsewhere`)).status).toBe(404);
  });

  it('count and time requests for Prometheus, naming no query', async () => {
    await api.query('{ models { totalCount } }');
    const text = await (await fetch(`${new URL(api.url).origin}/metrics`)).text();
    expect(text).toMatch(/lamina_api_request_duration_seconds_count\{status="200"\} \d+/);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain('totalCount');
  });
});
