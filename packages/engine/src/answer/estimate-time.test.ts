import { describe, expect, it } from '@jest/globals';
import { EFFORTS } from '@lamina/benchmarks';
import { finish, type Progress } from '@lamina/models';
import { estimateTime, predictTokensPerSecond, timeSteps } from './estimate-time.ts';

describe('the time of an answer', () => {
  it('counts units alone, changes on texts, benchmarks and speed', () => {
    const answer = { effort: EFFORTS.quick, units: 90, windowTokens: [512, 512, 512, 512], benchmarkTokens: [], forms: 0, roundings: 0 };
    // 45 passes for units, 4 × (12 + 7 × 0.6 × 4.8) for texts, 2 s each.
    expect(estimateTime(256, answer)).toBe('about 6 min on this machine: 90 units alone, then up to 7 changes on 4 texts');
    const one = { effort: EFFORTS.standard, units: 24, windowTokens: [256], benchmarkTokens: [9000], forms: 0, roundings: 0 };
    expect(estimateTime(1e6, one)).toMatch(/^about 1 min .* on a text, then benchmarks and speed of the named one$/);
  });

  it('is foretold from a product of matrices, by the number of parameters', async () => {
    const [small, large] = [await predictTokensPerSecond(1e6, { threads: 1 }), await predictTokensPerSecond(1e9, { threads: 1 })];
    // Processors make between a billion and ten thousand billion products a second.
    expect(large).toBeGreaterThan(0.3);
    expect(large).toBeLessThan(1e4);
    expect(small / large).toBeGreaterThan(200);
  });

  it('is not said where an earlier run did the work', async () => {
    async function* read(checkpoint: Progress['checkpoint']): AsyncGenerator<Progress, string> {
      for (let done = 0; done < 3; done += 1) yield { phase: 'prepare', done, total: 3, checkpoint };
      return 'read';
    }
    expect(await finish(timeSteps(read(undefined)))).toEqual({ result: 'read', seconds: null });
    const { seconds } = await finish(timeSteps(read({ key: 1 })));
    expect(seconds).toBeGreaterThan(0);
  });
});
