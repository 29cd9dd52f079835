import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

describe('GraphQL over HTTP', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('passes every audit of graphql-http that the specification demands', async () => {
    const results = await auditServer({ url: api.url });
    expect(results.length).toBeGreaterThan(50);
    expect(results.filter(({ status }) => status === 'error').map(({ name }) => name)).toEqual([]);
  });

  it('remembers operations by their digest, and asks for one that it does not know', async () => {
    const query = '{ models { totalCount } }';
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    const send = async (body: object) =>
      (
        await fetch(api.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...body, extensions: { persistedQuery } }),
        })
      ).json();
    expect(await send({})).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
    expect(await send({ query })).toMatchObject({ data: { models: { totalCount: 0 } } });
    expect(await send({})).toMatchObject({ data: { models: { totalCount: 0 } } });
    expect(await send({ query: '{ families { totalCount } }' })).not.toHaveProperty('data.families');
  });

  it('compresses long replies for callers that accept it', async () => {
    const body = JSON.stringify({ query: '{ __schema { types { name description } } }' });
    const ask = (encoding: string) =>
      fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-encoding': encoding }, body });
    const plain = await ask('identity');
    expect(plain.headers.get('content-encoding')).toBeNull();
    const text = await plain.text();
    for (const encoding of ['gzip', 'br']) {
      const packed = await ask(encoding);
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(await packed.text()).toBe(text);
    }
  });
});
