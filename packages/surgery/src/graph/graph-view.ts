import type { Graph, Node, Tensor } from '@lamina/onnx';
import { listReads } from './list-reads.ts';

/** The nodes and tensors of a walk, in its order: nearest first. */
export interface Walk {
  /** Nodes that the walk went through. */
  readonly nodes: ReadonlySet<Node>;
  /** Tensors that the walk met: its starts, and what the nodes it went through read (upstream) or make (downstream). */
  readonly tensors: ReadonlySet<string>;
}

/** True if a walk goes through `node`, which it met by `tensor`. Where the answer is false, the walk ends before the node. */
export type Passage = (node: Node, tensor: string) => boolean;

/** Reads that a view leaves out: a tensor's name → the nodes that read it. */
export type IgnoredReads = ReadonlyMap<string, ReadonlySet<Node>>;

/**
 * A graph with the answers to two questions: which node makes a tensor, and which nodes read it.
 *
 *     x ─► MatMul ─► y ─► Add ─► z         maker('y')              MatMul
 *     W ────┘        └──► Mul ─► u         readers('y')            [Add, Mul]
 *                                          upstream(['z']).nodes   {Add, MatMul}
 *                                          downstream(['y']).nodes {Add, Mul}
 *
 * A view is built once per graph, in O(nodes + edges). Each question is then one lookup, and a walk costs O(nodes + edges) that it meets.
 * A view never changes: a changed graph needs a view of its own.
 */
export class GraphView {
  readonly graph: Graph;
  readonly #makers = new Map<string, Node>();
  readonly #readers = new Map<string, Node[]>();
  readonly #nodes = new Map<Node, { readonly place: number; readonly reads: readonly string[] }>();
  readonly #weights: ReadonlyMap<string, Tensor>;

  constructor(graph: Graph, ignored: IgnoredReads = new Map()) {
    this.graph = graph;
    this.#weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
    for (const [place, node] of graph.nodes.entries()) {
      const reads = listReads(node).filter((name) => !ignored.get(name)?.has(node));
      this.#nodes.set(node, { place, reads });
      for (const output of node.outputs) if (output !== '') this.#makers.set(output, node);
      for (const name of reads) {
        const readers = this.#readers.get(name);
        if (readers) readers.push(node);
        else this.#readers.set(name, [node]);
      }
    }
  }

  /** The node that makes a tensor; undefined for inputs and weights of the graph, and for the name '' of an absent input. */
  maker(tensor: string): Node | undefined {
    return this.#makers.get(tensor);
  }

  /** The nodes that read a tensor, each once, in the order of the graph. Outputs of the graph are no readers. */
  readers(tensor: string): readonly Node[] {
    // Outputs of the graph have no reader, and tensors may be computed for nothing.
    return this.#readers.get(tensor) ?? [];
  }

  /** The tensors that a node reads, those of its subgraphs included (listReads). @throws Error for a node of another graph. */
  reads(node: Node): readonly string[] {
    return this.#get(node).reads;
  }

  /** The weight (initializer) of that name; undefined for other tensors. */
  weight(tensor: string): Tensor | undefined {
    return this.#weights.get(tensor);
  }

  /** The place of a node in `graph.nodes`. @throws Error for a node of another graph. */
  place(node: Node): number {
    return this.#get(node).place;
  }

  /** Walks from tensors to the nodes that they are computed from. The walk goes through every node that `through` accepts; by default, through all. */
  upstream(starts: Iterable<string>, through: Passage = always): Walk {
    const nodes = new Set<Node>();
    // A set gives out what is added to it during the loop.
    const tensors = new Set(starts);
    for (const tensor of tensors) {
      const maker = this.maker(tensor);
      if (!maker || nodes.has(maker) || !through(maker, tensor)) continue;
      nodes.add(maker);
      for (const read of this.reads(maker)) tensors.add(read);
    }
    return { nodes, tensors };
  }

  /** Walks from tensors to the nodes that are computed from them. The walk goes through every node that `through` accepts; by default, through all. */
  downstream(starts: Iterable<string>, through: Passage = always): Walk {
    const nodes = new Set<Node>();
    const tensors = new Set(starts);
    for (const tensor of tensors) {
      for (const reader of this.readers(tensor)) {
        if (nodes.has(reader) || !through(reader, tensor)) continue;
        nodes.add(reader);
        for (const output of reader.outputs) if (output !== '') tensors.add(output);
      }
    }
    return { nodes, tensors };
  }

  /** The same graph, seen without some reads: a walk does not follow them, and they count for no reader. */
  without(reads: IgnoredReads): GraphView {
    return new GraphView(this.graph, reads);
  }

  #get(node: Node): { readonly place: number; readonly reads: readonly string[] } {
    const facts = this.#nodes.get(node);
    if (!facts) throw new Error(`node ${node.name || node.opType} is not of this graph`);
    return facts;
  }
}

function always(): boolean {
  return true;
}
