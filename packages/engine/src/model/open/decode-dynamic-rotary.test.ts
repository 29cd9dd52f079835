import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { Tensor } from 'onnxruntime-node';
import { createPlainSession } from '../../session/session.ts';
import { type HashedCheckpoint, writeHashedCheckpoint } from './hashed-checkpoint.fixture.ts';
import { openExportForm } from './model-forms.ts';
import { openModel } from './open-model.ts';

/** A case of make_architecture_goldens.py with the losses that transformers gives with its cache, token by token. */
interface DecodedGolden extends HashedCheckpoint {
  readonly inputIds: readonly (readonly number[])[];
  readonly decoded: { readonly prefill: number; readonly nll: readonly number[] };
}

const root = mkdtempSync(join(tmpdir(), 'lamina-dynamic-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const [GOLDEN, BLOCKS, KEY_HEADS, HEAD_SIZE] = [readGolden(), 5, 2, 16] as const;

function readGolden(): DecodedGolden {
  const goldens = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/architectures.json'), 'utf8'));
  return goldens.llama_dynamic;
}

const int64 = (values: readonly number[]): Tensor => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

function lossOf(logits: Float32Array, target: number): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0)) - (logits[target] ?? Number.NaN);
}

it('a dynamic rotary embedding decodes with its cache as transformers does, beyond the original length', async () => {
  const { opened } = openExportForm(openModel(writeHashedCheckpoint(join(root, 'model'), GOLDEN)));
  const session = await createPlainSession(opened.structure.model, opened.mapped.weightFolder, { threads: 1 });
  const [ids = []] = GOLDEN.inputIds;
  const { prefill, nll } = GOLDEN.decoded;
  const names = Array.from({ length: BLOCKS }, (_, block) => [`${block}.key`, `${block}.value`]).flat();
  let past = names.map((): Tensor => new Tensor('float32', new Float32Array(0), [1, KEY_HEADS, 0, HEAD_SIZE]));
  const found: number[] = [];
  for (let end = prefill; end < ids.length; end += 1) {
    const start = end === prefill ? 0 : end - 1;
    const places = Array.from({ length: end - start }, (_, offset) => start + offset);
    const outputs = await session.run({
      input_ids: int64(ids.slice(start, end)),
      attention_mask: int64(new Array<number>(end).fill(1)),
      position_ids: int64(places),
      ...Object.fromEntries(names.map((name, place) => [`past_key_values.${name}`, past[place] as Tensor])),
    });
    past = names.map((name) => outputs[`present.${name}`] as Tensor);
    const { data, dims } = outputs.logits as Tensor;
    found.push(lossOf((data as Float32Array).subarray(-(dims.at(-1) ?? 0)), ids[end] ?? 0));
  }
  await session.release();
  expect(found).toHaveLength(nll.length);
  for (const [step, loss] of found.entries()) expect(loss).toBeCloseTo(getAt(nll, step), 4);
});
