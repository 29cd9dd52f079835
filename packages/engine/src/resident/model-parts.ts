import { getAt } from '@lamina/errors';
import {
  type BlockStructure,
  type ExposedSum,
  exposeHalves,
  exposeSums,
  type Segment,
  type SplitModel,
  splitBlocks,
} from '@lamina/surgery';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { createPartLoader, type Part, type PartLoader } from './part-loader.ts';

/** The parts of a model without its head: the embedding, then the blocks, so that part i gives h_i. Each is loaded when it is first needed. */
export interface ModelParts extends PartLoader {
  get(part: number): Promise<Part>;
  /** Parts `from` … `end − 1`. */
  list(from: number, end: number): Promise<readonly Part[]>;
  /** A block without one of its halves, loaded when it is first needed. */
  getHalved(block: number, half: Half): Promise<Part>;
  /** A part whose only output is a sum of tensors inside it. */
  loadSums(part: number, sum: ExposedSum): Promise<Part>;
}

type Half = 'attention' | 'mlp';

export interface PartsOptions extends SessionOptions {
  /** If true, the parts of blocks give the products of their halves too (exposeHalves). */
  readonly halves?: boolean;
}

export function openParts({ structure, mapped }: OpenedModel, { halves = false, ...session }: PartsOptions): ModelParts {
  const loader = createPartLoader(mapped.weightFolder, session);
  const { embedding, blocks, withoutHalf } = splitParts(structure);
  const expose = (segment: Segment, own: BlockStructure, block: number): Segment =>
    halves ? { ...segment, model: exposeHalves(segment.model, own, block) } : segment;
  const segments = [embedding, ...blocks.map((segment, block) => expose(segment, structure, block))];
  const loaded = new Map<string, Promise<Part>>();
  const loadOnce = (key: string, makeSegment: () => Segment): Promise<Part> => {
    const known = loaded.get(key) ?? loader.load(makeSegment());
    loaded.set(key, known);
    return known;
  };
  const get = (part: number): Promise<Part> => loadOnce(`${part}`, () => getAt(segments, part));
  return {
    ...loader,
    get,
    async list(from, end) {
      const found: Part[] = [];
      for (let part = from; part < end; part += 1) found.push(await get(part));
      return found;
    },
    getHalved(block, half) {
      return loadOnce(`${half} ${block}`, () => {
        const halved = withoutHalf(block, half);
        return expose(halved.segment, halved.structure, block);
      });
    },
    loadSums(part, sum) {
      const segment = getAt(segments, part);
      return loader.load({ ...segment, model: exposeSums(segment.model, [sum]) });
    },
  };
}

export function listSegments(structure: BlockStructure): readonly Segment[] {
  const { embedding, blocks } = splitParts(structure);
  return [embedding, ...blocks];
}

function splitParts(structure: BlockStructure): SplitModel {
  return splitBlocks(structure, { common: true });
}
