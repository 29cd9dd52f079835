import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedModel } from '../testing/seed-model.ts';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const CREATE = 'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret apiToken { id } } }';
const ENTRIES =
  '{ auditEntries(first: 50, orderBy: [{ field: CREATED_AT, direction: ASC }]) { totalCount nodes { id viewer action arguments outcome requestId apiToken { name } } } }';

interface Entry {
  readonly id: string;
  readonly viewer: string;
  readonly action: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly outcome: string | null;
  readonly requestId: string;
  readonly apiToken: { readonly name: string } | null;
}

interface Created {
  readonly createApiToken: { readonly secret: string; readonly apiToken: { readonly id: string } };
}

describe('the audit log', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await seedModel(api.database, { slug: 'small' });
  });
  afterAll(() => api.close());
  const readEntries = async (headers: Readonly<Record<string, string>> = ADMIN_HEADERS) =>
    (await api.query<{ auditEntries: { totalCount: number; nodes: readonly Entry[] } }>(ENTRIES, {}, headers)).data.auditEntries.nodes;

  it('says who asked for a write, with what, in which request, and how it ended', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...ADMIN_HEADERS },
      body: JSON.stringify({ query: CREATE, variables: { input: { name: 'importer', scopes: ['IMPORT'] } } }),
    });
    const { data } = (await response.json()) as { data: Created };
    const [first] = await readEntries();
    expect(first).toEqual({
      id: expect.any(String),
      viewer: 'administrator',
      action: 'createApiToken',
      arguments: { input: { name: 'importer', scopes: ['IMPORT'] } },
      outcome: 'OK',
      requestId: response.headers.get('x-request-id'),
      apiToken: null,
    });
    expect(JSON.stringify(first)).not.toContain(data.createApiToken.secret);
  });

  it('keeps refused writes of tokens, one entry for each field, and none of reads and of strangers', async () => {
    const { data } = await api.query<Created>(CREATE, { input: { name: 'reader', scopes: ['SCORE'] } }, ADMIN_HEADERS);
    const reader = { authorization: `Bearer ${data.createApiToken.secret}` };
    await api.query(
      'mutation { a: revokeApiToken(id: "x") { __typename } ...b } fragment b on Mutation { b: cancelJob(id: "y") { __typename } }',
      {},
      reader,
    );
    await api.query('mutation { revokeApiToken(id: "x") { __typename } }');
    await api.query('{ models { totalCount } }', {}, reader);
    expect((await readEntries()).slice(2)).toMatchObject([
      { viewer: 'reader', action: 'revokeApiToken', arguments: { id: 'x' }, outcome: 'FORBIDDEN', apiToken: { name: 'reader' } },
      { viewer: 'reader', action: 'cancelJob', arguments: { id: 'y' }, outcome: null, apiToken: { name: 'reader' } },
    ]);
  });

  it('shortens contents and texts that PostgreSQL cannot store', async () => {
    const before = (await readEntries()).length;
    await api.query(CREATE, { input: { name: `NUL \0 and half \ud800 ${'x'.repeat(300)}`, scopes: ['SCORE'] } }, ADMIN_HEADERS);
    await api.query(CREATE, { input: { name: 'many', scopes: Array(3000).fill('SCORE') } }, ADMIN_HEADERS);
    const entries = (await readEntries()).slice(before);
    expect(entries[0]?.arguments.input).toMatchObject({
      name: expect.stringMatching(/^NUL \uFFFD and half \uFFFD x+… \(\d+ characters\)$/),
    });
    expect(entries[1]?.arguments).toEqual({ omittedCharacters: expect.any(Number) });
  });

  it('holds uploads', async () => {
    const before = (await readEntries()).length;
    const body = JSON.stringify({ files: [{ name: 'pickled.pt', bytes: 1 }] });
    const headers = { ...ADMIN_HEADERS, 'content-type': 'application/json' };
    await fetch(new URL('/uploads/models', api.url), { method: 'POST', body, headers });
    expect((await readEntries()).slice(before)).toMatchObject([{ action: '/uploads/models', outcome: 'BAD_USER_INPUT' }]);
  });

  it('is for administrators only, entry by entry too', async () => {
    const { data } = await api.query<Created>(CREATE, { input: { name: 'curious', scopes: ['SCORE', 'IMPORT'] } }, ADMIN_HEADERS);
    const curious = { authorization: `Bearer ${data.createApiToken.secret}` };
    const code = async (query: string, headers: Readonly<Record<string, string>>) =>
      (await api.query(query, {}, headers)).errors?.[0]?.extensions.code;
    const [entry] = await readEntries();
    expect(await code(ENTRIES, curious)).toBe('FORBIDDEN');
    expect(await code(ENTRIES, {})).toBe('UNAUTHENTICATED');
    expect(await code(`{ node(id: "${entry?.id}") { id } }`, curious)).toBe('FORBIDDEN');
    expect(await code(`{ node(id: "${entry?.id}") { id } }`, ADMIN_HEADERS)).toBeUndefined();
  });

  it('comes before the write: what cannot be recorded does not run', async () => {
    await api.database.pool.query('ALTER TABLE "AuditEntry" RENAME TO "Away"');
    const reply = await api.query(CREATE, { input: { name: 'unseen', scopes: ['SCORE'] } }, ADMIN_HEADERS);
    await api.database.pool.query('ALTER TABLE "Away" RENAME TO "AuditEntry"');
    expect(reply.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(await api.database.prisma.apiToken.count({ where: { name: 'unseen' } })).toBe(0);
  });
});
