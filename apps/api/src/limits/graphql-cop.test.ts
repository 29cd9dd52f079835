import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

/** The 13 checks of graphql-cop 1.14, each with the request that it sends and what it takes for a finding. */
describe('graphql-cop', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const send = async (body: string, type = 'application/json'): Promise<string> =>
    (await fetch(api.url, { method: 'POST', headers: { 'content-type': type }, body })).text();
  const ask = (query: string): Promise<string> => send(JSON.stringify({ query, operationName: 'cop' }));
  const get = async (query: string): Promise<string> => (await fetch(`${api.url}?query=${encodeURIComponent(query)}`)).text();

  it('finds no alias overloading', async () => {
    const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}:__typename`);
    expect(await ask(`query cop { ${aliases.join(' ')} }`)).not.toContain('"alias100"');
  });

  it('finds no array-based batching', async () => {
    const batch = Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }', operationName: 'cop' }));
    expect(JSON.parse(await send(JSON.stringify(batch)))).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('finds no directive overloading', async () => {
    const reply = JSON.parse(await ask('query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }')) as { errors: unknown[] };
    expect(reply.errors.length).toBeLessThan(10);
  });

  it('finds no circular introspection', async () => {
    const circle = 'fields { type { '.repeat(4);
    const reply = await ask(`query cop { __schema { types { ${circle} fields { type { name } } ${'} } '.repeat(4)} } } }`);
    expect(JSON.parse(reply)).not.toHaveProperty('data.__schema');
  });

  it('finds no field duplication', async () => {
    expect(await ask(`query cop { ${'__typename '.repeat(500)} }`)).not.toContain('"__typename"');
  });

  it('finds no field suggestions', async () => {
    for (const query of ['query cop { __schema { directive } }', 'query cop { model(slag: "x") { nam } }']) {
      expect(await ask(query)).not.toMatch(/did you mean/i);
    }
  });

  it('finds no mutation by GET', async () => {
    expect(await get('mutation cop { __typename }')).not.toContain('"__typename"');
    const withPreflight = await fetch(`${api.url}?query=${encodeURIComponent('mutation cop { __typename }')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(withPreflight.status).toBe(405);
  });

  it('finds no query by GET', async () => {
    expect(await get('query cop { __typename }')).not.toContain('"__typename"');
  });

  it('finds no query in a form', async () => {
    expect(await send('query=query cop { __typename }', 'application/x-www-form-urlencoded')).not.toContain('"__typename"');
  });

  it('finds no GraphiQL or Playground', async () => {
    const page = await (await fetch(api.url, { headers: { accept: 'text/html' } })).text();
    for (const mark of ['graphiql.min.css', 'GraphQL Playground', 'GraphiQL', 'graphql-playground']) expect(page).not.toContain(mark);
  });

  it('finds introspection, which is on: the schema is public', async () => {
    expect(await ask('query cop { __schema { types { name fields { name } } } }')).toContain('"__schema"');
  });

  it('finds no tracing', async () => {
    expect(JSON.parse(await ask('query cop { __typename }'))).not.toHaveProperty('extensions.tracing');
  });

  it('finds no unhandled error', async () => {
    const reply = await ask('qwerty cop { abc }');
    expect(reply).not.toMatch(/"exception"|"stacktrace"|node_modules/);
    expect(JSON.parse(reply)).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] });
  });
});
