import type { Graph } from '@lamina/onnx';
import type { Block } from '../find/block-structure.ts';
import type { CachePort } from '../graph/cache-ports.ts';
import { renameReads } from '../graph/rename-tensors.ts';

/**
 * Gives the cache ports of the kept blocks the numbers that a model of these blocks alone would have.
 *
 *     present.0.key, present.2.key     becomes     present.0.key, present.1.key
 *
 * Loaders build the names from numbers, so the way of counting stays: by block, where blocks without a cache leave their number unused; or by
 * cache, without gaps.
 */
export function renumberPorts(graph: Graph, blocks: readonly Pick<Block, 'index' | 'ports'>[], kept: readonly number[]): Graph {
  const owned = blocks.flatMap(({ index, ports }) => ports.map((port) => ({ block: index, port })));
  const patterns = new Set(owned.map(({ port }) => port.pattern));
  const names = new Map<string, string>();
  for (const pattern of patterns) {
    const numbered = renumberPattern(
      owned.filter(({ port }) => port.pattern === pattern),
      kept,
    );
    for (const [port, layer] of numbered) {
      if (layer !== port.layer) names.set(port.name, pattern.replace('#', String(layer)));
    }
  }
  return names.size === 0 ? graph : renamePorts(graph, names);
}

interface OwnedPort {
  readonly block: number;
  readonly port: CachePort;
}

function renumberPattern(owned: readonly OwnedPort[], kept: readonly number[]): readonly (readonly [CachePort, number])[] {
  const ordered = [...owned].sort((a, b) => a.port.layer - b.port.layer);
  const survivors = ordered.filter(({ block }) => kept.includes(block));
  // Some exporters count from 0, others from 1.
  const first = [0, 1].find((base) => ordered.every(({ block, port }) => port.layer === block + base));
  return survivors.map(({ block, port }, rank) => [
    port,
    first === undefined ? (ordered[rank]?.port.layer ?? rank) : kept.indexOf(block) + first,
  ]);
}

function renamePorts(graph: Graph, ports: ReadonlyMap<string, string>): Graph {
  const names = new Map(ports);
  // A tensor that is no port may have the name that a port gets: a cache that is computed but is no output.
  const given = new Set(ports.values());
  for (const name of graph.nodes.flatMap(({ outputs }) => outputs))
    if (given.has(name) && !names.has(name)) names.set(name, `${name}#inner`);
  const rename = <T extends { readonly name: string }>(entry: T): T => ({ ...entry, name: names.get(entry.name) ?? entry.name });
  return {
    ...graph,
    nodes: renameReads(graph.nodes, names, { outputs: true }),
    inputs: graph.inputs.map(rename),
    outputs: graph.outputs.map(rename),
    valueInfo: graph.valueInfo.map(rename),
  };
}
