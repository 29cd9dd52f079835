import { describe, expect, it } from '@jest/globals';
import { changeOf, UNCHANGED } from './change.ts';
import { createRemoval } from './removal.ts';
import { writeChangeCommand } from './write-change-command.ts';

const PLAIN = { copyWeights: false };

describe('the command that writes a change', () => {
  it('names the blocks, and a folder that tells what was removed', () => {
    expect(writeChangeCommand('lamina-llama-8', changeOf(createRemoval({ blocks: [4, 3] })), PLAIN)).toBe(
      'npx lamina-llm prune lamina-llama-8 --remove 3,4 --out lamina-llama-8-without-3-4',
    );
  });

  it('names sublayers of blocks, and a model of the hub as the hub does', () => {
    expect(writeChangeCommand('org/name@main:fp16', changeOf(createRemoval({ blocks: [3], attention: [7, 8], mlp: [2] })), PLAIN)).toBe(
      'npx lamina-llm prune org/name@main:fp16 --remove 3 --remove-attention 7,8 --remove-mlp 2 --out name-without-3-attention-7-8-mlp-2',
    );
    expect(writeChangeCommand('./name', changeOf(createRemoval({ attention: [7] })), PLAIN)).toBe(
      'npx lamina-llm prune ./name --remove-attention 7 --out name-without-attention-7',
    );
  });

  it('asks for a weights file of the kept weights', () => {
    expect(writeChangeCommand('name', changeOf(createRemoval({ mlp: [1] })), { copyWeights: true })).toBe(
      'npx lamina-llm prune name --remove-mlp 1 --copy-weights --out name-without-mlp-1',
    );
  });

  it('names the types of a mixture, and a folder with a short name', () => {
    const precision = 'embedding=Q8_0+attention=Q6_K+mlp.0-3.7=Q4_K';
    expect(writeChangeCommand('org/name', { ...UNCHANGED, precision }, PLAIN)).toBe(
      `npx lamina-llm quantize org/name --types ${precision} --fallback --out name-mixed-types`,
    );
    expect(writeChangeCommand('org/name', { ...UNCHANGED, precision, keepVocabulary: 'latin' }, PLAIN)).toBe(
      `npx lamina-llm prune org/name --keep-vocabulary latin --types ${precision} --fallback --out name-latin-mixed-types`,
    );
  });

  it('quotes what a shell would read otherwise', () => {
    expect(writeChangeCommand("./it's here", changeOf(createRemoval({ blocks: [0] })), PLAIN)).toBe(
      "npx lamina-llm prune './it'\\''s here' --remove 0 --out 'it'\\''s here-without-0'",
    );
  });

  it('names a repair, its text as studies read it, and what is not a default', () => {
    const repair = {
      kind: 'linear',
      calibration: 'austen',
      window: 128,
      windows: null,
      bos: 'auto',
      tokenRule: 'all',
    } as const;
    const blocks = createRemoval({ blocks: [3, 4] });
    expect(writeChangeCommand('org/name', changeOf(blocks, repair), PLAIN)).toBe(
      'npx lamina-llm prune org/name --remove 3,4 --repair linear --calibration-text austen --calibration-documents --window 128 --out name-without-3-4-linear',
    );
    const more = {
      ...repair,
      kind: 'low-rank',
      windows: 8,
      bos: 'always',
      alpha: 'auto',
      rank: 16,
      tokenRule: 'no-sinks',
    } as const;
    expect(writeChangeCommand('org/name', changeOf(blocks, more), PLAIN)).toContain(
      '--window 128 --calibration-windows 8 --bos always --repair-alpha auto --repair-rank 16 --token-rule no-sinks --out name-without-3-4-low-rank',
    );
  });

  it('names the precision of other weights', () => {
    expect(writeChangeCommand('org/name', { ...UNCHANGED, precision: 'int8' }, PLAIN)).toBe(
      'npx lamina-llm quantize org/name --precision int8 --out name-int8',
    );
  });

  it('names the tokens that stay and the types of a GGUF file, alone and together with what is removed', () => {
    expect(writeChangeCommand('org/name', { ...UNCHANGED, precision: 'Q4_0' }, PLAIN)).toBe(
      'npx lamina-llm quantize org/name --types Q4_0 --fallback --out name-Q4_0',
    );
    expect(writeChangeCommand('org/name', { ...UNCHANGED, keepVocabulary: 'latin,han' }, PLAIN)).toBe(
      'npx lamina-llm prune org/name --keep-vocabulary latin,han --out name-latin-han',
    );
    expect(writeChangeCommand('org/name', { ...UNCHANGED, keepVocabulary: 'ascii,wikipedia,65536' }, PLAIN)).toBe(
      'npx lamina-llm prune org/name --keep-vocabulary ascii,wikipedia --max-vocabulary 65536 --out name-ascii-wikipedia-65536',
    );
    const all = { ...changeOf(createRemoval({ attention: [6] })), keepVocabulary: 'latin', precision: 'Q4_0' };
    expect(writeChangeCommand('org/name', all, PLAIN)).toBe(
      'npx lamina-llm prune org/name --remove-attention 6 --keep-vocabulary latin --types Q4_0 --fallback --out name-without-attention-6-latin-Q4_0',
    );
  });

  it('refuses a removal of nothing', () => {
    expect(() => writeChangeCommand('name', UNCHANGED, PLAIN)).toThrow('removes nothing');
  });
});
