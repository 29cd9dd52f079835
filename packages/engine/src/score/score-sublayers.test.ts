import { afterAll, describe, expect, it } from '@jest/globals';
import { createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { changeOf, createRemoval } from '@lamina/plans';
import {
  assertTensorsClose,
  buildTinyDecoder,
  createTemporaryFolder,
  HYBRID_DECODER,
  runModel,
  writeModelFolder,
} from '@lamina/test-utils/models';
import { ALONE, measureTiny, ROWS } from './measure-tiny.fixture.ts';
import type { ScoreResult } from './score-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

const score = (options: Parameters<typeof measureTiny>[1]): Promise<ScoreResult> => measureTiny(temporary.path, options);

const ZEROS = [0, 0, 0, 0];

/** The influences of sublayers in float64, from the tensors inside the model: h_i, m_i, and what each sublayer adds where both read h_i. */
async function influencesOf(model: Model, norm: 'pre' | 'parallel') {
  const blocks = [0, 1, 2, 3];
  const made = model.graph.nodes.flatMap(({ outputs }) => outputs);
  // A block without an MLP ends at its middle.
  const stateOf = (place: number): string => (made.includes(`stream_${place}`) ? `stream_${place}` : `block_${place - 1}/middle`);
  const added = made
    .filter((name) => /^(stream_\d|block_\d\/(middle|attention|convolution|down))$/.test(name))
    .map((name) => createValueInfo(name, DATA_TYPE.float, null));
  const outputs = await runModel({ ...model, graph: { ...model.graph, outputs: [...model.graph.outputs, ...added] } }, ROWS);
  const read = (name: string): readonly number[] => outputs[name]?.values ?? [];
  const plus = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((value, place) => value + (b[place] ?? Number.NaN));
  const influence = (before: readonly number[], after: readonly number[]): number => {
    const tokens = ROWS.flat().length;
    const width = before.length / tokens;
    const cosines = Array.from({ length: tokens }, (_, token) => {
      const [a, b] = [before, after].map((values) => values.slice(token * width, (token + 1) * width));
      const dot = (x: readonly number[] = [], y: readonly number[] = []) =>
        x.reduce((sum, value, at) => sum + value * (y[at] ?? Number.NaN), 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    });
    return 1 - cosines.reduce((sum, cosine) => sum + cosine, 0) / tokens;
  };
  const ends = blocks.map((block) => {
    const [before, after, middle] = [read(stateOf(block)), read(stateOf(block + 1)), read(`block_${block}/middle`)];
    if (norm === 'pre') return { attention: [before, middle], mlp: [middle, after] } as const;
    const mixer = made.includes(`block_${block}/convolution`) ? 'convolution' : 'attention';
    const [attended, mlpSum] = [read(`block_${block}/${mixer}`), read(`block_${block}/down`)];
    return { attention: [before, plus(before, attended)], mlp: [before, plus(before, mlpSum)] } as const;
  });
  return {
    attentionInfluence: ends.map(({ attention }) => influence(...attention)),
    mlpInfluence: ends.map(({ mlp }) => influence(...mlp)),
  };
}

describe('scoreModel on sublayers', () => {
  it('gives the influence of sublayers, whole and block by block, and 0 for sublayers that are gone', async () => {
    const model = writeModelFolder(`${temporary.path}/sublayers`, buildTinyDecoder({ norm: 'sandwich', blocks: 3 }));
    const input = { inputIds: ROWS };
    const whole = await score({ model, input });
    expect(whole.sublayersUnavailable).toBeUndefined();
    const byBlock = await score({ model, input, blockByBlock: true });
    const removal = createRemoval({ blocks: [2], attention: [0], mlp: [1] });
    const [pruned, prunedByBlock] = [
      await score({ model, input, change: changeOf(removal) }),
      await score({ model, input, change: changeOf(removal), blockByBlock: true }),
    ];
    for (const name of ['attentionInfluence', 'mlpInfluence'] as const) {
      assertTensorsClose(byBlock[name]?.mean ?? [], whole[name]?.mean ?? [], 1e-6);
      assertTensorsClose(prunedByBlock[name]?.mean ?? [], pruned[name]?.mean ?? [], 1e-6);
    }
    expect(pruned.attentionInfluence?.mean.map((mean) => mean === 0)).toEqual([true, false, true]);
    expect(pruned.mlpInfluence?.mean.map((mean) => mean === 0)).toEqual([false, true, true]);
    // A sublayer that is the whole of its block moves the stream as the block does.
    expect(pruned.mlpInfluence?.mean[0]).toBeCloseTo(pruned.blockInfluence.mean[0] ?? Number.NaN, 6);
    expect(pruned.attentionInfluence?.mean[1]).toBeCloseTo(pruned.blockInfluence.mean[1] ?? Number.NaN, 6);
  });

  it.each(['pre', 'parallel'] as const)('gives a hybrid model the sublayers that its blocks have (%s norms)', async (norm) => {
    const hybrid = { norm, ...HYBRID_DECODER } as const;
    const built = buildTinyDecoder(hybrid);
    const model = writeModelFolder(`${temporary.path}/hybrid-${norm}`, built);
    const input = { inputIds: ROWS };
    const result = await score({ model, input, searches: [ALONE] });
    expect(result.model.sublayers).toBe(norm === 'pre' ? 'sequential' : 'parallel');
    expect(result.sublayersUnavailable).toBeUndefined();
    const truth = await influencesOf(built, norm);
    for (const [name, blocks] of [
      ['attentionInfluence', [0, 1, 3]],
      ['mlpInfluence', [0, 1, 3]],
    ] as const) {
      const series = result[name];
      for (const block of [0, 1, 2, 3]) {
        const counts = [series?.count[block], series?.undefinedCount[block]];
        expect(counts).toEqual([blocks.some((other) => other === block) ? ROWS.flat().length : 0, 0]);
        if (counts[0] === 0) expect([series?.mean[block], series?.sum[block]]).toEqual([null, 0]);
        else expect(series?.mean[block]).toBeCloseTo(truth[name][block] ?? Number.NaN, 5);
      }
    }
    const predicted = ROWS.flat().length - ROWS.length;
    const lossWithout = async (without: { readonly withoutAttention?: readonly number[]; readonly withoutMlp?: readonly number[] }) => {
      const folder = writeModelFolder(
        `${temporary.path}/${norm}${JSON.stringify(without).replace(/\W+/g, '-')}`,
        buildTinyDecoder({ ...hybrid, ...without }),
      );
      const { nllPerWindow } = await score({ model: folder, input, selfCheck: false });
      return nllPerWindow.reduce((sum, nll) => sum + nll, 0) / predicted;
    };
    const whole = result.nllPerWindow.reduce((sum, nll) => sum + nll, 0) / predicted;
    const { attentionLossIncrease, mlpLossIncrease } = result;
    expect(attentionLossIncrease?.mean.map((mean) => mean === null)).toEqual([false, false, true, false]);
    expect(mlpLossIncrease?.mean.map((mean) => mean === null)).toEqual([false, false, true, false]);
    expect([attentionLossIncrease?.undefinedCount, mlpLossIncrease?.undefinedCount]).toEqual([ZEROS, ZEROS]);
    expect(mlpLossIncrease?.mean[1]).toBeCloseTo((await lossWithout({ withoutMlp: [1, 2] })) - whole, 4);
    expect(attentionLossIncrease?.mean[3]).toBeCloseTo((await lossWithout({ withoutAttention: [3] })) - whole, 4);
    const removal = createRemoval({ blocks: [2], attention: [0], mlp: [1] });
    const [pruned, prunedByBlock] = [
      await score({ model, input, change: changeOf(removal) }),
      await score({ model, input, change: changeOf(removal), blockByBlock: true }),
    ];
    expect(pruned.attentionInfluence?.mean.map((mean) => mean === 0)).toEqual([true, false, false, false]);
    expect(pruned.mlpInfluence?.mean.map((mean) => mean === 0)).toEqual([false, true, false, false]);
    for (const name of ['attentionInfluence', 'mlpInfluence'] as const) {
      const numbers = [pruned, prunedByBlock].map((one) => one[name]?.mean.map((mean) => mean ?? -1) ?? []);
      assertTensorsClose(numbers[1] ?? [], numbers[0] ?? [], 1e-6);
    }
  });

  it('gives a model of other mixers the influence of both sublayers', async () => {
    const model = writeModelFolder(`${temporary.path}/mixers`, buildTinyDecoder({ norm: 'pre', blocks: 3, mixer: () => 'convolution' }));
    const result = await score({ model, input: { inputIds: ROWS }, searches: [ALONE] });
    expect(result.sublayersUnavailable).toBeUndefined();
    expect([result.attentionInfluence?.count, result.mlpInfluence?.count]).toEqual([
      [12, 12, 12],
      [12, 12, 12],
    ]);
    expect(result.attentionLossIncrease?.count).toEqual([10, 10, 10]);
  });

  it('says why blocks have no sublayers', async () => {
    const model = writeModelFolder(`${temporary.path}/no-sublayers`, buildTinyDecoder({ norm: 'post', blocks: 3 }));
    const result = await score({ model, input: { inputIds: ROWS }, searches: [ALONE] });
    expect(result).toMatchObject({ attentionInfluence: null, mlpInfluence: null, attentionLossIncrease: null, mlpLossIncrease: null });
    expect(result.sublayersUnavailable).toContain('norm');
  });
});
