import { describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, runModel } from '@lamina/test-utils/models';
import { separateTables } from './rename-reads.ts';

const ROWS = [[3, 7, 1, 12]];

describe('separateTables', () => {
  it('gives the embedding of a tied model its own name for the weights of the head, with the same logits', async () => {
    const model = buildTinyDecoder({ norm: 'pre', tied: true, blocks: 1 });
    const separate = separateTables(model);
    const readersOf = (name: string) => separate.graph.nodes.filter(({ inputs }) => inputs.includes(name)).map(({ opType }) => opType);
    expect(readersOf('tokens#table')).toEqual(['Gather']);
    expect(readersOf('tokens')).toEqual(['Transpose']);
    expect((await runModel(separate, ROWS)).logits).toEqual((await runModel(model, ROWS)).logits);
  });

  it('leaves models alone whose tables only Gather reads', () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 1 });
    expect(separateTables(model)).toBe(model);
  });
});
