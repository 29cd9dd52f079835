import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeGlobalId } from '../data/global-id.ts';
import { seedJob } from '../testing/seed-job.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  secret apiToken { id name prefix scopes expiresAt lastUsedAt revokedAt } } }`;
const REVOKE = 'mutation ($id: ID!) { revokeApiToken(id: $id) { apiToken { revokedAt } } }';
const VIEWER = '{ viewer { name scopes apiToken { id } } }';

interface Created {
  readonly createApiToken: { readonly secret: string; readonly apiToken: { readonly id: string; readonly prefix: string } };
}

describe('API tokens', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  async function create(input: object): Promise<Created['createApiToken'] & { readonly headers: Record<string, string> }> {
    const { data } = await api.query<Created>(CREATE, { input }, ADMIN_HEADERS);
    return { ...data.createApiToken, headers: { authorization: `Bearer ${data.createApiToken.secret}` } };
  }
  const codeOf = async (query: string, variables: object, headers: Record<string, string>) =>
    (await api.query(query, variables, headers)).errors?.[0]?.extensions.code;

  it('are shown once; the database holds only a digest', async () => {
    const { secret, apiToken } = await create({ name: 'notebook', scopes: ['SCORE'] });
    expect(secret).toMatch(/^lam_[0-9a-f]{16}_[\w-]{43}$/);
    expect(secret.startsWith(`${apiToken.prefix}_`)).toBe(true);
    const { rows } = await api.database.pool.query<{ row: string }>('SELECT t::text AS row FROM "ApiToken" t');
    expect(rows.map(({ row }) => row).join()).not.toContain(secret.slice(apiToken.prefix.length + 1));
    expect(api.logLines.join()).not.toContain(secret);
  });

  it('tell who asks, and remember when they were used', async () => {
    const { headers, apiToken } = await create({ name: 'worker', scopes: ['SCORE', 'IMPORT'] });
    const reply = await api.query(VIEWER, {}, headers);
    expect(reply.data).toEqual({ viewer: { name: 'worker', scopes: ['SCORE', 'IMPORT'], apiToken: { id: apiToken.id } } });
    const row = await api.database.prisma.apiToken.findFirstOrThrow({ where: { name: 'worker' } });
    expect(row.lastUsedAt).not.toBeNull();
    expect((await api.query(VIEWER)).data).toEqual({ viewer: { name: 'anonymous', scopes: [], apiToken: null } });
    expect((await api.query(VIEWER, {}, ADMIN_HEADERS)).data).toEqual({
      viewer: { name: 'administrator', scopes: ['ADMIN'], apiToken: null },
    });
  });

  it('let their holder do what their scopes say and nothing else', async () => {
    const cancel = 'mutation ($id: ID!) { cancelJob(id: $id) { job { status } } }';
    const id = encodeGlobalId('Job', await seedJob(api.database));
    const scorer = await create({ name: 'scores', scopes: ['SCORE'] });
    const importer = await create({ name: 'imports', scopes: ['IMPORT'] });
    expect(await codeOf(cancel, { id }, importer.headers)).toBe('FORBIDDEN');
    expect(await codeOf(cancel, { id }, {})).toBe('UNAUTHENTICATED');
    expect(await codeOf(cancel, { id }, scorer.headers)).toBeUndefined();
    const input = { name: 'more', scopes: ['ADMIN'] };
    expect(await codeOf(CREATE, { input }, scorer.headers)).toBe('FORBIDDEN');
    expect(await codeOf('{ apiTokens { totalCount } }', {}, scorer.headers)).toBe('FORBIDDEN');
    expect(await codeOf('query ($id: ID!) { node(id: $id) { id } }', { id: scorer.apiToken.id }, scorer.headers)).toBe('FORBIDDEN');
  });

  it('end when they are revoked or expire', async () => {
    const revoked = await create({ name: 'revoked', scopes: ['SCORE'] });
    expect(await codeOf(VIEWER, {}, revoked.headers)).toBeUndefined();
    expect(await codeOf(REVOKE, { id: revoked.apiToken.id }, ADMIN_HEADERS)).toBeUndefined();
    const refused = await api.query(VIEWER, {}, revoked.headers);
    expect(refused).toMatchObject({ status: 401, errors: [{ message: expect.stringContaining('revoked') }] });
    const expired = await create({ name: 'expired', scopes: ['SCORE'], expiresAt: '2099-01-01T00:00:00Z' });
    await api.database.prisma.apiToken.updateMany({ where: { name: 'expired' }, data: { expiresAt: new Date('2020-01-01T00:00:00Z') } });
    expect((await api.query(VIEWER, {}, expired.headers)).errors?.[0]?.message).toContain('2020-01-01');
  });

  it('refuse a secret that is wrong in its last character, whatever the prefix', async () => {
    const { secret } = await create({ name: 'close', scopes: ['SCORE'] });
    const wrong = `${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`;
    const reply = await api.query(VIEWER, {}, { authorization: `Bearer ${wrong}` });
    expect(reply).toMatchObject({ status: 401, errors: [{ message: expect.stringContaining('unknown') }] });
  });

  it('refuse to be made without a name, without a scope, or already expired', async () => {
    for (const input of [
      { name: ' ', scopes: ['SCORE'] },
      { name: 'none', scopes: [] },
      { name: 'late', scopes: ['SCORE'], expiresAt: '2020-01-01T00:00:00Z' },
    ]) {
      expect(await codeOf(CREATE, { input }, ADMIN_HEADERS)).toBe('BAD_USER_INPUT');
    }
    expect(await codeOf(REVOKE, { id: encodeGlobalId('ApiToken', '00000000-0000-7000-8000-000000000000') }, ADMIN_HEADERS)).toBe(
      'NOT_FOUND',
    );
  });

  it('are listed for the administrator, without their digests', async () => {
    const reply = await api.query<{ apiTokens: { nodes: { name: string }[] } }>(
      '{ apiTokens(filter: { revoked: true }) { totalCount nodes { name revokedAt } } }',
      {},
      ADMIN_HEADERS,
    );
    expect(reply.data.apiTokens.nodes.map(({ name }) => name)).toEqual(['revoked']);
  });
});

describe('an API that answers nobody without a token', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi({ isAnonymousAllowed: false });
  });
  afterAll(() => api.close());

  it('refuses reads and introspection without a token, and answers callers with one', async () => {
    for (const query of ['{ models { totalCount } }', '{ __schema { queryType { name } } }']) {
      const refused = await api.query(query);
      expect(refused.status).toBe(401);
      expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      expect((await api.query(query, {}, ADMIN_HEADERS)).errors).toBeUndefined();
    }
  });
});
