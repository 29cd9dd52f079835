import { AppError, getEntry } from '@lamina/errors';
import type { Graph } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { inputOf } from '../graph/input-of.ts';
import { findReached } from './find-stream-owners.ts';

const LOOKUPS = new Set(['Gather', 'GatherBlockQuantized', 'EmbedLayerNormalization']);
const SHAPING = new Set(['Cast', 'Reshape', 'Identity', 'Unsqueeze', 'Squeeze', 'Flatten', 'Clip', 'Where', 'Mul', 'Add', 'Max', 'Min']);

/**
 * Where the residual stream begins and ends.
 *
 *     input_ids ─► Gather ─► source ─► blocks ─► sink = logits
 *
 * @throws AppError MODEL_UNSUPPORTED where the graph has no token embedding or no logits.
 */
export function findStreamEnds(view: GraphView): { source: string; sink: string } {
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
