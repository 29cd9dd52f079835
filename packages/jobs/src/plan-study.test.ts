import { describe, expect, it } from '@jest/globals';
import { parseJob } from './job-definitions.ts';
import { SCORE_MODEL } from './jobs/score-model.job.ts';
import { type PlannedJob, planStudy } from './plan-study.ts';
import { parseStudyRequest, type StudyRequestInput } from './study-request.ts';

const REVISION = '00000000-0000-7000-8000-000000000000';

describe('the jobs of a study with searches', () => {
  const plan = (request: Partial<StudyRequestInput>): readonly PlannedJob[] =>
    planStudy(REVISION, parseStudyRequest({ calibration: 'text', benchmarks: ['facts'], counts: [1, 3], ...request }));
  const payloadOf = (key: string, request: Partial<StudyRequestInput>) => plan(request).find((job) => job.key === key)?.payload;
  const searchesOf = (request: Partial<StudyRequestInput>) => payloadOf('score', request)?.searches;

  it('run the search that each strategy needs, once for each set of units that it can choose', () => {
    const units: StudyRequestInput['units'] = [['attention'], ['block']];
    const counts = [1, 3];
    expect(searchesOf({ strategies: ['block-influence', 'reverse'], units })).toEqual([]);
    expect(searchesOf({ strategies: ['iterate', 'iterate-repair', 'evolutionary'], units })).toEqual([
      { search: 'iterate', units: ['attention'], counts },
      { search: 'iterate', units: ['block'], counts },
      // Only whole layers are repaired.
      { search: 'iterate-repair', units: ['block'], counts },
      { search: 'evolve', units: ['attention'], counts },
      { search: 'evolve', units: ['block'], counts },
    ]);
    // One reading of each unit alone serves every set.
    expect(searchesOf({ strategies: ['leave-one-out-loss'], units })).toEqual([
      { search: 'leave-one-out', units: ['block', 'attention'], counts: [] },
    ]);
  });

  it('take the settings of searches, each with its usual value', () => {
    expect(payloadOf('score', { strategies: ['iterate-repair'] })).toMatchObject({ searchRepair: 'scalar', searchPasses: 100 });
    expect(payloadOf('score', { strategies: ['iterate-repair'], searchRepair: 'linear' })).toMatchObject({ searchRepair: 'linear' });
  });

  it('time the removals of another strategy, because what iterate-repair chose is never measured without its repair', () => {
    const asked = { efficiency: true, strategies: ['random-inner', 'iterate-repair', 'reverse'] } satisfies Partial<StudyRequestInput>;
    expect(payloadOf('efficiency-1', asked)).toMatchObject({ strategy: 'reverse' });
  });

  it('round units on the first text, after everything that a study compares, and refuse a study without a text', () => {
    expect(plan({ roundings: ['Q8_0', 'Q4_0'], texts: ['austen', 'wikipedia'] }).find(({ key }) => key === 'roundings')).toMatchObject({
      needs: ['evaluate'],
      payload: { types: ['Q8_0', 'Q4_0'], text: 'austen', windows: 2 },
    });
    expect(plan({}).map(({ key }) => key)).not.toContain('roundings');
    expect(() => plan({ roundings: ['Q9_9'] })).toThrow(/must be one of F32, F16/);
    expect(() => plan({ roundings: ['Q8_0'], texts: [] })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  const repaired = { search: 'iterate-repair', units: ['block'], counts: [2] };
  it.each([
    ['sublayers, which the search cannot repair', { searches: [{ ...repaired, units: ['attention'] }] }, /cannot choose units/],
    ['a part of the documents', { searches: [repaired], documentPart: '1/2' }, /leave documentPart out/],
    ['no counts', { searches: [{ ...repaired, counts: [] }] }, /needs counts/],
    ['an unknown search', { searches: [{ ...repaired, search: 'best' }] }, /search/],
  ])('refuse a score of %s', (_, more, message) => {
    const payload = { ...payloadOf('score', { strategies: ['iterate-repair'] }), ...more };
    expect(() => parseJob({ kind: SCORE_MODEL.kind, version: SCORE_MODEL.version, payload })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) }),
    );
  });
});
