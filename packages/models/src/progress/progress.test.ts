import { describe, expect, it } from '@jest/globals';
import { finish, type Progress, timeSteps } from './progress.ts';

describe('timeSteps', () => {
  it('gives no time where an earlier run did the work', async () => {
    async function* read(checkpoint: Progress['checkpoint']): AsyncGenerator<Progress, string> {
      for (let done = 0; done < 3; done += 1) yield { phase: 'prepare', done, total: 3, checkpoint };
      return 'read';
    }
    expect(await finish(timeSteps(read(undefined)))).toEqual({ result: 'read', seconds: null });
    const { seconds } = await finish(timeSteps(read({ key: 1 })));
    expect(seconds).toBeGreaterThan(0);
  });
});
