import { describe, expect, it } from '@jest/globals';
import { type JobOutlookRow, toJobOutlook } from './job-outlook.ts';

const row = (facts: Partial<JobOutlookRow>): JobOutlookRow => ({
  key: 'job',
  status: 'QUEUED',
  position: 1,
  elapsed: null,
  workers: 1,
  sameCount: 0,
  sameSeconds: null,
  anyCount: 0,
  anySeconds: null,
  ...facts,
});

describe('the outlook of a job', () => {
  it('says why the job does not run yet', () => {
    const holds = [{ status: 'RUNNING' }, { status: 'WAITING' }, { workers: 0 }, { position: 2 }, {}].map(
      (facts) => toJobOutlook(row(facts)).hold,
    );
    expect(holds).toEqual([null, 'NEEDS_JOBS', 'NO_WORKER', 'BEHIND_OTHERS', 'NEXT']);
  });

  it('is estimated from three jobs on the same model, otherwise from three on any model', () => {
    const any = { anyCount: 9, anySeconds: [10, 20, 40] } as const;
    expect(toJobOutlook(row({ ...any, sameCount: 3, sameSeconds: [1, 2, 4] }))).toMatchObject({
      expectedSeconds: 2,
      expectedInterval: { low: 1, high: 4 },
      comparableCount: 3,
      isSameModel: true,
    });
    expect(toJobOutlook(row({ ...any, sameCount: 2, sameSeconds: [1, 2, 4] }))).toMatchObject({
      expectedSeconds: 20,
      comparableCount: 9,
      isSameModel: false,
    });
    expect(toJobOutlook(row({ anyCount: 2, anySeconds: [1, 2, 4] }))).toMatchObject({
      expectedSeconds: null,
      expectedInterval: null,
      comparableCount: 2,
    });
  });
});
