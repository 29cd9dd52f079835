import { describe, expect, it } from '@jest/globals';
import { parseExecutionProviders, probeExecutionProvider } from './execution-provider.ts';

describe('probeExecutionProvider', () => {
  it('takes the first provider that creates a session', async () => {
    await expect(probeExecutionProvider(['cpu', 'cuda'])).resolves.toEqual({ provider: 'cpu', fallback: null });
  });

  it('says which wanted provider was passed over, and why', async () => {
    const choice = await probeExecutionProvider(['cuda', 'cpu']);
    // On a machine with CUDA there is nothing to pass over.
    expect(choice.provider === 'cuda' ? choice.fallback === null : /^cuda: ./.test(choice.fallback ?? '')).toBe(true);
  });

  it('calls it no fallback when nothing was wished for and CUDA is not installed', async () => {
    const choice = await probeExecutionProvider();
    expect(choice.fallback ?? '').not.toContain('not installed');
  });

  it('refuses a list of which nothing works', async () => {
    await expect(probeExecutionProvider([])).rejects.toMatchObject({ code: 'RUNTIME_FAILED' });
  });
});

describe('parseExecutionProviders', () => {
  it('reads a list in its order and leaves the choice open for none', () => {
    expect(parseExecutionProviders(' webgpu, cpu')).toEqual(['webgpu', 'cpu']);
    expect(parseExecutionProviders('')).toBeUndefined();
  });

  it('refuses a name it does not know', () => {
    expect(() => parseExecutionProviders('rocm')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });
});
