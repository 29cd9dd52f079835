import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoval } from '@lamina/plans';
import { buildTinyDecoder, createSeededRandom, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { openModel } from '../model/open/open-model.ts';
import { finish } from '../text/golden.fixture.ts';
import { repairModel } from './fit-repairs.ts';
import { type RepairSurvey, type SurveyOptions, surveyRepairs } from './survey-repairs.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const WINDOW = 12;

function windowsOf(count: number, seed: string): { readonly inputIds: readonly (readonly number[])[] } {
  const random = createSeededRandom(seed);
  const token = (): number => Math.floor(((random() + 1) / 2) * 24) % 24;
  return { inputIds: Array.from({ length: count }, () => Array.from({ length: WINDOW }, token)) };
}

const calibration = windowsOf(24, 'calibration');
const heldOut = windowsOf(8, 'held out');
let model = '';
let byAll: RepairSurvey;
const surveyBy = (more: Partial<SurveyOptions> = {}): Promise<RepairSurvey> =>
  finish(surveyRepairs({ model, calibration, heldOut, lengths: [1, 2], rank: 3, threads: 1, ...more }));
beforeAll(async () => {
  model = writeModelFolder(join(temporary.path, 'pre'), buildTinyDecoder({ norm: 'pre', blocks: 4 }));
  byAll = await surveyBy();
});

describe('surveyRepairs', () => {
  it.each(['all', 'no-sinks'] as const)(
    'predicts for every gap and repair what solving that gap by itself gives, by %s',
    async (tokenRule) => {
      const survey = tokenRule === 'all' ? byAll : await surveyBy({ tokenRule });
      expect(survey.tokenRule).toBe(tokenRule);
      expect(survey.gaps.map(({ run }) => run.join('-')).sort()).toEqual(['0-1', '0-2', '1-2', '1-3', '2-3', '2-4', '3-4']);
      for (const { run, repairs } of survey.gaps.filter(({ run: [start] }) => start === 1)) {
        const blocks = Array.from({ length: run[1] - run[0] }, (_, place) => run[0] + place);
        const choices = repairs.map(({ kind }) => ({ kind, rank: 3, tokenRule }));
        const [known, unseen] = [calibration, heldOut].map(({ inputIds }) => inputIds.map((ids, document) => ({ ids, document })));
        const texts = { calibration: known ?? [], heldOut: unseen ?? [], batch: 8, threads: 1 };
        const alone = await finish(repairModel(openModel(model), choices, { removal: createRemoval({ blocks }), ...texts }));
        for (const [place, { alpha, calibrationError, heldOutErrors }] of repairs.entries()) {
          const [gap] = alone[place]?.record.gaps ?? [];
          // Here the model runs whole, and there in parts.
          expect(calibrationError).toBeCloseTo(gap?.calibrationError ?? Number.NaN, 5);
          expect(heldOutErrors.all).toBeCloseTo(gap?.heldOutErrors?.all ?? Number.NaN, 5);
          expect(heldOutErrors['no-sinks']).toBeCloseTo(gap?.heldOutErrors?.['no-sinks'] ?? Number.NaN, 5);
          expect(alpha).toBe(gap?.alpha);
        }
      }
    },
  );

  it('ranks gaps of one length, and the repairs of a gap, by what is left', () => {
    const ones = byAll.gaps.filter(({ run: [start, end] }) => end - start === 1);
    const best = ones.map(({ repairs }) => repairs[0]?.left ?? Number.NaN);
    expect(best).toEqual([...best].sort((a, b) => a - b));
    for (const { repairs } of byAll.gaps) {
      const left = repairs.map((repair) => repair.left);
      expect(left).toEqual([...left].sort((a, b) => a - b));
      expect(repairs.find(({ kind }) => kind === 'none')?.heldOutErrors).toEqual({ all: 1, 'no-sinks': 1 });
    }
  });

  it('says where nothing can be folded', () => {
    const first = byAll.gaps.find(({ run }) => run.join('-') === '0-1');
    expect(first?.refused).toEqual([{ kind: 'linear-fold', reason: expect.stringMatching(/no kept block/) }]);
  });

  it.each<readonly [string, RegExp, Partial<SurveyOptions>]>([
    ['a gap of the whole model', /gap of 4 of 4 blocks/, { lengths: [4] }],
    ['held-out text that is calibration text', /overlaps/, { heldOut: calibration }],
  ])('refuses %s', async (_, message, more) => {
    await expect(surveyBy(more)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });
  });
});
