import { describe, expect, it } from '@jest/globals';
import { createAttribute, createFloatTensor, createInt64Tensor, createNode, type Graph, type Model } from '@lamina/onnx';
import { buildTinyDecoder, runModel } from '@lamina/test-utils/models';
import { exposeTokenLoss, TOKEN_LOSS_PORTS } from '../expose/expose-token-loss.ts';
import { scanTiles } from './scan-tiles.ts';

const VOCABULARY = 24;
const ROWS = [
  [3, 7, 1],
  [9, 2, 2],
];
const LABELS = [
  [7, 1, 12],
  [2, 2, 17],
];
const LAST = createAttribute('axis', { kind: 'int', value: -1 });

/** A model whose logits are joined from tiles of different widths, as products with packed weights are. */
function buildTiled(): Model {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 1 });
  const tiles = [
    { name: 'low', ids: [0, 1, 2, 3, 4] },
    { name: 'high', ids: Array.from({ length: VOCABULARY - 5 }, (_, place) => place + 5) },
  ];
  const cuts = tiles.map(({ name }) => createNode('Gather', ['logits', `${name}.ids`], [name], { attributes: [LAST] }));
  const joined = createNode('Concat', ['low', 'high'], ['joined'], { attributes: [LAST] });
  const { graph } = model;
  const ids = tiles.map((tile) => createInt64Tensor(`${tile.name}.ids`, tile.ids));
  return { ...model, graph: { ...graph, nodes: [...graph.nodes, ...cuts, joined], initializers: [...graph.initializers, ...ids] } };
}

/** The losses beside a reference, whose input becomes a constant. */
function exposeLosses(model: Model, byRow: boolean): Model {
  const exposed = exposeTokenLoss(model, 'joined', { mostLikely: true, divergence: true, byRow });
  const { reference } = TOKEN_LOSS_PORTS;
  const values = Array.from({ length: 6 * VOCABULARY }, (_, place) => Math.sin(place));
  const { graph } = exposed;
  const given = createFloatTensor(reference, values, [2, 3, VOCABULARY]);
  const inputs = graph.inputs.filter(({ name }) => name !== reference);
  return { ...exposed, graph: { ...graph, inputs, initializers: [...graph.initializers, given] } };
}

const countTileJoins = ({ nodes }: Graph): number => nodes.filter(({ outputs }) => outputs.includes('joined')).length;

describe('scanTiles', () => {
  it('joins tiles row by row in the body of the Scan, and every output stays the same', async () => {
    const whole = exposeLosses(buildTiled(), true);
    const tiled = { ...whole, graph: scanTiles(whole.graph) };
    expect([countTileJoins(whole.graph), countTileJoins(tiled.graph)]).toEqual([1, 0]);
    const labels = { [TOKEN_LOSS_PORTS.labels]: LABELS };
    expect(await runModel(tiled, ROWS, labels)).toEqual(await runModel(whole, ROWS, labels));
  });

  it('leaves tiles that anything else reads, or that no Scan reads', () => {
    const { graph } = exposeLosses(buildTiled(), true);
    const read = { ...graph, nodes: [...graph.nodes, createNode('Neg', ['joined'], ['more'])] };
    expect(scanTiles(read).nodes).toEqual(read.nodes);
    const { graph: plain } = exposeLosses(buildTiled(), false);
    expect(scanTiles(plain).nodes).toEqual(plain.nodes);
  });
});
