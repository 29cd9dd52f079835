import { describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, scrambleModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import { findBlocks } from './find-blocks.ts';
import type { Sublayers } from './sublayers.ts';

const findIn = (options: Omit<TinyDecoderOptions, 'blocks'> & { readonly blocks?: number }): Sublayers =>
  findBlocks(buildTinyDecoder({ blocks: 3, ...options })).sublayers;

const reasonOf = (sublayers: Sublayers): string => (sublayers.arrangement === null ? sublayers.reason : 'it has halves');

describe('findSublayers', () => {
  it('finds the stream between the halves of a sequential block', () => {
    expect(findIn({ norm: 'pre', blocks: 2 })).toEqual({
      arrangement: 'sequential',
      halves: [0, 1].map((block) => ({
        attention: {
          start: `stream_${block}`,
          end: [`block_${block}/middle`],
          additions: [{ sum: `block_${block}/middle`, stream: `stream_${block}` }],
        },
        mlp: {
          start: `block_${block}/middle`,
          end: [`stream_${block + 1}`],
          additions: [{ sum: `stream_${block + 1}`, stream: `block_${block}/middle` }],
        },
      })),
    });
  });

  it.each(['branches-first', 'attention-first', 'mlp-first'] as const)(
    'compares each half of a parallel block with what both read: %s',
    (parallelSum) => {
      const sublayers = findIn({ norm: 'parallel', parallelSum });
      if (sublayers.arrangement !== 'parallel') throw new Error('it is not parallel');
      for (const [block, { attention, mlp }] of sublayers.halves.entries()) {
        expect(attention.start).toBe(`stream_${block}`);
        expect(mlp.start).toBe(`stream_${block}`);
        expect(attention.end).toEqual([`stream_${block}`, expect.stringContaining('attention')]);
        expect(mlp.end).toEqual([`stream_${block}`, `block_${block}/down`]);
      }
    },
  );

  it.each<readonly [string, Omit<TinyDecoderOptions, 'blocks'>]>([
    ['fused additions', { norm: 'pre', fused: true }],
    ['norms after each sublayer', { norm: 'sandwich' }],
    ['experts', { norm: 'pre', experts: 'traced' }],
    ['experts in a Loop', { norm: 'pre', experts: 'loop' }],
    ['a stream that is flattened inside its blocks', { norm: 'pre', flattens: true }],
    ['no cache', { norm: 'pre', cache: false }],
    ['windows', { norm: 'pre', local: (identity) => identity === 1 }],
  ])('finds sequential halves: %s', (_, options) => {
    expect(findIn(options).arrangement).toBe('sequential');
  });

  it('reads no names', () => {
    const { sublayers } = findBlocks(scrambleModel(buildTinyDecoder({ norm: 'sandwich', blocks: 3 }), 5));
    expect(sublayers.arrangement).toBe('sequential');
  });

  it.each<readonly [string, Omit<TinyDecoderOptions, 'blocks'>, RegExp]>([
    ['a stream that passes through norms', { norm: 'post' }, /^blocks 0, 1, 2: .*norm/],
    ['a stream that passes through fused norms', { norm: 'post', fused: true }, /^blocks 0, 1, 2: .*norm/],
    ['attention alone', { norm: 'pre', experts: null }, /one contribution is added to the stream, and no MLP/],
    ['a feed-forward half that comes first', { norm: 'pre', feedForwardFirst: true }, /reads the stream after something was added/],
    ['another lookup of the tokens at its end', { norm: 'pre', sideInput: 'lookup' }, /not computed from it/],
    [
      'blocks that mix tokens by something else',
      { norm: 'pre', mixer: (identity) => (identity === 1 ? 'convolution' : 'attention') },
      /^block 1: .*convolution/,
    ],
  ])('finds no halves, and says why: %s', (_, options, words) => {
    expect(reasonOf(findIn(options))).toMatch(words);
  });
});
