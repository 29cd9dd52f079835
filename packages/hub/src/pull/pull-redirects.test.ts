import { beforeEach, describe, expect, it } from '@jest/globals';
import { hub, MODEL, pull, start, useFreshHub } from './pull-model.fixture.ts';

const TOKEN = 'hf_a-token-that-must-not-be-shown';

useFreshHub();

describe('the token', () => {
  beforeEach(() => start({ models: { 'lab/tiny': MODEL }, token: TOKEN }));

  it('goes to the hub, and not to the host it redirects to', async () => {
    await pull('lab/tiny', { token: TOKEN });
    const sent = hub.requests.map(({ host, authorization }) => `${host} ${authorization ?? 'none'}`);
    expect([...new Set(sent)].sort()).toEqual([`hub Bearer ${TOKEN}`, 'storage none']);
  });

  it('is never shown, nor is a signed address', async () => {
    hub.plan({ address: 'signature', fault: { kind: 'status', status: 500 }, times: 100 });
    const failure = await pull('lab/tiny', { token: TOKEN }).catch((error: unknown) => error);
    const shown = JSON.stringify([failure, failure instanceof Error ? [failure.message, failure.stack, failure.cause] : '']);
    expect(shown).toContain('answers 500');
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain('a-secret-of-the-storage-host');
  });

  it('is asked for where it is missing', async () => {
    await expect(pull()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('set HF_TOKEN') });
    await expect(pull('lab/tiny', { token: 'another' })).rejects.toMatchObject({
      message: expect.stringContaining('the token in HF_TOKEN'),
    });
  });
});

describe('redirects', () => {
  const isPrivateAddress = (address: string): boolean => address === '127.0.0.2';

  it('of a public hub into a private network are refused', async () => {
    for (const to of ['http://127.0.0.2:1/secrets', 'http://[::ffff:7f00:2]:1/']) {
      hub.plan({ address: '/revision/', fault: { kind: 'redirect', to } });
      const refused = pull('lab/tiny', { isPrivateAddress: (address) => isPrivateAddress(address) || address === '::ffff:7f00:2' });
      await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('private network') });
    }
  });

  it('by a name of a private address are refused', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: 'http://localhost:1/' } });
    let calls = 0;
    // The endpoint's own address is asked first and passes; the addresses of localhost do not.
    const refused = pull('lab/tiny', { isPrivateAddress: () => calls++ > 1 });
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining('localhost') });
  });

  it('of a hub that is itself private are followed', async () => {
    const { endpoint } = hub;
    hub.plan({
      address: '/revision/main',
      fault: { kind: 'redirect', to: `${endpoint}/api/models/lab/tiny/revision/${hub.shaOf('models', 'lab/tiny')}` },
    });
    expect((await pull()).files).toHaveLength(4);
  });

  it('to other protocols, and without end, are refused', async () => {
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: 'file:///etc/passwd' } });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('only http(s)') });
    hub.plan({ address: '/revision/', fault: { kind: 'redirect', to: '/api/models/lab/tiny/revision/main' }, times: 100 });
    await expect(pull()).rejects.toMatchObject({ code: 'HUB_ANSWER_INVALID', message: expect.stringContaining('more than 10 times') });
  });
});
