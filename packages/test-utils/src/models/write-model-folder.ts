import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, type Model } from '@lamina/onnx';

/** Creates an empty folder in the system's temporary folder; returns its path and a function that deletes it. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

export function createTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'lamina-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes onnx/model.onnx, config.json and, unless `tokenizer` is false, a tokenizer with one token per character. Creates `folder` if needed. */
export function writeModelFolder(
  folder: string,
  model: Model,
  options: { readonly config?: Readonly<Record<string, unknown>>; readonly tokenizer?: boolean } = {},
): string {
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  writeFileSync(join(folder, 'onnx', 'model.onnx'), encodeModel(model));
  const json = (name: string, value: unknown): void => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  json('config.json', { model_type: 'tiny', ...options.config });
  if (options.tokenizer === false) return folder;
  json('tokenizer.json', TOKENIZER);
  json('tokenizer_config.json', { tokenizer_class: 'PreTrainedTokenizerFast', bos_token: '<s>', eos_token: '<s>', unk_token: '<unk>' });
  return folder;
}

/** 24 tokens: unknown, beginning, space and the letters a … u. */
const VOCABULARY = ['<unk>', '<s>', ...' abcdefghijklmnopqrstu'];
const special = (id: number): object => ({
  id,
  content: VOCABULARY[id],
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [special(0), special(1)],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: { type: 'Fuse' },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: '<unk>',
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
    vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
    merges: [],
  },
};
