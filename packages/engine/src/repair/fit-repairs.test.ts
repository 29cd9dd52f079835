import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openModel } from '@lamina/models';
import { changeOf, createRemoval } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, createTemporaryFolder, writeModelFolder } from '@lamina/test-utils/models';
import { scoreModel } from '../score/score-model.ts';
import type { ScoreOptions } from '../score/score-options.ts';
import { finish } from '../session/golden.fixture.ts';
import { randomWindows, WINDOW } from '../session/random-windows.fixture.ts';
import { pruneModel } from '../write/prune/prune-model.ts';
import type { RepairRequest } from './repair-record.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const calibration = randomWindows(24, 'calibration');
const scored = randomWindows(8, 'scored');
let model = '';
let postNorm = '';
beforeAll(() => {
  model = writeModelFolder(join(temporary.path, 'pre'), buildTinyDecoder({ norm: 'pre', blocks: 4 }));
  postNorm = writeModelFolder(join(temporary.path, 'post'), buildTinyDecoder({ norm: 'post', blocks: 3 }));
});

const score = (options: Partial<ScoreOptions>, place = model) =>
  finish(scoreModel(place, { input: scored, threads: 1, selfCheck: false, ...options }));
const repairBy = (kind: RepairRequest['kind'], more: Partial<RepairRequest> = {}): RepairRequest => ({ kind, calibration, ...more });

describe('scoreModel with a repair', () => {
  it('of none leaves the removal as it is, with an error of 1', async () => {
    const plain = await score({ change: changeOf(createRemoval({ blocks: [1, 2] })) });
    const none = await score({ change: changeOf(createRemoval({ blocks: [1, 2] }), repairBy('none')) });
    expect(none.nllPerWindow).toEqual(plain.nllPerWindow);
    expect(plain.repair).toBeNull();
    expect(none.repair).toMatchObject({
      kind: 'none',
      tokens: 24 * WINDOW,
      heldOutError: 1,
      gaps: [{ run: [1, 3], calibrationError: 1, lambda: null }],
    });
  });

  it('moves the states that the last block reads towards those of the whole model', async () => {
    const [whole, plain, linear] = [
      await score({}),
      await score({ change: changeOf(createRemoval({ blocks: [1] })) }),
      await score({ change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear')) }),
    ];
    const distance = (result: typeof whole): number => Math.abs((result.hiddenNorm.mean[4] ?? 0) - (whole.hiddenNorm.mean[4] ?? 0));
    expect(distance(linear)).toBeLessThan(distance(plain));
    expect(linear.repair?.gaps[0]?.calibrationError).toBeLessThan(1);
    expect(linear.repair?.calibrationSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names both errors and the default ridge', async () => {
    const { repair } = await score({
      change: changeOf(createRemoval({ blocks: [1] }), repairBy('low-rank', { rank: 3, tokenRule: 'no-sinks' })),
    });
    // 16 channels; every window's first token is a sink: 16 / (5 · 24 · 11)
    expect(repair).toMatchObject({ rank: 3, tokenRule: 'no-sinks', tokens: 24 * 11, alpha: 16 / (5 * 24 * 11), alphaChosen: 'default' });
    expect(repair?.heldOutErrors?.['no-sinks']).toBe(repair?.heldOutError);
    expect(repair?.heldOutErrors?.all).not.toBe(repair?.heldOutError);
  });

  it('measures a later run on the model whose earlier run is repaired', async () => {
    const both = await score({ change: changeOf(createRemoval({ blocks: [0, 2] }), repairBy('linear')) });
    const gaps = both.repair?.gaps ?? [];
    expect(gaps.map(({ run }) => run)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    // The pruned first run, repaired and written, is the model that the second run is measured on.
    const first = join(temporary.path, 'first');
    await pruneModel({
      model,
      change: changeOf(createRemoval({ blocks: [0] }), { ...repairBy('linear'), window: WINDOW }),
      out: first,
    });
    const second = await score({ change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear')) }, first);
    expect(second.repair?.gaps[0]?.lambda).toBeCloseTo(gaps[1]?.lambda ?? 0, 4);
    assertTensorsClose(second.nllPerWindow, both.nllPerWindow, 1e-4);
  });

  it('chooses the ridge among powers of ten around the default, on documents that the solve does not see', async () => {
    const { repair } = await score({ change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear', { alpha: 'auto' })) });
    expect(repair?.alphaChosen).toBe('auto');
    const exponent = Math.log10((repair?.alpha ?? 0) / (16 / (5 * 24 * WINDOW)));
    expect(exponent).toBeCloseTo(Math.round(exponent), 9);
    const given = await score({ change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear', { alpha: repair?.alpha ?? 0 })) });
    expect(given.repair?.heldOutError).toBe(repair?.heldOutError);
  });

  it.each<readonly [string, RegExp, Partial<ScoreOptions>]>([
    [
      'calibration text that is scored',
      /overlaps/,
      { change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear', { calibration: { inputIds: scored.inputIds.slice(0, 1) } })) },
    ],
    ['a repair of nothing', /nothing is removed/, { change: changeOf([], repairBy('linear')) }],
    [
      'weights of tokens for a kind without them',
      /balanced/,
      { change: changeOf(createRemoval({ blocks: [1] }), repairBy('scalar', { tokenRule: 'balanced' })) },
    ],
    [
      'greedy removal besides',
      /greedy/,
      {
        change: changeOf(createRemoval({ blocks: [1] }), repairBy('scalar')),
        searches: [{ search: 'greedy', units: ['block'], counts: [1] }],
      },
    ],
    [
      'no ridge on little text',
      /288|12 calibration tokens/,
      { change: changeOf(createRemoval({ blocks: [1] }), repairBy('linear', { alpha: 0, calibration: randomWindows(1, 'little') })) },
    ],
    ['a rank beyond the width', /rank of 17/, { change: changeOf(createRemoval({ blocks: [1] }), repairBy('low-rank', { rank: 17 })) }],
  ])('refuses %s', async (_, message, options) => {
    await expect(score(options)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });
  });
});

describe('pruneModel with a repair', () => {
  it.each(['scalar', 'diagonal', 'linear', 'low-rank', 'linear-fold'] as const)(
    '%s writes what was scored, and how it was solved',
    async (kind) => {
      const out = join(temporary.path, kind);
      const repair = repairBy(kind, { rank: 3 });
      const gated = await score({ change: changeOf(createRemoval({ blocks: [1, 3] }), repair) });
      const written = await pruneModel({
        model,
        change: changeOf(createRemoval({ blocks: [1, 3] }), { ...repair, window: WINDOW }),
        out,
      });
      assertTensorsClose((await score({}, out)).nllPerWindow, gated.nllPerWindow, 1e-4);
      expect(openModel(out).structure.blocks).toHaveLength(2);
      expect(written.repair).toMatchObject({ kind, heldOutError: null, calibrationSha256: gated.repair?.calibrationSha256 });
      const plan = JSON.parse(readFileSync(join(out, 'prune-plan.json'), 'utf8'));
      expect(plan.repair.gaps[0].calibrationError).toBeCloseTo(gated.repair?.gaps[0]?.calibrationError ?? Number.NaN, 9);
      expect(plan.notes.join()).toMatch(kind);
    },
  );

  it('refuses a fold that would not be exact, names kinds that are, and writes nothing', async () => {
    const out = join(temporary.path, 'refused');
    const prune = pruneModel({
      model: postNorm,
      change: changeOf(createRemoval({ blocks: [1] }), { ...repairBy('linear-fold'), window: WINDOW }),
      out,
    });
    await expect(prune).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED', message: expect.stringMatching(/norm.*use linear/) });
    expect(existsSync(out)).toBe(false);
  });
});
