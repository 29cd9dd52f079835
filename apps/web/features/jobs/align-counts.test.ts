import { describe, expect, it } from '@jest/globals';
import { alignCounts } from './describe-outlook.ts';

const COUNTS = { waiting: 4, queued: 3, running: 1, succeeded: 9, failed: 0, cancelled: 0 };

describe('alignCounts', () => {
  it('counts jobs that started since from the queue', () => {
    expect(alignCounts(COUNTS, 3)).toEqual({ ...COUNTS, running: 3, queued: 1 });
    expect(alignCounts({ ...COUNTS, queued: 0 }, 2)).toEqual({ ...COUNTS, running: 2, queued: 0 });
  });

  it('takes jobs that ended since out of the running ones', () => {
    expect(alignCounts(COUNTS, 0)).toEqual({ ...COUNTS, running: 0 });
  });

  it('does not change counts if not all running jobs are listed', () => {
    expect(alignCounts({ ...COUNTS, running: 60 }, null)).toEqual({ ...COUNTS, running: 60 });
  });
});
