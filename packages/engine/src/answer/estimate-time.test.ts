import { describe, expect, it } from '@jest/globals';
import { EFFORTS } from '@lamina/benchmarks';
import { finish, type Progress } from '@lamina/models';
import { estimateTime, timeSteps } from './estimate-time.ts';

describe('the time of an answer', () => {
  it('is that of its passes: units alone share half of them, and changes are decided before the last window', () => {
    // 90 units × 1 window × 0.5 = 45 passes; 4 texts × (4 + 0.4 × 8) windows × (1 + 7 × 0.6) = 149.76 passes of 2 s.
    expect(estimateTime(2, { units: 90, texts: 4, effort: EFFORTS.quick })).toBe(
      'about 6 min on this machine: 90 units alone, then up to 7 changes on 4 texts',
    );
    expect(estimateTime(0.001, { units: 24, texts: 1, effort: EFFORTS.standard })).toMatch(/^about 1 min .*speed of the named one$/);
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
