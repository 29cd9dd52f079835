import { AppError } from '@lamina/errors';
import type { Graph, Model, Node } from '@lamina/onnx';
import { alignBlocks } from './align-blocks.ts';
import type { BlockStructure } from './block-structure.ts';
import { describeBlocks } from './describe-blocks.ts';
import { expandSkipNorms } from './expand-skip-norms.ts';
import { type Anchor, findAnchors } from './find-anchors.ts';
import { type Cuts, findCuts } from './find-cuts.ts';
import { findFinalNorm } from './find-final-norm.ts';
import { findRepeats } from './find-repeats.ts';
import { findStreamEnds } from './find-stream-ends.ts';
import { flattenModel } from './flatten-model.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import { findNormPlacement } from './norm-placement.ts';
import { sortNodes } from './sort-nodes.ts';

/**
 * Finds the blocks of a decoder by data flow alone: names inside the graph are never read, since exporters merge, rename and share across
 * blocks. Between the token embedding and the logits, every tensor that all paths share is a cut; a stretch between two cuts that holds
 * attention or owns a cache is a block's beginning; the cut before it is the residual stream that enters the block.
 *
 * Refuses with MODEL_UNSUPPORTED (saying why) where there is no such reading; never guesses.
 */
export function findBlocks(source: Model): BlockStructure {
  const { model: expanded, fused } = expandSkipNorms(flattenModel(source));
  const graph = sortNodes(expanded.graph);
  const model = { ...expanded, graph };
  const index = indexGraph(graph);
  const ends = findStreamEnds(graph, index);
  const cuts = findCuts(graph, index, ends.source, ends.sink);
  const known = findAnchors(graph, index, cuts);
  const anchors = known.length > 0 ? known : findRepeats(graph, index, cuts);
  if (anchors.length === 0) refuse(graph, cuts, 'no attention and no cache between the embedding and the logits');
  const entries = anchors.map((anchor) => findEntry(anchor, graph, index, cuts));
  if (new Set(entries).size !== entries.length) refuse(graph, cuts, 'two attentions share one entry point');
  const aligned = alignBlocks(graph, index, cuts, { entries, anchors });
  const boundaries = aligned.map((cut) => cuts.names[cut] ?? refuse(graph, cuts, `no tensor at cut ${cut}`));
  return {
    model,
    fused,
    boundaries,
    finalNorm: findFinalNorm(graph, cuts, aligned.at(-1) ?? 0),
    logits: ends.sink,
    blocks: describeBlocks(graph, index, boundaries, anchors),
    normPlacement: findNormPlacement(graph, index, cuts, aligned),
  };
}

const STORING = new Set(['Cast', 'Identity', 'QuantizeLinear']);

/** The cut that enters a block: the last one before its anchor, stepped back over casts and quantisation, which only store the stream otherwise. */
function findEntry(anchor: Anchor, graph: Graph, index: GraphIndex, cuts: Cuts): number {
  let cut = anchor.segment;
  const makerOf = (name = ''): Node | undefined => graph.nodes[index.producer.get(name) ?? -1];
  while (cut > 0) {
    const node = makerOf(cuts.names[cut]);
    if (!node || node.inputs[0] !== cuts.names[cut - 1]) break;
    // A stored embedding is dequantised too, but nothing was quantised before it.
    const undoes = node.opType === 'DequantizeLinear' && makerOf(cuts.names[cut - 1])?.opType === 'QuantizeLinear';
    if (!STORING.has(node.opType) && !undoes) break;
    cut -= 1;
  }
  return cut;
}

function refuse(graph: Graph, cuts: Cuts, reason: string): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `no blocks found: ${reason} (${graph.nodes.length} nodes, ${cuts.names.length} single-tensor cuts); is this a decoder language model exported whole?`,
    {
      details: { cuts: cuts.names.slice(0, 64) },
    },
  );
}
