import { describe, expect, it } from '@jest/globals';
import { createRemoval, NOTHING_REMOVED } from './removal.ts';
import { writePruneCommand } from './write-prune-command.ts';

const PLAIN = { repair: null, copyWeights: false };

describe('the command that prunes', () => {
  it('names the blocks, and a folder that tells what was removed', () => {
    expect(writePruneCommand('lamina-llama-8', createRemoval({ blocks: [4, 3] }), PLAIN)).toBe(
      'lamina prune lamina-llama-8 --remove 3,4 --out lamina-llama-8-without-3-4',
    );
  });

  it('names halves of blocks, and a model of the hub as the hub does', () => {
    expect(writePruneCommand('org/name@main:fp16', createRemoval({ blocks: [3], attention: [7, 8], mlp: [2] }), PLAIN)).toBe(
      'lamina prune org/name@main:fp16 --remove 3 --remove-attention 7,8 --remove-mlp 2 --out name-without-3-attention-7-8-mlp-2',
    );
    expect(writePruneCommand('./name', createRemoval({ attention: [7] }), PLAIN)).toBe(
      'lamina prune ./name --remove-attention 7 --out name-without-attention-7',
    );
  });

  it('asks for a weights file of the kept weights', () => {
    expect(writePruneCommand('name', createRemoval({ mlp: [1] }), { repair: null, copyWeights: true })).toBe(
      'lamina prune name --remove-mlp 1 --copy-weights --out name-without-mlp-1',
    );
  });

  it('quotes what a shell would read otherwise', () => {
    expect(writePruneCommand("./it's here", createRemoval({ blocks: [0] }), PLAIN)).toBe(
      "lamina prune './it'\\''s here' --remove 0 --out 'it'\\''s here-without-0'",
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
      format: null,
    } as const;
    const blocks = createRemoval({ blocks: [3, 4] });
    expect(writePruneCommand('org/name', blocks, { repair, copyWeights: false })).toBe(
      'lamina prune org/name --remove 3,4 --repair linear --calibration-text austen --calibration-documents --window 128 --out name-without-3-4-linear',
    );
    const more = {
      ...repair,
      kind: 'low-rank',
      windows: 8,
      bos: 'always',
      alpha: 'auto',
      rank: 16,
      tokenRule: 'no-sinks',
      format: 'onnx',
    } as const;
    expect(writePruneCommand('org/name', blocks, { repair: more, copyWeights: false })).toContain(
      '--window 128 --calibration-windows 8 --bos always --repair-alpha auto --repair-rank 16 --token-rule no-sinks --format onnx --out name-without-3-4-low-rank',
    );
  });

  it('refuses a removal of nothing', () => {
    expect(() => writePruneCommand('name', NOTHING_REMOVED, PLAIN)).toThrow('removes nothing');
  });
});
