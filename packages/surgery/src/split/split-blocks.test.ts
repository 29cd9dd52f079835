import { describe, expect, it } from '@jest/globals';
import { buildTinyDecoder } from '@lamina/test-utils/models';
import { findBlocks } from '../find/find-blocks.ts';
import type { Segment } from './segment.ts';
import { splitBlocks } from './split-blocks.ts';

const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3, seed: 5 }));
const portsOf = ({ model }: Segment): string[] => model.graph.inputs.map(({ name }) => name);

describe('splitBlocks', () => {
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
