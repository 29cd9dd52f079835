import { AppError } from '@lamina/errors';
import type { Graph, Node } from '@lamina/onnx';
import type { GraphIndex } from '../graph/graph-index.ts';
import { type Anchor, findAnchors, findAttentions } from './find-anchors.ts';
import { countAttentions, findAsides, isCrowded } from './find-asides.ts';
import { type Asides, type Cuts, findCuts } from './find-cuts.ts';
import { describeEnding } from './find-last-boundary.ts';
import { findRepeats } from './find-repeats.ts';

/** Where blocks begin: for each anchor the cut that enters its block. */
export interface Entries {
  readonly cuts: Cuts;
  readonly anchors: readonly Anchor[];
  readonly entries: readonly number[];
  /** Whether reads beside the stream had to be left out. */
  readonly isRelaxed: boolean;
}

/**
 * Finds the blocks' entries between the ends of the stream. Where attentions follow one another without a cut between them, later blocks read
 * something of earlier ones beside the stream; those reads are then left out, if that gives a residual stream between all attentions.
 *
 * @throws AppError MODEL_UNSUPPORTED where no such reading is.
 */
export function findEntries(graph: Graph, index: GraphIndex, ends: { readonly source: string; readonly sink: string }): Entries {
  const strict = readEntries(graph, index, findCuts(graph, index, ends));
  if (!isCrowded(graph, index, strict.cuts)) return strict;
  const open: string[] = [];
  for (const keepsStream of [true, false]) {
    const asides = findAsides(graph, index, { cuts: strict.cuts, keepsStream });
    open.push(...describeReads(graph, asides));
    if (asides.size === 0) break;
    const relaxed = readEntries(graph, index, findCuts(graph, index, { ...ends, asides }));
    // The first block's own stream may be among what later blocks read: its entry is where the whole graph has it.
    const first = relaxed.cuts.names.indexOf(strict.cuts.names[strict.entries[0] ?? 0] ?? '');
    const entries = [first, ...relaxed.entries.slice(1)];
    const endings = new Set(entries.slice(1).map((cut) => describeEnding(graph, index, relaxed.cuts, cut)));
    const isWhole = !isCrowded(graph, index, relaxed.cuts) && entries.length === countAttentions(graph, index, strict.cuts);
    if (isWhole && endings.size === 1) return { ...relaxed, entries, isRelaxed: true };
  }
  const reads = [...new Set(open)];
  const nodes = reads.length > 0 ? reads : findAttentions(graph, index, strict.cuts).map((position) => nameOf(graph, position));
  const by = reads.length > 0 ? ` by ${reads.slice(0, SHOWN).join(', ')}` : '';
  return refuse(
    { graph, cuts: strict.cuts, nodes },
    `several attentions follow one another with no single tensor between them, so the blocks are entangled${by}`,
  );
}

const SHOWN = 6;

/** Reads that keep every cut open, as `tensor → node that reads it`. */
function describeReads(graph: Graph, asides: Asides): string[] {
  return [...asides].flatMap(([tensor, readers]) => [...readers].map((position) => `${tensor} → ${nameOf(graph, position)}`));
}

function nameOf(graph: Graph, position: number): string {
  const node = graph.nodes[position];
  return node?.name || node?.outputs[0] || '?';
}

function readEntries(graph: Graph, index: GraphIndex, cuts: Cuts): Entries {
  const known = findAnchors(graph, index, cuts);
  const anchors = known.length > 0 ? known : findRepeats(graph, index, cuts);
  if (anchors.length === 0) refuse({ graph, cuts }, 'no attention and no cache between the embedding and the logits');
  const entries = anchors.map((anchor) => findEntry(anchor, graph, index, cuts));
  if (new Set(entries).size !== entries.length) refuse({ graph, cuts }, 'two attentions share one entry point');
  return { cuts, anchors, entries, isRelaxed: false };
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

function refuse({ graph, cuts, nodes = [] }: { graph: Graph; cuts: Cuts; nodes?: readonly string[] }, reason: string): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `no blocks found: ${reason} (${graph.nodes.length} nodes, ${cuts.names.length} single-tensor cuts); is this a decoder language model exported whole?`,
    {
      details: { cuts: cuts.names.slice(0, 64), nodes: nodes.slice(0, 64) },
    },
  );
}
