import { describe, expect, it } from '@jest/globals';
import { parseJob } from './job-definitions.ts';
import { SCORE_MODEL } from './jobs/score-model.job.ts';
import { type PlannedJob, planStudy } from './plan-study.ts';
import { parseStudyRequest, type StudyRequestInput } from './study-request.ts';

const REVISION = '00000000-0000-7000-8000-000000000000';

describe('the jobs of a study of iterative removal with a repair', () => {
  const plan = (request: Partial<StudyRequestInput>): readonly PlannedJob[] =>
    planStudy(REVISION, parseStudyRequest({ calibration: 'text', benchmarks: ['facts'], counts: [1, 3], ...request }));
  const payloadOf = (key: string, request: Partial<StudyRequestInput>) => plan(request).find((job) => job.key === key)?.payload;

  it('search so beside the removal without a repair, each up to the largest count', () => {
    expect(payloadOf('score', { strategies: ['iterate', 'iterate-repair'], iterateRepair: 'linear' })).toMatchObject({
      iterate: 3,
      iterateRepair: { count: 3, kind: 'linear' },
    });
    // Without the strategy there is nothing to search for.
    expect(payloadOf('score', { strategies: ['iterate'], iterateRepair: 'linear' })).toMatchObject({ iterateRepair: undefined });
  });

  it('repair by a factor where no repair is named', () => {
    const payload = payloadOf('score', { strategies: ['iterate-repair'] });
    expect(payload).toMatchObject({ iterateRepair: { count: 3, kind: 'scalar' } });
    expect(payload).toMatchObject({ iterate: 0 });
  });

  it('search whole layers only', () => {
    const strategies = ['iterate-repair' as const];
    expect(payloadOf('score', { strategies, units: [['attention'], ['block']] })).toHaveProperty('iterateRepair');
    expect(payloadOf('score', { strategies, units: [['attention'], ['attention', 'mlp']] })).toMatchObject({ iterateRepair: undefined });
  });

  it('time the removals of another strategy, because what iterate-repair chose is never measured without its repair', () => {
    const asked = { efficiency: true, strategies: ['random-inner', 'iterate-repair', 'reverse'] } satisfies Partial<StudyRequestInput>;
    expect(payloadOf('efficiency-1', asked)).toMatchObject({ strategy: 'reverse' });
  });

  it.each([
    ['sublayers', { searchUnits: [['attention']] }, /searchUnits holds no set/],
    ['a part of the documents', { documentPart: '1/2' }, /leave documentPart out/],
    ['no steps', { iterateRepair: { count: 0, kind: 'scalar' } }, /iterateRepair/],
  ])('refuse a score of %s', (_, more, message) => {
    const payload = { ...payloadOf('score', { strategies: ['iterate-repair'] }), ...more };
    expect(() => parseJob({ kind: SCORE_MODEL.kind, version: SCORE_MODEL.version, payload })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) }),
    );
  });
});
