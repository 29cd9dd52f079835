import { describe, expect, it } from '@jest/globals';
import { createFloatTensor, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { createRemoval } from '@lamina/plans';
import { assertTensorsClose, buildTinyDecoder, type FetchedTensor, runModel, type TinyDecoderOptions } from '@lamina/test-utils/models';
import { bypassUnits } from '../change/bypass-units.ts';
import { findBlocks } from '../find/find-blocks.ts';
import { BLOCK_METRIC_OUTPUTS, exposeBlockMetrics } from './expose-block-metrics.ts';
import { exposeTokenLoss, TOKEN_LOSS_PORTS } from './expose-token-loss.ts';

const HIDDEN = 16;
const VOCABULARY = 24;
const ROWS = [
  [3, 7, 1, 12, 20],
  [9, 2, 2, 17, 0],
  [5, 5, 5, 5, 5],
];
const LABELS = [
  [7, 1, 12, 20, 0],
  [2, 2, 17, 0, 23],
  [5, 5, 5, 5, 1],
];
const TOKENS = 15;
const SHAPES: readonly (readonly [string, TinyDecoderOptions])[] = [
  ['pre', { norm: 'pre', blocks: 3 }],
  ['pre, fused', { norm: 'pre', fused: true, blocks: 3 }],
  ['post', { norm: 'post', blocks: 3 }],
  ['parallel', { norm: 'parallel', blocks: 3 }],
  ['one pre block', { norm: 'pre', blocks: 1 }],
  ['one fused block', { norm: 'pre', fused: true, blocks: 1 }],
  ['one post block', { norm: 'post', blocks: 1 }],
];

/** The model with the named tensors as outputs. */
function fetching(model: Model, names: readonly string[]): Model {
  const added = names
    .filter((name) => !model.graph.outputs.some((output) => output.name === name))
    .map((name) => createValueInfo(name, DATA_TYPE.float, null));
  return { ...model, graph: { ...model.graph, outputs: [...model.graph.outputs, ...added] } };
}

/** State vectors [token][hidden] as the plain model computes them. */
async function fetchStates(model: Model, names: readonly string[]): Promise<number[][][]> {
  const outputs = await runModel(fetching(model, names), ROWS);
  return names.map((name) => {
    const values = outputs[name]?.values ?? [];
    return Array.from({ length: TOKENS }, (_, token) => values.slice(token * HIDDEN, (token + 1) * HIDDEN));
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}

/** ln of the softmax of one row of logits, in float64. */
function logSoftmax(row: readonly number[]): number[] {
  const highest = Math.max(...row);
  const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  return row.map((value) => value - highest - total);
}

function expectedLogProbabilities(logits: FetchedTensor | undefined): number[] {
  const values = logits?.values ?? [];
  return LABELS.flat().map((label, token) => logSoftmax(values.slice(token * VOCABULARY, (token + 1) * VOCABULARY))[label] ?? Number.NaN);
}

describe('exposeBlockMetrics', () => {
  it.each(SHAPES)('returns dot products and steps of the states: %s', async (_, options) => {
    const structure = findBlocks(buildTinyDecoder(options));
    const blocks = Number(options.blocks);
    const names = structure.finalNorm === null ? structure.boundaries : [...structure.boundaries, structure.finalNorm];
    const states = await fetchStates(structure.model, names);
    const measured = await runModel(exposeBlockMetrics(structure), ROWS);
    const at = (state: number, token: number): number[] => states[state]?.[token] ?? [];
    const gram = Array.from({ length: TOKENS }, (_unused, token) =>
      names.flatMap((_a, a) => names.map((_b, b) => dot(at(a, token), at(b, token)))),
    ).flat();
    const steps = Array.from({ length: TOKENS }, (_unused, token) =>
      Array.from({ length: blocks }, (_block, block) => {
        const step = at(block + 1, token).map((value, index) => value - (at(block, token)[index] ?? Number.NaN));
        return dot(step, step);
      }),
    ).flat();
    // Streams that pass through norms have no sublayers to compare.
    const sublayers = options.norm === 'post' ? [] : [BLOCK_METRIC_OUTPUTS.sublayerProducts];
    expect(Object.keys(measured)).toEqual([BLOCK_METRIC_OUTPUTS.gram, BLOCK_METRIC_OUTPUTS.stepSquared, ...sublayers]);
    expect(measured[BLOCK_METRIC_OUTPUTS.gram]?.dims).toEqual([TOKENS, names.length, names.length]);
    expect(measured[BLOCK_METRIC_OUTPUTS.stepSquared]?.dims).toEqual([TOKENS, blocks]);
    // Sums of 16 float32 products of numbers below 100.
    assertTensorsClose(measured[BLOCK_METRIC_OUTPUTS.gram]?.values ?? [], gram, 1e-3);
    assertTensorsClose(measured[BLOCK_METRIC_OUTPUTS.stepSquared]?.values ?? [], steps, 1e-3);
  });

  it('drops the head and the caches, which nothing needs then', () => {
    const measured = exposeBlockMetrics(findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 2 })));
    expect(measured.graph.outputs.map(({ name }) => name)).toEqual(Object.values(BLOCK_METRIC_OUTPUTS));
    expect(measured.graph.initializers.map(({ name }) => name)).not.toContain('head');
  });

  it('keeps the outputs that are asked for', async () => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2 });
    const measured = await runModel(exposeBlockMetrics(findBlocks(model), { keep: ['logits'] }), ROWS);
    assertTensorsClose(measured.logits?.values ?? [], (await runModel(model, ROWS)).logits?.values ?? [], 1e-5);
  });

  it('gives a removed block no step and no turn at all', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', blocks: 3 }));
    const measured = await runModel(exposeBlockMetrics(bypassUnits(structure, createRemoval({ blocks: [1] }))), ROWS);
    const gram = measured[BLOCK_METRIC_OUTPUTS.gram]?.values ?? [];
    const steps = measured[BLOCK_METRIC_OUTPUTS.stepSquared]?.values ?? [];
    for (let token = 0; token < TOKENS; token += 1) {
      const at = (a: number, b: number): number | undefined => gram[token * 25 + a * 5 + b];
      expect(steps[token * 3 + 1]).toBe(0);
      expect(at(1, 2)).toBe(at(1, 1));
      expect(at(2, 2)).toBe(at(1, 1));
    }
  });
});

describe('exposeTokenLoss', () => {
  it.each(SHAPES)('returns ln p of every label and the most likely token: %s', async (_, options) => {
    const model = buildTinyDecoder(options);
    const { logits } = await runModel(model, ROWS);
    const exposed = exposeTokenLoss(model, 'logits', { mostLikely: true });
    const outputs = await runModel(exposed, ROWS, { [TOKEN_LOSS_PORTS.labels]: LABELS });
    expect(Object.keys(outputs)).toEqual([TOKEN_LOSS_PORTS.logProbability, TOKEN_LOSS_PORTS.mostLikely]);
    expect(outputs[TOKEN_LOSS_PORTS.logProbability]?.dims).toEqual([3, 5]);
    assertTensorsClose(outputs[TOKEN_LOSS_PORTS.logProbability]?.values ?? [], expectedLogProbabilities(logits), 1e-5);
    const best = Array.from({ length: TOKENS }, (_unused, token) => {
      const row = logits?.values.slice(token * VOCABULARY, (token + 1) * VOCABULARY) ?? [];
      return row.indexOf(Math.max(...row));
    });
    expect(outputs[TOKEN_LOSS_PORTS.mostLikely]?.values).toEqual(best);
  });

  it.each([false, true])('compares each position with a reference, by row: %s', async (byRow) => {
    const model = buildTinyDecoder({ norm: 'pre', blocks: 2 });
    const { logits } = await runModel(model, ROWS);
    const rows = Array.from({ length: TOKENS }, (_, token) => logits?.values.slice(token * VOCABULARY, (token + 1) * VOCABULARY) ?? []);
    const references = rows.map((row) => logSoftmax(row.map((_, place) => Math.sin(place))));
    const exposed = exposeTokenLoss(model, 'logits', { mostLikely: true, divergence: true, byRow });
    const { labels, reference, ...ports } = TOKEN_LOSS_PORTS;
    const given = createFloatTensor(reference, references.flat(), [3, 5, VOCABULARY]);
    const { graph } = exposed;
    const inputs = graph.inputs.filter(({ name }) => name !== reference);
    const compared = { ...exposed, graph: { ...graph, inputs, initializers: [...graph.initializers, given] } };
    const outputs = await runModel(compared, ROWS, { [labels]: LABELS });
    const expected = rows.map((row, token) => {
      const [q, p] = [logSoftmax(row), references[token] ?? []];
      const sum = (term: (p: number, q: number) => number) =>
        p.reduce((total, value, place) => total + term(value, q[place] ?? Number.NaN), 0);
      return {
        divergence: sum((p, q) => Math.exp(p) * (p - q)),
        distance: sum((p, q) => Math.abs(Math.exp(p) - Math.exp(q))),
        largest: row.toSorted((a, b) => b - a).slice(0, 2),
        logProbabilities: q,
      };
    });
    for (const name of ['divergence', 'distance', 'largest', 'logProbabilities'] as const)
      assertTensorsClose(
        outputs[ports[name]]?.values ?? [],
        expected.flatMap((one) => one[name]),
        1e-5,
      );
    expect(outputs[ports.mostLikely]?.values).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
    expect(outputs[ports.largest]?.dims).toEqual([3, 5, 2]);
    expect(outputs[ports.logProbability]?.dims).toEqual([3, 5]);
  });

  it('measures blocks and losses in one run', async () => {
    const structure = findBlocks(buildTinyDecoder({ norm: 'pre', fused: true, blocks: 3 }));
    const both = exposeTokenLoss(exposeBlockMetrics(structure, { keep: ['logits'] }), 'logits');
    const outputs = await runModel(both, ROWS, { [TOKEN_LOSS_PORTS.labels]: LABELS });
    const apart = await runModel(exposeBlockMetrics(structure), ROWS);
    const { logits } = await runModel(structure.model, ROWS);
    expect(Object.keys(outputs).sort()).toEqual([...Object.values(BLOCK_METRIC_OUTPUTS), TOKEN_LOSS_PORTS.logProbability].sort());
    assertTensorsClose(outputs[BLOCK_METRIC_OUTPUTS.gram]?.values ?? [], apart[BLOCK_METRIC_OUTPUTS.gram]?.values ?? [], 1e-4);
    assertTensorsClose(outputs[TOKEN_LOSS_PORTS.logProbability]?.values ?? [], expectedLogProbabilities(logits), 1e-5);
  });
});
