import type { Model } from '@lamina/onnx';
import { indexGraph } from '../graph/graph-index.ts';
import { sortNodes } from '../graph/sort-nodes.ts';
import { expandSkipNorms } from '../plain/expand-skip-norms.ts';
import { flattenModel } from '../plain/flatten-model.ts';
import { readDequantised } from '../plain/read-dequantised.ts';
import { alignBlocks } from './align-blocks.ts';
import type { BlockStructure } from './block-structure.ts';
import { describeBlocks } from './describe-blocks.ts';
import { findAttentions } from './find-anchors.ts';
import { findEntries } from './find-entries.ts';
import { findFinalNorm } from './find-final-norm.ts';
import { findStreamEnds } from './find-stream-ends.ts';
import { findStreamOwners } from './find-stream-owners.ts';
import { findSublayers } from './find-sublayers.ts';
import { listSharedValues } from './list-shared-values.ts';
import { findNormPlacement } from './norm-placement.ts';

/**
 * Finds the blocks of a decoder by data flow alone: names inside the graph are never read, since exporters merge, rename and share across
 * blocks. Between the token embedding and the logits, every tensor that all paths share is a cut; a stretch between two cuts that holds
 * attention or owns a cache is a block's beginning; the cut before it is the residual stream that enters the block.
 *
 * Refuses with MODEL_UNSUPPORTED (saying why) where there is no such reading; never guesses.
 */
export function findBlocks(source: Model): BlockStructure {
  const { model: expanded, fused } = expandSkipNorms(flattenModel(source));
  const model = { ...expanded, graph: sortNodes(expanded.graph) };
  const graph = readDequantised(model.graph);
  const index = indexGraph(graph);
  const ends = findStreamEnds(graph, index);
  const found = findEntries(graph, index, ends);
  const { cuts, anchors } = found;
  const aligned = alignBlocks(graph, index, cuts, found);
  const boundaries = aligned.map((cut) => cuts.names[cut] ?? '');
  const blocks = describeBlocks(graph, index, boundaries, anchors);
  const owners = findStreamOwners(graph, index, boundaries, [ends.sink]);
  const attentions = new Set(findAttentions(graph, index, cuts));
  return {
    model,
    fused,
    boundaries,
    finalNorm: findFinalNorm(graph, cuts, aligned.at(-1) ?? 0),
    logits: ends.sink,
    blocks,
    normPlacement: findNormPlacement(graph, index, cuts, aligned),
    sublayers: findSublayers({ graph, index, boundaries, owners, blocks, attentions }),
    sharedValues: listSharedValues(graph, index, { boundaries, logits: ends.sink }),
  };
}
