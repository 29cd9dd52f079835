import { AppError, getAt, getEntry } from '@lamina/errors';
import type { Graph, Model } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import { GraphView } from '../graph/graph-view.ts';
import { inputOf, outputOf } from '../graph/input-of.ts';
import { renameReads } from '../graph/rename-tensors.ts';
import { sortNodes } from '../graph/sort-nodes.ts';
import { expandSkipNorms } from '../plain/expand-skip-norms.ts';
import { flattenModel } from '../plain/flatten-model.ts';
import { alignBlocks } from './align-blocks.ts';
import type { BlockStructure } from './block-structure.ts';
import { describeBlocks } from './describe-blocks.ts';
import { findAttentions } from './find-anchors.ts';
import { type Cuts, findCuts } from './find-cuts.ts';
import { findEntries } from './find-entries.ts';
import { findNamedStream, type NamedStream } from './find-named-stream.ts';
import { findReached, findStreamOwners } from './find-stream-owners.ts';
import { findSublayers } from './find-sublayers.ts';
import { findTokenMixing } from './find-token-mixing.ts';
import { listSharedValues } from './list-shared-values.ts';
import { findNormPlacement, type LastBlock } from './norm-placement.ts';
import { isLinear, isNorm } from './read-pattern.ts';

const LOOKUPS = new Set(['Gather', 'GatherBlockQuantized', 'EmbedLayerNormalization']);
const SHAPING = new Set(['Cast', 'Reshape', 'Identity', 'Unsqueeze', 'Squeeze', 'Flatten', 'Clip', 'Where', 'Mul', 'Add', 'Max', 'Min']);

interface StreamEnds {
  readonly source: string;
  readonly sink: string;
}

/**
 * Where the residual stream begins and ends.
 *
 *     input_ids ─► Gather ─► source ─► blocks ─► sink = logits
 *
 * @throws AppError MODEL_UNSUPPORTED where the graph has no token embedding or no logits.
 */
function findStreamEnds(view: GraphView): StreamEnds {
  return { source: findSource(view), sink: findSink(view.graph) };
}

function findSource(view: GraphView): string {
  const inputs = view.graph.inputs.map(({ name }) => name);
  if (inputs.includes('inputs_embeds')) return 'inputs_embeds';
  if (!inputs.includes('input_ids')) return refuse(`no input named input_ids or inputs_embeds (inputs: ${inputs.slice(0, 8).join(', ')})`);
  const [first, ...others] = listLookups(view);
  if (first === undefined) return refuse('no embedding lookup (Gather) reads input_ids');
  if (others.length === 0) return first;
  // Embeddings per block may look up tokens too. They join the stream later than the embedding from which everything else is computed.
  const reach = new Map([first, ...others].map((name) => [name, findReached(view, name).size]));
  return others.reduce((best, name) => (getEntry(reach, name) > getEntry(reach, best) ? name : best), first);
}

/** The outputs of the tables that are looked up by tokens, directly or behind operators that only shape the tokens. */
function listLookups(view: GraphView): readonly string[] {
  const { tensors: ids } = view.downstream(['input_ids'], (reader) => SHAPING.has(reader.opType));
  const lookups = [...ids]
    .flatMap((name) => view.readers(name))
    .filter(({ opType, inputs }) => {
      // A Gather whose data are the tokens themselves looks up no table.
      return LOOKUPS.has(opType) && (opType !== 'Gather' || !ids.has(inputOf({ inputs }, 0)));
    });
  return [...new Set(lookups)].flatMap(({ outputs }) => outputs.slice(0, 1));
}

function findSink(graph: Graph): string {
  const outputs = graph.outputs.map(({ name }) => name).filter((name) => parseCachePort(name) === undefined);
  if (outputs.includes('logits')) return 'logits';
  if (outputs.length === 1 && outputs[0] !== undefined && !/hidden_state|pooler|embedding/.test(outputs[0])) return outputs[0];
  return refuse(`no output named logits (outputs: ${outputs.slice(0, 8).join(', ')}); an encoder or a bare body has no next-token losses`);
}

function refuse(reason: string): never {
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `not a decoder language model: ${reason}; export it for text generation, with its language-model head`,
  );
}

const STORING = new Set(['QuantizeLinear', 'DequantizeLinear', 'Cast', 'Identity']);

/**
 * The output of the norm between the last block and the first projection after it.
 *
 *     h_L ─► norm ─► y ─► MatMul ─► logits        y
 *
 * @returns null where no norm stands there.
 */
function findFinalNorm(cuts: Cuts, lastBoundary: number): string | null {
  const passed: string[] = [];
  let end = lastBoundary;
  for (let segment = lastBoundary; segment < cuts.names.length - 1; segment += 1) {
    const operators = [...cuts.segmentOf].filter(([, owner]) => owner === segment).map(([{ opType }]) => opType);
    const computing = operators.filter((operator) => !STORING.has(operator));
    // A stream that is stored quantised passes such a pair before the norm. The pair after the norm belongs to the projection.
    if (computing.some(isLinear) || (passed.length > 0 && operators.some(isLinear))) break;
    // Exporters put casts between the parts of a norm.
    if (computing.length === 0) continue;
    passed.push(...computing);
    end = segment + 1;
  }
  return isNorm(passed) ? (cuts.names[end] ?? null) : null;
}

/** The residual stream, however it was found. */
interface Stream extends NamedStream {
  /** Those of the whole stream. */
  readonly cuts: Cuts;
  readonly last: LastBlock;
}

function readNamedStream(view: GraphView, ends: StreamEnds): Stream | undefined {
  const named = findNamedStream(view, ends.sink);
  if (named === undefined) return undefined;
  const [source = '', end = ''] = named.boundaries.slice(-2);
  const cuts = findCuts(view, { source, sink: ends.sink });
  return { ...named, cuts: findCuts(view, ends), last: { cuts, entering: 0, leaving: cuts.names.indexOf(end) } };
}

function readStream(view: GraphView, ends: StreamEnds): Stream {
  const found = findEntries(view, ends);
  const { cuts, anchors } = found;
  const aligned = alignBlocks(view, cuts, found);
  const [entering = 0, leaving = 0] = aligned.slice(-2);
  return {
    boundaries: aligned.map((cut) => getAt(cuts.names, cut)),
    ports: anchors.map((anchor) => anchor.ports),
    beside: [],
    sublayers: [],
    cuts,
    last: { cuts, entering, leaving },
  };
}

/**
 * Finds the blocks of a decoder by data flow alone. Names inside the graph are not read, since exporters merge, rename and share tensors; only
 * graphs that Lamina built from a checkpoint name their stream (findNamedStream).
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
  const { boundaries, ports, beside, sublayers: named, cuts, last } = readNamedStream(view, ends) ?? readStream(view, ends);
  const blocks = describeBlocks(view, { boundaries, ports, beside });
  const owners = findStreamOwners(view, boundaries, [ends.sink]);
  const mixing = { attentions: new Set(findAttentions(view, cuts)), otherMixers: findTokenMixing(view, cuts) };
  const sublayers = findSublayers({ view, boundaries, owners, blocks, named, ...mixing });
  const placement = findNormPlacement(view, last);
  return {
    model,
    fused,
    boundaries,
    finalNorm: findFinalNorm(last.cuts, last.leaving),
    logits: ends.sink,
    blocks,
    // A last block that adds one thing looks like one that adds both sublayers at once.
    normPlacement: placement === 'parallel' && sublayers.arrangement !== 'parallel' ? 'pre' : placement,
    sublayers,
    sharedValues: listSharedValues(view, { boundaries, logits: ends.sink }),
  };
}

/**
 * The graph in which every reader of a quantised tensor reads its dequantised form instead. It serves to find blocks, not to run.
 *
 *     q ─► DequantizeLinear ─► d ─► Add          q ─► DequantizeLinear ─► d ─► Add
 *     └──► MatMulInteger              becomes                             └──► MatMulInteger
 *
 * Where a block begins with a product, quantised exports let the product read the quantised embedding, and the residual sum the dequantised one.
 * Both are the same residual stream.
 */
function readDequantised(graph: Graph): Graph {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const dequantised = new Map<string, string>();
  for (const { opType, inputs, outputs } of graph.nodes) {
    const [quantised = '', ...others] = inputs;
    // DynamicQuantizeLinear computes its scales, and only products read its outputs.
    if (opType !== 'DequantizeLinear' || !made.has(quantised) || others.some((name) => made.has(name))) continue;
    if (!dequantised.has(quantised)) dequantised.set(quantised, outputOf({ outputs }, 0));
  }
  if (dequantised.size === 0) return graph;
  const nodes = graph.nodes.map((node) => (node.opType === 'DequantizeLinear' ? node : (renameReads([node], dequantised)[0] ?? node)));
  return sortNodes({ ...graph, nodes });
}
