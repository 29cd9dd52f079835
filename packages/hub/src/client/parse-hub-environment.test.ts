import { describe, expect, it } from '@jest/globals';
import { parseHubEnvironment } from './parse-hub-environment.ts';

describe('parseHubEnvironment', () => {
  it.each([
    [{}, '/home/a/.cache/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    [{ HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/new' }, '/new'],
    [{ HF_HUB_CACHE: '' }, '/home/a/.cache/huggingface/hub'],
  ])('puts the cache where huggingface_hub does: %j', (source, cacheFolder) => {
    expect(parseHubEnvironment(source, '/home/a')).toMatchObject({ cacheFolder, endpoint: 'https://huggingface.co', offline: false });
  });

  it('keeps the path of a mirror', () => {
    expect(parseHubEnvironment({ HF_ENDPOINT: 'http://mirror.example/hub/' }, '/').endpoint).toBe('http://mirror.example/hub');
  });

  it.each(['1', 'ON', 'yes', 'True'])('is offline with %s', (value) => {
    expect(parseHubEnvironment({ HF_HUB_OFFLINE: value }, '/').offline).toBe(true);
  });

  it.each(['mirror.example', 'file:///etc', 'https://user:pass@mirror.example', 'https://mirror.example/?a=b'])(
    'refuses the endpoint %s',
    (value) => {
      expect(() => parseHubEnvironment({ HF_ENDPOINT: value }, '/')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    },
  );

  it('refuses a token with spaces, and does not repeat it', () => {
    expect(() => parseHubEnvironment({ HF_TOKEN: 'hf_a b' }, '/')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.not.stringContaining('hf_a') }),
    );
  });
});
