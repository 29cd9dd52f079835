import type { Graph } from '@lamina/onnx';
import type { CachePort } from './cache-ports.ts';
import { renameReads } from './rename-tensors.ts';

/**
 * Gives the cache ports of the kept blocks the numbers that blocks 0, 1, 2, … would have had: `keptPorts[i]` are the ports of new block i.
 * A block without a cache keeps its number to itself: loaders build port names from the block's index.
 */
export function renumberPorts(graph: Graph, keptPorts: readonly (readonly CachePort[])[]): Graph {
  const names = new Map<string, string>();
  for (const [block, ports] of keptPorts.entries()) {
    for (const port of ports) {
      const renamed = port.pattern.replace('#', String(block));
      if (renamed !== port.name) names.set(port.name, renamed);
    }
  }
  if (names.size === 0) return graph;
  const rename = <T extends { readonly name: string }>(entry: T): T => ({ ...entry, name: names.get(entry.name) ?? entry.name });
  return {
    ...graph,
    nodes: renameReads(graph.nodes, names, { outputs: true }),
    inputs: graph.inputs.map(rename),
    outputs: graph.outputs.map(rename),
    valueInfo: graph.valueInfo.map(rename),
  };
}
