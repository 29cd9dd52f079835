import { AppError } from '@lamina/errors';
import type { Node } from '@lamina/onnx';
import type { GraphView, IgnoredReads } from '../graph/graph-view.ts';
import { type Anchor, findAnchors, findAttentions } from './find-anchors.ts';
import { countAttentions, findAsides, isCrowded } from './find-asides.ts';
import { type Cuts, findCuts } from './find-cuts.ts';
import { describeEnding } from './find-last-boundary.ts';
import { findRepeats } from './find-repeats.ts';

/** Where blocks begin: for each anchor, the cut that enters its block. */
export interface Entries {
  readonly cuts: Cuts;
  readonly anchors: readonly Anchor[];
  readonly entries: readonly number[];
  /** True where reads beside the stream had to be left out. */
  readonly isRelaxed: boolean;
}

/**
 * Finds the cut that enters each block.
 *
 * Where attentions follow one another without a cut between them, later blocks read something of earlier blocks beside the stream (findAsides).
 * These reads are then left out, if that gives a residual stream between all attentions.
 *
 * @throws AppError MODEL_UNSUPPORTED where no residual stream is found.
 */
export function findEntries(view: GraphView, ends: { readonly source: string; readonly sink: string }): Entries {
  const strict = readEntries(view, findCuts(view, ends));
  if (!isCrowded(view, strict.cuts)) return strict;
  const open: string[] = [];
  for (const keepsStream of [true, false]) {
    const asides = findAsides(view, { cuts: strict.cuts, keepsStream });
    open.push(...describeReads(asides));
    if (asides.size === 0) break;
    const relaxed = readEntries(view, findCuts(view, { ...ends, asides }));
    // Later blocks may also read the stream that enters the first block. That entry is therefore taken from the graph with all reads.
    const first = relaxed.cuts.names.indexOf(strict.cuts.names[strict.entries[0] ?? 0] ?? '');
    const entries = [first, ...relaxed.entries.slice(1)];
    const endings = new Set(entries.slice(1).map((cut) => describeEnding(view, relaxed.cuts, cut)));
    const isWhole = !isCrowded(view, relaxed.cuts) && entries.length === countAttentions(view, strict.cuts);
    if (isWhole && endings.size === 1) return { ...relaxed, entries, isRelaxed: true };
  }
  const reads = [...new Set(open)];
  const nodes = reads.length > 0 ? reads : findAttentions(view, strict.cuts).map(nameOf);
  const by = reads.length > 0 ? ` by ${reads.slice(0, SHOWN).join(', ')}` : '';
  return refuse(
    { view, cuts: strict.cuts, nodes },
    `several attentions follow one another with no single tensor between them, so the blocks are entangled${by}`,
  );
}

const SHOWN = 6;

/** The side reads in words, as `tensor → node that reads it`. */
function describeReads(asides: IgnoredReads): string[] {
  return [...asides].flatMap(([tensor, readers]) => [...readers].map((reader) => `${tensor} → ${nameOf(reader)}`));
}

function nameOf({ name, outputs }: Node): string {
  return name || outputs[0] || '?';
}

function readEntries(view: GraphView, cuts: Cuts): Entries {
  const found = findAnchors(view, cuts);
  const anchors = found.length > 0 ? found : findRepeats(view, cuts);
  if (anchors.length === 0) refuse({ view, cuts }, 'no attention and no cache between the embedding and the logits');
  const entries = anchors.map((anchor) => findEntry(view, cuts, anchor));
  if (new Set(entries).size !== entries.length) refuse({ view, cuts }, 'two attentions share one entry point');
  return { cuts, anchors, entries, isRelaxed: false };
}

const STORING = new Set(['Cast', 'Identity', 'QuantizeLinear']);

/**
 * The cut that enters a block: the last one before its anchor. Casts and quantisation there only store the stream in another type, so the cut
 * before them is taken.
 */
function findEntry(view: GraphView, cuts: Cuts, anchor: Anchor): number {
  let cut = anchor.segment;
  while (cut > 0) {
    const [before = '', name = ''] = cuts.names.slice(cut - 1, cut + 1);
    const node = view.maker(name);
    if (!node || node.inputs[0] !== before) break;
    // A stored embedding is dequantised too, but there is no QuantizeLinear before it.
    const undoes = node.opType === 'DequantizeLinear' && view.maker(before)?.opType === 'QuantizeLinear';
    if (!STORING.has(node.opType) && !undoes) break;
    cut -= 1;
  }
  return cut;
}

function refuse({ view, cuts, nodes = [] }: { view: GraphView; cuts: Cuts; nodes?: readonly string[] }, reason: string): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `no blocks found: ${reason} (${view.graph.nodes.length} nodes, ${cuts.names.length} single-tensor cuts); is this a decoder language model exported whole?`,
    {
      details: { cuts: cuts.names.slice(0, 64), nodes: nodes.slice(0, 64) },
    },
  );
}
