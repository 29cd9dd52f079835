import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { RepairKind } from '@lamina/metrics';
import { openModel } from '@lamina/models';
import { changeOf, UNCHANGED } from '@lamina/plans';
import { assertTensorsClose, createTemporaryFolder } from '@lamina/test-utils/models';
import { writeHashedCheckpoint } from '../../score/hashed-checkpoint.fixture.ts';
import { scoreModel } from '../../score/score-model.ts';
import type { ScoreOptions } from '../../score/score-options.ts';
import { finish, fixtureFolder, withoutBlocks } from '../../session/golden.fixture.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const CHECKPOINT = join(import.meta.dirname, '../../../fixtures/tiny-checkpoint');
const WINDOW = 12;
const rowsOf = (count: number, step: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, row) =>
    Array.from({ length: WINDOW }, (_unused, place) => (row * 131 + place * place * step + 7) % 30),
  );
const calibration = { inputIds: rowsOf(40, 5) };
const scored = { inputIds: rowsOf(6, 11) };
const repairBy = (kind: RepairKind) => ({ kind, calibration });

const nllOf = async (model: string, change: ScoreOptions['change'] = UNCHANGED): Promise<readonly number[]> =>
  (await finish(scoreModel(model, { input: scored, threads: 1, selfCheck: false, change }))).nllPerWindow;
const readJson = (...path: string[]): Record<string, unknown> => JSON.parse(readFileSync(join(...path), 'utf8'));

describe('pruneModel of a safetensors folder with a repair', () => {
  it.each<readonly [RepairKind, readonly number[]]>([
    ['linear-fold', [2]],
    ['linear-fold', [1, 3]],
    ['scalar', [1]],
    ['scalar', [0, 2]],
    ['scalar-ls', [3]],
  ])('%s without %j is a folder of the same layout that scores like the repaired graph', async (kind, blocks) => {
    const out = join(temporary.path, `${kind}-${blocks.join('-')}`);
    const removal = withoutBlocks(...blocks);
    // Its weights are bfloat16: scaled ones are rounded once more, to 8 bits.
    const tolerance = kind === 'linear-fold' ? 1e-4 : 0.05;
    const { plan, certificate } = await pruneModel({
      model: CHECKPOINT,
      change: changeOf(removal, { ...repairBy(kind), window: WINDOW }),
      out,
    });
    expect(certificate).toMatchObject({ passed: true });
    assertTensorsClose(await nllOf(out), await nllOf(CHECKPOINT, changeOf(removal, repairBy(kind))), tolerance);
    const plain = join(temporary.path, `${kind}-${blocks.join('-')}-plain`);
    await pruneModel({ model: CHECKPOINT, change: changeOf(removal), out: plain });
    expect(readJson(out, 'config.json')).toEqual(readJson(plain, 'config.json'));
    expect(listTensors(out)).toEqual(listTensors(plain));
    expect(plan.repair).toMatchObject({ kind, tokenRule: 'all', calibrationSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it.each(['gemma2_old_config', 'gpt_neox_old_config', 'mixtral_window', 'granite_multipliers', 'falcon_11b', 'gpt2_unscaled_untied'])(
    'a scalar is exact in %s',
    async (name) => {
      // Losses are up to 165 nats: about 1e-5 of them, since the epsilon of a norm does not scale with the stream.
      const model = architecture(name);
      const out = join(temporary.path, `${name}-out`);
      const removal = withoutBlocks(1, 3);
      await pruneModel({ model, change: changeOf(removal, { ...repairBy('scalar'), window: WINDOW }), out });
      assertTensorsClose(await nllOf(out), await nllOf(model, changeOf(removal, repairBy('scalar'))), 2e-3);
      assertDiffer(await nllOf(out), await nllOf(model, changeOf(removal)), 0.02);
    },
  );

  it.each<readonly [string, RepairKind, string, RegExp]>([
    [
      'a matrix',
      'linear',
      CHECKPOINT,
      /safetensors cannot store a linear repair: it holds only scalar, scalar-ls, linear-fold; .*--format onnx/,
    ],
    ['factors per channel', 'diagonal-ls', CHECKPOINT, /safetensors cannot store a diagonal-ls/],
    ['a scalar where blocks read the stream without a norm', 'scalar', architecture('olmo2'), /reads the stream without a norm/],
    ['a scalar where norms stand in the stream', 'scalar', architecture('opt_post_norm_projected'), /without a norm/],
    ['a fold behind a norm', 'linear-fold', architecture('gemma2_old_config'), /linear-fold cannot be exact.*norm/],
    ['a scalar in GGUF', 'scalar', gguf(), /gguf cannot store a scalar repair: it holds only linear-fold; .*--format onnx/],
  ])('refuses %s before anything is solved or written', async (_, kind, model, message) => {
    const out = join(temporary.path, 'refused');
    const pruning = pruneModel({ model, change: changeOf(withoutBlocks(1), { ...repairBy(kind), window: WINDOW }), out });
    await expect(pruning).rejects.toMatchObject({ code: 'MODEL_UNSUPPORTED', message: expect.stringMatching(message) });
    expect(existsSync(out)).toBe(false);
  });
});

it('linear-fold in a GGUF file scores like the repaired graph', async () => {
  const model = gguf();
  const out = join(temporary.path, 'gguf-fold');
  const removal = withoutBlocks(1);
  const { certificate } = await pruneModel({
    model,
    change: changeOf(removal, { ...repairBy('linear-fold'), window: WINDOW }),
    out,
  });
  expect(certificate).toMatchObject({ passed: true });
  const repaired = await nllOf(model, changeOf(removal, repairBy('linear-fold')));
  assertTensorsClose(await nllOf(out), repaired, 1e-3);
  assertDiffer(repaired, await nllOf(model, changeOf(removal)), 0.02);
});

function gguf(): string {
  return join(fixtureFolder('tiny-gguf'), 'whole/model.gguf');
}

/** A checkpoint of another architecture in float32; make_architecture_goldens.py says which. */
function architecture(name: string): string {
  const folder = join(temporary.path, name);
  const goldens = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/architectures.json'), 'utf8'));
  return existsSync(folder) ? folder : writeHashedCheckpoint(folder, goldens[name]);
}

function assertDiffer(a: readonly number[], b: readonly number[], least: number): void {
  expect(Math.max(...a.map((value, place) => Math.abs(value - (b[place] ?? Number.NaN))))).toBeGreaterThan(least);
}

/** The names and extents of all stored tensors. */
function listTensors(folder: string): readonly string[] {
  const stored = openModel(folder).checkpoint?.stored ?? new Map();
  return [...stored.values()].map(({ name, dims, type }) => `${name} ${dims.join('×')} ${type}`).sort();
}
