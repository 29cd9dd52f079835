import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { inspectModel } from '../../inspect/inspect-model.ts';
import { scoreModel } from '../../score/score-model.ts';
import { finish } from '../../text/golden.fixture.ts';
import { digestModel } from './digest-model.ts';
import { openModel } from './open-model.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/tiny-gguf');
/** What transformers computes with the dequantised weights (fixtures/make_gguf.py). */
const GOLDEN = JSON.parse(readFileSync(join(FIXTURE, 'golden.json'), 'utf8')) as {
  readonly ids: readonly (readonly number[])[];
  readonly nllPerWindow: readonly number[];
  readonly blockInfluence: readonly number[];
};

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** A copy of the model and a cache of its own. */
function copyModel(name: string): { readonly model: string; readonly digests: { readonly cacheFolder: string }; readonly decoded: string } {
  const place = join(temporary.path, name);
  mkdirSync(place);
  cpSync(join(FIXTURE, 'whole/model.gguf'), join(place, 'model.gguf'));
  return { model: join(place, 'model.gguf'), digests: { cacheFolder: join(place, 'digests') }, decoded: join(place, 'decoded-weights') };
}

describe('a GGUF model of quantised weights', () => {
  it('scores as PyTorch does with the dequantised weights', async () => {
    const { model, digests } = copyModel('score');
    const { nllPerWindow, blockInfluence } = await finish(
      scoreModel({ model, digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1 }),
    );
    expect(nllPerWindow?.length).toBe(2);
    nllPerWindow?.forEach((nll, window) => void expect(nll).toBeCloseTo(GOLDEN.nllPerWindow[window] ?? 0, 4));
    expect(blockInfluence.mean[0]).toBeCloseTo(GOLDEN.blockInfluence[0] ?? 0, 6);
  });

  it('may lie in parts, of which any names the model', async () => {
    const parts = join(FIXTURE, 'parts');
    const digests = { cacheFolder: join(temporary.path, 'parts/digests') };
    const job = scoreModel({ model: parts, digests, input: { inputIds: GOLDEN.ids }, window: 12, batch: 2, threads: 1 });
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

  it('is decoded once, and again when the file changed', () => {
    const { model, digests, decoded } = copyModel('once');
    openModel(model, { digests });
    const [folder = ''] = readdirSync(decoded);
    const file = join(folder, 'decoded.weights');
    const first = statSync(join(decoded, file), { bigint: true });
    openModel(model, { digests });
    expect(statSync(join(decoded, file), { bigint: true }).mtimeNs).toBe(first.mtimeNs);
    utimesSync(model, new Date(0), new Date(0));
    openModel(model, { digests });
    const later = readdirSync(decoded);
    expect(later).toHaveLength(1);
    expect(later).not.toContain(folder);
  });

  it('has the same digests wherever the file lies', async () => {
    const [first, second] = [copyModel('here'), copyModel('there')];
    const digest = ({ model, digests }: typeof first) => digestModel(openModel(model, { digests }), digests);
    expect(await digest(second)).toEqual(await digest(first));
  });

  it('leaves nothing of writers that were killed, and replaces a file that is cut short', () => {
    const { model, digests, decoded } = copyModel('killed');
    openModel(model, { digests });
    const [folder = ''] = readdirSync(decoded);
    const file = join(folder, 'decoded.weights');
    const whole = readFileSync(join(decoded, file));
    writeFileSync(join(decoded, file), whole.subarray(0, 100));
    // No process has this number: it is above the largest that Linux gives.
    writeFileSync(join(decoded, `${folder}.4194999-1.unfinished`), 'half');
    openModel(model, { digests });
    expect(readdirSync(decoded)).toEqual([folder]);
    expect(readdirSync(join(decoded, folder))).toEqual(['decoded.weights']);
    expect(readFileSync(join(decoded, file)).equals(whole)).toBe(true);
  });

  it('decodes nothing of a model that it refuses', () => {
    const { model, digests, decoded } = copyModel('refused');
    const bytes = readFileSync(model);
    bytes.write('nolma', bytes.indexOf('llama'));
    writeFileSync(model, bytes);
    expect(() => openModel(model, { digests })).toThrow('nolma');
    expect(existsSync(decoded)).toBe(false);
    rmSync(model);
  });
});
