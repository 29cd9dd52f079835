import { AppError } from '@lamina/errors';
import type { Graph } from '@lamina/onnx';
import { parseCachePort } from '../graph/cache-ports.ts';
import type { GraphIndex } from '../graph/graph-index.ts';
import { findReached } from './find-reached.ts';

const LOOKUPS = new Set(['Gather', 'GatherBlockQuantized', 'EmbedLayerNormalization']);
const SHAPING = new Set(['Cast', 'Reshape', 'Identity', 'Unsqueeze', 'Squeeze', 'Flatten', 'Clip', 'Where', 'Mul', 'Add', 'Max', 'Min']);

/** Where the residual stream begins and ends: the token embedding and the logits. Refuses graphs that have no such pair. */
export function findStreamEnds(graph: Graph, index: GraphIndex): { source: string; sink: string } {
  return { source: findSource(graph, index), sink: findSink(graph) };
}

function findSource(graph: Graph, index: GraphIndex): string {
  const inputs = graph.inputs.map(({ name }) => name);
  if (inputs.includes('inputs_embeds')) return 'inputs_embeds';
  if (!inputs.includes('input_ids')) return refuse(`no input named input_ids or inputs_embeds (inputs: ${inputs.slice(0, 8).join(', ')})`);
  const [first, ...others] = listLookups(graph, index);
  if (first === undefined) return refuse('no embedding lookup (Gather) reads input_ids');
  if (others.length === 0) return first;
  // Tokens may be looked up more than once: per-block embeddings join the stream later than the embedding that all else is computed from.
  const reach = new Map([first, ...others].map((name) => [name, findReached(graph, index, name).size]));
  return others.reduce((best, name) => ((reach.get(name) ?? 0) > (reach.get(best) ?? 0) ? name : best), first);
}

function listLookups(graph: Graph, index: GraphIndex): readonly string[] {
  const found: string[] = [];
  const queue = ['input_ids'];
  const seen = new Set(queue);
  for (const name of queue) {
    for (const position of index.readers.get(name) ?? []) {
      const node = graph.nodes[position];
      const [output = ''] = node?.outputs ?? [];
      if (!node || seen.has(output)) continue;
      seen.add(output);
      if (LOOKUPS.has(node.opType) && (node.opType !== 'Gather' || node.inputs[0] !== name)) found.push(output);
      else if (SHAPING.has(node.opType)) queue.push(output);
    }
  }
  return found;
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
