import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { getAt } from '@lamina/errors';
import { openExportForm, openModel } from '@lamina/models';
import type { ValueInfo } from '@lamina/onnx';
import { findCachePairs } from '@lamina/surgery';
import { Tensor } from 'onnxruntime-node';
import { type HashedCheckpoint, writeHashedCheckpoint } from '../score/hashed-checkpoint.fixture.ts';
import { createPlainSession } from './session.ts';

/** A case of make_architecture_goldens.py or make_version5_goldens.py. */
interface Golden extends HashedCheckpoint {
  readonly inputIds: readonly (readonly number[])[];
  readonly nllPerSequence: readonly number[];
  /** The losses that transformers gives with its cache, token by token, where they differ from those of a whole text. */
  readonly decoded?: { readonly prefill: number; readonly nll: readonly number[] };
}

const GOLDENS: Readonly<Record<string, Golden>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/architectures.json'), 'utf8'),
);

const root = mkdtempSync(join(tmpdir(), 'lamina-decode-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const int64 = (values: readonly number[]): Tensor => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);

function lossOf(logits: Float32Array, target: number): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0)) - (logits[target] ?? Number.NaN);
}

/** Before the first token: caches of length 0, and states of zeros. */
function emptyCache({ dims }: ValueInfo): Tensor {
  const extents = (dims ?? []).map((extent, place) => (place === 0 ? 1 : typeof extent === 'number' ? extent : 0));
  return new Tensor('float32', new Float32Array(extents.reduce((product, extent) => product * extent, 1)), extents);
}

/** The losses of the tokens from `prefill` on, each decoded with the caches of those before. */
async function decode(name: string, { prefill }: { readonly prefill: number }): Promise<readonly number[]> {
  const golden = GOLDENS[name];
  if (golden === undefined) throw new Error(`no golden ${name}`);
  const { opened } = openExportForm(openModel(writeHashedCheckpoint(join(root, name), golden)));
  const { graph } = opened.structure.model;
  const session = await createPlainSession(opened.structure.model, opened.mapped.weights, { threads: 1 });
  const pairs = findCachePairs(graph) ?? [];
  const hasPositions = graph.inputs.some((input) => input.name === 'position_ids');
  let past = graph.inputs.flatMap((input) =>
    pairs.some((pair) => pair.past === input.name) ? [[input.name, emptyCache(input)] as const] : [],
  );
  const ids = getAt(golden.inputIds, 0);
  const found: number[] = [];
  for (let end = prefill; end < ids.length; end += 1) {
    const start = end === prefill ? 0 : end - 1;
    const places = Array.from({ length: end - start }, (_, offset) => start + offset);
    const outputs = await session.run({
      input_ids: int64(ids.slice(start, end)),
      attention_mask: int64(new Array<number>(end).fill(1)),
      ...(hasPositions && { position_ids: int64(places) }),
      ...Object.fromEntries(past),
    });
    past = pairs.map((pair) => [pair.past, outputs[pair.present] as Tensor] as const);
    const { data, dims } = outputs.logits as Tensor;
    const width = dims.at(-1) ?? 0;
    const rows = end === prefill && golden.decoded === undefined ? places : [places.length - 1];
    for (const row of rows) found.push(lossOf((data as Float32Array).subarray(row * width, (row + 1) * width), ids[start + row + 1] ?? 0));
  }
  await session.release();
  return found;
}

it('a dynamic rotary embedding decodes with its cache as transformers does, beyond the original length', async () => {
  const { prefill, nll } = GOLDENS.llama_dynamic?.decoded ?? { prefill: 0, nll: [] };
  const found = await decode('llama_dynamic', { prefill });
  expect(found).toHaveLength(nll.length);
  for (const [step, loss] of found.entries()) expect(loss).toBeCloseTo(getAt(nll, step), 4);
});

it.each(['qwen3_5', 'qwen3_next', 'nemotron_h', 'falcon_h1', 'jamba', 'lfm2', 'gemma4'])(
  'states of mixers and shared keys decode as the whole text is computed: %s',
  async (name) => {
    const found = await decode(name, { prefill: 33 });
    expect(found.reduce((sum, loss) => sum + loss, 0)).toBeCloseTo(GOLDENS[name]?.nllPerSequence[0] ?? Number.NaN, 3);
  },
);
