import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type CodedWeights, digestModel, openModel, openPackedFile } from '@lamina/models';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { inspectModel } from '../inspect/inspect-model.ts';
import { finish } from '../session/golden.fixture.ts';
import { scoreModel } from './score-model.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/tiny-gguf');
/** Numbers that transformers computes with the dequantised weights (fixtures/make_gguf.py). */
const GOLDEN = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
  readonly ids: readonly (readonly number[])[];
  readonly nllPerWindow: readonly number[];
  readonly blockInfluence: readonly number[];
};

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** A copy of the model and a cache of its own. */
function copyModel(name: string): { readonly model: string; readonly digests: { readonly cacheFolder: string }; readonly packed: string } {
  const place = join(temporary.path, name);
  mkdirSync(place);
  cpSync(join(FIXTURE, 'whole/model.gguf'), join(place, 'model.gguf'));
  return { model: join(place, 'model.gguf'), digests: { cacheFolder: join(place, 'digests') }, packed: join(place, 'packed-weights') };
}

describe('a GGUF model of quantised weights', () => {
  it('scores as PyTorch does with the dequantised weights', async () => {
    const { model, digests } = copyModel('score');
    const { nllPerWindow, blockInfluence } = await finish(
      scoreModel(model, { digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1 }),
    );
    expect(nllPerWindow?.length).toBe(2);
    nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(GOLDEN.nllPerWindow[window] ?? 0, 4));
    expect(blockInfluence.mean[0]).toBeCloseTo(GOLDEN.blockInfluence[0] ?? 0, 6);
  });

  it('scores the same where its head reads some positions of a run at a time', async () => {
    const { model, digests } = copyModel('head');
    const inputIds = Array.from({ length: 25 }, () => GOLDEN.ids).flat();
    const { nllPerWindow } = await finish(scoreModel(model, { digests, input: { inputIds }, window: 12, batch: 50, threads: 1 }));
    expect(nllPerWindow?.length).toBe(50);
    nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(GOLDEN.nllPerWindow[window % 2] ?? 0, 4));
  });

  it('may lie in parts, of which any names the model', async () => {
    const parts = join(FIXTURE, 'parts');
    const digests = { cacheFolder: join(temporary.path, 'parts/digests') };
    const job = scoreModel(parts, { digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1 });
    const { nllPerWindow } = await finish(job);
    nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(GOLDEN.nllPerWindow[window] ?? 0, 4));
    const second = openModel(join(parts, 'model-00002-of-00003.gguf'), { digests });
    expect(second.structure.blocks).toHaveLength(2);
  });

  it('is described by what the file stores', async () => {
    const { model, digests } = copyModel('inspect');
    const inspection = await inspectModel(model, { digests });
    expect(inspection).toMatchObject({ architecture: 'llama', format: 'gguf', blocks: 2, hiddenSize: 32, vocabularySize: 48 });
    expect(inspection.storedTypes).toEqual({ F32: 5, Q8_0: 3, Q4_0: 2, Q5_1: 2, BF16: 2, Q4_1: 2, Q5_0: 2, F16: 3 });
    expect(inspection.selfCheck?.passed).toBe(true);
  });

  it('is packed once for its bytes, wherever they lie, and again when they change', async () => {
    const { model, digests, packed } = copyModel('once');
    const first = await pack(openModel(model, { digests }));
    const { mtimeNs } = statSync(join(first, 'weights.packed'), { bigint: true });
    const copy = join(packed, '..', 'copy.gguf');
    cpSync(model, copy);
    expect(await pack(openModel(copy, { digests }))).toBe(first);
    expect(statSync(join(first, 'weights.packed'), { bigint: true }).mtimeNs).toBe(mtimeNs);
    const bytes = readFileSync(model);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(model, bytes);
    expect(await pack(openModel(model, { digests }))).not.toBe(first);
    expect(readdirSync(packed)).toHaveLength(2);
  });

  it('has the same digests wherever the file lies', async () => {
    const [first, second] = [copyModel('here'), copyModel('there')];
    const digest = ({ model, digests }: typeof first) => digestModel(openModel(model, { digests }), digests);
    expect(await digest(second)).toEqual(await digest(first));
  });

  it('leaves nothing of writers that were killed', async () => {
    const { model, digests, packed } = copyModel('killed');
    // No process has this number: it is above the largest that Linux gives.
    mkdirSync(join(packed, 'half.4194999-1.unfinished'), { recursive: true });
    const folder = await pack(openModel(model, { digests }));
    expect(readdirSync(packed)).toEqual([basename(folder)]);
  });

  it('takes no more than the limit together with others: the least recently used packed file goes first', async () => {
    const { model, digests, packed } = copyModel('limit');
    const first = await pack(openModel(model, { digests }));
    const packedBytes = statSync(join(first, 'weights.packed')).size * 3;
    const change = async (): Promise<string> => {
      const bytes = readFileSync(model);
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) + 1;
      writeFileSync(model, bytes);
      return await pack(openModel(model, { digests: { ...digests, packedBytes } }));
    };
    const second = await change();
    utimesSync(first, new Date(0), new Date(0));
    const third = await change();
    expect(readdirSync(packed).sort()).toEqual([second, third].map((folder) => basename(folder)).sort());
  });

  it('is not packed where it is only read or refused', () => {
    const { model, digests, packed } = copyModel('refused');
    openModel(model, { digests });
    const bytes = readFileSync(model);
    bytes.write('nolma', bytes.indexOf('llama'));
    writeFileSync(model, bytes);
    expect(() => openModel(model, { digests })).toThrow('nolma');
    expect(existsSync(packed)).toBe(false);
  });
});

/** Packs a model of codes. @returns the folder of its packed file */
async function pack({ coded }: { readonly coded: CodedWeights | null }): Promise<string> {
  if (coded === null) throw new Error('the model has no codes');
  return (await openPackedFile(coded)).folder;
}
