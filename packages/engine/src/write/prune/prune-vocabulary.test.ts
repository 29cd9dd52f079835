import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { getEntry } from '@lamina/errors';
import { findModelSource, loadTokenizer, openModel } from '@lamina/models';
import { changeOf, UNCHANGED } from '@lamina/plans';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { withoutBlocks } from '../../session/golden.fixture.ts';
import { planWrite } from '../plan-write.ts';
import { pruneModel } from './prune-model.ts';
import { verifyPruning } from './verify-pruning.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);
const digests = { cacheFolder: join(temporary.path, 'digests') };

/** The same llama of four blocks and 300 tokens in both formats (apps/scorer/fixtures/make_models.py): 0 and 1 are special, 256 are bytes. */
const MODELS = join(import.meta.dirname, '../../../../../apps/scorer/fixtures');
const GGUF = join(MODELS, 'llama-f16.gguf');
const SAFETENSORS = join(MODELS, 'llama-safetensors');
/** The tokens of this text are add, Ġt, he, Ġ, model; ad, mod, od and el build two of them. */
const KEEP = { classes: [], texts: ['add the model'], most: null };
const rowsOf = (model: string, name: string): readonly string[] => {
  const { stored } = openModel(model).checkpoint ?? { stored: new Map() };
  const { file, offset, sizeBytes, dims } = getEntry(stored, name);
  const folder = statSync(model).isDirectory() ? model : join(model, '..');
  const bytes = readFileSync(join(folder, file)).subarray(offset, offset + sizeBytes);
  const width = sizeBytes / dims[0];
  return Array.from({ length: dims[0] }, (_, row) => bytes.subarray(row * width, (row + 1) * width).toString('hex'));
};
const keptIdsOf = (folder: string): readonly number[] => JSON.parse(readFileSync(join(folder, 'vocabulary.json'), 'utf8')).keptIds;
const encode = (model: string, text: string): readonly number[] => loadTokenizer(findModelSource(model)).encode(text, 'never');

describe.each([
  ['GGUF', GGUF],
  ['safetensors', SAFETENSORS],
])('pruneModel of the vocabulary of %s', (format, model) => {
  const out = join(temporary.path, `words-${format}`);

  it('writes the rows of the tokens that stay, byte for byte, and computes the same logits', async () => {
    const options = { model, change: UNCHANGED, keep: KEEP, out, digests };
    const planned = await planWrite(options);
    const result = await pruneModel(options);
    const keptIds = keptIdsOf(out);
    expect(result).toMatchObject({
      blocksAfter: 4,
      certificate: { passed: true },
      vocabulary: { rowsBefore: 300, rowsAfter: keptIds.length, reasons: { special: 2, byte: 256 }, file: 'vocabulary.json' },
      // Embedding and head have 32 values for each token.
      parametersAfter: result.parametersBefore - 2 * 32 * (300 - keptIds.length),
      saved: { bytesAfter: planned.bytesAfter },
    });
    const weights = readdirSync(out).filter((name) => /\.(gguf|safetensors)$/.test(name));
    expect(weights.reduce((sum, name) => sum + statSync(join(out, name)).size, 0)).toBe(planned.bytesAfter);
    for (const name of ['model.embed_tokens.weight', 'lm_head.weight']) {
      const before = rowsOf(model, name);
      expect(rowsOf(out, name)).toEqual(keptIds.map((id) => before[id]));
    }
  });

  it('keeps the reading of texts whose tokens stay, and spells others by the tokens that are left', () => {
    const keptIds = keptIdsOf(out);
    const inParent = (text: string): readonly (number | undefined)[] => encode(out, text).map((id) => keptIds[id]);
    expect(inParent('add the model')).toEqual(encode(model, 'add the model'));
    expect(encode(model, 'writer')).toHaveLength(2);
    expect(inParent('writer')).toEqual([...'writer'].flatMap((letter) => encode(model, letter)));
  });

  it('can be verified again', async () => {
    expect((await verifyPruning({ folder: out, digests })).certificate.passed).toBe(true);
  });
});

describe('pruneModel of the vocabulary', () => {
  it('keeps the same tokens of both formats of a model', () => {
    expect(keptIdsOf(join(temporary.path, 'words-GGUF'))).toEqual(keptIdsOf(join(temporary.path, 'words-safetensors')));
  });

  it('takes layers, words and bits in one write', async () => {
    const types = { rules: 'Q8_0', usesFallbacks: false };
    const out = join(temporary.path, 'all');
    const result = await pruneModel({
      model: SAFETENSORS,
      format: 'gguf',
      change: changeOf(withoutBlocks(1)),
      keep: KEEP,
      types,
      out,
      digests,
    });
    expect(result).toMatchObject({ format: 'gguf', kept: [0, 2, 3], certificate: { passed: true } });
    const { checkpoint } = openModel(out);
    const embedding = checkpoint?.stored.get('model.embed_tokens.weight');
    expect(embedding).toMatchObject({ type: 'Q8_0', dims: [keptIdsOf(out).length, 32] });
    expect(checkpoint?.decoder.blocks).toHaveLength(3);
    expect(encode(out, 'add the model')).toEqual(encode(join(temporary.path, 'words-safetensors'), 'add the model'));
  });

  it('renumbers the ids of config files, and leaves out forms of the tokenizer that are not written anew', async () => {
    const parent = join(temporary.path, 'parent');
    cpSync(SAFETENSORS, parent, { recursive: true });
    const readJson = (...path: readonly string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
    writeFileSync(join(parent, 'config.json'), JSON.stringify({ ...readJson(parent, 'config.json'), pad_token_id: 299 }));
    writeFileSync(join(parent, 'generation_config.json'), JSON.stringify({ eos_token_id: [1, 299], suppress_tokens: [290, 1] }));
    writeFileSync(join(parent, 'merges.txt'), 'a d');
    const out = join(temporary.path, 'renumbered');
    const { notes } = await pruneModel({ model: parent, change: UNCHANGED, keep: KEEP, out, digests });
    const rows = keptIdsOf(out).length;
    expect(keptIdsOf(out)).toContain(299);
    expect(readJson(out, 'config.json')).toMatchObject({ vocab_size: rows, eos_token_id: 1, pad_token_id: rows - 1 });
    expect(readJson(out, 'generation_config.json')).toMatchObject({ eos_token_id: [1, rows - 1], suppress_tokens: [1] });
    expect(existsSync(join(out, 'merges.txt'))).toBe(false);
    expect(notes).toContainEqual(expect.stringContaining('merges.txt'));
  });

  it('refuses ONNX', async () => {
    const out = join(temporary.path, 'refused');
    await expect(pruneModel({ model: SAFETENSORS, format: 'onnx', change: UNCHANGED, keep: KEEP, out, digests })).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
    });
    expect(existsSync(out)).toBe(false);
  });
});
