import { getAt } from '@lamina/errors';
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
import { findTokenMixing } from './find-token-mixing.ts';
import { listSharedValues } from './list-shared-values.ts';
import { findNormPlacement } from './norm-placement.ts';

/**
 * Finds the blocks of a decoder by data flow alone. Names inside the graph are never read, since exporters merge, rename and share tensors.
 *
 *     tokens ─► Gather ─► h_0 ─► norm ─► attention ─► Add ─► … ─► h_1 ─► … ─► h_L ─► norm ─► MatMul ─► logits
 *               source     └─────────────────────────┘                                             sink
 *
 * 1. Between the token embedding (source) and the logits (sink), a tensor through which all paths pass is a cut (findCuts).
 * 2. A stretch between two cuts that holds attention, or owns a cache, is the beginning of a block (findAnchors).
 * 3. The cut before it is the residual stream that enters the block (findEntries); alignBlocks finds the end of the last block.
 *
 * @throws AppError MODEL_UNSUPPORTED, with the reason, where the graph has no such reading. It never guesses.
 */
export function findBlocks(source: Model): BlockStructure {
  const { model: expanded, fused } = expandSkipNorms(flattenModel(source));
  const model = { ...expanded, graph: sortNodes(expanded.graph) };
  const view = new GraphView(readDequantised(model.graph));
  const ends = findStreamEnds(view);
  const found = findEntries(view, ends);
  const { cuts, anchors } = found;
  const aligned = alignBlocks(view, cuts, found);
  const boundaries = aligned.map((cut) => getAt(cuts.names, cut));
  const blocks = describeBlocks(view, boundaries, anchors);
  const owners = findStreamOwners(view, boundaries, [ends.sink]);
  const attentions = new Set(findAttentions(view, cuts));
  const otherMixers = findTokenMixing(view, cuts);
  return {
    model,
    fused,
    boundaries,
    finalNorm: findFinalNorm(cuts, getAt(aligned, aligned.length - 1)),
    logits: ends.sink,
    blocks,
    normPlacement: findNormPlacement(view, cuts, aligned),
    sublayers: findSublayers({ view, boundaries, owners, blocks, attentions, otherMixers }),
    sharedValues: listSharedValues(view, { boundaries, logits: ends.sink }),
  };
}
