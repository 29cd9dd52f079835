import { describe, expect, it } from '@jest/globals';
import { buildTinyDecoder, HYBRID_DECODER, scrambleModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import { findBlocks } from './find-blocks.ts';
import { listSublayers, type Sublayers } from './sublayers.ts';

const findIn = (options: Omit<TinyDecoderOptions, 'blocks'> & { readonly blocks?: number }): Sublayers =>
  findBlocks(buildTinyDecoder({ blocks: 3, ...options })).sublayers;

const reasonOf = (sublayers: Sublayers): string => (sublayers.arrangement === null ? sublayers.reason : 'it has sublayers');

describe('findSublayers', () => {
  it('finds the stream between the sublayers of a sequential block', () => {
    expect(findIn({ norm: 'pre', blocks: 2 })).toEqual({
      arrangement: 'sequential',
      byBlock: [0, 1].map((block) => ({
        mixer: {
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
      const listed = listSublayers(sublayers);
      expect(listed).toHaveLength(6);
      for (const { kind, block, start, end } of listed) {
        expect(start).toBe(`stream_${block}`);
        const added = kind === 'attention' ? expect.stringContaining('attention') : `block_${block}/down`;
        expect(end).toEqual([`stream_${block}`, added]);
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
  ])('finds sequential sublayers: %s', (_, options) => {
    expect(findIn(options).arrangement).toBe('sequential');
  });

  it.each<readonly [string, Omit<TinyDecoderOptions, 'blocks' | 'mixer'>, 'sequential' | 'parallel']>([
    ['norms before each sublayer', { norm: 'pre' }, 'sequential'],
    ['norms before each sublayer, no cache', { norm: 'pre', cache: false }, 'sequential'],
    ['fused additions', { norm: 'pre', fused: true }, 'sequential'],
    ['experts', { norm: 'pre', experts: 'traced' }, 'sequential'],
    ['sublayers side by side', { norm: 'parallel' }, 'parallel'],
    ['sublayers side by side, no cache', { norm: 'parallel', cache: false }, 'parallel'],
  ])('finds the sublayers that each block of a hybrid model has: %s', (_, options, arrangement) => {
    const sublayers = findIn({ ...options, ...HYBRID_DECODER });
    expect(sublayers.arrangement).toBe(arrangement);
    expect(listSublayers(sublayers).map(({ kind, block }) => `${kind} ${block}`)).toEqual([
      'attention 0',
      'mlp 0',
      'attention 1',
      'mlp 1',
      'attention 3',
      'mlp 3',
    ]);
    if (sublayers.arrangement === null) throw new Error(sublayers.reason);
    expect(sublayers.byBlock[2]).toBe('a state space mixes its tokens, and one contribution is added to the stream, and no MLP');
  });

  it.each([
    ['linear', false],
    ['state-space', false],
    ['state-space', true],
    ['state-space-and-attention', false],
    ['state-space-and-attention', true],
  ] as const)('finds both sublayers of blocks whose mixer is no attention alone: %s, cache: %p', (mixer, cache) => {
    const sublayers = listSublayers(findIn({ norm: 'pre', cache, mixer: () => mixer }));
    expect(sublayers.map(({ kind, start, end }) => [kind, start, end])).toEqual(
      [0, 1, 2].flatMap((block) => [
        ['attention', `stream_${block}`, [`block_${block}/middle`]],
        ['mlp', `block_${block}/middle`, [`stream_${block + 1}`]],
      ]),
    );
  });

  it('reads no names', () => {
    const { sublayers } = findBlocks(scrambleModel(buildTinyDecoder({ norm: 'sandwich', blocks: 3 }), 5));
    expect(sublayers.arrangement).toBe('sequential');
  });

  it.each<readonly [string, Omit<TinyDecoderOptions, 'blocks'>, RegExp]>([
    ['a stream that passes through norms', { norm: 'post' }, /^blocks 0, 1, 2: .*norm/],
    ['a stream that passes through fused norms', { norm: 'post', fused: true }, /^blocks 0, 1, 2: .*norm/],
    ['attention alone', { norm: 'pre', experts: null }, /one contribution is added to the stream, and no MLP/],
    ['a feed-forward sublayer that comes first', { norm: 'pre', feedForwardFirst: true }, /tokens are mixed after something was added/],
    ['another lookup of the tokens at its end', { norm: 'pre', sideInput: 'lookup' }, /not computed from it/],
    [
      'state spaces alone',
      { norm: 'pre', experts: null, mixer: () => 'state-space' },
      /^blocks 0, 1, 2: a state space mixes its tokens, and one contribution/,
    ],
  ])('finds no sublayers, and says why: %s', (_, options, words) => {
    expect(reasonOf(findIn(options))).toMatch(words);
  });
});
