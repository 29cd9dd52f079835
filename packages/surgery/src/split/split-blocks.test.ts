import { describe, expect, it } from '@jest/globals';
import { buildTinyDecoder } from '@lamina/test-utils/models';
import type { BlockStructure } from '../find/block-structure.ts';
import { findBlocks } from '../find/find-blocks.ts';
import type { Segment } from './segment.ts';
import { splitBlocks } from './split-blocks.ts';

const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3, seed: 5 }));
const portsOf = ({ model }: Segment): string[] => model.graph.inputs.map(({ name }) => name);

describe('splitBlocks', () => {
  it('says which blocks are their sublayers in turn', () => {
    const listSequences = (given: BlockStructure): readonly boolean[] => {
      const { isSequence, blocks } = splitBlocks(given, { common: true });
      return blocks.map((_, block) => isSequence(block));
    };
    expect(listSequences(structure)).toEqual([true, true, true]);
    expect(listSequences(findBlocks(buildTinyDecoder({ norm: 'parallel', blocks: 2, seed: 5 })))).toEqual([false, false]);
    // Block 2 reads the keys of block 1.
    const shared = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3, sharedCache: { 2: 1 } }));
    expect(listSequences(shared)).toEqual([true, false, true]);
  });

  it('lets each block make its own mask from the tokens’, so that it can run alone', () => {
    const { embedding, blocks } = splitBlocks(structure);
    expect(embedding.carriedOut).toEqual([]);
    for (const block of blocks) {
      expect(portsOf(block)).toContain('attention_mask');
      expect(block.carriedIn).toEqual([]);
    }
  });

  it('makes what blocks have in common once, beside the embedding, and weights where they are read', () => {
    const { embedding, blocks, head } = splitBlocks(structure, { common: true });
    expect(portsOf(embedding)).toContain('attention_mask');
    expect(embedding.carriedOut).not.toEqual([]);
    for (const block of blocks) {
      expect(portsOf(block)).not.toContain('attention_mask');
      expect(block.carriedIn.map(({ port, from }) => [port, from])).toEqual(embedding.carriedOut.map((port) => [port, -1]));
      expect(block.model.graph.initializers.length).toBeGreaterThan(0);
    }
    expect(head.carriedIn).toEqual([]);
  });
});
