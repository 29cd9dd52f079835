import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Task } from '@lamina/benchmarks';
import { readModel, sourceFromBytes } from '@lamina/onnx';
import { changeOf, UNCHANGED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { evaluateModel } from '../../evaluate/evaluate-model.ts';
import { type HashedCheckpoint, writeHashedCheckpoint } from '../../score/hashed-checkpoint.fixture.ts';
import { scoreModel } from '../../score/score-model.ts';
import { finish, fixtureFolder, withoutBlocks } from '../../session/golden.fixture.ts';
import { quantizeModel } from '../quantize/quantize-model.ts';
import { pruneModel } from './prune-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const LIMIT = 8;
const GOLDENS = join(import.meta.dirname, '../../../fixtures/architectures.json');
const golden: HashedCheckpoint = JSON.parse(readFileSync(GOLDENS, 'utf8')).deepseek_v32;
const rowOf = (tokens: number): readonly number[] => Array.from({ length: tokens }, (_, place) => (place * 7 + 3) % 60);

/** A checkpoint whose index selects at most LIMIT keys, its pruned and its quantized ONNX export. */
async function writeForms(modelType: string): Promise<readonly string[]> {
  const [checkpoint, pruned, quantized] = ['checkpoint', 'pruned', 'quantized'].map((form) => join(temporary.path, `${modelType}-${form}`));
  if (checkpoint === undefined || pruned === undefined || quantized === undefined) throw new Error('three folders');
  writeHashedCheckpoint(checkpoint, { ...golden, config: { ...golden.config, model_type: modelType, index_topk: LIMIT } });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) cpSync(join(fixtureFolder('tiny-llama'), file), join(checkpoint, file));
  const { certificate } = await pruneModel({ model: checkpoint, change: changeOf(withoutBlocks(2)), out: pruned, format: 'onnx' });
  expect(certificate).toMatchObject({ passed: true, tokens: LIMIT });
  await finish(quantizeModel({ model: pruned, change: { ...UNCHANGED, precision: 'fp16' }, out: quantized }));
  return [checkpoint, pruned, quantized];
}

describe.each(['deepseek_v32', 'glm_moe_dsa'])('a sparse attention of %s', (modelType) => {
  const forms = writeForms(modelType);
  const refusal = new RegExp(`texts of more than ${LIMIT} tokens in another way.* windows of \\d+ are asked for; use shorter windows`);
  const score = (model: string, tokens: number) =>
    finish(scoreModel(model, { input: { ids: rowOf(tokens) }, window: tokens, threads: 1, selfCheck: false }));

  it('scores windows up to its limit as a checkpoint and as ONNX, and refuses longer ones in the same words', async () => {
    for (const model of await forms) {
      expect((await score(model, LIMIT)).nllPerWindow.every(Number.isFinite)).toBe(true);
      await expect(score(model, LIMIT + 1)).rejects.toThrow(refusal);
    }
  });

  it('evaluates no longer text', async () => {
    const facts = { name: 'text', version: '1', category: 'test', description: 'words', chance: null, digest: '' };
    const taskOf = (text: string): Task => ({ ...facts, kind: 'perplexity', documents: [{ id: '0', text }] });
    for (const model of await forms) {
      const evaluate = (text: string) =>
        finish(evaluateModel({ model, changes: [changeOf(withoutBlocks(1))], tasks: [taskOf(text)], threads: 1 }));
      await expect(evaluate('ab')).resolves.toHaveLength(1);
      await expect(evaluate('a text of many more tokens than the index selects')).rejects.toThrow(refusal);
    }
  });

  it('loses on texts as far as it reads them: windows are as long as its limit', async () => {
    const words = 'the cat sat on the mat and the dog sat on the hat ';
    const texts = [{ text: 'words', source: 'words', label: 'Words', passages: [words.repeat(8)] }];
    const windows = { minimum: 2, step: 2, maximum: 2, limits: [0.05], level: 0.001 };
    for (const model of await forms) {
      const work = evaluateModel({ model, changes: [changeOf(withoutBlocks(1))], tasks: [], texts, windows, threads: 1 });
      let total = 0;
      for (let step = await work.next(); !step.done; step = await work.next()) total = step.value.total;
      // A model of random weights knows no language: the text is left out after its first windows were read.
      expect(total).toBe(0);
    }
  });

  it('is pruned with no repair from longer windows', async () => {
    for (const [place, model] of (await forms).entries()) {
      const prune = (window: number) =>
        pruneModel({
          model,
          change: changeOf(withoutBlocks(1), { kind: 'scalar', calibration: { inputIds: [rowOf(window), rowOf(window)] }, window }),
          out: join(temporary.path, `${modelType}-repaired-${place}-${window}`),
          format: 'onnx',
        });
      await expect(prune(LIMIT + 1)).rejects.toThrow(refusal);
      await expect(prune(LIMIT)).resolves.toMatchObject({ blocksAfter: place === 0 ? 3 : 2 });
    }
  });

  it('states its limit in the metadata of every export', async () => {
    for (const model of (await forms).slice(1)) {
      const { metadata } = readModel(sourceFromBytes(readFileSync(join(model, 'onnx/model.onnx'))));
      expect([...metadata]).toEqual([['lamina.longest_text', `${LIMIT}`]]);
    }
  });
});
