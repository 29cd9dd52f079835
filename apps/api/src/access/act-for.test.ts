import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN_HEADERS, startTestApi, type TestApi } from '../testing/start-test-api.ts';

const CREATE = 'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }';
const REGISTER = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { job { submittedBy } } }';
const VIEWER = '{ viewer { name scopes } rateLimit { remaining } }';

describe('a token that acts for people', () => {
  let api: TestApi;
  let page: Readonly<Record<string, string>>;
  let plain: Readonly<Record<string, string>>;
  const tokenOf = async (name: string, scopes: readonly string[]) => {
    const { data } = await api.query<{ createApiToken: { secret: string } }>(CREATE, { input: { name, scopes } }, ADMIN_HEADERS);
    return { authorization: `Bearer ${data.createApiToken.secret}` };
  };
  const as = (person: string) => ({ 'lamina-on-behalf-of': encodeURIComponent(person) });

  beforeAll(async () => {
    api = await startTestApi({ rateLimits: { anonymous: 100, token: 5 } });
    page = await tokenOf('team page', ['SCORE', 'DELEGATE']);
    plain = await tokenOf('notebook', ['SCORE']);
  });
  afterAll(() => api.close());

  it('asks in their name, with its own scopes and a rate for each of them', async () => {
    const ada = { ...page, ...as('Ada Löwe (1)') };
    const viewer = { name: 'Ada Löwe (1) by team page', scopes: ['SCORE', 'DELEGATE'] };
    expect((await api.query(VIEWER, {}, ada)).data).toEqual({ viewer, rateLimit: { remaining: 4 } });
    expect((await api.query(VIEWER, {}, ada)).data).toMatchObject({ rateLimit: { remaining: 3 } });
    expect((await api.query(VIEWER, {}, { ...page, ...as('Grace (2)') })).data).toMatchObject({ rateLimit: { remaining: 4 } });
  });

  it('leaves their names with the jobs that they submit and in the log', async () => {
    const input = { reference: 'a-folder', slug: 'one' };
    const reply = await api.query(REGISTER, { input }, { ...page, ...as('Ada Löwe (1)') });
    expect(reply.data).toEqual({ registerModel: { job: { submittedBy: 'Ada Löwe (1) by team page' } } });
    expect(api.logLines.filter((line) => line.includes('"mutation"')).at(-1)).toContain('"viewer":"Ada Löwe (1) by team page"');
    const own = await api.query(REGISTER, { input: { ...input, slug: 'two' } }, plain);
    expect(own.data).toEqual({ registerModel: { job: { submittedBy: 'notebook' } } });
  });

  it.each([
    ['a token without the scope', () => plain, 'Ada', 403, 'FORBIDDEN'],
    ['nobody', () => ({}), 'Ada', 401, 'UNAUTHENTICATED'],
    ['an empty name', () => page, ' ', 400, 'BAD_USER_INPUT'],
    ['a name with a second line', () => page, 'Ada\n{"level":30}', 400, 'BAD_USER_INPUT'],
    ['a name that is too long', () => page, 'a'.repeat(201), 400, 'BAD_USER_INPUT'],
  ])('refuses %s', async (_words, headers, person, status, code) => {
    expect(await api.query(VIEWER, {}, { ...headers(), ...as(person) })).toMatchObject({ status, errors: [{ extensions: { code } }] });
  });
});
