import type { Model } from '@lamina/onnx';
import { GraphView } from '../graph/graph-view.ts';
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
  const view = new GraphView(readDequantised(model.graph));
  const ends = findStreamEnds(view);
  const found = findEntries(view, ends);
  const { cuts, anchors } = found;
  const aligned = alignBlocks(view, cuts, found);
  const boundaries = aligned.map((cut) => cuts.names[cut] ?? '');
  const blocks = describeBlocks(view, boundaries, anchors);
  const owners = findStreamOwners(view, boundaries, [ends.sink]);
  const attentions = new Set(findAttentions(view, cuts));
  return {
    model,
    fused,
    boundaries,
    finalNorm: findFinalNorm(cuts, aligned.at(-1) ?? 0),
    logits: ends.sink,
    blocks,
    normPlacement: findNormPlacement(view, cuts, aligned),
    sublayers: findSublayers({ view, boundaries, owners, blocks, attentions }),
    sharedValues: listSharedValues(view, { boundaries, logits: ends.sink }),
  };
}
