import { getAt } from '@lamina/errors';
import { type CachePort, listCachePorts } from '../graph/cache-ports.ts';
import type { GraphView } from '../graph/graph-view.ts';
import { findStreamOwners } from './find-stream-owners.ts';
import type { BlockSublayers, Sublayer } from './sublayers.ts';

/** The names that @lamina/checkpoints gives to h_0 … h_L. */
const NAME = /^lamina\.stream\/(\d+)$/;
/** Tensors that all blocks read, and that belong to none. */
const BESIDE = /^lamina\.beside\//;

/** h_0 … h_L, and the cache ports of each block. */
export interface NamedStream {
  readonly boundaries: readonly string[];
  readonly ports: readonly (readonly CachePort[])[];
  /** Tensors beside the stream that belong to no block. */
  readonly beside: readonly string[];
  /** The sublayers of blocks that do more than add both to the stream; undefined for other blocks. */
  readonly sublayers: readonly (BlockSublayers | undefined)[];
}

/**
 * The stream of a graph that was built from a checkpoint, by the names that it has there: its blocks may consist of one MLP, or read earlier blocks
 * beside the stream, which data flow alone does not tell from other parts.
 *
 * @returns undefined for graphs without these names
 */
export function findNamedStream(view: GraphView, sink: string): NamedStream | undefined {
  const made = new Set(view.graph.nodes.flatMap(({ outputs }) => outputs));
  const named = [...made].filter((name) => NAME.test(name));
  const numberOf = (name: string): number => Number(NAME.exec(name)?.[1]);
  const boundaries = named.sort((a, b) => numberOf(a) - numberOf(b));
  // A tool that renames some tensors leaves names that say too little.
  if (boundaries.length < 2 || boundaries[0] !== 'lamina.stream/0') return undefined;
  const owners = findStreamOwners(view, boundaries, [sink]);
  const ports: CachePort[][] = boundaries.slice(1).map(() => []);
  const all = listCachePorts(view.graph);
  for (const past of all.filter(({ direction }) => direction === 'past')) {
    const block = view
      .readers(past.name)
      .map((reader) => owners.get(reader))
      .find((owner) => owner !== undefined);
    const ofBlock = block === undefined ? undefined : ports[block];
    const pair = all.filter(({ direction, layer, pattern }) => direction === 'present' && layer === past.layer && isPair(past, pattern));
    if (ofBlock === undefined) return undefined;
    ofBlock.push(past, ...pair);
  }
  const sublayers = boundaries.slice(1).map((leaving, block) => {
    const prefix = `lamina.stream/${numberOf(leaving) - 1}`;
    const [start, middle, end] = [getAt(boundaries, block), `${prefix}/mixer`, `${prefix}/mlp`];
    return made.has(middle) && made.has(end) ? { mixer: describeSublayer(start, middle), mlp: describeSublayer(middle, end) } : undefined;
  });
  return { boundaries, ports, beside: [...made].filter((name) => BESIDE.test(name)), sublayers };
}

function describeSublayer(start: string, sum: string): Sublayer {
  return { start, end: [sum], additions: [{ sum, stream: start }] };
}

function isPair(past: CachePort, present: string): boolean {
  return present.replace(/^present/, '') === past.pattern.replace(/^past(_key_values)?/, '');
}
